"""Who wrote it: bylines in lines of their own or behind the last sentence, and the dateline before the first (早报11月28日讯)."""

import re

from extraction.text.span import Span

_ROLE = r"(?:本报|本网|特约|见习|实习|首席|全媒体|融媒体?)*(?:记者|通讯员|实习生|作者|撰稿人?|撰文|采写|文字)"
_NAMES = r"(?:[ \u3000:：/、]{1,4}[一-鿿·]{2,6}){1,9}"
_ALONE = re.compile(rf"[(（【\[]?[^。，,!！?？;；:：0-9]{{0,40}}?{_ROLE}{_NAMES} ?[)）】\]]?")
_SLASHED = re.compile(r"(?:文|图|文图|图文|文字|摄影)[、/]?(?:图|文)? ?[/／:：|｜] ?[一-鿿·]{2,6}(?:[ 、/／:：|｜]{1,3}[一-鿿·]{1,8}){0,8}")
_IN_PARENTHESES = re.compile(r"[(（【\[][^()（）。]{0,40}(?:记者|通讯员|作者|文/|撰稿|供稿)[^()（）。]{0,50}[)）\]】]")
_CREDIT = re.compile(r"[(（【]?(?:本[版组文])?(?:图文|文图|稿件|文字|图|文)[^。，,]{0,4}?由[^。，,]{2,30}(?:提供|采写|供稿)[)）】]?")
_GLUED = re.compile(r"[^。，,!！?？;；:：0-9]{1,24}(?:报|社|网|台|新闻|客户端|融媒)记者[一-鿿]{2,3}(?:[ 、][一-鿿]{2,3}){0,3}")
_PAPER_IN_PARENTHESES = r"(?<=[。！!”])[(（][^()（）。，,]{0,20}(?:报|新闻|客户端|融媒)[^()（）。，,]{0,30}[)）]"
_UNMARKED = r"(?<=[。！!”])(?:本报|本网|[^。，,]{0,12}(?:报|网|社|新闻))?(?:记者|通讯员)[ :：][^。，,]{2,40}"
_BEHIND = re.compile(rf"[ \u3000]*(?:{_IN_PARENTHESES.pattern}|{_PAPER_IN_PARENTHESES}|{_UNMARKED})\Z")
_DATELINE = re.compile(
    rf"(?:[^。，,；;:：!！\n]{{0,30}}?(?:[0-9]{{4}}年)?(?:[0-9]{{1,2}}月)?[0-9]{{1,2}}日(?:讯|电|消息)"
    rf"|(?:本报|本网|本刊|[一-鿿]{{2,8}}(?:报|网|台|新闻))讯|[一-鿿]{{2,10}}讯[(（][0-9]{{1,2}}月[0-9]{{1,2}}日[)）])"
    rf"(?:[ \u3000]*(?:{_IN_PARENTHESES.pattern}|{_ROLE}[ :：][^。，,0-9\n]{{2,30}}?(?=[ :：])))?[ \u3000:：—-]*"
)
_SOURCE = re.compile(
    r"(?:信息|文章|稿件|新闻|内容)?来源 ?[:：] ?([^ \u3000:：|｜0-9]{2,24}?)"
    r"(?=发布时间|发布日期|发布于|时间|日期|作者|编辑|浏览|阅读|字[号体]|[ \u3000|｜0-9)）\]】]|\Z)"
)
_PAPER = re.compile(r"[(（【\[]?((?:[一-鿿·/]{2,16}(?:报|社|网|台|新闻|点|客户端)[ /·]?){1,4})")


def is_byline(line: str) -> bool:
    """A whole line that names who wrote it."""
    return len(line) <= 80 and any(shape.fullmatch(line) for shape in (_IN_PARENTHESES, _ALONE, _SLASHED, _GLUED, _CREDIT))


def byline_behind(line: str) -> Span | None:
    """A byline behind the last sentence of a line."""
    if line.endswith(("。", "，", ",")):  # no byline ends so
        return None
    tail = line[-120:]
    found = _BEHIND.search(tail)
    return Span(len(line) - len(tail) + found.start(), len(line)) if found and found.start() else None


def dateline(line: str) -> Span | None:
    """The dateline at the beginning of a line of running text, with the names that follow it in parentheses."""
    found = _DATELINE.match(line[:160])
    return Span(0, found.end()) if found and found.end() < len(line) else None


def source(line: str) -> str | None:
    """The paper a posting line names behind 来源."""
    found = _SOURCE.search(line[:200])
    return found[1].strip() if found else None


def paper(byline: str) -> str | None:
    """The paper in a byline."""
    found = _PAPER.match(byline)
    return found[1].strip(" /·") if found else None

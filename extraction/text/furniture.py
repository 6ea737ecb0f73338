"""What belongs to the page and not to the article, by the patterns of ``tables/furniture.csv``."""

import re
from functools import cache

from extraction import tables
from extraction.text.span import Span

_DATE = r"20[0-9]{2} ?[-/.年] ?[0-9]{1,2} ?[-/.月] ?[0-9]{1,2}日?(?: ?[0-9]{1,2}[:：][0-9]{2}(?:[:：][0-9]{2})?)?"
_ITEMS = (
    rf"(?:发布|更新|发表)?(?:时间|日期)? ?[:：]? ?{_DATE}",
    r"(?:信息|文章|稿件)?(?:来源|作者|编辑|责任编辑|责编|记者|发布机构) ?[:：] ?[^ \u3000:：。，,]{2,20}",
    r"(?:浏览|阅读|点击|访问)(?:次数|量|数)? ?[:：] ?[0-9]{0,9} ?次?",
    r"[【\[]?字[号体](?:大小)? ?[:：] ?[\[【]?大 ?中 ?小[】\]]?",
    r"分享到?[:：]?",
    r"[【\[]?(?:打印|关闭|收藏)[】\]]?",
)
_ITEM = f"(?:{'|'.join(_ITEMS)})"
_GLUED_HEAD = re.compile(
    rf"(?P<title>[^。，,；;:：]{{4,60}}?)??[ \u3000]*(?P<posting>{_ITEM}(?:[ \u3000|｜]{{1,6}}{_ITEM}){{1,8}})(?=[ \u3000])"
)
LONGEST = 700
"""A longer line is no furniture: no pattern allows more."""


def furniture(line: str) -> str | None:
    """Why a whole line is none of the article's, or None."""
    return _reason("line", line)


def begins_list(line: str) -> str | None:
    """Why the short lines behind this one are none of the article's (相关阅读), or None."""
    return _reason("rest", line)


def is_caption(line: str) -> bool:
    """A caption or a photo credit."""
    return _reason("caption", line) is not None


def glued_head(line: str) -> tuple[int, int] | None:
    """Where the posting items begin and end that a line of running text has before it, behind a title or none."""
    found = _GLUED_HEAD.match(line[:400])
    return found.span("posting") if found else None


def suffix(line: str) -> tuple[Span, str] | None:
    """Furniture glued to the end of a line of running text, with the reason."""
    tail = line[-100:]
    if not _any_of("suffix").search(tail):
        return None
    for pattern, reason in _patterns("suffix"):
        found = pattern.search(tail)
        if found:
            return Span(len(line) - len(tail) + found.start(), len(line)), reason
    return None


def _reason(where: str, line: str) -> str | None:
    if len(line) > LONGEST or not _any_of(where).fullmatch(line):
        return None
    return next((reason for pattern, reason in _patterns(where) if pattern.fullmatch(line)), None)


@cache
def _any_of(where: str) -> re.Pattern[str]:
    """All patterns in one: most lines match none, and asking once for all of them is several times faster."""
    return re.compile("|".join(pattern.pattern for pattern, _ in _patterns(where)))


@cache
def _patterns(where: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    end = r"\Z" if where == "suffix" else ""
    return tuple((re.compile(f"(?:{row['pattern']}){end}"), row["reason"]) for row in tables.rows("furniture") if row["where"] == where)

"""What each line of a page is: running text, a heading, or none of the article's; and which lines were one before somebody broke them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extraction.text import bylines, dating, furniture, tokens
from extraction.text.lines import Line, lines, wrap

CAPTIONS_WITHIN = 4
"""A caption between the halves of a sentence is looked for in so many lines."""
_WHOLE_FIGURE = re.compile(r"[0-9](?:%|‰|[万亿千百]{0,2}[元个家户人件项亩吨]|[万亿千百]{1,2}[一-鿿]{1,2}|个?百分点|平方米|平方公里)\Z")
_NEW_SENTENCE = re.compile(
    r"各位|分[一-鿿]{1,3}看|其中|同时|此外|另外|目前|今年|去年|截至|据|全[年市县区省州]|上半年|前[0-9一二三]|[0-9]{1,2}月|二是|三是|四是"
)
_NO_BEGINNING = re.compile(r"[，、；。）％%.,;)】”’》]|(?:增长|下降|同比|达到?|左右|以上|以下|个百分点)[0-9，,；;、。]")
_FIGURE_BEGUN = re.compile(r"[0-9.][余多]?[百千万亿]{0,2}[余多]?\Z")
_FIGURE = re.compile(r"[0-9][0-9.,]*(?![0-9.,年月日、:：])")
_FIGURE_ALONE = re.compile(r"[0-9][0-9.]*[%％一-鿿]{1,3}[，,、;；。]")  # 203个,…: no sentence begins so
_REST_OF_FIGURE = re.compile(r"[0-9.%万亿千百元个家户人件项亩吨]")
_DATED_BEGINNING = re.compile(r"[^，,]{0,14}(?:[年月日来初末底]|季度|半年|期间|据介绍|获悉|讯[^，,]{0,12})[，,]")
SHORT = 40
"""No caption line has more characters."""
LONG = 80
"""A line glued together from title, posting items and text has at least so many."""


@dataclass(frozen=True)
class Part:
    """A line and what it is: "body", "heading", or the reason why it is set aside."""

    line: Line
    role: str

    @property
    def is_content(self) -> bool:
        return self.role in ("body", "heading")


def parts(text: str) -> list[Part]:
    """The lines of a cleaned page, joined where somebody broke them, each with what it is."""
    found = [Part(line, _role(line)) for whole in lines(text) for line in _unglued(whole)]
    for step in LAYOUT:
        found = step(found)
    return found


def _unglued(line: Line) -> Iterator[Line]:
    """A line; or its title, posting items and text, where a page has lost the breaks between them."""
    posting = furniture.glued_head(line.text) if len(line.text) > LONG else None
    for start, end in [(0, posting[0]), posting, (posting[1], len(line.text))] if posting else [(0, len(line.text))]:
        if line.text[start:end].strip():
            yield line.part(start, end)


def _role(line: Line) -> str:
    reason = furniture.furniture(line.text)
    if reason:
        return reason
    if dating.is_posting(line.text):
        return "posting"
    if bylines.is_byline(line.text):
        return "byline"
    if furniture.is_caption(line.text):
        return "caption"
    return "body" if line.is_body else "heading"


def _lists_of_others_aside(parts: Sequence[Part]) -> list[Part]:
    """相关阅读 and the short lines behind it; before the first body line it is only a label."""
    found: list[Part] = []
    listing, begun = False, False
    for part in parts:
        reason = furniture.begins_list(part.line.text)
        begun = begun or (part.role == "body" and not reason)
        listing = bool(reason and begun) or (listing and part.role != "body")
        found.append(Part(part.line, reason or "other articles") if reason or (listing and part.is_content) else part)
    return found


def _wrapped_lines_joined(parts: Sequence[Part]) -> list[Part]:
    """Lines that were all broken at one width: a full one goes on in the next, unless a new paragraph is marked."""
    wrapping = wrap([part.line for part in parts if part.is_content])
    if wrapping is None:
        return list(parts)
    indents = sum(part.line.indent > 0 for part in parts if part.is_content) * 2 < len(parts)
    groups: list[list[Part]] = []
    full = False
    for part in parts:
        line = part.line
        marked = line.gap or (indents and line.indent) or line.is_numbered_heading or line.text.startswith("——")
        if full and part.is_content and not marked:
            groups[-1].append(part)
        else:
            groups.append([part])
        full = part.is_content and wrapping.is_full(line)
    return [_joined(group) for group in groups]


def _joined(group: Sequence[Part]) -> Part:
    """Lines of running text as one; two lines that are a heading still are."""
    if len(group) == 1:
        return group[0]
    line = Line.joined([part.line for part in group])
    return Part(line, "body" if len(group) > 2 or line.is_body else "heading")


def _parentheses_joined(parts: Sequence[Part]) -> list[Part]:
    """A short line that opens a parenthesis, and the one that closes it, are one; what stands between is a caption."""
    found: list[Part] = []
    i = 0
    while i < len(parts):
        closing = _closing(parts, i)
        if closing is None:
            found.append(parts[i])
        else:
            line = Line.joined([parts[i].line, parts[closing].line])
            found += [Part(line, _role(line)), *(Part(between.line, "caption") for between in parts[i + 1 : closing])]
            i = closing
        i += 1
    return found


def _closing(parts: Sequence[Part], i: int) -> int | None:
    opening = parts[i].line.text
    if opening[0] not in "(（" or len(opening) > SHORT or re.search(r"[)）]", opening):
        return None
    ahead = range(i + 1, min(i + 1 + CAPTIONS_WITHIN, len(parts)))
    return next((k for k in ahead if re.fullmatch(r"[^()（）]{1,60}[)）]", parts[k].line.text)), None)


def _captions_aside(parts: Sequence[Part]) -> list[Part]:
    """Between a line that breaks off and its rest, short lines are captions: those before a photo credit, and those that the halves of a word enclose."""
    found = list(parts)
    for i, part in enumerate(found):
        if part.role != "body" or not part.line.is_open:
            continue
        ahead = [i + 1 + k for k in range(len(list(itertools.takewhile(_may_be_caption, found[i + 1 : i + 1 + CAPTIONS_WITHIN]))))]
        last = max((k for k in ahead if found[k].role == "caption" and k + 1 < len(found)), default=None) or _before_other_half(
            found, i, ahead
        )
        for k in range(i + 1, last + 1):
            if found[k].is_content:
                found[k] = Part(found[k].line, "caption")
    return found


def _may_be_caption(part: Part) -> bool:
    """Short, whole, and without a figure: what holds one is too dear to be set aside on a guess."""
    if part.role == "caption":
        return True
    text = part.line.text
    return part.is_content and len(text) <= SHORT and not part.line.is_open and not re.search("[0-9]", text) and not part.line.is_numbered


def _before_other_half(parts: Sequence[Part], i: int, ahead: Sequence[int]) -> int:
    """The line before the one that begins with the other half of the word in which line ``i`` breaks off; ``i`` where there is none."""
    if not ahead or _word_across(parts[i].line.text, parts[i + 1].line.text):
        return i
    after = [k + 1 for k in ahead if k + 1 < len(parts) and parts[k + 1].is_content]
    return next((k - 1 for k in after if _word_across(parts[i].line.text, parts[k].line.text)), i)


def _word_across(text: str, rest: str) -> bool:
    """Whether a word of the dictionary reaches from the end of one line into the next: any where the line ends in no word, else a long one."""
    complete = any(tokens.frequency(text[-length:]) for length in (2, 3, 4))
    return any(
        tokens.frequency(text[-back:] + rest[:ahead]) for back in (1, 2, 3, 4) for ahead in (1, 2, 3) if back + ahead >= 4 or not complete
    )


def _broken_lines_joined(parts: Sequence[Part]) -> list[Part]:
    """A line that breaks off goes on in the next one that is neither caption nor anything else set aside."""
    groups: list[list[Part]] = []
    last: list[Part] | None = None
    for part in parts:
        if last is not None and part.is_content and _goes_on(last, part):
            last.append(part)
        else:
            groups.append([part])
            if part.role != "caption":
                last = groups[-1] if part.is_content else None
    return [Part(Line.joined([part.line for part in group]), "body") if len(group) > 1 else group[0] for group in groups]


def _goes_on(begun: Sequence[Part], part: Part) -> bool:
    """Whether the last of the lines that are one so far goes on in the next part.

    It does where that begins with a mark that begins nothing, or with the rest of a figure. Running text that breaks off does, unless a new sentence
    follows on a whole figure: then only a full stop is gone. A line too short to be taken for running text does where it holds a comma and a word
    reaches across, or where it begins as running text does. What is too short itself is the rest of a line where it begins with a figure, or where
    that line is indented and it is not. Where a line begins with a dateline (本报…11月2日电) a text begins.
    """
    line, rest = begun[-1].line, part.line
    if line.is_final or line.is_numbered_heading or rest.begins_item or bylines.dateline(rest.text):
        return False
    running = len(begun) > 1 or begun[0].role == "body"
    has_comma = len(line.text) >= 15 and re.search("[，,：:]", line.text) is not None
    if (running or has_comma) and (
        _NO_BEGINNING.match(rest.text) or (_FIGURE_BEGUN.search(line.text[-6:]) and _REST_OF_FIGURE.match(rest.text))
    ):
        return True
    figure = _FIGURE.match(rest.text) is not None
    hanging = begun[0].line.indent > 0 and not rest.indent and not rest.gap
    if part.role != "body" and not figure and not hanging:
        return False
    if running:
        parted = _WHOLE_FIGURE.search(line.text[-12:]) and _NEW_SENTENCE.match(rest.text)
        return (line.breaks_off if len(begun) > 1 else line.is_open) and not parted
    alone = _FIGURE_ALONE.match(rest.text) is not None
    return has_comma and (_begins_as_text(line.text) or _word_across(line.text, rest.text) or (figure and (hanging or alone)))


def _begins_as_text(text: str) -> bool:
    return bool(_DATED_BEGINNING.match(text) or bylines.dateline(text))


LAYOUT = (_lists_of_others_aside, _wrapped_lines_joined, _parentheses_joined, _captions_aside, _broken_lines_joined)
"""The steps that find out what each line is, in their order."""

"""Bytes to raw text: which encoding, and how sure."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from extraction.text.simplified import convert

SURE_FROM = 0.8
"""Below this certainty nothing is guessed: the caller has to name the encoding."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16le"),
    (codecs.BOM_UTF16_BE, "utf-16be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_TRIED = ("gb18030", "big5", "utf-16le", "utf-16be")
_NAMES = {"utf-8": "utf-8", "gb18030": "gb18030", "big5": "big5hkscs", "utf-16le": "utf-16-le", "utf-16be": "utf-16-be"}
_ALIASES = {
    "utf8": "utf-8",
    "utf-8-sig": "utf-8",
    "gbk": "gb18030",
    "gb2312": "gb18030",
    "cp936": "gb18030",
    "big5-hkscs": "big5",
    "cp950": "big5",
}
_SAMPLE = 20_000  # characters looked at
_HAN = re.compile("[㐀-鿿]")
_FRAGMENTS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ue000-\uf8ff\ufffd\ufffe\uffff]")


class UndecodableBytes(ValueError):
    """No known encoding fits, or none fits surely enough. ``candidates`` names those that could be meant, best first."""

    def __init__(self, message: str, candidates: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.candidates = candidates


@dataclass(frozen=True)
class Decoded:
    """The raw text (a byte-order mark stays in it as U+FEFF), the encoding by its IANA name, and a certainty between 0 and 1."""

    text: str
    encoding: str
    certainty: float


def decode(data: bytes, encoding: str | None = None) -> Decoded:
    """Decode bytes; with ``encoding`` given, only by that one. Raises UndecodableBytes; never guesses below ``SURE_FROM``.

    A byte-order mark and valid UTF-8 settle it. The others are judged by what the text would look like: common Chinese characters, and none of the
    odd ones that bytes of another encoding give.
    """
    if encoding is not None:
        return _by_name(data, encoding)
    marked = next((name for mark, name in _MARKS if data.startswith(mark)), None)
    if marked:
        return _by_name(data, marked)
    try:
        text = data.decode("utf-8")
        if "\0" not in text:
            return Decoded(text, "utf-8", 1.0)
    except UnicodeDecodeError:
        pass
    guesses = sorted((guess for guess in _guesses(data) if guess.certainty > 0), key=lambda guess: -guess.certainty)
    if not guesses:
        raise UndecodableBytes("the bytes hold NUL, as no text does" if b"\0" in data else "no known encoding fits these bytes")
    return _best(guesses)


def _by_name(data: bytes, encoding: str) -> Decoded:
    name = encoding.lower().replace("_", "-")
    name = _ALIASES.get(name, name)
    if name not in _NAMES:
        raise UndecodableBytes(f"encoding {encoding!r} is not known here", tuple(_NAMES))
    try:
        text = data.decode(_NAMES[name])
    except UnicodeDecodeError as error:
        raise UndecodableBytes(f"the bytes are not {name}: {error.reason} at byte {error.start}") from error
    if "\0" in text:
        raise UndecodableBytes(f"the text holds NUL (character {text.index(chr(0))}), as no text does")
    return Decoded(text, name, 1.0)


def _best(guesses: list[Decoded]) -> Decoded:
    best = guesses[0]
    runner_up = guesses[1].certainty if len(guesses) > 1 else 0.0
    certainty = round(best.certainty * (1 - runner_up / 2), 3)
    if certainty < SURE_FROM:
        raise UndecodableBytes(
            f"no encoding fits surely enough ({best.encoding}: {certainty:.2f} of {SURE_FROM})", tuple(guess.encoding for guess in guesses)
        )
    return Decoded(best.text, best.encoding, certainty)


def _guesses(data: bytes) -> Iterator[Decoded]:
    for name in _TRIED:
        if name.startswith("utf-16") and len(data) % 2:
            continue
        try:
            text = data.decode(_NAMES[name])
        except UnicodeDecodeError:
            continue
        yield Decoded(text, name, _likelihood(text[:_SAMPLE]))


def _likelihood(text: str) -> float:
    """The share of Chinese characters that are common ones, less what no text holds."""
    chinese = _HAN.findall(text)
    if not chinese or "\0" in text:
        return 0.0
    common = sum(map(_is_common, chinese)) / len(chinese)
    odd = len(_FRAGMENTS.findall(text)) / len(text)
    strange = sum(1 for char in text if ord(char) > 0x2FF and not _belongs(char)) / len(text)
    return max(0.0, common - 10 * odd - 2 * strange)


def _belongs(char: str) -> bool:
    return (
        "\u2000" <= char <= "\u26ff"
        or "\u3000" <= char <= "\u303f"
        or "㐀" <= char <= "鿿"
        or "\uff00" <= char <= "\uffef"
        or char == "\ufeff"
    )


@lru_cache(maxsize=20_000)
def _is_common(char: str) -> bool:
    """Level one of GB 2312, the 3,755 most used characters, after simplification."""
    try:
        return b"\xb0\xa1" <= convert(char).encode("gb2312") <= b"\xd7\xf9"
    except UnicodeEncodeError:
        return False

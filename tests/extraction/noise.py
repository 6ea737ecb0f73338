"""Noise as sites make it, seeded: a clean article in, the same article damaged in one way out."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from functools import lru_cache

import opencc

from extraction.text.glosses import SYLLABLES

Noise = Callable[[str, random.Random], str]

_TONES = {"a": "āáǎà", "e": "ēéěè", "i": "īíǐì", "o": "ōóǒò", "u": "ūúǔù", "ü": "ǖǘǚǜ"}
_HAN = re.compile("[一-鿿]")
_UNIT = re.compile(r"(?<=[0-9])(?=[%万亿元个家户人吨亩])")
_RANGE = re.compile(r"(?<=[0-9年月%])-(?=[0-9])")
_FRAME_HEAD = ("首页 > 要闻 > 正文", "当前位置：首页>县域", "字号：大 中 小", "分享到：微信 微博", "浏览次数：3310次")
_FRAME_FOOT = (
    "责任编辑：甲乙",
    "【打印】【关闭】",
    "上一篇：秋粮收购进度过半",
    "版权所有 ICP备00000000号",
    "扫一扫在手机打开当前页",
    "免责声明：本页内容由用户上传，本站不承担责任。",
)
_CAPTION = ("图为生产车间。", "航拍新城一角。（资料图）", "果园丰收。甲乙 摄")


@lru_cache(maxsize=1)
def _toned() -> tuple[str, ...]:
    made = []
    for syllable in sorted(SYLLABLES):
        vowel = next((v for v in "aoeiuü" if v in syllable), None)
        if vowel:
            made += [syllable.replace(vowel, toned, 1) for toned in _TONES[vowel]]
    return tuple(made)


@lru_cache(maxsize=2)
def _converter(config: str) -> opencc.OpenCC:
    return opencc.OpenCC(config)


def traditional(text: str, rng: random.Random) -> str:
    """Every character as OpenCC writes it in traditional."""
    return str(_converter("s2t").convert(text))


def glossed(text: str, rng: random.Random, share: float = 0.35, halves: float = 0.0) -> str:
    """A gloss behind some characters, as sites vary them: with a blank, in wide parentheses."""

    def gloss(found: re.Match[str]) -> str:
        if rng.random() >= share:
            return found[0]
        syllable = rng.choice(_toned())
        if rng.random() < halves:
            return found[0] + syllable + ")"
        shape = rng.choice(("({})",) * 8 + ("({} )", "( {})", "（{}）"))
        return found[0] + shape.format(syllable)

    return _HAN.sub(gloss, text)


def glossed_traditional(text: str, rng: random.Random) -> str:
    """Both, with one gloss in thirty that lost a parenthesis."""
    return glossed(traditional(text, rng), rng, 0.4, 0.03)


def doubled(text: str, rng: random.Random) -> str:
    """Commas twice, and a comma before a full stop."""
    text = re.sub("[，,、；]", lambda found: found[0] * (1 + (rng.random() < 0.3)), text)
    return re.sub("。", lambda found: rng.choice(("。", "。", "，。", "。。")), text)


def broken(text: str, rng: random.Random) -> str:
    """Long paragraphs broken inside a sentence and between Chinese characters, sometimes with a caption in the gap."""
    return _broken(text, rng, lambda line, i: bool(re.fullmatch("[一-鿿]{4}", line[i - 2 : i + 2])))


def broken_anywhere(text: str, rng: random.Random) -> str:
    """The same at any place inside a sentence, in a figure and before a mark too."""
    return _broken(text, rng, lambda line, i: line[i - 1] not in "。！？；!?;”")


def _broken(text: str, rng: random.Random, can_break: Callable[[str, int], bool]) -> str:
    lines = []
    for line in text.split("\n"):
        places = [i for i in range(25, len(line) - 12) if "。" in line[i:] and can_break(line, i)]
        if len(line) < 80 or not places:
            lines.append(line)
            continue
        at = rng.choice(places)
        gap = rng.choice(("\n", "\n\n", "\n\n" + rng.choice(_CAPTION) + "\n\n"))
        lines.append(line[:at] + gap + line[at:])
    return "\n".join(lines)


def wrapped(text: str, rng: random.Random) -> str:
    """Every paragraph broken at one width, with an empty line between paragraphs."""
    width = rng.choice((28, 32, 36, 40))
    paragraphs = [line.strip() for line in text.split("\n") if line.strip()]
    return "\n\n".join("\n".join(line[i : i + width] for i in range(0, len(line), width)) for line in paragraphs)


def widened(text: str, rng: random.Random) -> str:
    """Digits, point and per cent in full width."""
    text = re.sub(r"(?<=[0-9])\.(?=[0-9])", "．", text)
    return text.translate({ord(char): ord(char) + 0xFEE0 for char in "0123456789%"})


def spaced(text: str, rng: random.Random) -> str:
    """Blanks before units, zero-width characters anywhere."""
    text = _UNIT.sub(lambda found: rng.choice(("", " ", "\u00a0")), text)
    return "".join(char + ("\u200b" if rng.random() < 0.02 else "") for char in text)


def dashed(text: str, rng: random.Random) -> str:
    """All kinds of dashes in ranges."""
    return _RANGE.sub(lambda found: rng.choice("—–~～－―"), text)


def framed(text: str, rng: random.Random) -> str:
    """Page furniture at head and foot."""
    head = rng.sample(_FRAME_HEAD, 3)
    foot = rng.sample(_FRAME_FOOT, 3)
    return "\n".join(head) + "\n\n" + text.strip() + "\n\n" + "\n".join(foot)


def misdecoded(text: str, rng: random.Random) -> str:
    """Traditional text in GBK, a gloss put between the bytes of two characters, read as GBK again: the byte at the cut goes, the pairs behind it shift.

    Where a shifted pair means nothing it is dropped. The run ends where a second byte is a letter, or at the next mark, whose lost byte shows as ``?``.
    """
    return re.sub(
        "(?<=[一-鿿])[一-鿿]{5,9}(?=[，。、])",
        lambda found: shifted(found[0]) if rng.random() < 0.7 else found[0],
        traditional(text, rng),
    )


def shifted(chinese: str) -> str:
    data = chinese.encode("gbk", "replace")
    out, i = ["?"], 1
    while i < len(data) - 1:
        if data[i] < 0x80:
            return "".join(out) + chr(data[i]) + data[i + 1 :].decode("gbk", "ignore")
        out.append(data[i : i + 2].decode("gbk", "ignore"))
        i += 2
    return "".join(out) + "?"


KINDS: dict[str, Noise] = {
    "traditional": traditional,
    "glosses": glossed,
    "glosses on traditional text": glossed_traditional,
    "doubled punctuation": doubled,
    "broken lines": broken,
    "lines broken anywhere": broken_anywhere,
    "wrapped lines": wrapped,
    "full width": widened,
    "blanks": spaced,
    "dashes": dashed,
    "furniture": framed,
}

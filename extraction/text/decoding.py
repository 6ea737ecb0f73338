"""Bytes to raw text: which encoding, and how sure."""

from dataclasses import dataclass


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
    """Decode bytes; with ``encoding`` given, only by that one. Raises UndecodableBytes; never guesses below the stated certainty."""
    for name in [encoding] if encoding else ["utf-8", "gb18030"]:
        try:
            return Decoded(data.decode(name), name, 1.0 if name == "utf-8" else 0.95)
        except (UnicodeDecodeError, LookupError):
            continue
    raise UndecodableBytes("no known encoding fits")

"""Wrong moves, each with its own name and what was expected. One handler for pages and one for the API turn them into answers."""

from typing import Any


class HeshiError(Exception):
    """Something a person or a program asked for that cannot be done. ``field`` names the place; ``extra`` is JSON-ready detail."""

    code = "error"
    status = 400

    def __init__(self, message: str, *, field: str | None = None, **extra: Any) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.extra = extra


class BadInput(HeshiError):
    code = "bad_input"


class TooLarge(BadInput):
    code = "too_large"
    status = 413


class NoSpace(HeshiError):
    """The disk is full; nothing was kept."""

    code = "no_space"
    status = 507


class UnknownEncoding(BadInput):
    """``extra["candidates"]``: the encodings that could be meant."""

    code = "unknown_encoding"


class Duplicate(HeshiError):
    """``extra["document"]``: the uuid of the document that is already there."""

    code = "duplicate"
    status = 409


class Stale(HeshiError):
    """Somebody saved before. ``extra["current"]``: the values that stand, ``extra["yours"]``: those that were sent, ``extra["revision"]``."""

    code = "stale"
    status = 409

    def both(self) -> list[tuple[str, Any, Any]]:
        """Field, saved, sent: only what differs."""
        current, yours = self.extra.get("current") or {}, self.extra.get("yours") or {}
        return [(name, current.get(name), value) for name, value in yours.items() if current.get(name) != value]


class WrongState(HeshiError):
    """The deed does not fit the state the row is in."""

    code = "wrong_state"
    status = 409


class KeyReused(HeshiError):
    """An idempotency key that was used for another request."""

    code = "key_reused"
    status = 422


class Forbidden(HeshiError):
    code = "forbidden"
    status = 403


class NotFound(HeshiError):
    """Not there, or not for this person: outsiders cannot tell the two apart."""

    code = "not_found"
    status = 404


class Gone(HeshiError):
    """It was there for a while, and is no more."""

    code = "gone"
    status = 410

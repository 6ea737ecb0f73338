"""A fact from elsewhere, checked strictly by the one definition of the fields (``models/fact_fields.py``) against the text it is about.

Offsets are half-open and count Unicode code points of the raw text, as Python's strings do. A producer that counts UTF-16 units (JavaScript, Java,
C#) converts them once: ``len(raw.encode("utf-16-le")[: 2 * offset].decode("utf-16-le"))``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.core.validators import RegexValidator
from django.db.models import Field, PositiveIntegerField
from django.utils.translation import gettext as _

from annotate.errors import BadInput
from annotate.exports.columns import COLUMNS, SELECTED
from annotate.models.fact_fields import DERIVED_FIELDS, VALUE_FIELDS, FactFields
from extraction.facts.confidence import CONFIDENT_FIELDS
from extraction.facts.fact import FLAGS
from extraction.mentions.quantities import base_value
from extraction.mentions.regions import by_code

FIELDS: dict[str, Field[Any, Any]] = {name: field for field in FactFields._meta.local_fields if (name := field.name) in VALUE_FIELDS}
# Which fields may have evidence or a score.
EXPLAINED = frozenset((*CONFIDENT_FIELDS, *VALUE_FIELDS))
BESIDE = ("confidence", "evidence", "findings", "flags", "optional", "fact_id")
ADDRESSED = ("document", "document_id", "producer", "version")
# What Heshi's own files say besides: it describes the document or follows from the values, and is passed over.
DESCRIBES = frozenset((*(column.name for column in (*COLUMNS, *SELECTED)), "provenance")) - frozenset((*VALUE_FIELDS, *BESIDE, *ADDRESSED))
KNOWN = frozenset((*VALUE_FIELDS, *BESIDE, *ADDRESSED, *DESCRIBES))
NEEDED = tuple(name for name, field in FIELDS.items() if not (field.null or field.blank or field.has_default()))
MOST_FINDINGS, MOST_SPANS, LONGEST = 20, 50, 500


@dataclass(frozen=True, slots=True)
class Proposal:
    """A checked fact. ``values``: all VALUE_FIELDS; ``fact_id``: the identity that it had where it was exported."""

    values: dict[str, Any]
    confidence: dict[str, float]
    evidence: dict[str, Any]
    findings: list[dict[str, Any]]
    flags: list[str]
    optional: bool
    fact_id: UUID | None

    @property
    def start(self) -> int:
        return int(self.values["start"])

    @property
    def end(self) -> int:
        return int(self.values["end"])

    @property
    def value(self) -> str:
        return str(self.values["value"])

    @property
    def indicator(self) -> str:
        return str(self.values["indicator"])


def check(record: Mapping[str, Any], raw: str) -> Proposal:
    """The fact that ``record`` says about ``raw``. BadInput names the first field that is wrong and what was expected there."""
    if not record.keys() <= KNOWN:
        unknown = next(name for name in record if name not in KNOWN)
        raise _wrong(str(unknown)[:60], _("no fact has this key; expected %(keys)s") % {"keys": ", ".join((*VALUE_FIELDS, *BESIDE))})
    values = {name: read(record.get(name)) for name, read in _READERS.items()}
    _check_span(values["start"], values["end"], len(raw), "start")
    _check_text(record.get("text"), values["start"], values["end"], raw)
    values["text"] = record["text"]
    if values["period_start"] and values["period_end"] and values["period_start"] > values["period_end"]:
        raise _wrong("period_end", _("expected a last month that is not before %(first)s") % {"first": values["period_start"]})
    if values["region_code"] and not _division(values["region_code"]):
        raise _wrong("region_code", _("no division bears the code %(code)s") % {"code": values["region_code"]})
    values["value_base"], values["unit_base"] = _base(values["value"], values["unit"])
    _check_derived(record, values)
    return Proposal(
        values={name: values[name] for name in VALUE_FIELDS},
        confidence=_confidence(record.get("confidence")),
        evidence=_evidence(record.get("evidence"), len(raw)),
        findings=_findings(record.get("findings"), len(raw)),
        flags=_flags(record.get("flags")),
        optional=_yes_or_no(record.get("optional")),
        fact_id=_uuid(record.get("fact_id")),
    )


def _wrong(field: str, message: str) -> BadInput:
    return BadInput(message, field=field)


def _reader(name: str, field: Field[Any, Any]) -> Callable[[Any], Any]:
    """What turns a record's value into the column's, or refuses it; made once from the field's own rules."""
    if isinstance(field, PositiveIntegerField):
        return lambda value: _offset(name, value)
    default = field.get_default() if field.has_default() else None
    choices = frozenset(str(value) for value, _label in field.choices or ())
    patterns = [(re.compile(one.regex), one.message) for one in field.validators if isinstance(one, RegexValidator)]
    longest = field.max_length
    needed = default is None and not field.null

    def read(value: Any) -> Any:
        if value is None:
            if needed:
                raise _wrong(name, _("expected a value: it is needed"))
            return default
        if not isinstance(value, str):
            raise _wrong(name, _("expected text, not %(found)s") % {"found": _kind(value)})
        value = value.strip()
        if value in choices:
            return value
        return read(None) if not value else _text(name, value, choices, longest, patterns)

    return read


def _text(name: str, value: str, choices: frozenset[str], longest: int | None, patterns: Sequence[tuple[re.Pattern[str], Any]]) -> str:
    if choices:
        raise _wrong(name, _("expected one of %(choices)s, not %(found)s") % {"choices": ", ".join(sorted(choices)), "found": value[:40]})
    if longest and len(value) > longest:
        raise _wrong(name, _("expected at most %(most)d characters, not %(found)d") % {"most": longest, "found": len(value)})
    if "\0" in value:
        raise _wrong(name, _("no text has the character NUL"))
    for pattern, message in patterns:
        if not pattern.search(value):
            raise _wrong(name, str(message))
    return value


_READERS = {name: _reader(name, field) for name, field in FIELDS.items() if name not in DERIVED_FIELDS}


def _kind(value: Any) -> str:
    names = {bool: _("true or false"), int: _("a number"), float: _("a number"), list: _("a list"), dict: _("an object")}
    return names.get(type(value), type(value).__name__)


def _offset(name: str, value: Any) -> int:
    if type(value) is not int:
        raise _wrong(name, _("expected a whole number of code points"))
    return value


def _check_span(start: int, end: int, length: int, field: str) -> None:
    if not 0 <= start < end <= length:
        raise _wrong(field, _("expected a span within 0 and %(length)d, its start before its end, not %(start)d-%(end)d") % {
            "length": length, "start": start, "end": end})  # fmt: skip


def _check_text(said: Any, start: int, end: int, raw: str) -> None:
    there = raw[start:end]
    if said == there:
        return
    if not isinstance(said, str):
        raise _wrong("text", _("expected the mention as it stands in the raw text: %(there)s") % {"there": there[:40]})
    units = _from_utf16(start, raw), _from_utf16(end, raw)
    if None not in units and units != (start, end) and raw[units[0] : units[1]] == said:
        raise _wrong("start", _("expected code points, not UTF-16 units: %(start)d-%(end)d") % {"start": units[0], "end": units[1]})
    raise _wrong("text", _("the raw text says %(there)s there, not %(said)s") % {"there": there[:40], "said": said[:40]})


def _from_utf16(offset: int, raw: str) -> int | None:
    """The code point at which a UTF-16 unit begins; None inside a pair or behind the end."""
    data = raw.encode("utf-16-le", "surrogatepass")[: 2 * offset]
    try:
        return len(data.decode("utf-16-le")) if len(data) == 2 * offset else None
    except UnicodeDecodeError:
        return None


@lru_cache(maxsize=4096)
def _division(code: str) -> bool:
    return by_code(code) is not None


def _base(value: str, unit: str | None) -> tuple[str, str | None]:
    found, unit_base = base_value(Decimal(value), unit)
    return format(found, "f"), unit_base


def _check_derived(record: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    """What follows from value and unit need not be said; where it is, it must be right."""
    said, unit = record.get("value_base"), record.get("unit_base")
    if said not in (None, ""):
        if not isinstance(said, str) or not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", said) or Decimal(said) != Decimal(values["value_base"]):
            raise _wrong("value_base", _("expected %(base)s, as value and unit say") % {"base": values["value_base"]})
        if (unit or None) != values["unit_base"]:
            raise _wrong("unit_base", _("expected %(base)s, as value and unit say") % {"base": values["unit_base"] or "null"})


def _confidence(said: Any) -> dict[str, float]:
    if said is None:
        return {}
    if not isinstance(said, dict):
        raise _wrong("confidence", _("expected an object of fields and scores between 0 and 1"))
    for name, score in said.items():
        if name not in EXPLAINED:
            raise _wrong(f"confidence.{name}"[:60], _("there is no such field"))
        if type(score) not in (int, float) or not 0 <= score <= 1:
            raise _wrong(f"confidence.{name}", _("expected a number between 0 and 1"))
    return said


def _evidence(said: Any, length: int) -> dict[str, Any]:
    if said is None:
        return {}
    if not isinstance(said, dict):
        raise _wrong("evidence", _("expected an object of fields, each with spans and a rule"))
    found = {}
    for name, why in said.items():
        place = f"evidence.{name}"[:60]
        if name not in EXPLAINED:
            raise _wrong(place, _("there is no such field"))
        if not isinstance(why, dict) or set(why) - {"spans", "rule"}:
            raise _wrong(place, _("expected {spans: [[start, end], ...], rule: null or its name}"))
        found[name] = {"spans": _spans(why.get("spans", []), length, place), "rule": _short(why.get("rule"), place, 60)}
    return found


def _findings(said: Any, length: int) -> list[dict[str, Any]]:
    if said is None:
        return []
    if not isinstance(said, list) or len(said) > MOST_FINDINGS:
        raise _wrong("findings", _("expected a list of at most %(most)d") % {"most": MOST_FINDINGS})
    found = []
    for number, one in enumerate(said):
        place = f"findings[{number}]"
        if not isinstance(one, dict) or set(one) - {"check", "says", "spans"} or not one.get("check") or not one.get("says"):
            raise _wrong(place, _("expected {check: its name, says: text, spans: [[start, end], ...]}"))
        said_here = {"check": _short(one["check"], place, 60), "says": _short(one["says"], place, LONGEST)}
        found.append(said_here | {"spans": _spans(one.get("spans", []), length, place)})
    return found


def _spans(said: Any, length: int, place: str) -> list[list[int]]:
    if not isinstance(said, list) or len(said) > MOST_SPANS:
        raise _wrong(place, _("expected a list of spans, at most %(most)d") % {"most": MOST_SPANS})
    for span in said:
        if not isinstance(span, list) or len(span) != 2 or any(type(offset) is not int for offset in span):
            raise _wrong(place, _("expected [start, end] in code points"))
        _check_span(span[0], span[1], length, place)
    return said


def _short(said: Any, place: str, longest: int) -> str | None:
    if said is None:
        return None
    if not isinstance(said, str) or len(said) > longest or "\0" in said:
        raise _wrong(place, _("expected text of at most %(most)d characters") % {"most": longest})
    return said


def _flags(said: Any) -> list[str]:
    if said is None:
        return []
    if not isinstance(said, list) or any(flag not in FLAGS for flag in said):
        raise _wrong("flags", _("expected a list of %(flags)s") % {"flags": ", ".join(FLAGS)})
    return list(dict.fromkeys(said))


def _yes_or_no(said: Any) -> bool:
    if said is None or isinstance(said, bool):
        return bool(said)
    raise _wrong("optional", _("expected true or false"))


def _uuid(said: Any) -> UUID | None:
    try:
        return UUID(said) if said else None
    except (TypeError, ValueError, AttributeError) as error:
        raise _wrong("fact_id", _("expected a UUID")) from error

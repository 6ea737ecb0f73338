"""Which facts say the same thing."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

KEY = ("region_code", "place", "subject", "measure", "period_start", "period_end", "status", "base", "unit_base")


def observation_id(values: Mapping[str, Any]) -> str:
    """Sixteen hexadecimal digits which facts share that speak of one region, indicator, measure, period, status and base in one unit.

    The indicator counts by its canonical name where it has one, the region by its code where it has one. What the facts say the value
    is does not count: where it differs, they are in conflict.
    """
    indicator = values.get("indicator_canonical") or values["indicator"]
    region = "" if values.get("region_code") else values.get("region") or ""
    key = [indicator, region, *(values.get(name) or "" for name in KEY)]
    return hashlib.sha256("\x1f".join(key).encode()).hexdigest()[:16]

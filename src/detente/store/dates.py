"""EDTF dates as bounds that a database can compare."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

FIRST_DAY, LAST_DAY = "0001-01-01", "9999-12-31"

_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T[\d:.,]+(?:Z|[+-]\d{2}:?\d{2})?)?)?)?[?~%]?")
_OPEN = ("", "..")


def bounds(edtf: str | None) -> tuple[str, str] | None:
    """The first and last day that an EDTF date or interval may mean, as ``YYYY-MM-DD``.

    An open end reaches to `FIRST_DAY` or `LAST_DAY`. Of a time the day is taken as printed, in its own
    zone. None for what is no date, and for an interval that runs backwards.
    """
    if not edtf:
        return None
    head, slash, tail = edtf.partition("/")
    first = _days(head, FIRST_DAY if slash else None)
    last = _days(tail, LAST_DAY) if slash else first
    if first is None or last is None or (head in _OPEN and tail in _OPEN) or first[0] > last[1]:
        return None
    return first[0], last[1]


def _days(part: str, when_open: str | None) -> tuple[str, str] | None:
    if part in _OPEN:
        return (when_open, when_open) if when_open else None
    match = _DATE.fullmatch(part)
    if not match:
        return None
    year, month, day = (int(group) if group else None for group in match.groups())
    try:
        first = date(year or 0, month or 1, day or 1)
        last = date(first.year, month or 12, day or monthrange(first.year, month or 12)[1])
    except ValueError:
        return None
    return first.isoformat(), last.isoformat()

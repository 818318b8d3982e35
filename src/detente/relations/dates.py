"""Dates as they are known: EDTF (ISO 8601-2) strings as stretches of days, and the periods of a series."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from detente.model import RequestError

By = Literal["day", "week", "month", "quarter", "year"]
PERIODS: tuple[By, ...] = ("day", "week", "month", "quarter", "year")

_OPEN = ("", "..")
_DAY = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_TIME = re.compile(r"T[\d:.,]+(Z|[+-]\d{2}(:?\d{2})?)?$")
# ISO 8601-2 numbers quarters 33 to 36 where a month would stand.
_FIRST_QUARTER = 33


@dataclass(frozen=True, slots=True)
class Stretch:
    """The days a date may mean, first and last included; None at an end that is open."""

    first: date | None
    last: date | None

    @property
    def is_day(self) -> bool:
        return self.first is not None and self.first == self.last

    @property
    def is_open(self) -> bool:
        return self.first is None or self.last is None

    def touches(self, other: Stretch) -> bool:
        """Whether the two may share a day."""
        return not (_before(self.last, other.first) or _before(other.last, self.first))

    def lies_in(self, other: Stretch) -> bool:
        """Whether every day of this one is a day of the other; never so with an open end."""
        if self.first is None or self.last is None or other.first is None or other.last is None:
            return False
        return other.first <= self.first and self.last <= other.last


def _before(last: date | None, first: date | None) -> bool:
    return last is not None and first is not None and last < first


def parse_edtf(text: str) -> Stretch | None:
    """The days an EDTF string may mean, or None where it names no day, month, quarter, year or interval.

    The marks of doubt ``?``, ``~`` and ``%`` are read over: they do not move the date. Of a time only the
    day is used, as printed, in the zone it was printed in.
    """
    if "/" not in text:
        return _parse_one(text)
    head, _, tail = (part.strip() for part in text.partition("/"))
    first = None if head in _OPEN else _parse_one(head)
    last = None if tail in _OPEN else _parse_one(tail)
    if (head not in _OPEN and first is None) or (tail not in _OPEN and last is None) or first is last:
        return None
    stretch = Stretch(first.first if first else None, last.last if last else None)
    return None if _before(stretch.last, stretch.first) else stretch


def _parse_one(text: str) -> Stretch | None:
    match = _DAY.fullmatch(_TIME.sub("", text.strip().rstrip("?~%")))
    if not match:
        return None
    year, month, day = (int(part) if part else None for part in match.groups())
    if year is None:
        return None
    try:
        return _stretch(year, month, day)
    except ValueError:
        return None


def _stretch(year: int, month: int | None, day: int | None) -> Stretch:
    if month is None:
        return Stretch(date(year, 1, 1), date(year, 12, 31))
    if day is not None:
        return Stretch(date(year, month, day), date(year, month, day))
    if _FIRST_QUARTER <= month < _FIRST_QUARTER + 4:
        return period_of(date(year, 3 * (month - _FIRST_QUARTER) + 1, 1), "quarter")
    return period_of(date(year, month, 1), "month")


def window(since: str | None, until: str | None) -> Stretch:
    """The days from `since` to `until`, EDTF and included; raises RequestError for a wrong date or order."""
    first = _bound(since, "since")
    last = _bound(until, "until")
    stretch = Stretch(first.first if first else None, last.last if last else None)
    if _before(stretch.last, stretch.first):
        raise RequestError(f"The period runs backwards: since {since} lies after until {until}; swap them.")
    return stretch


def _bound(text: str | None, name: str) -> Stretch | None:
    if text is None:
        return None
    stretch = parse_edtf(text)
    if stretch is None:
        raise RequestError(f"{name} {text!r} is not a date; write 2017, 2017-07 or 2017-07-08.")
    return stretch


def period_of(day: date, by: By) -> Stretch:
    """The period that holds a day; weeks run from Monday to Sunday (ISO 8601)."""
    if by == "day":
        return Stretch(day, day)
    if by == "week":
        monday = date.fromordinal(max(1, day.toordinal() - day.weekday()))
        return Stretch(monday, date.fromordinal(min(date.max.toordinal(), monday.toordinal() + 6)))
    months = {"month": 1, "quarter": 3, "year": 12}[by]
    first = date(day.year, (day.month - 1) // months * months + 1, 1)
    after = first.month + months
    last = date(day.year, 12, 31) if after > 12 else date(day.year, after, 1) - timedelta(days=1)
    return Stretch(first, last)


def periods_between(first: date, last: date, by: By) -> Iterator[Stretch]:
    """Every period from the one that holds `first` to the one that holds `last`, none left out."""
    period = period_of(first, by)
    while period.first is not None and period.last is not None and period.first <= last:
        yield period
        if period.last == date.max:
            return
        period = period_of(period.last + timedelta(days=1), by)


def days_of(name: str, by: By) -> tuple[date, date] | None:
    """The first and last day of the period that `period_name` calls so; None for another text."""
    day = _first_day(name, by)
    if day is None:
        return None
    period = period_of(day, by)
    if period.first is None or period.last is None or period_name(period, by) != name:
        return None
    return period.first, period.last


def _first_day(name: str, by: By) -> date | None:
    try:
        if by == "week":
            return date.fromisocalendar(int(name[:4]), int(name[6:]), 1)
        if by == "quarter":
            return date(int(name[:4]), 3 * int(name[6:]) - 2, 1)
    except ValueError:
        return None
    stretch = parse_edtf(name)
    return stretch.first if stretch else None


def period_name(period: Stretch, by: By) -> str:
    """As in "2015-09-03", "2015-W36", "2015-09", "2015-Q3" or "2015"."""
    day = period.first
    if day is None:
        raise ValueError("a period has a first day")
    if by == "week":
        year, week, _ = day.isocalendar()
        return f"{year:04d}-W{week:02d}"
    if by == "quarter":
        return f"{day.year:04d}-Q{(day.month + 2) // 3}"
    return day.isoformat()[: {"day": 10, "month": 7, "year": 4}[by]]

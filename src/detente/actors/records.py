"""The rows of a gazetteer as frozen records, and the days they speak of."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal, NamedTuple

Gender = Literal["female", "male"]
EntryKind = Literal[
    "state", "adjective", "demonym", "capital", "government", "organisation", "person", "surname", "other"
]

_DAY = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?(?:T.*)?$")
_ONE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class State:
    """A state. `code` is ISO 3166-1 alpha-3 (ISO 3166-3 for former states), `cow` its number in the
    Correlates of War list; `government` are words for its government, each with its other forms."""

    code: str
    name: str
    other_names: tuple[str, ...] = ()
    adjectives: tuple[str, ...] = ()
    demonyms: tuple[str, ...] = ()
    capitals: tuple[str, ...] = ()
    government: tuple[tuple[str, ...], ...] = ()
    cow: int | None = None
    first: str | None = None
    until: str | None = None
    successors: tuple[str, ...] = ()
    wikidata: str | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """A person. `code` is whom they act for where no term of office says otherwise; `alone` tells whether
    the surname without anything else may mean them."""

    id: str
    name: str
    surnames: tuple[str, ...]
    other_names: tuple[str, ...] = ()
    gender: Gender | None = None
    code: str | None = None
    alone: bool = True
    wikidata: str | None = None


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation or group. `owner` is the code its mentions carry: its own or that of its state; `seat`
    the city that stands for it."""

    code: str
    name: str
    kind: Literal["organisation", "group"] = "organisation"
    owner: str = ""
    other_names: tuple[str, ...] = ()
    seat: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Membership:
    """A member of an organisation from `start` on, until `end` (exclusive), None while it is one."""

    organisation: str
    member: str
    start: Days
    end: Days | None

    def includes(self, days: Days) -> bool:
        """Was it a member on all of the days, as far as the dates tell?"""
        if days.first is None or days.last is None or self.start.first is None:
            return False
        return self.start.first <= days.first and (
            self.end is None or days.last < (self.end.last or date.max)
        )


@dataclass(frozen=True, slots=True)
class Days:
    """The days a date may mean, both ends inclusive; None where it is open."""

    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class Term:
    """A term of office: it began between `start.first` and `start.last`; `end` is the day of its end,
    exclusive, None while it runs; `elected` the day of the election before it. `source` says whence the days
    are and who agrees with them."""

    code: str
    role: str
    person: str
    start: Days
    end: Days | None
    acting: bool
    where: str
    source: str = ""
    elected: date | None = None

    def may_hold(self, days: Days) -> bool:
        """Could the person hold the office on one of the days?"""
        began = days.last is None or (self.start.first or date.min) <= days.last
        gone = self.end is not None and days.first is not None and days.first >= (self.end.last or date.max)
        return began and not gone

    def surely_holds(self, days: Days) -> bool:
        """Does the person hold the office on all of the days?"""
        if days.first is None or days.last is None:
            return False
        began = self.start.last is not None and self.start.last <= days.first
        return began and (self.end is None or days.last < (self.end.first or date.min))


@dataclass(frozen=True, slots=True)
class Office:
    """An office whose terms are known until `known_until` (inclusive). `leads` are the stretches of days, end
    exclusive, in which its holder is the effective leader; `complete` tells that the table begins with the
    first holder there ever was; `foremost` that its holder is meant by "leader" beside one who leads too."""

    code: str
    role: str
    known_until: date | None
    leads: tuple[tuple[date, date], ...] = ()
    complete: bool = False
    foremost: bool = False

    def leads_within(self, days: Days) -> bool:
        return any(
            (days.first is None or days.first < until) and (days.last is None or days.last >= since)
            for since, until in self.leads
        )


class Entry(NamedTuple):
    """What a phrase may stand for: `key` is the id of a person or the code of a state or organisation;
    `name` is shown, `code` is the state or organisation acted for."""

    kind: EntryKind
    key: str
    name: str
    code: str | None


@dataclass(frozen=True, slots=True)
class Resolution:
    """Whom a mention means: nulls for nobody, then `candidates` (names) and `reason` say why."""

    name: str | None
    actor: str | None
    code: str | None
    candidates: tuple[str, ...]
    reason: str
    kind: str | None = None


@lru_cache(maxsize=1 << 16)
def parse_days(text: str | None) -> Days | None:
    """The days an EDTF date or interval covers (``2013-09-06``, ``2015-09``, ``2015-09/2015-10-01``,
    ``../2013-09-06``); None for no date. Raises ValueError for anything else."""
    if text is None or not text.strip():
        return None
    parts = text.strip().split("/")
    if len(parts) > 2:
        raise ValueError(f"{text!r} is not an EDTF date")
    first, last = _bounds(parts[0]), _bounds(parts[-1])
    days = Days(first[0], last[1])
    if days.first and days.last and days.first > days.last:
        raise ValueError(f"the interval {text!r} ends before it begins")
    return days


def _bounds(part: str) -> tuple[date | None, date | None]:
    if part in ("", ".."):
        return None, None
    match = _DAY.match(part.rstrip("?~%"))
    if not match:
        raise ValueError(f"{part!r} is not an EDTF date such as 2013-09-06, 2013-09 or 2013")
    year, month, day = (int(group) if group else 0 for group in match.groups())
    if day:
        exact = date(year, month, day)
        return exact, exact
    if month:
        following = date(year + month // 12, month % 12 + 1, 1) if (year, month) != (9999, 12) else date.max
        return date(year, month, 1), following - _ONE
    return date(year, 1, 1), date(year, 12, 31)

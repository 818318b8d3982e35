"""Dates and times as news prints them -> EDTF (ISO 8601-2)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

_MONTH_NAMES = {
    1: "january jan января янв janvier janv januar jänner enero",
    2: "february feb февраля фев февр février févr februar febrero",
    3: "march mar марта мар mars märz marzo",
    4: "april apr апреля апр avril abril",
    5: "may мая mai mayo",
    6: "june jun июня июн juin juni junio",
    7: "july jul июля июл juillet juil juli julio",
    8: "august aug августа авг août agosto",
    9: "september sept sep сентября сен сент septembre septiembre",
    10: "october oct октября окт octobre oktober okt octubre",
    11: "november nov ноября ноя novembre noviembre",
    12: "december dec декабря дек décembre dezember dez diciembre",
}
_MONTHS = {name: month for month, names in _MONTH_NAMES.items() for name in names.split()}
_NAMES = "|".join(sorted(_MONTHS, key=len, reverse=True))
_WEEKDAYS = (
    "monday|tuesday|wednesday|thursday|friday|saturday|sunday|mon|tues?|wed|thurs?|thu|fri|sat|sun|понедельник|вторник|"
    "среда|четверг|пятница|суббота|воскресенье|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|montag|dienstag|"
    "mittwoch|donnerstag|freitag|samstag|sonntag"
)
# What every date holds somewhere: quick to look for, and seldom there.
_SIGN_OF_DATE = re.compile(rf"\d[-/.]\d|(?:{_NAMES})\b", re.I)
# Zones whose letters mean one offset in news; "ET" and "BST" mean two and stay out.
_ZONES = {"utc": "Z", "gmt": "Z", "msk": "+03:00", "мск": "+03:00", "cet": "+01:00", "cest": "+02:00"} | {
    "est": "-05:00", "edt": "-04:00", "cst": "-06:00", "cdt": "-05:00", "pst": "-08:00", "pdt": "-07:00",
}  # fmt: skip

WEEKDAY = rf"(?:(?:{_WEEKDAYS})\.?,?\s+)"
MONTH_DAY = (
    rf"(?:(?:{_NAMES})\b\.?\s+\d{{1,2}}(?:st|nd|rd|th)?(?!\d|[:.]\d)|\d{{1,2}}(?:st|nd|rd|th|\.|er)?\s+"
    rf"(?:de\s+|of\s+)?(?:{_NAMES})\b\.?)"
)
"""A day of a month, its year perhaps not printed; use with re.I."""

_WORDS_DATE = re.compile(
    rf"{WEEKDAY}?(?:(?P<month>{_NAMES})\b\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?!\d)|"
    rf"(?P<day2>\d{{1,2}})(?:st|nd|rd|th|\.|er)?\s+(?:de\s+|of\s+)?(?P<month2>{_NAMES})\b\.?)"
    rf"(?:(?:,|\s+de)?\s+(?P<year>(?:19|20)\d\d)\b(?:\s*(?:г\.|года))?)?",
    re.I,
)
_MONTH_ONLY = re.compile(rf"(?P<month>{_NAMES})\b\.?,?\s+(?P<year>(?:19|20)\d\d)\b", re.I)
_ISO_DATE = re.compile(
    rf"{WEEKDAY}?(?P<year>(?:19|20)\d\d)(?P<mark>[-/.])(?P<month>\d\d?)(?P=mark)(?P<day>\d\d?)(?!\d)", re.I
)
_DAY_FIRST = re.compile(
    rf"{WEEKDAY}?(?P<a>\d\d?)(?P<mark>[./-])(?P<b>\d\d?)(?P=mark)(?P<year>(?:19|20)\d\d)\b", re.I
)
_TIME = re.compile(
    r"(?:,|\s|\bat\b|\bв\b|[|–—•·-]|T(?=\d\d:))*(?P<hour>[01]?\d|2[0-3])"
    r"(?:[:h](?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d))?"
    r"(?:\s*(?P<half>[ap])\.?m\b\.?)?|\s*(?P<half2>[ap])\.?m\b\.?)",
    re.I,
)
ZONE = re.compile(
    rf"\s*\(?(?:(?P<name>{'|'.join(_ZONES)})\b\s*(?P<shift>[+-]\d\d?(?::?\d\d)?)?|(?P<offset>[+-]\d\d:?\d\d)\b|Z\b)\)?",
    re.I,
)


@dataclass(frozen=True, slots=True)
class PrintedDate:
    """A date as printed, at `start`:`end`; `year`, `day`, `time` ("17:20"), `zone` None where not printed."""

    start: int
    end: int
    year: int | None
    month: int
    day: int | None
    time: str | None = None
    zone: str | None = None

    def edtf(self, year: int | None = None, zone: str | None = None) -> str | None:
        """The date in EDTF, with the year given where none is printed; None where there is no year."""
        chosen = self.year or year
        if chosen is None:
            return None
        whole = f"{chosen:04d}-{self.month:02d}" + (f"-{self.day:02d}" if self.day else "")
        return f"{whole}T{self.time}{self.zone or zone or ''}" if self.time else whole


def match_date(text: str, position: int = 0, *, months: bool = True) -> PrintedDate | None:
    """The date printed at `position`, with the time and zone after it; None where there is no such day.

    `months`: whether a month with its year counts. Numbers such as 3/4/2017, which two countries read
    as two days, are no date.
    """
    found = _match_day(text, position, months)
    if found is None or not _exists(found):
        return None
    return _with_time(text, found) if found.day else found


def may_hold_date(text: str) -> bool:
    """Whether a date may be printed anywhere in a text; False where none is."""
    return any(map(str.isdigit, text)) and _SIGN_OF_DATE.search(text) is not None


def _match_day(text: str, position: int, months: bool) -> PrintedDate | None:
    if match := _ISO_DATE.match(text, position):
        return PrintedDate(position, match.end(), int(match["year"]), int(match["month"]), int(match["day"]))
    if match := _DAY_FIRST.match(text, position):
        return _day_first(match)
    if match := _WORDS_DATE.match(text, position):
        month = _MONTHS[(match["month"] or match["month2"]).lower()]
        year = int(match["year"]) if match["year"] else None
        return PrintedDate(position, match.end(), year, month, int(match["day"] or match["day2"]))
    if months and (match := _MONTH_ONLY.match(text, position)):
        return PrintedDate(position, match.end(), int(match["year"]), _MONTHS[match["month"].lower()], None)
    return None


def _day_first(match: re.Match[str]) -> PrintedDate | None:
    a, b, year = int(match["a"]), int(match["b"]), int(match["year"])
    if match["mark"] == "." or a > 12 or a == b:
        return PrintedDate(match.start(), match.end(), year, b, a)
    return PrintedDate(match.start(), match.end(), year, a, b) if b > 12 else None


def _exists(printed: PrintedDate) -> bool:
    try:
        date(printed.year or 2000, printed.month, printed.day or 1)
    except ValueError:
        return False
    return True


def _with_time(text: str, found: PrintedDate) -> PrintedDate:
    match = _TIME.match(text, found.end)
    if match is None:
        return found
    half = (match["half"] or match["half2"] or "").lower()
    hour = int(match["hour"])
    if half:
        if not 1 <= hour <= 12:
            return found
        hour = hour % 12 + (12 if half == "p" else 0)
    clock = f"{hour:02d}:{match['minute'] or '00'}" + (f":{match['second']}" if match["second"] else "")
    end, zone = match_zone(text, match.end())
    return PrintedDate(found.start, end, found.year, found.month, found.day, clock, zone)


def match_zone(text: str, position: int) -> tuple[int, str | None]:
    """Where the zone printed at `position` ends, and its offset ("+03:00", "Z"); None where there is none."""
    match = ZONE.match(text, position)
    if match is None:
        return position, None
    shift = match["shift"] or match["offset"]
    if not shift:
        return match.end(), _ZONES[match["name"].lower()] if match["name"] else "Z"
    digits = shift[1:].replace(":", "")
    hours, minutes = (digits[:-2], digits[-2:]) if len(digits) > 2 else (digits, "00")
    return match.end(), f"{shift[0]}{int(hours):02d}:{minutes}"

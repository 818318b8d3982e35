"""The opening of wire copy, "PLACE, July 8. /AGENCY/. ", and lines of date, byline and source."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from detente.model import Publisher
from detente.segment.dates import MONTH_DAY, WEEKDAY, PrintedDate, match_date, match_zone, may_hold_date
from detente.segment.outlets import match_outlet, outlet_named
from detente.segment.phrases import is_ui_word

_UP = "A-ZÀ-ÖØ-ÞА-ЯЁІЇЄҐ"
_DATE = rf"{WEEKDAY}?(?:{MONTH_DAY})(?:,?\s+\d{{4}})?"
_REGION = rf"(?:, (?!(?i:{_DATE}))[{_UP}][\w.’']+(?: [{_UP}][\w.’']+)?)?"
_CAPS = rf"[{_UP}][{_UP}'’.\-]*[{_UP}.](?:[ /\-][{_UP}][{_UP}'’.\-]+){{0,4}}{_REGION}"
_NAME = rf"[{_UP}][\w'’]+(?:[ \-/](?!(?i:{_DATE}))[{_UP}][\w'’]+){{0,2}}{_REGION}"
_DASH = r"\s*(?:—|–|--|-(?=\s)|―)\s*"
_AGENCY = rf"(?:/\s*(?P<slashed>[^/\n]{{2,40}}?)\s*/|\((?P<bracketed>[{_UP}][^()\n]{{1,40}})\))"
_OPENING = re.compile(
    rf"(?:(?!(?i:{_DATE}))(?:(?P<caps>{_CAPS})|(?P<name>{_NAME})))?(?:[.,]?\s+|^)?(?P<date>(?i:{_DATE}))?[.,]?\s*{_AGENCY}?(?P<stop>[.,:]*)\s*"
    rf"(?P<dash>{_DASH})?"
)
_DASHED_AGENCY = re.compile(rf"(?P<agency>[{_UP}][^.,:\n]{{1,30}})[.,]\s+")
# Words in capitals before a dash that are no places.
_ACRONYMS = {
    "U.S.",
    "U.K.",
    "U.N.",
    "E.U.",
    "NATO",
    "OPEC",
    "WHO",
    "IMF",
    "UN",
    "EU",
    "US",
    "UK",
    "USA",
    "WTO",
    "IAEA",
    "OSCE",
    "UPDATE",
    "NOTE",
}

_PUBLISHED = (
    r"first published|published|posted|created|issued|date|released|опубликовано|publié le|veröffentlicht"
)
_UPDATED = r"last updated|updated|last modified|modified|upd|обновлено|mis à jour le|aktualisiert"
_LEAD = re.compile(rf"(?:(?P<updated>{_UPDATED})|(?P<published>{_PUBLISHED}))\b\s*(?:at|on)?\s*:?\s*", re.I)
_BY = re.compile(
    r"(?P<role>by|byline|editors?|authors?|writer|(?:reporters?|correspondent)(?=\s*:)|"
    r"(?:written|text|story|reported|reporting|edited|compiled) by|"
    r"text|автор|par|von|por)(?P<colon>\s*:\s*|\s+)",
    re.I,
)
_SOURCE = re.compile(r"(?:source|sources|agency|via|источник)\s*:\s*", re.I)
_SPACE_OR_MARK = re.compile(r"[\s|•·,;/()—–\-]+")
_WORD = re.compile(r"[^\s|•·,;]+")
# The name set against a time without a space: "10:45:30XNA", up to the label of a name.
_LABEL_WORD = r"(?i:editors?|authors?|writer|reporters?|correspondent|by|source|via|text|updated|published)\b"
_GLUED = re.compile(rf"[{_UP}][\w.’'&\-]+(?: (?!{_LABEL_WORD})[{_UP}][\w.’'&\-]+){{0,3}}")
_PARTICLES = {
    "and",
    "de",
    "von",
    "van",
    "der",
    "den",
    "al",
    "el",
    "bin",
    "la",
    "le",
    "du",
    "del",
    "di",
    "da",
    "&",
    "и",
}
_NO_ROLE = {"by", "byline", "author", "written by", "par", "von", "por", "автор"}
_LONGEST_META = 200
_LONGEST_BUTTON = 9
_AFTER_NAME = {"and", "in", "for", "at", "of", "with", "|", "–", "—", "-"}


@dataclass(frozen=True, slots=True)
class WireOpening:
    """A dateline at the start of a paragraph: it ends at `end`, where the paragraph goes on."""

    end: int
    place: str | None
    date: PrintedDate | None
    agency: str | None


def match_opening(head: str) -> WireOpening | None:
    """The dateline with which a paragraph opens; None where it opens otherwise."""
    match = _OPENING.match(head[:200])
    if match is None or not match.group() or match.end() >= len(head):
        return None
    agency = match["slashed"] or match["bracketed"]
    place = match["caps"] or match["name"]
    printed = match_date(head, match.start("date")) if match["date"] else None
    if not _is_opening(match, place, printed, agency):
        return None
    end = match.end()
    if (
        agency is None
        and match["dash"]
        and (after := _DASHED_AGENCY.match(head, end))
        and _known(after["agency"])
    ):
        agency, end = after["agency"], after.end()
    return WireOpening(end, _as_place(place), printed, agency.strip() if agency else None)


def _known(name: str) -> bool:
    return outlet_named(name) is not None


def _is_opening(
    match: re.Match[str], place: str | None, printed: PrintedDate | None, agency: str | None
) -> bool:
    """Two of place, date and agency with the marks that wire copy sets between them; or a place in capitals,
    or a known agency, before a dash."""
    if agency:
        closed = bool(match["dash"] or match["slashed"])
        return closed and bool(match["caps"] or printed or _known(agency))
    if not match["dash"] or match["stop"]:
        return False
    if printed:
        return place is not None
    return match["caps"] is not None and len(match["caps"]) > 3 and match["caps"] not in _ACRONYMS


def _as_place(place: str | None) -> str | None:
    if place is None:
        return None
    words = place.strip(" ,").split()
    if words[-1].count(".") == 1:  # the full stop after a city, not those of "W.Va."
        words[-1] = words[-1].removesuffix(".")
    return " ".join(map(_spelt, words))


def _spelt(word: str) -> str:
    """HAMBURG as Hamburg; D.C. and NY stay."""
    return word.title() if word.isupper() and len(word) > 2 and word.count(".") < 2 else word


@dataclass(frozen=True, slots=True)
class Field:
    """A part of a line about the text. `kind`: published, updated (a date), byline, outlet, rest."""

    kind: str
    start: int
    end: int
    date: PrintedDate | None = None
    name: str | None = None
    outlet: Publisher | None = None


def meta_fields(head: str) -> tuple[Field, ...]:
    """The fields of a line of date, byline, source; empty where the line is something else.

    A zone printed once, after the last time, holds for the times before it.
    """
    if len(head) > _LONGEST_META or not _may_be_meta(head):
        return ()
    fields = tuple(_fields(head))
    sourced = bool(fields) and _SOURCE.match(head) and all(field.kind == "outlet" for field in fields)
    if not sourced and not any(field.kind in ("published", "updated", "byline") for field in fields):
        return ()
    rest = [field for field in _without_button(head, fields) if field.kind == "rest"]
    text = " ".join(head[field.start : field.end] for field in rest)
    if fields[0].kind == "rest" and not _short_place(text, rest):
        return ()
    if (
        any(word[0].islower() for word in text.split())
        or text.endswith((".", "?", "!"))
        or len(text.split()) > 8
    ):
        return ()
    return fields


def _may_be_meta(head: str) -> bool:
    """A quick test that spares most lines the rest."""
    if may_hold_date(head) or _SOURCE.match(head):
        return True
    return any(_introduces_name(by) for by in _BY.finditer(head))


def _introduces_name(by: re.Match[str]) -> bool:
    return ":" in by["colon"] or not by["role"].islower()


def _without_button(head: str, fields: tuple[Field, ...]) -> tuple[Field, ...]:
    """The fields without the call to action after a date and a labelled name ("Editor : A B Get the app");
    words in small letters elsewhere make a line a sentence."""
    named = next((n for n, field in enumerate(fields) if field.kind == "byline"), 0)
    labelled = ":" in head[fields[named].start : fields[named].end]
    follows = fields[named + 1 :]
    closed = len(follows) > _LONGEST_BUTTON or head.endswith((".", "?", "!"))
    if closed or not (named and fields[0].date and labelled):
        return fields
    return fields[: named + 1]


def opens_with_byline(head: str) -> bool:
    """Whether a line begins "By First Last", and a comma, a place or nothing follows the name."""
    match = re.match(r"by\s+", head, re.I)
    words = head[match.end() :].split() if match else []
    count = 0
    while count < len(words) and _like_name(words[count].rstrip(","), shouted=False):
        count += 1
        if words[count - 1].endswith(","):
            break
    closed = count == len(words) or words[count - 1].endswith(",") or words[count] in _AFTER_NAME
    return count in range(2, 5) and closed


def _short_place(text: str, rest: list[Field]) -> bool:
    """As in "Moscow, 8 July 2017": one place before the date."""
    return len(rest) == 1 and len(text.split()) <= 2 and text.replace(" ", "").isalpha()


def _fields(head: str) -> Iterator[Field]:
    position, kind, timed = 0, "published", -1
    while position < len(head):
        if position == timed and (glued := _GLUED.match(head, position)):
            name = glued.group()
            yield Field("outlet", position, glued.end(), outlet=outlet_named(name) or Publisher(name))
            position = glued.end()
        elif skipped := _SPACE_OR_MARK.match(head, position):
            position = skipped.end()
        elif lead := _LEAD.match(head, position):
            kind, position = ("updated" if lead["updated"] else "published"), lead.end()
        elif field := _one_field(head, position, kind):
            yield field
            kind = "published" if field.kind in ("published", "updated") else kind
            position = field.end
            timed = position if field.date and field.date.time else -1
        else:
            word = _WORD.match(head, position)
            position = word.end() if word else position + 1
            if word:
                yield Field("rest", word.start(), word.end())


def _one_field(head: str, position: int, kind: str) -> Field | None:
    if printed := match_date(head, position):
        return Field(kind, position, printed.end, date=printed)
    source = _SOURCE.match(head, position)
    if outlet := match_outlet(head, source.end() if source else position):
        return Field("outlet", position, outlet.end(), outlet=outlet_named(outlet.group()))
    if by := _BY.match(head, position):
        return _byline(head, by)
    end, zone = match_zone(head, position)
    return Field("zone", position, end) if zone else None


def _byline(head: str, by: re.Match[str]) -> Field | None:
    """The name after "By" or "Editor :", as far as it goes: two or three words, particles apart."""
    words = list(_WORD.finditer(head, by.end()))
    count = _name_words([word.group() for word in words])
    if not count or not _introduces_name(by):
        return None
    end = words[count - 1].end()
    role = "" if by["role"].lower() in _NO_ROLE else by["role"].title()
    name = " ".join(head[by.end() : end].split())
    return Field("byline", by.start(), end, name=f"{role}: {name}" if role and ":" in by["colon"] else name)


def _name_words(words: list[str]) -> int:
    """How many of the words are a name. Buttons printed after a name are capitalised as well, so that a
    third word is taken only where the line ends with it or it cannot be a button."""
    shouted = bool(words) and words[0].isupper()
    count = 0
    for index, word in enumerate(words):
        if word.lower() in _PARTICLES and index + 1 < len(words):
            continue
        if not _like_name(word, shouted):
            break
        count = index + 1
    ended = count == len(words)
    return (
        count
        if ended or count <= 2 or any(word.lower() in _PARTICLES for word in words[:count])
        else min(count, 2)
    )


def _like_name(word: str, shouted: bool) -> bool:
    bare = word.strip(".’'-")
    if not bare or not bare[0].isupper() or is_ui_word(bare):
        return False
    return (shouted or not bare.isupper() or len(bare) <= 2) and bare.replace("-", "").replace(
        "’", ""
    ).replace(".", "").isalpha()

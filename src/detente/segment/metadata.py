"""What a document prints about itself: title, publisher, byline, dateline, date, language, genre."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from detente.model import Answer, Dateline, Document, Genre, Published, Publisher, Segment
from detente.segment.dates import PrintedDate, match_date
from detente.segment.language import find_language
from detente.segment.outlets import find_outlet, known_or_printed, outlet_named
from detente.segment.wire import Field, WireOpening, match_opening, meta_fields

GIVEN = "given with the document"
_HEAD = 400
_LEAD_PARAGRAPHS = 4
"""How many paragraphs may stand above the line of the date; a date below them is part of the text."""
_LABELLED = re.compile(r"\W*(?:first published|published|posted|опубликовано)\b", re.I)
_COPYRIGHT = re.compile(
    r"(?:(?:copyright|\(c\))[\s©(c)]*|©\s*(?:copyright\s*)?)(?:19|20)\d\d(?:\s*[-–—]\s*(?:19|20)?\d\d)?"
    r"[\s,.:|]*(?:by\s+)?(?P<name>[^.,;|\n]{2,60})|©\s*(?P<bare>[^.,;|\d\n]{2,60})",
    re.I,
)
_NO_HOLDER = re.compile(r"\b(?:rights|reserved|policy|terms|privacy|designed|powered|republi\w+)\b", re.I)
_BY = re.compile(r"^by\s+", re.I)
_EXPERT = re.compile(
    r"\b(?:experts?|analysts?|professor|political scientists?|researchers?|senior fellow|research fellow|"
    r"scholars?|director of the|think[- ]tank|observers?|commentators?)\b",
    re.I,
)
_SPEECH = re.compile(
    r"\b(?:speech|address|remarks|statement|message|inaugural)\b.{0,40}\b(?:by|of|at|to|before|on)\b", re.I
)
_FIRST_PERSON = re.compile(r"\b(?:I|[Ww]e|[Oo]ur|[Mm]y|me|us)\b")
_TRANSLATED = re.compile(
    r"\b[Tt]ranslat(?:ed|ion)\s+(?:from|out of)\s+(?:the\s+)?(?:original\s+)?(?P<language>[A-Z]\w+)|"
    r"\b[Tt]ranslated\s+by\b|\bперевод\s+с\s+(?P<from>\w+)"
)
_LANGUAGES = {
    "russian": "ru", "english": "en", "french": "fr", "german": "de", "spanish": "es", "chinese": "zh",
    "arabic": "ar", "ukrainian": "uk", "japanese": "ja", "persian": "fa", "farsi": "fa", "turkish": "tr",
    "italian": "it", "portuguese": "pt", "korean": "ko", "hebrew": "he", "polish": "pl",
    "английского": "en", "русского": "ru",
}  # fmt: skip


def describe(document: Document, segments: Sequence[Segment], *, today: date | None = None) -> Document:
    """The document with what its layout prints about it; None where it prints nothing, never a guess.

    What was given with the document wins over what is found. A date after `today` (by default the day of the
    call) is refused; the date of an update is not the date of publication. Genre: transcript where turns are
    half of the text; wire where it opens with a dateline; speech and analysis by simple signs
    (`_is_speech`, `_is_analysis`); article where a paragraph has a title or a date, or there are three; else
    other.
    """
    text = document.text
    latest = (today or date.today()) + timedelta(days=1)  # it is tomorrow already in another zone
    opening = _opening(text, segments)
    published = _published(document, segments, opening, latest)
    dateline = _dateline(opening, published)
    title = document.title or _title(text, segments)
    translated, original = _translation(text, segments)
    return replace(
        document,
        title=title,
        publisher=_publisher(document, segments, opening),
        byline=document.byline or _byline(text, segments),
        published=published,
        dateline=document.dateline or dateline,
        language=document.language or find_language(_words(text, segments)),
        original_language=document.original_language or original,
        translated=document.translated if document.translated != "unknown" else translated,
        genre=_genre(text, segments, title, opening is not None, published is not None),
    )


def _head(text: str, segment: Segment) -> str:
    return text[segment.start : min(segment.end, segment.start + _HEAD)]


def _line(printed: str) -> str:
    return " ".join(printed.split())


def _of_kind(segments: Iterable[Segment], *kinds: str) -> list[Segment]:
    return [segment for segment in segments if segment.kind in kinds]


def _title(text: str, segments: Sequence[Segment]) -> str | None:
    titles = _of_kind(segments, "title")
    return _line(text[titles[0].start : titles[0].end]) if titles else None


def _words(text: str, segments: Sequence[Segment]) -> str:
    """The beginning of the text without its boilerplate."""
    parts, length = [], 0
    for segment in segments:
        if segment.kind not in ("boilerplate", "byline", "dateline") and length < 20_000:
            parts.append(text[segment.start : min(segment.end, segment.start + 20_000)])
            length += len(parts[-1])
    return "\n".join(parts)


# --- dates ---------------------------------------------------------------------------------------------


def _opening(text: str, segments: Sequence[Segment]) -> WireOpening | None:
    """The dateline with which the first paragraph that has one opens."""
    for segment, following in pairwise(segments):
        if segment.kind == "dateline" and following.kind == "paragraph":
            opening = match_opening(text[segment.start : min(following.end, segment.start + _HEAD)])
            if opening and segment.start + opening.end == following.start:
                return opening
    return None


def _published(
    document: Document, segments: Sequence[Segment], opening: WireOpening | None, latest: date
) -> Published | None:
    if document.published is not None:
        return document.published if _is_past(document.published.date, latest) else None
    if given := _given_in_words(document, latest):
        return given
    for segment in _date_lines(document.text, segments):
        if found := _from_line(_head(document.text, segment), latest):
            return found
    printed = opening.date if opening else None
    edtf = printed.edtf() if printed else None
    if edtf and _is_past(edtf, latest):
        return Published(edtf, "printed in the dateline")
    return None


def _given_in_words(document: Document, latest: date) -> Published | None:
    value = document.extra.get("date")
    printed = match_date(value.strip()) if isinstance(value, str) else None
    edtf = printed.edtf() if printed else None
    return Published(edtf, GIVEN) if edtf and _is_past(edtf, latest) else None


def _date_lines(text: str, segments: Sequence[Segment]) -> list[Segment]:
    """Lines of a date near the top; further down only those that say "published"."""
    found, above = [], 0
    for segment in segments:
        above += segment.kind in ("paragraph", "turn")
        if segment.kind in ("dateline", "byline", "boilerplate") and (
            (segment.kind == "dateline" and above < _LEAD_PARAGRAPHS) or _LABELLED.match(_head(text, segment))
        ):
            found.append(segment)
    return found


def _from_line(line: str, latest: date) -> Published | None:
    fields = meta_fields(line.split("\n")[0])
    zone = next((field.date.zone for field in reversed(fields) if field.date and field.date.zone), None)
    for field in fields:
        edtf = field.date.edtf(zone=zone) if field.kind == "published" and field.date else None
        if edtf and _is_past(edtf, latest):
            return Published(edtf, f'printed as "{_line(line[field.start : field.end])}"')
    return None


def _is_past(edtf: str, latest: date) -> bool:
    """Whether a date has come. Only its first day is looked at, by its digits."""
    digits = re.match(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?", edtf)
    if digits is None:
        return True
    year, month, day = (int(part or 1) for part in digits.groups())
    return (year, month, day) <= (latest.year, latest.month, latest.day)


def _dateline(opening: WireOpening | None, published: Published | None) -> Dateline | None:
    if opening is None:
        return None
    return Dateline(opening.place, _day(opening.date, published), opening.agency)


def _day(printed: PrintedDate | None, published: Published | None) -> str | None:
    """The day of a dateline; its year, where not printed, is that of the publication, or the one before."""
    if printed is None or printed.year:
        return printed.edtf() if printed else None
    match = re.match(r"(\d{4})-(\d\d)-(\d\d)", published.date) if published else None
    if match is None:
        return None
    year, month, day = map(int, match.groups())
    early = (printed.month, printed.day or 1) <= (month, day + 1)
    return printed.edtf(year if early else year - 1)


# --- publisher and byline ------------------------------------------------------------------------------


def _publisher(
    document: Document, segments: Sequence[Segment], opening: WireOpening | None
) -> Publisher | None:
    if document.publisher:
        return _completed(document.publisher)
    if opening and opening.agency:
        return known_or_printed(opening.agency)
    printed = _from_meta(document.text, segments)
    if printed and outlet_named(printed.name):
        return printed
    return _from_page(document.text, segments) or printed  # the foot may spell out an agency's letters


def _completed(given: Publisher) -> Publisher:
    """A given publisher, with country and control from the table where they were not given."""
    known = outlet_named(given.name)
    if known is None:
        return given
    control = known.control if given.control == "unknown" else given.control
    return Publisher(given.name, given.country or known.country, control)


def _meta(text: str, segments: Iterable[Segment]) -> list[Field]:
    return [field for s in _of_kind(segments, "dateline", "byline") for field in meta_fields(_head(text, s))]


def _from_meta(text: str, segments: Sequence[Segment]) -> Publisher | None:
    found = (field.outlet for field in _meta(text, segments) if field.outlet)
    alone = (outlet_named(_head(text, segment)) for segment in _of_kind(segments, "dateline"))
    return next(found, None) or next((outlet for outlet in alone if outlet), None)


def _from_page(text: str, segments: Sequence[Segment]) -> Publisher | None:
    """A line above the text that is nothing but the name of an outlet, then a line of copyright."""
    junk = _of_kind(segments, "boilerplate")
    first = next((s.start for s in segments if s.kind in ("title", "paragraph", "turn")), len(text))
    for line in _lines(text, [segment for segment in junk if segment.start < first]):
        if outlet := outlet_named(line):
            return outlet
    found = (_copyright_holder(line) for line in reversed(_lines(text, junk)))
    return next((holder for holder in found if holder), None)


def _copyright_holder(line: str) -> Publisher | None:
    match = _COPYRIGHT.search(line)
    if match is None:
        return None
    name = (match["name"] or match["bare"]).strip(" ©-–—()")
    if outlet := find_outlet(name):
        return outlet
    named = name[:1].isupper() and len(name.split()) <= 6 and not _NO_HOLDER.search(name)
    return Publisher(name) if named else None


def _lines(text: str, segments: Iterable[Segment]) -> list[str]:
    """The lines of the segments; of a very long one only its beginning and end."""
    lines = []
    for segment in segments:
        words = text[segment.start : segment.end]
        lines += (words if len(words) < 8000 else words[:4000] + "\n" + words[-4000:]).splitlines()
    return [line.strip() for line in lines]


def _byline(text: str, segments: Sequence[Segment]) -> str | None:
    for segment in _of_kind(segments, "byline"):
        line = _head(text, segment)
        named = next((field.name for field in meta_fields(line) if field.name), None)
        return named or _BY.sub("", _line(line).strip("()[] ."), count=1)
    return None


# --- language, genre -----------------------------------------------------------------------------------


def _translation(text: str, segments: Sequence[Segment]) -> tuple[Answer, str | None]:
    """What a note about the translation says; notes are short and stand apart from what is reported."""
    for segment in _of_kind(segments, "byline", "boilerplate", "paragraph"):
        if segment.end - segment.start < 200 and (
            match := _TRANSLATED.search(text[segment.start : segment.end])
        ):
            named = (match["language"] or match["from"] or "").lower()
            return "yes", _LANGUAGES.get(named)
    return "unknown", None


def _genre(text: str, segments: Sequence[Segment], title: str | None, wire: bool, dated: bool) -> Genre:
    spoken = _length(segments, "turn")
    if spoken and spoken >= _length(segments, "paragraph"):
        return "transcript"
    if wire:
        return "wire"
    paragraphs = [text[s.start : min(s.end, s.start + 5000)] for s in _of_kind(segments, "paragraph")]
    if _is_speech(paragraphs, title):
        return "speech"
    if _is_analysis(paragraphs):
        return "analysis"
    return "article" if len(paragraphs) > 2 or (paragraphs and (title or dated)) else "other"


def _length(segments: Iterable[Segment], kind: str) -> int:
    return sum(segment.end - segment.start for segment in segments if segment.kind == kind)


def _is_speech(paragraphs: Sequence[str], title: str | None) -> bool:
    """A title that announces a speech, and half of the paragraphs in the first person."""
    first = sum(bool(_FIRST_PERSON.search(paragraph)) for paragraph in paragraphs)
    return bool(title and _SPEECH.search(title)) and 2 * first > len(paragraphs)


def _is_analysis(paragraphs: Sequence[str]) -> bool:
    """Experts of at least two descriptions in at least three paragraphs, a tenth of the text."""
    found = [{match.lower() for match in _EXPERT.findall(paragraph)} for paragraph in paragraphs]
    naming = sum(map(bool, found))
    return naming >= 3 and naming >= 0.1 * len(paragraphs) and len(set().union(*found)) >= 2

"""How records are worded on a page: names, initials, dates, links and citations. No HTML here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from urllib.parse import unquote, urlsplit

from detente.model import ActorRef, Document, Event, ImportedEvent, Publisher, Speaker, Statement

UNKNOWN_SPEAKER = "Speaker not identified"
AUTHOR = "author"

MONTHS = (
    "January February March April May June July August September October November December".split()  # noqa: SIM905
)
_DAY = re.compile(
    r"(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T(\d{2}:\d{2})(?::\d{2}(?:\.\d+)?)?(Z|[+-]\d{2}:\d{2})?)?)?)?"
)
_LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
_PREPOSITION = re.compile(r"\s(?:in|of|at|from|for|with|who|close|near|on)\s", re.IGNORECASE)
_ARTICLES = frozenset({"a", "an", "the"})
_LINKED_SCHEMES = frozenset({"http", "https"})
_SHOWN_SCHEMES = _LINKED_SCHEMES | {"file", ""}


def human_date(edtf: str | None) -> str:
    """An EDTF date as an English reader writes it; what is not understood is shown as it stands.

    >>> human_date("2017-07-08"), human_date("../2013-09"), human_date("2015-09/2015-10-01")
    ('8 July 2017', 'not after September 2013', 'September 2015 to 1 October 2015')
    """
    if not edtf:
        return ""
    first, slash, last = edtf.partition("/")
    if not slash:
        return _human_day(first)
    if first in {"", ".."}:
        return f"not after {_human_day(last)}"
    if last in {"", ".."}:
        return f"from {_human_day(first)} on"
    return f"{_human_day(first)} to {_human_day(last)}"


def human_day(edtf: str | None) -> str:
    """An EDTF date in words without its time of day.

    >>> human_day("2017-07-08T17:20+03:00")
    '8 July 2017'
    """
    return human_date(edtf.partition("T")[0] if edtf and "/" not in edtf else edtf)


def _human_day(edtf: str) -> str:
    plain = edtf.rstrip("?~%")
    found = _DAY.fullmatch(plain)
    if not found:
        return edtf
    year, month, day, clock, zone = found.groups()
    if month and not 1 <= int(month) <= 12:
        return edtf
    parts: list[str] = [str(int(day))] if day else []
    parts += [MONTHS[int(month) - 1]] if month else []
    worded = " ".join([*parts, year])
    worded += f", {clock}" if clock else ""
    worded += f" {'UTC' if zone == 'Z' else zone}" if zone else ""
    return worded if plain == edtf else f"{worded} (uncertain)"


def actor_name(actor: ActorRef) -> str:
    """The name to print for an actor: resolved name, else code, else the words of the text."""
    if actor.name == AUTHOR:
        return "the author"
    return actor.name or actor.code or (actor.mention.text if actor.mention else UNKNOWN_SPEAKER)


def speaker_name(speaker: Speaker) -> str:
    """The name to print for a speaker: joint speakers together, the unnamed by their description."""
    if speaker.all:
        return " and ".join(actor_name(one) for one in speaker.all)
    return speaker.name or speaker.description or UNKNOWN_SPEAKER


def event_heading(event: Event) -> str:
    """Who does something to whom."""
    source, target = (" and ".join(map(actor_name, side)) for side in (event.source, event.target))
    return f"{source or 'Nobody named'} → {target}" if target not in ("", source) else source or target


def event_type(event: Event | ImportedEvent) -> str:
    """The PLOVER type and mode of an event; its CAMEO code where it has no type."""
    name = event.type or (f"CAMEO {event.cameo}" if event.cameo else "no type")
    return f"{name}, {event.mode}" if event.mode else name


def speaker_key(speaker: Speaker) -> str:
    """Equal for statements of one voice within a document."""
    return speaker.actor or speaker_name(speaker).casefold()


def initials(name: str) -> str:
    """Up to three letters that stand for a name; ``?`` for a speaker not identified.

    >>> initials("Aldo Verin"), initials("Norland"), initials("a senior official in Sudria"), initials("TASS")
    ('AV', 'No', 'so', 'TAS')
    """
    if name == UNKNOWN_SPEAKER:
        return "?"
    head = _PREPOSITION.split(name, maxsplit=1)[0] if name[:1].islower() else name
    words: list[str] = [word for word in re.findall(r"\w+", head) if word.casefold() not in _ARTICLES]
    if not words:
        return "?"
    if len(words) == 1:
        return words[0][:3] if words[0].isupper() else words[0][:2]
    return "".join(word[0] for word in words[:3])


def distinct_initials(names: Sequence[str]) -> list[str]:
    """Initials for each name, told apart by more letters of the last word, then by a figure."""
    taken: set[str] = set()
    chosen = []
    for name in names:
        choice = next(option for option in _initial_options(name) if option not in taken)
        taken.add(choice)
        chosen.append(choice)
    return chosen


def _initial_options(name: str) -> Iterable[str]:
    short = initials(name)
    yield short
    last = (re.findall(r"\w+", name) or [""])[-1]
    for length in range(2, min(4, len(last)) + 1):
        yield short + last[1:length]
    number = 2
    while True:
        yield f"{short}{number}"
        number += 1


def shown_uri(uri: str | None) -> str | None:
    """The address of a document as text, or None where its scheme must not reach a page.

    >>> shown_uri("https://example.org/a"), shown_uri("javascript:alert(1)"), shown_uri("notes/a.txt")
    ('https://example.org/a', None, 'notes/a.txt')
    """
    return uri if uri and _scheme(uri) in _SHOWN_SCHEMES else None


def linked_uri(uri: str | None) -> str | None:
    """The address of a document where it may be a link: http and https only."""
    return uri if uri and _scheme(uri) in _LINKED_SCHEMES else None


def short_uri(uri: str | None) -> str | None:
    """The address as a list has room for it: of a file only its name.

    >>> short_uri("file:///notes/a%20b.txt"), short_uri("https://example.org/a")
    ('a b.txt', 'https://example.org/a')
    """
    shown = shown_uri(uri)
    if shown is None or _scheme(shown) in _LINKED_SCHEMES:
        return shown
    return unquote(shown.rstrip("/").rpartition("/")[2]) or shown


def _scheme(uri: str) -> str:
    try:
        return urlsplit(uri.strip()).scheme.lower()
    except ValueError:
        return "malformed"


def language_tag(language: str | None) -> str | None:
    """The language as the `lang` attribute takes it, or None."""
    return language if language and _LANGUAGE_TAG.fullmatch(language) else None


def excerpt(words: str, limit: int = 180) -> str:
    """The beginning of `words` on one line, cut between words, with an ellipsis where cut."""
    line = " ".join(words[: limit * 4].split())
    if len(line) <= limit:
        return line
    return line[:limit].rsplit(" ", 1)[0].rstrip(",;:– ") + " …"


def publisher_line(publisher: Publisher | None) -> str:
    """Who publishes, with the country and who controls the outlet where known."""
    if publisher is None:
        return ""
    about = [publisher.country] if publisher.country else []
    about += [f"{publisher.control} media"] if publisher.control != "unknown" else []
    return f"{publisher.name} ({', '.join(about)})" if about else publisher.name


def citation(statement: Statement, document: Document) -> str:
    """A statement as a note in a paper cites it, with the exact place it came from."""
    words = " ".join(statement.text.split())
    quoted = f"“{words}”" if statement.kind in {"direct", "turn"} else words
    said = f" ({human_date(statement.said_on)})" if statement.said_on else ""
    source = [f"“{document.title}”" if document.title else "untitled document"]
    source += [document.publisher.name] if document.publisher else []
    source += [human_date(document.published.date)] if document.published else []
    source += [uri] if (uri := shown_uri(document.uri)) else []
    place = f"characters {statement.start}–{statement.end}, text {document.content_hash}, {statement.id}"
    return f"{speaker_name(statement.speaker)}{said}: {quoted} In: {', '.join(source)}. [{place}]"

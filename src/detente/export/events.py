"""Coded events in the shape of the tables that scripts of the field read: POLECAT, PLOVER (JSON) and ICEWS.

The columns of each format come first, named, ordered and parted as the published files have them; where
the text is and who coded it stands in columns of its own behind them. A cell that a spreadsheet would take
for a formula gets an apostrophe, as in the other exports; numbers do not.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import permutations, product
from typing import Any, TextIO

from detente.export.tables import safe_cell
from detente.model import Party

_QUADS = ("VERBAL COOPERATION", "MATERIAL COOPERATION", "VERBAL CONFLICT", "MATERIAL CONFLICT")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
# What the formats lack: the words, where they stand, what became of the act, and what coded it.
EXTRA = ("URL", "Document", "Span Start", "Span End", "Evidence", "Status", "Incident", "Reports", "Coder")

POLECAT = (
    "Event ID", "Event Date", "Event Type", "Event Mode", "Intensity", "Quad Code", "Contexts", "Actor Name",
    "Actor Country", "Actor COW", "Primary Actor Sector", "Actor Sectors", "Actor Title", "Actor Name Raw",
    "Wikipedia Actor ID", "Recipient Name", "Recipient Country", "Recipient COW", "Primary Recipient Sector",
    "Recipient Sectors", "Recipient Title", "Recipient Name Raw", "Wikipedia Recipient ID", "Placename",
    "City", "District", "Province", "Country", "Latitude", "Longitude", "GeoNames ID", "Raw Placename",
    "Feature Type", "Source", "Publication Date", "Story People", "Story Organizations", "Story Locations",
    "Language", "Version",
)  # fmt: skip
ICEWS = (
    "Event ID", "Event Date", "Source Name", "Source Sectors", "Source Country", "Event Text", "CAMEO Code",
    "Intensity", "Target Name", "Target Sectors", "Target Country", "Story ID", "Sentence Number",
    "Publisher", "City", "District", "Province", "Country", "Latitude", "Longitude",
)  # fmt: skip
# Sectors by the three letters of CAMEO, as POLECAT has them, and by the words of ICEWS.
_SECTORS: Mapping[str, tuple[str, str]] = {
    "government": ("GOV", "Government"),
    "legislature": ("LEG", "Legislative / Parliamentary"),
    "judiciary": ("JUD", "Judicial"),
    "military": ("MIL", "Military"),
    "police": ("COP", "Police"),
    "intelligence": ("SPY", "Intelligence Ministry"),
    "opposition": ("OPP", "Opposition Major Party (Out Of Government)"),
    "party": ("PTY", "Parties"),
    "rebels": ("REB", "Rebel"),
    "militants": ("UAF", "Unidentified Forces"),
    "media": ("MED", "Media"),
    "business": ("BUS", "Business"),
    "labour": ("LAB", "Labor"),
    "religious": ("REL", "National Religious"),
    "education": ("EDU", "Education"),
    "medical": ("HLH", "Medical / Health"),
    "civil_society": ("NGO", "Nongovernmental Organizations / Activists"),
    "international": ("IGO", "International Government Organization"),
    "criminals": ("CRM", "Criminals / Gangs"),
    "refugees": ("REF", "Refugees / Displaced"),
    "ethnic": ("ETH", "National Ethnic"),
    "civilians": ("CVL", "General Population / Civilian / Social"),
    "other": ("", ""),
}


@dataclass(frozen=True, slots=True)
class CodedEvent:
    """An event with all that a table needs of it.

    `date` is the first day, ISO 8601; events without one are in no table. `country_names` are names of the
    codes as ICEWS prints them, `numbers` their COW numbers. `coder` is what coded it, with version.
    """

    id: str
    date: str
    end: str
    type: str
    mode: str | None
    contexts: tuple[str, ...]
    cameo: str
    label: str
    quad: int | None
    score: float | None
    goldstein: float | None
    source: tuple[Party, ...]
    target: tuple[Party, ...]
    place: str | None
    place_country: str | None
    url: str | None
    document: str
    title: str | None
    publisher: str | None
    published: str | None
    language: str | None
    start: int
    end_offset: int
    evidence: str
    status: str
    incident: str
    reports: int
    coder: str
    country_names: Mapping[str, str]
    numbers: Mapping[str, str]


def write_polecat(events: Iterable[CodedEvent], out: TextIO) -> None:
    """Tab-separated, a header, "None" for what is missing, several actors parted by "; "."""
    _write(out, (*POLECAT, *EXTRA), ((_polecat(event), event) for event in events), "None")


def write_icews(events: Iterable[CodedEvent], out: TextIO) -> None:
    """Tab-separated, a header, "NA" for what is missing, one row for each ordered pair of actors."""
    rows = (
        (_icews(event, source, target), event) for event in events for source, target in _ordered_pairs(event)
    )
    _write(out, (*ICEWS, *EXTRA), rows, "NA")


def write_plover(events: Iterable[CodedEvent], out: TextIO) -> None:
    """One JSON object a line; actors with code, name and sector."""
    for event in events:
        out.write(json.dumps(_plover(event), ensure_ascii=False) + "\n")


WRITERS: Mapping[str, Callable[[Iterable[CodedEvent], TextIO], None]] = {
    "polecat": write_polecat,
    "plover": write_plover,
    "icews": write_icews,
}


def _write(
    out: TextIO,
    names: Sequence[str],
    rows: Iterable[tuple[dict[str, Any], CodedEvent]],
    missing: str,
) -> None:
    out.write("\t".join(names) + "\n")
    for row, event in rows:
        whole = row | _extra(event)
        out.write("\t".join(_cell(whole.get(name), missing) for name in names) + "\n")


def _cell(value: Any, missing: str) -> str:
    """A value in a table without quotation marks: on one line, and no formula."""
    text = " ".join("" if value is None else str(value).split()) if not isinstance(value, str) else value
    text = " ".join(text.split())
    if not text:
        return missing
    return text if _NUMBER.fullmatch(text) else str(safe_cell(text))


def _extra(event: CodedEvent) -> dict[str, Any]:
    return {
        "URL": event.url,
        "Document": event.document,
        "Span Start": event.start,
        "Span End": event.end_offset,
        "Evidence": event.evidence,
        "Status": event.status,
        "Incident": event.incident,
        "Reports": event.reports,
        "Coder": event.coder,
    }


def _polecat(event: CodedEvent) -> dict[str, Any]:
    return {
        "Event ID": event.id,
        "Event Date": event.date,
        "Event Type": event.type,
        "Event Mode": event.mode,
        "Intensity": event.score,
        "Quad Code": _QUADS[event.quad - 1] if event.quad else None,
        "Contexts": ";".join(event.contexts),
        **_side(event, "Actor", event.source),
        **_side(event, "Recipient", event.target),
        "Placename": event.place,
        "Country": event.place_country,
        "Raw Placename": event.place,
        "Source": event.publisher,
        "Publication Date": (event.published or "")[:10],
        "Language": event.language,
        "Version": event.coder,
    }


def _side(event: CodedEvent, side: str, parties: Sequence[Party]) -> dict[str, Any]:
    codes = [party.code for party in parties if party.code]
    sectors = list(dict.fromkeys(party.sector for party in parties if party.sector))
    letters = [_SECTORS[sector][0] for sector in sectors if _SECTORS[sector][0]]
    return {
        f"{side} Name": "; ".join(_name(party) for party in parties),
        f"{side} Country": "; ".join(dict.fromkeys(codes)),
        f"{side} COW": "; ".join(
            event.numbers[code] for code in dict.fromkeys(codes) if code in event.numbers
        ),
        f"Primary {side} Sector": letters[0] if letters else None,
        f"{side} Sectors": "; ".join(letters),
        f"{side} Name Raw": "; ".join(party.mention.text for party in parties if party.mention),
    }


def _name(party: Party) -> str:
    return party.name or (party.mention.text if party.mention else None) or party.code or ""


def _icews(event: CodedEvent, source: Party | None, target: Party | None) -> dict[str, Any]:
    place_country = event.country_names.get(event.place_country or "", event.place_country)
    return {
        "Event ID": _whole_number(event.id),
        "Event Date": event.date,
        **_icews_side(event, "Source", source),
        **_icews_side(event, "Target", target),
        "Event Text": event.label,
        "CAMEO Code": event.cameo,
        "Intensity": event.goldstein,
        "Story ID": _whole_number(event.document),
        "Publisher": event.publisher,
        "City": event.place,
        "Country": place_country,
    }


def _icews_side(event: CodedEvent, side: str, party: Party | None) -> dict[str, Any]:
    if party is None:
        return {}
    country = event.country_names.get(party.code or "")
    return {
        f"{side} Name": party.name or country or _name(party),
        f"{side} Sectors": _SECTORS[party.sector][1] if party.sector else None,
        f"{side} Country": country,
    }


def _whole_number(id: str) -> int:
    """A number for an id, of fifteen digits at most: statistics programs hold no longer ones exactly."""
    return int.from_bytes(blake2b(id.encode(), digest_size=8).digest(), "big") % 10**15


def _ordered_pairs(event: CodedEvent) -> list[tuple[Party | None, Party | None]]:
    if not event.target and len(event.source) > 1:
        return list(permutations(event.source, 2))
    nobody: tuple[Party | None, ...] = (None,)
    return list(product(event.source or nobody, event.target or nobody))


def _plover(event: CodedEvent) -> dict[str, Any]:
    return {
        "id": event.id,
        "date": event.date,
        "enddate": event.end,
        "type": event.type,
        "mode": event.mode,
        "context": list(event.contexts),
        "actor": [_party(party) for party in event.source],
        "recipient": [_party(party) for party in event.target],
        "cameo": event.cameo,
        "score": event.score,
        "location": {"name": event.place, "country": event.place_country} if event.place else None,
        "text": event.evidence,
        "language": event.language,
        "publisher": event.publisher,
        "publicationdate": event.published,
        "headline": event.title,
        "url": event.url,
        "document": event.document,
        "span": {"start": event.start, "end": event.end_offset},
        "status": event.status,
        "incident": event.incident,
        "reports": event.reports,
        "coder": event.coder,
    }


def _party(party: Party) -> dict[str, Any]:
    return {"code": party.code, "name": _name(party), "sector": party.sector}

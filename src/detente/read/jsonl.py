"""JSON Lines -> Documents: one object a line, `id`, `text` and optionally title, date, uri, publisher."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any, get_args

from detente.model import Control, Document, Published, Publisher, ReadError
from detente.read.text import make_document, refuse_unreadable

GIVEN = "given with the document"
_KNOWN = {"id", "text", "title", "uri", "publisher"}
_DATE = re.compile(
    r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?)(?:\.\d+)? ?(Z|[+-]\d\d:?\d\d)?)?)?)?"
)


def parse_line(line: bytes) -> dict[str, Any]:
    """The object on a line; raises ReadError where there is none, or one without text."""
    try:
        row = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise ReadError(f"byte {error.start} of the line is not UTF-8; JSON Lines are in UTF-8") from None
    except json.JSONDecodeError as error:
        raise ReadError(f"not JSON ({error.msg}, column {error.colno}); write one object a line") from None
    except (RecursionError, ValueError):
        raise ReadError("not JSON that can be read; write one flat object a line") from None
    if not isinstance(row, dict):
        raise ReadError('not a JSON object; write {"id": ..., "text": ...}')
    if not isinstance(row.get("text"), str):
        raise ReadError('no "text"; write {"id": ..., "text": ...}')
    return row


def line_document(line: bytes, origin: str) -> Document:
    """The document on a line; raises ReadError saying which field is wrong."""
    row = parse_line(line)
    text = row["text"]
    _refuse_characters(text)
    refuse_unreadable(text)
    published = _published(row)
    used = _KNOWN | {"date"} if published else _KNOWN
    return make_document(
        text,
        uri=_string(row, "uri"),
        external_id=_identifier(row),
        origin=origin,
        title=_string(row, "title"),
        publisher=_publisher(row),
        published=published,
        extra={key: value for key, value in row.items() if key not in used and value is not None},
    )


def _refuse_characters(text: str) -> None:
    if "\0" in text:
        raise ReadError('"text" holds a NUL character; take it out')
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise ReadError(f'"text" holds half a surrogate pair at character {error.start}; mend it') from None


def _identifier(row: dict[str, Any]) -> str | None:
    value = row.get("id")
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return _string(row, "id")


def _string(row: dict[str, Any], key: str) -> str | None:
    value = row.get(key)
    if value is not None and not isinstance(value, str):
        raise ReadError(f'"{key}" must be a string or null')
    return _encodable(value, key)


def _encodable(value: str | None, key: str) -> str | None:
    if value is None or not value.strip():
        return None
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        raise ReadError(f'"{key}" holds half a surrogate pair; mend it') from None
    return value


def _published(row: dict[str, Any]) -> Published | None:
    """The given date as EDTF; a date in words stays aside in `extra`, where `describe` reads it."""
    value = _string(row, "date")
    match = _DATE.fullmatch(value.strip()) if value else None
    if match is None:
        return None
    year, month, day, time, zone = match.groups()
    try:
        date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        raise ReadError(f'"date" {value} is no day of the calendar; write it as 2017-07-08') from None
    clock = f"T{time}{_zone(zone)}" if time else ""
    return Published("-".join(part for part in (year, month, day) if part) + clock, GIVEN)


def _zone(zone: str | None) -> str:
    if zone is None or zone == "Z":
        return zone or ""
    return zone if ":" in zone else f"{zone[:3]}:{zone[3:]}"


def _publisher(row: dict[str, Any]) -> Publisher | None:
    value = row.get("publisher")
    if not isinstance(value, dict):
        name = _string(row, "publisher")
        return Publisher(name) if name else None
    name = _string(value, "name")
    if name is None:
        raise ReadError('"publisher" has no "name"')
    control: Control = value.get("control") or "unknown"
    if control not in get_args(Control):
        raise ReadError('"publisher.control" must be state, public, private or unknown')
    return Publisher(name, _string(value, "country"), control)

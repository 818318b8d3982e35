"""What a person may correct, how a value is written, and how it is laid over the machine's record."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any, get_origin

from detente.model import (
    ActorRef,
    Assessment,
    Dateline,
    Document,
    Event,
    Mention,
    Party,
    Place,
    Published,
    Publisher,
    RequestError,
    Segment,
    Speaker,
    Statement,
    as_json,
)
from detente.spans import Span
from detente.store.dates import bounds
from detente.store.values import decode, field_types, is_optional, without_none

Record = Document | Segment | Mention | Statement | Assessment | Event

_REFERENCE = ("actor", "name", "code", "mention")
_SPEAKER = (*_REFERENCE, "description", "all")


def _with_parts(name: str, parts: Iterable[str]) -> tuple[str, ...]:
    return (name, *(f"{name}.{part}" for part in parts))


# The field of an event under which corrections keep what persons decide of incidents. It is no field of the
# record, and is not laid over it.
INCIDENT = "incident"

# Spans, texts and ids are what a record is; everything that is said of them can be corrected.
CORRECTABLE: Mapping[type, tuple[str, ...]] = {
    Document: (
        "title",
        *_with_parts("publisher", ("name", "country", "control")),
        "byline",
        *_with_parts("published", ("date",)),
        *_with_parts("dateline", ("place", "date", "agency")),
        "language",
        "original_language",
        "translated",
        "genre",
    ),
    Segment: ("kind",),
    Mention: ("form", "actor", "name", "code", "kind"),
    Statement: (
        "kind",
        "quoted_parts",
        *_with_parts("speaker", _SPEAKER),
        "cue",
        *_with_parts("addressee", _REFERENCE),
        "venue",
        "said_on",
        "act",
        "manner",
        "conditional",
        "issues",
        "about",
        "continues",
        "in_reply_to",
        "nested_in",
        "insertions",
    ),
    Assessment: (
        *_with_parts("holder", _REFERENCE),
        "dyad",
        "scope",
        "level",
        "trend",
        "outlook",
        *_with_parts("blame", _REFERENCE),
        "date",
        "statement",
    ),
    Event: (
        "source",
        "target",
        "type",
        "mode",
        "contexts",
        "cameo",
        "verbal",
        "date",
        *_with_parts("place", ("name", "country", "mention")),
        "status",
        "reported_by",
    ),
}

_BLANK: Mapping[Any, Any] = {
    ActorRef: ActorRef(None, None, None, None),
    Speaker: Speaker(None, None, None, None),
    Published: Published("", "correction"),
    Publisher: Publisher(""),
    Dateline: Dateline(None, None, None),
    Place: Place(""),
}

_CODE = re.compile(r"[A-Z][A-Z0-9-]{1,11}")
_CAMEO = re.compile(r"\d{2,4}")
_WORD = re.compile(r"[a-z][a-z _-]*")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_TRUE, _FALSE = ("yes", "true"), ("no", "false")


@dataclass(frozen=True, slots=True)
class Context:
    """What a value is checked against: the document's text and the ids of its statements."""

    text: str
    statements: frozenset[str]


@dataclass(frozen=True, slots=True)
class Change:
    """A field and its new value, in JSON types; `restores` shows the machine's value again."""

    field: str
    new: Any = None
    restores: bool = False


def kind_of(record: Record) -> str:
    return record.RECORD


def value_at(record: Record, path: str) -> Any:
    """The value shown at ``field`` or ``field.part``; None where the field itself is."""
    head, _, tail = path.partition(".")
    value = getattr(record, head)
    return getattr(value, tail) if tail and value is not None else value


def check_field(record: Record, path: str) -> None:
    """Raises RequestError, with the fields that can be corrected, unless `path` is one of them."""
    allowed = CORRECTABLE[type(record)]
    if path not in allowed:
        kind = kind_of(record)
        raise RequestError(f"{path!r} of a {kind} cannot be corrected; these can: {', '.join(allowed)}")


def read_value(record: Record, path: str, given: Any, context: Context) -> Any:
    """The value that a person gave for a field, typed and checked; raises RequestError.

    A text is read as a person writes it: empty for null, ``yes`` and ``no``, a list parted by commas, a
    bare name for a speaker, JSON for a structure. Any other value is taken as JSON types.
    """
    check_field(record, path)
    hint = _type_at(type(record), path)
    try:
        plain = _from_text(hint, given, record, path) if isinstance(given, str) else given
        value = decode(hint, _cut_spans(plain, context.text))
        _check(path, value, context)
    except (ValueError, RecursionError) as error:
        raise RequestError(f"{path}={_shorten(given)}: {error}") from None
    return tuple(sorted(value)) if path == "dyad" else value


def put(record: Any, path: str, value: Any) -> Any:
    """The record with another value at ``field`` or ``field.part``."""
    head, _, tail = path.partition(".")
    if not tail:
        return replace(record, **{head: value})
    kind: Any = type(record)
    hint = field_types(kind)[head]
    part = getattr(record, head)
    part = replace(_BLANK[without_none(hint)] if part is None else part, **{tail: value})
    empty = is_optional(hint) and all(getattr(part, f.name) in (None, ()) for f in fields(part))
    return replace(record, **{head: None if empty else part})


def restore(record: Any, machine: Any, path: str) -> Any:
    """The record with the machine's value at `path`."""
    head, _, tail = path.partition(".")
    if tail and getattr(machine, head) is not None:
        return put(record, path, value_at(machine, path))
    return replace(record, **{head: getattr(machine, head)})


def shown(machine: Any, changes: Iterable[Change]) -> Any:
    """The machine's record under the corrections of persons, laid over it in the order they were made."""
    record = machine
    for change in changes:
        if change.restores:
            record = restore(record, machine, change.field)
        else:
            record = put(record, change.field, decode(_type_at(type(machine), change.field), change.new))
    return record


def _type_at(record: type, path: str) -> Any:
    head, _, tail = path.partition(".")
    hint = field_types(record)[head]
    return field_types(without_none(hint))[tail] if tail else hint


def _from_text(hint: Any, given: str, record: Record, path: str) -> Any:
    given = given.strip()
    inside = without_none(hint)
    if not given:
        return _empty(hint, inside)
    if get_origin(inside) is tuple:
        return _list_from_text(inside, given)
    if inside is bool:
        return _truth(given)
    if is_dataclass(inside):
        return _json(given) if given.startswith("{") else _from_name(inside, given, value_at(record, path))
    return given


def _empty(hint: Any, inside: Any) -> Any:
    if get_origin(inside) is tuple:
        return []
    if is_optional(hint):
        return None
    raise ValueError("this field cannot be empty")


def _truth(given: str) -> bool:
    if given.lower() not in _TRUE + _FALSE:
        raise ValueError("expected yes or no")
    return given.lower() in _TRUE


def _json(given: str) -> Any:
    try:
        return json.loads(given)
    except json.JSONDecodeError as error:
        raise ValueError(f"not valid JSON ({error.msg} at character {error.pos})") from None


def _list_from_text(hint: Any, given: str) -> Any:
    if given.startswith("["):
        return _json(given)
    items = [item.strip() for item in given.split(",") if item.strip()]
    if hint in (tuple[ActorRef, ...], tuple[Party, ...]):
        return [{"code" if _CODE.fullmatch(item) else "name": item} for item in items]
    if hint == tuple[Span, ...]:
        raise ValueError('write JSON: [{"start": 10, "end": 20}]')
    return items


def _from_name(hint: Any, given: str, current: Any) -> Any:
    """A bare name: another person's actor and code would not be this one's, so they become null."""
    if issubclass(hint, ActorRef):
        mention = as_json(current.mention) if current is not None else None
        return {"name": given, "mention": mention}
    if hint is Published:
        return {"date": given, "how": "correction"}
    if hint in (Publisher, Place):
        return {"name": given}
    example = '{"start": 10, "end": 20}' if hint is Span else '{"place": ..., "date": ..., "agency": ...}'
    raise ValueError(f"write JSON: {example}")


def _cut_spans(value: Any, text: str) -> Any:
    """Spans given without their words get them from the text."""
    if isinstance(value, list | tuple):
        return [_cut_spans(item, text) for item in value]
    if not isinstance(value, Mapping):
        return value
    whole = {key: _cut_spans(item, text) for key, item in value.items()}
    start, end = whole.get("start"), whole.get("end")
    if "text" not in whole and isinstance(start, int) and isinstance(end, int):
        whole["text"] = Span.cut(text, start, end).text
    return whole


def _check(path: str, value: Any, context: Context) -> None:
    if isinstance(value, tuple):
        for item in value:
            _check(path.removesuffix(".all"), item, context)
        _check_dyad(path, value)
    elif isinstance(value, Span):
        if Span.cut(context.text, value.start, value.end) != value:
            raise ValueError(f"the document does not say that at {value.start}:{value.end}")
    elif is_dataclass(value) and not isinstance(value, type):
        for f in fields(value):
            _check(f"{path}.{f.name}", getattr(value, f.name), context)
    elif isinstance(value, str):
        _check_text(path, value, context)


def _check_dyad(path: str, value: tuple[Any, ...]) -> None:
    if path == "dyad" and value[0] == value[1]:
        raise ValueError("a dyad has two different states")


def _check_text(path: str, value: str, context: Context) -> None:
    if not value.strip():
        raise ValueError("an empty text says nothing; leave the value out for null")
    if any("\ud800" <= character <= "\udfff" for character in value):
        raise ValueError("holds half of a character (a lone surrogate)")
    rule = _RULES.get(path) or _RULES.get(path.rpartition(".")[2])
    if rule and not rule[0](value, context):
        raise ValueError(f"expected {rule[1]}")


Rule = tuple[Callable[[str, Context], bool], str]


def _matches(pattern: re.Pattern[str], meaning: str) -> Rule:
    return (lambda value, _: pattern.fullmatch(value) is not None), meaning


_DATE: Rule = (
    (lambda value, _: bounds(value) is not None),
    "a date such as 2017, 2017-07, 2017-07-08 or 2017-07/2017-09",
)
_STATEMENT: Rule = (
    (lambda value, context: value in context.statements),
    "the id of a statement of this document",
)
_VOUCHER: Rule = (
    (lambda value, context: value == "author" or value in context.statements),
    'the id of a statement of this document, or "author"',
)
_STATE_OR_BODY = _matches(_CODE, "a code in capitals such as RUS or NATO")
_ONE_WORD = _matches(_WORD, "words in small letters")
_TONGUE = _matches(_LANGUAGE, "a language tag such as en or pt-BR")

_RULES: Mapping[str, Rule] = {
    "said_on": _DATE,
    "date": _DATE,
    "code": _STATE_OR_BODY,
    "country": _STATE_OR_BODY,
    "dyad": _STATE_OR_BODY,
    "act": _ONE_WORD,
    "manner": _ONE_WORD,
    "issues": _ONE_WORD,
    "language": _TONGUE,
    "original_language": _TONGUE,
    "continues": _STATEMENT,
    "in_reply_to": _STATEMENT,
    "nested_in": _STATEMENT,
    "statement": _STATEMENT,
    "reported_by": _VOUCHER,
    "mode": _ONE_WORD,
    "contexts": _ONE_WORD,
    "cameo": _matches(_CAMEO, "a CAMEO code of two to four digits"),
}


def _shorten(given: Any) -> str:
    words = given if isinstance(given, str) else json.dumps(given, ensure_ascii=False, default=str)
    return words if len(words) <= 60 else words[:57] + "..."

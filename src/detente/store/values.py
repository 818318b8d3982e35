"""Values of the records' fields from JSON, checked against the types that the records declare."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from detente.model import ActorRef, Speaker

Decode = Callable[[Any], Any]


@cache
def field_types(record: Any) -> Mapping[str, Any]:
    """The type of each field of a record class, in the order of the class."""
    hints = get_type_hints(record)
    return {f.name: hints[f.name] for f in fields(record)}


def decode(hint: Any, value: Any) -> Any:
    """`value`, made of JSON types, as the type `hint`; raises ValueError that says what was expected."""
    return decoder(hint)(value)


def is_optional(hint: Any) -> bool:
    return get_origin(hint) in (Union, UnionType) and NoneType in get_args(hint)


def without_none(hint: Any) -> Any:
    """The type inside ``T | None``, or `hint` itself."""
    return next(arg for arg in get_args(hint) if arg is not NoneType) if is_optional(hint) else hint


@cache
def decoder(hint: Any) -> Decode:
    """A function that turns JSON types into `hint`."""
    if hint is Any:
        return lambda value: value
    if is_optional(hint):
        inside = decoder(without_none(hint))
        return lambda value: None if value is None else inside(value)
    if hint is ActorRef:
        return _reference_decoder()
    if is_dataclass(hint):
        return _record_decoder(hint)
    if get_origin(hint) is Literal:
        return _choice_decoder(get_args(hint))
    if get_origin(hint) is tuple:
        return _tuple_decoder(get_args(hint))
    return _plain_decoder(get_origin(hint) or hint)


def _record_decoder(record: Any) -> Decode:
    parts = {name: decoder(hint) for name, hint in field_types(record).items()}
    absent = {f.name: _absent(record, f) for f in fields(record)}

    def decode_record(value: Any) -> Any:
        if not isinstance(value, Mapping):
            raise ValueError(f"expected an object with {', '.join(parts)}")
        unknown = sorted(set(value) - set(parts))
        if unknown:
            raise ValueError(f"unknown key {unknown[0]!r}; known are {', '.join(parts)}")
        return record(
            **{name: part(value[name]) if name in value else absent[name]() for name, part in parts.items()}
        )

    return decode_record


def _reference_decoder() -> Decode:
    """A holder or an addressee may be a Speaker, which is an ActorRef with more to it."""
    plain = _record_decoder(ActorRef)

    def decode_reference(value: Any) -> Any:
        return decoder(Speaker)(value) if isinstance(value, Mapping) and "all" in value else plain(value)

    return decode_reference


def _absent(record: Any, part: Any) -> Callable[[], Any]:
    """What stands for a key that is left out: the field's default, None where it may be, or an error."""
    if part.default is not MISSING:
        return lambda: part.default
    if part.default_factory is not MISSING:
        factory: Callable[[], Any] = part.default_factory
        return factory
    if is_optional(field_types(record)[part.name]):
        return lambda: None

    def missing() -> Any:
        raise ValueError(f"the key {part.name!r} is missing")

    return missing


def _choice_decoder(choices: tuple[Any, ...]) -> Decode:
    def decode_choice(value: Any) -> Any:
        if value not in choices:
            raise ValueError(f"expected one of {', '.join(map(str, choices))}")
        return value

    return decode_choice


def _tuple_decoder(items: tuple[Any, ...]) -> Decode:
    item = decoder(items[0])
    length = None if items[-1] is Ellipsis else len(items)

    def decode_tuple(value: Any) -> Any:
        if not isinstance(value, list | tuple) or length not in (None, len(value)):
            raise ValueError(f"expected a list{f' of {length}' if length else ''}")
        return tuple(item(part) for part in value)

    return decode_tuple


_NAMES = {str: "a text", int: "a whole number", float: "a number", bool: "true or false", dict: "an object"}


def _plain_decoder(kind: type) -> Decode:
    accepted: Any = (int, float) if kind is float else kind

    def decode_plain(value: Any) -> Any:
        if not isinstance(value, accepted) or (isinstance(value, bool) and kind is not bool):
            raise ValueError(f"expected {_NAMES[kind]}")
        return float(value) if kind is float else value

    return decode_plain

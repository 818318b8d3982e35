"""Agencies and outlets of `outlets.tsv`: who owns what a text says it was published by."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib import resources
from typing import cast

from detente.model import Control, Publisher


@lru_cache(maxsize=1)
def _by_name() -> dict[str, Publisher]:
    outlets: dict[str, Publisher] = {}
    for line in (resources.files(__package__) / "outlets.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            name, others, country, control = line.split("\t")
            outlet = Publisher(name, country, cast(Control, control))
            for other in [name, *others.split(";")]:
                if other:
                    outlets.setdefault(other, outlet)
    return outlets


@lru_cache(maxsize=1)
def _folded() -> dict[str, Publisher]:
    return {name.casefold(): outlet for name, outlet in _by_name().items()}


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    names = sorted(_by_name(), key=len, reverse=True)
    # A date may be glued to the name: "09:01:13Xinhua"; a letter before it makes another word.
    return re.compile(rf"(?<![^\W\d_])(?:{'|'.join(map(re.escape, names))})(?!\w)")


def outlet_named(name: str) -> Publisher | None:
    """The outlet of this name, None where the table has none."""
    return _folded().get(name.strip().casefold())


def known_or_printed(name: str) -> Publisher:
    """The outlet of this name, or one of which nothing but the printed name is known."""
    return outlet_named(name) or Publisher(name.strip())


def match_outlet(text: str, position: int) -> re.Match[str] | None:
    """The name of an outlet printed at `position`."""
    return _pattern().match(text, position)


def find_outlet(text: str) -> Publisher | None:
    """The first outlet named in a short line."""
    match = _pattern().search(text)
    return _by_name()[match.group()] if match else None

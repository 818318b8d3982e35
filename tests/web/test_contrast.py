"""Text on every ground reaches WCAG AA in the light and in the dark theme."""

from __future__ import annotations

import re

import pytest

from detente.web.app import STATIC

CSS = (STATIC / "detente.css").read_text("utf-8")
READABLE, VISIBLE = 4.5, 3.0


def variables(selector: str) -> dict[str, str]:
    block = CSS.split(selector, 1)[1].split("}", 1)[0]
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block))


LIGHT, DARK = variables(":root {"), variables(':root[data-theme="dark"] {')


def luminance(colour: str) -> float:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_text_is_readable(theme: dict[str, str]) -> None:
    pairs = [
        (ink, ground)
        for ink in ("ink", "ink-2", "accent", "alarm")
        for ground in ("paper", "sheet", "sunken")
    ]
    pairs += [("mark-ink", "mark"), ("on-line", "accent"), ("judge", "sheet"), ("ink", "accent-soft")]
    for n in range(8):
        pairs += [
            (f"t{n}", f"c{n}"),
            ("on-line", f"l{n}"),
            ("ink", f"c{n}"),
            (f"l{n}", "sheet"),
            (f"l{n}", "paper"),
        ]
    for ink, ground in pairs:
        assert contrast(theme[ink], theme[ground]) >= READABLE, (ink, ground)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_underlines_are_visible_on_their_highlights(theme: dict[str, str]) -> None:
    for n in range(8):
        assert contrast(theme[f"l{n}"], theme[f"c{n}"]) >= VISIBLE, n


def test_the_system_choice_and_the_switch_give_one_dark_theme() -> None:
    assert variables(":root:not([data-theme]) {") == DARK

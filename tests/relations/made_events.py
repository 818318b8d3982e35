"""Invented events between Norland (XNO) and Sudria (XSU), in the shape of `detente.event_frame`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import count
from typing import Any

import numpy as np
import polars as pl

from detente.event_frame import SCHEMA
from detente.relations import Asked, Dyad, build_dyad, build_timeline
from tests.relations.made import DYAD, NAMES

QUADS = {"SUPPORT": 1, "CONSULT": 1, "AID": 2, "ACCUSE": 3, "THREATEN": 3, "SANCTION": 4, "ASSAULT": 4}
SCORES = {
    "SUPPORT": 3.5,
    "CONSULT": 2.0,
    "AID": 7.0,
    "ACCUSE": -2.0,
    "THREATEN": -6.0,
    "SANCTION": -5.6,
    "ASSAULT": -9.0,
}
_numbers = count(1)


def event(day: str | None = "2014-03-05", kind: str | None = "SUPPORT", **told: Any) -> dict[str, Any]:
    """One report; `day` may be an interval, "2014-03-01/2014-03-20". The rest is as in imported data."""
    number = next(_numbers)
    first, _, last = (day or "").partition("/")
    return {
        "record": f"keds-{number:06d}",
        "origin": "keds",
        "day_from": date.fromisoformat(first) if first else None,
        "day_to": date.fromisoformat(last or first) if first else None,
        "source": "XNO",
        "target": "XSU",
        "type": kind,
        "quad": QUADS.get(kind or ""),
        "goldstein": SCORES.get(kind or ""),
        "plover_score": SCORES.get(kind or ""),
        "verbal": QUADS.get(kind or "") in (1, 3),
        "incident": f"incident-{number}",
        "story": f"story-{number}",
    } | told


def frame(events: Iterable[dict[str, Any]]) -> pl.DataFrame:
    return pl.DataFrame(list(events), schema=SCHEMA)


def dyad(events: Iterable[dict[str, Any]] | pl.DataFrame, points: Iterable[Any] = (), **asked: Any) -> Dyad:
    rows = events if isinstance(events, pl.DataFrame) else frame(events)
    limits = {name: asked.pop(name, None) for name in ("since", "until")}
    question = Asked(**({"by": "month", "resamples": 100} | asked))
    timeline = build_timeline(DYAD, NAMES, points, by=question.by, **limits)
    return build_dyad(timeline, rows, question)


def stream(
    days: int = 3650, a_day: float = 1.0, *, breaks_at: float | None = None, seed: int = 1
) -> pl.DataFrame:
    """Events at random in both directions from 2005 on; after `breaks_at` (share of the days) conflict is
    three times as likely as before."""
    rng = np.random.default_rng(seed)
    number = int(days * a_day)
    when = np.sort(rng.integers(0, days, number))
    later = when > days * (breaks_at if breaks_at is not None else 2)
    conflict = rng.random(number) < np.where(later, 0.75, 0.25)
    kinds = np.where(
        conflict, rng.choice(["ACCUSE", "SANCTION"], number), rng.choice(["CONSULT", "AID"], number)
    )
    first = date(2005, 1, 1)
    pairs = [("XNO", "XSU") if turn else ("XSU", "XNO") for turn in rng.random(number) < 0.5]
    return frame(
        event((first + timedelta(days=int(day))).isoformat(), str(kind), source=source, target=target)
        for day, kind, (source, target) in zip(when, kinds, pairs, strict=True)
    )


def answering(weeks: int = 200, a_week: int = 16, seed: int = 4) -> pl.DataFrame:
    """Events by the week of two sides who answer each other's last move in kind."""
    rng = np.random.default_rng(seed)
    moods, rows = np.zeros(2), []
    for week in range(weeks):
        moods = 0.3 * moods + np.array([0.6, 0.3]) * moods[::-1] + rng.normal(0, 0.8, 2)
        for side, mood in enumerate(moods):
            source, target = ("XNO", "XSU") if side == 0 else ("XSU", "XNO")
            for _ in range(a_week):
                kind = "CONSULT" if rng.random() < 1 / (1 + np.exp(-2 * mood)) else "SANCTION"
                day = date(2014, 1, 6) + timedelta(days=7 * week + int(rng.integers(0, 7)))
                rows.append(event(day.isoformat(), kind, source=source, target=target))
    return frame(rows)

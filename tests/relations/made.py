"""Invented assessments of the relationship between Norland (XNO) and Sudria (XSU)."""

from __future__ import annotations

from itertools import count
from random import Random
from typing import Any

from detente.model import ActorRef, Assessment
from detente.relations import Timeline, TimelinePoint, build_timeline
from detente.spans import Span

DYAD, NAMES = ("XNO", "XSU"), ("Norland", "Sudria")
AUTHOR = ActorRef(None, "author", None, None)
PREMIER = ActorRef("xno-premier", "Ilse Varga", "XNO", None)
PRESIDENT = ActorRef("xsu-president", "Teo Marand", "XSU", None)
ENVOY = ActorRef("xee-envoy", "Runa Oster", "XEE", None)
STRANGER = ActorRef(None, None, None, None)

_ordinals = count(1)


def point(
    date: str | None = "2015-09-03",
    *,
    level: Any = None,
    trend: Any = None,
    outlook: Any = None,
    holder: ActorRef = PREMIER,
    words: str = "our ties are poor",
    dyad: tuple[str, str] = DYAD,
    **shown: Any,
) -> TimelinePoint:
    number = next(_ordinals)
    document = shown.pop("document", "document-1")
    statement = shown.pop("statement", None)
    assessment = Assessment(
        id=f"assessment-{number:05d}",
        document=document,
        holder=holder,
        dyad=dyad,
        scope="states",
        level=level,
        trend=trend,
        outlook=outlook,
        date=date,
        evidence=(Span(10, 10 + len(words), words),),
        statement=statement,
        confidence=0.8,
    )
    known = {
        "title": "Talks on the straits",
        "published": None,
        "publisher": "Harbour Post",
        "corrected": False,
    }
    return TimelinePoint(
        assessment=assessment, words=words, document=document, statement=statement, **(known | shown)
    )


def timeline(*points: TimelinePoint, **limits: Any) -> Timeline:
    return build_timeline(DYAD, NAMES, points, **limits)


def five_years() -> list[TimelinePoint]:
    """A story a person can check by eye on the picture: decline, bottom, first signs of thaw."""
    return [
        point("2013-09-06", holder=AUTHOR, trend="worsening", words="ties are cooling"),
        point("../2013-09-05", trend="stable", words="contacts go on"),
        point("2013-09-05", level="neutral", words="it is daily work"),
        point("2014", level="low", holder=STRANGER, words="a poor year"),
        point("2015-09", level="low", words="ties stand rather low"),
        point("2015-09-28", level="low", trend="worsening", holder=PRESIDENT, words="such a slump"),
        point("2015-09-28", level="low", holder=PRESIDENT, words="it is bad"),
        point("2015-09-28", level="low", outlook="pessimistic", holder=ENVOY, words="no end in sight"),
        point(
            "2016-10/2016-12", level="low", trend="worsening", holder=AUTHOR, words="a winter of reproaches"
        ),
        point("2017-07-07", trend="improving", outlook="hopeful", words="ground for a repair"),
        point("2017-07-08", level="good", trend="improving", holder=PRESIDENT, words="a very useful meeting"),
        point("2018-12-20", level="very_low", holder=PREMIER, words="we have hit the bottom"),
        point("2018-12-20", level="very_low", outlook="hopeful", words="from here it can only rise"),
        point("2018-12-22", holder=AUTHOR, trend="worsening", words="amid worsening ties"),
        point("2018-12-22", level="very_good", holder=ENVOY, words="the peoples get on splendidly"),
        point(None, level="low", words="ties are poor"),
    ]


def many(number: int, seed: int = 7) -> list[TimelinePoint]:
    """Assessments at random over five years, more of them low than good."""
    draw = Random(seed)
    holders = [AUTHOR, PREMIER, PRESIDENT, ENVOY, STRANGER]
    dates = ["{}-{:02d}-{:02d}"] * 8 + ["{}-{:02d}", "{}"]
    return [
        point(
            draw.choice(dates).format(draw.randint(2013, 2018), draw.randint(1, 12), draw.randint(1, 28)),
            level=draw.choices(["very_low", "low", "neutral", "good", "very_good", None], [2, 5, 2, 2, 1, 5])[
                0
            ],
            trend=draw.choices(["worsening", "stable", "improving", None], [3, 1, 2, 4])[0],
            outlook=draw.choices(["hopeful", "pessimistic", None], [1, 1, 5])[0],
            holder=draw.choice(holders),
            words=f"sentence {index} on the ties",
        )
        for index in range(number)
    ]

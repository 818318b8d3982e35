"""When and where an event took place, as the words around its trigger tell."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from detente.extract import setting
from detente.extract.events.clauses import Clauses
from detente.extract.page import Page
from detente.model import EventStatus, Place
from detente.spans import Span

_COMING = re.compile(
    r"\b(?P<next>next |this |coming )?(?P<word>tomorrow|week|month|year|"
    + "|".join(setting.WEEKDAYS)
    + r")\b",
    re.I,
)
_IN = ("in", "at", "near", "outside", "inside")
_DONE: tuple[EventStatus, ...] = ("happened", "alleged", "denied")
_TO_COME: tuple[EventStatus, ...] = ("planned", "cancelled")


def date_of(page: Page, clauses: Clauses, trigger: int, status: EventStatus, base: date | None) -> str | None:
    """The EDTF date that the clause of a trigger names, else (of what was done) "not after" the publication.

    What is planned is dated forwards: "on Friday" is the next one.
    """
    words = _words(clauses, trigger)
    named = None
    if status in _TO_COME and base is not None:
        named = _coming(words, base)
    named = named or setting.resolve_date(words, base)
    if named is None and status in _DONE:
        named = setting.resolve_period(words, base)
    if named or status != "happened":
        return named
    return setting.latest(page.document)


def _words(clauses: Clauses, trigger: int) -> str:
    """The words of the trigger's clause, those of clauses inside it left out."""
    top = trigger
    while (
        not clauses.is_verb(top)
        and clauses.head(top) != top
        and clauses.tokens[top].dep in ("dobj", "pobj", "prep", "attr", "nsubjpass", "nsubj", "compound")
    ):
        top = clauses.head(top)
    inside = []
    for token in clauses.subtree(top):
        barred = False
        for above in (token, *clauses.ancestors(token)):
            if above == top:
                break
            if clauses.tokens[above].dep in ("relcl", "ccomp", "advcl", "acl", "xcomp", "parataxis"):
                barred = True
                break
        if not barred:
            inside.append(token)
    return " ".join(clauses.tokens[i].text for i in sorted(inside))


def _coming(words: str, base: date) -> str | None:
    for match in _COMING.finditer(words):
        word, after = match["word"].lower(), (match["next"] or "").strip().lower()
        if word == "tomorrow":
            return (base + timedelta(days=1)).isoformat()
        if word == "week" and after in ("next", "coming"):
            monday = base - timedelta(days=base.weekday() - 7)
            return f"{monday.isoformat()}/{(monday + timedelta(days=6)).isoformat()}"
        if word == "month" and after in ("next", "coming"):
            first = (base.replace(day=28) + timedelta(days=7)).replace(day=1)
            return f"{first.year}-{first.month:02d}"
        if word == "year" and after in ("next", "coming"):
            return str(base.year + 1)
        if word in setting.WEEKDAYS:
            ahead = (setting.WEEKDAYS.index(word) - base.weekday()) % 7
            return (base + timedelta(days=ahead or 7)).isoformat()
    return None


def place_of(page: Page, clauses: Clauses, trigger: int) -> Place | None:
    """The place that a preposition at the trigger or its verb names."""
    heads: Sequence[int] = (trigger, clauses.head(trigger))
    for head in heads:
        for prep, _, objects in clauses.prepositions(head):
            if prep in _IN:
                for index in objects:
                    if place := _place(page, clauses, index):
                        return place
    return None


def _place(page: Page, clauses: Clauses, index: int) -> Place | None:
    token = clauses.tokens[index]
    if token.tag not in ("NNP", "NNPS") or token.lower in setting.WEEKDAYS or token.text.isdigit():
        return None
    if token.lower[:3] in (
        "jan",
        "feb",
        "apr",
        "jun",
        "jul",
        "aug",
        "sep",
        "oct",
        "nov",
        "dec",
    ) or token.lower in ("march", "may"):
        return None
    low, high = clauses.core(index)
    span = Span.cut(page.text, clauses.tokens[low].start, clauses.tokens[high].end)
    mention = page.mention_at(token.start)
    if mention is not None and mention.kind in ("person", "organisation", "group"):
        return None
    country = mention.code if mention is not None and mention.kind == "state" else None
    return Place(span.text, country, span)

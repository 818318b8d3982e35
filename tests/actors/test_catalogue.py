"""Listing and showing the actors of a gazetteer, and what a file of the user's changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from detente.actors import KINDS, difference, listed, load_gazetteer, shown
from detente.actors.catalogue import edtf
from detente.actors.records import parse_days

CASES = Path(__file__).parent.parent / "cases" / "actors"


def test_listed_in_order_and_by_kind_and_code() -> None:
    gazetteer = load_gazetteer()
    rows = list(listed(gazetteer))
    assert len(rows) == len({row.id for row in rows})
    assert [row.kind for row in rows] == sorted((row.kind for row in rows), key=KINDS.index)
    assert {row.kind for row in listed(gazetteer, "person")} == {"person"}
    french = {row.name for row in listed(gazetteer, code="FRA")}
    assert {"France", "Emmanuel Macron"} <= french
    assert "Angela Merkel" not in french


def test_shown_with_terms() -> None:
    gazetteer = load_gazetteer()
    merkel = shown(gazetteer, "Merkel")
    assert merkel is not None
    assert (merkel.id, merkel.code, merkel.details["gender"]) == ("person:angela-merkel", "DEU", "female")
    (term,) = merkel.roles
    assert (term.role, term.since, term.to, term.acting) == ("chancellor", "2005-11-22", "2021-12-08", False)
    france = shown(gazetteer, "FRA")
    assert france is not None
    assert "Francois Hollande" in france.holders
    assert len(france.holders) == len(france.roles)
    nato = shown(gazetteer, "NATO")
    assert nato is not None
    assert "FIN" in nato.details["members"].split("; ")
    assert shown(gazetteer, "Nobody Known") is None


def test_what_a_file_changes() -> None:
    before, after = load_gazetteer(), load_gazetteer([CASES / "gazetteer.yaml"])
    changes = difference(before, after)
    assert {"XNO", "XSU", "person:ada-lindqvist", "LEAG"} <= set(changes.added)
    assert not changes.removed
    assert "person:ada-lindqvist" in changes.terms
    assert changes
    assert not difference(before, before)


@pytest.mark.parametrize("text", ["2010-05-02", "2010-05", "2010-02", "2010", "2010-05-02/2010-05-09"])
def test_days_are_written_as_they_were_read(text: str) -> None:
    days = parse_days(text)
    assert days is not None
    assert edtf(days) == text

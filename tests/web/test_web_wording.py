"""Dates, names and initials in words."""

from __future__ import annotations

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.web import wording


def test_the_examples_hold() -> None:
    assert doctest.testmod(wording).failed == 0


@pytest.mark.parametrize(
    ("edtf", "worded"),
    [
        (None, ""),
        ("2031", "2031"),
        ("2031-05", "May 2031"),
        ("2031-05-04", "4 May 2031"),
        ("2031-05-04T09:01:13+08:00", "4 May 2031, 09:01 +08:00"),
        ("2031-05-04T09:01Z", "4 May 2031, 09:01 UTC"),
        ("2031-05~", "May 2031 (uncertain)"),
        ("2031/2032-02", "2031 to February 2032"),
        ("2031/..", "from 2031 on"),
        ("/2031", "not after 2031"),
        ("2031-33", "2031-33"),
        ("last week", "last week"),
    ],
)
def test_dates(edtf: str | None, worded: str) -> None:
    assert wording.human_date(edtf) == worded


@given(st.lists(st.text(max_size=12), max_size=30))
def test_initials_always_differ(names: list[str]) -> None:
    letters = wording.distinct_initials(names)
    assert len(set(letters)) == len(names)


@given(st.text(max_size=60))
def test_no_address_but_http_is_a_link(uri: str) -> None:
    linked = wording.linked_uri(uri)
    assert linked is None or linked.strip().lower().startswith(("http:", "https:"))


@pytest.mark.parametrize(
    "uri",
    [
        "javascript:alert(1)",
        " JavaScript:alert(1)",
        "java\tscript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "http://[bad",
    ],
)
def test_dangerous_addresses_are_not_links(uri: str) -> None:
    assert wording.linked_uri(uri) is None

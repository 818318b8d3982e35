"""Who is asked for: names, states and roles."""

from __future__ import annotations

import pytest

from detente.match import Meant, same_speaker, state_part
from detente.model import Speaker

MEANT = Meant(
    {"XNO": "Norland", "XSU": "Sudria"}, {"the Grey House": "XNO", "Nordhavn": "XNO", "Merane": "XSU"}
)
HESK = Speaker(None, "Torvald Hesk", "XNO", None)
MINISTER = Speaker(None, None, "XNO", None, description="the foreign minister")


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("Hesk", True),
        ("Norland", True),
        ("Sudria", False),
        ("Norlandic President Torvald Hesk", True),
        ("Norlandic President Orla Venn", False),
        # A role confirms nobody whose name alone is known, and rules out those of another state.
        ("the Norlandic president", None),
        ("President of Norland", None),
        ("foreign minister", None),
        ("Norland’s foreign minister", None),
        ("the president of Sudria", False),
        # So does a body that speaks for a state.
        ("the Grey House", None),
        ("Nordhavn", None),
        ("Merane", False),
        ("the foreign ministry", None),
        ("Sudria's defence ministry", False),
        ("Mr. King", False),
        ("King", False),
        ("Sudria's foreign minister", False),
    ],
)
def test_names_states_and_roles(asked: str, expected: bool | None) -> None:
    assert same_speaker(asked, HESK, MEANT) is expected


def test_a_role_confirms_whom_the_text_describes_so() -> None:
    assert same_speaker("foreign minister", MINISTER, MEANT) is True
    assert same_speaker("the speaker of parliament", MINISTER, MEANT) is None


def test_a_body_that_spoke_is_the_one_asked_for() -> None:
    house = Speaker(None, "Grey House", "XNO", None)
    assert same_speaker("the Grey House", house, MEANT) is True
    assert same_speaker("Grey House", house, MEANT) is True


def test_a_surname_that_is_a_title_too_is_a_name() -> None:
    assert same_speaker("King", Speaker(None, "Livia King", "XNO", None), MEANT) is True


def test_the_state_of_a_role() -> None:
    assert state_part("the Norlandic president") == "Norlandic"
    assert state_part("President of the Sudrian Isles") == "Sudrian Isles"
    assert state_part("Torvald Hesk") == ""

"""Who is asked for: names, states and roles."""

from __future__ import annotations

import pytest

from detente.match import same_speaker, state_part
from detente.model import Speaker

STATES = {"XNO": "Norland", "XSU": "Sudria"}
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
        ("Mr. King", False),
        ("King", False),
        ("Sudria's foreign minister", False),
    ],
)
def test_names_states_and_roles(asked: str, expected: bool | None) -> None:
    assert same_speaker(asked, HESK, STATES) is expected


def test_a_role_confirms_whom_the_text_describes_so() -> None:
    assert same_speaker("foreign minister", MINISTER, STATES) is True
    assert same_speaker("the speaker of parliament", MINISTER, STATES) is None


def test_a_surname_that_is_a_title_too_is_a_name() -> None:
    assert same_speaker("King", Speaker(None, "Livia King", "XNO", None), STATES) is True


def test_the_state_of_a_role() -> None:
    assert state_part("the Norlandic president") == "Norlandic"
    assert state_part("President of the Sudrian Isles") == "Sudrian Isles"
    assert state_part("Torvald Hesk") == ""

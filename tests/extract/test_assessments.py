"""Assessments: the marked-up cases, the records, and the invariants of their evidence."""

from __future__ import annotations

import re
from dataclasses import replace
from importlib.resources import files

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detente.extract.assessment_dates import period_assessed
from detente.extract.assessment_rules import NOTES, Lexicon, lexicon
from detente.extract.assessments import AUTHOR, find_assessments
from detente.spans import Span
from tests.extract import assessment_cases as cases

FILES = (
    "idioms",
    "newsroom",
    "interviews",
    "wire",
    "nothing",
    "blind",
    "blind2",
    "blind3",
    "blind4",
    "blind5",
    "blind6",
    "blind7",
    "anaphora",
)
ALL = [case for name in FILES for case in cases.read_cases(cases.CASES / f"{name}.txt")]
SENTENCES = [case.text[len(cases.TITLE) :] for case in ALL if not case.statements]


def _case(case: cases.Case) -> object:
    beyond = [pytest.mark.xfail(reason=case.xfail, strict=True)] if case.xfail else []
    return pytest.param(case, marks=beyond, id=case.where)


@pytest.mark.parametrize("case", [_case(case) for case in ALL])
def test_case(case: cases.Case) -> None:
    found = cases.extract(case.text, case.statements)
    expected = [line for line in case.expected if line != "nothing"]
    assert [cases.shown(a) for a in found] == [
        cases.as_found(line, a) for line, a in zip(expected, found, strict=False)
    ]
    assert len(found) == len(expected)
    for start, end in case.marked:
        assert any(s.start < end and s.end > start for a in found for s in a.evidence), case.text[start:end]


def test_record_names_its_holder_statement_and_date() -> None:
    text = cases.TITLE + 'Lindqvist said: "Relations with Sudria are tense."'
    start = text.index("Relations with")
    (found,) = cases.extract(text, (("Lindqvist", start, len(text) - 1),))
    assert (found.holder.name, found.holder.code) == ("Lindqvist", "XNO")
    assert (found.statement, found.date) == (f"st{start}", "2016-05-03")
    assert found.evidence == (Span.cut(text, start, len(text) - 2),)


def test_the_author_holds_what_no_statement_covers() -> None:
    (found,) = cases.extract(cases.TITLE + "Relations between Norland and Sudria are tense.")
    assert found.holder == AUTHOR
    assert (found.statement, found.date) == (None, "2016-05-04")


def test_a_year_in_the_words_is_the_date() -> None:
    (found,) = cases.extract(cases.TITLE + "Relations between Norland and Sudria were excellent in 2009.")
    assert found.date == "2009"


def test_a_month_beside_the_words_is_not_the_date() -> None:
    text = cases.TITLE + "In September Norland called off a visit. It has not harmed ties with Sudria."
    (found,) = cases.extract(text, (("Lindqvist", len(cases.TITLE), len(text)),))
    assert found.date == "2016-05-03"


def test_an_unnamed_holder_has_a_mention_and_no_name() -> None:
    text = cases.TITLE + "Relations between Norland and Sudria are very bad."
    (statement,) = cases.statements_of(text, (("Lindqvist", len(cases.TITLE), len(text)),))
    unnamed = replace(statement.speaker, name=None, code=None, mention=Span(0, 8, "a source"))
    (found,) = find_assessments(*cases.records_of(text), (replace(statement, speaker=unnamed),))
    assert (found.holder.name, found.holder.mention) == (None, unnamed.mention)


def test_a_pair_that_is_inferred_lowers_the_confidence() -> None:
    (named,) = cases.extract(cases.TITLE + "Relations between Norland and Sudria are tense.")
    (implied,) = cases.extract(cases.TITLE + "Bilateral relations are tense.")
    assert implied.dyad == named.dyad
    assert implied.confidence < named.confidence


def test_no_pair_no_record() -> None:
    assert cases.extract("Weather\n\nBilateral relations are tense.") == ()


def test_a_sentence_that_goes_on_is_joined() -> None:
    text = (
        "We expect no change in relations between Norland and Sudria. These relations will only deteriorate."
    )
    (found,) = cases.extract(cases.TITLE + text)
    assert (found.trend, found.outlook, found.evidence[0].text) == ("worsening", "pessimistic", text[:-1])


def test_a_journalists_turn_assesses_nothing() -> None:
    text = cases.TITLE + "Relations between Norland and Sudria are very bad."
    start = len(cases.TITLE)
    (turn,) = cases.statements_of(text, (("Lindqvist", start, len(text)),))
    asked = replace(turn.speaker, name=None, code=None, mention=None, description="Question")
    records = cases.records_of(text)
    assert find_assessments(*records, (replace(turn, kind="turn", speaker=asked),)) == ()
    assert len(find_assessments(*records, (replace(turn, kind="turn"),))) == 1


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(SENTENCES), max_size=4), st.sampled_from([" ", "\n", "\n\n"]))
def test_evidence_is_cut_from_the_text(sentences: list[str], between: str) -> None:
    text = cases.TITLE + between.join(sentences)
    found = cases.extract(text)
    assert found == cases.extract(text)
    assert len({a.id for a in found}) == len(found)
    for assessment in found:
        assert assessment.dyad == tuple(sorted(assessment.dyad))
        assert assessment.level or assessment.trend or assessment.outlook
        assert 0 < assessment.confidence <= 1
        for span in assessment.evidence:
            assert span.text == text[span.start : span.end] == span.text.strip() != ""


def test_entries_are_in_lower_case() -> None:
    for entry in lexicon().entries():
        words = re.sub(r"/[VNAM]\b", "", entry.say)
        assert words == words.lower(), f"{entry.say!r} is not in lower case"


def test_every_note_is_about_an_entry() -> None:
    noted = {entry.say for entry in lexicon().entries() if entry.notes}
    data = yaml.safe_load(files("detente.extract").joinpath("data/assessments.yaml").read_text("utf-8"))
    for note in NOTES:
        assert set(data[note]) <= noted, f"{note}: {set(data[note]) - noted} stand in no other list"


def test_an_entry_must_not_begin_with_a_gap() -> None:
    names = ("anchors", "levels", "trends", "moods", "idioms", "scopes")
    data: dict[str, object] = {name: {} for name in names}
    data |= {"idioms": [], "levels": {"low": ["... bad"]}}
    with pytest.raises(ValueError, match="begins with a gap"):
        Lexicon(data)


@pytest.mark.parametrize(
    ("words", "date"),
    [
        ("in 2009", "2009"),
        ("by the spring of 1998", "1998"),
        ("Between 1990 and 1995", "1990/1995"),
        ("from 2014 to 2013", None),
        ("in the early 1970s", "1970/1979"),
        ("over the past two years", "2014-05/2016-05"),
        ("in the last 18 months", "2014-11/2016-05"),
        ("in the past decade", "2006-05/2016-05"),
        ("over the past months", None),
        ("over the past few years", None),
        ("2016-2018", None),
    ],
)
def test_the_period_that_the_words_name(words: str, date: str | None) -> None:
    assert period_assessed(f"{words} ties were poor", "2016-05-04") == date
    if date and "past" not in words and "last" not in words:
        assert period_assessed(words, None) == date


def test_a_period_beside_the_verb_is_the_date() -> None:
    text = "Relations between Norland and Sudria have deteriorated over the past two years."
    (found,) = cases.extract(cases.TITLE + text)
    assert found.date == "2014-05/2016-05"

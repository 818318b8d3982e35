"""How the contents of the learned tagger are put beside those of the rules."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import Any

import pytest
from typer.testing import CliRunner

from detente import sample
from detente.actors import load_gazetteer
from detente.cli import app
from detente.extract.networks import sums_may_overflow
from detente.extract.tagged import Convention, TaggedContent
from detente.model import Document, Statement
from detente.pipeline import Extractor
from detente.spans import Span
from tests.builders import document


class Tagged:
    """A tagger that finds what it is told: words of content, source and cue, and how sure it is."""

    version = "told"
    sees_hints = True

    def __init__(
        self, *found: tuple[str, str | None, str | None, float], convention: Convention = "usual"
    ) -> None:
        self._found, self.convention = found, convention

    def tag(
        self, text: str, quotations: Sequence[Any], sentences: Sequence[Any], hints: Sequence[Any]
    ) -> list[TaggedContent]:
        def bounds(words: str) -> tuple[int, int]:
            return text.index(words), text.index(words) + len(words)

        return [
            TaggedContent(
                *bounds(content), bounds(source) if source else None, bounds(cue) if cue else None, sure, ()
            )
            for content, source, cue, sure in self._found
        ]


def statements(
    text: str, *found: tuple[str, str | None, str | None, float], convention: Convention = "usual"
) -> tuple[Statement, ...]:
    extractor = Extractor(load_gazetteer([sample.gazetteer()]), Tagged(*found, convention=convention))
    read: Document = document(text)
    return extractor.extract(read).statements


def test_a_content_that_no_rule_knows_is_added_with_its_speaker_and_confidence() -> None:
    text = "Maren Vikstad brushed aside the idea of a second cable."
    (found,) = statements(text, ("the idea of a second cable", "Maren Vikstad", "brushed aside", 0.8))
    assert (found.kind, found.text, found.confidence) == ("indirect", "the idea of a second cable", 0.8)
    assert found.speaker.name == "Maren Vikstad"
    assert found.cue is not None
    assert found.cue.text == "brushed aside"


def test_an_unsure_content_is_left_out() -> None:
    text = "Maren Vikstad brushed aside the idea of a second cable."
    assert not statements(text, ("the idea of a second cable", "Maren Vikstad", None, 0.1))


def test_of_a_quotation_the_rules_give_the_bounds_and_a_sure_tagger_the_speaker() -> None:
    text = "Livia Tarrano listened to Maren Vikstad. “The lock stays open.”"
    (found,) = statements(text, ("“The lock stays open.”", "Maren Vikstad", None, 0.9))
    assert (found.kind, found.text) == ("direct", "The lock stays open.")
    assert found.speaker.name == "Maren Vikstad"


def test_what_both_found_is_one_statement() -> None:
    text = "Livia Tarrano said that the lock stays open."
    found = statements(text, ("that the lock stays open", "Livia Tarrano", "said", 0.9))
    assert len(found) == 1


def test_turns_are_left_to_the_rules() -> None:
    text = (
        "Livia Tarrano: Maren Vikstad believes that the lock stays open.\n\nQuestion: Why?\n\n"
        "Livia Tarrano: It is paid for.\n\nQuestion: By whom?\n\nLivia Tarrano: By us."
    )
    found = statements(text, ("that the lock stays open", "Maren Vikstad", "believes", 0.9))
    assert {statement.kind for statement in found} == {"turn"}


INTERRUPTED = (
    ("The lock", "Livia Tarrano", "claimed", 0.8),
    ("is safe", "Livia Tarrano", "claimed", 0.7),
)


def test_pieces_of_a_clause_go_on_from_each_other() -> None:
    first, second = statements("The lock, Livia Tarrano claimed, is safe.", *INTERRUPTED)
    assert (first.text, second.text) == ("The lock", "is safe")
    assert (first.continues, second.continues) == (None, first.id)


@pytest.mark.parametrize("convention", ["broad", "usual", "narrow"])
def test_words_in_marks_with_a_cue_stay_though_the_tagger_leaves_them_out(convention: Convention) -> None:
    text = "Livia Tarrano claimed that the lock “is open to all” in winter. Maren Vikstad likes the harbour."
    found = ("the harbour", "Maren Vikstad", "likes", 0.9)
    kept = [one.text for one in statements(text, found, convention=convention)]
    assert "the lock “is open to all” in winter" in kept


def test_no_quotation_is_lost_to_a_content_beside_it() -> None:
    text = "Livia Tarrano claimed that the old lock of the bay “is open to all” in winter."
    found = statements(text, ("the old lock of the bay", "Livia Tarrano", "claimed", 0.9))
    assert [part.text for one in found for part in one.quoted_parts] == ["is open to all"]


def test_a_hard_space_behind_the_conjunction_is_one() -> None:
    text = "Livia Tarrano promised that\u00a0“the lock stays open.”"
    found = statements(text, ("that\u00a0“the lock stays open.”", "Livia Tarrano", "promised", 0.9))
    assert [(one.kind, one.text) for one in found] == [("direct", "the lock stays open.")]


def test_what_is_nearly_all_quoted_is_the_quotation_by_the_broad_convention() -> None:
    text = "Livia Tarrano called it “a disgrace to every crew that ever lit a lamp.”"
    told = ("it “a disgrace to every crew that ever lit a lamp.”", "Livia Tarrano", "called", 0.9)
    (broad,) = statements(text, told, convention="broad")
    assert (broad.kind, broad.text) == ("direct", "a disgrace to every crew that ever lit a lamp.")
    (usual,) = statements(text, told)
    assert (usual.kind, usual.text[:3]) == ("mixed", "it ")


def test_a_pronoun_is_a_content_by_the_broad_convention_alone() -> None:
    text = "Livia Tarrano believes that."
    told = ("that", "Livia Tarrano", "believes", 0.9)
    assert [one.text for one in statements(text, told, convention="broad")] == ["that"]
    assert not statements(text, told)


def test_by_the_narrow_convention_they_are_one() -> None:
    (found,) = statements("The lock, Livia Tarrano claimed, is safe.", *INTERRUPTED, convention="narrow")
    assert found.text == "The lock, Livia Tarrano claimed, is safe"
    assert found.speaker.name == "Livia Tarrano"


def test_a_content_without_a_source_has_no_speaker() -> None:
    text = "The lock was widely judged a failure."
    (found,) = statements(text, ("a failure", None, "was widely judged", 0.6))
    assert (found.speaker.name, found.speaker.mention) == (None, None)
    assert not statements(text, ("a failure", None, "was widely judged", 0.6), convention="narrow")


def test_the_author_speaks_by_the_broad_convention_only() -> None:
    text = "I gather that the lock is safe."
    (found,) = statements(text, ("that the lock is safe", "I", "gather", 0.8))
    assert (found.speaker.name, found.speaker.mention) == ("Ada Quill", Span(0, 1, "I"))
    assert not statements(text, ("that the lock is safe", "I", "gather", 0.8), convention="narrow")


def test_an_unsure_attribution_inside_a_report_is_nested_in_it() -> None:
    text = "Livia Tarrano said that Norland welcomed the new lock."
    outer, inner = statements(text, ("the new lock", "Norland", "welcomed", 0.5))
    assert (outer.text, outer.speaker.name) == ("Norland welcomed the new lock", "Livia Tarrano")
    assert (inner.text, inner.nested_in) == ("the new lock", outer.id)


@pytest.mark.parametrize(
    ("text", "content", "source", "cue"),
    [
        ("Nobody claimed the lock was safe.", "the lock was safe", "Nobody", "claimed"),
        ("Livia Tarrano did not say the lock was safe.", "the lock was safe", "Livia Tarrano", "did not say"),
        ("If Livia Tarrano says the lock is safe, go.", "the lock is safe", "Livia Tarrano", "says"),
    ],
)
def test_what_was_not_said_is_no_statement_by_the_narrow_convention(
    text: str, content: str, source: str, cue: str
) -> None:
    assert not statements(text, (content, source, cue, 0.9), convention="narrow")


def test_an_aide_is_not_the_one_he_serves() -> None:
    text = "An aide to Aksel Drevland said the lock was safe."
    (found,) = statements(text, ("the lock was safe", "An aide to Aksel Drevland", "said", 0.9))
    assert found.speaker.name is None


def test_headlines_are_left_to_the_rules() -> None:
    text = (
        "Maren Vikstad says the lock stays open\n\nHALDVIK, July 3. The lock has been open for two years.\n\n"
        "The port expects the first boat at noon."
    )
    found = statements(text, ("the lock stays open", "Maren Vikstad", "says", 0.9))
    assert [statement.text for statement in found] == ["the lock stays open"]


def test_the_tagger_of_the_package_runs_on_the_sample() -> None:
    path = sample.folder() / "004_winter_meeting.txt"
    rules = CliRunner().invoke(app, ["extract", str(path), "--attribution", "rules"])
    learned = CliRunner().invoke(app, ["extract", str(path)])
    assert learned.exit_code == 0
    assert contents(learned.stdout) - contents(rules.stdout), "the tagger found nothing of its own"


def contents(lines: str) -> set[str]:
    rows = map(json.loads, lines.splitlines())
    return {row["text"] for row in rows if row["record"] == "statement"}


@pytest.mark.parametrize(
    ("setting", "expected"),
    [("learned", [0.97, 0.93, 0.88, 0.88]), ("fast", [0.98, 0.56, 0.51, 0.73])],
)
@pytest.mark.parametrize("overflow", [True, False, None])
def test_every_processor_gives_the_same_confidence(
    setting: str, expected: list[float], overflow: bool | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The numbers are those of the shipped networks. None stands for the processor that is there; with an
    option against overflow they are the same on every one, without it only on those with VNNI."""
    if overflow is False and sums_may_overflow():
        pytest.skip("this processor needs the option")
    if overflow is not None:
        module = sys.modules[sums_may_overflow.__module__]
        monkeypatch.setattr(module, "sums_may_overflow", lambda: overflow)
    text = (
        "“The ice will hold,” Ada Moe said on Friday. The Sudrian minister denied that the cable had been "
        "cut, and experts believe that talks will go on in spring.\n\n"
        "According to Tarrano, the harbour is open.\n"
    )
    found = Extractor.of(setting, load_gazetteer()).extract(document(text)).statements
    assert [one.confidence for one in found] == pytest.approx(expected, abs=0.011)

"""Told conversations: who speaks by inquits, beats, addresses and turns; beside the cases of dialogue.txt."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente import marks
from detente.actors import resolve_mentions
from detente.extract.conversation import Conversation
from detente.extract.inquits import inquit_after
from detente.extract.page import Page
from detente.extract.parties import Parties, Party
from detente.model import Document
from detente.parse import Parser
from detente.segment import segment
from tests.extract.statement_cases import make_case, sample_extractor

TURNS = ("Did you see the ferry?", "Not since noon.", "Was it late?", "No more than usual.", "Ask the fog!")


def document(*paragraphs: str) -> Document:
    return make_case("told", ["\n\n".join(paragraphs), "=> nothing"], "here").document()


@cache
def page(*paragraphs: str) -> Page:
    told = document(*paragraphs)
    segments = segment(told)
    quotations = marks.pair_marks(told.text, segments)
    sentences = Parser().parse(told.text, segments, quotations)
    mentions = resolve_mentions(told, segments, quotations, sentences, sample_extractor().gazetteer)
    return Page(told, segments, quotations, sentences, mentions)


class TestInquits:
    @pytest.mark.parametrize(
        ("behind", "verb", "subject"),
        [
            ("breathed the tall lady.", "breathed", "lady"),
            ("went on Sunniva with warmth.", "went", "Sunniva"),
            ("she would sigh, and look away.", "sigh", "she"),
            ("Sunniva slowly said.", "said", "Sunniva"),
            ("his wife called after him.", "called", "wife"),
            ("said my sister-in-law, rising.", "said", "sister"),
            ("said one of the boys.", "said", "one"),
        ],
    )
    def test_verb_and_subject(self, behind: str, verb: str, subject: str) -> None:
        told = page(f"“The ferry is late,” {behind}")
        found = inquit_after(told, told.closing(told.quotations[0]), len(told.text))
        assert found is not None
        tokens = told.sentences[found.sentence].tokens
        assert (tokens[found.verb].text, tokens[found.subject].text) == (verb, subject)
        assert found.inverted == (found.verb < found.subject)

    @pytest.mark.parametrize(
        "behind", ["was the answer.", "she would not say.", "and the door closed.", "of all things."]
    )
    def test_other_words_are_none(self, behind: str) -> None:
        told = page(f"“The ferry is late,” {behind}")
        assert inquit_after(told, told.closing(told.quotations[0]), len(told.text)) is None

    def test_it_ends_before_the_limit(self) -> None:
        told = page("“The ferry is late,” said Sunniva.")
        close = told.closing(told.quotations[0])
        assert inquit_after(told, close, close + len(" said")) is None


def party(head: str, name: str | None = None, is_man: bool | None = None) -> Party:
    return Party((0, 0), head, name, is_man)


parties = st.builds(
    party,
    st.sampled_from(["he", "she", "i", "they", "wife", "holm", "moe"]),
    st.sampled_from([None, "Ada Holm", "Rui Moe"]),
    st.sampled_from([None, True, False]),
)


class TestParties:
    @given(parties, parties)
    def test_sameness_is_mutual_and_everybody_is_himself(self, one: Party, other: Party) -> None:
        assert one.is_same(one)
        assert one.is_same(other) == other.is_same(one)

    @pytest.mark.parametrize(
        ("one", "other", "same"),
        [
            (party("she", None, False), party("wife", None, False), True),
            (party("he", None, True), party("wife", None, False), False),
            (party("holm", "Ada Holm"), party("she", "Ada Holm", False), True),
            (party("holm", "Ada Holm"), party("holm", "Rui Holm"), False),
            (party("i"), party("he", None, True), False),
            (party("boy", None, True), party("king", None, True), False),
        ],
    )
    def test_pronouns_mean_whom_they_do_not_contradict(self, one: Party, other: Party, same: bool) -> None:
        assert one.is_same(other) is same

    @pytest.mark.parametrize(
        ("words", "addressed"),
        [
            ("Sunniva, the kettle is empty.", True),
            ("The kettle is empty, my dear Sunniva!", True),
            ("Well, Sunniva -- I doubt it.", True),
            ("I saw Sunniva at the pier.", False),
            ("Sunniva is late again.", False),
        ],
    )
    def test_who_is_addressed(self, words: str, addressed: bool) -> None:
        told = page(f"“{words}” Nobody answered.")
        assert Parties(told, {}).addressed_in(0, party("sunniva")) is addressed


class TestConversations:
    def test_a_told_one_is_known_by_its_turns(self) -> None:
        assert Conversation(page(*(f"“{turn}”" for turn in (*TURNS, TURNS[0]))), {}).is_told

    def test_statements_that_are_cited_are_none(self) -> None:
        cited = [
            f"The minister was asked about the {thing}. “The matter of the {thing} will be settled in the "
            f"committee that both governments have agreed upon,” he said."
            for thing in ("locks", "fees", "boats", "nets", "lamps", "buoys")
        ]
        assert not Conversation(page(*cited), {}).is_told

    @settings(max_examples=12, deadline=None)
    @given(st.lists(st.sampled_from(TURNS), min_size=4, max_size=9))
    def test_speakers_take_turns(self, turns: list[str]) -> None:
        first, second, *others = turns
        told = document(
            f"“{first}” asked Sunniva Holm.",
            f"“{second}” said Rui Calder.",
            *(f"“{turn}”" for turn in (*others, "Was it late?", "Ask the fog!")),
        )
        found = sample_extractor().extract(told).statements
        names = [statement.speaker.name for statement in found]
        assert names == [("Sunniva Holm", "Rui Calder")[n % 2] for n in range(len(turns) + 2)]

"""What the network for assessments is asked, and what becomes of its answers; all states are invented."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from detente.extract import tagger
from detente.extract.assessment_context import Context
from detente.extract.assessment_rules import lexicon
from detente.extract.assessments import find_assessments
from detente.extract.assessor import HEADS, Assessor, Floats, Parameters
from detente.extract.assessor.questions import (
    AUTHOR,
    MASK,
    OF_OTHERS,
    OF_THIS_SIDE,
    OTHER_SIDE,
    THIRD,
    THIS_SIDE,
    Question,
    questions,
)
from detente.extract.networks import load_tokenizer
from detente.model import Assessment, TaggerError
from tests.extract import assessment_cases as cases

TOKENIZER = load_tokenizer(Path(tagger.__file__).with_name("data") / "tokenizer.json")
Told = tuple[tuple[str, int, int], ...]


def context_of(text: str, told: Told = ()) -> tuple[Context, Sequence[cases.Sentence]]:
    document, segments, sentences, mentions = cases.records_of(text)
    return Context(document, segments, mentions, cases.statements_of(text, told), lexicon()), sentences


def asked(text: str, told: Told = ()) -> list[Question]:
    context, sentences = context_of(text, told)
    return list(questions(context, sentences, len(sentences) - 1, TOKENIZER))


def words(question: Question) -> str:
    return str(TOKENIZER.decode(question.ids[question.first : -1].tolist(), skip_special_tokens=False))


def shown(question: Question) -> list[tuple[int, int]]:
    """Whom each mask names and whose words it stands in."""
    return [divmod(int(s) // 2, 3) for s, i in zip(question.shown, question.ids, strict=True) if i == MASK]


def test_the_network_is_shown_masks_in_place_of_states_and_of_who_acts_for_them() -> None:
    (question,) = asked("President Lindqvist and Sudria have little to say to each other.")
    assert question.dyad == ("XNO", "XSU")
    assert words(question) == "[MASK] and [MASK] have little to say to each other."
    assert shown(question) == [(THIS_SIDE, AUTHOR), (OTHER_SIDE, AUTHOR)]


def test_each_pair_of_the_states_named_is_asked_about() -> None:
    found = asked("Estmark trusts Vardia, but not Westmark.")
    assert [q.dyad for q in found] == [("XES", "XVA"), ("XES", "XWE"), ("XVA", "XWE")]
    assert [[whom for whom, _ in shown(q)] for q in found] == [
        [THIS_SIDE, OTHER_SIDE, THIRD], [THIS_SIDE, THIRD, OTHER_SIDE], [THIRD, THIS_SIDE, OTHER_SIDE],
    ]  # fmt: skip


def test_a_speaker_is_one_of_the_two_and_his_words_are_told_apart() -> None:
    text = 'Ilves on Vardia: "They never call us, Westmark does."'
    start = text.index("They")
    found = asked(text, (("Ilves", start, len(text) - 1),))
    with_vardia = next(q for q in found if q.dyad == ("XES", "XVA"))
    assert shown(with_vardia) == [(THIS_SIDE, AUTHOR), (OTHER_SIDE, AUTHOR), (THIRD, OF_THIS_SIDE)]
    without = next(q for q in found if q.dyad == ("XVA", "XWE"))
    assert shown(without)[-1] == (OTHER_SIDE, OF_OTHERS)


def test_a_sentence_without_names_takes_the_states_of_the_one_before_it() -> None:
    text = "Estmark and Vardia met in the spring. Since then the two have drifted apart."
    (question,) = asked(text)
    assert question.dyad == ("XES", "XVA")
    assert words(question) == "since then the two have drifted apart."
    before = TOKENIZER.decode(question.ids[1 : question.first - 1].tolist(), skip_special_tokens=False)
    assert before == "[MASK] and [MASK] met in the spring."


def test_of_the_states_named_before_each_is_paired_with_one_of_the_sentence() -> None:
    found = asked("Norland and Sudria met in the spring. Neither has answered its calls, Estmark says.")
    assert [q.dyad for q in found] == [("XES", "XNO"), ("XES", "XSU")]


def test_a_sentence_that_may_mean_no_pair_is_not_asked_about() -> None:
    assert not asked("Estmark and Vardia met in the spring. It rained all day long in the valley.")[1:]
    assert not asked("The harvest was late this year.")


@pytest.mark.parametrize("many", [2, 60])
def test_long_sentences_are_cut(many: int) -> None:
    (question,) = asked("Norland and Sudria " + "quarrel and " * 4 * many + "sulk.")
    assert len(question.ids) <= 200
    assert len(question.starts) == len(question.ends) == len(question.ids) - question.first - 1


# --- what becomes of the answers


class Answers:
    """A network that judges each sentence with the word "chill" low and worsening, by "the chill"."""

    def __call__(self, question: Question) -> tuple[Floats, Floats]:
        scores = np.zeros(1 + sum(map(len, HEADS)), np.float32)
        ends = np.zeros((len(question.starts), 2), np.float32)
        pieces = [TOKENIZER.id_to_token(int(i)) for i in question.ids[question.first : -1]]
        scores[0] = 2.0 if "chill" in pieces else -2.0
        if "chill" in pieces:
            at = pieces.index("chill")
            ends[at - 1, 0] = ends[at, 1] = 5
        scores[1 + HEADS[0].index("low")] = scores[1 + len(HEADS[0]) + HEADS[1].index("worsening")] = 1
        return scores, ends


def assessor(**changed: float) -> Assessor:
    sieve = np.zeros(TOKENIZER.get_vocab_size(), np.float32)
    sieve[TOKENIZER.token_to_id("football")] = -1
    parameters = Parameters(changed.get("threshold", 0.0), (1.0, 0.0), sieve, 0.5)
    return Assessor(TOKENIZER, Answers(), parameters, "told")


def found(text: str, told: Told = (), **changed: float) -> tuple[Assessment, ...]:
    records = cases.records_of(cases.TITLE + text)
    offset = len(cases.TITLE)
    moved = tuple((name, start + offset, end + offset) for name, start, end in told)
    statements = cases.statements_of(cases.TITLE + text, moved)
    return find_assessments(*records, statements, assessor(**changed))


def test_a_judgement_of_the_network_is_a_record() -> None:
    (record,) = found("Estmark noticed the chill in Vardia first.")
    assert record.dyad == ("XES", "XVA")
    assert (record.level, record.trend, record.outlook) == ("low", "worsening", None)
    assert [span.text for span in record.evidence] == ["the chill"]
    assert (record.found_by, record.confidence, record.holder.name) == ("network", 0.88, "author")


def test_its_holder_is_the_speaker_of_the_words_it_points_to() -> None:
    text = 'Ilves said: "We felt the chill in Vardia."'
    (record,) = found(text, (("Ilves", text.index("We"), len(text) - 1),))
    assert (record.holder.name, record.holder.code) == ("Ilves", "XES")


def test_what_the_rules_judge_the_network_is_not_asked() -> None:
    (record,) = found("Relations between Norland and Sudria are excellent, whatever is said of a chill.")
    assert (record.level, record.found_by) == ("very_good", "rules")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Estmark noticed the frost in Vardia first.", "the network says no"),
        ("Did Estmark notice the chill in Vardia first?", "a question"),
        ("Estmark noticed the chill in Vardia at football.", "the sieve"),
    ],
)
def test_where_nothing_is_found(text: str, why: str) -> None:
    assert found(text) == (), why


def test_where_no_two_states_are_named_nothing_is_asked() -> None:
    assert find_assessments(*cases.records_of("Estmark noticed the chill first."), (), assessor()) == ()


def test_the_threshold() -> None:
    assert found("Estmark noticed the chill in Vardia first.", threshold=2.5) == ()


def test_without_an_assessor_the_rules_are_alone() -> None:
    text = "Estmark noticed the chill in Vardia first."
    assert find_assessments(*cases.records_of(cases.TITLE + text), ()) == ()


def test_missing_files_are_one_plain_error(tmp_path: Path) -> None:
    with pytest.raises(TaggerError, match="install detente again"):
        Assessor.load(tmp_path)

"""The learned tagger: features, windows, decoding and linking, with a stand-in for the network."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

from detente.extract.tagged import Hint
from detente.extract.tagger import Parameters, Tagger
from detente.extract.tagger.decode import (
    LABELS,
    Chain,
    agreeing,
    allowed,
    apart,
    weigh_paragraphs,
    weigh_windows,
)
from detente.extract.tagger.features import FEATURE_SIZES, LONGEST_PART, Pieces, paragraph_pieces
from detente.extract.tagger.linking import (
    DISTANCES,
    WIDTH,
    Floats,
    LinkParameters,
    distance_buckets,
    link_probabilities,
)
from detente.extract.tagger.windows import CONTEXT, LONGEST, Batch, Window, batches, pack, padded
from detente.model import Quotation, Sentence, TaggerError, Token

WORDS = ["[UNK]", "said", "Tarrano", "Velk", "talks", "would", "resume", "the", "treaty", "“", "”", ",", "."]


def tokenizer() -> Tokenizer:
    vocabulary = {word.lower(): number for number, word in enumerate(WORDS)}
    made = Tokenizer(models.WordLevel(vocabulary, unk_token="[unk]"))
    made.normalizer = normalizers.Lowercase()
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    return made


def sentence(text: str, start: int, end: int, paragraph: int) -> Sentence:
    """A sentence whose words are parted by spaces, each governed by the word before it."""
    tokens, at = [], start
    for word in text[start:end].split(" "):
        head = max(0, len(tokens) - 1)
        tokens.append(Token(at, at + len(word), word, word.lower(), "NN", "dep", head))
        at += len(word) + 1
    return Sentence(start, end, 0, paragraph, tuple(tokens))


def parsed(*paragraphs: str) -> tuple[str, list[Sentence]]:
    text, sentences = "", []
    for number, paragraph in enumerate(paragraphs):
        sentences.append(sentence(text + paragraph, len(text), len(text) + len(paragraph), number))
        text += paragraph + "\n"
    return text, sentences


# --- features


def test_features_of_words() -> None:
    text, sentences = parsed("Talks would resume , VELK said .")
    (pieces,) = paragraph_pieces(text, [], sentences, [], tokenizer())
    assert [text[a:b] for a, b in zip(pieces.starts, pieces.ends, strict=True)] == text.split()
    assert pieces.features[:, 0].tolist() == [1, 0, 0, 0, 2, 0, 0]
    assert pieces.first.all()
    assert pieces.closes


def test_straight_marks_become_curly_ones() -> None:
    text, sentences = parsed('Velk said , "Talks would resume ."')
    quotation = Quotation(text.index("Talks"), text.rindex('"'), True, True, 0)
    (pieces,) = paragraph_pieces(text, [quotation], sentences, [], tokenizer())
    shown = [WORDS[i] for i in pieces.ids]
    assert shown == ["Velk", "said", ",", "“", "talks", "would", "resume", ".", "”"]
    assert pieces.features[:, 0].tolist() == [1, 0, 0, 0, 4, 3, 3, 3, 0]


def test_doubled_marks_become_one() -> None:
    text, sentences = parsed("`` Talks would resume '' said Velk .")
    quotation = Quotation(3, text.index(" ''"), True, True, 0)
    (pieces,) = paragraph_pieces(text, [quotation], sentences, [], tokenizer())
    assert [WORDS[i] for i in pieces.ids][:5] == ["“", "talks", "would", "resume", "”"]


def test_words_outside_every_token_have_no_syntax() -> None:
    text = "Talks resume"
    lone = Sentence(0, 12, 0, 0, (Token(0, 5, "Talks", "talks", "NNS", "ROOT", 0),))
    (pieces,) = paragraph_pieces(text, [], [lone], [], tokenizer())
    assert pieces.features[1, 1:4].tolist() == [0, 0, 0]
    assert (pieces.features[0, 1:4] > 0).all()
    assert pieces.heads.tolist() == [0, 1]


def test_words_know_which_word_governs_them() -> None:
    text, sentences = parsed("Velk said talks would resume .", "The treaty .")
    first, second = paragraph_pieces(text, [], sentences, [], tokenizer())
    assert first.heads.tolist() == [0, 0, 1, 2, 3, 4]
    assert second.heads.tolist() == [0, 0, 1]
    (window,) = pack([first, second])
    assert window.heads.tolist() == [0, 0, 1, 2, 3, 4, 6, 7, 7, 8, 10]


def test_what_the_rules_found_is_a_feature() -> None:
    text, sentences = parsed("Velk said talks would resume .")
    hints = [Hint(0, 4, "source"), Hint(5, 9, "cue"), Hint(0, 28, "other")]
    (pieces,) = paragraph_pieces(text, [], sentences, hints, tokenizer())
    assert pieces.features[:, 4].tolist() == [7, 9, 6, 6, 6, 0]


def test_long_paragraphs_are_cut_where_sentences_begin() -> None:
    words = "talks would resume the treaty " * 20
    text = (words * 5).strip()
    length = len(words)
    sentences = [sentence(text, i * length, min((i + 1) * length - 1, len(text)), 0) for i in range(5)]
    parts = list(paragraph_pieces(text, [], sentences, [], tokenizer()))
    assert [part.closes for part in parts] == [False, False, True]
    assert all(len(part.ids) <= LONGEST_PART for part in parts)
    assert all(int(part.starts[0]) % length == 0 for part in parts)
    assert sum(len(part.starts) for part in parts) == 500


# --- windows


def plain(length: int, at: int, pieces_a_word: int = 1) -> Pieces:
    words = -(-length // pieces_a_word)
    first = np.arange(length) % pieces_a_word == 0
    starts = at + 2 * np.arange(words)
    features = np.zeros((length, len(FEATURE_SIZES)), np.int64)
    return Pieces(np.full(length, 7), features, first, starts, starts + 1, np.arange(words), True)


@given(
    st.lists(st.integers(1, LONGEST_PART), min_size=1, max_size=12),
    st.integers(1, 3),
    st.integers(60, LONGEST),
)
@settings(max_examples=60, deadline=None)
def test_every_word_is_core_once(lengths: list[int], pieces_a_word: int, limit: int) -> None:
    paragraphs = [plain(length, 1000 * i, pieces_a_word) for i, length in enumerate(lengths)]
    windows = list(pack(paragraphs, limit))
    core = [int(s) for window in windows for s in window.starts[window.core]]
    assert core == [int(s) for pieces in paragraphs for s in pieces.starts]
    for window in windows:
        assert len(window.ids) <= LONGEST + 1
        assert len(window.positions) == len(window.starts) == len(window.core)
        assert (~window.core & (window.starts >= 0)).sum() <= CONTEXT


def test_padding_is_masked() -> None:
    windows = list(pack([plain(200, 0), plain(100, 1000), plain(5, 2000)]))
    order = list(batches(windows, 2))
    assert sorted(itertools.chain(*order)) == list(range(len(windows)))
    batch = padded(windows)
    assert batch.features.shape == (*batch.ids.shape, len(FEATURE_SIZES))
    assert batch.mask.sum(axis=1).tolist() == [len(window.ids) for window in windows]
    assert batch.present.sum(axis=1).tolist() == [len(window.starts) for window in windows]
    assert (batch.ids[batch.mask == 0] == 0).all()
    for number, window in enumerate(windows):
        row = batch.row(number)
        assert row.ids[0].tolist() == window.ids.tolist()
        assert row.heads[0].tolist() == window.heads.tolist()


def test_a_network_may_be_kept_from_parse_and_hints() -> None:
    text, sentences = parsed("Velk said talks would resume .")
    pieces = paragraph_pieces(text, [], sentences, [Hint(0, 4, "source")], tokenizer())
    batch = padded(list(pack(list(pieces))))
    batch.blank(parse=False, hints=True)
    assert batch.features[..., 1:4].any()
    assert not batch.features[..., 4].any()
    batch.blank(parse=True, hints=False)
    assert not batch.features[..., 1:].any()
    assert batch.features[..., 0].any()
    assert batch.heads[0].tolist() == list(range(batch.heads.shape[1]))


# --- decoding


def chain(seed: int) -> Chain:
    follows, begins = allowed()
    random = np.random.default_rng(seed)
    transitions = np.where(follows, random.normal(size=(LABELS, LABELS)), -1e4).astype(np.float32)
    return Chain(transitions, np.where(begins, random.normal(size=LABELS), -1e4).astype(np.float32))


@pytest.mark.parametrize("seed", range(4))
def test_labels_and_spans_have_the_probability_of_all_paths_with_them(seed: int) -> None:
    parameters = chain(seed)
    random = np.random.default_rng(seed + 100)
    windows = [random.normal(size=(n, LABELS)).astype(np.float32) * 2 for n in (4, 1, 3)]
    for scores, found in zip(windows, weigh_windows(windows, parameters), strict=True):
        paths = list(itertools.product(range(LABELS), repeat=len(scores)))
        weights = np.array([path_score(path, scores, parameters) for path in paths])
        shares = np.exp(weights - np.logaddexp.reduce(weights))
        for word, label in itertools.product(range(len(scores)), range(LABELS)):
            expected = sum(share for path, share in zip(paths, shares, strict=True) if path[word] == label)
            assert found.labels[word, label] == pytest.approx(expected, abs=1e-4)
        for (first, last), share in found.spans(0):
            having = [is_content(path, first, last) for path in paths]
            assert share == pytest.approx(float(shares[having].sum()), abs=1e-4)


def is_content(path: tuple[int, ...], first: int, last: int) -> bool:
    """Do the labels make a content of just these words?"""
    return path[first : last + 1] == (1, *[2] * (last - first)) and path[last + 1 : last + 2] != (2,)


def test_paragraphs_of_a_window_do_not_depend_on_each_other() -> None:
    random = np.random.default_rng(5)
    scores = random.normal(size=(7, LABELS)).astype(np.float32)
    (both,) = weigh_paragraphs([scores], [np.array([3])], chain(1))
    changed = scores.copy()
    changed[4:] = 0
    (other,) = weigh_paragraphs([changed], [np.array([3])], chain(1))
    assert both.labels[:4] == pytest.approx(other.labels[:4])
    assert both.labels[3].tolist() == [1, 0, 0, 0, 0, 0, 0]


def path_score(path: tuple[int, ...], scores: Floats, parameters: Chain) -> float:
    total = float(parameters.first[path[0]] + scores[0, path[0]])
    for word in range(1, len(path)):
        total += float(parameters.transitions[path[word - 1], path[word]] + scores[word, path[word]])
    return total


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 30)), min_size=1, max_size=25))
@settings(max_examples=60, deadline=None)
def test_spans_that_nearly_agree_support_each_other(given_spans: list[tuple[int, int]]) -> None:
    bounds = sorted((start, start + length) for start, length in given_spans)
    shares = [0.1 * (number + 1) for number in range(len(bounds))]
    found = agreeing(bounds, shares)
    for own, (start, end) in zip(found, bounds, strict=True):
        expected = 0.0
        for share, (low, high) in zip(shares, bounds, strict=True):
            if min(end, high) - max(start, low) >= 0.8 * (max(end, high) - min(start, low)):
                expected += share
        assert own == pytest.approx(expected, rel=1e-4)


def test_of_overlapping_spans_the_first_in_order_is_taken() -> None:
    assert list(apart([(0, 4), (3, 6), (5, 9)], [1, 0, 2])) == [1]
    assert list(apart([(0, 4), (3, 6), (5, 9)], [0, 1, 2])) == [0, 2]


# --- linking


def test_distance_is_signed() -> None:
    before, within, behind = distance_buckets([(5, 9)], [(3, 3), (6, 6), (12, 12)])[0]
    assert before > within > behind


def test_the_nearer_source_wins_where_only_distance_counts() -> None:
    vectors = np.zeros((20, 8 * WIDTH), np.float32)
    distance = np.zeros(DISTANCES, np.float32)
    distance[distance_buckets([(5, 9)], [(3, 3)])] = 3
    parameters = LinkParameters(distance, np.zeros(3, np.float32), 0.0)
    shares = link_probabilities(vectors, np.zeros(20, np.int64), [(5, 9)], [(15, 15), (3, 3)], 0, parameters)
    assert shares.shape == (1, 3)
    assert shares.sum() == pytest.approx(1)
    assert int(shares[0].argmax()) == 1


def test_without_candidates_there_is_nobody() -> None:
    parameters = LinkParameters(np.zeros(DISTANCES, np.float32), np.zeros(3, np.float32), 0.0)
    vectors = np.zeros((4, 8 * WIDTH), np.float32)
    assert link_probabilities(vectors, np.zeros(4, np.int64), [(0, 1)], [], 0, parameters).tolist() == [[1.0]]


# --- the whole


def lookup_encoder(batch: Batch) -> tuple[Floats, Floats]:
    """Says content of "talks would resume", source of the two names, cue of "said"; vectors say nothing."""
    ids = np.take_along_axis(batch.ids, batch.positions, 1)
    scores = np.zeros((*ids.shape, LABELS), np.float32)
    scores[..., 0] = 6
    for label, words in ((1, ["talks"]), (2, ["would", "resume"]), (3, ["Tarrano", "Velk"]), (5, ["said"])):
        for word in words:
            scores[ids == WORDS.index(word), label] = 12
    return scores, np.zeros((*ids.shape, 8 * WIDTH), np.float32)


def near_parameters() -> Parameters:
    """Everything by distance: the nearer, the better; nobody only where there is no candidate."""
    follows, begins = allowed()
    near = (-np.abs(np.arange(DISTANCES) - 8.0)).tolist()
    return Parameters.from_dict(
        {
            "transitions": np.where(follows, 0, -1e4).tolist(), "first": np.where(begins, 0, -1e4).tolist(),
            "distance": [near, near], "apart": [[0, -2, -4]] * 2, "nobody": [-50, -50],
            "shift": {"nobody": 0}, "confidence": [1, 0, 1, 0, 0, 0],
            "sees": {"parse": True, "hints": True},
        }
    )  # fmt: skip


def test_contents_with_their_sources_and_cues() -> None:
    text, sentences = parsed(
        "Tarrano said talks would resume .", "The treaty .", "talks resume , said Velk ."
    )
    found = Tagger(tokenizer(), lookup_encoder, near_parameters()).tag(text, [], sentences)
    words = [
        tuple(text[a:b] for a, b in ((c.start, c.end), c.source or (0, 0), c.cue or (0, 0))) for c in found
    ]
    assert words == [("talks would resume", "Tarrano", "said"), ("talks resume", "Velk", "said")]
    assert all(0 < content.confidence < 1 for content in found)


def test_a_content_in_the_context_of_a_window_is_read_once() -> None:
    text, sentences = parsed("Tarrano said talks would resume .", "the treaty " * 105 + ".")
    found = Tagger(tokenizer(), lookup_encoder, near_parameters()).tag(text, [], sentences)
    assert len(found) == 1


def test_nothing_to_read() -> None:
    assert Tagger(tokenizer(), lookup_encoder, near_parameters()).tag("", [], []) == []


def test_missing_files_are_named(tmp_path: Path) -> None:
    with pytest.raises(TaggerError, match="cannot be loaded"):
        Tagger.load(folder=tmp_path)


def test_windows_number_their_paragraphs() -> None:
    window: Window = next(pack([plain(3, 0), plain(2, 100)]))
    assert window.paragraphs.tolist() == [0, 0, 0, 1, 1, 1, 2]

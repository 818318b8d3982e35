"""Views of words: what counts as the same word, and how a quotation is read."""

from __future__ import annotations

from itertools import pairwise

import pytest

from detente.match.speakers import Meant, same_speaker
from detente.match.spelling import key_of, number_of
from detente.match.words import attributed_to, ends_sentence, read_quote, without_attribution, words_of
from detente.model import Speaker


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("organise", "organize"), ("Organisation", "organization"), ("analyse", "analyze"),
        ("neighbouring", "neighboring"), ("travelled", "traveled"), ("defence", "defense"),
        ("programme", "program"), ("practise", "practice"), ("dialogue", "dialog"), ("colour", "color"),
        ("judgement", "judgment"), ("centre", "center"), ("sceptic", "skeptic"), ("towards", "toward"),
        ("grey", "gray"), ("don’t", "don't"), ("Perón", "Peron"),
        ("ёлка", "елка"), ("1,200", "1200"), ("first", "1st"), ("seven", "7"), ("cafe\u0301", "café"),
    ],
)  # fmt: skip
def test_spellings_of_one_word_have_one_key(one: str, other: str) -> None:
    assert key_of(one) == key_of(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("war", "wars"), ("is", "was"), ("твой", "твои"), ("1.5", "15"), ("filled", "filed"), ("four", "for"),
     ("hour", "her"), ("not", "now")],
)  # fmt: skip
def test_other_words_have_other_keys(one: str, other: str) -> None:
    assert key_of(one) != key_of(other)


def test_numbers_of_several_words() -> None:
    assert number_of(("20", "5")) == number_of(("25",)) == 25
    assert number_of(("4", "hundred")) == 400
    assert number_of(("five", "ships")) is None


def test_a_quotation_is_read_as_a_person_means_it() -> None:
    quote = read_quote("“[T]he worst … is [now] behind us [sic], (laughs) is it?”")
    assert [word.key for word in quote.words if not word.free] == [
        "the",
        "worst",
        "is",
        "behind",
        "us",
        "is",
        "it",
    ]
    assert quote.gaps == {2}
    assert [word.key for word in quote.words if word.free] == ["now", "laughs"]


def test_offsets_are_those_of_what_was_given() -> None:
    given = "<p>The&nbsp;worst</p> is behind"
    quote = read_quote(given)
    assert [given[word.start : word.end] for word in quote.words] == ["The", "worst", "is", "behind"]
    assert quote.notes


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("It is done. We go.", True), ("Mr. Hesk goes", False), ("the U.S. Congress", False),
        ("done, he", False), ("done? yes", False), ("one\n\ntwo", True), ("готово. Мы", True),
    ],
)  # fmt: skip
def test_where_a_sentence_ends(text: str, ends: bool) -> None:
    words = words_of(text)
    assert any(ends_sentence(text, a, b) for a, b in pairwise(words)) == ends


@pytest.mark.parametrize(
    ("asked", "name", "code", "same"),
    [
        ("Tarrano", "Livia Tarrano", "XSU", True),
        ("tarrano", "Livia Tarrano", "XSU", True),
        ("President L. Tarrano", "Livia Tarrano", "XSU", True),
        ("Tarrano, Livia", "Livia Tarrano", "XSU", True),
        ("XSU", "Livia Tarrano", "XSU", True),
        ("Sudria", "Livia Tarrano", "XSU", True),
        ("Bruno Tarrano", "Livia Tarrano", "XSU", False),
        ("Vikstad", "Livia Tarrano", "XSU", False),
        ("XNO", "Livia Tarrano", "XSU", False),
        ("Tarrano", None, None, None),
    ],
)
def test_who_is_the_same_speaker(asked: str, name: str | None, code: str | None, same: bool | None) -> None:
    assert same_speaker(asked, Speaker(None, name, code, None), Meant({"XSU": "Sudria"})) is same


@pytest.mark.parametrize(
    ("given", "outside"),
    [
        ("The ice will hold until March, Moe said", "Moe said"),
        (
            "The ice will hold until March, said the Norlandic president on Friday.",
            "said the Norlandic president on Friday",
        ),
        (
            "The ice will hold until March, said President Ada Moe on Friday.",
            "said President Ada Moe on Friday",
        ),
        ("the harbour is open, he told reporters", "he told reporters"),
        ("Foreign Minister Ada Moe said that the ice will hold", "Foreign Minister Ada Moe said that"),
        ("He said the ice will hold until March", "He said"),
        ("The ice will hold, whatever they said of it", None),
        ("Moe said", None),
    ],
)
def test_an_attribution_pasted_without_marks(given: str, outside: str | None) -> None:
    quote = without_attribution(read_quote(given))
    assert (quote is None) == (outside is None)
    if quote is not None:
        assert quote.notes == (f"“{outside}” was taken for the attribution.",)
        assert 2 < len(quote.words) < len(read_quote(given).words)


@pytest.mark.parametrize(
    ("given", "who"),
    [
        ("The ice will hold until March, Moe said", "Moe"),
        ("“The ice will hold,” said President Ada Moe. “It always has.”", "President Ada Moe"),
        ("Moe said: “The ice will hold until March.”", "Moe"),
        ("“The ice will hold,” she said. “It always has.”", None),
        ("“The ice will hold until March.”", None),
        ("The ice will hold until March", None),
        ("“The ice, Moe said, will hold until March.”", None),
    ],
)
def test_whom_a_pasted_attribution_names(given: str, who: str | None) -> None:
    assert attributed_to(read_quote(given)) == who


def test_an_ellipsis_keeps_its_place_when_the_attribution_goes() -> None:
    quote = without_attribution(read_quote("Moe said the ice will hold … until March"))
    assert quote is not None
    assert [quote.words[gap].key for gap in quote.gaps] == [read_quote("until").words[0].key]

"""Events from sentences: invented cases with a floor, and single points that must hold."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from detente import sample
from detente.actors import load_gazetteer
from detente.extract.events.ontology import ontology, read_ontology
from detente.model import Event, Extraction, OntologyError, Party, Published
from detente.pipeline import Extractor
from detente.read.text import make_document

CASES = Path(__file__).resolve().parents[1] / "cases/events"
DATA = Path(__file__).resolve().parents[2] / "src/detente/extract/data/events"


@cache
def extractor() -> Extractor:
    return Extractor.of("rules", load_gazetteer())


def extract(text: str, day: str | None = None) -> Extraction:
    published = Published(day, "given") if day else None
    return extractor().extract(make_document(text, uri=None, origin="test", published=published))


def events(text: str, day: str | None = None) -> list[Event]:
    """The events of a text, the surest first."""
    return sorted(extract(text, day).events, key=lambda event: -event.confidence)


def codes(parties: tuple[Party, ...]) -> set[str | None]:
    return {party.code for party in parties}


def has(parties: tuple[Party, ...], wanted: str) -> bool:
    words = (party.mention.text.lower().split() if party.mention else [] for party in parties)
    return wanted == "-" or wanted in codes(parties) or any(wanted.lower() in some for some in words)


def cases(name: str) -> list[tuple[str, ...]]:
    lines = (CASES / name).read_text(encoding="utf-8").splitlines()
    rows = (line.split("|", 4) for line in lines if line and not line.startswith("#"))
    return [tuple(part.strip() for part in row) for row in rows]


# What is measured over many sentences. The floors lie below the figures of bench/README.md.


@pytest.mark.parametrize(
    ("name", "types", "sides", "quiet"), [("first.txt", 0.92, 0.89, 1.0), ("second.txt", 0.7, 0.65, 0.8)]
)
def test_cases(name: str, types: float, sides: float, quiet: float) -> None:
    told = [row for row in cases(name) if row[0] != "NONE"]
    silent = [row for row in cases(name) if row[0] == "NONE"]
    found = [(row, events(row[4])) for row in told]
    right = [found for row, found in found if found and (found[0].type or "APPEAL") == row[0]]
    named = [row for row, f in found if f and has(f[0].source, row[1]) and has(f[0].target, row[2])]
    assert len(right) >= types * len(told)
    assert len(named) >= sides * len(told)
    assert sum(not events(row[4]) for row in silent) >= quiet * len(silent)


# The blind lists: each sentence for itself. What stays wrong is marked, with the reason, and must be unmarked
# when it comes right.

BLIND = ("blind_modes.txt", "blind_wire.txt", "blind_speech.txt", "blind_yield.txt", "blind_last.txt")


@cache
def invented() -> Extractor:
    """The pipeline with the invented states of the sample and of these lists."""
    return Extractor.of("rules", load_gazetteer(extra=[sample.gazetteer(), CASES / "gazetteer.yaml"]))


def blind() -> Iterator[Any]:
    for name in BLIND:
        for line in (CASES / name).read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("#"):
                row, _, wrong = line.partition(" | xfail: ")
                marks = [pytest.mark.xfail(reason=wrong, strict=True)] if wrong else []
                yield pytest.param(*(part.strip() for part in row.split("|", 4)), marks=marks)


@pytest.mark.parametrize(("kind", "source", "target", "status", "text"), list(blind()))
def test_blind(kind: str, source: str, target: str, status: str, text: str) -> None:
    made = invented().extract(make_document(text, uri=None, origin="test", published=None))
    if kind == "NONE":
        assert not made.events
        return
    surest = max(made.events, key=lambda event: event.confidence)
    name, _, mode = kind.partition("/")
    assert (surest.type or "APPEAL") == name
    assert not mode or surest.mode == mode
    assert has(surest.source, source)
    assert has(surest.target, target)
    assert surest.status == status


# Embedding, status and voice


def test_a_cancelled_meeting_is_a_refusal_and_no_meeting() -> None:
    refused, meeting = events("India cancelled a meeting with Pakistan's foreign minister.")
    assert (refused.type, refused.status, codes(refused.source)) == ("REJECT", "happened", {"IND"})
    assert (meeting.type, meeting.status) == ("CONSULT", "cancelled")
    assert codes(meeting.source) == codes(meeting.target) == {"IND", "PAK"}


def test_the_outer_word_decides() -> None:
    for text, kind in (
        ("Kenya agreed to send troops to Somalia.", "AGREE"),
        ("Kenya refused to send troops to Somalia.", "REJECT"),
        ("Kenya threatened to bomb Somalia.", "THREATEN"),
        ("Kenya accused Somalia of bombing a bridge.", "ACCUSE"),
    ):
        assert [event.type for event in events(text)][:1] == [kind]


def test_no_attacker_is_invented() -> None:
    (attack,) = events("Three soldiers were killed in a bombing in Herat.")
    assert attack.type == "ASSAULT"
    assert attack.source == ()


def test_talks_name_everybody_on_both_sides() -> None:
    (talks,) = events("Iran and Oman held talks in Muscat.")
    assert codes(talks.source) == codes(talks.target) == {"IRN", "OMN"}


def test_a_statement_vouches_for_what_it_tells() -> None:
    made = extract("“Kenya has bombed Somalia,” Ethiopia's president said.")
    (attack,) = [event for event in made.events if event.type == "ASSAULT"]
    assert attack.reported_by in {statement.id for statement in made.statements}
    (told,) = events("Kenya has bombed Somalia.")
    assert told.reported_by == "author"


def test_an_appeal_has_a_code_and_no_type() -> None:
    (appeal,) = events("Germany urged Hungary to free the reporter.")
    assert appeal.type is None
    assert appeal.cameo == "020"
    assert appeal.verbal


def test_alleged_and_denied() -> None:
    assert events("Kenya allegedly bombed Somalia.")[0].status == "alleged"
    assert events("Kenya did not bomb Somalia.")[0].status == "denied"


# When and where


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("yesterday", "2021-03-03"),
        ("on Monday", "2021-03-01"),
        ("last week", "2021-02-22/2021-02-28"),
        ("on January 7", "2021-01-07"),
        ("on January 7, 2014", "2014-01-07"),
        ("on the 7th of January", "2021-01-07"),
        ("in 2014", "2014"),
        ("in late 2014", "2014"),
        ("in August", "2020-08"),
        ("in early August", "2020-08"),
        ("in August of 2014", "2014-08"),
        ("last March", "2020-03"),
        ("earlier this year", "2021-01-01/2021-03-04"),
        ("two months ago", "2021-01"),
        ("seven years ago", "2014"),
        ("years ago", "../2020"),
        ("in the 1990s", "1990/1999"),
        ("", "../2021-03-04"),
    ],
)
def test_the_day_of_the_act(words: str, day: str) -> None:
    (event,) = events(f"Kenya expelled three Somali diplomats {words}.".replace(" .", "."), "2021-03-04")
    assert event.date == day


def test_what_is_done_in_a_city_is_done_to_its_state() -> None:
    (attack,) = events("Kenyan warplanes bombed targets in Kismayo.")
    assert codes(attack.source) == {"KEN"}
    assert codes(attack.target) == {"SOM"}


def test_words_of_a_campaign_are_no_interaction_elsewhere_they_may_be() -> None:
    assert (
        events("Voters and candidates filled the hall for the debate. The senator denounced the governor.")
        == []
    )
    assert [event.type for event in events("The opposition leader denounced the parliament.")] == ["ACCUSE"]


def test_a_pronoun_is_the_subject_above_that_agrees_with_it() -> None:
    (attack,) = events("The rebels said they had ambushed an army convoy.")
    assert has(attack.source, "rebels")
    (offer,) = events("A spokesman for the militia said it had accepted the government's offer of talks.")
    assert has(offer.source, "militia")


def test_who_receives_decides_what_is_sent() -> None:
    (aid,) = events("Kenya sent 40 tanks to Somalia.")
    assert aid.type == "AID"
    (move,) = events("Kenya sent two frigates to the strait.")
    assert move.type == "MOBILIZE"


def test_the_place() -> None:
    (event,) = events("Israel's president received his Egyptian counterpart in Jerusalem.")
    assert event.place is not None
    assert event.place.name == "Jerusalem"


# Properties


def test_spans_are_of_the_text_and_ids_are_one_each() -> None:
    made = extract(" ".join(row[4] for row in cases("first.txt")))
    ids = [event.id for event in made.events]
    assert len(ids) == len(set(ids))
    for event in made.events:
        assert event.evidence
        parties = [*event.source, *event.target]
        spans = [*event.evidence, *(party.mention for party in parties if party.mention)]
        assert all(made.document.text[s.start : s.end] == s.text for s in spans)
        assert 0 <= event.confidence <= 1
    assert made.events == extract(made.document.text).events


# The ontology


def texts(**changed: str) -> dict[str, str]:
    read = {path.name: path.read_text(encoding="utf-8") for path in DATA.glob("*.yaml")}
    return read | {f"{name}.yaml": text for name, text in changed.items()}


def test_every_type_has_triggers() -> None:
    words = ontology()
    entries = [
        e for index in (words.verbs, words.nouns, words.adjectives) for es in index.values() for e in es
    ]
    assert {entry.type for entry in entries} - {None} == set(words.types)
    assert sum(len(entries) for entries in words.verbs.values()) > 1500


def test_places_lie_in_states() -> None:
    codes = set(ontology().places.values())
    assert all(len(code) == 3 and code.isupper() for code in codes)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "- type: AID\n  verbs: [give]\n- type: ADI\n  verbs: [give]\n",
            "on_x.yaml:3: no type is called 'ADI'",
        ),
        ("- type: AID\n  verbs: [give]\n  objects: [aid]\n", "on_x.yaml:1: unknown key 'objects'"),
        ("- type: AID\n", "on_x.yaml:1: the entry has neither"),
        ("- verbs: [give]\n", "on_x.yaml:1: the entry has no type"),
        ("- type: AID\n  verbs: [give]\n  object: [FOODS]\n", "on_x.yaml:1: no class is called 'FOODS'"),
        ("- type: AID\n  verbs: [give]\n  mode: quickly\n", "on_x.yaml:1: AID has no mode 'quickly'"),
        ("- type: AID\n  verbs: [give\n", "on_x.yaml:"),
        ("type: AID\n", "on_x.yaml:1: expected a list"),
    ],
)
def test_a_wrong_file_is_told_with_its_line(text: str, message: str) -> None:
    with pytest.raises(OntologyError) as caught:
        read_ontology(texts(on_x=text))
    assert str(caught.value).startswith(message)
    assert "\n" not in str(caught.value)

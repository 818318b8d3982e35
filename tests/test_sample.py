"""The bundled sample: its gold is exact, built from its sources, and shows what a sample must show."""

from __future__ import annotations

import json
import re
import runpy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from detente import sample

ROOT = Path(__file__).resolve().parents[1]
BUILD = ROOT / "bench" / "sample_gold" / "build.py"
CORPUS = ROOT.parent / "shared" / "corpus"
NAMES = sorted(path.stem for path in sample.gold().glob("*.json"))
EDGES = "\"“”'’"


def read(name: str) -> tuple[str, dict[str, Any]]:
    text = (sample.folder() / f"{name}.txt").read_text(encoding="utf-8")
    return text, json.loads((sample.gold() / f"{name}.json").read_text(encoding="utf-8"))


def spans(value: Any) -> Iterator[dict[str, Any]]:
    """Every part of the gold that has offsets."""
    if isinstance(value, dict):
        if value.get("start") is not None and "end" in value:
            yield value
        if isinstance(value.get("span"), dict) and "text" in value:
            yield value["span"] | {"text": value["text"]}
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from spans(inner)


def statements() -> list[tuple[str, str, dict[str, Any]]]:
    return [(name, text, s) for name in NAMES for text, gold in [read(name)] for s in gold["statements"]]


def test_every_document_has_its_gold() -> None:
    assert [path.stem for path in sorted(sample.folder().glob("*.txt"))] == NAMES


def test_the_built_files_are_those_of_the_sources() -> None:
    stale = [
        path.name
        for path, content in runpy.run_path(str(BUILD))["outputs"]().items()
        if path.read_text(encoding="utf-8") != content
    ]
    assert stale == []


@pytest.mark.parametrize("name", NAMES)
def test_offsets_hold_the_words_they_claim(name: str) -> None:
    text, gold = read(name)
    found = list(spans(gold))
    assert gold["n_chars"] == len(text)
    assert len(found) > 40
    for part in found:
        words = part.get("text", part.get("surface", text[part["start"] : part["end"]]))
        assert text[part["start"] : part["end"]] == words != ""


@pytest.mark.parametrize("name", NAMES)
def test_references_lead_to_records(name: str) -> None:
    _, gold = read(name)
    known = {s["id"] for s in gold["statements"]}
    assert len(known) == len(gold["statements"])
    for s in gold["statements"]:
        named = [s["continues"], s["in_reply_to"], s.get("parent"), s.get("repeats")]
        assert {n for n in [*named, *s.get("nested", []), *s.get("also_replies_to", [])] if n} <= known
    for part in ("assessments", "commitments"):
        assert {row["statement"] for row in gold[part]} <= known | {None}


def test_direct_statements_lie_inside_their_marks() -> None:
    for name, text, s in statements():
        if s["kind"] == "direct":
            start, end = s["span"]["start"], s["span"]["end"]
            assert s.get("missing_open_mark") or text[start - 1] in EDGES, (name, s["id"])
            assert s.get("missing_close_mark") or text[end] in EDGES, (name, s["id"])


def test_mixed_statements_hold_quoted_parts() -> None:
    for name, text, s in statements():
        if s["kind"] == "mixed":
            assert s["quoted_parts"], (name, s["id"])
            for part in s["quoted_parts"]:
                assert s["span"]["start"] < part["start"] < part["end"] <= s["span"]["end"]
                assert text[part["start"] - 1] in EDGES


def test_sample_is_large_and_varied_enough() -> None:
    words = sum(len(read(name)[0].split()) for name in NAMES)
    assert len(NAMES) >= 6
    assert words >= 4000
    genres = {read(name)[1]["doc"]["genre"] for name in NAMES}
    assert {"article", "transcript", "wire", "analysis", "speech"} <= genres


def test_sample_shows_every_feature_of_statements() -> None:
    rows = [s for _, _, s in statements()]
    assert {s["kind"] for s in rows} == {"direct", "indirect", "mixed", "turn"}
    marked = "continues in_reply_to parent addressee venue excluded editorial_insertions stage_directions"
    for key in [*marked.split(), "missing_open_mark", "missing_close_mark", "self_report", "also_replies_to"]:
        assert any(s.get(key) for s in rows), key
    assert any(len(s["speaker"].get("all", ())) > 1 for s in rows)
    assert any("unnamed" in s["speaker"]["canonical"] for s in rows)
    assert any(len(s.get("paragraphs", ())) > 2 for s in rows)
    assert any(gold["quoted_terms"] for _, gold in map(read, NAMES))


def test_assessments_tell_a_story_of_five_years() -> None:
    rows = [a for name in NAMES for a in read(name)[1]["assessments"] if not a.get("doubtful")]
    assert {a["scope"] for a in rows} == {"states", "leaders", "peoples", "working level"}
    assert {a["level"] for a in rows} >= {None, "very_low", "low", "neutral", "good"}
    assert {a["trend"] for a in rows} == {None, "worsening", "stable", "improving"}
    assert {a["polarity"] for a in rows} == {None, "hopeful", "pessimistic"}
    years = {re.findall(r"\d{4}", a["date"])[-1] for a in rows if a["dyad"] == "XNO-XSU"}
    assert years >= {"2011", "2012", "2013", "2014", "2015", "2016"}


def test_the_trimmed_copy_repeats_and_cuts_the_wire() -> None:
    wire = {s["text"] for s in read("005_first_brick")[1]["statements"] if s["kind"] == "direct"}
    copy = [s["text"] for s in read("006_boat_goes_home")[1]["statements"] if s["kind"] == "direct"]
    assert any(words in wire for words in copy)
    cut = [w for w in copy if w not in wire and any(long.startswith(w.rstrip(",")) for long in wire)]
    assert len(cut) >= 3


def test_gazetteer_names_invented_states_and_leaders_that_change() -> None:
    data = yaml.safe_load(sample.gazetteer().read_text(encoding="utf-8"))
    assert all(re.fullmatch("X[A-Z]{2}", state["code"]) for state in data["states"])
    presidents = [
        (person["code"], role["from"], role.get("to"))
        for person in data["persons"]
        for role in person["roles"]
        if role["role"] == "president"
    ]
    for code in ("XNO", "XSU"):
        first, second = sorted((start, end) for state, start, end in presidents if state == code)
        assert first[1] == second[0]


def test_everybody_in_the_gazetteer_appears_in_the_documents() -> None:
    data = yaml.safe_load(sample.gazetteer().read_text(encoding="utf-8"))
    text = "\n".join(read(name)[0] for name in NAMES)
    for row in [*data["states"], *data["persons"]]:
        assert row["name"] in text
    for row in data["organisations"]:
        assert any(words in text for words in [row["name"], *row.get("other_names", [])]), row["name"]


def runs_of_nine(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"[^\W_]+", text.lower())
    return {tuple(words[i : i + 9]) for i in range(len(words) - 8)}


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not here")
def test_no_sentence_is_borrowed_from_the_corpus() -> None:
    corpus = set[tuple[str, ...]]().union(*(runs_of_nine(p.read_text("utf-8")) for p in CORPUS.glob("*.txt")))
    for name in NAMES:
        assert not runs_of_nine(read(name)[0]) & corpus, name

"""The scorer and the gates: right answers score 1, wrong ones less, and a floor sinks only on purpose."""

import importlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

from detente import sample

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"


def bench(name):
    sys.path.insert(0, str(ROOT / "bench"))
    try:
        return importlib.import_module(name)
    finally:
        sys.path.pop(0)


GOLD = sorted(sample.gold().glob("*.json"))


def answered(gold):
    """The lines that `detente extract` would write if it made no mistake."""
    text = (sample.folder() / gold["file"]).read_text(encoding="utf-8")
    published = gold["doc"]["published"]
    head = {"record": "document", "id": "d", "uri": gold["file"], "text": text}
    if gold["doc"]["published_how"].startswith("no date printed"):
        published = None
    rows = [head | {"published": published and {"date": published}}]
    rows += [
        {
            "record": "segment",
            "document": "d",
            "kind": "boilerplate",
            "start": part["start"],
            "end": part["end"],
        }
        for part in gold["boilerplate"]
    ]
    rows += [statement(row, text) for row in gold["statements"]]
    rows += [
        {
            "record": "assessment",
            "document": "d",
            "dyad": row["dyad"].split("-"),
            "evidence": [row["span"]],
            "holder": {"name": "author" if "author" in row["holder"] else row["holder"].split(";")[0]},
            "trend": row["trend"],
            "level": row["level"],
        }
        for row in gold["assessments"]
        if row["dyad"]
    ]
    return rows


def statement(row, text):
    speaker = row.get("speaker") or {}
    canonical = (speaker.get("canonical") or "").split(";")[0].strip()
    unnamed = "unnamed" in canonical or "unspecified" in canonical
    names = [one if isinstance(one, str) else one["canonical"] for one in speaker.get("all") or []]
    start, end = row["span"]["start"], row["span"]["end"]
    parts = row.get("quoted_parts") or []
    if row["kind"] == "direct" and parts:
        start, end = parts[0]["start"], parts[0]["end"]
    return {
        "record": "statement",
        "document": "d",
        "kind": row["kind"],
        "start": start,
        "end": end,
        "text": text[start:end],
        "quoted_parts": parts if row["kind"] == "mixed" else [],
        "speaker": {"name": None if unnamed else canonical, "all": [{"name": name} for name in names]},
        "nested_in": row.get("parent") or row.get("nested_in"),
    }


@pytest.mark.parametrize("path", GOLD, ids=lambda path: path.stem)
def test_right_answers_score_one(path) -> None:
    gold = json.loads(path.read_text(encoding="utf-8"))
    tallies = bench("score").score(gold, answered(gold))
    short = {name: tally for name, tally in tallies.items() if tally.value not in (1.0, None)}
    assert not short


def test_a_missed_an_invented_and_a_misattributed_quotation_each_cost() -> None:
    gold = json.loads(GOLD[0].read_text(encoding="utf-8"))
    score, rows = bench("score").score, answered(gold)
    first = next(i for i, row in enumerate(rows) if row["record"] == "statement" and row["kind"] == "direct")
    missed = score(gold, rows[:first] + rows[first + 1 :])["quoted"]
    assert (missed.missed, missed.extra) == (1, 0)
    invented = score(gold, [*rows, rows[first] | {"start": 0, "end": 9}])["quoted"]
    assert (invented.missed, invented.extra) == (0, 1)
    wrong = rows[first] | {"speaker": {"name": "Somebody Else"}}
    assert score(gold, [*rows[:first], wrong, *rows[first + 1 :]])["speaker"].missed == 1


def test_a_term_taken_for_speech_and_a_shifted_offset_cost() -> None:
    gold = json.loads(GOLD[0].read_text(encoding="utf-8"))
    score, rows = bench("score").score, answered(gold)
    term = gold["quoted_terms"][0]
    example = next(row for row in rows if row["record"] == "statement" and row["kind"] == "direct")
    taken = example | {"start": term["start"], "end": term["end"]}
    tallies = score(gold, [*rows, taken])
    assert tallies["terms"].missed == 1
    assert tallies["offsets"].missed == 1


@pytest.mark.skipif(not (SHARED / "gold").is_dir(), reason="the shared gold is not here")
def test_our_scorer_agrees_with_the_one_beside_the_corpus(tmp_path) -> None:
    found = tmp_path / "found.jsonl"
    rows = []
    for number, path in enumerate(GOLD):
        gold = json.loads(path.read_text(encoding="utf-8"))
        for row in answered(gold)[:: 1 if number % 2 else 2]:
            rows.append(row | ({"id": path.stem} if row["record"] == "document" else {"document": path.stem}))
    documents = {row["id"] for row in rows if row["record"] == "document"}
    rows = [row for row in rows if row.get("id") in documents or row.get("document") in documents]
    found.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    command = [sys.executable, SHARED / "bench/score_gold.py", sample.gold(), found, "--json"]
    theirs = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)["all"]
    ours = {name: tally.value for name, tally in bench("score").score_folder(sample.gold(), rows).items()}
    for name in ("quoted", "turns", "indirect", "assess", "assess full", "boiler"):
        assert ours[name] == pytest.approx(theirs[name]["f1"]), name
    assert ours["speaker"] == pytest.approx(theirs["speaker"]["right"])
    assert ours["published"] == pytest.approx(theirs["published"]["right"])
    assert ours["terms"] == pytest.approx(1 - theirs["terms"]["wrong"])


def test_a_floor_rises_with_the_figure_and_sinks_only_on_purpose() -> None:
    updated = bench("gate").updated
    floors = {"sample": {"quoted": 0.9, "speaker": 0.9}, "throughput": {"ratio": 1.0}}
    figures = {"sample": {"quoted": 0.95, "speaker": 0.5, "terms": 1.0}}
    raised = updated(figures, floors, lower=False)
    assert raised["sample"] == {"quoted": 0.94, "speaker": 0.9, "terms": 1.0}
    assert raised["throughput"] == {"ratio": 1.0}
    assert updated(figures, floors, lower=True)["sample"]["speaker"] == 0.49


def test_a_figure_below_its_floor_fails_the_gate(capsys) -> None:
    report = bench("gate").report
    assert report({"sample": {"quoted": 0.95}}, {"sample": {"quoted": 0.95}})
    assert not report({"sample": {"quoted": 0.94}}, {"sample": {"quoted": 0.95}})
    assert "BELOW" in capsys.readouterr().out


def test_stages_are_shown_by_their_median_and_what_is_between_them() -> None:
    stages = bench("stages")
    spent = [
        {"parse": 3.0, "marks": 1.0, stages.WHOLE: 5.0, stages.SPACY: 8.0},
        {"parse": 4.0, stages.WHOLE: 4.0, stages.SPACY: 9.0},
        {"parse": 9.0, "marks": 1.0, stages.WHOLE: 13.0, stages.SPACY: 7.0},
    ]
    rows = stages.table([(1_000_000, seconds) for seconds in spent], ["marks", "parse"])
    assert rows == [("marks", 1), ("parse", 4), (stages.BETWEEN, 1), (stages.WHOLE, 5), (stages.SPACY, 8)]


def test_a_stage_is_timed_where_it_is_called() -> None:
    stages = bench("stages")

    class Owner:
        @staticmethod
        def work(number):
            return sum(range(number))

    meter = stages.Meter()
    meter.watch("work", Owner, "work")
    assert Owner.work(200_000) == sum(range(200_000))
    first = meter.take()
    assert set(first) == {"work"}
    assert first["work"] > 0
    assert meter.take() == {}


def test_the_made_up_corpus_is_the_same_each_time_and_has_new_words() -> None:
    corpus = bench("memory").corpus
    texts = list(corpus(20, 1))
    assert texts == list(corpus(20, 1))
    assert len(texts) == 21
    assert [len(text) >= 2_000_000 for text in texts].count(True) == 1
    words = " ".join(texts).split()
    assert 0.08 < len(set(words)) / len(words) < 0.15

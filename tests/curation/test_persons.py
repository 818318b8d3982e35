"""The same person in many documents, what persons decide about it, and records made again. All invented."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from detente.actors import Gazetteer, GazetteerFile, load_gazetteer
from detente.archive import Archive
from detente.model import ArchiveError, Document, GazetteerError, Published, RequestError
from detente.pipeline import Extractor
from detente.relations import render
from tests.builders import document

STATES = b"""
known_until: 2030-12-31
states:
  - {code: XNO, name: Norland, adjectives: [Norlandic], capital: Nordhavn}
  - {code: XSU, name: Sudria, adjectives: [Sudrian], capital: Porto Sul}
"""
PEOPLE = b"""
known_until: 2030-12-31
persons:
  - name: Ada Lindqvist
    code: XNO
    roles: [{role: president, from: 2024-01-01}]
"""
TEXTS = {
    "low": ("2025-03-04", "Norlandic Trade Minister Mira Okonde said that relations between Norland and"
            " Sudria were at a low point. “We will not sign,” Okonde said."),
    "road": ("2025-05-09", "Norland's trade minister, Mira Okonde, told reporters that talks would go on."),
    "near": ("2025-06-02", "Mira Okonde, the trade minister of Norland, said that the deal was near."),
    "july": ("2025-06-12", "Norlandic Trade Minister Okonde said that the port would open in July."),
    "spelled": ("2025-06-20", "Norlandic Trade Minister Myra Okondeh said that the port was late."),
    "cyrillic": ("2025-06-22", "Norlandic Trade Minister Мира Оконде said that the port was open at last."),
    "painter": ("2025-06-22", "The painter Tomas Okonde said that the harbour was ugly."),
    "namesake": ("2025-06-24", "Sudrian Defence Minister Mira Okonde said that the fleet was ready."),
    "surname": ("2025-06-25", "Mr Okonde said that the weather was fine."),
    "president": ("2025-06-26", "The Norlandic president said that relations with Sudria were improving."),
}  # fmt: skip
MIRA = {"low", "road", "near", "july", "spelled", "cyrillic"}


def given(name: str) -> Document:
    day, text = TEXTS[name]
    return document(text, f"{name}.txt", title=None, published=Published(day, "given"), dateline=None)


@pytest.fixture(scope="module")
def states() -> Gazetteer:
    return load_gazetteer([GazetteerFile("states.yaml", STATES)])


@pytest.fixture(scope="module")
def whole(states: Gazetteer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of all texts, to be copied."""
    path = tmp_path_factory.mktemp("archive") / "whole.db"
    with Archive.open(str(path)) as archive:
        archive.gazetteers.add(GazetteerFile("states.yaml", STATES), who="ada", why="the two states")
        archive.ingest([given(name) for name in TEXTS], Extractor(states))
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


@pytest.fixture
def archive(whole: Path, tmp_path: Path) -> Iterator[Archive]:
    copy = tmp_path / "copy.db"
    copy.write_bytes(whole.read_bytes())
    with Archive.open(str(copy)) as opened:
        yield opened


def speakers(archive: Archive) -> dict[str, tuple[str | None, str | None]]:
    """Actor and name of the speaker of each document's first statement."""
    found = {}
    for extraction in archive.extractions():
        name = str(extraction.document.uri).removesuffix(".txt")
        speaker = extraction.statements[0].speaker
        found[name] = (speaker.actor, speaker.name)
    return found


def test_one_person_in_six_documents_and_every_spelling(archive: Archive) -> None:
    found = speakers(archive)
    assert {found[name] for name in MIRA} == {("person:mira-okonde", "Mira Okonde")}


def test_another_state_is_another_person(archive: Archive) -> None:
    actor, name = speakers(archive)["namesake"]
    assert (actor, name) == ("person:mira-okonde-xsu", "Mira Okonde")


def test_another_given_name_is_another_person(archive: Archive) -> None:
    assert speakers(archive)["painter"][0] == "person:tomas-okonde"


def test_a_surname_of_several_is_nobody(archive: Archive) -> None:
    assert speakers(archive)["surname"] == (None, "Okonde")
    (found,) = [e for e in archive.extractions() if e.document.uri == "surname.txt"]
    mention = next(m for m in found.mentions if m.kind == "person")
    assert mention.reason == "more than one of this surname in the archive"
    assert [c.partition(" (")[0] for c in mention.candidates] == [
        "Mira Okonde",
        "Mira Okonde",
        "Tomas Okonde",
    ]


@pytest.mark.parametrize("spelling", ["Mira Okonde", "Оконде", "okondeh", "person:mira-okonde"])
def test_a_search_finds_every_spelling(archive: Archive, spelling: str) -> None:
    hits = archive.search("", speaker=spelling, limit=100).hits
    found = {hit.document_id for hit in hits if hit.statement.speaker.actor == "person:mira-okonde"}
    assert len(found) == len(MIRA)


def test_the_reason_is_told(archive: Archive) -> None:
    shown = archive.persons().shown("person:mira-okonde")
    assert shown is not None
    assert set(shown.names) >= {"Mira Okonde", "Myra Okondeh", "Мира Оконде", "Okonde"}
    assert shown.roles == ("trade minister",)
    reasons = {reason for _, _, reason in shown.seen}
    assert "the only one of this surname in the archive whose role agrees" in reasons


def test_ids_stay_when_documents_come(states: Gazetteer, tmp_path: Path) -> None:
    with Archive.open(str(tmp_path / "grown.db")) as archive:
        for name in TEXTS:
            archive.ingest([given(name)], Extractor(states))
            assert speakers(archive)["low"][0] == "person:mira-okonde"
        assert {speakers(archive)[name][0] for name in MIRA} == {"person:mira-okonde"}


# What persons decide


def test_a_merge_is_shown_everywhere_and_undone(archive: Archive) -> None:
    persons = archive.persons()
    made = persons.merge(["person:mira-okonde", "person:tomas-okonde"], who="ada", why="a pen name")
    assert speakers(archive)["painter"] == ("person:mira-okonde", "Mira Okonde")
    assert archive.search("harbour", speaker="Mira Okonde").total == 1
    out = StringIO()
    archive.export("jsonl", out)
    records = [json.loads(line) for line in out.getvalue().splitlines()]
    painter = next(r for r in records if "harbour" in str(r.get("text")) and r["record"] == "statement")
    assert painter["speaker"]["actor"] == "person:mira-okonde"
    mention = next(r for r in records if r.get("text") == "The painter Tomas Okonde")
    assert mention["reason"] == "merged by ada: a pen name"
    persons.undo(made.id, who="ada", why="no")
    assert speakers(archive)["painter"] == ("person:tomas-okonde", "Tomas Okonde")
    assert [d.act for d in persons.decisions()] == ["merge", "undo"]


def test_a_merge_shows_in_the_holders_of_the_timeline(archive: Archive) -> None:
    archive.persons().merge(["person:tomas-okonde", "person:mira-okonde"], who="ada", why="so")
    told = json.loads(str(render(archive.timeline("XNO", "XSU"), "json")))
    holders = {a["holder"]["name"] for a in told["assessments"]}
    assert "Tomas Okonde" in holders
    assert "Mira Okonde" not in holders


def test_decisions_survive_a_new_extraction(archive: Archive, states: Gazetteer) -> None:
    archive.persons().merge(["person:mira-okonde", "person:tomas-okonde"], who="ada", why="so")
    (low,) = [d for d in archive.documents() if d.uri == "low.txt"]
    archive.persons().split("person:mira-okonde", documents=[low.id], name="M. Okonde", who="ada", why="no")
    before = speakers(archive)
    assert before["low"] == ("person:mira-okonde-2", "M. Okonde")
    report = archive.recode(lambda setting: Extractor(states), states, everything=True)
    assert report.recoded == len(TEXTS)
    assert speakers(archive) == before
    archive.ingest([given("low")], Extractor(states))
    assert speakers(archive) == before


def test_a_split_of_one_mention(archive: Archive, states: Gazetteer) -> None:
    (low,) = [e for e in archive.extractions() if e.document.uri == "low.txt"]
    last = [m for m in low.mentions if m.text == "Okonde"][-1]
    made = archive.persons().split("person:mira-okonde", mentions=[last.id], who="ada", why="her cousin")
    shown = {m.id: m.actor for m in archive.extraction(low.document.id).extraction.mentions}
    assert shown[last.id] == made.into == "person:mira-okonde-2"
    assert list(shown.values()).count("person:mira-okonde") == 1
    said = archive.extraction(low.document.id).extraction.statements
    assert {s.speaker.actor for s in said} == {"person:mira-okonde", "person:mira-okonde-2"}
    archive.recode(lambda setting: Extractor(states), states, everything=True)
    again = {m.id: m.actor for m in archive.extraction(low.document.id).extraction.mentions}
    assert again == shown
    archive.persons().undo(made.id, who="ada", why="no")
    assert archive.extraction(low.document.id).extraction.mentions == low.mentions


def test_a_correction_of_a_field_outranks_a_merge(archive: Archive) -> None:
    (hit,) = archive.search("harbour").hits
    archive.correct(hit.statement.id, {"speaker.name": "The Painter"}, who="ada", why="as signed")
    archive.persons().merge(["person:mira-okonde", "person:tomas-okonde"], who="ada", why="so")
    speaker = archive.search("harbour").hits[0].statement.speaker
    assert (speaker.actor, speaker.name) == ("person:mira-okonde", "The Painter")
    archive.undo(hit.statement.id, ["speaker.name"], who="ada", why="no")
    assert archive.search("harbour").hits[0].statement.speaker.name == "Mira Okonde"


@pytest.mark.parametrize(
    ("what", "message"),
    [
        (lambda p: p.merge(["person:mira-okonde"], who="a", why="b"), "two actors"),
        (lambda p: p.merge(["person:mira-okonde", "person:nobody"], who="a", why="b"), "person:nobody"),
        (lambda p: p.merge(["person:mira-okonde", "person:tomas-okonde"], who="a", why=" "), "reason"),
        (lambda p: p.split("person:nobody", documents=["d"], who="a", why="b"), "person:nobody"),
        (lambda p: p.split("person:mira-okonde", documents=["d"], who="a", why="b"), "'d'"),
        (lambda p: p.split("person:mira-okonde", mentions=["m"], who="a", why="b"), "'m'"),
        (lambda p: p.split("person:mira-okonde", who="a", why="b"), "either"),
        (lambda p: p.undo("decision-1", who="a", why="b"), "decision-1"),
    ],
)
def test_what_cannot_be_decided(archive: Archive, what: Any, message: str) -> None:
    before = speakers(archive)
    with pytest.raises((ArchiveError, RequestError), match=message):
        what(archive.persons())
    assert archive.persons().decisions() == []
    assert speakers(archive) == before


def test_decisions_are_only_ever_added(archive: Archive) -> None:
    archive.persons().merge(["person:mira-okonde", "person:tomas-okonde"], who="ada", why="so")
    with sqlite3.connect(archive.location) as connection:
        for change in ("DELETE FROM actor_decision", "UPDATE actor_decision SET why = ''"):
            with pytest.raises(sqlite3.IntegrityError, match="only ever added"):
                connection.execute(change)
    connection.close()


# The gazetteer of an archive, and records made again


def test_a_file_added_changes_what_it_touches(archive: Archive) -> None:
    file = GazetteerFile("people.yaml", PEOPLE)
    before, after = archive.gazetteers.check(file)
    assert (before.person("person:ada-lindqvist"), after.person("person:ada-lindqvist") is None) == (
        None,
        False,
    )
    archive.gazetteers.add(file, who="ada", why="the president")
    dry = archive.recode(lambda setting: Extractor(after), after, dry_run=True)
    assert speakers(archive)["president"] == (None, None)
    report = archive.recode(lambda setting: Extractor(after), after)
    assert (dry.recoded, dry.changes) == (report.recoded, report.changes)
    # Those that name the state whose office it is; the others are only noted.
    assert report.untouched == 3
    assert {c.field for c in report.changes} == {"actor", "name", "speaker", "holder"}
    assert speakers(archive)["president"] == ("person:ada-lindqvist", "Ada Lindqvist")
    again = archive.recode(lambda setting: Extractor(after), after)
    assert (again.current, again.recoded, again.untouched) == (len(TEXTS), 0, 0)


def test_what_is_found_untouched_is_untouched(archive: Archive) -> None:
    """The shortcut gives what making everything again gives."""
    archive.gazetteers.add(GazetteerFile("people.yaml", PEOPLE), who="ada", why="the president")
    after = load_gazetteer(archive.gazetteers.files())
    archive.recode(lambda setting: Extractor(after), after)
    short = list(archive.extractions())
    report = archive.recode(lambda setting: Extractor(after), after, everything=True)
    assert report.changes == []
    assert list(archive.extractions()) == short


def test_an_ingest_after_a_recode_finds_the_documents_unchanged(archive: Archive) -> None:
    archive.gazetteers.add(GazetteerFile("people.yaml", PEOPLE), who="ada", why="the president")
    after = load_gazetteer(archive.gazetteers.files())
    archive.recode(lambda setting: Extractor(after), after)
    report = archive.ingest([given(name) for name in TEXTS], Extractor(after))
    assert (report.unchanged, report.replaced) == (len(TEXTS), 0)


def test_an_interrupted_recode_goes_on(archive: Archive) -> None:
    archive.gazetteers.add(GazetteerFile("people.yaml", PEOPLE), who="ada", why="the president")
    after = load_gazetteer(archive.gazetteers.files())

    def stop(step: Any) -> None:
        if step.done == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        archive.recode(lambda setting: Extractor(after), after, progress=stop)
    report = archive.recode(lambda setting: Extractor(after), after)
    assert report.current == 4
    assert report.recoded + report.untouched == len(TEXTS) - 4
    assert speakers(archive)["president"] == ("person:ada-lindqvist", "Ada Lindqvist")


def test_corrections_survive_a_recode(archive: Archive) -> None:
    (hit,) = archive.search("improving").hits
    archive.correct(hit.statement.id, {"speaker.name": "Erik Holm"}, who="ada", why="the caption")
    archive.gazetteers.add(GazetteerFile("people.yaml", PEOPLE), who="ada", why="the president")
    after = load_gazetteer(archive.gazetteers.files())
    archive.recode(lambda setting: Extractor(after), after)
    speaker = archive.search("improving").hits[0].statement.speaker
    assert (speaker.actor, speaker.name) == ("person:ada-lindqvist", "Erik Holm")


def test_a_file_is_taken_away_and_kept(archive: Archive) -> None:
    gazetteers = archive.gazetteers
    gazetteers.add(GazetteerFile("people.yaml", PEOPLE), who="ada", why="the president")
    with pytest.raises(GazetteerError, match="has this file already"):
        gazetteers.check(GazetteerFile("other.yaml", PEOPLE))
    gone = gazetteers.remove("people.yaml", who="ada", why="out of date")
    assert [f.name for f in gazetteers.attached()] == ["states.yaml"]
    assert [c.act for c in gazetteers.history()] == ["add", "add", "remove"]
    with pytest.raises(ArchiveError, match="no gazetteer file is called"):
        gazetteers.remove(gone.sha256[:8], who="ada", why="again")


def test_a_new_file_of_a_name_takes_the_place_of_the_old(archive: Archive) -> None:
    gazetteers = archive.gazetteers
    gazetteers.add(
        GazetteerFile("states.yaml", STATES + PEOPLE[1:].partition(b"\n")[2]), who="ada", why="new"
    )
    assert [f.name for f in gazetteers.attached()] == ["states.yaml"]
    assert load_gazetteer(gazetteers.files()).person("person:ada-lindqvist")


def test_a_wrong_file_changes_nothing(archive: Archive) -> None:
    wrong = GazetteerFile("wrong.yaml", b"persons:\n  - name: Ada Lund\n    code: QQZ\n")
    with pytest.raises(GazetteerError, match=r"wrong\.yaml:2: unknown code 'QQZ'"):
        archive.gazetteers.check(wrong)
    assert [f.name for f in archive.gazetteers.attached()] == ["states.yaml"]

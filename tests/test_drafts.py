"""Drafts checked against an archive: verdicts, speakers, places, the marked-up copy."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from detente.actors import load_gazetteer
from detente.archive import Archive
from detente.cli import app
from detente.drafts import marked_up, told
from detente.export import draft_page, draft_text
from detente.pipeline import Extractor
from detente.read import read_paths
from detente.read.draft import read_draft
from tests.match.test_copies import NAMES, ingest

CASE = Path(__file__).parent / "cases" / "copies" / "harbour" / "1_wire.txt"
DRAFT = """# The match

Foreign Minister Mira Solen said: “We did not come here to win a round, we came to **end** the match.”

“We did not come here to win a round, we came to start the match,” Mira Solen told reporters.

“We did not come here to win a round, we came to end the match,” Premier Aldo Verin said.

Mira Solen said: “Every trawler of ours will carry a brass band and two inspectors from now on.”

They called it a “reset”.
"""
EXPECTED = [
    ("exact", "confirmed", "Mira Solen", 3),
    ("altered", "failed", "Mira Solen", 5),
    ("misattributed", "failed", "Aldo Verin", 7),
    ("not_found", "failed", "Mira Solen", 9),
    ("too_short", "unchecked", None, 11),
]


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return Extractor.of("rules", load_gazetteer(()))


@pytest.fixture(scope="module")
def location(extractor: Extractor, tmp_path_factory: pytest.TempPathFactory) -> str:
    where = str(tmp_path_factory.mktemp("drafts") / "made.db")
    with Archive.open(where) as archive:
        archive.ingest(read_paths([str(CASE)]), extractor)
    return where


@pytest.fixture
def archive(location: str) -> Iterator[Archive]:
    with Archive.open(location) as opened:
        yield opened


def test_every_quotation_has_its_verdict_speaker_and_line(archive: Archive, extractor: Extractor) -> None:
    check = archive.check_draft(read_draft(DRAFT.encode(), "draft.md"), extractor)
    found = [
        (one.verification.verdict if one.verification else None, one.outcome, one.speaker, one.line)
        for one in check.quotations
    ]
    assert found == EXPECTED
    assert check.failed
    assert told(check).startswith("5 quotations: 1 confirmed, 3 not confirmed, 1 too short")
    for one in check.quotations:
        assert check.draft.text[one.start : one.end] == one.quote


def test_the_marked_up_copy_is_the_draft_with_its_verdicts(archive: Archive, extractor: Extractor) -> None:
    check = archive.check_draft(read_draft(DRAFT.encode(), "draft.md"), extractor)
    text, marks = marked_up(check)
    copy = draft_text(text, marks)
    assert copy.startswith("# The match\n\nForeign Minister Mira Solen said: “We did not come here")
    assert "to **end** the match.” [✓ 1 " in copy
    assert "start the match,” [✗ 2 altered] Mira Solen told reporters." in copy
    assert re.sub(r" \[[✓✗?] \d+ [\w ]+\]", "", copy.split("\n" + "-" * 72)[0]).rstrip() == DRAFT.rstrip()
    assert "2. line 5, Mira Solen: altered." in copy


def test_nothing_of_a_draft_is_html_in_the_page(archive: Archive, extractor: Extractor) -> None:
    hostile = (
        "“We did not <script>alert(1)</script> come here to \x07 win a round,” <img src=x> Mira Solen said.\n"
    )
    check = archive.check_draft(read_draft(hostile.encode() + b"Words. " * 200, '"><script>.txt'), extractor)
    page = draft_page(check.draft.name, *marked_up(check), told(check))
    assert "<script" not in page
    assert "<img" not in page
    assert "\x07" not in page


def test_a_draft_without_quotations_passes(archive: Archive, extractor: Extractor) -> None:
    check = archive.check_draft(read_draft(b"Nothing was said in the harbour.\n", "draft.txt"), extractor)
    assert not check.quotations
    assert not check.failed
    assert told(check) == "No quotation stands in this draft."


def run(location: str, draft: Path | str, *options: str, given: str | None = None) -> tuple[int, str, str]:
    command = ["verify", "--file", str(draft), "--archive", location, "--attribution", "rules", *options]
    done = CliRunner().invoke(app, command, input=given)
    return done.exit_code, done.stdout, done.stderr


def test_the_exit_code_says_whether_a_quotation_failed(location: str, tmp_path: Path) -> None:
    draft = tmp_path / "draft.md"
    draft.write_text(DRAFT, encoding="utf-8")
    code, out, err = run(location, draft, "--format", "json")
    assert code == 3
    answer = json.loads(out)
    assert answer["counts"] == {"quotations": 5, "confirmed": 1, "failed": 3, "unchecked": 1}
    assert [one["verdict"] for one in answer["quotations"]] == [verdict for verdict, *_ in EXPECTED]
    assert "5 quotations" in err
    fine = tmp_path / "fine.txt"
    fine.write_text("“We did not come here to win a round,” Mira Solen said.\n", encoding="utf-8")
    assert run(location, fine)[0] == 0


def test_a_copy_goes_to_a_file(location: str, tmp_path: Path) -> None:
    draft, copy = tmp_path / "draft.md", tmp_path / "copy.html"
    draft.write_text(DRAFT, encoding="utf-8")
    code, out, _ = run(location, draft, "--format", "html", "--output", str(copy))
    assert (code, out) == (3, "")
    assert copy.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_a_draft_may_come_from_standard_input(location: str) -> None:
    code, out, _ = run(location, "-", "--format", "text", given=DRAFT)
    assert code == 3
    assert "[✗ 2 altered]" in out


@pytest.mark.parametrize(
    ("content", "message"), [(b"", "an empty file"), (b"\x89PNG\r\n\x1a\n\x00", "not a Word document")]
)
def test_a_bad_draft_is_one_line(location: str, tmp_path: Path, content: bytes, message: str) -> None:
    draft = tmp_path / "draft.docx"
    draft.write_bytes(content)
    code, out, err = run(location, draft)
    assert (code, out) == (1, "")
    assert message in err
    assert err.count("\n") == 1


def test_a_missing_draft_and_two_questions_at_once_are_refused(location: str, tmp_path: Path) -> None:
    assert run(location, tmp_path / "none.txt")[0] == 1
    both = CliRunner().invoke(app, ["verify", "words", "--file", "x.txt", "--archive", location])
    assert both.exit_code == 2
    assert CliRunner().invoke(app, ["verify", "--archive", location]).exit_code == 2


def test_copies_are_listed_and_set_apart_by_command(tmp_path: Path) -> None:
    where = str(tmp_path / "copies.db")
    with Archive.open(where) as archive:
        ids = ingest(archive, NAMES)

    def copies(*options: str) -> tuple[int, str, str]:
        done = CliRunner().invoke(app, ["copies", "--archive", where, *options])
        return done.exit_code, done.stdout, done.stderr

    answer = json.loads(copies("--format", "json")[1])
    assert answer["counts"]["documents"] == {"raw": 9, "collapsed": 5}
    assert answer["stories"][0]["first"] == ids["1_wire"]
    assert copies("--format", "csv")[1].startswith("story,kind,document")
    assert "near copy" in copies()[1]
    apart = ("--not", ids["1_wire"], ids["2_exact"])
    assert copies(*apart)[0] == 1, "a reason is wanted"
    assert copies(*apart, "--why", "two desks", "--who", "Ada")[0] == 0
    assert json.loads(copies("--format", "json")[1])["counts"]["documents"]["collapsed"] == 6
    assert copies(*apart, "--undo", "--why", "one desk", "--who", "Ada")[0] == 0
    assert json.loads(copies("--again", "--format", "json")[1])["counts"]["documents"]["collapsed"] == 5
    assert copies("--undo")[0] == 2

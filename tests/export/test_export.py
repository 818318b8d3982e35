from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings

from detente.export import in_order, json_line, page, speaker_name, write_csv, write_csv_folder, write_jsonl
from detente.model import Extraction, RequestError, as_json
from tests import builders
from tests.builders import TEXT, ActorRef, Speaker, document, extraction, statement

MADE = extraction()


# JSON Lines


def lines_of(made: Extraction) -> list[str]:
    out = io.StringIO()
    write_jsonl([made], out)
    return out.getvalue().splitlines()


def test_a_document_comes_before_its_records_and_these_in_order_of_start() -> None:
    records = list(in_order(MADE))
    assert records[0] == MADE.document
    starts = [getattr(r, "start", None) if hasattr(r, "start") else r.evidence[0].start for r in records[1:]]
    assert starts == sorted(starts)
    assert len(records) == 1 + sum(
        map(len, (MADE.segments, MADE.mentions, MADE.statements, MADE.assessments, MADE.events))
    )


def test_a_line_says_its_kind_first_and_keeps_its_letters() -> None:
    lines = lines_of(MADE)
    assert all(line.startswith('{"record": "') for line in lines)
    assert "Élise Tamm" in lines[0]
    assert "🕊️" in lines[0]
    assert all(json.loads(line)["document"] == MADE.document.id for line in lines[1:])


def test_the_shape_of_a_statement() -> None:
    low = json.loads(json_line(MADE.statements[0]))
    assert list(low["speaker"]) == ["actor", "name", "code", "mention", "description", "all"]
    assert low["cue"] == {"start": 86, "end": 90, "text": "said"}
    assert low["addressee"] is None
    assert low["issues"] == ["arms control", "trade"]
    assert low["about"][0] == {
        "actor": "XSU",
        "name": "Sudria",
        "code": "XSU",
        "mention": {"start": 17, "end": 23, "text": "Sudria"},
    }


@given(made=builders.extractions)
@settings(max_examples=50, deadline=None)
def test_a_record_is_one_line_that_reads_as_itself(made: Extraction) -> None:
    for record in in_order(replace(made, assessments=(), events=())):
        line = json_line(record)
        assert line.count("\n") == 1
        assert json.loads(line) == json.loads(json.dumps(as_json(record)))


# Tables


def table_of(made: Extraction, record: str) -> list[dict[str, str]]:
    out = io.StringIO(newline="")
    write_csv([made], record, out)
    return list(csv.DictReader(io.StringIO(out.getvalue(), newline="")))


def test_a_part_has_columns_of_its_own() -> None:
    low, resume, _ = table_of(MADE, "statement")
    assert low["speaker_name"] == "Élise Tamm"
    assert low["speaker_mention_start"] == "67"
    assert low["cue_text"] == "said"
    assert low["issues"] == "arms control; trade"
    assert low["conditional"] == "false"
    assert low["addressee_name"] == low["continues"] == ""
    assert resume["addressee_code"] == "XSU"
    assert json.loads(resume["quoted_parts"])[0]["text"] == "may yet resume"
    assert low["confidence"] == "0.75"


def test_every_field_is_in_a_column() -> None:
    assert table_of(MADE, "document")[0]["published_date"] == "2031-03-04"
    assert table_of(MADE, "document")[0]["text"] == TEXT
    assert table_of(MADE, "assessment")[0]["dyad"] == "XNO; XSU"
    assert table_of(MADE, "mention")[0]["name"] == "Élise Tamm"
    assert table_of(MADE, "segment")[1]["label_text"] == "OSTVIK"
    denied, talks = table_of(MADE, "event")
    assert json.loads(denied["source"])[0]["sector"] == "military"
    assert talks["place_country"] == "XNO"
    assert talks["contexts"] == "diplomatic; military"
    assert talks["target"] == ""


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_cell_is_no_formula(start: str) -> None:
    of = document(title=f"{start}HYPERLINK(1)")
    assert table_of(Extraction(of, (), (), (), ()), "document")[0]["title"] == f"'{start}HYPERLINK(1)"


def test_a_number_is_left_a_number() -> None:
    of = replace(MADE.statements[0], confidence=-0.5)
    assert table_of(replace(MADE, statements=(of,)), "statement")[0]["confidence"] == "-0.5"


def test_an_unknown_kind_of_record() -> None:
    with pytest.raises(RequestError, match="kinds are document, segment"):
        write_csv([], "incidence", io.StringIO())


def test_a_folder_has_a_table_of_each_kind(tmp_path: Path) -> None:
    write_csv_folder([MADE], tmp_path / "out")
    write_csv_folder([MADE], tmp_path / "out")
    with (tmp_path / "out" / "statements.csv").open(encoding="utf-8", newline="") as table:
        assert len(list(csv.reader(table))) == 4


# The page


def text_of(html: str) -> str:
    inside = re.search(r'<div class="text">(.*?)</div>', html, re.S)
    assert inside
    bare = re.sub(r"<sup>\d+</sup>|<[^>]*>", "", inside[1])
    return (
        bare.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", '"')
        .replace("&#x27;", "'")
        .replace("&amp;", "&")
    )


def test_the_page_shows_the_text_as_it_is() -> None:
    assert text_of("".join(page([MADE]))) == TEXT


def test_statements_are_marked_once_with_their_ids() -> None:
    html = "".join(page([MADE]))
    for made in MADE.statements:
        assert html.count(f'id="{made.id}"') == 1
        assert html.count(f'href="#{made.id}"') == 1


def test_nested_statements_are_cut_at_their_bounds() -> None:
    of = document("A said that B said “no” to C.", uri="n")
    outer, inner = statement(of, "that B said “no” to C", kind="indirect"), statement(of, "no")
    html = "".join(page([Extraction(of, (), (), (outer, inner), ())]))
    assert text_of(html) == of.text
    assert html.count("<mark") == 3


def test_nothing_of_a_document_becomes_markup() -> None:
    of = document('“<script>alert(1)</script>” & "x"', uri='"><b>', title="<img onerror=1>")
    made = statement(of, "<script>alert(1)</script>", speaker=Speaker(None, '"><i>', None, None))
    html = "".join(page([Extraction(of, (), (), (made,), ())]))
    assert not re.search(r"<(script|img|b|i)\b", html)
    assert text_of(html) == of.text
    assert not re.search(r'(src|href)="(?!#)', html)


def test_names_of_speakers() -> None:
    of = document()
    both = (ActorRef(None, "A", None, None), ActorRef(None, "B", None, None))
    for speaker, name in (
        (Speaker(None, "A", "XNO", None), "A"),
        (Speaker(None, None, None, None, "a senior official"), "a senior official"),
        (Speaker(None, None, None, None, None, both), "A, B"),
        (Speaker(None, None, "XNO", None), "speaker unknown"),
    ):
        assert speaker_name(statement(of, "We are", speaker=speaker)) == name

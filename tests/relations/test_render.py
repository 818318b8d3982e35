import csv
import io
import json
import re
from xml.etree import ElementTree

import pytest

from detente.model import ActorRef, RequestError, as_json
from detente.relations import FORMATS, describe, render

from .made import DYAD, five_years, many, point, timeline

HOSTILE = "<script>alert(1)</script> \"'& \x1b[31m\x00\u202e\ufffe </svg> =cmd()"
FORMULAS = ["=cmd()", "+1+1", "-2", "@SUM(A1)", "\t=1", " =1", "\r=1"]


def hostile():
    holder = ActorRef(None, HOSTILE, "XNO", None)
    shown = {"title": HOSTILE, "publisher": HOSTILE, "statement": HOSTILE, "document": HOSTILE}
    return timeline(point(level="low", holder=holder, words=HOSTILE, **shown), by="year")


def test_json_holds_every_field_of_every_assessment_and_what_an_archive_knows() -> None:
    made = timeline(*five_years(), by="year")
    data = json.loads(render(made, "json"))
    assert data["dyad"] == list(DYAD)
    assert len(data["assessments"]) == len(made.points) + len(made.undated)
    first, source = data["assessments"][0], made.points[0].point
    for name, value in as_json(source.assessment).items():
        if name != "record":
            assert first[name] == value
    assert {"words", "title", "published", "publisher", "corrected", "side", "placed", "href"} <= set(first)
    assert data["undated"] == [made.undated[0].point.assessment.id]
    assert data["assessments"][-1]["placed"] is None
    assert data["change_points"] is None
    assert "events" in data["change_points_note"]
    assert [row["period"] for row in data["series"]] == ["2013", "2014", "2015", "2016", "2017", "2018"]


def test_without_a_period_there_is_no_series() -> None:
    assert json.loads(render(timeline(point()), "json"))["series"] == []


@pytest.mark.parametrize("format", ["json", "csv", "table", "html"])
def test_no_record_is_said_and_nothing_drawn(format) -> None:
    said = render(timeline(), format)
    assert "<svg" not in said
    if format == "json":
        data = json.loads(said)
        assert data["assessments"] == data["series"] == []
        assert data["note"]
    elif format == "csv":
        assert len(said.splitlines()) == 1
    else:
        assert "holds no assessment" in said


@pytest.mark.parametrize("format", ["svg", "png", "pdf"])
def test_a_picture_of_nothing_is_refused(format) -> None:
    with pytest.raises(RequestError, match="no assessment"):
        render(timeline(), format)


def test_an_unknown_format_is_refused_with_the_known_ones() -> None:
    with pytest.raises(RequestError, match="table"):
        render(timeline(point()), "xls")


def test_pictures_are_what_they_claim_to_be() -> None:
    made = timeline(*five_years())
    assert render(made, "png").startswith(b"\x89PNG")
    assert render(made, "pdf").startswith(b"%PDF")
    assert ElementTree.fromstring(render(made, "svg")).tag.endswith("svg")


def test_marks_of_a_picture_link_to_the_archive_and_nowhere_else() -> None:
    made = timeline(*five_years())
    links = set(re.findall(r'href="([^"]*)"', render(made, "svg")))
    assert links == {p.href for p in made.points}
    served = render(made, "svg", base_url="http://localhost:8000")
    assert set(re.findall(r'href="([^"]*)"', served)) == {
        "http://localhost:8000" + p.href for p in made.points
    }


def test_every_mark_of_the_page_links_to_a_row_of_it() -> None:
    made = timeline(*five_years(), by="year")
    page = render(made, "html")
    rows = set(re.findall(r'<tr id="([^"]*)"', page))
    links = set(re.findall(r'href="#([^"]*)"', page))
    assert links == {p.point.assessment.id for p in made.points}
    assert links < rows


def test_the_page_needs_no_network_and_runs_no_script() -> None:
    page = render(timeline(*five_years()), "html")
    assert "<script" not in page
    assert "default-src 'none'" in page
    assert not re.search(r'(?:src|href)="https?:', page)
    assert describe(timeline(*five_years())).split(".")[0] in page


@pytest.mark.parametrize("format", FORMATS)
def test_hostile_words_are_harmless(format) -> None:
    said = render(hostile(), format)
    if isinstance(said, bytes):
        return
    if format in ("svg", "html"):
        assert "<script" not in said
        assert said.count("</svg>") == 1
    if format == "svg":
        ElementTree.fromstring(said)
    if format in ("svg", "html", "table"):
        assert not re.search("[\x00\x1b\u202e\ufffe]", said)


@pytest.mark.parametrize("words", FORMULAS)
def test_no_cell_of_the_csv_is_a_formula(words) -> None:
    made = timeline(point(words=words, title=words, holder=ActorRef(None, words, "XNO", None)))
    (row,) = csv.DictReader(io.StringIO(render(made, "csv"), newline=""))
    for name in ("words", "title", "holder"):
        assert row[name] == "'" + words


def test_the_csv_gives_harmless_words_back_as_they_are() -> None:
    words = 'said "low",\nand rising'
    (row,) = csv.DictReader(io.StringIO(render(timeline(point(words=words)), "csv"), newline=""))
    assert row["words"] == words
    assert (row["from"], row["to"], row["dyad"]) == ("2015-09-03", "2015-09-03", "XNO-XSU")


def test_the_table_says_insufficient_and_what_it_did_not_count() -> None:
    said = render(timeline(point("2015-01"), point("2015-03"), point("2015"), by="month"), "table")
    assert "2015-02  insufficient" in said
    assert "not counted" in said


def test_the_description_tells_few_points_singly_and_many_by_year() -> None:
    assert "3 September 2015, Ilse Varga: low, worsening" in describe(
        timeline(point(level="low", trend="worsening"))
    )
    assert "2013:" in describe(timeline(*many(100)))


def test_five_thousand_points_can_be_drawn() -> None:
    assert render(timeline(*many(5000)), "svg").count("<path") > 5000

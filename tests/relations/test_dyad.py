"""A dyad whole: the data, the sentences, the picture and the page, with and without events or documents."""

import csv
import io
import json
import re
from datetime import date
from pathlib import Path

import pytest

from detente.model import RequestError
from detente.relations import PARTS, compare_indices, comparison, counted_events, describe_dyad, render
from detente.relations.picture import MEDIA_TYPE, data_of, picture
from tests.relations.made import point
from tests.relations.made_events import dyad, event, frame, stream

BROKEN = stream(3650, 2.0, breaks_at=0.6)


@pytest.fixture(scope="module")
def broken():
    return dyad(BROKEN, [point("2006-03-01", level="low"), point("2011-01-10", trend="worsening")])


@pytest.fixture(scope="module")
def thin():
    return dyad([event("2014-03-05"), event("2015-06-05", "SANCTION", source="XSU", target="XNO")])


def answer(whole):
    return json.loads(render(whole, "json"))


def rows(whole, part):
    return list(csv.DictReader(io.StringIO(render(whole, "csv", part=part))))


# Data


def test_the_contract_of_the_answer_holds_with_events_and_without() -> None:
    for whole in (dyad([]), dyad([], [point()]), dyad(BROKEN), dyad([event()], [point()])):
        told = answer(whole)
        assert {"dyad", "assessments", "series", "change_points"} <= set(told)
        assert told["dyad"] == ["XNO", "XSU"]


def test_without_events_the_change_points_are_null_and_the_reason_is_told() -> None:
    told = answer(dyad([], [point()]))
    assert told["change_points"] is None
    assert told["change_points_note"]
    assert told["events"] is None
    assert told["events_note"] == "The archive holds no event between Norland and Sudria."


def test_a_period_holds_assessments_and_events_apart(broken) -> None:
    told = {period["period"]: period for period in answer(broken)["series"]}
    march = told["2006-03"]
    assert march["raw"]["n"] == 1
    assert march["events"]["a_to_b"]["events"] > 5
    assert set(march["events"]["a_to_b"]["indices"]) == set(answer(broken)["events"]["indices"])
    assert told["2007-05"]["raw"] is None
    assert not told["2007-05"]["insufficient"]


def test_all_periods_from_the_first_record_to_the_last_are_there() -> None:
    told = answer(dyad([event("2014-03-05")], [point("2013-11-03")]))["series"]
    assert [period["period"] for period in told] == ["2013-11", "2013-12", "2014-01", "2014-02", "2014-03"]
    assert all(period["insufficient"] for period in told[1:])


def test_a_thin_series_has_null_and_not_zero(thin) -> None:
    cells = answer(thin)["series"][0]["events"]
    assert cells["a_to_b"]["insufficient"] is True
    assert cells["a_to_b"]["indices"] is None
    assert cells["a_to_b"]["events"] == 1


def test_the_break_is_a_change_point_with_its_events_and_assessments(broken) -> None:
    found = {c["direction"]: c for c in answer(broken)["change_points"]}
    assert set(found) == {"a_to_b", "b_to_a", "both"}
    change = found["both"]
    assert change["earliest"] <= "2011-01-01" <= change["latest"]
    assert change["after"] < change["before"]
    assert change["p_corrected"] >= change["p"]
    assert {event["type"] for event in change["events"]} <= {"ACCUSE", "SANCTION"}
    assert len(change["assessments"]) <= 1


def test_a_shared_break_is_no_answer_once_it_is_taken_out(broken) -> None:
    assert broken.reciprocity_within.a_by_b.p_corrected > 0.05


def test_every_row_of_every_csv_has_the_columns_of_its_head(broken) -> None:
    for part in PARTS:
        lines = list(csv.reader(io.StringIO(render(broken, "csv", part=part))))
        assert {len(line) for line in lines} == {len(lines[0])}


def test_the_csv_of_the_series_says_what_the_json_says(broken) -> None:
    told = {(row["period"], row["direction"]): row for row in rows(broken, "series")}
    cell = next(p for p in answer(broken)["series"] if p["period"] == "2012-01")["events"]["b_to_a"]
    row = told["2012-01", "b_to_a"]
    assert (row["source"], row["target"]) == ("XSU", "XNO")
    assert float(row["net_cooperation"]) == cell["indices"]["net_cooperation"]["value"]
    assert int(row["events"]) == cell["events"]


def test_numbers_below_zero_stay_numbers_and_words_that_look_like_formulas_do_not(broken) -> None:
    assert any(float(row["goldstein_sum"] or 0) < 0 for row in rows(broken, "series"))
    odd = dyad([event(publisher="=HYPERLINK(1)")])
    assert rows(odd, "events")[0]["publisher"] == "'=HYPERLINK(1)"


def test_csv_without_a_part_is_the_assessments_and_of_events_alone_the_series(broken) -> None:
    assert render(broken, "csv").startswith("id,date")
    assert render(dyad([event()]), "csv").startswith("period,first")


@pytest.mark.parametrize(
    ("part", "format", "told"),
    [("poems", "csv", "choose assessments"), ("series", "json", "chosen of CSV alone")],
)
def test_a_part_that_is_none_is_told(thin, part, format, told) -> None:
    with pytest.raises(RequestError, match=told):
        render(thin, format, part=part)


def test_a_series_that_is_not_there_is_told() -> None:
    with pytest.raises(RequestError, match="no event between"):
        render(dyad([], [point()]), "csv", part="series")


# Sentences


def test_the_sentences_tell_what_a_reader_has_to_know(broken, thin) -> None:
    told = describe_dyad(broken)
    for words in (
        "7,300 events in 7,300 reports",
        "Change of both directions",
        "Reciprocity",
        "No audited sample",
    ):
        assert words in told
    assert "insufficient in all 16 periods" in describe_dyad(thin)


def test_events_of_documents_are_called_a_purposive_corpus() -> None:
    assert "purposive" in describe_dyad(dyad([event(origin="document", document="d", status="happened")]))
    assert "purposive" not in describe_dyad(dyad([event()]))


def test_what_was_left_out_is_in_the_table() -> None:
    table = render(dyad([event(), event(None), event(status="denied")]), "table")
    assert "Left out: 1 without a date." in table
    assert "Left out: 1 not told as happened" in table


def test_the_outlets_of_each_country_tell_their_own_story() -> None:
    events = [event(kind="AID", publisher_country="XNO", publisher_control="state") for _ in range(6)]
    events += [event(kind="ASSAULT", publisher_country="XSU", publisher_control="private") for _ in range(6)]
    found = {group.name: group for group in dyad(events, indices=("goldstein",)).series.outlets}
    assert found["XNO"].estimates["a_to_b"].value == 7
    assert found["private"].estimates["a_to_b"].value == -9


def test_where_the_indices_disagree_is_told_with_the_periods() -> None:
    # More events of a milder kind: the sum rises while the mean falls.
    events = [event("2014-01-05", "AID") for _ in range(6)] + [
        event("2014-02-05", "SUPPORT") for _ in range(30)
    ]
    whole = dyad(events, indices=("goldstein",))
    (pair,) = (pair for pair in compare_indices(whole) if pair.direction == "a_to_b")
    assert pair.against == ("2014-02",)
    assert "2014-02" in render(whole, "table")


# Pictures


def test_every_point_opens_to_something(broken) -> None:
    data = [datum for datum in data_of(picture(broken)) if "href" in datum]
    assert len(data) > 300
    assert all(
        datum["href"].startswith(("/documents/", "/relations/", "/events/", "/statements/")) for datum in data
    )


def test_single_events_are_ticks_and_many_are_gathered(thin, broken) -> None:
    few = [datum for datum in data_of(picture(thin)) if "row" in datum]
    many = [datum for datum in data_of(picture(broken)) if "row" in datum]
    assert [datum["events"] for datum in few] == [1, 1]
    assert len(many) < 2500
    assert sum(datum["events"] for datum in many) == 7300


def test_a_direction_that_no_period_can_tell_has_no_frame_but_a_sentence(thin) -> None:
    drawn = picture(thin)
    assert len(drawn["vconcat"]) == 1
    assert "insufficient" in " ".join(drawn["vconcat"][0]["title"]["subtitle"])


def test_insufficient_stretches_are_shaded_and_nothing_is_joined_across_them() -> None:
    events = [
        event(day) for day in ("2014-01-05", "2014-02-05", "2014-06-05", "2014-07-05") for _ in range(6)
    ]
    drawn = picture(dyad(events))
    shaded = [datum["insufficient"] for datum in data_of(drawn) if "insufficient" in datum]
    assert shaded == ["2014-03 to 2014-05"]
    runs = {datum["period"]: datum["run"] for datum in data_of(drawn) if "run" in datum}
    assert len(set(runs.values())) == 2


def test_all_panels_share_the_days_they_show(broken) -> None:
    domains = []

    def walk(node):
        if isinstance(node, dict):
            if node.get("type") == "temporal" and "domain" in node.get("scale", {}):
                domains.append(tuple(node["scale"]["domain"]))
            for inner in node.values():
                walk(inner)
        elif isinstance(node, list):
            for inner in node:
                walk(inner)

    walk(picture(broken)["vconcat"])
    assert len(domains) >= 4
    assert len(set(domains)) == 1


@pytest.mark.parametrize("format", ["svg", "png", "pdf"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_picture_is_drawn_in_every_format(broken, format, theme) -> None:
    drawn = render(broken, format, theme=theme)
    start = drawn[:8] if isinstance(drawn, bytes) else drawn[:4].encode()
    assert start.startswith({"svg": b"<svg", "png": b"\x89PNG", "pdf": b"%PDF"}[format])


def test_the_comparison_has_a_panel_for_each_index(broken, thin) -> None:
    assert len(comparison(broken)["vconcat"]) == len(broken.series.indices)
    with pytest.raises(RequestError, match="no event"):
        comparison(dyad([]))


def test_a_notebook_gets_specification_picture_and_words(broken) -> None:
    bundle = broken._repr_mimebundle_()
    assert bundle[MEDIA_TYPE]["$schema"].endswith("v6.json")
    assert bundle["image/svg+xml"].startswith("<svg")
    assert "Norland" in bundle["text/plain"]
    assert set(dyad([])._repr_mimebundle_()) == {"text/plain"}


def test_the_page_holds_rows_for_what_the_picture_links_to(broken) -> None:
    page = render(broken, "html")
    assert 'href="#2012-01"' in page
    assert 'id="2012-01"' in page
    assert "<script" not in page


def test_hostile_words_stay_words() -> None:
    odd = '<img src=x onerror=alert(1)>"'
    whole = dyad([event(publisher=odd, mode=odd, record=odd) for _ in range(6)])
    page = render(whole, "html")
    assert "<img" not in page
    assert "<img" not in render(whole, "svg")


# Bad input


def test_nothing_at_all_is_one_sentence_and_no_picture() -> None:
    whole = dyad([])
    assert "no assessment" in whole.note
    assert "no event" in whole.note
    with pytest.raises(RequestError, match="no assessment"):
        render(whole, "svg")


@pytest.mark.parametrize(
    ("events", "told"),
    [
        ([event()], "insufficient in all 1 periods"),
        ([event("2014-03-01/2014-12-31")], "known less exactly than one month"),
        ([event("1990-01-01"), event("2020-01-01")], "insufficient in all 361 periods"),
    ],
)
def test_one_event_a_year_only_date_and_a_gap_of_decades_are_told(events, told) -> None:
    whole = dyad(events)
    assert told in (describe_dyad(whole) + (whole.events_note or ""))


def test_a_series_without_movement_is_told() -> None:
    days = [date(2010 + at // 12, at % 12 + 1, 5).isoformat() for at in range(60)]
    whole = dyad([event(day, "CONSULT", source=s, target=t) for day in days for s, t in
                  (("XNO", "XSU"), ("XSU", "XNO")) for _ in range(5)])  # fmt: skip
    told = describe_dyad(whole)
    assert "All periods have the same value: nothing changed." in told
    assert "the same value in every period" in told


def test_limits_apply_to_events_too() -> None:
    whole = dyad([event("2014-03-05"), event("2016-03-05")], since="2015")
    assert [one.day for one in counted_events(whole)] == [date(2016, 3, 5)]


def test_the_events_of_a_period_are_those_and_no_others() -> None:
    whole = dyad(frame([event("2014-03-05"), event("2014-04-05")]))
    assert [one.day for one in counted_events(whole, "2014-04")] == [date(2014, 4, 5)]
    assert counted_events(whole, "1999-01") == []


# The dictionary


@pytest.mark.parametrize(
    ("part", "heading"),
    [
        ("series", "CSV of the series"),
        ("changes", "CSV of the change points"),
        ("events", "CSV of the events"),
        ("assessments", "CSV of the assessments"),
    ],
)
def test_every_column_is_in_the_dictionary(broken, part, heading) -> None:
    page = (Path(__file__).resolve().parents[2] / "docs/series.md").read_text(encoding="utf-8")
    section = page.partition(f"## {heading}")[2].partition("\n## ")[0]
    told = set(re.findall(r"`(\w+)`", section))
    for column in render(broken, "csv", part=part).splitlines()[0].split(","):
        plain = re.sub("^(" + "|".join(broken.series.indices) + ")", "INDEX", column)
        assert plain in told, f"docs/series.md does not tell of {column}"


def test_every_field_of_the_answer_is_in_the_dictionary(broken) -> None:
    page = (Path(__file__).resolve().parents[2] / "docs/series.md").read_text(encoding="utf-8")
    told = set(re.findall(r"`(\w+)`", page))
    whole = answer(broken)
    cell = whole["series"][0]["events"]["both"]
    for names in (
        whole,
        whole["series"][0],
        cell,
        whole["events"],
        whole["reciprocity"],
        whole["change_points"][0],
    ):
        assert set(names) <= told, set(names) - told

import itertools
import json
from collections import defaultdict
from datetime import date

import pytest
import vl_convert
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.model import RequestError
from detente.relations import specification
from detente.relations.chart import LANES, _free_row, period_specification

from .made import five_years, many, point, timeline


def test_every_point_is_drawn_once_and_opens_to_its_record() -> None:
    made = timeline(*five_years(), point(statement="statement-7"))
    values = specification(made)["data"]["values"]
    assert len(values) == len(made.points)
    assert {v["href"] for v in values} == {p.href for p in made.points}
    assert any(v["href"] == "/statements/statement-7" for v in values)
    assert any(v["href"].startswith("/documents/document-1#assessment-") for v in values)


def test_a_month_and_an_open_end_are_drawn_as_stretches() -> None:
    month, opened, day = specification(
        timeline(point("../2015-08-01"), point("2015-09"), point("2015-10-03"))
    )["data"]["values"]
    month, opened = opened, month
    assert (month["from"], month["to"], month["exact"]) == ("2015-09-01", "2015-09-30", False)
    assert (opened["to"], opened["at"], opened["open"]) == ("2015-08-01", "2015-08-01", True)
    assert opened["from"] < opened["to"]
    assert (day["from"], day["to"], day["exact"]) == ("2015-10-03", "2015-10-03", True)


def test_the_axis_is_ordinal_with_every_level_from_good_to_low() -> None:
    axis = specification(timeline(point(level="low")))["encoding"]["y"]
    assert axis["type"] == "ordinal"
    assert tuple(name for name in axis["scale"]["domain"] if "#" not in name) == LANES
    assert LANES == ("very good", "good", "neutral", "low", "very low", "no level stated")


def test_points_of_one_day_stand_on_lines_of_their_own() -> None:
    values = specification(timeline(*(point(level="low", words=f"words {n}") for n in range(30))))["data"][
        "values"
    ]
    assert len({v["line"] for v in values}) == 30


@given(st.lists(st.tuples(st.floats(0, 800), st.floats(1, 200)), max_size=60))
def test_stretches_on_one_row_never_overlap(stretches) -> None:
    lines, rows = [], defaultdict(list)
    for left, width in stretches:
        rows[_free_row(lines, left, left + width)].append((left, left + width))
    for taken in rows.values():
        taken.sort()
        assert all(a[1] <= b[0] for a, b in itertools.pairwise(taken))


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 10_000))
def test_bars_lie_inside_the_picture(seed) -> None:
    spec = specification(timeline(*many(30, seed)))
    first, last = spec["layer"][1]["encoding"]["x"]["scale"]["domain"]
    for value in spec["data"]["values"]:
        assert first <= value["from"] <= value["at"] <= value["to"] <= last


def test_the_first_and_the_last_day_of_the_calendar_can_be_drawn() -> None:
    spec = specification(timeline(point("0001-01-01"), point("9999-12-31")))
    assert all(date.fromisoformat(v["at"]) for v in spec["data"]["values"])


def test_the_specification_is_plain_json_for_both_themes() -> None:
    made = timeline(*five_years())
    light, dark = specification(made), specification(made, "dark")
    assert json.loads(json.dumps(light)) == light
    assert light["config"]["background"] != dark["config"]["background"]
    assert "Norland" in light["description"]


def test_nothing_is_drawn_of_nothing() -> None:
    for made in (timeline(), timeline(point(None))):
        with pytest.raises(RequestError):
            specification(made)
    with pytest.raises(RequestError):
        period_specification(timeline(point()))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_vega_lite_accepts_the_specification(theme, capfd) -> None:
    made = timeline(*five_years(), by="year")
    drawn = vl_convert.vegalite_to_svg(specification(made, theme), vl_version="6.4", show_warnings=True)
    assert "<svg" in drawn
    assert "warn" not in capfd.readouterr().err.lower()
    assert "<svg" in vl_convert.vegalite_to_svg(period_specification(made, theme), vl_version="6.4")

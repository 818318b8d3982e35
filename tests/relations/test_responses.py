"""How each side answers the other, drawn and told."""

from __future__ import annotations

import json

import pytest
import vl_convert

from detente.relations import describe_dyad, render, tell_events
from detente.relations.picture import data_of, picture
from detente.relations.responses import answers, response_panels
from tests.relations.made_events import answering, dyad, stream


@pytest.fixture(scope="module")
def tit_for_tat():
    return dyad(answering(), by="week", resamples=0)


def test_the_two_answers_stand_side_by_side_on_one_scale(tit_for_tat) -> None:
    (row,) = response_panels(tit_for_tat, "light")
    titles = [panel["title"]["text"] for panel in row["hconcat"]]
    assert titles == ["Norland to a push by Sudria", "Sudria to a push by Norland"]
    domains = {
        tuple(layer["encoding"]["y"]["scale"]["domain"])
        for panel in row["hconcat"]
        for layer in panel["layer"][1:]
    }
    assert len(domains) == 1
    assert {len(panel["layer"]) for panel in row["hconcat"]} == {5}


def test_every_step_of_both_orders_is_drawn_with_its_interval(tit_for_tat) -> None:
    found = tit_for_tat.reciprocity
    assert found is not None
    (row,) = response_panels(tit_for_tat, "dark")
    left = row["hconcat"][0]
    solid, dashed = (layer["data"]["values"] for layer in left["layer"][1::2])
    pushed, answered = answers(found, "b", "a")
    assert (pushed.first, answered.first) == ("b", "a")
    assert [value["value"] for value in solid] == [round(v, 4) for v in pushed.values]
    assert [value["low"] for value in dashed] == [round(v, 4) for v in answered.low]
    assert all(value["low"] <= value["value"] <= value["high"] for value in (*solid, *dashed))
    assert dashed[0]["value"] == 0
    assert solid[1]["label"].startswith("Norland 1 week after a push by Sudria: ")


def test_what_is_drawn_is_told(tit_for_tat) -> None:
    said = list(tell_events(tit_for_tat))
    (sentence,) = [one for one in said if one.startswith("After a push of one standard deviation by Sudria")]
    assert "Norland moves most 1 week later, by 0." in sentence
    assert "if Sudria moves first" in sentence
    assert "if Norland moves first" in sentence
    assert sentence in describe_dyad(tit_for_tat)
    assert picture(tit_for_tat)["description"] == describe_dyad(tit_for_tat)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_picture_with_answers_is_one_that_vega_lite_draws(tit_for_tat, theme, capfd) -> None:
    drawn = picture(tit_for_tat, theme)
    assert any("after" in value and "order" in value for value in data_of(drawn))
    svg = vl_convert.vegalite_to_svg(json.loads(json.dumps(drawn)), vl_version="6.4", show_warnings=True)
    assert "How each side answers a push by the other" in svg
    assert not [line for line in capfd.readouterr().err.splitlines() if "WARN" in line and "order" in line]


def test_the_page_as_a_file_holds_picture_and_sentences(tit_for_tat) -> None:
    page = str(render(tit_for_tat, "html"))
    assert "Norland to a push by Sudria" in page
    assert "After a push of one standard deviation by Norland" in page
    assert "How each side answers" in str(render(tit_for_tat, "svg"))


def test_where_nothing_is_estimated_nothing_is_drawn() -> None:
    thin = dyad(stream(300, 1.0))
    assert thin.reciprocity is not None
    assert thin.reciprocity.reason
    assert list(response_panels(thin, "light")) == []
    assert "How each side answers" not in str(render(thin, "svg"))


def test_a_change_outside_the_stretch_of_the_estimate_is_not_taken_out(tit_for_tat) -> None:
    """Both estimates would be one and the same, told and drawn twice."""
    found = tit_for_tat.reciprocity
    inside = [p for p in tit_for_tat.change_points if tit_for_tat.series is not None]
    names = [period.name for period in tit_for_tat.series.periods]
    cuts = [p for p in inside if found.first < names.index(p.period) <= found.last]
    assert (tit_for_tat.reciprocity_within is None) == (not cuts)

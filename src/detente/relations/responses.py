"""How each side answers the other, drawn: the impulse responses of the autoregression with their
intervals."""

from __future__ import annotations

from collections.abc import Iterator

from detente.relations.chart import INK, QUIET, SIDE_COLOURS, WIDTH, Spec, Theme, titled
from detente.relations.reciprocity import Reciprocity, Response
from detente.relations.relationship import Relationship

# Who answers whom: the side of the shock and of the answer, the panels from left to right.
_ANSWERS = (("b", "a"), ("a", "b"))
_HEIGHT = 118
GAP = 64  # between the two panels, with the axis of the second


def response_panels(dyad: Relationship, theme: Theme) -> Iterator[Spec]:
    """A row of two panels for each reciprocity that is estimated: of the whole, and between change points."""
    estimates = (
        ("", dyad.reciprocity),
        (", the level of each stretch between change points taken out", dyad.reciprocity_within),
    )
    for words, found in estimates:
        if dyad.series is not None and found is not None and found.responses:
            yield _row(dyad, found, words, dyad.series.counted.counting.by, theme)


def answers(found: Reciprocity, shock: str, answer: str) -> list[Response]:
    """The responses of one side to the other: first where the one answered moves first within a period."""
    both = [r for r in found.responses if (r.shock, r.answer) == (shock, answer)]
    return sorted(both, key=lambda response: response.first != shock)


def _row(dyad: Relationship, found: Reciprocity, words: str, by: str, theme: Theme) -> Spec:
    reach = _reach(found)
    panels = [_panel(dyad, found, sides, by, reach, theme) for sides in _ANSWERS]
    said = (
        "A push is one standard deviation of what is new in a period. Band: 95 %; where it holds 0, no "
        "answer is told from chance."
    )
    orders = (
        "Solid: who pushes moves first within a period; dashed: who answers does. The truth may lie between."
    )
    return {
        "title": titled(f"How each side answers a push by the other{words}", [said, orders], theme),
        "hconcat": panels,
        "spacing": 24,
    }


def _reach(found: Reciprocity) -> tuple[float, float]:
    """One scale for both panels, so that they compare."""
    ends = [
        end
        for sides in _ANSWERS
        for response in answers(found, *sides)
        for end in (*response.low, *response.high)
    ]
    return min(0.0, *ends), max(0.0, *ends)


def _panel(
    dyad: Relationship,
    found: Reciprocity,
    sides: tuple[str, str],
    by: str,
    reach: tuple[float, float],
    theme: Theme,
) -> Spec:
    shock, answer = sides
    names = dict(zip("ab", dyad.names, strict=True))
    # As in the other panels the colour is that of the side that acts: here, that answers.
    colour = SIDE_COLOURS[theme]["ab".index(answer)]
    layers = [_zero(theme)]
    for response in answers(found, shock, answer):
        layers += _layers(response, names, by, colour, reach)
    return {
        "title": {
            "text": f"{names[answer]} to a push by {names[shock]}",
            "anchor": "start",
            "frame": "group",
            "fontSize": 12,
            "color": INK[theme],
            "offset": 4,
        },
        "width": (WIDTH - GAP) // 2,
        "height": _HEIGHT,
        "layer": layers,
    }


def _zero(theme: Theme) -> Spec:
    rule = {"type": "rule", "color": QUIET[theme], "strokeWidth": 1, "opacity": 0.7}
    return {"data": {"values": [{}]}, "mark": rule, "encoding": {"y": {"datum": 0}}}


def _layers(
    response: Response, names: dict[str, str], by: str, colour: str, reach: tuple[float, float]
) -> list[Spec]:
    pushes = response.first == response.shock
    data = {"values": list(_values(response, names, by))}
    after: Spec = {
        "field": "after",
        "type": "quantitative",
        "title": f"{by}s after the push",
        "axis": {"tickMinStep": 1, "format": "d", "grid": False},
    }
    scale = {"domain": list(reach), "nice": True, "zero": False}
    y: Spec = {"type": "quantitative", "title": None, "scale": scale, "axis": {"tickCount": 5}}
    band: Spec = {
        "data": data,
        "mark": {"type": "area", "color": colour, "opacity": 0.22 if pushes else 0.1},
        "encoding": {"x": after, "y": {**y, "field": "low"}, "y2": {"field": "high"}},
    }
    line: Spec = {
        "data": data,
        "mark": {
            "type": "line",
            "color": colour,
            "strokeWidth": 2.2 if pushes else 1.4,
            "strokeDash": [1, 0] if pushes else [5, 3],
            "point": {"size": 22 if pushes else 10, "filled": True, "color": colour},
        },
        "encoding": {
            "x": after,
            "y": {**y, "field": "value"},
            "description": {"field": "label"},
            "tooltip": [
                {"field": "when", "title": "after"},
                {"field": "answer", "type": "nominal"},
                {"field": "interval", "title": "95 %"},
                {"field": "order", "title": "first within a period"},
            ],
        },
    }
    return [band, line]


def _values(response: Response, names: dict[str, str], by: str) -> Iterator[Spec]:
    for step, (value, low, high) in enumerate(zip(response.values, response.low, response.high, strict=True)):
        when = f"{step} {by}{'' if step == 1 else 's'}"
        ends = f"{low:.2f} to {high:.2f}"
        yield {
            "after": step,
            "value": round(value, 4),
            "low": round(low, 4),
            "high": round(high, 4),
            "when": when,
            "answer": f"{value:.2f}",
            "interval": ends,
            "order": names[response.first],
            "label": f"{names[response.answer]} {when} after a push by {names[response.shock]}: "
            f"{value:.2f}, 95 % {ends}",
        }

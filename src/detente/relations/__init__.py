"""How a relationship moved: what was said about it, what the two did to each other, when it changed, who
answers whom.

Two records that are never mixed: assessments (`build_timeline`) and events (`build_dyad`).
"""

from detente.relations.answer import PARTS, event_json, timeline_json
from detente.relations.chart import specification
from detente.relations.dates import days_of
from detente.relations.describe import describe, tell_undated
from detente.relations.disagreement import compare_indices, disagreements
from detente.relations.dyad import Asked, Dyad, build_dyad, fitting_by
from detente.relations.events import DIRECTED
from detente.relations.indices import WORDS as INDEX_WORDS
from detente.relations.picture import comparison, picture
from detente.relations.relationship import ChangePoint, EventShown, Relationship, counted_events
from detente.relations.render import FORMATS, render
from detente.relations.tell import describe_dyad, tell_events
from detente.relations.timeline import (
    Distribution,
    Period,
    PlacedPoint,
    Timeline,
    TimelinePoint,
    build_timeline,
)
from detente.relations.weights import Weights, load_weights

__all__ = [
    "DIRECTED",
    "FORMATS",
    "INDEX_WORDS",
    "PARTS",
    "Asked",
    "ChangePoint",
    "Distribution",
    "Dyad",
    "EventShown",
    "Period",
    "PlacedPoint",
    "Relationship",
    "Timeline",
    "TimelinePoint",
    "Weights",
    "build_dyad",
    "build_timeline",
    "compare_indices",
    "comparison",
    "counted_events",
    "days_of",
    "describe",
    "describe_dyad",
    "disagreements",
    "event_json",
    "fitting_by",
    "load_weights",
    "picture",
    "render",
    "specification",
    "tell_events",
    "tell_undated",
    "timeline_json",
]

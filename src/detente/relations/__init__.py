"""How a relationship moved, from the assessments of it: the timeline, its picture, table and description."""

from detente.relations.chart import specification
from detente.relations.describe import describe
from detente.relations.render import FORMATS, render, timeline_json
from detente.relations.timeline import (
    Distribution,
    Period,
    PlacedPoint,
    Timeline,
    TimelinePoint,
    build_timeline,
)

__all__ = [
    "FORMATS",
    "Distribution",
    "Period",
    "PlacedPoint",
    "Timeline",
    "TimelinePoint",
    "build_timeline",
    "describe",
    "render",
    "specification",
    "timeline_json",
]

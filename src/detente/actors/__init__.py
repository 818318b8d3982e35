"""Who is meant: a gazetteer with dated offices, and the mentions of a document resolved with it."""

from detente.actors.catalogue import KINDS, ActorRow, Difference, Kind, RoleRow, difference, listed, shown
from detente.actors.gazetteer import Gazetteer, load_gazetteer
from detente.actors.mentions import resolve_mentions
from detente.actors.records import Resolution

__all__ = [
    "KINDS",
    "ActorRow",
    "Difference",
    "Gazetteer",
    "Kind",
    "Resolution",
    "RoleRow",
    "difference",
    "listed",
    "load_gazetteer",
    "resolve_mentions",
    "shown",
]

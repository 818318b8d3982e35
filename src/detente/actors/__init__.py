"""Who is meant: a gazetteer with dated offices, and the mentions of a document resolved with it."""

from detente.actors.catalogue import (
    KINDS,
    ActorRow,
    Difference,
    Filter,
    Kind,
    RoleRow,
    difference,
    filtered,
    listed,
    shown,
)
from detente.actors.gazetteer import Gazetteer, load_gazetteer
from detente.actors.identity import block_of, same_persons
from detente.actors.load import GazetteerFile
from detente.actors.mentions import resolve_mentions
from detente.actors.records import Resolution
from detente.actors.touched import Touched
from detente.actors.words import role_words

__all__ = [
    "KINDS",
    "ActorRow",
    "Difference",
    "Filter",
    "Gazetteer",
    "GazetteerFile",
    "Kind",
    "Resolution",
    "RoleRow",
    "Touched",
    "block_of",
    "difference",
    "filtered",
    "listed",
    "load_gazetteer",
    "resolve_mentions",
    "role_words",
    "same_persons",
    "shown",
]

"""Who is meant: the tables, and what a mention on a day means by them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from detente.actors.load import GazetteerFile, load_rows, without_collecting
from detente.actors.phrases import Phrases
from detente.actors.records import Resolution, parse_days
from detente.actors.tables import Tables


class Gazetteer(Tables):
    """States, organisations, persons and their dated offices. Made by `load_gazetteer`; never changes."""

    def resolve(self, mention: str, on: str | None = None, introduced: Sequence[str] = ()) -> Resolution:
        """Whom `mention` means on the EDTF date `on`: a name, "the US president", "President Obama",
        "Moscow", "the Kremlin", "Putin's American counterpart".

        `introduced` are ids or full names of persons the text has introduced, in order: they decide first,
        as in "his counterpart", "the former president" and for a surname that several bear. Where nobody,
        or more than one, can be meant the nulls of the Resolution come with candidates and the reason.
        Raises ValueError where `on` is not a date.
        """
        known = tuple(person for name in introduced if (person := self._person_id(name)))
        found = Phrases(self, parse_days(on), known).resolve(mention)
        return found if found.name else replace(found, code=None)

    def body_code(self, text: str) -> str | None:
        """The code of the state or organisation that a palace, a ministry or a capital means, or whose name
        it is; None for what is somebody of its own, such as a newspaper."""
        found = self.resolve(text)
        actor = (found.actor or "").partition(":")[0]
        return found.code if found.kind in ("organisation", "state") and actor == found.code else None

    def state_of(self, word: str) -> str | None:
        """The code of the one state of which a word is the name, an adjective or the capital."""
        kinds = ("state", "adjective", "demonym", "capital")
        codes = {entry.code for entry in self.index.get(word) if entry.kind in kinds}
        return codes.pop() if len(codes) == 1 else None

    def _person_id(self, name: str) -> str | None:
        if self.person(name):
            return name
        found = {e.key for e in self.index.get(name) if e.kind == "person"}
        return found.pop() if len(found) == 1 else None


@cache
def _builtin() -> Gazetteer:
    return Gazetteer(load_rows(()))


def load_gazetteer(extra: Sequence[Path | GazetteerFile] = ()) -> Gazetteer:
    """The built-in gazetteer with the user's YAML or CSV files laid over it, in order.

    The format is in docs/gazetteer.md. Raises GazetteerError naming file and line; then nothing is loaded.
    """
    if not extra:
        return _builtin()
    with without_collecting():
        return Gazetteer(load_rows(extra))

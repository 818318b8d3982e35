"""The questions of tests/cases/actors/blind.txt: a mention on a day, and who it is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from detente.actors import Resolution
from detente.actors.index import fold


class Question(NamedTuple):
    mention: str
    on: str | None
    names: tuple[str, ...]  # empty for nobody
    candidates: tuple[tuple[str, ...], ...]
    code: str | None
    line: int

    def fails(self, found: Resolution) -> str | None:
        """Why the answer is wrong; None where it is right."""
        if not self.names:
            return self._nobody(found)
        if found.name is None or _plain(found.name) not in map(_plain, self.names):
            return f"{found.name}, not {self.names[0]} ({found.reason})"
        return None if found.code == self.code else f"code {found.code}, not {self.code}"

    def _nobody(self, found: Resolution) -> str | None:
        if found.name is not None or found.actor is not None:
            return f"{found.name}, not nobody ({found.reason})"
        held = {_plain(name) for name in found.candidates}
        missing = [names[0] for names in self.candidates if not held & set(map(_plain, names))]
        return f"candidates without {missing}: {found.candidates} ({found.reason})" if missing else None


def _plain(name: str) -> str:
    return fold(name).lower().replace("-", " ")


def questions(path: Path) -> Iterator[Question]:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line and not line.startswith(("#", "==")):
            yield _question(line, number)


def _question(line: str, number: int) -> Question:
    mention, on, answer, code = (part.strip() for part in line.split(" | "))
    names, _, candidates = answer.partition("~")
    return Question(
        mention,
        None if on == "-" else on,
        () if names.strip() == "?" else tuple(name.strip() for name in names.split(" / ")),
        tuple(tuple(n.strip() for n in c.split(" / ")) for c in candidates.split(";") if c.strip()),
        None if code == "-" else code,
        number,
    )

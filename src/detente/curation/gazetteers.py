"""The gazetteer files that belong to an archive: added and taken away by persons, kept with who and when."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from detente.actors import Gazetteer, GazetteerFile, load_gazetteer
from detente.model import ArchiveError, GazetteerError
from detente.store.contract import Store
from detente.store.people_contract import GazetteerChange

_LATEST = 12  # states of the files that a gazetteer of the past is looked for among


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """A file that extends the gazetteer of an archive, since `when` by `who`."""

    name: str
    sha256: str
    who: str
    when: str
    why: str


class Gazetteers:
    """The gazetteer files of an archive, the first added first."""

    def __init__(self, store: Store, signed: Callable[[str, str], Mapping[str, str]]) -> None:
        self._store, self._signed = store, signed

    def attached(self) -> list[AttachedFile]:
        return [AttachedFile(c.name, c.sha256, c.who, c.when, c.why) for c in _standing(self.history())]

    def history(self) -> list[GazetteerChange]:
        """Every adding and taking away, in order."""
        return self._store.gazetteer_changes()

    def files(self) -> list[GazetteerFile]:
        """What to lay over the built-in gazetteer for this archive."""
        return [self._file(change) for change in _standing(self.history())]

    def check(self, file: GazetteerFile) -> tuple[Gazetteer, Gazetteer]:
        """The archive's gazetteer without and with one more file.

        Raises GazetteerError naming the file and the line, also where the archive has the file already.
        """
        digest = hashlib.sha256(file.content).hexdigest()
        held = next((f for f in self.attached() if f.sha256 == digest), None)
        if held:
            raise GazetteerError(
                f"{file.name}: the archive has this file already, as {held.name} of {held.when}"
            )
        files = [f for f in self.files() if f.name != file.name]
        return load_gazetteer(self.files()), load_gazetteer([*files, file])

    def add(self, file: GazetteerFile, *, who: str, why: str) -> AttachedFile:
        """Keep a checked file in the archive; one of the same name gives way to it."""
        for held in self.attached():
            if held.name == file.name:
                self._note("remove", held.name, held.sha256, None, who, f"replaced: {why}")
        digest = hashlib.sha256(file.content).hexdigest()
        return self._note("add", file.name, digest, file.content, who, why)

    def remove(self, wanted: str, *, who: str, why: str) -> AttachedFile:
        """Take away a file by its name, or by the beginning of its SHA-256; its bytes stay in the archive."""
        found = [f for f in self.attached() if wanted and (f.name == wanted or f.sha256.startswith(wanted))]
        if len(found) != 1:
            names = ", ".join(f"{f.name} ({f.sha256[:12]})" for f in self.attached()) or "none"
            many = "several gazetteer files are" if found else "no gazetteer file is"
            raise ArchiveError(f"{many} called {wanted!r} in this archive; it has: {names}")
        return self._note("remove", found[0].name, found[0].sha256, None, who, why)

    def of_version(self, version: str) -> Gazetteer | None:
        """The gazetteer of an earlier state of the archive's files; None where it was another's."""
        for files in self._states():
            gazetteer = load_gazetteer(files)
            if gazetteer.version == version:
                return gazetteer
        return None

    def _states(self) -> Iterator[list[GazetteerFile]]:
        """The files there were, the latest state first."""
        history = self.history()
        for count in range(len(history), max(-1, len(history) - _LATEST), -1):
            yield [self._file(change) for change in _standing(history[:count])]

    def _file(self, change: GazetteerChange) -> GazetteerFile:
        return GazetteerFile(change.name, self._store.gazetteer_content(change.sha256))

    def _note(
        self, act: str, name: str, sha256: str, content: bytes | None, who: str, why: str
    ) -> AttachedFile:
        signed = self._signed(who, why)
        change = GazetteerChange(act, name, sha256, **signed)  # type: ignore[arg-type]
        self._store.change_gazetteer(change, content)
        return AttachedFile(name, sha256, change.who, change.when, change.why)


def _standing(history: list[GazetteerChange]) -> list[GazetteerChange]:
    standing: list[GazetteerChange] = []
    for change in history:
        if change.act == "add":
            standing.append(change)
        else:
            standing = [s for s in standing if (s.name, s.sha256) != (change.name, change.sha256)]
    return standing

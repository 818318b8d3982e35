"""What a store does for persons across documents and for making records again; a part of the contract."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from detente.model import ActorDecision, Document, Extraction, Identity, Run, SeenPerson

Found = Mapping[tuple[str, str], tuple[str | None, Identity]]
"""For (document, machine id) the id across documents and who it is shown as."""


@dataclass(frozen=True, slots=True)
class GazetteerChange:
    """A gazetteer file that was added to the archive or taken away; `sha256` of its bytes."""

    act: Literal["add", "remove"]
    name: str
    sha256: str
    who: str
    when: str
    why: str


class PeopleStore(Protocol):
    """Every method raises ArchiveError when the database fails."""

    def unsettled(self) -> list[str]:
        """The blocks of persons in which somebody came or went since they were settled."""

    def seen_in(self, block: str) -> list[SeenPerson]:
        """The persons of a block, by day and document."""

    def seen_as(self, actors: Sequence[str]) -> list[tuple[SeenPerson, Identity]]:
        """Where one of the actors is seen, by any of its ids, with who they are shown as."""

    def people(self) -> list[tuple[str, str, str | None, int]]:
        """The persons of the archive as shown: id, name, code and number of documents, the most first."""

    def settle(self, block: str, found: Found) -> int:
        """Write who the persons of a block are, and show their documents so, each in one transaction; tells
        how many are shown otherwise than before."""

    def show_anew(self, documents: Sequence[str]) -> int:
        """Show documents as corrections and decisions are now; tells how many records changed."""

    def documents_of(self, records: Sequence[str]) -> dict[str, str]:
        """The documents of mentions, by the ids of the mentions; unknown ones are left out."""

    def decisions(self) -> list[ActorDecision]: ...

    def decide(self, decision: ActorDecision) -> ActorDecision:
        """Add a row; its id is made here."""

    def gazetteer_changes(self) -> list[GazetteerChange]: ...

    def gazetteer_content(self, sha256: str) -> bytes: ...

    def change_gazetteer(self, change: GazetteerChange, content: bytes | None) -> None: ...

    def as_given(self, document_id: str) -> tuple[Document, str] | None:
        """A document as it was given to the machine, and the digest of that input."""

    def as_shown(self, extraction: Extraction) -> Extraction:
        """How records would be shown if they were stored."""

    def runs_of_documents(self) -> list[tuple[str, Run]]:
        """Each document with the run that made its records, in the order of `documents`."""

    def restamp(self, document_id: str, run: Run) -> None:
        """Note that another run would make the same records."""

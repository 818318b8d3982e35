"""The page of a verification: what a verdict is called, its sign, and what the lines of the pieces mean."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends, Query

from detente.archive import Archive, Verification
from detente.web.questions import LONGEST_QUERY

# What a verdict is called, its sign, and its tone: none of the three alone.
VERDICTS = {
    "exact": ("Exact", "✓", "good"),
    "punctuation": ("The same words, other marks", "✓", "good"),
    "truncated": ("Cut", "…", "partly"),
    "altered": ("Altered", "≠", "bad"),
    "spliced": ("Spliced", "⧺", "bad"),
    "misattributed": ("Somebody else’s words", "↷", "bad"),
    "paraphrased": ("A paraphrase, not the words", "≈", "partly"),
    "not_found": ("Not found in this archive", "?", "open"),
    "too_short": ("Too short to tell", "?", "open"),
}
LEGEND = (
    ("changed", "changed"),
    ("added", "added in the quotation"),
    ("dropped", "left out silently"),
    ("cut", "left out, as marked"),
    ("marks", "other marks or capitals"),
    ("spelling", "other spelling"),
    ("editor", "an editor’s words"),
)
LONGEST_QUOTE = 20_000


@dataclass(frozen=True, slots=True)
class Claim:
    """A quotation to verify, who is said to have said it, and about whom; empty strings where not given."""

    q: str = ""
    speaker: str = ""
    about: str = ""

    @property
    def query(self) -> str:
        fields = {"q": self.q, "speaker": self.speaker, "about": self.about}
        return "?" + urlencode({name: value for name, value in fields.items() if value})

    def put(self, archive: Archive) -> Verification:
        """The archive's answer; raises RequestError."""
        return archive.verify(self.q, speaker=self.speaker or None, about=self.about or None)


def claim(
    q: Annotated[str, Query(max_length=LONGEST_QUOTE)] = "",
    speaker: Annotated[str, Query(max_length=LONGEST_QUERY)] = "",
    about: Annotated[str, Query(max_length=LONGEST_QUERY)] = "",
) -> Claim:
    """The quotation that the query string of a request asks about."""
    return Claim(q.strip(), speaker.strip(), about.strip())


ClaimAsked = Annotated[Claim, Depends(claim)]


def legend(found: Verification) -> list[tuple[str, str]]:
    """The kinds of pieces that the alignment shows, and what they mean."""
    shown = {piece.kind for piece in found.alignment}
    return [(kind, words) for kind, words in LEGEND if kind in shown]

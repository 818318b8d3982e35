"""Drafts: every quotation of one, with the speaker the draft names, checked against an archive."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from detente import marks
from detente.actors import Gazetteer
from detente.export.draft import DraftMark, Outcome
from detente.match import Verification
from detente.model import Document, Extraction, RequestError, Speaker, Statement
from detente.read.draft import Draft
from detente.read.text import make_document

Verify = Callable[[str, "str | None"], Verification]

_MOST_QUOTATIONS = 1_000


class ExtractsOne(Protocol):
    """What finds the quotations of a draft and their speakers, and knows whom words mean."""

    @property
    def gazetteer(self) -> Gazetteer: ...

    def extract(self, document: Document) -> Extraction: ...


@dataclass(frozen=True, slots=True)
class CheckedQuotation:
    """A quotation of a draft: `start` and `end` in the draft's text, the `line` of its file (of a Word
    document the paragraph), who the draft says `speaker` is, and the answer; `problem` is why there is
    none."""

    start: int
    end: int
    line: int
    quote: str
    speaker: str | None
    verification: Verification | None
    problem: str | None = None

    @property
    def outcome(self) -> Outcome:
        """One of "confirmed", "failed", or "unchecked" for what is too short to tell."""
        if self.verification is None or self.verification.verdict == "too_short":
            return "unchecked"
        return "confirmed" if self.verification.confirmed else "failed"


@dataclass(frozen=True, slots=True)
class DraftCheck:
    """A draft with all its quotations, in their order."""

    draft: Draft
    quotations: tuple[CheckedQuotation, ...]

    def count(self, outcome: str) -> int:
        return sum(one.outcome == outcome for one in self.quotations)

    @property
    def failed(self) -> bool:
        """Whether a quotation could not be confirmed."""
        return self.count("failed") > 0


def check_draft(draft: Draft, extractor: ExtractsOne, verify: Verify) -> DraftCheck:
    """Every quotation of the draft with its verdict.

    A quotation is what stands inside a pair of quotation marks; its speaker is the one that the extraction of
    statements finds for it. Raises RequestError for a draft of more than a thousand quotations.
    """
    document = make_document(draft.text.encode("utf-8", "replace").decode(), uri=None, origin="draft")
    extraction = extractor.extract(document)
    found = list(_quotations(extraction))
    if len(found) > _MOST_QUOTATIONS:
        raise RequestError(f"{len(found):,} quotations in one draft; check it in parts")
    return DraftCheck(draft, tuple(_checked(draft, *one, verify) for one in found))


def _checked(draft: Draft, start: int, end: int, speaker: str | None, verify: Verify) -> CheckedQuotation:
    quote = draft.text[start:end]
    line = draft.line(start)
    try:
        return CheckedQuotation(start, end, line, quote, speaker, verify(quote, speaker))
    except RequestError as error:
        return CheckedQuotation(start, end, line, quote, speaker, None, str(error))


def _quotations(extraction: Extraction) -> Iterator[tuple[int, int, str | None]]:
    """Start, end and speaker of each quotation, outer marks only."""
    text = extraction.document.text
    spoken = sorted(_spoken(extraction.statements))
    reached = 0
    # What looks like page furniture is text of the draft as well.
    segments = [
        replace(segment, kind="paragraph") if segment.kind == "boilerplate" else segment
        for segment in extraction.segments
    ]
    for quotation in marks.pair_marks(text, segments):
        inside = [one for one in spoken if one[0] < quotation.end and quotation.start < one[1]]
        if quotation.start < reached or quotation.end <= quotation.start:
            continue
        reached = quotation.end
        speaker = next((speaker for _, _, speaker in inside if speaker), None)
        yield quotation.start, quotation.end, speaker


def _spoken(statements: Sequence[Statement]) -> Iterator[tuple[int, int, str]]:
    for statement in statements:
        spans = statement.quoted_parts if statement.kind == "mixed" else ()
        bounds = [(span.start, span.end) for span in spans] or [(statement.start, statement.end)]
        if statement.kind in ("direct", "mixed", "turn"):
            yield from ((start, end, _named(statement.speaker)) for start, end in bounds)


def _named(speaker: Speaker) -> str:
    """The name of a speaker who has one; an unnamed official can be nobody in particular."""
    return speaker.name or ""


def draft_json(check: DraftCheck, as_json: Callable[[Any], Any]) -> dict[str, Any]:
    """The check as JSON types."""
    outcomes = ("confirmed", "failed", "unchecked")
    return {
        "name": check.draft.name,
        "form": check.draft.form,
        "characters": len(check.draft.text),
        "failed": check.failed,
        "counts": {"quotations": len(check.quotations)} | {one: check.count(one) for one in outcomes},
        "quotations": [
            {
                "start": one.start,
                "end": one.end,
                "source_start": check.draft.source_offset(one.start),
                "line": one.line,
                "quote": one.quote,
                "speaker": one.speaker,
                "outcome": one.outcome,
                "verdict": one.verification.verdict if one.verification else None,
                "problem": one.problem,
                "verification": as_json(one.verification),
            }
            for one in check.quotations
        ],
    }


def marked_up(check: DraftCheck) -> tuple[str, list[DraftMark]]:
    """The text of the marked-up copy, and the quotations at their places in it.

    Of text and Markdown it is the file, markup and all; of HTML and Word the text that was checked.
    """
    draft = check.draft
    as_file = draft.form in ("text", "markdown")
    marks = [
        _mark(one, *(draft.source_bounds(one.start, one.end) if as_file else (one.start, one.end)))
        for one in check.quotations
    ]
    return draft.source if as_file else draft.text, marks


def _mark(one: CheckedQuotation, start: int, end: int) -> DraftMark:
    found = one.verification
    stored = " ".join(piece.found for piece in found.alignment if piece.found) if found else ""
    words = "" if found is None or found.verdict == "exact" else stored
    return DraftMark(
        start,
        end,
        one.line,
        one.quote,
        one.speaker,
        one.outcome,
        found.verdict.replace("_", " ") if found else "not checked",
        found.explanation if found else one.problem or "",
        f"In the archive: {words}" if words else "",
        found.citation or "" if found else "",
    )


def told(check: DraftCheck) -> str:
    """The whole in a sentence."""
    if not check.quotations:
        return "No quotation stands in this draft."
    confirmed, failed, rest = (check.count(one) for one in ("confirmed", "failed", "unchecked"))
    return (
        f"{len(check.quotations)} quotations: {confirmed} confirmed, {failed} not confirmed, "
        f"{rest} too short or not checked. Not found does not mean false."
    )

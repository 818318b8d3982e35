"""What a visitor may ask: the fields of a search, checked, and how an archive's answer is worded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import Depends, HTTPException, Path, Query, Request

from detente.archive import Archive, CorrectedExtraction, Hit, SearchResult
from detente.model import ArchiveError
from detente.relations import Asked, Dyad

KINDS = ("direct", "mixed", "indirect", "turn")
PAGE_SIZE = 25
LONGEST_QUERY = 500
LONGEST_SHOWN = 700
# The indices of a page, and how often stories are drawn anew for it: the page has to come soon.
INDICES = ("net", "goldstein", "plover")
WEB_RESAMPLES = 300


def archive_of(request: Request) -> Archive:
    """The archive this application serves."""
    archive: Archive = request.app.state.archive
    return archive


ArchiveAsked = Annotated[Archive, Depends(archive_of)]


@dataclass(frozen=True, slots=True)
class Question:
    """A search: words and filters; empty strings stand for filters not set. `page` counts from 1."""

    q: str = ""
    speaker: str = ""
    about: str = ""
    issue: str = ""
    since: str = ""
    until: str = ""
    kind: str = ""
    page: int = 1

    @property
    def asked(self) -> bool:
        """Whether anything was asked for at all."""
        return any(value for name, value in asdict(self).items() if name != "page")

    @property
    def filtered(self) -> bool:
        """Whether more than words was asked for."""
        return any(value for name, value in asdict(self).items() if name not in {"page", "q"})

    def address(self, page: int) -> str:
        """The address of another page of the same search."""
        fields = {name: value for name, value in asdict(self).items() if value and name != "page"}
        return "/search?" + urlencode(fields | ({"page": page} if page > 1 else {}))

    def put(self, archive: Archive, size: int = PAGE_SIZE) -> SearchResult:
        """The archive's answer; raises RequestError."""
        return archive.search(
            self.q,
            speaker=self.speaker or None,
            about=self.about or None,
            issue=self.issue or None,
            since=self.since or None,
            until=self.until or None,
            kind=self.kind or None,
            limit=size,
            offset=(self.page - 1) * size,
        )


Field = Annotated[str, Query(max_length=LONGEST_QUERY)]


def question(
    q: Field = "",
    speaker: Field = "",
    about: Field = "",
    issue: Field = "",
    since: Field = "",
    until: Field = "",
    kind: Annotated[str, Query(pattern=f"^({'|'.join(KINDS)})?$")] = "",
    page: Annotated[int, Query(ge=1, le=1_000_000)] = 1,
) -> Question:
    """The search that the query string of a request asks for."""
    q, speaker, about, issue, since, until = (
        value.strip() for value in (q, speaker, about, issue, since, until)
    )
    return Question(q, speaker, about, issue, since, until, kind, page)


QuestionAsked = Annotated[Question, Depends(question)]


# The codes of states, organisations and groups; they also stand in the names of files.
CodeAsked = Annotated[str, Path(pattern="^[A-Za-z0-9]{2,12}$")]
DateAsked = Annotated[str, Query(max_length=60)]


@dataclass(frozen=True, slots=True)
class Part:
    """What of a relationship is asked for: the period, how finely it is counted, and by which index."""

    by: str
    since: str
    until: str
    index: str = ""
    spoken: str = ""
    dated: str = ""

    @property
    def query(self) -> str:
        """The query string that asks for the same, with its mark, or nothing."""
        fields = {name: value for name, value in asdict(self).items() if value}
        return "?" + urlencode(fields) if fields else ""

    def put(self, archive: Archive, a: str, b: str, resamples: int = WEB_RESAMPLES) -> Dyad:
        """The archive's record of two states by all indices, `index` first; raises RequestError."""
        first = [self.index] if self.index else []
        asked = Asked(
            by=self.by or None,
            indices=tuple(dict.fromkeys([*first, *INDICES])),
            verbal=self.spoken or "all",
            dated=self.dated or "report",
            resamples=resamples,
        )
        return archive.dyad(
            a.upper(), b.upper(), asked=asked, since=self.since or None, until=self.until or None
        )


def part(
    by: Literal["", "day", "week", "month", "quarter", "year"] = "",
    since: DateAsked = "",
    until: DateAsked = "",
    index: Literal["", "net", "goldstein", "plover"] = "",
    spoken: Literal["", "all", "without", "only"] = "",
    dated: Literal["", "told", "report"] = "",
) -> Part:
    """The part of a relationship that the query string of a request asks for."""
    return Part(by, since.strip(), until.strip(), index, spoken, dated)


PartAsked = Annotated[Part, Depends(part)]


def extraction_or_404(archive: Archive, document_id: str) -> CorrectedExtraction:
    """The records of a document; an unknown one is a page that does not exist."""
    try:
        return archive.extraction(document_id)
    except ArchiveError as error:
        raise HTTPException(404, str(error)) from error


def record_or_404(archive: Archive, record_id: str, *kinds: str) -> str:
    """The document of a record of one of the `kinds`."""
    try:
        kind, document = archive.find_record(record_id)
    except ArchiveError as error:
        raise HTTPException(404, str(error)) from error
    if kind not in kinds:
        raise HTTPException(404, f"{record_id} is not a {' or '.join(kinds)} but a {kind}.")
    return document


def marked(hit: Hit) -> list[tuple[str, bool]]:
    """The words of a hit in parts, each with whether it was searched for; long statements are cut
    around the first mark."""
    text, marks = hit.statement.text, hit.marks
    first = marks[0][0] if marks else 0
    start = 0 if first < LONGEST_SHOWN - 200 else max(0, first - 200)
    end = min(len(text), start + LONGEST_SHOWN)
    parts = [("… ", False)] if start else []
    parts += [part for part in _split(text, marks, start, end) if part[0]]
    return [*parts, (" …", False)] if end < len(text) else parts


def _split(text: str, marks: Sequence[tuple[int, int]], start: int, end: int) -> Iterator[tuple[str, bool]]:
    reached = start
    for mark_start, mark_end in sorted(marks):
        low, high = max(mark_start, reached), min(mark_end, end)
        if low < high:
            yield text[reached:low], False
            yield text[low:high], True
            reached = high
    yield text[reached:end], False

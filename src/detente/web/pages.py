"""The pages: documents, reader, search, relation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Annotated, Any, Literal, get_args
from urllib.parse import urlencode

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi import Path as FromPath
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from detente import relations
from detente.archive import Archive
from detente.drafts import marked_up, told
from detente.event_list import ORIGINS, EventPage
from detente.export import marked_text, marks_table
from detente.model import EventStatus, EventType, Level, ReadError, RequestError
from detente.relations import Period
from detente.web import cards, copying, drafting, happenings, reader, verifying, wording
from detente.web.happenings import EVENTS_A_PAGE, EventQuestion, EventsAsked, SidesAsked, incident_or_404
from detente.web.questions import (
    INDICES,
    KINDS,
    PAGE_SIZE,
    ArchiveAsked,
    CodeAsked,
    PartAsked,
    Question,
    QuestionAsked,
    extraction_or_404,
    marked,
    record_or_404,
)
from detente.web.verifying import ClaimAsked

DOCUMENTS_A_PAGE = 100
STORIES_A_PAGE = 50
PERIODS = ("year", "quarter", "month", "week", "day")
DYADS_SHOWN = 24
LEVELS = (*get_args(Level), "not_stated")
MEDIA_TYPES = {
    "svg": "image/svg+xml",
    "png": "image/png",
    "pdf": "application/pdf",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
}
_SPEAKERS_OFFERED = 200

router = APIRouter(default_response_class=HTMLResponse)


def _environment() -> Environment:
    templates = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters.update(
        date=wording.human_date,
        day=wording.human_day,
        short_uri=wording.short_uri,
        actor=wording.actor_name,
        event_type=wording.event_type,
        speaker=wording.speaker_name,
        excerpt=wording.excerpt,
        shown_uri=wording.shown_uri,
        linked_uri=wording.linked_uri,
        publisher=wording.publisher_line,
        words=lambda value: str(value).replace("_", " "),
    )
    return templates


_TEMPLATES = _environment()


def _page(name: str, answer: int = 200, **values: Any) -> HTMLResponse:
    html = _TEMPLATES.get_template(name).render(**values)
    # A lone surrogate in a title or a name cannot be sent; the text itself was treated by the reader.
    return HTMLResponse(html.encode("utf-8", "replace"), status_code=answer)


def error_page(request: Request, status: int, message: str, advice: str) -> Response:
    """The page for what could not be answered: what, and what to do."""
    return _page("error.html", status, section="", status=status, message=message, advice=advice)


@router.get("/")
def documents(archive: ArchiveAsked, page: Annotated[int, Query(ge=1, le=1_000_000)] = 1) -> Response:
    """The documents of the archive and the relationships they speak of."""
    counts = archive.counts()
    rows = archive.documents(limit=DOCUMENTS_A_PAGE, offset=(page - 1) * DOCUMENTS_A_PAGE)
    pages = max(1, -(-counts.get("documents", len(rows)) // DOCUMENTS_A_PAGE))
    dyads = sorted(archive.dyads(), key=lambda dyad: -dyad[2])
    imported = archive.imported_dyads()[:DYADS_SHOWN]
    codes = {code for a, b, _ in (*dyads, *imported) for code in (a, b)}
    return _page(
        "documents.html",
        section="documents",
        counts=counts,
        stories=archive.story_count(),
        copies=copying.notes_of(archive, [row.id for row in rows]),
        rows=rows,
        dyads=dyads,
        imported=imported,
        imported_counts=archive.imported_counts(),
        state_names=archive.state_names(codes),
        page=page,
        pages=pages,
        address=lambda number: f"/?page={number}",
    )


@router.get("/documents/{document_id}")
def document(archive: ArchiveAsked, document_id: str) -> Response:
    """The reader: the text with its statements marked, and their cards."""
    corrected = extraction_or_404(archive, document_id)
    extraction = corrected.extraction
    reading = cards.read_document(corrected)
    return _page(
        "reader.html",
        section="documents",
        document=extraction.document,
        language=wording.language_tag(extraction.document.language),
        run=corrected.run,
        reading=reading,
        kinds=[kind for kind in KINDS if any(item.kind == kind for item in reading.items)],
        text=reader.text_html(extraction, reading.items),
        titled=any(segment.kind == "title" for segment in extraction.segments),
        copies=copying.notes_of(archive, [document_id]).get(document_id),
    )


@router.get("/copies")
def copies(archive: ArchiveAsked, page: Annotated[int, Query(ge=1, le=1_000_000)] = 1) -> Response:
    """The stories that several documents tell, with the reason for each join."""
    listed = archive.stories(limit=STORIES_A_PAGE, offset=(page - 1) * STORIES_A_PAGE)
    return _page(
        "copies.html",
        section="documents",
        listed=listed,
        counts=archive.counts(),
        stories=archive.story_count(),
        page=page,
        pages=max(1, -(-listed.total // STORIES_A_PAGE)),
        address=lambda number: f"/copies?page={number}",
    )


@router.get("/draft")
def draft() -> Response:
    """The form for a draft to check."""
    return _page("draft.html", section="draft", pasted="", problem=None, told=None)


@router.post("/draft")
async def check(request: Request, archive: ArchiveAsked) -> Response:
    """Every quotation of a draft with its verdict; the draft is not stored."""
    values: dict[str, Any] = {"section": "draft", "pasted": "", "problem": None, "told": None}
    try:
        given = await drafting.draft_of(request)
        checked = await run_in_threadpool(request.app.state.checker.check, archive, given)
    except (ReadError, RequestError) as error:
        return _page("draft.html", 400, **values | {"problem": str(error)})
    text, marks = marked_up(checked)
    shown = {
        "told": told(checked),
        "text": Markup(marked_text(text, marks)),  # noqa: S704  escaped where it is made
        "table": Markup(marks_table(marks)),  # noqa: S704
        "pasted": given.source if given.name == "pasted text" else "",
    }
    return _page("draft.html", **values | shown)


@router.get("/statements/{record_id}")
@router.get("/assessments/{record_id}")
def permalink(archive: ArchiveAsked, record_id: str) -> Response:
    """The words of a record in its document, whatever the document is called today."""
    document_id = record_or_404(archive, record_id, "statement", "assessment")
    return RedirectResponse(f"/documents/{document_id}#{record_id}", status_code=307)


@router.get("/search")
def search(request: Request, archive: ArchiveAsked, asked: QuestionAsked) -> Response:
    """Statements by words and filters; only the results where htmx asks for them."""
    partial = "hx-request" in request.headers and "hx-history-restore-request" not in request.headers
    answer = _search_answer(archive, asked)
    status = 400 if answer["problem"] and not partial else 200
    if partial:
        response = _page("_results.html", status, **answer)
    else:
        response = _page(
            "search.html",
            status,
            section="search",
            kinds=KINDS,
            speakers=_speakers(archive),
            **answer,
        )
    response.headers["Vary"] = "HX-Request"
    return response


def _search_answer(archive: Archive, asked: Question) -> dict[str, Any]:
    values: dict[str, Any] = {"asked": asked, "total": 0, "hits": [], "pages": 1, "problem": None}
    if not asked.asked:
        return values
    try:
        result = asked.put(archive)
    except RequestError as error:
        return values | {"problem": str(error)}
    pages = max(1, -(-result.total // PAGE_SIZE))
    hits = [(hit, marked(hit)) for hit in result.hits]
    return values | {"total": result.total, "hits": hits, "pages": pages}


@router.get("/verify")
def verify(archive: ArchiveAsked, asked: ClaimAsked) -> Response:
    """Whether a quotation is real, what was changed, and where the words stand."""
    if not asked.q:
        return _page("verify.html", section="verify", asked=asked, found=None, problem=None)
    try:
        found = asked.put(archive)
    except RequestError as error:
        return _page("verify.html", 400, section="verify", asked=asked, found=None, problem=str(error))
    label, sign, tone = verifying.VERDICTS[found.verdict]
    return _page(
        "verify.html",
        section="verify",
        asked=asked,
        found=found,
        problem=None,
        label=label,
        sign=sign,
        tone="partly" if found.verdict == "truncated" and found.confirmed else tone,
        legend=verifying.legend(found),
        query=asked.query,
    )


@router.get("/variants/{record_id}")
def variants(archive: ArchiveAsked, record_id: str) -> Response:
    """All versions of an utterance side by side: who dropped what."""
    record_or_404(archive, record_id, "statement")
    utterance = archive.utterance(record_id)
    return _page("variants.html", section="verify", utterance=utterance, statement=record_id)


def _speakers(archive: Archive) -> list[str]:
    rows = archive.documents(limit=_SPEAKERS_OFFERED)
    return sorted({name for row in rows for name in row.speakers})[:_SPEAKERS_OFFERED]


@router.get("/relations/{a}/{b}")
def relation(
    archive: ArchiveAsked, a: CodeAsked, b: CodeAsked, part: PartAsked, asked: EventsAsked
) -> Response:
    """How the relationship of two states was judged over time, and what they did, each with its words."""
    first, second = sorted((a.upper(), b.upper()))
    if (a, b) != (first, second):
        return RedirectResponse(f"/relations/{first}/{second}{part.query}", status_code=307)
    answer = _events_answer(archive, asked.between(first, second), f"/relations/{first}/{second}", "#events")
    dyad = part.put(archive, first, second)
    return _page(
        "relation.html",
        section="relations",
        timeline=dyad.timeline,
        dyad=dyad,
        series=dyad.series,
        told=[*relations.tell_events(dyad), *relations.disagreements(dyad)],
        described=relations.describe(dyad.timeline),
        undated=relations.tell_undated(dyad.timeline),
        assessed=list(_in_runs(dyad.timeline.series)),
        directed=relations.DIRECTED,
        index_words=relations.INDEX_WORDS,
        part=part,
        levels=LEVELS,
        periods=PERIODS,
        indices=INDICES,
        pair_fields=False,
        **answer,
    )


def _in_runs(series: Iterable[Period]) -> Iterator[tuple[str, Period | None]]:
    """The rows of a table: each period with an assessment, and the others in a row as one, with None."""
    for insufficient, group in groupby(series, key=lambda period: period.insufficient):
        periods = list(group)
        if insufficient and len(periods) > 1:
            yield f"{periods[0].name} to {periods[-1].name}", None
        else:
            yield from ((period.name, None if insufficient else period) for period in periods)


@router.get("/relations/{a}/{b}/periods/{period}")
def period_events(
    a: CodeAsked,
    b: CodeAsked,
    period: Annotated[str, FromPath(max_length=10)],
    by: Literal["day", "week", "month", "quarter", "year"],
    dated: Literal["", "told", "report"] = "",
) -> Response:
    """Where a period of the series leads: to the list of its events, dated as the series dates them."""
    days = relations.days_of(period, by)
    if days is None:
        raise HTTPException(404, f"{period} is no {by}.")
    first, second = sorted((a.upper(), b.upper()))
    asked = {"a": first, "b": second, "since": days[0].isoformat(), "until": days[1].isoformat()}
    if dated == "told":
        asked["dated"] = dated
    return RedirectResponse(f"/events?{urlencode(asked)}", status_code=307)


@router.get("/events")
def events(archive: ArchiveAsked, asked: SidesAsked) -> Response:
    """Events of one side, of two, or all, in pages."""
    answer = _events_answer(archive, asked, "/events", "")
    status = 400 if answer["problem"] else 200
    return _page("events.html", status, section="events", pair_fields=True, **answer)


def _events_answer(archive: Archive, asked: EventQuestion, action: str, mark: str) -> dict[str, Any]:
    """What the list of events shows; `mark` is the part of the page that it stands in."""
    page, problem = EventPage(0, 0, []), None
    try:
        page = asked.put(archive)
    except RequestError as error:
        problem = str(error)
    sides = "" if mark else urlencode({name: getattr(asked, name) for name in "ab" if getattr(asked, name)})
    first, second = asked.a or "the first", asked.b or "the other"
    return {
        "asked": asked,
        "page": page,
        "problem": problem,
        "entries": happenings.entries(page.items, archive.state_names(happenings.codes(page.items))),
        "pages": max(1, -(-page.total // EVENTS_A_PAGE)),
        "action": action + mark,
        "address": lambda number: f"{action}?{_joined(sides, asked.query(number))}{mark}",
        "directions": (("both", "either"), ("from", f"{first} acts"), ("to", f"{second} acts")),
        "types": get_args(EventType),
        "statuses": get_args(EventStatus),
        "origins": ORIGINS,
    }


def _joined(*queries: str) -> str:
    return "&".join(query for query in queries if query)


@router.get("/events/{record_id}")
def event(archive: ArchiveAsked, record_id: str) -> Response:
    """The words of an event in its document; of an imported one, its columns."""
    imported = archive.imported_event(record_id)
    if imported is not None:
        (entry,) = happenings.entries([imported], archive.state_names(happenings.codes([imported])))
        return _page("imported.html", section="events", entry=entry)
    document_id = record_or_404(archive, record_id, "event")
    return RedirectResponse(f"/documents/{document_id}#{record_id}", status_code=307)


@router.get("/events/{record_id}/reports")
def reports(archive: ArchiveAsked, record_id: str) -> Response:
    """The reports of the event that an event of a document reports, and why they were joined."""
    return _page("reports.html", section="events", rows=incident_or_404(archive, record_id))


@router.get("/relations/{a}/{b}/timeline.{form}")
def picture(
    archive: ArchiveAsked,
    a: CodeAsked,
    b: CodeAsked,
    part: PartAsked,
    form: Literal["svg", "png", "pdf", "csv", "json"],
    rows: Literal["", "assessments", "series", "changes", "events"] = "",
) -> Response:
    """The relationship as a file; `rows` chooses what a CSV holds."""
    dyad = part.put(archive, a, b)
    name = "-".join(filter(None, [*dyad.dyad, rows if form == "csv" else ""]))
    headers = {"Content-Disposition": f'attachment; filename="{name}.{form}"'}
    content = relations.render(dyad, form, part=rows or None if form == "csv" else None)
    return Response(content, media_type=MEDIA_TYPES[form], headers=headers)

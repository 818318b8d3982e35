"""The JSON API: the records of the archive in the shapes of `detente extract`, read only."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any, Literal

from fastapi import APIRouter, HTTPException, Query
from fastapi.responses import JSONResponse, Response

from detente import relations
from detente.event_list import item_json
from detente.model import as_json
from detente.web import wording
from detente.web.happenings import SidesAsked, incident_or_404
from detente.web.questions import (
    ArchiveAsked,
    CodeAsked,
    PartAsked,
    QuestionAsked,
    extraction_or_404,
    record_or_404,
)
from detente.web.verifying import ClaimAsked

CONTEXT_CHARACTERS = 240

router = APIRouter(prefix="/api")
Limit = Annotated[int, Query(ge=1, le=1000)]
Offset = Annotated[int, Query(ge=0, le=1_000_000_000)]


@router.get("/documents")
def documents(archive: ArchiveAsked, limit: Limit = 100, offset: Offset = 0) -> dict[str, Any]:
    """The list of documents, with the number of records of each."""
    rows = archive.documents(limit=limit, offset=offset)
    return {"total": archive.counts().get("documents", len(rows)), "documents": as_json(rows)}


@router.get("/documents/{document_id}")
def document(archive: ArchiveAsked, document_id: str) -> dict[str, Any]:
    """A document with all its records, corrections applied, the corrections, and the run that made it."""
    corrected = extraction_or_404(archive, document_id)
    extraction = corrected.extraction
    return {
        "document": as_json(extraction.document),
        "segments": as_json(extraction.segments),
        "mentions": as_json(extraction.mentions),
        "statements": as_json(extraction.statements),
        "assessments": as_json(extraction.assessments),
        "events": as_json(extraction.events),
        "corrections": as_json(corrected.corrections),
        "run": as_json(corrected.run),
        "story": as_json(archive.story_of(document_id)),
    }


@router.get("/copies")
def copies(archive: ArchiveAsked, limit: Limit = 100, offset: Offset = 0) -> dict[str, Any]:
    """Stories that several documents tell, the reason for each join, and the documents raw and collapsed."""
    found = archive.stories(limit=limit, offset=offset)
    counts = {"raw": archive.counts().get("documents", 0), "collapsed": archive.story_count()}
    return {
        "total": found.total,
        "documents": counts,
        "stories": as_json(found.stories),
        "rows": {one: as_json(row) for one, row in found.documents.items()},
    }


@router.get("/statements/{record_id}")
def statement(archive: ArchiveAsked, record_id: str) -> dict[str, Any]:
    """A statement with its document, the text around it, its corrections, permalink and citation."""
    corrected = extraction_or_404(archive, record_or_404(archive, record_id, "statement"))
    source = corrected.extraction.document
    found = next(record for record in corrected.extraction.statements if record.id == record_id)
    start = max(0, found.start - CONTEXT_CHARACTERS)
    end = min(len(source.text), found.end + CONTEXT_CHARACTERS)
    return {
        "statement": as_json(found),
        "document": {
            "id": source.id,
            "content_hash": source.content_hash,
            "uri": source.uri,
            "title": source.title,
            "publisher": as_json(source.publisher),
            "published": as_json(source.published),
        },
        "context": {"start": start, "end": end, "text": source.text[start:end]},
        "corrections": [as_json(row) for row in corrected.corrections if row.record == record_id],
        "permalink": f"/statements/{record_id}",
        "citation": wording.citation(found, source),
    }


@router.get("/search")
def search(archive: ArchiveAsked, asked: QuestionAsked, limit: Limit = 25) -> dict[str, Any]:
    """Statements by words and filters; `marks` are offsets in the statement's text."""
    result = asked.put(archive, limit)
    hits = [
        {
            "statement": as_json(hit.statement),
            "document": hit.document_id,
            "title": hit.title,
            "published": hit.published,
            "marks": [list(mark) for mark in hit.marks],
            "permalink": f"/statements/{hit.statement.id}",
            "story": hit.story,
            "copies": hit.copies,
            "copied_from": hit.copied_from,
        }
        for hit in result.hits
    ]
    return {"total": result.total, "page": asked.page, "limit": limit, "hits": hits}


@router.get("/events")
def events(archive: ArchiveAsked, asked: SidesAsked, limit: Limit = 50) -> dict[str, Any]:
    """Events by sides and filters, as `detente events --format json` writes them."""
    page = replace(asked, dated=asked.dated or "told").put(archive, limit)
    return {
        "total": page.total,
        "incidents": page.incidents,
        "origins": dict(page.origins),
        "page": asked.page,
        "limit": limit,
        "events": [item_json(item) | {"permalink": f"/events/{item.record.id}"} for item in page.items],
    }


@router.get("/events/{record_id}")
def event(archive: ArchiveAsked, record_id: str) -> dict[str, Any]:
    """An event: of a document with the reports of its incident, imported with its columns."""
    imported = archive.imported_event(record_id)
    if imported is not None:
        return {"event": item_json(imported), "reports": [], "corrections": []}
    rows = incident_or_404(archive, record_id)
    found = next(row for row in rows if row.event.id == record_id)
    return {
        "event": as_json(found.event),
        "document": {"id": found.event.document, "title": found.title, "published": found.published},
        "incident": found.report.incident if found.report else None,
        "reports": [as_json(row) for row in rows],
        "corrections": as_json(archive.corrections(record_id)),
    }


@router.get("/verify")
def verify(archive: ArchiveAsked, asked: ClaimAsked) -> dict[str, Any]:
    """The verdict on a quotation, as `detente verify --format json` prints it."""
    answer: dict[str, Any] = as_json(asked.put(archive))
    return answer


@router.get("/variants/{record_id}")
def variants(archive: ArchiveAsked, record_id: str) -> dict[str, Any]:
    """All versions of the utterance of a statement, the earliest first, each laid on the fullest."""
    record_or_404(archive, record_id, "statement")
    answer: dict[str, Any] = as_json(archive.utterance(record_id))
    return answer


@router.get("/relations/{a}/{b}")
def relation(archive: ArchiveAsked, a: CodeAsked, b: CodeAsked, part: PartAsked) -> Response:
    """The assessments and events of a dyad, as `detente relations --format json` prints them."""
    return Response(relations.render(part.put(archive, a, b), "json"), media_type="application/json")


@router.get("/relations/{a}/{b}/specification")
def specification(
    archive: ArchiveAsked,
    a: CodeAsked,
    b: CodeAsked,
    part: PartAsked,
    theme: Literal["light", "dark"] = "light",
) -> Response:
    """The Vega-Lite specification of the picture, its data inside."""
    dyad = part.put(archive, a, b)
    if dyad.note:
        raise HTTPException(404, dyad.note)
    if dyad.series is None:
        return JSONResponse(relations.specification(dyad.timeline, theme=theme))
    return JSONResponse(dyad.chart(theme))


@router.get("/relations/{a}/{b}/comparison")
def comparison(
    archive: ArchiveAsked,
    a: CodeAsked,
    b: CodeAsked,
    part: PartAsked,
    theme: Literal["light", "dark"] = "light",
) -> Response:
    """The Vega-Lite specification of all indices under each other."""
    dyad = part.put(archive, a, b)  # as the page asks for it, so that it is known already
    if dyad.series is None:
        raise HTTPException(404, dyad.events_note or "There is no event to compare indices by.")
    return JSONResponse(relations.comparison(dyad, theme=theme))

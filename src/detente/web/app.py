"""The FastAPI application: routes, errors and assets put together over one archive."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from http import HTTPStatus
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

from detente.archive import Archive
from detente.drafts import ExtractsOne
from detente.model import ArchiveError, DetenteError
from detente.web import api, pages
from detente.web.drafting import Checker, make_extractor
from detente.web.guard import HEADERS, Guard

STATIC = Path(__file__).parent / "static"

_HELP = {
    400: "Check the address or the fields of the form; dates are written 2017, 2017-07 or 2017-07-08.",
    404: "The address may be cut, or of another archive. Look through the documents or search for words.",
    405: "The web application only shows the archive. Records are corrected with `detente correct`.",
    500: "The message is in the terminal where detente runs. The archive was not changed.",
}


def create_app(
    archive: Archive,
    *,
    hosts: Iterable[str] = (),
    extractor: Callable[[], ExtractsOne] = make_extractor,
) -> FastAPI:
    """The web application over an open archive, which the caller closes.

    It answers only on loopback names and on the further `hosts`, and never writes to the archive.
    `extractor` makes what finds the quotations of drafts, when the first draft comes.
    """
    app = FastAPI(
        title="detente",
        summary="What states and their leaders say, with the words it rests on. Read only.",
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
    )
    app.state.archive = archive
    app.state.checker = Checker(extractor)
    app.include_router(pages.router, include_in_schema=False)
    app.include_router(api.router)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    app.add_middleware(Guard, hosts=tuple(hosts))
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(RequestValidationError, _invalid_request)
    app.add_exception_handler(DetenteError, _user_error)
    app.add_exception_handler(Exception, _failure)
    return app


def _http_error(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    detail = str(error.detail) if isinstance(error, HTTPException) else ""
    if not detail or detail == HTTPStatus(status).phrase:
        detail = f"There is no page at {request.url.path}." if status == 404 else HTTPStatus(status).phrase
    return _answer(request, status, detail)


def _invalid_request(request: Request, error: Exception) -> Response:
    problems = error.errors() if isinstance(error, RequestValidationError) else []
    said = "; ".join(f"{problem['loc'][-1]}: {problem['msg'].lower()}" for problem in problems[:3])
    return _answer(request, 400, f"The request cannot be read: {said}.")


def _user_error(request: Request, error: Exception) -> Response:
    # An ArchiveError that a route did not expect is the archive's trouble, not a wrong question.
    return _answer(request, 503 if isinstance(error, ArchiveError) else 400, str(error))


def _failure(request: Request, error: Exception) -> Response:
    # Starlette answers failures outside of all middleware, so the guard's headers are set here.
    answer = _answer(request, 500, "detente could not answer this request.")
    answer.headers.update(HEADERS)
    return answer


def _answer(request: Request, status: int, message: str) -> Response:
    line = " ".join(message.split())
    if request.url.path.startswith("/api/"):
        return JSONResponse({"error": line}, status_code=status)
    return pages.error_page(request, status, line, _HELP.get(status, _HELP[500]))

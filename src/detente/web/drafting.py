"""A draft that a visitor pastes or uploads: read in memory, checked, and forgotten."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock

from fastapi import HTTPException, Request
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from detente.archive import Archive, DraftCheck
from detente.drafts import ExtractsOne
from detente.model import RequestError
from detente.read.draft import MOST_BYTES, Draft, read_draft

# The fields of the form around the draft itself.
_AROUND = 100_000
_HERE = ("same-origin", "none")


class Checker:
    """Checks drafts; the extractor is made for the first one, since it takes seconds to load."""

    def __init__(self, make: Callable[[], ExtractsOne]) -> None:
        self._make = make
        self._made: ExtractsOne | None = None
        self._lock = Lock()

    def check(self, archive: Archive, draft: Draft) -> DraftCheck:
        """The check; one draft at a time, as parsing takes all of a core."""
        with self._lock:
            self._made = self._made or self._make()
            return archive.check_draft(draft, self._made)


def make_extractor() -> ExtractsOne:
    """The extractor of the default setting over the built-in gazetteer."""
    from detente.actors import load_gazetteer
    from detente.pipeline import Extractor

    return Extractor.of("learned", load_gazetteer(()))


async def draft_of(request: Request) -> Draft:
    """The draft in the body of a request: an uploaded file, else the pasted text; kept in memory only.

    Raises HTTPException for what another site sends or what is too large, ReadError and RequestError for
    what is no draft.
    """
    if request.headers.get("sec-fetch-site", "same-origin") not in _HERE:
        raise HTTPException(403, "A draft is checked only from this page.")
    size = request.headers.get("content-length", "")
    if not size.isdecimal():
        raise HTTPException(411, "The request does not say how long it is.")
    if int(size) > MOST_BYTES + _AROUND:
        raise HTTPException(413, f"A draft may have {MOST_BYTES:,} bytes; this request has {int(size):,}.")
    if "boundary=" not in request.headers.get("content-type", ""):
        raise RequestError("a draft comes as a form with the field text or file")
    parser = MultiPartParser(
        request.headers, request.stream(), max_files=1, max_fields=4, max_part_size=MOST_BYTES
    )
    # Larger parts would be written to a temporary file.
    parser.spool_max_size = MOST_BYTES + _AROUND
    try:
        form = await parser.parse()
    except (MultiPartException, ValueError, KeyError) as error:
        raise RequestError("the form cannot be read; paste the text or choose the file again") from error
    try:
        return await _draft_in(form)
    finally:
        await form.close()


async def _draft_in(form: FormData) -> Draft:
    upload, text = form.get("file"), form.get("text")
    if isinstance(upload, UploadFile) and upload.filename:
        return read_draft(await upload.read(), upload.filename[:200])
    return read_draft(str(text or "").encode("utf-8", "replace"), "pasted text")

"""Our own marked-up texts -> rows in the form of PolNeAR's; `python -m training.texts FOLDER` prints them.

The marks are described in `training/texts/README.md`.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Row = dict[str, Any]
Bounds = tuple[int, int]
FOLDER = Path(__file__).with_name("texts")
HELD_OUT = 4  # files whose number is divisible by it are measured, never trained on
_TAG = re.compile(r"<(/?)([csk])(\d+(?:,\d+)*)>")
_OPENING, _CLOSING = "\"“„«‘'`", "\"”“»’'"


class MarkupError(ValueError):
    """A tag that is not closed, not opened, or names a content that is not there."""


def read_text(path: Path) -> Row:
    """One marked-up file as a row: id, text, and quotes with start, end, text, kind, speaker and cue.

    Raises MarkupError with the file and the number of the line.
    """
    text, spans = bounds_of(path)
    contents = {number: bounds for (kind, number), bounds in spans.items() if kind == "c"}
    strays = sorted(f"{kind}{number}" for kind, number in spans if number not in contents)
    if strays:
        raise MarkupError(f"{path}: no content for {', '.join(strays)}")
    quotes = [quote for number in contents for quote in _quotes(text, number, spans)]
    row_id = f"{path.parent.name}/{path.stem}"
    return {"id": row_id, "source": "detente", "text": text, "quotes": sorted(quotes, key=_start)}


def read_folder(folder: Path = FOLDER, *, held_out: bool) -> list[Row]:
    """The texts of all genres that are held out, or all others."""
    paths = sorted(folder.glob("*/*.txt"))
    return [read_text(path) for path in paths if (int(path.name[:2]) % HELD_OUT == 0) == held_out]


def _start(quote: Row) -> int:
    return int(quote["start"])


def bounds_of(path: Path) -> tuple[str, dict[tuple[str, int], Bounds]]:
    """The text of a marked-up file without its tags, and the bounds of each by its kind and number.

    Raises MarkupError with the file and the number of the line.
    """
    raw = path.read_text("utf-8")
    text, at = "", 0
    opened: dict[tuple[str, int], int] = {}
    spans: dict[tuple[str, int], Bounds] = {}
    for tag in _TAG.finditer(raw):
        text += raw[at : tag.start()]
        at = tag.end()
        where = f"{path}, line {raw.count(chr(10), 0, tag.start()) + 1}: {tag[0]}"
        for key in ((tag[2], int(number)) for number in tag[3].split(",")):
            if tag[1]:
                if key not in opened:
                    raise MarkupError(f"{where} closes what is not open")
                spans[key] = _stripped(text, opened.pop(key), len(text))
            elif key in opened or key in spans:
                raise MarkupError(f"{where} is there twice")
            else:
                opened[key] = len(text)
    text += raw[at:]
    if opened:
        raise MarkupError(f"{path}: not closed: {', '.join(f'{kind}{n}' for kind, n in opened)}")
    if "<" in text and re.search(r"</?[a-z]\d", text):
        raise MarkupError(f"{path}: a tag that cannot be read")
    return text, spans


def _stripped(text: str, start: int, end: int) -> Bounds:
    inside = text[start:end]
    return start + len(inside) - len(inside.lstrip()), end - len(inside) + len(inside.rstrip())


def _quotes(text: str, number: int, spans: dict[tuple[str, int], Bounds]) -> Iterator[Row]:
    """The pieces of one content."""
    source, cue = spans.get(("s", number)), spans.get(("k", number))
    for piece in _apart(spans["c", number], [b for b in (source, cue) if b]):
        start, end = _outside(text, *piece)
        if any(character.isalnum() for character in text[start:end]):
            yield {
                "start": start, "end": end, "text": text[start:end], "kind": _kind(text[start:end]),
                "speaker": _span(text, source), "cue": _span(text, cue),
            }  # fmt: skip


def _span(text: str, bounds: Bounds | None) -> Row | None:
    return {"start": bounds[0], "end": bounds[1], "text": text[bounds[0] : bounds[1]]} if bounds else None


def _apart(content: Bounds, others: list[Bounds]) -> list[Bounds]:
    """The pieces of a content that its attribution interrupts, which PolNeAR has as contents of their own."""
    inside = [b for b in others if content[0] <= b[0] and b[1] <= content[1]]
    if not inside:
        return [content]
    before = (content[0], min(b[0] for b in inside))
    after = (max(b[1] for b in inside), content[1])
    return [piece for piece in (before, after) if piece[0] < piece[1]]


def _outside(text: str, start: int, end: int) -> Bounds:
    """With the marks around it and a "that" before it, as PolNeAR bounds contents."""
    if start and end < len(text) and text[start - 1] in _OPENING and text[end] in _CLOSING:
        return start - 1, end + 1
    while end > start and text[end - 1] in " ,;":
        end -= 1
    while start < end and text[start] in " ,;":
        start += 1
    if text[start] not in _OPENING and text[start - 5 : start].lower() == "that ":
        start -= 5
    return start, end


def _kind(content: str) -> str:
    if content[0] in _OPENING and content[-1] in _CLOSING and not re.search(r"[”»]\s.*[“«]", content):
        return "direct"
    return "mixed" if re.search(r"[\"“”„«»]", content) else "indirect"


def _lines(row: Row) -> Iterator[str]:
    yield f"== {row['id']}: {len(row['text'].split())} words, {len(row['quotes'])} contents"
    for quote in row["quotes"]:
        speaker, cue = (quote[side] and quote[side]["text"] for side in ("speaker", "cue"))
        yield f"  {quote['kind']:8} [{speaker}] [{cue}] {quote['text']}"


def main() -> int:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    wrong = 0
    for path in sorted(folder.rglob("[0-9]*.txt")):
        try:
            print("\n".join(_lines(read_text(path))))
        except MarkupError as error:
            wrong += 1
            print(error)
    return min(wrong, 1)


if __name__ == "__main__":
    sys.exit(main())

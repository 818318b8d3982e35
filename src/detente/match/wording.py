"""A judgement in words: one sentence, what a reader must know beside it, and a citation to copy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from detente.match.judge import Judgement
from detente.match.measure import Found
from detente.match.verification import Cut
from detente.match.weight import LEAST_BITS, LEAST_WORDS
from detente.model import Speaker, Statement

PARAPHRASED = (
    "Not these words: a statement near in meaning stands in the archive, found by an encoder; a person must "
    "judge whether it says the same."
)
UNKNOWN = "a speaker who is not identified"
_SHOWN = 6


def name_of(speaker: Speaker) -> str:
    """A speaker's name as it is printed, joint ones together, the unnamed by their description."""
    if speaker.all:
        return " and ".join(one.name or one.code or "?" for one in speaker.all)
    return speaker.name or speaker.description or UNKNOWN


def explanation(judged: Judgement, speaker: str | None) -> str:
    """The verdict as one sentence."""
    if judged.verdict == "too_short":
        return (
            "Too short to tell: words as few or as common as these stand side by side by chance "
            f"(at least {LEAST_WORDS} words and an estimated {LEAST_BITS:.0f} bits are needed)."
        )
    if judged.best is None:
        return "Not found in this archive, which does not mean that it was never said."
    return _BY_VERDICT[judged.verdict](judged, speaker)


def _exact(judged: Judgement, speaker: str | None) -> str:
    return f"Exact in this version: {_where(judged.best)}."


def _punctuation(judged: Judgement, speaker: str | None) -> str:
    found = _found(judged)
    kinds = {run.kind for run in found.runs}
    what = (
        "marks, capitals, spaces or the spelling of words"
        if "spelling" in kinds
        else "marks, capitals or spaces"
    )
    return f"The same words; only {what} differ: {_where(found)}."


def _truncated(judged: Judgement, speaker: str | None) -> str:
    found = _found(judged)
    cuts = found.cuts
    turning = [cut for cut in cuts if cut.turns_sense]
    said = "; ".join(_cut_in_words(cut) for cut in cuts[:3])
    more = " The words lost may turn the sense: " + _quoted(_sense(turning)) + "." if turning else ""
    return f"Cut: the words stand there in this order, but {said}. {_start(_where(found))}.{more}"


def _altered(judged: Judgement, speaker: str | None) -> str:
    found = _found(judged)
    if judged.reordered:
        return f"Altered: the words stand there in another order. {_start(_where(found))}."
    return f"Altered: {'; '.join(_changes(found)) or 'words differ'}. {_start(_where(found))}."


def _spliced(judged: Judgement, speaker: str | None) -> str:
    places = "; ".join(_where(part) for part in judged.parts)
    return f"Spliced: pieces of {len(judged.parts)} statements are joined as one ({places})."


def _misattributed(judged: Judgement, speaker: str | None) -> str:
    found = _found(judged)
    how = "" if found.clean and not found.cuts else " (cut or changed, as shown below)"
    return f"Somebody else’s words: in this archive they are not {speaker}’s{how}. {_start(_where(found))}."


def _paraphrased(judged: Judgement, speaker: str | None) -> str:
    found = _found(judged)
    return (
        "The words are the outlet’s, not the speaker’s: they stand there as a paraphrase, without marks. "
        f"{_start(_where(found))}."
    )


_BY_VERDICT = {
    "exact": _exact,
    "punctuation": _punctuation,
    "truncated": _truncated,
    "altered": _altered,
    "spliced": _spliced,
    "misattributed": _misattributed,
    "paraphrased": _paraphrased,
}


def _found(judged: Judgement) -> Found:
    if judged.best is None:
        raise ValueError(f"a judgement {judged.verdict} rests on a match")
    return judged.best


def _where(found: Found | None) -> str:
    if found is None:
        return ""
    document, statement = found.voice.reading.document, found.voice.statement
    source = document.publisher.name if document.publisher else document.title or document.uri or document.id
    if statement is None:
        return f"in the text of {source}, not as a statement of somebody"
    said = f", {statement.said_on}" if statement.said_on else ""
    return f"{name_of(statement.speaker)}{said}, in {source}"


def _start(words: str) -> str:
    return words[:1].upper() + words[1:]


def _quoted(words: Sequence[str]) -> str:
    shown = ", ".join(f"“{word}”" for word in words[:_SHOWN])
    return shown + (" …" if len(words) > _SHOWN else "")


def _sense(cuts: Sequence[Cut]) -> list[str]:
    return list(dict.fromkeys(word.lower() for cut in cuts for word in cut.sense_words))


def _cut_in_words(cut: Cut) -> str:
    words = " ".join(cut.text.split()[:12]) + (" …" if len(cut.text.split()) > 12 else "")
    how = "as marked" if cut.marked else "silently"
    where = {"before": "at the beginning of the sentence", "inside": "inside", "after": "at its end"}[
        cut.place
    ]
    return f"“{words}” is left out {where}, {how}"


def _changes(found: Found) -> Iterator[str]:
    """The first differences, word by word."""
    pieces = [piece for piece in found.pieces() if piece.kind in ("changed", "added", "dropped")]
    for piece in pieces[:_SHOWN]:
        asked, stored = " ".join(piece.asked.split()), " ".join(piece.found.split())
        yield {
            "changed": f"“{asked}” stands for “{stored}”",
            "added": f"“{asked}” is added",
            "dropped": f"“{stored}” is missing",
        }[piece.kind]
    if len(pieces) > _SHOWN:
        yield f"and {len(pieces) - _SHOWN} more"


def notes(judged: Judgement, speaker: str | None) -> Iterator[str]:
    """What a reader must know beside the verdict."""
    if judged.best is None:
        return
    found = judged.best
    document, statement = found.voice.reading.document, found.voice.statement
    if document.translated == "yes" or document.original_language not in (None, document.language):
        source = f" from {document.original_language}" if document.original_language else ""
        yield f"A translation{source}: the verdict holds in this version, not for the words spoken."
    if found.voice.sort == "text" and judged.verdict != "spliced":
        yield "The words stand in the text, not as a statement: who says them is not recorded."
    if judged.whose == "unknown" and statement is not None and statement.speaker.name:
        said = name_of(statement.speaker)
        yield f"Said there by {said}; whether {speaker} is meant by that is neither confirmed nor ruled out."
    elif judged.whose == "unknown" and statement is not None:
        yield f"The archive does not know who said this: {speaker} is neither confirmed nor ruled out."
    if judged.whose == "another" and judged.verdict == "spliced":
        yield f"Not all pieces are {speaker}’s."
    if statement is not None and statement.nested_in:
        yield "The words are reported by another speaker, who quotes them."
    if judged.verdict != "paraphrased" and found.reported > 0 and found.voice.sort == "paraphrase":
        yield "A part of the words stands outside the quotation marks there: these are the outlet’s words."


def citation(found: Found) -> str:
    """Speaker, date, venue, outlet, address, place and hash, and when the text was read, to copy."""
    reading, statement = found.voice.reading, found.voice.statement
    document = reading.document
    start, end = found.bounds
    words = " ".join(document.text[start:end].split())
    said = _speaker_part(statement) if statement else "In the text"
    source = [f"“{document.title}”" if document.title else "untitled document"]
    source += [document.publisher.name] if document.publisher else []
    source += [document.published.date] if document.published else []
    source += [document.uri] if document.uri and _is_shown(document.uri) else []
    place = f"characters {start}–{end}, text {document.content_hash}"
    place += f", {statement.id}" if statement else f", {document.id}"
    read = f", read {reading.read}" if reading.read else ""
    quoted = words if found.voice.sort in ("paraphrase", "text") else f"“{words}”"
    return f"{said}: {quoted} In: {', '.join(source)}. [{place}{read}]"


def _is_shown(uri: str) -> bool:
    return ":" not in uri.partition("/")[0] or uri.startswith(("http:", "https:", "file:"))


def _speaker_part(statement: Statement) -> str:
    facts = [part for part in (statement.said_on, statement.venue.text if statement.venue else None) if part]
    return name_of(statement.speaker) + (f" ({', '.join(facts)})" if facts else "")

"""Speaker labels of transcripts: "Question:", "TITLE NAME (through interpreter):", a line in capitals.

A colon alone proves nothing ("Note: ..."), so labels are judged together: those that recur, and those that
name a part in a conversation, carry the others.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from detente.segment.lines import Line
from detente.segment.phrases import is_phrase

_LABEL = re.compile(r"(?:\[?\(?\d\d?:\d\d(?::\d\d)?\)?\]?\s+)?(?P<label>[^:：\n]{1,90}?)\s*[:：](?=\s|$)\s*")
_BARE_QUESTION = re.compile(r"(?P<label>[QA])\.?\s{1,8}(?=[A-Z“\"‘(])")
_ASIDE = re.compile(r"\s*[(\[][^()\[\]]*[)\]]\s*")
_NOT_IN_LABELS = re.compile(r"[\"“”«»„?!;=<>{}|/\\@#$%*+…]|\d{3}")
_FINAL = re.compile(r"[.!?…][\W_]*$")
_PARTICLES = {"of", "the", "for", "and", "to", "on", "in"} | {
    "de", "du", "des", "la", "le", "les", "von", "van", "den", "zu", "al", "el", "bin", "ibn", "ben", "da",
    "di", "del", "dos", "e", "y", "и", "по", "в", "на",
}  # fmt: skip
_MOST_WORDS = 12


@dataclass(frozen=True, slots=True)
class Label:
    """A speaker's label at `start`:`end`, without its colon; what is said begins at `speech`."""

    start: int
    end: int
    speech: int
    key: str


def find_labels(text: str, lines: Sequence[Line]) -> dict[int, Label]:
    """The labels of a transcript by index of line; empty where the text is none."""
    candidates = {index: label for index, line in enumerate(lines) if (label := _candidate(text, line))}
    counts = Counter(label.key for label in candidates.values())
    if 0 in candidates and _is_headline(text, lines[0], candidates[0], counts, 1 in candidates):
        counts[candidates.pop(0).key] -= 1
    capitals = {label.key for label in candidates.values() if text[label.start : label.end].isupper()}
    accepted = _accept(+counts, capitals)
    if not accepted:
        return _shouted_labels(text, lines)
    labels = {index: label for index, label in candidates.items() if label.key in accepted}
    return {index: _with_speech_below(label, index, labels, lines) for index, label in labels.items()}


def _with_speech_below(label: Label, index: int, labels: Collection[int], lines: Sequence[Line]) -> Label:
    """A label on a line of its own: its speech begins on the next line, unless that has a label itself."""
    if label.speech < lines[index].end or index + 1 in labels or index + 1 == len(lines):
        return label
    return replace(label, speech=lines[index + 1].start)


def _candidate(text: str, line: Line) -> Label | None:
    head = text[line.start : min(line.end, line.start + 120)]
    match = _LABEL.match(head) or _BARE_QUESTION.match(head)
    if match is None or not _speaker_like(match["label"]):
        return None
    start = line.start + match.start("label")
    end = start + len(match["label"].rstrip())
    return Label(start, end, line.start + match.end(), _key(match["label"]))


def _key(label: str) -> str:
    return " ".join(_ASIDE.sub(" ", label).casefold().replace(".", "").split())


def _speaker_like(label: str) -> bool:
    """Whether words before a colon could name a speaker: capitalised, few, without marks of a sentence."""
    bare = _ASIDE.sub(" ", label).strip()
    words = bare.split()
    if not words or len(words) > _MOST_WORDS or _NOT_IN_LABELS.search(bare):
        return False
    if not words[0][0].isalpha() or words[0][0].islower():
        return False
    return all(
        word[0].isupper() or word.lower() in _PARTICLES or not word[0].isalpha() for word in _parts(words)
    )


def _parts(words: Sequence[str]) -> list[str]:
    return [word for word in words if not (word.isalpha() and word.lower() == word.upper())]


def _is_headline(text: str, line: Line, label: Label, counts: Counter[str], answered: bool) -> bool:
    """ "Minister: no talks" above a text is a headline, though the minister be labelled further down: it has
    no full stop, or nobody answers it and its words before the colon never come again."""
    if is_role(label.key) or label.speech >= line.end:
        return False
    return not _FINAL.search(text[line.start : line.end]) or (counts[label.key] == 1 and not answered)


def is_role(key: str) -> bool:
    """Whether a label names a part in a conversation rather than a person: "question", "male speaker 2"."""
    bare = re.sub(r"\s*(?:no |№ ?)?\d+$", "", key)
    return is_phrase(bare, "role") or any(is_phrase(word, "role") for word in (bare.split() or [""])[:1])


def _accept(counts: Counter[str], capitals: Collection[str]) -> set[str]:
    """The labels of a conversation, given how often each candidate stands and which are in capitals; empty
    where there is none."""
    refused = {key for key in counts if is_phrase(key, "not a speaker")}
    if any(counts[key] > 1 for key in refused):  # a fact check or a listing, not a conversation
        return set()
    roles = {key for key in counts if is_role(key)} - refused
    recurring = {key for key, count in counts.items() if count > 1} - refused
    named = {key for key in counts if " " in key or _shares_name(key, recurring)} - refused
    named |= set(capitals) - refused if recurring & set(capitals) else set()
    if not (roles or len(recurring) > 1):
        return set()
    accepted = roles | recurring | named
    turns = sum(counts[key] for key in accepted)
    enough = turns >= 2 if roles & accepted and (recurring or len(roles) > 1 or named) else turns >= 4
    return accepted if enough and len(accepted) > 1 else set()


def _shares_name(key: str, recurring: set[str]) -> bool:
    return any(key.split()[-1] == other.split()[-1] for other in recurring)


def _shouted_labels(text: str, lines: Sequence[Line]) -> dict[int, Label]:
    """Speakers in capitals on lines of their own, without a colon; two of them, and recurring."""
    found: dict[int, Label] = {}
    for index, line in enumerate(lines[:-1]):
        words = text[line.start : min(line.end, line.start + 90)]
        if (
            line.end - line.start < 60
            and words.isupper()
            and _speaker_like(words)
            and not _FINAL.search(words)
        ):
            found[index] = Label(line.start, line.end, lines[index + 1].start, _key(words))
    counts = Counter(label.key for label in found.values())
    recurring = {key for key, count in counts.items() if count > 1 and not is_phrase(key, "line")}
    if len(recurring) < 2:
        return {}
    return {index: label for index, label in found.items() if label.key in recurring}

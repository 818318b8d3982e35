"""Who is said to have brought a bad or worsening relationship about: "it was not our initiative", "Moe blames
Sudria for the chill", "Sudrian sanctions have poisoned relations"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from detente.extract.assessment_clauses import Judgement
from detente.model import ActorRef, Document, Mention, Sentence
from detente.spans import Span

# A mention of one of the two states, by its number, with what may stand behind it for the state.
_ACTS = "side|government|authorities|administration|leadership|leaders?|president|officials?"
_DEEDS = "policy|policies|actions?|sanctions"
_SIDE = rf"(?:the )?@(?P<side>\d+)@(?:\s*[’']s?)?(?: (?:{_ACTS}|{_DEEDS}))?"
_SPOILT = (
    "ruined|spoiled|spoilt|damaged|destroyed|poisoned|wrecked|undermined|worsened|soured|harmed|strained"
)
_SPOILS = "ruins|spoils|damages|destroys|poisons|wrecks|undermines|worsens|sours|harms|strains|froze|frozen"
_SPOIL = "ruin|spoil|damage|destroy|poison|wreck|undermine|worsen|sour|harm|deteriorate"
_GUILTY = r"(?:\w+ ){0,2}(?:to blame|at fault|guilty|responsib\w+|the blame)"
_CAUSED = "because of|due to|owing to|as a result of|caused by|provoked by|brought about by"
_STEP = r"(?:[\s—–]+[^\s.;@—–]+){1,10}[\s—–]+(?:steps?|decisions?|measures?|moves?)\b[^.;@]{0,60}"
_BLAMES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\bblam(?:e|es|ed|ing) {_SIDE}",
        rf"\bblame (?:\w+ ){{0,4}}(?:on|with|at) {_SIDE}",
        rf"{_SIDE} (?:is|are|was|were|bears?|bore) {_GUILTY}",
        rf"{_SIDE} fault\b",
        rf"\bfault of {_SIDE}",
        rf"\bresponsib\w+ (?:\w+ ){{0,4}}(?:with|on) {_SIDE}",
        rf"\b(?:{_CAUSED}) {_SIDE}",
        rf"\b(?:{_SPOILT}) by {_SIDE}",
        rf"{_SIDE} (?:has |have |had )?(?:\w+ly )?(?:{_SPOILT}|{_SPOILS})\b",
        rf"{_SIDE}{_STEP}\bto (?:{_SPOIL})\b",
    )
)
_NOT_OURS = re.compile(
    r"\b(?:not|never|hardly) (?:been )?(?:our|my)(?: own)? "
    r"(?:initiative|fault|choice|doing|making|decision|wish)"
    r"|\bthrough no fault of (?:ours|our own|mine)\b|\bwe (?:are|were) not (?:to blame|at fault)\b"
)
_DENIED = re.compile(r"\b(?:not|never|nor|no)\b")
_BAD = frozenset({"low", "very_low"})


def blamed(
    document: Document, sentences: Sequence[Sentence], mentions: Sequence[Mention], judgement: Judgement
) -> ActorRef | None:
    """The side that the sentence of a judgement says brought it about; None where it blames neither.

    Whoever says that it was not he blames the other side; `mention` are then these words.
    """
    if judgement.level not in _BAD and judgement.trend != "worsening":
        return None
    sentence = sentences[judgement.sentence]
    start, end = min(sentence.start, judgement.start), max(sentence.end, judgement.end)
    sides = list(_sides(mentions, judgement.dyad, start, end))
    view = _masked(document.text, sides, start, end)
    for pattern in _BLAMES:
        found = pattern.search(view)
        if found and not _DENIED.search(found[0]):
            return sides[int(found["side"])].reference()
    disowned = _NOT_OURS.search(document.text[start:end].lower())
    speaker = judgement.statement.speaker.code if judgement.statement else None
    if disowned is None or speaker not in judgement.dyad:
        return None
    words = Span.cut(document.text, start + disowned.start(), start + disowned.end())
    return _other_side(mentions, judgement.dyad, speaker, words)


def _sides(mentions: Sequence[Mention], dyad: tuple[str, str], start: int, end: int) -> Iterator[Mention]:
    """The mentions of the two states and of who acts for them in a stretch, in order, not overlapping."""
    reached = start
    inside = (m for m in mentions if start <= m.start and m.end <= end and m.code in dyad)
    for mention in sorted(inside, key=lambda m: (m.start, -m.end)):
        if mention.start >= reached and mention.form != "pronoun":
            reached = mention.end
            yield mention


def _masked(text: str, sides: Sequence[Mention], start: int, end: int) -> str:
    """The stretch in lower case with each side as its number between signs."""
    parts, at = [], start
    for number, mention in enumerate(sides):
        parts += [text[at : mention.start].lower(), f"@{number}@"]
        at = mention.end
    return "".join([*parts, text[at:end].lower()])


def _other_side(
    mentions: Sequence[Mention], dyad: tuple[str, str], speaker: str | None, words: Span
) -> ActorRef:
    code = dyad[0] if speaker == dyad[1] else dyad[1]
    named = next((m for m in mentions if m.code == code and m.kind == "state" and m.name), None)
    return ActorRef(named.actor if named else code, named.name if named else None, code, words)

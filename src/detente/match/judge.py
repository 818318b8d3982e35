"""The verdict on a quotation, from how it lies on each voice of the places where its words may stand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from detente.match.measure import Found, measure
from detente.match.verification import Verdict
from detente.match.voices import Reading, Voice, voices_of
from detente.match.weight import LEAST_BITS, bits_of, too_short, weight_of
from detente.match.words import Quote, Word, inside_marks, without_attribution

# From this share of its words on, by weight, a quotation is an altered form of what is stored; from the
# second on where what is shared tells little, since common phrases are anybody's.
ALTERED_FROM, ALTERED_FROM_IF_COMMON, _TELLING = 0.6, 0.74, 30.0
# Pieces of several statements are a splice when together they cover so much, and so much more than one alone.
_SPLICED_FROM, _GAIN, _LEAST_SHARE = 0.8, 0.12, 0.08
_PIECE_WORDS, _PIECE_BITS = 4, 15.0
# Of so many voices of all readings, those that share most with the quotation are aligned.
_ALIGNED = 64
# The share of a quotation's words that stand in a voice at all: if it may hold all, and to be compared.
_ALL, _SHARED_FROM = 0.97, 0.45
# Words in another order: share of the words of content that stand in the statement at all.
_REORDERED_FROM, _MATCHED_IF_REORDERED = 0.85, 0.3

Speaks = Callable[[Voice], bool | None]
Favoured = Callable[[Voice], bool]
Whose = Literal["theirs", "unknown", "another"]


@dataclass(frozen=True)
class Judgement:
    """A verdict before it is worded: `best` the match it rests on, `parts` those of a splice, `same` all
    places that hold the words as well as the best does, the best among them; `whose` says whether the speaker
    who was asked for said it, None where nobody was asked for."""

    verdict: Verdict
    best: Found | None = None
    parts: tuple[Found, ...] = ()
    same: tuple[Found, ...] = ()
    whose: Whose | None = None
    reordered: bool = False

    @property
    def unsettled(self) -> bool:
        """Whether somebody was asked for whose words these are not known to be."""
        return self.whose in ("another", "unknown")


def judge(
    quote: Quote,
    readings: Sequence[Reading],
    speaks: Speaks | None = None,
    favoured: Favoured | None = None,
) -> Judgement:
    """The verdict on a quotation over readings; `speaks` tells whether the speaker asked for is a voice's,
    `favoured` which voices are asked for among equals.

    A quotation pasted with its attribution is judged with it and without it, and the better counts.
    """
    judged = _judge(quote, readings, speaks, favoured)
    bare = inside_marks(quote) or without_attribution(quote)
    if bare is None or judged.verdict in ("exact", "punctuation"):
        return judged
    again = _judge(bare, readings, speaks, favoured)
    return again if _merit(again) < _merit(judged) else judged


_BETTER: tuple[Verdict, ...] = (
    "exact", "punctuation", "truncated", "misattributed", "altered", "spliced", "paraphrased", "not_found",
    "too_short",
)  # fmt: skip


def _merit(judged: Judgement) -> tuple[int, float]:
    return _BETTER.index(judged.verdict), -judged.best.coverage if judged.best else 0.0


def _judge(
    quote: Quote, readings: Sequence[Reading], speaks: Speaks | None, favoured: Favoured | None
) -> Judgement:
    if too_short(word.key for word in quote.words if not word.free):
        return Judgement("too_short")
    found = _found(quote, readings)
    if not found:
        return Judgement("not_found")
    best = _best(found, speaks, favoured)
    if not best.clean or _is_scattered(best):
        parts = _splice(quote, found)
        if parts:
            return Judgement("spliced", parts[0], tuple(parts), (), _whose(parts[0], speaks))
    if _is_form_of(best):
        return _judged(best, found, speaks)
    moved = _reordered(quote, found)
    if moved:
        return Judgement("altered", moved, (), (moved,), _whose(moved, speaks), reordered=True)
    return Judgement("not_found")


def _is_form_of(found: Found) -> bool:
    """Whether a quotation, however altered, is one of what is stored."""
    common = found.bits < _TELLING or found.voice.sort == "text"
    least = ALTERED_FROM_IF_COMMON if common else ALTERED_FROM
    return found.bits >= LEAST_BITS * 0.8 and found.coverage >= least


def _found(quote: Quote, readings: Sequence[Reading]) -> list[Found]:
    """The quotation laid on the voices that may hold it, the likeliest first."""
    found: list[Found] = []
    whole = False
    for share, voice in _chosen(quote, readings):
        # Where all words stand in one voice, only others that may hold all of them are of interest.
        if whole and share < _ALL:
            continue
        one = measure(quote, voice)
        if one.bits >= LEAST_BITS / 2:
            found.append(one)
            whole = whole or (one.clean and voice.sort in ("said", "quoted part") and not one.dropped)
    return found


def _chosen(quote: Quote, readings: Sequence[Reading]) -> list[tuple[float, Voice]]:
    """The voices that share most with the quotation, by its pairs and its words, each with the share of its
    words that stand in the voice anywhere."""
    asked = {(a.key, b.key) for a, b in pairwise(quote.words)}
    words = {word.key: weight_of(word.key) for word in quote.words if not word.free}
    total = sum(words.values()) or 1.0
    scored: list[tuple[float, int, float, Voice]] = []
    for reading in readings:
        for voice in voices_of(reading):
            keys = [word.key for word in voice.words]
            held = words.keys() & set(keys)
            if sum(map(bits_of, held)) < LEAST_BITS / 2:
                continue
            share = sum(words[key] for key in held) / total
            pairs = len(asked.intersection(pairwise(keys)))
            if share >= _SHARED_FROM or pairs >= _PIECE_WORDS - 1:
                scored.append((pairs + 4 * share, len(scored), share, voice))
    scored.sort(key=lambda item: (-item[0], item[1]))
    best = scored[0][0] if scored else 0.0
    return [(share, voice) for score, _, share, voice in scored[:_ALIGNED] if score >= _LEAST_SHARE * best]


def _best(found: Sequence[Found], speaks: Speaks | None, favoured: Favoured | None) -> Found:
    """The match that explains the quotation best; among equals the speaker asked for, then a statement."""

    def merit(one: Found) -> tuple[float, ...]:
        said = speaks(one.voice) if speaks else None
        asked = 0.15 if said and one.reported < 0.5 else 0.0
        # The text itself is asked only for what no statement explains.
        sort = 0.15 if one.voice.sort == "text" else 0.0
        about = 0.05 if favoured and favoured(one.voice) else 0.0
        return (round(one.rank + asked + about, 3) - sort, -len(one.cuts))

    return max(found, key=merit)


def _judged(best: Found, found: Sequence[Found], speaks: Speaks | None) -> Judgement:
    verdict = verdict_of(best)
    whose = _whose(best, speaks)
    same = _one_a_place([one for one in found if one is best or _as_good(one, best)], best)
    if whose == "another":
        return Judgement("misattributed", best, (), same, whose)
    return Judgement(verdict, best, (), same, whose)


def widened(judged: Judgement, readings: Sequence[Reading], speaks: Speaks | None = None) -> Judgement:
    """A judgement with what further places hold the words; among them may be one of the speaker asked for."""
    best = judged.best
    if best is None or not readings:
        return judged
    found = [
        measure(best.quote, voice) for reading in readings for voice in voices_of(reading) if voice.words
    ]
    same = _one_a_place([*judged.same, *(one for one in found if _as_good(one, best))], best)
    theirs = [one for one in same if speaks and speaks(one.voice)] if judged.unsettled else []
    if not theirs:
        return replace(judged, same=same)
    best = max(theirs, key=lambda one: (one.reported < 0.5, one.rank))
    return Judgement(verdict_of(best), best, (), same, "theirs")


def verdict_of(found: Found) -> Verdict:
    """The verdict that one match gives, whoever speaks."""
    if found.voice.sort == "paraphrase" and found.reported >= 0.5:
        return "paraphrased"
    if not found.clean or (found.voice.sort == "paraphrase" and found.reported > 0):
        return "altered"
    if found.cuts:
        return "truncated"
    kinds = {run.kind for run in found.runs}
    return "punctuation" if kinds & {"marks", "spelling"} or _ends_otherwise(found) else "exact"


def _ends_otherwise(found: Found) -> bool:
    """Whether the question, exclamation or closing mark of a quotation inside it became another."""
    text = found.voice.reading.document.text
    asked = found.quote.text[found.quote.words[-1].end :][:4]
    stored = text[found.bounds[1] :][:3]
    if any((mark in asked) != (mark in stored) for mark in "?!") and asked.strip("\"'”’» "):
        return True
    inside = found.quote.text[found.quote.words[0].start : found.quote.words[-1].end]
    closes = [next((mark for mark in end if mark in "'’"), "") for end in (asked, stored)]
    return "‘" in inside and all(closes) and closes[0] != closes[1]


def _whose(found: Found, speaks: Speaks | None) -> Whose | None:
    if speaks is None:
        return None
    said = speaks(found.voice)
    return "unknown" if said is None else "theirs" if said else "another"


def _as_good(one: Found, best: Found) -> bool:
    """Whether a match holds the words as well as the best: the same words, though cut otherwise."""
    if best.clean:
        return one.clean and one.dropped <= best.dropped
    return one.coverage >= best.coverage - 0.02


def _one_a_place(same: Sequence[Found], best: Found) -> tuple[Found, ...]:
    """Of several voices at one place of a document the best one."""
    order = ("said", "quoted part", "paraphrase", "text")
    kept: dict[tuple[str, int], Found] = {}
    for one in sorted(same, key=lambda f: (f is not best, order.index(f.voice.sort), -f.rank)):
        place = next(
            (p for p in kept if p[0] == one.voice.reading.document.id and _overlap(kept[p], one)), None
        )
        if place is None:
            kept[(one.voice.reading.document.id, one.bounds[0])] = one
    return tuple(kept.values())


def _overlap(a: Found, b: Found) -> bool:
    return a.bounds[0] < b.bounds[1] and b.bounds[0] < a.bounds[1]


# Splices


def _is_scattered(found: Found) -> bool:
    """Whether a match leaps over words of the text that are no one's statement, or over whole sentences."""
    return found.voice.sort in ("text", "paraphrase") and found.dropped > 0


def _splice(quote: Quote, found: Sequence[Found]) -> list[Found]:
    """The fewest utterances that together give the quotation, each a piece of it that nobody else gives."""
    solid = [(one, _solid(one)) for one in found if one.voice.sort not in ("paraphrase", "text")]
    said = set().union(*(places for _, places in solid))
    # The text itself may give a piece that is nobody's statement.
    solid += [(one, new) for one in found if one.voice.sort == "text" and (new := _solid(one) - said)]
    weights = [0.0 if word.free else weight_of(word.key) for word in quote.words]
    whole = sum(weights) or 1.0
    covered: set[int] = set()
    parts: list[tuple[Found, set[int]]] = []
    while len(parts) < 5:
        gains = [
            (sum(weights[i] for i in places - covered), -n, one, places)
            for n, (one, places) in enumerate(solid)
        ]
        gain, _, one, places = max(gains, key=lambda item: item[:2], default=(0.0, 0, None, set()))
        new = places - covered
        if one is None or not _is_piece(quote, new) or gain / whole < 0.08:
            break
        parts.append((one, new))
        covered |= places
    together = sum(weights[i] for i in covered) / whole
    alone = max((one.coverage for one, _ in solid if one.voice.sort != "text"), default=0.0)
    if len(_utterances(parts)) < 2 or together < _SPLICED_FROM or together - alone < _GAIN:
        return []
    return [one for one, new in sorted(parts, key=lambda part: min(part[1]))]


def _utterances(parts: Sequence[tuple[Found, set[int]]]) -> set[tuple[str, str | int]]:
    return {
        (
            one.voice.reading.document.content_hash,
            one.voice.statements[0].start if one.voice.statements else -1,
        )
        for one, _ in parts
    }


def _solid(found: Found) -> set[int]:
    """Places of the quotation in unbroken stretches of the same words that are no chance."""
    places: set[int] = set()
    stretch: list[int] = []
    for run in found.runs:
        if run.kind in ("same", "marks", "spelling"):
            stretch += run.asked
        elif run.kind != "editor":
            places |= set(stretch) if _is_piece(found.quote, stretch) else set()
            stretch = []
    return places | (set(stretch) if _is_piece(found.quote, stretch) else set())


def _is_piece(quote: Quote, places: Sequence[int] | set[int]) -> bool:
    return len(places) >= _PIECE_WORDS and sum(bits_of(quote.words[i].key) for i in places) >= _PIECE_BITS


# Order


def _reordered(quote: Quote, found: Sequence[Found]) -> Found | None:
    """A statement that holds nearly all words of content, in another order."""
    own = {word.key for word in quote.words if not word.free and weight_of(word.key) == 1.0}
    if len(own) < 4:
        return None
    for one in found:
        if one.voice.sort != "text" and one.coverage >= _MATCHED_IF_REORDERED:
            held = {word.key for word in _near(one)}
            if len(own & held) / len(own) >= _REORDERED_FROM:
                return one
    return None


def _near(found: Found) -> Sequence[Word]:
    """The words of a voice about the match: as many as the quotation has on either side."""
    places = [j for run in found.runs if run.kind != "dropped" for j in run.stored] or [0]
    size = len(found.quote.words)
    return found.voice.words[max(0, min(places) - size) : max(places) + size]

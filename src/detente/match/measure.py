"""What an alignment shows: pieces of the same, changed, added and lost words, cuts, how much is covered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property

from detente.match.align import Pairs, align
from detente.match.spelling import number_of
from detente.match.verification import Cut, Piece, PieceKind
from detente.match.voices import Voice
from detente.match.weight import bits_of, sense_words, weight_of
from detente.match.words import Quote, Word, same_letters, same_marks

# Words between two parts of a match, from which on the parts must each tell something on their own.
_FAR = 6
# What a word counts that is met in another form only.
_HALF = 0.5
# From so many words on, what is left out beside a changed word is a cut of its own.
_LONG = 4
_LEAST_BITS_OF_A_PART = 8.0


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring places of a quotation and of a voice that belong together; either may be empty."""

    kind: PieceKind
    asked: tuple[int, ...]
    stored: tuple[int, ...]


@dataclass(frozen=True)
class Found:
    """A quotation laid on a voice."""

    quote: Quote
    voice: Voice
    runs: tuple[Run, ...]

    @cached_property
    def matched(self) -> frozenset[int]:
        """Places of the quotation that are met, without those met by luck far from the rest."""
        parts: list[list[Run]] = [[]]
        for run in self.runs:
            if run.kind in ("dropped", "cut") and self._is_far(run):
                parts.append([])
            elif run.kind in _MET:
                parts[-1].append(run)
        solid = [part for part in parts if len(parts) == 1 or self._bits(part) >= _LEAST_BITS_OF_A_PART]
        return frozenset(i for part in solid for run in part for i in run.asked)

    def _is_far(self, run: Run) -> bool:
        """Whether a gap leads to another sentence, or on at length."""
        own = sum(not self.voice.words[j].free for j in run.stored)
        units = self.voice.units
        elsewhere = units[run.stored[0]] != units[min(run.stored[-1] + 1, len(units) - 1)]
        return own >= (_FAR if elsewhere else 4 * _FAR)

    def _bits(self, runs: Sequence[Run]) -> float:
        return sum(bits_of(self.quote.words[i].key) for run in runs for i in run.asked)

    @cached_property
    def coverage(self) -> float:
        """The share of the quotation's words that are met, by weight, an editor's left out."""
        whole = sum(weight_of(word.key) for word in self.quote.words if not word.free)
        met = sum(
            weight_of(w.key) for i, w in enumerate(self.quote.words) if i in self.matched and not w.free
        )
        return met / whole if whole else 0.0

    @cached_property
    def bits(self) -> float:
        """The information of the words that are met."""
        return sum(bits_of(word.key) for i, word in enumerate(self.quote.words) if i in self.matched)

    @property
    def clean(self) -> bool:
        """Whether every word of the quotation stands there, in this order."""
        own = (i for i, word in enumerate(self.quote.words) if not word.free)
        return all(run.kind not in ("changed", "added") for run in self.runs) and self.matched.issuperset(own)

    @cached_property
    def dropped(self) -> float:
        """What was silently left out inside, by weight."""
        lost = (j for run in self.runs if run.kind == "dropped" for j in run.stored)
        return sum(weight_of(self.voice.words[j].key) for j in lost)

    @cached_property
    def reported(self) -> float:
        """The share of the words met that are the outlet's, outside the quotation marks."""
        met = [j for run in self.runs if run.kind in _MET for j in run.stored]
        theirs = [j for j in met if self.voice.words[j].reported]
        return len(theirs) / len(met) if met else 0.0

    @cached_property
    def cuts(self) -> tuple[Cut, ...]:
        return tuple(_cuts(self))

    @cached_property
    def bounds(self) -> tuple[int, int]:
        """Where the words stand in the document."""
        places = [j for run in self.runs for j in run.stored] or [0]
        return self.voice.words[min(places)].start, self.voice.words[max(places)].end

    @cached_property
    def rank(self) -> float:
        """How well the voice explains the quotation: covered, less what is lost or at odds."""
        size = sum(weight_of(word.key) for word in self.quote.words) or 1.0
        whole = sum(weight_of(self.voice.words[j].key) for cut in self._edge_cuts for j in cut) / size
        marks = sum(run.kind in ("marks", "spelling") for run in self.runs)
        lost = 0.25 * min(1.0, self.dropped / size) + 0.03 * min(1.0, whole)
        return self.coverage - lost - 0.002 * min(5, marks) - 0.1 * self.reported

    @cached_property
    def _edge_cuts(self) -> tuple[range, range]:
        return _edges(self)

    def pieces(self) -> tuple[Piece, ...]:
        """The alignment from the first to the last word of the quotation."""
        return tuple(_pieces(self, self.runs))

    def whole_pieces(self) -> tuple[Piece, ...]:
        """The alignment with what is cut from the sentences in which the quotation begins and ends."""
        before, after = self._edge_cuts
        runs = list(self.runs)
        for lost, place, end in ((before, "before", 0), (after, "after", len(runs) + 1)):
            own = tuple(j for j in lost if not self.voice.words[j].free)
            marked = any(cut.marked for cut in self.cuts if cut.place == place)
            if own:
                runs.insert(end, Run("cut" if marked else "dropped", (), own))
        return tuple(_pieces(self, runs))


def _is_form(a: str, b: str) -> bool:
    return len(a) > 3 and len(b) > 3 and SequenceMatcher(None, a, b, autojunk=False).ratio() >= 0.75


_MET = ("same", "marks", "spelling")


def measure(quote: Quote, voice: Voice) -> Found:
    """Lay a quotation on a voice."""
    pairs = align(quote.words, voice.words, quote.gaps)
    runs = list(_joined(_runs(quote, voice, pairs), voice.seams))
    return Found(quote, voice, tuple(_last_exchanged(quote, voice, runs)))


def _runs(quote: Quote, voice: Voice, pairs: Pairs) -> Iterator[Run]:
    between: Pairs = []
    before: tuple[int, int] | None = None
    for i, j in pairs:
        if i is not None and j is not None and quote.words[i].key == voice.words[j].key:
            yield from _differences(quote, voice, between, i)
            apart = before is not None and not between and not _same_between(quote, voice, before, (i, j))
            yield _same(quote, voice, i, j, apart)
            between, before = [], (i, j)
        else:
            between.append((i, j))
    yield from _differences(quote, voice, between, len(quote.words))


def _same(quote: Quote, voice: Voice, i: int, j: int, marks: bool) -> Run:
    word, found = quote.words[i], voice.words[j]
    if found.free and not word.free:
        return Run("changed", (i,), (j,))
    a, b = quote.text[word.start : word.end], voice.reading.document.text[found.start : found.end]
    if same_letters(a, b) and not marks:
        return Run("same", (i,), (j,))
    spelled = a.casefold().replace("’", "'") != b.casefold().replace("’", "'")
    return Run(
        "spelling" if spelled and not same_letters(a.casefold(), b.casefold()) else "marks", (i,), (j,)
    )


def _same_between(quote: Quote, voice: Voice, before: tuple[int, int], here: tuple[int, int]) -> bool:
    if here[1] in voice.seams or here[0] in quote.gaps:
        return True
    text = voice.reading.document.text
    asked = quote.text[quote.words[before[0]].end : quote.words[here[0]].start]
    stored = text[voice.words[before[1]].end : voice.words[here[1]].start]
    return same_marks(asked, stored)


def _differences(quote: Quote, voice: Voice, pairs: Pairs, following: int) -> Iterator[Run]:
    """What stands between two words that are the same; what is left out at an ellipsis apart."""
    start = 0
    while start < len(pairs):
        left_out = pairs[start][0] is None
        end = start
        while end < len(pairs) and (pairs[end][0] is None) == left_out:
            end += 1
        upcoming = pairs[end][0] if end < len(pairs) else following
        if left_out and not (upcoming in quote.gaps or end - start >= _LONG):
            left_out = False
            while end < len(pairs) and not _leaves_out(pairs, end, quote, following):
                end += 1
            upcoming = None
        yield from _difference(quote, voice, pairs[start:end], left_out and upcoming in quote.gaps)
        start = end


def _leaves_out(pairs: Pairs, start: int, quote: Quote, following: int) -> bool:
    """Whether words are left out from here on at an ellipsis, or at length."""
    end = start
    while end < len(pairs) and pairs[end][0] is None:
        end += 1
    upcoming = pairs[end][0] if end < len(pairs) else following
    return end > start and (upcoming in quote.gaps or end - start >= _LONG)


def _difference(quote: Quote, voice: Voice, pairs: Pairs, marked: bool) -> Iterator[Run]:
    asked = [i for i, _ in pairs if i is not None]
    stored = [j for _, j in pairs if j is not None]
    kept = [j for j in stored if not voice.words[j].free]
    own = [i for i in asked if not quote.words[i].free]
    editors = [i for i in asked if quote.words[i].free]
    if own and kept:
        keys = tuple(quote.words[i].key for i in own), tuple(voice.words[j].key for j in kept)
        spelled = "".join(keys[0]) == "".join(keys[1]) or _same_number(*keys)
        yield Run("spelling" if spelled else "changed", tuple(own), tuple(kept))
    elif own:
        yield Run("added", tuple(own), ())
    elif kept:
        yield Run("cut" if marked or editors else "dropped", (), tuple(kept))
    if editors:
        yield Run("editor", tuple(editors), ())
    if len(kept) < len(stored):
        yield Run("editor", (), tuple(j for j in stored if voice.words[j].free))


def _same_number(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    if not any(key.isdigit() for key in (*a, *b)):
        return False
    number = number_of(a)
    return number is not None and number == number_of(b)


def _joined(runs: Iterator[Run], seams: frozenset[int]) -> Iterator[Run]:
    """Neighbouring runs of one kind as one, but for interruptions of the text."""
    kept: Run | None = None
    for run in runs:
        apart = run.kind == "changed" or (run.stored and run.stored[0] in seams)
        if kept and kept.kind == run.kind and not apart:
            kept = Run(kept.kind, kept.asked + run.asked, kept.stored + run.stored)
        else:
            if kept:
                yield kept
            kept = run
    if kept:
        yield kept


def _last_exchanged(quote: Quote, voice: Voice, runs: list[Run]) -> list[Run]:
    """At the end only what the sentence still holds there tells an added word from an exchanged one."""
    places = [j for run in runs for j in run.stored]
    if not places or runs[-1].kind != "added":
        return runs
    asked, after = runs[-1].asked, max(places) + 1
    rest = [j for j in range(after, len(voice.words)) if voice.units[j] == voice.units[after - 1]]
    for size in range(1, min(len(rest), 4) + 1):
        stored = tuple(rest[:size])
        keys = tuple(quote.words[i].key for i in asked), tuple(voice.words[j].key for j in stored)
        if "".join(keys[0]) == "".join(keys[1]) or _same_number(*keys):
            return [*runs[:-1], Run("spelling", asked, stored)]
    if rest and len(rest) <= len(asked) + 1:
        return [*runs[:-1], Run("changed", asked, tuple(rest))]
    return runs


def _edges(found: Found) -> tuple[range, range]:
    """Places of the words of the first and of the last sentence that the quotation leaves out.

    Where the source interrupts an utterance with its attribution, a quotation may end there, as the source's
    own did, unless what is said beyond turns the sense.
    """
    units = found.voice.units
    places = [j for run in found.runs if run.kind != "editor" for j in run.stored]
    if not places:
        return range(0), range(0)
    low, high = min(places), max(places)
    first, last = low, high
    while first > 0 and units[first - 1] == units[low]:
        first -= 1
    while last + 1 < len(units) and units[last + 1] == units[high]:
        last += 1
    before, after = range(first, low), range(high + 1, last + 1)
    seams = found.voice.seams
    return (
        range(0) if low in seams and not _turning(found, before) else before,
        range(0) if high + 1 in seams and not _turning(found, after) else after,
    )


def _turning(found: Found, places: Sequence[int]) -> list[int]:
    """Which of some words of a voice turn or weaken the sense, among those that are the speaker's own."""
    own = [j for j in places if not found.voice.words[j].free]
    return [own[k] for k in sense_words([found.voice.words[j].key for j in own])]


def _cuts(found: Found) -> Iterator[Cut]:
    before, after = found._edge_cuts
    quote, runs = found.quote, found.runs
    leads = bool(quote.words) and quote.words[0].free
    trails = bool(quote.words) and quote.words[-1].free
    yield from _cut(found, "before", before, 0 in quote.gaps or leads)
    for run in runs:
        if run.kind in ("dropped", "cut"):
            yield from _cut(found, "inside", run.stored, run.kind == "cut")
    yield from _cut(found, "after", after, len(quote.words) in quote.gaps or trails)


def _cut(found: Found, place: str, lost: Sequence[int], marked: bool) -> Iterator[Cut]:
    words = [found.voice.words[j] for j in lost if not found.voice.words[j].free]
    if not words:
        return
    text = found.voice.reading.document.text
    turning = [found.voice.words[j] for j in _turning(found, lost)]
    said = tuple(text[word.start : word.end] for word in turning)
    yield Cut(place, _stretch(text, words), marked, bool(said), said)  # type: ignore[arg-type]


def _stretch(text: str, words: Sequence[Word]) -> str:
    return " ".join(text[words[0].start : words[-1].end].split())


def _pieces(found: Found, runs: Sequence[Run]) -> Iterator[Piece]:
    reading, voice, quote = found.voice.reading, found.voice, found.quote
    text = reading.document.text
    asked_at = 0
    stored_at = found.bounds[0]
    for run in runs:
        a, b = _bounds(quote.words, run.asked, asked_at)
        c, d = _bounds(voice.words, run.stored, stored_at)
        asked_at, stored_at = b, d
        said = voice.statement_at(c)
        yield Piece(
            run.kind, quote.text[a:b], text[c:d], a, b, c, d, reading.document.id, said.id if said else None
        )


def _bounds(words: Sequence[Word], places: Sequence[int], otherwise: int) -> tuple[int, int]:
    return (words[places[0]].start, words[places[-1]].end) if places else (otherwise, otherwise)

"""Verification over a store: which passages may hold a quotation, what stands there, and the answer."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from detente.match import (
    METHOD,
    PARAPHRASED,
    Context,
    Found,
    Judgement,
    Meant,
    Quote,
    Reading,
    Relation,
    Utterance,
    Variant,
    Verification,
    Voice,
    Word,
    attributed_to,
    bits_of,
    citation,
    denies,
    explanation,
    gains_of,
    holders_of,
    is_about,
    is_fuller,
    judge,
    keys_asked,
    keys_shared,
    lay,
    meaning,
    missing_in,
    name_of,
    notes,
    pairs_held,
    passages_of,
    pieces_of,
    read_quote,
    same_speaker,
    scored,
    state_part,
    voices_of,
    widened,
)
from detente.model import Correction, Document, RequestError, Statement, stable_id
from detente.store.contract import PassagePlace, Store

if TYPE_CHECKING:
    from detente.actors import Gazetteer

# A key that so many passages hold is common: it is asked for only together with others.
_MANY = 400
# So many passages are looked at, and so many places compared word by word.
_PASSAGES, _PLACES, _FEW, _LEAST_SCORE = 100, 20, 5, 0.06
# With less than this share of the keys a region is hardly the source.
_FEW_OF = 0.25
# From this share of the best score on a place is as good as the best.
_STRONG = 0.7
# Of words that stand in many places: so many texts are read at a time and at most, the earliest first, until
# one holds them; of a key that is common everywhere so many passages are looked up, for so many keys; and so
# many variants are listed.
_AT_A_TIME, _MOST_READ, _MOST_HOLDERS, _COMMON_KEYS, _LISTED = 40, 400, 20_000, 3, 50
# Regions alike by their keys that are looked at for the words between: so many, and so far beside them.
_SIFTED, _BESIDE = 1_500, 200
_COPIES = 25
_ALL_OF, _ALL_MANY = 6, 3_000
_AROUND = 240
# By meaning: words of content asked for, statements compared, and shown.
_TELLING, _WORDS_ASKED, _NEAR, _NEAR_SHOWN = 5.0, 16, 16, 8
# A version may be found fuller so many times; of the fullest so many keys are asked for.
_REBASED, _VERSION_KEYS, _VERSIONS = 3, 600, 60


_NO_MEANING = "Paraphrases were not looked for: matching by meaning is not installed (detente[meaning])."


@dataclass(frozen=True, slots=True)
class _Region:
    """A stretch of a text, of every document that has it, and how much of the quotation it may hold."""

    content_hash: str
    start: int
    end: int
    score: float
    keys: frozenset[str] = frozenset()


class Quotations:
    """The quotations of one archive."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def index(self, document: Document, when: str) -> None:
        """Make a document's text searchable for quotations; once for equal texts."""
        if not self._store.is_indexed(document.content_hash, METHOD):
            passages = ((p.start, p.end, p.keys) for p in passages_of(document.text))
            self._store.index_text(document.content_hash, METHOD, when, passages)

    def index_all(self, when: str, progress: Callable[[int, int], None] | None = None) -> int:
        """Index what was stored without (by an older version); the number of texts that remain so.

        `progress` is told how many texts are done, and of how many. An interruption leaves those done.
        """
        waiting = self._store.texts_not_indexed(METHOD)
        if self._store.read_only:
            return len(waiting)
        for done, content_hash in enumerate(waiting, 1):
            for stored in self._store.documents_with([content_hash], 1):
                self.index(stored.document, when)
            if progress:
                progress(done, len(waiting))
        return 0

    def verify(
        self, given: str, speaker: str | None, about: str | None, gazetteer: Callable[[], Gazetteer]
    ) -> Verification:
        quote = read_quote(given)
        speaker = speaker or attributed_to(quote)
        keys = keys_asked([word.key for word in quote.words])
        held = self._store.passages_with(keys, _MANY)
        readings = self._read(self._chosen(self._regions(held), keys, quote.words))
        meant = Meant()
        if speaker or about:
            meant = _meant_by([speaker, about], gazetteer())
            stored = self._store.states_in({reading.document.id for reading in readings})
            meant = replace(meant, states=stored | dict(meant.states))
        speaks = _speaks(speaker, meant) if speaker and speaker.strip() else None
        judged = judge(quote, readings, speaks, _favours(about, meant))
        judged = self._everywhere(judged, held, speaks)
        answer = self._answer(quote, judged, speaker)
        return self._by_meaning(quote, answer) if judged.verdict == "not_found" else answer

    # Meaning

    def _by_meaning(self, quote: Quote, answer: Verification) -> Verification:
        """What was not found as words, looked for by meaning where that is installed."""
        if not meaning.is_installed():
            return replace(answer, notes=(*answer.notes, _NO_MEANING))
        shown = self._near_in_meaning(quote.text, _telling(quote.text, quote.words))
        if not shown:
            return answer
        candidates = tuple(self._candidate(statement, share) for share, statement in shown)
        best = shown[0][1]
        if shown[0][0] < meaning.PARAPHRASED_FROM or denies(quote.text) != denies(best.text):
            return replace(answer, candidates=candidates)
        return replace(
            answer, verdict="paraphrased", statement=best, candidates=candidates, explanation=PARAPHRASED
        )

    def _near_in_meaning(
        self, text: str, words: Sequence[str], but: Collection[str | None] = ()
    ) -> list[tuple[float, Statement]]:
        """Statements near in meaning to a text of these words of content, each with how near, the nearest
        first, but those of some ids."""
        near = [one for one in self._near_in_words(words) if one.id not in but]
        shares = meaning.similarities(text, [statement.text for statement in near])
        ranked = sorted(zip(shares, near, strict=True), key=lambda pair: (-pair[0], pair[1].id))
        return [pair for pair in ranked if pair[0] >= meaning.SHOWN_FROM][:_NEAR_SHOWN]

    def _near_in_words(self, words: Sequence[str]) -> list[Statement]:
        """Statements that share words, those that share rare ones first."""
        found = {word: self._store.statements_with_word(word, _MANY) for word in words[:_WORDS_ASKED]}
        scores = scored(found, _MANY + 1)
        best = sorted(scores, key=lambda number: (-scores[number], number))[:_NEAR]
        return self._store.statements_numbered(best)

    def _candidate(self, statement: Statement, share: float) -> Variant:
        document = self._store.document_named(statement.document).document
        return _placed(document, statement, statement.start, statement.end, "by meaning", share)

    # Retrieval

    def _read(self, chosen: Sequence[_Region]) -> list[Reading]:
        """What stands in regions: a reading for every document of their texts."""
        documents = self._store.documents_with([region.content_hash for region in chosen], _COPIES)
        places = [
            (region, stored)
            for region in chosen
            for stored in documents
            if stored.document.content_hash == region.content_hash
        ]
        statements = self._store.statements_between(
            [(stored.document.id, region.start, region.end) for region, stored in places]
        )
        return [
            Reading(stored.document, tuple(near), region.start, region.end, stored.read)
            for (region, stored), near in zip(places, statements, strict=True)
        ]

    def _regions(self, found: Mapping[str, Sequence[int]]) -> list[_Region]:
        """The regions that hold most of the keys, the best first; `found` are the passages of each key."""
        scores = scored(found, _MANY)
        common = [key for key, numbers in found.items() if len(numbers) >= _MANY]
        for first in range(0, len(common), _ALL_OF):
            together = common[first : first + _ALL_OF]
            for number in self._store.passages_with_all(together, _ALL_MANY) if len(together) > 1 else ():
                scores[number] = scores.get(number, 0.0) + 0.2 * len(together)
        if not scores and common:
            scores = dict.fromkeys(self._store.passages_with(common[:1], _SIFTED)[common[0]], 0.1)
        held: dict[int, set[str]] = {}
        for key, holders in found.items():
            for number in holders:
                held.setdefault(number, set()).add(key)
        places = self._store.passage_places(_promising(scores, held, len(found)))
        gains = gains_of(found, _MANY)
        return sorted(_joined(places, scores, held, gains), key=lambda region: -region.score)

    def _chosen(
        self, regions: Sequence[_Region], keys: Sequence[str], words: Sequence[Word]
    ) -> list[_Region]:
        """The best regions, and those that hold a stretch that these lack."""
        if not regions:
            return []
        few = len(regions[0].keys) < _FEW_OF * len(keys)
        strong = [region for region in regions if region.score >= _STRONG * regions[0].score]
        if len(strong) > _PLACES:
            strong = self._sifted(strong, words)
        chosen = strong[: _FEW if few else _PLACES]
        covered = frozenset().union(*(region.keys for region in chosen))
        for region in regions[len(chosen) :]:
            if len(chosen) >= _PLACES:
                break
            if _holds_stretch(region.keys - covered, keys):
                chosen.append(region)
                covered |= region.keys
        return chosen

    def _sifted(self, regions: Sequence[_Region], words: Sequence[Word]) -> list[_Region]:
        """Of many regions alike by their keys, those first that hold most words of a quotation side by side:
        words of grammar too, which have no keys."""
        shares = self._pairs_held(regions[:_SIFTED], words)
        ranked = sorted(zip(regions, shares, strict=False), key=lambda pair: -pair[1])
        return [region for region, _ in ranked]

    def _pairs_held(self, regions: Sequence[_Region], words: Sequence[Word]) -> list[int]:
        pairs = set(pairwise(word.key for word in words))
        places = [(one.content_hash, max(0, one.start - _BESIDE), one.end + _BESIDE) for one in regions]
        return [pairs_held(text, pairs) for text in self._store.stretches(places)]

    # All places

    def _everywhere(
        self,
        judged: Judgement,
        held: Mapping[str, Sequence[int]],
        speaks: Callable[[Voice], bool | None] | None,
    ) -> Judgement:
        """A judgement with the places that hold the words beside those that were best to judge by.

        Texts are read in the order of their first publication, until those read hold the words: the earliest
        place is found however many there are. Where the words are not known to be the speaker's who was asked
        for, all are read for that one.
        """
        if judged.best is None or not judged.same:
            return judged
        seen = {one.voice.reading.document.content_hash for one in judged.same}
        regions = [one for one in self._regions_like(judged.best, held) if one.content_hash not in seen]
        dates = self._store.text_dates([region.content_hash for region in regions])
        regions.sort(key=lambda region: (dates.get(region.content_hash) or "9999", region.content_hash))
        read = 0
        for first in range(0, len(regions), _AT_A_TIME):
            before, batch = len(judged.same), self._holding(judged.best, regions[first : first + _AT_A_TIME])
            judged = widened(judged, self._read(batch), speaks)
            read += len(batch)
            found = len(judged.same) > before and not judged.unsettled
            if found or read >= _MOST_READ or judged.best is None:
                break
        return judged

    def _holding(self, best: Found, regions: Sequence[_Region]) -> list[_Region]:
        """Of regions those whose text may hold the words of a match: most of their pairs stand there."""
        met = {pair for run in best.runs for pair in pairwise(best.quote.words[i].key for i in run.asked)}
        words = [word for i, word in enumerate(best.quote.words) if i in best.matched]
        least = 0.75 * len(met)
        shares = self._pairs_held(regions, words)
        return [region for region, share in zip(regions, shares, strict=True) if share >= least]

    def _regions_like(self, best: Found, held: Mapping[str, Sequence[int]]) -> list[_Region]:
        """The regions that hold the words of a match that are side by side in it too."""
        stored = [word.key for word in best.voice.words if best.bounds[0] <= word.start < best.bounds[1]]
        keys = keys_shared([word.key for word in best.quote.words], stored)
        telling: Mapping[str, Sequence[int]] = {k: held[k] for k in keys if len(held[k]) < _MANY}
        if not telling:
            telling = self._store.passages_with(keys[:_COMMON_KEYS], _MOST_HOLDERS)
        numbers = holders_of(telling) if telling else []
        return list(_joined(self._store.passage_places(numbers), dict.fromkeys(numbers, 1.0), {}, {}))

    # Versions

    def utterance(self, statement: Statement) -> Utterance:
        """The versions of what a statement says, over all documents."""
        base = self._voice_of(statement)
        for _ in range(_REBASED):
            voices = [v for v in self._spoken_like(base) if not self._is_parted(statement, v)]
            fuller = max((v for v in voices if is_fuller(v, base)), key=lambda v: len(v.words), default=None)
            if fuller is None:
                break
            base = fuller
        found = {id(voice): laid for voice in voices if (laid := lay(voice, base))}
        versions = [_version(voice, found[id(voice)]) for voice in voices if id(voice) in found]
        fullest = _version(base, lay(base, base))
        variants = sorted(_once([fullest, *versions]), key=_order)
        first = variants[0].statement or variants[0].document
        near, told = self._meant_like(base, variants)
        return Utterance(stable_id("utterance", first), fullest, tuple(variants), near, told)

    def _meant_like(
        self, base: Voice, variants: Sequence[Variant]
    ) -> tuple[tuple[Variant, ...], tuple[str, ...]]:
        """What is near in meaning to an utterance and none of its versions, and what must be told of that."""
        if not meaning.is_installed():
            return (), (_NO_MEANING,)
        text = base.reading.document.text
        said = text[base.words[0].start : base.words[-1].end]
        near = self._near_in_meaning(said, _telling(text, base.words), {one.statement for one in variants})
        shown = [self._candidate(statement, share) for share, statement in near]
        return tuple(one for one in shown if not any(_stands_in(one, version) for version in variants)), ()

    def part(self, statement: Statement, other: str, said: Mapping[str, str], *, apart: bool) -> Correction:
        """Record that two statements are not the same utterance, or are after all."""
        if other == statement.id or not self._store.statements_named([other]):
            raise RequestError(f"{other!r} is not the id of another statement of the archive")
        return self._store.part(statement, other, apart=apart, **said)

    def _voice_of(self, statement: Statement) -> Voice:
        stored = self._store.document_named(statement.document)
        near = self._store.statements_between([(statement.document, statement.start, statement.end)])[0]
        reading = Reading(stored.document, tuple(near), statement.start, statement.end, stored.read)
        own = [v for v in voices_of(reading) if any(s.id == statement.id for s in v.statements)]
        return max(own, key=lambda v: (v.sort == "said", v.sort == "quoted part", len(v.words)))

    def _spoken_like(self, base: Voice) -> list[Voice]:
        keys = keys_asked([word.key for word in base.words], _VERSION_KEYS)
        regions = self._regions(self._store.passages_with(keys, _MANY))
        near = [region for region in regions if _holds_stretch(region.keys, keys)]
        readings = self._read(near[:_VERSIONS])
        return [v for r in readings for v in voices_of(r) if v.sort in ("said", "quoted part") and v.words]

    def _is_parted(self, statement: Statement, voice: Voice) -> bool:
        return any(self._store.are_parted(statement.id, other.id) for other in voice.statements)

    # The answer

    def _answer(self, quote: Quote, judged: Judgement, speaker: str | None) -> Verification:
        found = judged.best
        variants = _variants(judged)
        said = found.voice.statement_at(found.bounds[0]) if found else None
        parts = judged.parts or ((found,) if found else ())
        return Verification(
            verdict=judged.verdict,
            statement=said,
            alignment=tuple(piece for part in parts for piece in part.whole_pieces()),
            variants=tuple(variants[:_LISTED]),
            earliest=variants[0] if variants else None,
            citation=citation(found) if found else None,
            quote=quote.text,
            speaker=speaker,
            explanation=explanation(judged, speaker),
            notes=(*quote.notes, *notes(judged, speaker)),
            cuts=found.cuts if found and not judged.parts else (),
            context=_context(found) if found else None,
            turn=_turn_of(judged),
            more=max(0, len(variants) - _LISTED),
        )


def _meant_by(names: Iterable[str | None], gazetteer: Gazetteer) -> Meant:
    """The states that names, roles and bodies mean: "Norland", "the Norlandic president", "Nordhavn"."""
    asked = [name.strip() for name in names if name and name.strip()]
    words = [word for name in asked for word in (name, state_part(name)) if word]
    states = {code: word for word in words if (code := gazetteer.state_code(word))}
    others = [name for name in asked if name not in states.values()]
    return Meant(states, {name: code for name in others if (code := gazetteer.body_code(name))})


def _telling(text: str, words: Sequence[Word]) -> list[str]:
    """The words of content of a text, as they stand there, each once."""
    own = (text[word.start : word.end] for word in words if not word.free and bits_of(word.key) >= _TELLING)
    return list(dict.fromkeys(own))


def _stands_in(one: Variant, version: Variant) -> bool:
    """Whether a place shares a character with a version: a turn holds what was said in it."""
    return one.document == version.document and one.start < version.end and version.start < one.end


def _turn_of(judged: Judgement) -> Statement | None:
    """The turn of a transcript in which the words were said: of the best match, else of another place."""
    places = ([judged.best] if judged.best else []) + list(judged.same)
    turns = (
        statement
        for found in places
        for statement in found.voice.reading.statements
        if statement.kind == "turn" and _holds(statement, found)
    )
    return next(turns, None)


def _holds(statement: Statement, found: Found) -> bool:
    return statement.start <= found.bounds[0] and found.bounds[1] <= statement.end


def _promising(scores: Mapping[int, float], held: Mapping[int, set[str]], asked: int) -> list[int]:
    """The numbers of the passages to look at: those that hold more than one key, the best first; as many as
    there are of those as good as the best, and some of the others."""
    least = _LEAST_SCORE * max(scores.values(), default=0.0)
    several = 2 if asked > _FEW else 1
    kept = [n for n, score in scores.items() if score >= least and len(held.get(n, "**")) >= several]
    kept.sort(key=lambda number: (-scores[number], number))
    strong = sum(scores[number] >= _STRONG * scores[kept[0]] for number in kept[:_ALL_MANY])
    return kept[: max(strong, _PASSAGES)]


def _holds_stretch(held: frozenset[str], keys: Sequence[str]) -> bool:
    """Whether a region holds words side by side, more than a pair."""
    return len(held) >= 2 and any(first in held and second in held for first, second in pairwise(keys))


def _joined(
    places: Iterable[PassagePlace],
    scores: Mapping[int, float],
    held: Mapping[int, set[str]],
    gains: Mapping[str, float],
) -> Iterator[_Region]:
    """Neighbouring passages of a text as one region. A key that both hold counts once: a place where the
    words stand across two passages is no better than one where they stand in one."""
    last: PassagePlace | None = None
    region: _Region | None = None
    for place in places:
        keys = frozenset(held.get(place.number, ()))
        if region and last and place.number == last.number + 1 and place.content_hash == last.content_hash:
            keys |= region.keys
            score = max(region.score, scores[place.number], sum(gains.get(key, 0.0) for key in keys))
            region = replace(region, end=place.end, score=score, keys=keys)
        else:
            if region:
                yield region
            region = _Region(place.content_hash, place.start, place.end, scores[place.number], keys)
        last = place
    if region:
        yield region


def _speaks(asked: str, meant: Meant) -> Callable[[Voice], bool | None]:
    def speaks(voice: Voice) -> bool | None:
        return same_speaker(asked, voice.statement.speaker, meant) if voice.statement else None

    return speaks


def _favours(about: str | None, meant: Meant) -> Callable[[Voice], bool] | None:
    if not about or not about.strip():
        return None
    return lambda voice: any(is_about(about, statement, meant) for statement in voice.statements)


def _variants(judged: Judgement) -> list[Variant]:
    """Every place that holds the words, the earliest first, undated ones last."""
    return sorted((_variant(found) for found in judged.same), key=_order)


def _order(variant: Variant) -> tuple[str, ...]:
    day = variant.published or variant.said_on or ""
    first = day.removeprefix("../") or "9999"
    return (first, variant.said_on or "9999", variant.document, f"{variant.start:09}")


def _version(voice: Voice, laid: Found | None) -> Variant:
    """A version as the fullest one shows it."""
    document, statement = voice.reading.document, voice.statement
    pieces = pieces_of(laid) if laid else ()
    kinds = {piece.kind for piece in pieces}
    relation: Relation = "same words"
    if kinds & {"changed", "added"}:
        relation = "altered"
    elif kinds & {"dropped", "cut"}:
        relation = "cut"
    elif kinds & {"marks", "spelling"}:
        relation = "other marks"
    start, end = voice.words[0].start, voice.words[-1].end
    made = _placed(document, statement, start, end, relation, laid.coverage if laid else 1.0)
    return replace(made, missing=missing_in(laid) if laid else "", pieces=pieces)


def _once(versions: Iterable[Variant]) -> list[Variant]:
    """One version a statement: the one that holds most."""
    kept: dict[tuple[str, str | None, int], Variant] = {}
    for one in versions:
        place = (one.document, one.statement, 0 if one.statement else one.start)
        if place not in kept or len(kept[place].missing) > len(one.missing):
            kept[place] = one
    return list(kept.values())


def _relation(found: Found) -> Relation:
    if not found.clean:
        return "altered"
    if found.cuts:
        return "cut"
    marks = any(run.kind in ("marks", "spelling") for run in found.runs)
    return "other marks" if marks else "same words"


def _variant(found: Found) -> Variant:
    document, statement = found.voice.reading.document, found.voice.statement_at(found.bounds[0])
    start, end = (statement.start, statement.end) if statement else found.bounds
    return _placed(document, statement, start, end, _relation(found), found.coverage)


def _placed(
    document: Document,
    statement: Statement | None,
    start: int,
    end: int,
    relation: Relation,
    similarity: float,
) -> Variant:
    return Variant(
        relation=relation,
        statement=statement.id if statement else None,
        document=document.id,
        start=start,
        end=end,
        text=document.text[start:end],
        kind=statement.kind if statement else None,
        speaker=name_of(statement.speaker) if statement else None,
        said_on=statement.said_on if statement else None,
        published=document.published.date if document.published else None,
        title=document.title,
        publisher=document.publisher.name if document.publisher else None,
        uri=document.uri,
        language=document.language,
        translated=document.translated,
        original_language=document.original_language,
        similarity=round(similarity, 3),
    )


def _context(found: Found) -> Context:
    document = found.voice.reading.document
    start, end = found.bounds
    before, after = max(0, start - _AROUND), min(len(document.text), end + _AROUND)
    return Context(
        document.id,
        start,
        end,
        document.text[before:start],
        document.text[start:end],
        document.text[end:after],
    )

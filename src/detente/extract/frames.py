"""Cues -> frames: who attributes, by which word, and which stretch of the sentence is the content.

A frame is read off the dependency parse: the subject of a reporting verb is its source, the clause,
phrase or complement that its frames allow is its content. Nothing here looks at quotation marks, except
that a subject inside them never attributes words outside.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from detente.extract.contents import clause_bounds, find_content
from detente.extract.grammar import (
    SentenceReading,
    bare,
    characters,
    has_that,
    is_infinitive,
    phrase_bounds,
    phrase_characters,
    text_after,
)
from detente.extract.lexicon import ACCORDING, PUTTING, Verb, lexicon
from detente.extract.sources import QUOTING, find_source, own_subject
from detente.model import Sentence

LEARNED = "learned"  # the pattern of an attribution that the tagger found
_OBJECTS = ("dobj", "dative", "iobj")
_UNREAL = frozenset({"would", "could", "might", "should", "may"})
_CONDITIONS = frozenset({"if", "unless", "whether"})
_TO_COME = frozenset({"expected", "scheduled", "due", "likely", "unlikely", "set", "supposed", "poised",
                      "slated", "plans", "planned", "plan", "planning", "wants", "wanted", "want",
                      "intends", "intended", "refused", "refuses", "refuse", "refusing", "declined",
                      "declines", "failed", "fails", "ready", "unwilling", "reluctant", "yet", "expects",
                      "hopes", "hoped", "needs", "tried", "trying", "able", "unable", "has", "have",
                      "had"})  # fmt: skip
_ACTS_TO_DO = frozenset({"promise", "demand", "threaten", "propose", "appeal"})  # nouns: "a threat to leave"
_ACTS_OF_DOING = frozenset({"accuse"})
_TAKING_UP = frozenset({"its", "their"})


@dataclass(frozen=True, slots=True)
class Frame:
    """A cue. `verb`, `source` and `addressee` are token indices of the sentence, `cue` the first and last
    token of the cue, `lead` the first token of an attribution that begins with another actor ("the agency
    quoted X as saying"); `content` are character bounds, None where the cue only introduces quotations.
    `act` and `manner` are None where a cue of the learned tagger has no sense in the lexicon."""

    sentence: int
    pattern: str
    verb: int
    cue: tuple[int, int]
    source: int | None
    content: tuple[int, int] | None
    addressee: int | None
    act: str | None
    manner: str | None
    weak: bool
    takes_quote: bool
    lead: int | None = None

    @property
    def is_plain(self) -> bool:
        """Is it a verb of saying with its clause?"""
        return self.pattern == "clause" and self.manner == "said" and not self.weak


def find_frames(sentences: Sequence[Sentence], quoted: Sequence[Sequence[int]]) -> list[Frame]:
    """The frames of all sentences in order; `quoted` gives each token its quotation, or -1."""
    words = lexicon()
    frames: list[Frame] = []
    with_quotations = {
        sentence.paragraph for sentence, row in zip(sentences, quoted, strict=True) if max(row) >= 0
    }
    for number, sentence in enumerate(sentences):
        near = sentence.paragraph in with_quotations
        if near or not words.cues.isdisjoint(token.lower for token in sentence.tokens):
            frames += _sentence_frames(SentenceReading(number, sentence, quoted[number], words, near))
    return frames


def _sentence_frames(reading: SentenceReading) -> Iterator[Frame]:
    cues = reading.words.cues
    for index, token in enumerate(reading.tokens):
        if token.lower in cues:
            frame = _cue_frame(reading, index)
        elif _may_introduce(reading, index):
            frame = _quotation_frame(reading, index)
        else:
            continue
        if frame is not None:
            yield frame


def _cue_frame(reading: SentenceReading, index: int) -> Frame | None:
    """The frame of a word that can attribute, by the first of its senses that fits."""
    token, words = reading.tokens[index], reading.words
    verb = words.verbs.get(token.lower)
    if (found := _phrased_frame(reading, index)) is not None:
        return found
    if verb is not None and token.tag.startswith("VB"):
        return _verb_frame(reading, index, verb)
    if token.lower == ACCORDING:
        return _according_frame(reading, index)
    if token.lower in words.views and (found := _view_frame(reading, index)) is not None:
        return found
    if token.lower in words.nouns and token.tag.startswith("NN"):
        return _noun_frame(reading, index)
    return _quotation_frame(reading, index) if _may_introduce(reading, index) else None


def _may_introduce(reading: SentenceReading, index: int) -> bool:
    """A finite verb of a paragraph with quotations, outside them: any verb can stand in for "said"."""
    token = reading.tokens[index]
    finite = token.tag in ("VBD", "VBZ", "VBP") and token.lower not in QUOTING
    return reading.near_quotation and finite and reading.quoted[index] < 0


def _quotation_frame(reading: SentenceReading, index: int) -> Frame | None:
    """A verb that reports only by standing beside a quotation: "..., the senator barked"."""
    source = own_subject(reading, index)
    if source is None or _is_unreal(reading, index, None) or reading.quoted[source] >= 0:
        return None
    return Frame(
        reading.number, "beside", index, (index, index), source, None, None, "assert", "said", True, True
    )


def _phrased_frame(reading: SentenceReading, index: int) -> Frame | None:
    """Turns of phrase that are more than their word: "is convinced that", "as she put it"."""
    lower = reading.tokens[index].lower
    if lower in PUTTING:
        return _put_frame(reading, index)
    return _adjective_frame(reading, index) if lower in reading.words.adjectives else None


def _put_frame(reading: SentenceReading, index: int) -> Frame | None:
    """The phrase "as X put it", which stands in the midst of what X said or before it."""
    marks = [c for c in reading.children(index, "mark", "advmod") if reading.tokens[c].lower == "as"]
    objects = [c for c in reading.children(index, "dobj") if reading.tokens[c].lower == "it"]
    source = own_subject(reading, index)
    if not marks or not objects or source is None:
        return None
    low, high = phrase_bounds(reading, index)
    return _adjunct_frame(reading, index, (index, objects[0]), source, (low, high), "clause")


def _verb_frame(reading: SentenceReading, index: int, verb: Verb) -> Frame | None:
    source = find_source(reading, index)
    if _is_unreal(reading, index, verb):
        return None
    if source is None and not _starts_clause(reading, index):
        return None
    content, pattern = find_content(reading, index, verb)
    tells_how = any(reading.tokens[c].lower == "how" for c in reading.children(index, "advmod"))
    if content is None and not ("quote" in verb.frames or tells_how or _follows_colon(reading, index)):
        return None
    return Frame(
        sentence=reading.number,
        pattern=pattern,
        verb=index,
        cue=_cue_bounds(reading, index, pattern),
        source=source,
        content=content,
        addressee=_addressee(reading, index, pattern),
        act=verb.act.get(pattern) or next(iter(verb.act.values())),
        manner=verb.manner,
        weak=verb.weak,
        takes_quote="quote" in verb.frames or "clause" in verb.frames or tells_how,
        lead=_quoting_actor(reading, index),
    )


def _quoting_actor(reading: SentenceReading, index: int) -> int | None:
    """The first token of "the agency" in "the agency quoted X as saying"."""
    preposition = reading.tokens[index].head
    quoting = reading.tokens[preposition].head
    if reading.tokens[preposition].lower != "as" or reading.tokens[quoting].lower not in QUOTING:
        return None
    return next((phrase_bounds(reading, c)[0] for c in reading.children(quoting, "nsubj")), None)


def _is_unreal(reading: SentenceReading, index: int, verb: Verb | None) -> bool:
    """Negated, conditional or merely possible: no report of something said. Not to believe, and not to
    deny, are attitudes that a text does report."""
    attitude = verb is not None and (
        verb.manner == "believed" or "deny" in verb.act.values() or "out" in verb.frames
    )
    only = text_after(reading, index) == "only"  # "would say only that ..."
    for child in reading.sentence.children[index]:
        token = reading.tokens[child]
        possible = token.dep == "aux" and token.lower in _UNREAL and index and not only
        if (token.dep == "neg" and not attitude) or possible:
            return True
        if token.dep == "mark" and token.lower in _CONDITIONS:
            return True
    return _is_agentless_passive(reading, index) or _is_to_come(reading, index)


def _is_to_come(reading: SentenceReading, index: int) -> bool:
    """What somebody "is expected to say", "plans to announce" or "refused to admit" has not been said."""
    token = reading.tokens[index]
    governor = reading.tokens[token.head]
    infinitive = token.tag == "VB" and token.dep in ("xcomp", "acl") and token.head < index
    return infinitive and governor.lower in _TO_COME


def _is_agentless_passive(reading: SentenceReading, index: int) -> bool:
    return bool(reading.children(index, "auxpass")) and not reading.children(index, "agent")


def _starts_clause(reading: SentenceReading, index: int) -> bool:
    """A finite verb without a subject that the parser found may still stand beside a quotation."""
    return reading.tokens[index].tag in ("VBD", "VBZ", "VBP") and not reading.children(index, "auxpass")


def _follows_colon(reading: SentenceReading, index: int) -> bool:
    return reading.tokens[-1].text == ":" and reading.quoted[index] < 0


def _cue_bounds(reading: SentenceReading, index: int, pattern: str) -> tuple[int, int]:
    """The verb with the auxiliaries and adverbs directly before it, and its particle or preposition."""
    first = last = index
    while first and _belongs_to_cue(reading, index, first - 1):
        first -= 1
    for child in reading.sentence.children[index]:
        token = reading.tokens[child]
        if child == last + 1 and (token.dep == "prt" or (token.dep == "prep" and token.lower == pattern)):
            last = child
    return first, last


def _belongs_to_cue(reading: SentenceReading, verb: int, index: int) -> bool:
    token = reading.tokens[index]
    return token.head == verb and token.dep in ("aux", "auxpass")


def _addressee(reading: SentenceReading, index: int, pattern: str) -> int | None:
    """The person spoken to: the dative of telling, the object of a request, "to X" after a verb of saying."""
    lemma_takes_object = reading.words.verbs[reading.tokens[index].lower].frames & {"request", "about"}
    for child in reading.children(index, *_OBJECTS):
        if lemma_takes_object and child > index and pattern not in ("object", "predicate"):
            return child
    for child in reading.children(index, "prep", "dative"):
        token = reading.tokens[child]
        if token.lower == "to" or (token.lower == "on" and pattern == "request"):
            for inner in reading.children(child, "pobj"):
                return inner
    if pattern == "request":
        for clause in reading.children(index, "ccomp", "xcomp"):
            for subject in reading.children(clause, "nsubj"):
                return subject
    return None


# --- other cues


def _according_frame(reading: SentenceReading, index: int) -> Frame | None:
    """Sentences such as "According to X, ..." and "..., according to X"."""
    marker = next((c for c in reading.children(index, "prep") if reading.tokens[c].lower == "to"), None)
    if marker is None:
        marker = index + 1 if text_after(reading, index) == "to" else None
    if marker is None:
        return None
    source = next(iter(reading.children(marker, "pobj")), None)
    if source is None:
        return None
    low, high = (
        min(index, phrase_bounds(reading, index)[0]),
        max(phrase_bounds(reading, index)[1], phrase_bounds(reading, source)[1]),
    )
    return _adjunct_frame(reading, index, (index, marker), source, (low, high), "according")


def _view_frame(reading: SentenceReading, index: int) -> Frame | None:
    """Adjuncts such as "in his view", "in the words of X"."""
    token = reading.tokens[index]
    if token.dep != "pobj" or reading.tokens[token.head].lower not in ("in", "to"):
        return None
    owners = reading.children(index, "poss")
    for preposition in reading.children(index, "prep"):
        if reading.tokens[preposition].lower == "of":
            owners += reading.children(preposition, "pobj")
    if not owners:
        return None
    low, high = phrase_bounds(reading, token.head)
    return _adjunct_frame(reading, index, (index, index), owners[0], (low, high), "view")


def _adjunct_frame(
    reading: SentenceReading,
    index: int,
    cue: tuple[int, int],
    source: int,
    adjunct: tuple[int, int],
    pattern: str,
) -> Frame | None:
    """A frame whose content is the clause around an adjunct, less the adjunct where it stands at an edge."""
    low, high = adjunct
    first, last = _clause_around(reading, low, high)
    if low <= first:
        first = high + 1
    if high >= last:
        last = low - 1
    content = characters(reading, first, last) if first <= last else None
    return Frame(reading.number, pattern, index, cue, source, content, None, "assert", "said", False, True)


def _clause_around(reading: SentenceReading, low: int, high: int) -> tuple[int, int]:
    """The sentence, or the part of it that a semicolon leaves around the adjunct."""
    first, last = bare(reading, 0, len(reading.tokens) - 1)
    for position, token in enumerate(reading.tokens):
        if token.text in (";",) and reading.quoted[position] < 0:
            if position < low:
                first = position + 1
            elif position > high:
                return first, position - 1
    return first, last


def _adjective_frame(reading: SentenceReading, index: int) -> Frame | None:
    """An attitude by adjective or participle: "is convinced that ...", "are sure that ..."."""
    token = reading.tokens[index]
    verb = token.head if token.dep in ("acomp", "attr") else index
    if not reading.children(verb, "nsubj", "nsubjpass") and not token.tag.startswith("VB"):
        verb = token.head
    subjects = reading.children(verb, "nsubj", "nsubjpass")
    for auxiliary in reading.children(verb, "aux", "auxpass"):
        subjects += reading.children(auxiliary, "nsubj", "nsubjpass")
    clauses = [c for c in (*reading.children(index, "ccomp"), *reading.children(verb, "ccomp")) if c > index]
    if not subjects or not clauses or _is_conditional(reading, verb):
        return None
    content = clause_bounds(reading, clauses[0], index)
    first = min(index, verb, *reading.children(verb, "aux", "auxpass"))
    return Frame(
        reading.number,
        "clause",
        index,
        (first, index),
        subjects[0],
        content,
        None,
        "assert",
        "believed",
        True,
        False,
    )


def _is_conditional(reading: SentenceReading, index: int) -> bool:
    return any(reading.tokens[c].lower in _CONDITIONS for c in reading.children(index, "mark"))


def _noun_frame(reading: SentenceReading, index: int) -> Frame | None:
    """Nouns that carry content: "his claim that ...", "a warning by X that ...", "its promise to ...",
    "Norlandic accusations of ..."."""
    clause = _noun_clause(reading, index)
    owner = _noun_owner(reading, index)
    if clause is None or owner is None:
        return None
    content = phrase_characters(reading, clause, index)
    noun = reading.words.nouns[reading.tokens[index].lower]
    cue = (index, index)
    return Frame(reading.number, "noun", index, cue, owner, content, None, noun.act, noun.manner, True, False)


def _noun_clause(reading: SentenceReading, index: int) -> int | None:
    """The head of what the noun says: a that-clause, an infinitive of those that promise, demand or
    threaten, a gerund behind "of"."""
    clauses = reading.children(index, "acl", "ccomp", "relcl")
    for child in clauses:
        if has_that(reading, child):
            return child
    act = reading.words.nouns[reading.tokens[index].lower].act
    for child in clauses if act in _ACTS_TO_DO else ():
        if is_infinitive(reading, child) and child > index:
            return child
    for preposition in reading.children(index, "prep") if act in _ACTS_OF_DOING else ():
        if reading.tokens[preposition].lower == "of":
            for child in reading.children(preposition, "pcomp", "pobj"):
                if reading.tokens[child].tag == "VBG":
                    return child
    return None


def _noun_owner(reading: SentenceReading, index: int) -> int | None:
    """Whose claim it is: "his", "by X", "Norlandic"; "its" and "their" are the subject's."""
    owners = reading.children(index, "poss")
    if owners and reading.tokens[owners[0]].lower in _TAKING_UP:
        verb = reading.tokens[index].head
        return next((c for c in reading.children(verb, "nsubj") if c < index), owners[0])
    for preposition in reading.children(index, "prep"):
        if reading.tokens[preposition].lower in ("by", "of", "from"):
            owners += [c for c in reading.children(preposition, "pobj") if reading.tokens[c].tag != "VBG"]
    owners += [c for c in reading.children(index, "amod", "compound") if reading.tokens[c].text[0].isupper()]
    return owners[0] if owners else None

"""Cues of reporting verbs -> the clause, phrase or complement that is their content.

Which of them a verb can take is listed with it in ``data/reporting.yaml``.
"""

from __future__ import annotations

from collections.abc import Callable

from detente.extract.grammar import (
    SUBJECTS,
    SentenceReading,
    bare,
    characters,
    is_gerund,
    is_infinitive,
    is_that,
    phrase_bounds,
    phrase_characters,
    text_after,
)
from detente.extract.lexicon import Verb
from detente.extract.setting import WEEKDAYS
from detente.extract.sources import find_source

_NOUN_PREPOSITIONS = frozenset({"of", "without", "between", "among"})


def find_content(reading: SentenceReading, index: int, verb: Verb) -> tuple[tuple[int, int] | None, str]:
    """The characters of the content, None where there is none, and the frame of the verb that gives it."""
    finders: tuple[tuple[str, Callable[[SentenceReading, int], tuple[int, int] | None]], ...] = (
        ("predicate", _predicate),
        ("request", _request),
        ("clause", _clause),
        ("infinitive", _infinitive),
    )
    for frame, find in finders:
        if frame in verb.frames and (content := find(reading, index)) is not None:
            return content, frame
    found = _prepositional(reading, index, verb)
    if found is not None:
        return found
    if "object" in verb.frames and (content := _object(reading, index)) is not None:
        return content, "object"
    return None, "quote"


def _clause(reading: SentenceReading, index: int) -> tuple[int, int] | None:
    """The clause that the verb governs, before or after it, or the sentence it interrupts."""
    clauses = [
        c for c in reading.children(index, "ccomp")
        if not is_infinitive(reading, c) and not is_gerund(reading, c) and not _is_apart(reading, c, index)
    ]  # fmt: skip
    if clauses and not _holds_source(reading, clauses[-1], index):
        return clause_bounds(reading, clauses[-1], index)
    if is_that(reading, index + 1):
        return characters(reading, index + 2, len(reading.tokens) - 1)
    return _interrupted(reading, index) or _introduced_by_as(reading, index)


def _introduced_by_as(reading: SentenceReading, index: int) -> tuple[int, int] | None:
    """The main clause is the content: "As she said on Friday, the locks are open"."""
    token = reading.tokens[index]
    low, high = bare(reading, *phrase_bounds(reading, index))
    if token.dep != "advcl" or reading.tokens[low].lower != "as" or text_after(reading, high) != ",":
        return None
    return characters(reading, high + 1, len(reading.tokens) - 1)


def _holds_source(reading: SentenceReading, clause: int, index: int) -> bool:
    """A clause behind the cue that begins with the speaker is no content: "said X after Y had left"."""
    source = find_source(reading, index)
    low, high = phrase_bounds(reading, clause)
    return source is not None and index < low <= source <= high


def _is_apart(reading: SentenceReading, clause: int, index: int) -> bool:
    """A clause before the cue and a semicolon or colon between: a sentence of its own."""
    return any(reading.tokens[i].text in (";", ":") for i in range(clause, index))


def clause_bounds(reading: SentenceReading, clause: int, index: int) -> tuple[int, int] | None:
    """The clause, with a subject that the parser took for the object of the cue, without the day of the
    saying before it and without a second report after it ("..., adding that ...")."""
    low, high = phrase_bounds(reading, clause)
    if low <= index:
        return phrase_characters(reading, clause, index)
    if is_that(reading, index + 1):
        low = index + 2
    if not reading.children(clause, *SUBJECTS):
        low = min(
            [low, *(phrase_bounds(reading, c)[0] for c in reading.children(index, "dobj") if index < c < low)]
        )
    tokens = reading.tokens
    if tokens[low].lower == "on" and low + 1 < high and tokens[low + 1].lower in WEEKDAYS:
        low += 2
    elif tokens[low].lower in WEEKDAYS or tokens[low].lower in ("yesterday", "earlier", "today"):
        low += 1
    for position in range(low + 2, high + 1):
        if _starts_second_report(reading, position, index) or _starts_background(reading, position, high):
            high = position - 1
            break
    return characters(reading, low, high)


def _starts_background(reading: SentenceReading, position: int, last: int) -> bool:
    """A pluperfect concession after a report (", although they had ...") is the author's own background."""
    tokens = reading.tokens
    if tokens[position].lower not in ("although", "though") or tokens[position - 1].text != ",":
        return False
    rest = range(position, last + 1)
    return any(tokens[i].lower == "had" for i in rest) and all(reading.quoted[i] < 0 for i in rest)


def _starts_second_report(reading: SentenceReading, position: int, cue: int) -> bool:
    """The next report, not a part of this content: ", adding that ...", "and added that ..."."""
    token, before = reading.tokens[position], reading.tokens[position - 1]
    if token.lower not in reading.words.verbs or reading.quoted[position] >= 0:
        return False
    if token.tag == "VBG":
        return before.text == ","
    if before.lower not in ("and", "but") or token.tag != reading.tokens[cue].tag:
        return False
    own_subject = reading.children(position, *SUBJECTS)
    return not own_subject and bool(reading.children(position, "ccomp", "xcomp", "advcl", "dobj", "prep"))


def _interrupted(reading: SentenceReading, index: int) -> tuple[int, int] | None:
    """The parser hangs the cue on the clause it interrupts: "The talks, she said, would go on"."""
    token = reading.tokens[index]
    subjects = reading.children(index, "nsubj")
    if token.dep not in ("parataxis", "ccomp", "advcl", "conj") or token.head == index or not subjects:
        return None
    if any(reading.tokens[c].dep == "mark" for c in reading.sentence.children[index]):
        return None
    low, high = bare(reading, *phrase_bounds(reading, index))
    before, after = reading.tokens[low - 1] if low else None, text_after(reading, high)
    if (
        before is None
        or before.text not in (",", "-", "–", "—", "--")
        or after not in (",", ".", "–", "—", "--")
    ):
        return None
    if reading.tokens[token.head].lower in reading.words.verbs and token.dep == "ccomp":
        return None
    top_low, top_high = phrase_bounds(reading, token.head)
    if any(reading.tokens[i].text == ";" for i in range(top_low, max(top_high, high))):
        return None
    return characters(reading, top_low, top_high if top_high > high else low - 1)


def _infinitive(reading: SentenceReading, index: int) -> tuple[int, int] | None:
    for child in reading.children(index, "xcomp"):
        if is_infinitive(reading, child) and child > index:
            return phrase_characters(reading, child, index)
    for child in reading.children(index, "dobj"):
        # "offered help to ..." is no infinitive; noun + to-clause is
        for clause in reading.children(child, "acl"):
            if is_infinitive(reading, clause):
                return phrase_characters(reading, child, index)
    return None


def _request(reading: SentenceReading, index: int) -> tuple[int, int] | None:
    """The infinitive clause, its subject left out: "urged both sides to talk", "appealed to X to resume"."""
    addressed = any(c > index for c in reading.children(index, "dobj", "dative", "prep"))
    for child in reading.children(index, "ccomp", "xcomp", "advcl"):
        if not is_infinitive(reading, child) or child < index:
            continue
        subjects = reading.children(child, "nsubj")
        if not (addressed or subjects):
            continue
        marker = next(c for c in reading.children(child, "aux") if reading.tokens[c].tag == "TO")
        return characters(reading, marker, phrase_bounds(reading, child)[1])
    return None


def _predicate(reading: SentenceReading, index: int) -> tuple[int, int] | None:
    """A thing and what it is said to be: "called the summit a failure", "described the talks as frank"."""
    for child in reading.children(index, "ccomp"):
        subjects = reading.children(child, "nsubj")
        if (
            subjects
            and subjects[0] > index
            and not reading.tokens[child].tag.startswith(("VBD", "VBZ", "VBP"))
        ):
            return phrase_characters(reading, child, index)
    complements = reading.children(index, "oprd", "acomp", "attr")
    objects = [c for c in reading.children(index, "dobj") if c > index]
    for child in reading.children(index, "prep"):
        if reading.tokens[child].lower == "as" and reading.children(child, "pobj", "pcomp", "amod"):
            complements.append(child)
    complements = [c for c in complements if c > index]
    if not complements and objects and _predicates(reading, objects[0]):
        complements = objects
    if not complements:
        return None
    first = min(phrase_bounds(reading, c)[0] for c in (*objects, *complements))
    last = max(phrase_bounds(reading, c)[1] for c in (*objects, *complements))
    return characters(reading, first, last)


def _predicates(reading: SentenceReading, index: int) -> bool:
    """Does the object hold what is said of it: "the summit “a symbol of ...”", "important his agreement"?"""
    first = phrase_bounds(reading, index)[0]
    fronted = reading.tokens[first].tag == "JJ" and reading.tokens[first + 1].tag in ("DT", "PRP$")
    described = [c for c in reading.children(index, "prep") if reading.tokens[c].lower == "as"]
    doubled = [c for c in reading.children(index, "dobj", "dep") if c > index]
    return fronted or bool(described or doubled or reading.children(index, "appos"))


def _prepositional(reading: SentenceReading, index: int, verb: Verb) -> tuple[tuple[int, int], str] | None:
    for child in reading.children(index, "prep", "prt"):
        lower = reading.tokens[child].lower
        if lower in verb.frames and reading.tokens[child].dep == "prt":
            bounds = _object(reading, index)
            return (bounds, lower) if bounds else None
        if lower in verb.frames and child > index:
            for inner in reading.children(child, "pobj", "pcomp"):
                low, high = phrase_bounds(reading, inner)
                if (bounds := characters(reading, low, _end_of_phrase(reading, high))) is not None:
                    return bounds, lower
    return _prepositional_object(reading, index, verb)


def _prepositional_object(
    reading: SentenceReading, index: int, verb: Verb
) -> tuple[tuple[int, int], str] | None:
    """The parser may hang "of" on X in "accused X of doing"."""
    for child in reading.children(index, "dobj"):
        for preposition in reading.children(child, "prep"):
            lower = reading.tokens[preposition].lower
            if lower not in verb.frames or lower not in ("of", "for"):
                continue
            for inner in reading.children(preposition, "pobj", "pcomp"):
                if lower == "of" or reading.tokens[inner].tag == "VBG":
                    bounds = phrase_characters(reading, inner, index)
                    return (bounds, lower) if bounds else None
    return None


def _end_of_phrase(reading: SentenceReading, last: int) -> int:
    """A noun phrase goes on over the prepositions that only a noun can govern."""
    while last + 2 < len(reading.tokens) and reading.tokens[last + 1].lower in _NOUN_PREPOSITIONS:
        last = max(last + 2, phrase_bounds(reading, last + 1)[1])
    return last


def _object(reading: SentenceReading, index: int) -> tuple[int, int] | None:
    for child in reading.children(index, "dobj"):
        if child > index and not reading.tokens[child].tag.startswith("PRP"):
            low, high = phrase_bounds(reading, child)
            return characters(reading, low, max(high, _end_of_list(reading, high)))
    for child in reading.children(index, "xcomp", "ccomp"):
        first = phrase_bounds(reading, child)[0]
        if child > index and reading.tokens[first].tag == "VBG":  # denied having read it
            return phrase_characters(reading, child, index)
    return None


def _end_of_list(reading: SentenceReading, last: int) -> int:
    """A list of noun phrases goes on to the sentence end, even where the parser lets it break off."""
    rest = reading.tokens[last + 1 :]
    if rest and rest[0].text == "," and not any(t.tag.startswith(("VB", "PRP", "W", "RB")) for t in rest):
        return len(reading.tokens) - 1
    return last

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

_OF_OCCASIONS = frozenset({"on", "in", "at", "during", "to", "by", "after", "before", "from"})
_JOINING = frozenset({"and", "but", "while"})
_SEPARATORS = frozenset({",", "-", "–", "—", "--"})
_NOUN_PREPOSITIONS = frozenset({"of", "without", "between", "among"})


def find_content(reading: SentenceReading, index: int, verb: Verb) -> tuple[tuple[int, int] | None, str]:
    """The characters of the content, None where there is none, and the frame of the verb that gives it."""
    finders: tuple[tuple[str, Callable[[SentenceReading, int], tuple[int, int] | None]], ...] = (
        ("predicate", _predicate),
        ("request", _request),
        ("clause", _clause),
        ("that", _that_clause),
        ("infinitive", _infinitive),
        ("gerund", _gerund),
        ("as", _regarded_as),
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
    if clauses and _is_named_behind(reading, clauses[-1], index):
        return None
    if clauses and not _holds_source(reading, clauses[-1], index):
        whole = _around_both(reading, clauses[-1], index)
        return whole or clause_bounds(reading, clauses[-1], index)
    if is_that(reading, index + 1):
        return characters(reading, index + 2, len(reading.tokens) - 1)
    return _interrupted(reading, index) or _introduced_by_as(reading, index) or interrupted(reading, index)


def _around_both(reading: SentenceReading, clause: int, index: int) -> tuple[int, int] | None:
    """The whole of "There is no doubt, Moe told them, that ...": the parser gives the second half alone."""
    low = phrase_bounds(reading, clause)[0]
    return interrupted(reading, index) if low > index + 1 and reading.tokens[low - 1].text == "," else None


def _that_clause(reading: SentenceReading, index: int) -> tuple[int, int] | None:
    """A clause that "that" opens directly behind the verb, for verbs that mostly mean something else."""
    return _clause(reading, index) if text_after(reading, index) == "that" else None


def _introduced_by_as(reading: SentenceReading, index: int) -> tuple[int, int] | None:
    """The main clause is the content: "As she said on Friday, the locks are open"; it may stand around it."""
    token = reading.tokens[index]
    low, high = bare(reading, *phrase_bounds(reading, index))
    if token.dep != "advcl" or reading.tokens[low].lower != "as" or text_after(reading, high) != ",":
        return None
    inside = low > 1 and reading.tokens[low - 1].text == "," and high + 2 < len(reading.tokens)
    goes_on = inside and reading.tokens[high + 2].tag.startswith(("VB", "MD"))
    first = 0 if goes_on else high + 1
    return characters(reading, first, len(reading.tokens) - 1)


def _holds_source(reading: SentenceReading, clause: int, index: int) -> bool:
    """A clause behind the cue that begins with the speaker is no content: "said X after Y had left"."""
    source = find_source(reading, index)
    low, high = phrase_bounds(reading, clause)
    return source is not None and index < low <= source <= high


def _is_named_behind(reading: SentenceReading, clause: int, index: int) -> bool:
    """A sentence that a noun behind it takes up is the author's: "..., a charge Merane denies"."""
    high = phrase_bounds(reading, clause)[1]
    between = [token.lower for token in reading.tokens[high + 1 : index]]
    words = [word for word in between if word not in _SEPARATORS]
    return words[:1] == ["a"] and any(word in reading.words.nouns for word in words[1:4])


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
    elif low < high and reading.tokens[low].tag == "RB" and is_that(reading, low + 1):  # "say only that"
        low += 2
    elif _opens_clause(reading, low, high):
        low += 1
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
        if (
            _starts_second_report(reading, position, index)
            or _starts_background(reading, position, high)
            or _starts_report_of_another(reading, position, index)
        ):
            high = position - 1 - (tokens[position - 1].lower in _JOINING)
            break
    return characters(reading, low, high)


def _opens_clause(reading: SentenceReading, low: int, high: int) -> bool:
    """Is "that" the conjunction, which the parser took for a pronoun: "told us on the plane that she ..."?"""
    tokens = reading.tokens
    opens = low + 1 < high and tokens[low].lower == "that"
    return opens and tokens[low + 1].tag in ("DT", "PRP", "PRP$", "NNP", "NNPS", "NNS", "EX")


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


def _starts_report_of_another(reading: SentenceReading, position: int, cue: int) -> bool:
    """The report of somebody else: "... and Moe said the locks would open", in the tense of the first."""
    tokens = reading.tokens
    if tokens[position - 1].lower not in _JOINING or not tokens[position].tag.startswith("NNP"):
        return False
    for verb in range(position + 1, min(position + 8, len(tokens))):
        known = reading.words.verbs.get(tokens[verb].lower)
        if known is None or known.weak or tokens[verb].tag != tokens[cue].tag or reading.quoted[verb] >= 0:
            continue
        begins = (phrase_bounds(reading, c)[0] == position for c in reading.children(verb, "nsubj"))
        return any(begins) and bool(reading.children(verb, "ccomp", "xcomp", "oprd"))
    return False


def _interrupted(reading: SentenceReading, index: int) -> tuple[int, int] | None:
    """The parser hangs the cue on the clause it interrupts: "The talks, she said, would go on"."""
    token = reading.tokens[index]
    subjects = reading.children(index, "nsubj")
    if token.dep not in ("parataxis", "ccomp", "advcl", "conj") or token.head == index or not subjects:
        return None
    if any(
        reading.tokens[c].dep == "mark" or reading.tokens[c].tag == "WDT"
        for c in reading.sentence.children[index]
    ):
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
    if _adds(reading, index):
        return characters(reading, top_low, low - 1)
    return characters(reading, top_low, top_high if bare(reading, top_low, top_high)[1] > high else low - 1)


def interrupted(reading: SentenceReading, index: int) -> tuple[int, int] | None:
    """The sentence around a cue and its speaker that stand between commas or dashes, or at its end, whatever
    the parser makes of them: "The talks, said Moe on Friday, would go on"."""
    tokens = reading.tokens
    bounds = _attribution_bounds(reading, index) if _plainly_says(reading, index) else None
    if bounds is None:
        return None
    low, high = bounds
    if low < 2 or tokens[low - 1].text not in _SEPARATORS or reading.quoted[low - 2] >= 0:
        return None
    at_end = high + 2 >= len(tokens) or _adds(reading, index)
    if not at_end and (tokens[high + 1].text not in _SEPARATORS or reading.quoted[high + 1] >= 0):
        return None
    if at_end and not _has_finite_verb(reading, 0, low - 1):
        return None
    first = max((i + 1 for i in range(low) if tokens[i].text == ";"), default=0)
    last = min((i - 1 for i in range(high, len(tokens)) if tokens[i].text == ";"), default=len(tokens) - 1)
    return characters(reading, first, low - 2 if at_end else last)


def _plainly_says(reading: SentenceReading, index: int) -> bool:
    """A finite verb of saying without an object: "said", "told the paper", not "repeated the name"."""
    token = reading.tokens[index]
    verb = reading.words.verbs.get(token.lower)
    if verb is None or token.tag not in ("VBD", "VBZ", "VBP") or token.dep in ("relcl", "acl"):
        return False
    speaks = "quote" in verb.frames and (not verb.weak or verb.lemma == "report") and verb.lemma != "point"
    objects = [c for c in reading.children(index, "dobj") if c > index]
    return speaks and ("request" in verb.frames or not objects)


def _has_finite_verb(reading: SentenceReading, first: int, last: int) -> bool:
    return any(token.tag in ("VBD", "VBZ", "VBP", "MD") for token in reading.tokens[first:last])


def _attribution_bounds(reading: SentenceReading, index: int) -> tuple[int, int] | None:
    """The tokens of the cue with its speaker directly beside it and the adverbials that follow."""
    source = find_source(reading, index)
    if source is None:
        return None
    low, high = phrase_bounds(reading, source)
    low, high = (low, index) if source < index else (index, high)
    between = range(source + 1, index) if source < index else range(index + 1, source)
    if any(reading.tokens[i].text in _SEPARATORS or reading.tokens[i].tag.startswith("VB") for i in between):
        return None
    if low > high or any(reading.tokens[i].text in _SEPARATORS for i in range(low, high)):
        return None
    if low and reading.tokens[low - 1].lower == "as":
        low -= 1
    return low, _end_of_adverbials(reading, high)


def _end_of_adverbials(reading: SentenceReading, last: int) -> int:
    """The end of a few words of time or place behind an attribution; `last` itself where none close it."""
    for position in range(last + 1, min(last + 9, len(reading.tokens))):
        token = reading.tokens[position]
        if token.text in _SEPARATORS or token.dep == "punct":
            return position - 1
        first = position == last + 1 and token.tag in ("IN", "TO") and token.lower not in _OF_OCCASIONS
        if token.tag.startswith(("VB", "MD", "W", "PRP")) or token.lower == "that" or first:
            break
    return last


def _adds(reading: SentenceReading, index: int) -> bool:
    """Does a report of its own follow: "..., Moe said, explaining that ..."?"""
    participles = [c for c in reading.children(index, "advcl") if reading.tokens[c].tag == "VBG"]
    return any(
        reading.tokens[c].lower in reading.words.verbs and reading.tokens[c - 1].text == ","
        for c in participles
    )


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


def _gerund(reading: SentenceReading, index: int) -> tuple[int, int] | None:
    """What is proposed as a deed: "suggested moving the talks"."""
    for child in reading.children(index, "xcomp", "ccomp", "dobj"):
        if child > index and is_gerund(reading, child):
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


def _regarded_as(reading: SentenceReading, index: int) -> tuple[int, int] | None:
    """A thing and what it is seen as."""
    things = reading.children(index, "dobj")
    prepositions = [c for holder in (index, *things) for c in reading.children(holder, "prep")]
    marked = any(reading.tokens[c].lower == "as" for c in prepositions)
    return _predicate(reading, index) if marked and things else None


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
            bounds = _object(reading, index) or _clause(reading, index)
            return (bounds, lower) if bounds else None
        if lower in verb.frames and child > index:
            for inner in reading.children(child, "pobj", "pcomp"):
                low, high = phrase_bounds(reading, inner)
                if (bounds := characters(reading, low, _end_of_phrase(reading, high))) is not None:
                    return bounds, lower
    return _prepositional_object(reading, index, verb) or _behind_agent(reading, index, verb)


def _behind_agent(reading: SentenceReading, index: int, verb: Verb) -> tuple[tuple[int, int], str] | None:
    """The parser hangs "of" on the agent in "was accused by X of doing"."""
    for agent in reading.children(index, "agent"):
        first, last = phrase_bounds(reading, agent)
        for position in range(first + 1, last):
            lower = reading.tokens[position].lower
            if lower in verb.frames and lower in ("of", "for") and reading.tokens[position + 1].tag == "VBG":
                bounds = characters(reading, position + 1, last)
                return (bounds, lower) if bounds else None
    return None


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

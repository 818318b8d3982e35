"""Cues -> frames: who attributes, by which word, and which stretch of the sentence is the content.

A frame is read off the dependency parse: the subject of a reporting verb is its source, the clause,
phrase or complement that its frames allow is its content. Nothing here looks at quotation marks, except
that a subject inside them never attributes words outside.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from detente.extract.lexicon import Lexicon, Verb, lexicon
from detente.model import Sentence, Token

_SUBJECTS = ("nsubj", "nsubjpass", "csubj", "expl")
_OBJECTS = ("dobj", "dative", "iobj")
_UNREAL = frozenset({"would", "could", "might", "should", "may"})
_CONDITIONS = frozenset({"if", "unless", "whether"})
_LIGHT = frozenset({"go", "went", "goes", "going", "gone", "continue", "continued", "continues", "proceeded",
                    "came", "wanted", "like", "began", "started", "moved", "used"})  # fmt: skip
_RELATIVES = frozenset({"who", "which", "that", "whom"})
_NOUN_PREPOSITIONS = frozenset({"of", "without", "between", "among"})
_NOUN_PHRASE = frozenset({"DT", "JJ", "JJR", "JJS", "NN", "NNS", "NNP", "NNPS", "PRP", "PRP$", "CD", "POS"})
QUOTING = frozenset({"quoted", "quotes", "quote", "cited", "cites"})
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True, slots=True)
class Frame:
    """A cue. `verb`, `source` and `addressee` are token indices of the sentence, `cue` the first and last
    token of the cue, `lead` the first token of an attribution that begins with another actor ("the agency
    quoted X as saying"); `content` are character bounds, None where the cue only introduces quotations."""

    sentence: int
    pattern: str
    verb: int
    cue: tuple[int, int]
    source: int | None
    content: tuple[int, int] | None
    addressee: int | None
    act: str | None
    manner: str
    weak: bool
    takes_quote: bool
    lead: int | None = None


@dataclass(frozen=True, slots=True)
class _Reading:
    """A sentence under examination: `quoted[i]` is the number of the quotation token i stands in, or -1;
    `near_quotation` tells whether its paragraph holds one."""

    number: int
    sentence: Sentence
    quoted: Sequence[int]
    words: Lexicon
    near_quotation: bool

    @property
    def tokens(self) -> tuple[Token, ...]:
        return self.sentence.tokens

    def children(self, index: int, *labels: str) -> list[int]:
        return [c for c in self.sentence.children[index] if self.tokens[c].dep in labels]


def find_frames(sentences: Sequence[Sentence], quoted: Sequence[Sequence[int]]) -> list[Frame]:
    """The frames of all sentences in order; `quoted` gives each token its quotation, or -1."""
    words = lexicon()
    frames: list[Frame] = []
    with_quotations = {
        sentence.paragraph for sentence, row in zip(sentences, quoted, strict=True) if max(row) >= 0
    }
    for number, sentence in enumerate(sentences):
        near = sentence.paragraph in with_quotations
        if near or any(_may_attribute(token, words) for token in sentence.tokens):
            frames += _sentence_frames(_Reading(number, sentence, quoted[number], words, near))
    return frames


def _may_attribute(token: Token, words: Lexicon) -> bool:
    lower = token.lower
    known = lower in words.verbs or lower in words.nouns or lower in words.views or lower in words.adjectives
    return known or lower == "according"


def _sentence_frames(reading: _Reading) -> Iterator[Frame]:
    for index, token in enumerate(reading.tokens):
        verb = reading.words.verbs.get(token.lower)
        frame: Frame | None
        if token.lower in reading.words.adjectives and (found := _adjective_frame(reading, index)):
            frame = found
        elif verb is not None and token.tag.startswith("VB"):
            frame = _verb_frame(reading, index, verb)
        elif token.lower == "according":
            frame = _according_frame(reading, index)
        elif token.lower in reading.words.views:
            frame = _view_frame(reading, index)
        elif token.lower in reading.words.nouns and token.tag.startswith("NN"):
            frame = _noun_frame(reading, index)
        elif _may_introduce(reading, index):
            frame = _quotation_frame(reading, index)
        else:
            frame = None
        if frame is not None:
            yield frame


def _may_introduce(reading: _Reading, index: int) -> bool:
    """A finite verb of a paragraph with quotations, outside them: any verb can stand in for "said"."""
    token = reading.tokens[index]
    finite = token.tag in ("VBD", "VBZ", "VBP") and token.lower not in QUOTING
    return reading.near_quotation and finite and reading.quoted[index] < 0


def _quotation_frame(reading: _Reading, index: int) -> Frame | None:
    """ "..., the senator barked": a verb that reports only by standing beside a quotation."""
    source = _own_subject(reading, index)
    if source is None or _is_unreal(reading, index, None) or reading.quoted[source] >= 0:
        return None
    return Frame(
        reading.number, "beside", index, (index, index), source, None, None, "assert", "said", True, True
    )


# --- verbs


def _verb_frame(reading: _Reading, index: int, verb: Verb) -> Frame | None:
    source = _source(reading, index)
    if _is_unreal(reading, index, verb):
        return None
    if source is None and not _starts_clause(reading, index):
        return None
    content, pattern = _content(reading, index, verb)
    if content is None and "quote" not in verb.frames and not _follows_colon(reading, index):
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
        takes_quote="quote" in verb.frames or "clause" in verb.frames,
        lead=_quoting_actor(reading, index),
    )


def _quoting_actor(reading: _Reading, index: int) -> int | None:
    """The first token of "the agency" in "the agency quoted X as saying"."""
    preposition = reading.tokens[index].head
    quoting = reading.tokens[preposition].head
    if reading.tokens[preposition].lower != "as" or reading.tokens[quoting].lower not in QUOTING:
        return None
    return next((_bounds(reading, c)[0] for c in reading.children(quoting, "nsubj")), None)


def _is_unreal(reading: _Reading, index: int, verb: Verb | None) -> bool:
    """Negated, conditional or merely possible: no report of something said. Not to believe, and not to
    deny, are attitudes that a text does report."""
    attitude = verb is not None and (verb.manner == "believed" or "deny" in verb.act.values())
    for child in reading.sentence.children[index]:
        token = reading.tokens[child]
        if (token.dep == "neg" and not attitude) or (token.dep == "aux" and token.lower in _UNREAL and index):
            return True
        if token.dep == "mark" and token.lower in _CONDITIONS:
            return True
    return _is_agentless_passive(reading, index)


def _is_agentless_passive(reading: _Reading, index: int) -> bool:
    return bool(reading.children(index, "auxpass")) and not reading.children(index, "agent")


def _starts_clause(reading: _Reading, index: int) -> bool:
    """A finite verb without a subject that the parser found may still stand beside a quotation."""
    return reading.tokens[index].tag in ("VBD", "VBZ", "VBP") and not reading.children(index, "auxpass")


def _follows_colon(reading: _Reading, index: int) -> bool:
    return reading.tokens[-1].text == ":" and reading.quoted[index] < 0


def _source(reading: _Reading, index: int) -> int | None:
    """The token that attributes: subject, agent, antecedent, or the subject shared with a governing verb."""
    for agent in reading.children(index, "agent"):
        for inner in reading.children(agent, "pobj"):
            return inner
    found = _own_subject(reading, index)
    if found is None and _may_share(reading, index):
        found = _shared_subject(reading, index)
    if found is not None and reading.quoted[found] >= 0 and reading.quoted[found] != reading.quoted[index]:
        found = None
    return _source_beside(reading, index) if found is None else found


def _source_beside(reading: _Reading, index: int) -> int | None:
    """The noun phrase between a closing mark and a cue, or after the cue, where the parser went astray."""
    quoted = [i for i in range(index) if reading.quoted[i] >= 0]
    before = reading.tokens[index - 1] if index else None
    named = before is not None and before.tag == "NNP" and reading.quoted[index - 1] < 0
    if named and reading.tokens[index].tag in ("VBD", "VBZ"):
        return index - 1
    if not quoted or reading.quoted[index] >= 0 or reading.tokens[index].tag not in ("VBD", "VBZ"):
        return None
    verb = reading.words.verbs.get(reading.tokens[index].lower)
    speaks = verb is not None and "quote" in verb.frames and not verb.weak
    for start in (quoted[-1] + 1, index + 1) if speaks else (quoted[-1] + 1,):
        while start < len(reading.tokens) and reading.tokens[start].tag in ("''", "``", ",", "HYPH", ":"):
            start += 1
        end = start
        while end < len(reading.tokens) and reading.tokens[end].tag in _NOUN_PHRASE:
            end += 1
        if start < end and start != index and reading.tokens[end - 1].tag.startswith(("NN", "PRP")):
            return end - 1
    return None


def _own_subject(reading: _Reading, index: int) -> int | None:
    for child in reading.children(index, *_SUBJECTS):
        token = reading.tokens[child]
        if token.lower in _RELATIVES and reading.tokens[index].dep in ("relcl", "acl"):
            return reading.tokens[index].head
        if token.dep in ("nsubj", "nsubjpass") and token.tag.startswith(("NN", "PRP", "DT", "CD", "JJ", "W")):
            return child
    return None


def _may_share(reading: _Reading, index: int) -> bool:
    return not any(
        reading.tokens[c].dep in _SUBJECTS or reading.tokens[c].dep == "auxpass"
        for c in reading.sentence.children[index]
    )


def _shared_subject(reading: _Reading, index: int) -> int | None:
    token = reading.tokens[index]
    head = token.head
    if head == index:
        return None
    governor = reading.tokens[head]
    if token.dep == "conj" and governor.tag.startswith("VB"):
        return _source(reading, _coordinated_report(reading, index))
    if token.dep in ("advcl", "acl", "dep") and token.tag == "VBG" and governor.tag.startswith("VB"):
        return _source(reading, _reporting_above(reading, head))
    if token.dep == "acl" and token.tag == "VBG" and governor.tag.startswith("NN"):
        return head
    if (
        token.dep in ("xcomp", "advcl")
        and token.tag == "VB"
        and (governor.lower in _LIGHT or governor.lower in reading.words.verbs)
    ):
        return _source(reading, head)
    if token.dep == "pcomp" and governor.lower in ("by", "in", "after", "before", "while", "without", "as"):
        return _subject_above(reading, governor.head)
    return None


def _coordinated_report(reading: _Reading, index: int) -> int:
    """ "X said the locks were closed and added that ...": the parser hangs "added" under "closed". A report
    in the tense of the report around its clause goes with that one."""
    at = reading.tokens[index].head
    while reading.tokens[at].dep in ("ccomp", "conj") and reading.tokens[at].head != at:
        above = reading.tokens[at].head
        outer = reading.words.verbs.get(reading.tokens[above].lower)
        if reading.tokens[at].dep == "ccomp" and outer and above < at:
            same_tense = reading.tokens[above].tag == reading.tokens[index].tag
            return above if same_tense else reading.tokens[index].head
        at = above
    return reading.tokens[index].head


def _reporting_above(reading: _Reading, index: int) -> int:
    """ "Said the plan had failed, adding ...": who adds is who said, wherever the parser hangs the adding."""
    at = index
    while reading.tokens[at].lower not in reading.words.verbs:
        above = reading.tokens[at].head
        if above == at:
            return index
        at = above
    return at


def _subject_above(reading: _Reading, index: int) -> int | None:
    """The source of the verb that governs a prepositional phrase: "responded by saying", "was quoted as
    saying"; of "the agency quoted X as saying" it is X."""
    token = reading.tokens[index]
    if not token.tag.startswith("VB"):
        return None
    for child in reading.children(index, "nsubjpass"):
        return child
    if token.lower in QUOTING:
        return next(iter(reading.children(index, "dobj")), None)
    return _source(reading, index)


def _cue_bounds(reading: _Reading, index: int, pattern: str) -> tuple[int, int]:
    """The verb with the auxiliaries and adverbs directly before it, and its particle or preposition."""
    first = last = index
    while first and _belongs_to_cue(reading, index, first - 1):
        first -= 1
    for child in reading.sentence.children[index]:
        token = reading.tokens[child]
        if child == last + 1 and (token.dep == "prt" or (token.dep == "prep" and token.lower == pattern)):
            last = child
    return first, last


def _belongs_to_cue(reading: _Reading, verb: int, index: int) -> bool:
    token = reading.tokens[index]
    return token.head == verb and token.dep in ("aux", "auxpass")


def _addressee(reading: _Reading, index: int, pattern: str) -> int | None:
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


# --- contents of verbs


def _content(reading: _Reading, index: int, verb: Verb) -> tuple[tuple[int, int] | None, str]:
    finders: tuple[tuple[str, Callable[[_Reading, int], tuple[int, int] | None]], ...] = (
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


def _clause(reading: _Reading, index: int) -> tuple[int, int] | None:
    """The clause that the verb governs, before or after it, or the sentence it interrupts."""
    clauses = [
        c for c in reading.children(index, "ccomp")
        if not _is_infinitive(reading, c) and not _is_gerund(reading, c) and not _is_apart(reading, c, index)
    ]  # fmt: skip
    if clauses and not _holds_source(reading, clauses[-1], index):
        return _clause_bounds(reading, clauses[-1], index)
    if _is_that(reading, index + 1):
        return _characters(reading, index + 2, len(reading.tokens) - 1)
    return _interrupted(reading, index) or _introduced_by_as(reading, index)


def _introduced_by_as(reading: _Reading, index: int) -> tuple[int, int] | None:
    """ "As she said on Friday, the locks are open": the main clause is the content."""
    token = reading.tokens[index]
    low, high = _bare(reading, *_bounds(reading, index))
    if token.dep != "advcl" or reading.tokens[low].lower != "as" or _after(reading, high) != ",":
        return None
    return _characters(reading, high + 1, len(reading.tokens) - 1)


def _is_that(reading: _Reading, index: int) -> bool:
    return (
        index < len(reading.tokens)
        and reading.tokens[index].lower == "that"
        and reading.tokens[index].tag == "IN"
    )


def _holds_source(reading: _Reading, clause: int, index: int) -> bool:
    """ "said X after Y had left": a clause behind the cue that begins with the speaker is no content."""
    source = _source(reading, index)
    low, high = _bounds(reading, clause)
    return source is not None and index < low <= source <= high


def _is_apart(reading: _Reading, clause: int, index: int) -> bool:
    """A clause before the cue and a semicolon or colon between: a sentence of its own."""
    return any(reading.tokens[i].text in (";", ":") for i in range(clause, index))


def _clause_bounds(reading: _Reading, clause: int, index: int) -> tuple[int, int] | None:
    """The clause, with a subject that the parser took for the object of the cue, without the day of the
    saying before it and without a second report after it ("..., adding that ...")."""
    low, high = _bounds(reading, clause)
    if low <= index:
        return _phrase(reading, clause, index)
    if _is_that(reading, index + 1):
        low = index + 2
    if not reading.children(clause, *_SUBJECTS):
        low = min(
            [low, *(_bounds(reading, c)[0] for c in reading.children(index, "dobj") if index < c < low)]
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
    return _characters(reading, low, high)


def _starts_background(reading: _Reading, position: int, last: int) -> bool:
    """ ", although they had ...": a pluperfect concession after a report is the author's own background."""
    tokens = reading.tokens
    if tokens[position].lower not in ("although", "though") or tokens[position - 1].text != ",":
        return False
    rest = range(position, last + 1)
    return any(tokens[i].lower == "had" for i in rest) and all(reading.quoted[i] < 0 for i in rest)


def _starts_second_report(reading: _Reading, position: int, cue: int) -> bool:
    """ ", adding that ...", "and added that ...": the next report, not a part of this content."""
    token, before = reading.tokens[position], reading.tokens[position - 1]
    if token.lower not in reading.words.verbs or reading.quoted[position] >= 0:
        return False
    if token.tag == "VBG":
        return before.text == ","
    if before.lower not in ("and", "but") or token.tag != reading.tokens[cue].tag:
        return False
    own_subject = reading.children(position, *_SUBJECTS)
    return not own_subject and bool(reading.children(position, "ccomp", "xcomp", "advcl", "dobj", "prep"))


def _is_gerund(reading: _Reading, index: int) -> bool:
    return reading.tokens[index].tag == "VBG" and not reading.children(index, "aux")


def _is_infinitive(reading: _Reading, index: int) -> bool:
    return any(reading.tokens[c].tag == "TO" for c in reading.children(index, "aux"))


def _interrupted(reading: _Reading, index: int) -> tuple[int, int] | None:
    """ "The talks, she said, would go on": the parser hangs the cue on the clause it interrupts."""
    token = reading.tokens[index]
    subjects = reading.children(index, "nsubj")
    if token.dep not in ("parataxis", "ccomp", "advcl", "conj") or token.head == index or not subjects:
        return None
    if any(reading.tokens[c].dep == "mark" for c in reading.sentence.children[index]):
        return None
    low, high = _bare(reading, *_bounds(reading, index))
    before, after = reading.tokens[low - 1] if low else None, _after(reading, high)
    if (
        before is None
        or before.text not in (",", "-", "–", "—", "--")
        or after not in (",", ".", "–", "—", "--")
    ):
        return None
    if reading.tokens[token.head].lower in reading.words.verbs and token.dep == "ccomp":
        return None
    top_low, top_high = _bounds(reading, token.head)
    if any(reading.tokens[i].text == ";" for i in range(top_low, max(top_high, high))):
        return None
    return _characters(reading, top_low, top_high if top_high > high else low - 1)


def _bare(reading: _Reading, low: int, high: int) -> tuple[int, int]:
    """Token bounds without punctuation at the edges."""
    while low < high and reading.tokens[low].dep == "punct":
        low += 1
    while high > low and reading.tokens[high].dep == "punct":
        high -= 1
    return low, high


def _after(reading: _Reading, index: int) -> str:
    return reading.tokens[index + 1].text if index + 1 < len(reading.tokens) else "."


def _infinitive(reading: _Reading, index: int) -> tuple[int, int] | None:
    for child in reading.children(index, "xcomp"):
        if _is_infinitive(reading, child) and child > index:
            return _phrase(reading, child, index)
    for child in reading.children(
        index, "dobj"
    ):  # "offered help to ..." is no infinitive; noun + to-clause is
        for clause in reading.children(child, "acl"):
            if _is_infinitive(reading, clause):
                return _phrase(reading, child, index)
    return None


def _request(reading: _Reading, index: int) -> tuple[int, int] | None:
    """ "urged both sides to talk", "appealed to X to resume": the infinitive clause, its subject left out."""
    addressed = any(c > index for c in reading.children(index, "dobj", "dative", "prep"))
    for child in reading.children(index, "ccomp", "xcomp", "advcl"):
        if not _is_infinitive(reading, child) or child < index:
            continue
        subjects = reading.children(child, "nsubj")
        if not (addressed or subjects):
            continue
        marker = next(c for c in reading.children(child, "aux") if reading.tokens[c].tag == "TO")
        return _characters(reading, marker, _bounds(reading, child)[1])
    return None


def _predicate(reading: _Reading, index: int) -> tuple[int, int] | None:
    """ "called the summit a failure", "described the talks as frank": the thing and what it is said to be."""
    for child in reading.children(index, "ccomp"):
        subjects = reading.children(child, "nsubj")
        if (
            subjects
            and subjects[0] > index
            and not reading.tokens[child].tag.startswith(("VBD", "VBZ", "VBP"))
        ):
            return _phrase(reading, child, index)
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
    first = min(_bounds(reading, c)[0] for c in (*objects, *complements))
    last = max(_bounds(reading, c)[1] for c in (*objects, *complements))
    return _characters(reading, first, last)


def _predicates(reading: _Reading, index: int) -> bool:
    """Does the object hold what is said of it: "the summit “a symbol of ...”", "important his agreement"?"""
    first = _bounds(reading, index)[0]
    fronted = reading.tokens[first].tag == "JJ" and reading.tokens[first + 1].tag in ("DT", "PRP$")
    described = [c for c in reading.children(index, "prep") if reading.tokens[c].lower == "as"]
    doubled = [c for c in reading.children(index, "dobj", "dep") if c > index]
    return fronted or bool(described or doubled or reading.children(index, "appos"))


def _prepositional(reading: _Reading, index: int, verb: Verb) -> tuple[tuple[int, int], str] | None:
    for child in reading.children(index, "prep", "prt"):
        lower = reading.tokens[child].lower
        if lower in verb.frames and reading.tokens[child].dep == "prt":
            bounds = _object(reading, index)
            return (bounds, lower) if bounds else None
        if lower in verb.frames and child > index:
            for inner in reading.children(child, "pobj", "pcomp"):
                low, high = _bounds(reading, inner)
                if (bounds := _characters(reading, low, _end_of_phrase(reading, high))) is not None:
                    return bounds, lower
    return _prepositional_object(reading, index, verb)


def _prepositional_object(reading: _Reading, index: int, verb: Verb) -> tuple[tuple[int, int], str] | None:
    """ "accused X of doing": the parser may hang "of" on X."""
    for child in reading.children(index, "dobj"):
        for preposition in reading.children(child, "prep"):
            lower = reading.tokens[preposition].lower
            if lower not in verb.frames or lower not in ("of", "for"):
                continue
            for inner in reading.children(preposition, "pobj", "pcomp"):
                if lower == "of" or reading.tokens[inner].tag == "VBG":
                    bounds = _phrase(reading, inner, index)
                    return (bounds, lower) if bounds else None
    return None


def _end_of_phrase(reading: _Reading, last: int) -> int:
    """A noun phrase goes on over the prepositions that only a noun can govern."""
    while last + 2 < len(reading.tokens) and reading.tokens[last + 1].lower in _NOUN_PREPOSITIONS:
        last = max(last + 2, _bounds(reading, last + 1)[1])
    return last


def _object(reading: _Reading, index: int) -> tuple[int, int] | None:
    for child in reading.children(index, "dobj"):
        if child > index and not reading.tokens[child].tag.startswith("PRP"):
            low, high = _bounds(reading, child)
            return _characters(reading, low, max(high, _end_of_list(reading, high)))
    for child in reading.children(index, "xcomp", "ccomp"):
        first = _bounds(reading, child)[0]
        if child > index and reading.tokens[first].tag == "VBG":  # denied having read it
            return _phrase(reading, child, index)
    return None


def _end_of_list(reading: _Reading, last: int) -> int:
    """A list of noun phrases goes on to the sentence end, even where the parser lets it break off."""
    rest = reading.tokens[last + 1 :]
    if rest and rest[0].text == "," and not any(t.tag.startswith(("VB", "PRP", "W", "RB")) for t in rest):
        return len(reading.tokens) - 1
    return last


# --- other cues


def _according_frame(reading: _Reading, index: int) -> Frame | None:
    """ "According to X, ..." and "..., according to X"."""
    marker = next((c for c in reading.children(index, "prep") if reading.tokens[c].lower == "to"), None)
    if marker is None:
        marker = index + 1 if _after(reading, index) == "to" else None
    if marker is None:
        return None
    source = next(iter(reading.children(marker, "pobj")), None)
    if source is None:
        return None
    low, high = (
        min(index, _bounds(reading, index)[0]),
        max(_bounds(reading, index)[1], _bounds(reading, source)[1]),
    )
    return _adjunct_frame(reading, index, (index, marker), source, (low, high), "according")


def _view_frame(reading: _Reading, index: int) -> Frame | None:
    """ "in his view", "in the words of X"."""
    token = reading.tokens[index]
    if token.dep != "pobj" or reading.tokens[token.head].lower not in ("in", "to"):
        return None
    owners = reading.children(index, "poss")
    for preposition in reading.children(index, "prep"):
        if reading.tokens[preposition].lower == "of":
            owners += reading.children(preposition, "pobj")
    if not owners:
        return None
    low, high = _bounds(reading, token.head)
    return _adjunct_frame(reading, index, (index, index), owners[0], (low, high), "view")


def _adjunct_frame(
    reading: _Reading, index: int, cue: tuple[int, int], source: int, adjunct: tuple[int, int], pattern: str
) -> Frame | None:
    """A frame whose content is the clause around an adjunct, less the adjunct where it stands at an edge."""
    low, high = adjunct
    first, last = _clause_around(reading, low, high)
    if low <= first:
        first = high + 1
    if high >= last:
        last = low - 1
    content = _characters(reading, first, last) if first <= last else None
    return Frame(reading.number, pattern, index, cue, source, content, None, "assert", "said", False, True)


def _clause_around(reading: _Reading, low: int, high: int) -> tuple[int, int]:
    """The sentence, or the part of it that a semicolon leaves around the adjunct."""
    first, last = _bare(reading, 0, len(reading.tokens) - 1)
    for position, token in enumerate(reading.tokens):
        if token.text in (";",) and reading.quoted[position] < 0:
            if position < low:
                first = position + 1
            elif position > high:
                return first, position - 1
    return first, last


def _adjective_frame(reading: _Reading, index: int) -> Frame | None:
    """ "is convinced that ...", "are sure that ...": an attitude by adjective or participle."""
    token = reading.tokens[index]
    verb = index if token.tag.startswith("VB") else token.head
    subjects = reading.children(verb, "nsubj", "nsubjpass")
    for auxiliary in reading.children(verb, "aux", "auxpass"):
        subjects += reading.children(auxiliary, "nsubj", "nsubjpass")
    clauses = [c for c in (*reading.children(index, "ccomp"), *reading.children(verb, "ccomp")) if c > index]
    if not subjects or not clauses or _is_conditional(reading, verb):
        return None
    content = _clause_bounds(reading, clauses[0], index)
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


def _is_conditional(reading: _Reading, index: int) -> bool:
    return any(reading.tokens[c].lower in _CONDITIONS for c in reading.children(index, "mark"))


def _has_that(reading: _Reading, clause: int) -> bool:
    return any(reading.tokens[m].lower == "that" for m in reading.children(clause, "mark"))


def _noun_frame(reading: _Reading, index: int) -> Frame | None:
    """ "his claim that ...", "a warning by X that ..."."""
    clauses = [c for c in reading.children(index, "acl", "ccomp", "relcl") if _has_that(reading, c)]
    if not clauses:
        return None
    owners = reading.children(index, "poss")
    for preposition in reading.children(index, "prep"):
        if reading.tokens[preposition].lower in ("by", "of", "from"):
            owners += reading.children(preposition, "pobj")
    if not owners:
        return None
    content = _phrase(reading, clauses[0], index)
    act = reading.words.nouns[reading.tokens[index].lower]
    return Frame(
        reading.number, "noun", index, (index, index), owners[0], content, None, act, "said", True, False
    )


# --- bounds


def _bounds(reading: _Reading, index: int) -> tuple[int, int]:
    return reading.sentence.subtree_bounds[index]


def _phrase(reading: _Reading, index: int, cue: int) -> tuple[int, int] | None:
    """The characters of the phrase headed by `index`, the conjunction "that" and edge punctuation left out.

    Where the phrase stands around the cue (the clause that it interrupts), it keeps both sides.
    """
    low, high = _bounds(reading, index)
    if low <= cue <= high and reading.tokens[low].start == reading.tokens[cue].start:
        low = cue + 1
    return _characters(reading, low, high)


def _characters(reading: _Reading, low: int, high: int) -> tuple[int, int] | None:
    tokens = reading.tokens
    while low <= high and (
        _is_edge(tokens[low]) or (tokens[low].lower == "that" and tokens[low].dep == "mark")
    ):
        low += 1
    while high >= low and (_is_edge(tokens[high]) or tokens[high].dep == "cc"):
        high -= 1
    return (tokens[low].start, tokens[high].end) if low <= high else None


def _is_edge(token: Token) -> bool:
    return not token.text[0].isalnum() and token.tag not in ("$", "CD") and token.text not in ("(", "[", "%")

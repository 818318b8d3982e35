"""Cues -> who attributes by them, read off the dependency parse."""

from __future__ import annotations

from detente.extract.grammar import SUBJECTS, SentenceReading, phrase_bounds

_LIGHT = frozenset({"go", "went", "goes", "going", "gone", "continue", "continued", "continues", "proceeded",
                    "came", "wanted", "like", "began", "begins", "begin", "started", "starts", "start",
                    "moved", "used", "proceed", "proceeds", "appeared", "appears"})  # fmt: skip
_PROMPT = frozenset({"quick", "swift", "careful", "proud", "pleased", "happy", "glad", "sorry", "first",
                     "right", "wrong", "last", "keen", "eager", "keeps", "keep", "kept", "keeping",
                     "stopped", "short"})  # fmt: skip
_RELATIVES = frozenset({"who", "which", "that", "whom"})
_NOUN_PHRASE = frozenset({"DT", "JJ", "JJR", "JJS", "NN", "NNS", "NNP", "NNPS", "PRP", "PRP$", "CD", "POS"})
QUOTING = frozenset({"quoted", "quotes", "quote", "cited", "cites"})


def find_source(reading: SentenceReading, index: int) -> int | None:
    """The token that attributes: subject, agent, antecedent, or the subject shared with a governing verb."""
    for agent in reading.children(index, "agent"):
        for inner in reading.children(agent, "pobj"):
            return inner
    found = own_subject(reading, index)
    if found is None and _may_share(reading, index):
        found = _shared_subject(reading, index)
    if found is not None and _is_elsewhere(reading, found, index):
        found = None
    if found is not None and _two_phrases_meet(reading, found, index):
        return index - 1
    return _source_beside(reading, index) if found is None else found


def _two_phrases_meet(reading: SentenceReading, subject: int, index: int) -> bool:
    """Of "After a talk with the president Moe said" the parser makes one subject: Moe is the speaker."""
    tokens = reading.tokens
    if subject >= index - 1 or tokens[index - 1].dep != "appos" or tokens[index - 1].tag != "NNP":
        return False
    first = phrase_bounds(reading, subject)[0]
    return bool(first) and tokens[first - 1].tag == "IN" and tokens[index - 2].text != ","


def _source_beside(reading: SentenceReading, index: int) -> int | None:
    """The noun phrase between a closing mark and a cue, or after the cue, where the parser went astray."""
    quoted = [i for i in range(index) if reading.quoted[i] >= 0]
    before = reading.tokens[index - 1] if index else None
    named = before is not None and before.tag == "NNP" and reading.quoted[index - 1] < 0
    if named and reading.tokens[index].tag in ("VBD", "VBZ"):
        return index - 1
    finite = reading.tokens[index].tag in ("VBD", "VBZ") or reading.tokens[index].lower == "read"
    if not quoted or reading.quoted[index] >= 0 or not finite:
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


def own_subject(reading: SentenceReading, index: int) -> int | None:
    """The subject of a verb, or the antecedent of its relative pronoun. Of two, the one in a quotation that
    the verb is not in was never its own: “We will not,” said another."""
    for child in reading.children(index, *SUBJECTS):
        token = reading.tokens[child]
        if token.lower in _RELATIVES and reading.tokens[index].dep in ("relcl", "acl"):
            return reading.tokens[index].head
        if token.dep not in ("nsubj", "nsubjpass") or _is_elsewhere(reading, child, index):
            continue
        if token.tag.startswith(("NN", "PRP", "DT", "CD", "JJ", "W")):
            return _inverted_subject(reading, index, child)
    return None


def _inverted_subject(reading: SentenceReading, index: int, subject: int) -> int:
    """Of two subjects, as in "The talks, said Moe, ..." and "The talks - Moe said - ...", the one that stands
    with the cue between marks."""
    others = [c for c in reading.children(index, "nsubj") if c > subject]
    if not others or subject > index:
        return subject
    first = index if others[-1] > index else phrase_bounds(reading, others[-1])[0]
    return others[-1] if first and reading.tokens[first - 1].text in (",", "-", "–", "—") else subject


def _is_elsewhere(reading: SentenceReading, index: int, cue: int) -> bool:
    """In a quotation that the cue is not in."""
    return reading.quoted[index] >= 0 and reading.quoted[index] != reading.quoted[cue]


def _may_share(reading: SentenceReading, index: int) -> bool:
    return not any(
        reading.tokens[c].dep in SUBJECTS or reading.tokens[c].dep == "auxpass"
        for c in reading.sentence.children[index]
    )


def _shared_subject(reading: SentenceReading, index: int) -> int | None:
    token = reading.tokens[index]
    head = token.head
    if head == index:
        return None
    governor = reading.tokens[head]
    listed = token.dep == "dep" and token.tag == governor.tag and governor.lower in reading.words.verbs
    if (token.dep == "conj" or listed) and governor.tag.startswith("VB"):
        return find_source(reading, _coordinated_report(reading, index))
    if token.dep in ("advcl", "acl", "dep") and token.tag == "VBG" and governor.tag.startswith("VB"):
        return find_source(reading, _reporting_above(reading, head))
    if token.dep == "acl" and token.tag == "VBG" and governor.tag.startswith("NN"):
        return head
    if _says_by_the_way(reading, index):
        return _subject_around(reading, head)
    if token.dep == "pcomp" and governor.lower in ("by", "in", "after", "before", "while", "without", "as"):
        return _subject_above(reading, governor.head)
    return None


def _says_by_the_way(reading: SentenceReading, index: int) -> bool:
    """Is the cue a complement of "went on to", "was quick to", "keeps", or the purpose of something done?"""
    token = reading.tokens[index]
    governor = reading.tokens[token.head]
    if token.tag == "VBG":
        return token.dep == "xcomp" and governor.lower in _PROMPT
    if token.tag != "VB" or token.dep not in ("xcomp", "advcl"):
        return False
    if governor.lower in _LIGHT or governor.lower in _PROMPT:
        return True
    verb = reading.words.verbs.get(token.lower)
    says = verb is not None and not verb.weak and verb.frames >= {"quote", "clause"}
    return says and token.dep == "advcl" and governor.tag == "VBD" and token.head < index


def _subject_around(reading: SentenceReading, index: int) -> int | None:
    """The source of a verb, or of the verb that an adjective completes."""
    if reading.tokens[index].dep == "acomp":
        index = reading.tokens[index].head
    return find_source(reading, index)


def _coordinated_report(reading: SentenceReading, index: int) -> int:
    """Of "X said the locks were closed and added that ..." the parser hangs "added" under "closed": a report
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


def _reporting_above(reading: SentenceReading, index: int) -> int:
    """Who adds is who said ("said the plan had failed, adding ..."), wherever the parser hangs the adding."""
    at = index
    while reading.tokens[at].lower not in reading.words.verbs:
        above = reading.tokens[at].head
        if above == at:
            return index
        at = above
    return at


def _subject_above(reading: SentenceReading, index: int) -> int | None:
    """The source of the verb that governs a prepositional phrase: "responded by saying", "was quoted as
    saying"; of "the agency quoted X as saying" it is X."""
    token = reading.tokens[index]
    if not token.tag.startswith("VB"):
        return None
    for child in reading.children(index, "nsubjpass"):
        return child
    if token.lower in QUOTING:
        return next(iter(reading.children(index, "dobj")), None)
    return find_source(reading, index)

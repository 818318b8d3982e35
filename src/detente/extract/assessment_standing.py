"""How a judgement stands in its sentence: asserted, negated, hoped, feared, foretold or declined."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from detente.extract.assessment_rules import Entry, Hit, Lexicon
from detente.model import Sentence, Token

_NEGATIONS = frozenset(
    (
        "not",
        "n't",
        "never",
        "no",
        "neither",
        "nor",
        "hardly",
        "scarcely",
        "without",
        "nothing",
        "nobody",
        "cannot",
    )
)
_SCANT = frozenset(
    (
        "slim",
        "slender",
        "remote",
        "low",
        "poor",
        "faint",
        "small",
        "nil",
        "zero",
        "bleak",
        "dim",
        "negligible",
    )
)
_OUTLOOKS = frozenset(("outlook", "prospect", "prospects", "future"))
_HARDLY_ANY = frozenset(("few", "none"))
_CLAUSE_ENDS = frozenset(("relcl", "advcl", "parataxis"))
_COMPLEMENTS = frozenset(("ccomp", "xcomp", "csubj", "acl", "pcomp", "advcl"))
_BESIDE = frozenset(("acomp", "attr", "advmod", "aux", "oprd", "npadvmod", "prt", "neg", "det"))
_CIRCUMSTANCES = frozenset(
    ("amid", "amidst", "despite", "following", "after", "because", "due", "given", "notwithstanding")
)
_TIME_PATH = frozenset(("prep", "pobj", "amod", "npadvmod", "advmod"))
_AUXILIARY = frozenset(("future", "possible", "demanded", "conditional"))


@dataclass(frozen=True, slots=True)
class Standing:
    """How a judgement stands: negated or not, and the moods that govern it (empty: it is asserted)."""

    negated: bool
    moods: frozenset[str]
    hits: tuple[Hit, ...]
    extreme: bool = False  # "never so", "not as ... since": the "not" makes it stronger
    disbelieved: bool = False  # the "not" belongs to a verb of thinking or saying above it
    lasting: bool = False  # what is said to be so remains so
    becoming: bool = False  # it has come to be so


def upward(sentence: Sentence, index: int) -> list[int]:
    """The token and its governors within its clause and the clauses whose complement that is."""
    path = [index]
    while True:
        token = sentence.tokens[path[-1]]
        if token.head == path[-1] or _ends_clause(sentence, path[-1]):
            return path
        path.append(token.head)


def _ends_clause(sentence: Sentence, index: int) -> bool:
    """Does nothing above the token govern it: a relative or adverbial clause, or "amid", "despite" ...?"""
    token = sentence.tokens[index]
    if token.dep in _CLAUSE_ENDS:
        return not any(sentence.tokens[child].lower == "to" for child in sentence.children[index])
    return (token.dep in ("prep", "mark") and token.lower in _CIRCUMSTANCES) or is_new_clause(sentence, index)


def is_new_clause(sentence: Sentence, index: int) -> bool:
    """Is the token a coordinated verb with a subject of its own?"""
    token = sentence.tokens[index]
    return (
        token.dep in ("conj", "ccomp")
        and token.dep == "conj"
        and _has(sentence, index, ("nsubj", "nsubjpass", "expl"))
    )


def _has(sentence: Sentence, index: int, deps: Sequence[str]) -> bool:
    return any(sentence.tokens[child].dep in deps for child in sentence.children[index])


def standing(sentence: Sentence, judged: Hit, hits: Sequence[Hit], lexicon: Lexicon) -> Standing:
    """Whether a judgement is negated, and the moods it stands under."""
    index = judged.head
    path = _asserted(sentence, upward(sentence, index), judged.entry)
    near, far = _reach(sentence, path)
    ruling = tuple(
        hit for hit in hits if hit.entry.group == "moods" and _rules(sentence, hit, path, near, far)
    )
    ruling = tuple(hit for hit in ruling if set(hit.tokens).isdisjoint(judged.tokens))
    moods = {_mood(sentence, hit) for hit in ruling}
    wanted = judged.entry.value in ("good", "very_good")
    if any(_bare_infinitive(sentence, i, lexicon) for i in (path if wanted else path[:1])):
        moods.add("unrealised")
    if any(_under_condition(sentence, i) for i in path):
        moods.add("on condition")
    if "conditional" in moods and moods & {"hoped", "feared", "future"} and _told_in_the_past(sentence, path):
        moods = moods - {"conditional"} | {"future"}
    if _of_the_outlook(sentence, path):
        moods.add("future")
    own = {i for hit in (judged, *ruling) for i in hit.tokens}
    denials = _negations(sentence, path, own, lexicon) + ("negating" in moods)
    if (
        "factive" in moods
    ):  # "refuses to admit that ties are bad": what follows is so, and nobody hopes or fears it
        moods -= {"hindered", "feared", "unwilling", "future", "demanded", "unrealised"}
    inside = [c for i in judged.tokens if i not in path for c in sentence.children[i] if c not in own]
    denials += any(sentence.tokens[c].lower == "no" for c in inside)  # "no channel has been closed"
    negated = denials % 2 == 1
    here = _negations(sentence, [i for i in path if i in near], own, lexicon)
    disbelieved = negated and not here and "negating" not in moods
    extreme = negated and not disbelieved and _is_extreme(sentence, index, path)
    verb = sentence.tokens[sentence.tokens[index].head].lower
    verb = verb if sentence.tokens[index].dep in ("acomp", "attr", "oprd", "advmod") else ""
    lasting, becoming = verb in lexicon.lasting, verb in lexicon.becoming
    return Standing(negated, frozenset(moods), ruling, extreme, disbelieved, lasting, becoming)


def _of_the_outlook(sentence: Sentence, path: Sequence[int]) -> bool:
    """Is it the outlook that is said to be so ("the outlook for relations is grim")?"""
    beside = [sentence.tokens[c] for i in path[:2] for c in sentence.children[i]]
    return any(token.dep == "nsubj" and token.lower in _OUTLOOKS for token in beside)


def _told_in_the_past(sentence: Sentence, path: Sequence[int]) -> bool:
    """Is the "would" a "will" that was reported ("she was confident that the chill would pass")?

    It is the judgement's own "would", not one above it ("that B would remove what strains ties").
    """
    for index in path[:2]:
        token = sentence.tokens[index]
        if token.dep not in ("ccomp", "acl") or not any(
            sentence.tokens[c].lower == "would" for c in sentence.children[index]
        ):
            continue
        above = sentence.tokens[token.head]
        verbs = (above, sentence.tokens[above.head])
        return any(v.tag in ("VBD", "VBN") for v in verbs) and not _under_condition(sentence, index)
    return False


def _under_condition(sentence: Sentence, index: int) -> bool:
    """Has the verb an "if" clause beside it?"""
    clauses = [c for c in sentence.children[index] if sentence.tokens[c].dep == "advcl"]
    return any(sentence.tokens[c].lower in ("if", "unless") for v in clauses for c in sentence.children[v])


def _is_extreme(sentence: Sentence, index: int, path: Sequence[int]) -> bool:
    """As in "Have not been so strained since": a perfect, and "so" or "this" beside the word."""
    near = [*sentence.children[index]]
    if sentence.tokens[index].dep == "amod":  # "on such friendly terms"
        near += sentence.children[sentence.tokens[index].head]
    beside = {sentence.tokens[child].lower for child in near}
    perfect = {sentence.tokens[c].lower for i in path[:4] for c in (i, *sentence.children[i])}
    return bool(
        beside & {"so", "this", "that", "as", "such"}
        and perfect & {"have", "has", "had", "'ve", "'d", "been"}
    )


def _asserted(sentence: Sentence, path: list[int], entry: Entry) -> list[int]:
    """The path, cut below the verb where the judgement describes its subject ("worsening ties could ...")."""
    presupposed = entry.value in ("strained", "dispute")
    if (
        sentence.tokens[path[0]].tag == "JJR"
    ):  # "better ties would cost nothing": nobody says that they are better
        return path
    if entry.value in ("good", "very_good") or (sentence.tokens[path[0]].dep != "amod" and not presupposed):
        return path
    ends = (
        ("nsubj", "nsubjpass")
        if presupposed or entry.value == "improving"
        else ("nsubj", "nsubjpass", "pobj")
    )
    for place, index in enumerate(path):
        if sentence.tokens[index].dep in ends:
            return path[: place + 1]
    return path


def _reach(sentence: Sentence, path: Sequence[int]) -> tuple[set[int], set[int]]:
    """The part of the path in the judgement's own clause, and the part above it."""
    near: set[int] = set()
    far: set[int] = set()
    side = near
    for index in path:
        side.add(index)
        if sentence.tokens[index].dep == "ccomp":
            side = far
    return near, far


def _rules(sentence: Sentence, hit: Hit, path: Sequence[int], near: set[int], far: set[int]) -> bool:
    """Does the mood govern the path? An auxiliary only within its clause, other moods also from above."""
    token = sentence.tokens[hit.head]
    judged = sentence.tokens[path[0]]
    if judged.dep == "conj" and judged.head == hit.head and token.tag.startswith("JJ"):
        return False  # "difficult but useful"
    if hit.head in far or hit.head in near:
        return hit.head in near or hit.entry.value not in ("conditional", "possible", "present", "past")
    if token.head in near and token.dep in (*_BESIDE, "mark"):
        return True
    if token.head in near and token.dep in ("nsubj", "nsubjpass"):
        return hit.entry.value == "future"
    phrase = token.dep == "neg" and len(hit.tokens) > 1  # "not true that"
    if token.head in far and (phrase or token.dep in ("acomp", "attr", "oprd", "advmod")):
        return hit.entry.value not in _AUXILIARY
    if hit.entry.value == "future" and any(sentence.tokens[i].tag == "VBD" for i in near):
        return False  # "by the end of the century they were friends"
    if hit.entry.value in ("future", "present"):
        return _time_of(sentence, hit.head, near)
    return False


def _time_of(sentence: Sentence, index: int, near: set[int]) -> bool:
    """Is the phrase at `index` a time of the clause ("in the foreseeable future")?"""
    for _ in range(4):
        token = sentence.tokens[index]
        if token.dep not in _TIME_PATH:
            return False
        if token.head in near:
            return True
        index = token.head
    return False


def _mood(sentence: Sentence, hit: Hit) -> str:
    """The mood, turned by a "no" of its own: no hope is fear, no danger is hope."""
    if hit.entry.value in ("hoped", "willing", "feared", "presupposed") and _own_negation(sentence, hit):
        return {"hoped": "feared", "willing": "unwilling", "feared": "hoped"}.get(hit.entry.value, "factive")
    return "unfactive" if hit.entry.value == "presupposed" else hit.entry.value


def _own_negation(sentence: Sentence, hit: Hit) -> bool:
    index = hit.head
    words = {sentence.tokens[child].lower for child in sentence.children[index] if child not in hit.tokens}
    if words & (_NEGATIONS | {"little", "few", "slim"}):
        return True
    token = sentence.tokens[index]
    if token.dep in ("nsubj", "nsubjpass") and any(
        sentence.tokens[child].lower in _SCANT and sentence.tokens[child].dep in ("acomp", "attr", "oprd")
        for child in sentence.children[token.head]
    ):
        return True  # "the chances of a thaw are slim"
    if token.dep in ("attr", "acomp", "dobj", "xcomp", "oprd") and token.head != index:
        if sentence.tokens[token.head].lower.startswith(("refus", "declin")):
            return True
        return any(sentence.tokens[child].lower in _NEGATIONS for child in sentence.children[token.head])
    return False


def _negations(sentence: Sentence, path: Sequence[int], own: set[int], lexicon: Lexicon) -> int:
    """How many negations reach the judgement at the foot of the path, those in its `own` words left out."""
    count = 0
    for index in path:
        children = (c for c in sentence.children[index] if c not in own and _governs(sentence, c, path))
        count += sum(_negates(sentence.tokens[child]) for child in children)
        token = sentence.tokens[index]
        if token.dep in _COMPLEMENTS and token.head != index and not _lets_through(sentence, token, lexicon):
            break
    return count


def _governs(sentence: Sentence, index: int, path: Sequence[int]) -> bool:
    """As in "Without" negates only what stands under it."""
    return sentence.tokens[index].lower != "without" or index in path


def _negates(token: Token) -> bool:
    if token.lower in _HARDLY_ANY:
        return token.dep == "nsubj"
    return token.lower in _NEGATIONS and token.dep in (
        "neg",
        "det",
        "advmod",
        "preconj",
        "nsubj",
        "aux",
        "prep",
        "cc",
    )


def _lets_through(sentence: Sentence, token: Token, lexicon: Lexicon) -> bool:
    """Does a "not" above reach what the token begins ("do not see relations getting better")?"""
    above = sentence.tokens[token.head]
    while token.dep in ("acl", "pcomp") and above.dep in ("dobj", "prep"):
        above = sentence.tokens[above.head]
    return _passes(above.lower, lexicon)


def _passes(lower: str, lexicon: Lexicon) -> bool:
    return lower in lexicon.passes or any(lower.startswith(verb) for verb in lexicon.passes if len(verb) > 4)


def _bare_infinitive(sentence: Sentence, index: int, lexicon: Lexicon) -> bool:
    """Is the verb an infinitive that nothing says came true ("pushes A to develop ties")?"""
    token = sentence.tokens[index]
    if token.tag != "VB" or not any(
        sentence.tokens[child].lower == "to" and sentence.tokens[child].dep == "aux"
        for child in sentence.children[index]
    ):
        return False
    return sentence.tokens[token.head].lower not in lexicon.implicative

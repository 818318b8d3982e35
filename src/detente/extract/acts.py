"""What saying something does and how it was said: by the words that attribute it, else by its own form.

A speech act has its name from the verb that can perform it (Searle 1979): who "bemoans" accuses, who "floats"
proposes. A verb that only says leaves it to the form of what is said: a question asks, an imperative demands.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

from detente.extract.lexicon import inflected, lexicon

_PRONOUNS = r"(?:I|[Ww]e|My government|Our government)"
_DEED = r"(?!be\b|have\b|see\b|know\b|find\b|need\b|get\b|die\b|miss\b|remember\b)"
_NEAR = 4  # words of a phrase, with what stands between its two
_REQUEST = re.compile(r"(?:to|for|that) ")
_QUESTION = re.compile(r"\?[\"”’'»)\s]*$")
_REFUSAL = re.compile(
    rf"^{_PRONOUNS} (?:(?:will|shall|would|can|could|do)(?: never| not|n[’']t)|wo|refuse)\b"
)
_VOW = re.compile(rf"\b{_PRONOUNS}(?: will| shall|[’']ll)(?: \w+ly| also| now| soon)? {_DEED}[a-z]+")
_THREAT = re.compile(r"^(?:[Tt]hey|[Yy]ou)(?: will|[’']ll) (?:regret|pay|be sorry|suffer|learn)\b")
_PROPOSAL = re.compile(r"^Let(?: us|[’']s)\b|^(?:Why not|How about|What about|Shall we)\b")
_DENIAL = re.compile(
    r"^(?:No[,.!]|(?:I|We) never\b"
    r"|(?:That|This|It)(?:[’']s| is| was) (?:not |untrue|false|a lie|wrong|nonsense)"
    r"|(?:I|We|It|They|He|She|Nobody|No [a-z]+)(?: \w+)?"
    r" (?:did|was|were|ha[ds]|have)(?: not| never|n[’']t)\b)"
)
_DUTY = re.compile(
    r"\b(?:must|has to|have to|ought to|needs? to|had better)\b(?! be (?:true|wrong|mistaken)\b)"
)
_ADVICE = re.compile(r"\bshould(?:n[’']t)? (?!have\b|the\b|a\b|he\b|she\b|they\b|it\b|we\b|any\b)")
_PLEASE = re.compile(r"\b[Pp]lease\b")
_FIRST = re.compile(r"[A-Za-z][a-z’'-]*")
_IMPERATIVES = frozenset(
    [
        "open",
        "close",
        "release",
        "return",
        "stop",
        "leave",
        "give",
        "send",
        "bring",
        "take",
        "keep",
        "let",
        "go",
        "come",
        "wait",
        "listen",
        "look",
        "tell",
        "show",
        "help",
        "end",
        "halt",
        "free",
        "hand",
        "put",
        "pull",
        "withdraw",
        "sign",
        "pay",
        "read",
        "ask",
        "remember",
        "forget",
        "think",
        "vote",
        "choose",
        "stay",
        "stand",
        "call",
        "write",
        "answer",
        "do",
        "make",
        "be",
        "hold",
        "cut",
        "drop",
        "lift",
        "raise",
        "respect",
        "withdraw",
        "recognise",
        "recognize",
        "apologise",
        "apologize",
        "resign",
        "step",
        "start",
        "begin",
        "build",
        "share",
        "join",
        "follow",
        "get",
        "buy",
        "sell",
        "try",
        "use",
        "trust",
        "believe",
        "say",
        "speak",
        "don't",
        "never",
    ]
)
_SUBJECT = re.compile(
    r"^[A-Za-z’']+ (?:[a-z]+ )?(?:is|are|was|were|has|have|had|will|would|can|could|may|must|should)\b"
)


@dataclass(frozen=True, slots=True)
class Acts:
    """The words of data/acts.yaml in all their forms: acts by verb, noun and phrase; words of belief and of
    writing."""

    verbs: dict[str, str]
    nouns: dict[str, str]
    phrases: dict[str, dict[str, str]]
    believed: frozenset[str]
    wrote: frozenset[str]


@cache
def acts() -> Acts:
    """The acts of the package; of a word in several groups the first counts."""
    data = yaml.safe_load(files("detente.extract").joinpath("data/acts.yaml").read_text("utf-8"))
    irregular: dict[str, list[str]] = data["irregular"]

    def forms(lemma: str) -> list[str]:
        return [lemma, *irregular.get(lemma, inflected(lemma))]

    verbs: dict[str, str] = {}
    nouns: dict[str, str] = {}
    phrases: dict[str, dict[str, str]] = {}
    for act, lemmas in data["verbs"].items():
        for form in (form for lemma in lemmas for form in forms(lemma)):
            verbs.setdefault(form, act)
    for act, words in data["nouns"].items():
        for form in (form for word in words for form in (word, word + "s")):
            nouns.setdefault(form, act)
    for act, pairs in data["phrases"].items():
        for first, second in (pair.split() for pair in pairs):
            for form in forms(first):
                phrases.setdefault(form, {}).setdefault(second, act)
    believed, wrote = (
        frozenset(form for lemma in data[name] for form in forms(lemma)) for name in ("believed", "wrote")
    )
    return Acts(verbs, nouns, phrases, believed, wrote)


def act_of_cue(words: Sequence[str], content: str) -> str | None:
    """What the words (lower case) that attribute a content do, by the first that does more than say; None
    where none does, or none is known."""
    known = acts()
    for place, word in enumerate(words):
        act = _act_of_phrase(words, place) or known.verbs.get(word) or known.nouns.get(word)
        if act is not None and act != "assert":
            return "appeal" if act == "ask" and _REQUEST.match(content) else act
    return None


def act_of_phrase(words: Sequence[str]) -> str | None:
    """What the first two words do that do something together, whatever each does alone: "ruled out"."""
    return next((act for place in range(len(words)) if (act := _act_of_phrase(words, place))), None)


def _act_of_phrase(words: Sequence[str], place: int) -> str | None:
    seconds = acts().phrases.get(words[place], {})
    behind = words[place + 1 : place + _NEAR]
    return next((act for word in behind if (act := seconds.get(word))), None)


def manner_of_cue(words: Sequence[str]) -> str | None:
    """Believed or written, by the words that attribute; None where they tell neither."""
    known = acts()
    if not known.wrote.isdisjoint(words):
        return "wrote"
    if not lexicon().adjectives.isdisjoint(words[1:]):  # "remains persuaded"
        return "believed"
    says = any(known.verbs.get(word, "assert") != "assert" for word in words)
    return None if says or known.believed.isdisjoint(words) else "believed"


def act_of_form(content: str, *, own_words: bool) -> str | None:
    """What the content does by its form, None where it only states; its speaker's `own_words` also demand,
    promise, propose and deny without a word that says so."""
    content = content.strip("“”\"'‘’«» \n")
    if own_words and _QUESTION.search(content):
        return "ask"
    if own_words and (act := _act_of_own_words(content)) is not None:
        return act
    if _DUTY.search(content) or (own_words and _ADVICE.search(content)):
        return "demand"
    return None


def _act_of_own_words(content: str) -> str | None:
    first = _FIRST.match(content)
    imperative = first is not None and first[0].lower() in _IMPERATIVES and not _SUBJECT.match(content)
    if _PLEASE.search(content):
        return "appeal"
    for act, form in (("propose", _PROPOSAL), ("threaten", _THREAT), ("reject", _REFUSAL), ("deny", _DENIAL)):
        if form.search(content):
            return act
    if imperative:
        return "demand"
    return "promise" if _VOW.search(content) else None

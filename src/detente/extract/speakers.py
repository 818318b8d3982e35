"""Noun phrases, pronouns and printed labels -> speakers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from detente.extract.anaphora import taken_up, unnamed_before
from detente.extract.frames import Frame
from detente.extract.page import Page
from detente.model import ActorRef, Mention, Sentence, Speaker
from detente.spans import Span

FIRST_PERSON = frozenset({"i", "we", "me", "us", "my", "our"})
SECOND_PERSON = frozenset({"you", "your"})
PERSONAL = frozenset({"he", "she", "they", "it", "who", "i", "we", "you"})
NOBODY = Speaker(None, None, None, None)
JOURNALIST = "journalist"
_NAMES_FOLLOW = re.compile(r"(?: (?:of|for|from|in) [^,.;:()“”\"]{1,80})?, ")
_ADDRESS = re.compile(r"(?:Mr|Mrs|Ms|Mister|Madam|Madame)\b")  # "Madam President, your aide said": no subject
_DETERMINERS = ("det", "poss", "nummod", "predet")
_PROSE = ("paragraph", "caption", "turn")  # elsewhere every word may be capitalised
_VOICES = frozenset({"voice", "voices", "lips", "answer", "reply", "response", "words", "message", "verdict",
                     "tweet", "statement", "letter", "post", "email", "note", "memoirs"})  # fmt: skip
_PARTICLES = frozenset({"van", "von", "der", "den", "de", "da", "di", "del", "dos", "la", "le", "bin", "al"})
_LIST_GAP = re.compile(r", |,? and ")
_QUESTION_LABELS = frozenset({"question", "q", "remark", "reporter", "journalist", "press", "moderator"})


@dataclass(frozen=True)
class Speakers:
    """Who is meant by the phrases of a page. `turns` are the speakers of its turns by segment, `quoted`
    those of its quotations, as far as they are known: "I" inside is one of them."""

    page: Page
    turns: Mapping[int, Speaker]
    quoted: Mapping[int, Speaker | None]

    def of_frame(self, frame: Frame) -> Speaker:
        return NOBODY if frame.source is None else self.of_phrase(frame.sentence, frame.source)

    def of_phrase(self, number: int, index: int) -> Speaker:
        """The actor that a phrase names by its head; joint ones in `all`, a description for the unnamed."""
        sentence = self.page.sentences[number]
        index = _owner_of_voice(sentence, index)
        if (named := self._listed(number, index) or self._taken_up(number, index)) is not None:
            return named
        heads = [index, *_conjuncts(sentence, index)]
        references = [self._reference(number, head) for head in heads]
        first = references[0]
        if len(references) == 1 or not all(reference.name for reference in references):
            return first
        whole = Span.cut(self.page.text, sentence.tokens[heads[0]].start, sentence.tokens[heads[-1]].end)
        return replace(first, mention=first.mention or whole, all=tuple(map(as_reference, references)))

    def _listed(self, number: int, index: int) -> Speaker | None:
        """ "The mayors of Nordhavn and Porto Sul, Ada Lund and Rui Moe": those named for a plural, whatever
        the parser joins their names to."""
        sentence, text = self.page.sentences[number], self.page.text
        head, before = sentence.tokens[index], [c for c in sentence.children[index] if c < index]
        if head.tag != "NNS" or not any(sentence.tokens[c].dep in _DETERMINERS for c in before):
            return None
        inside = self.page.mentions_inside(head.end, sentence.tokens[-1].end)
        people = _list_of_names(text, [m for m in inside if m.kind == "person" and m.name])
        if not people or not _NAMES_FOLLOW.fullmatch(text[head.end : people[0].start]):
            return None
        whole = Span.cut(text, sentence.tokens[before[0]].start, people[-1].end)
        everybody = tuple(mention.reference() for mention in people)
        return replace(as_speaker(people[0]), mention=whole, all=everybody)

    def _taken_up(self, number: int, index: int) -> Speaker | None:
        """Speakers such as "the latter" and "both presidents", by the two of the sentence before."""
        people = taken_up(self.page, number, index)
        if not people:
            return None
        phrase = _noun_phrase(self.page.text, self.page.sentences[number], index)
        everybody = tuple(mention.reference() for mention in people) if len(people) > 1 else ()
        return replace(as_speaker(people[0]), mention=phrase, all=everybody)

    def _reference(self, number: int, index: int) -> Speaker:
        """The actor that one head names, its conjuncts left out."""
        token = self.page.sentences[number].tokens[index]
        span = Span(token.start, token.end, token.text)
        mention = self.page.mention_at(token.start)
        if (pronoun := self._in_conversation(number, token.lower, span)) is not None:
            return pronoun
        if token.lower == "they" and not (mention and mention.name):
            joint = self._joint_subject_before(number)
            if joint is not None:
                return replace(joint, mention=span)
        unnamed = None if mention and mention.name else unnamed_before(self.page, number, token.lower)
        if unnamed is not None:
            return replace(self._unresolved(*unnamed), mention=span)
        if mention is not None and mention.form == "role" and _ADDRESS.match(mention.text):
            mention = self._apposed(self.page.sentences[number], index) or mention
        if mention is not None and (mention.name or mention.form == "pronoun"):
            return as_speaker(mention)
        return self._unresolved(number, index)

    def _in_conversation(self, number: int, word: str, span: Span) -> Speaker | None:
        """Who "I", "we" and "you" are inside a turn or a quotation."""
        turn = self.turns.get(self.page.sentences[number].segment)
        quotation = self.page.quotation_at(span.start)
        if quotation is not None and word in FIRST_PERSON:
            turn = self.quoted.get(quotation, turn)
        if turn is None:
            return None
        if word in FIRST_PERSON:
            return replace(turn, mention=span)
        if word in SECOND_PERSON:
            others = (s for s in self.turns.values() if s.name and s.name != turn.name)
            return replace(next(others, NOBODY), mention=span)
        return None

    def _joint_subject_before(self, number: int) -> Speaker | None:
        """The joint subject of the sentence before, which "they" takes up."""
        if number == 0 or self.page.sentences[number - 1].paragraph != self.page.sentences[number].paragraph:
            return None
        before = self.page.sentences[number - 1]
        for index, token in enumerate(before.tokens):
            if token.dep in ("nsubj", "nsubjpass") and (token.tag == "NNS" or _conjuncts(before, index)):
                found = self.of_phrase(number - 1, index)
                if found.all or token.tag != "NNS":
                    return found if found.all else None
        return None

    def _unresolved(self, number: int, index: int) -> Speaker:
        """A phrase whose head is no known actor: a pronoun, or a description, named in apposition or not."""
        sentence = self.page.sentences[number]
        span = _noun_phrase(self.page.text, sentence, index)
        if sentence.tokens[index].lower in PERSONAL:
            return replace(NOBODY, mention=span)
        if (apposed := self._apposed(sentence, index)) is not None:
            return as_speaker(apposed)
        code = next((m.code for m in self.page.mentions_inside(span.start, span.end) if m.code), None)
        prose = self.page.segments[sentence.segment].kind in _PROSE
        if prose and (name := _name_of(self.page.text, sentence, index)) is not None:
            return Speaker(None, name, code, span)
        return Speaker(None, None, code, span, _description(self.page.text, sentence, index, span))

    def _apposed(self, sentence: Sentence, index: int) -> Mention | None:
        for child in sentence.children[index]:
            if sentence.tokens[child].dep == "appos":
                mention = self.page.mention_at(sentence.tokens[child].start)
                if mention is not None and mention.kind == "person" and mention.name:
                    return mention
        return None


def of_label(page: Page, label: Span | None) -> Speaker:
    """The speaker whom the label of a turn prints: a journalist, a person, or an unnamed function."""
    if label is None:
        return NOBODY
    if is_question_label(label):
        return Speaker(None, None, None, label, JOURNALIST)
    for mention in page.mentions_inside(label.start, label.end):
        if mention.kind == "person" and mention.name:
            return replace(as_speaker(mention), mention=label)
    words = label.text.strip()
    if sum(word[:1].isupper() for word in words.split()) < 2:
        return Speaker(None, None, None, label, words)
    return Speaker(None, words.title() if words.isupper() else words, None, label)


def is_question_label(label: Span | None) -> bool:
    words = label.text.lower().strip(" .:").split() if label else []
    return bool(words) and words[0] in _QUESTION_LABELS


def as_speaker(mention: Mention) -> Speaker:
    reference = mention.reference()
    return Speaker(reference.actor, reference.name, reference.code, reference.mention)


def as_reference(speaker: Speaker) -> ActorRef:
    return ActorRef(speaker.actor, speaker.name, speaker.code, speaker.mention)


def _owner_of_voice(sentence: Sentence, index: int) -> int:
    """What a voice or letter says, its owner says: "the voice of Ada Lund", "a tweet by Ada Lund"."""
    if sentence.tokens[index].lower not in _VOICES:
        return index
    for child in sentence.children[index]:
        if sentence.tokens[child].dep == "poss":
            return child
        if sentence.tokens[child].lower in ("of", "by", "from"):
            return next((c for c in sentence.children[child] if sentence.tokens[c].dep == "pobj"), index)
    return index


def _name_of(text: str, sentence: Sentence, index: int) -> str | None:
    """The name of somebody whom nothing else introduces: the phrase, or what stands in apposition to it, if
    that is two capitalised words or more."""
    apposed = [c for c in sentence.children[index] if sentence.tokens[c].dep == "appos" and c > index]
    for head in (index, *apposed):
        words = _noun_phrase(text, sentence, head).text.split()
        if words[0].lower() == "the":
            words = words[1:]
        capitals = [word for word in words if word[0].isupper()]
        others = {word for word in words if not word[0].isupper()}
        if sentence.tokens[head].tag == "NNP" and len(capitals) > 1 and others <= _PARTICLES:
            return " ".join(words)
    return None


def _description(text: str, sentence: Sentence, index: int, phrase: Span) -> str:
    """The phrase with the participle that says who is meant: "an official briefed on the talks"."""
    for child in sentence.children[index]:
        low, high = sentence.subtree_bounds[child]
        behind = text[phrase.end : sentence.tokens[low].start]
        if sentence.tokens[child].dep == "acl" and sentence.tokens[child].tag == "VBN" and behind == " ":
            return text[phrase.start : sentence.tokens[high].end].split(",")[0]
    return phrase.text


def _list_of_names(text: str, people: list[Mention]) -> list[Mention]:
    """The first of the mentions that make one list, "and" before its last; empty where they make none."""
    last = 0
    while last + 1 < len(people):
        gap = text[people[last].end : people[last + 1].start]
        if not _LIST_GAP.fullmatch(gap):
            return []
        last += 1
        if gap.endswith("and "):
            return people[: last + 1]
    return []


def _conjuncts(sentence: Sentence, index: int) -> list[int]:
    """The nouns and pronouns joined to a head by "and", in order."""
    found = []
    for child in sentence.children[index]:
        if sentence.tokens[child].dep == "conj" and sentence.tokens[child].tag.startswith(("NN", "PRP")):
            found += [child, *_conjuncts(sentence, child)]
    return found


def _noun_phrase(text: str, sentence: Sentence, index: int) -> Span:
    """The phrase around a head up to its first clause (its verb or relative pronoun), apposition or comma."""
    tokens, bounds = sentence.tokens, sentence.subtree_bounds
    before = [
        c for c in sentence.children[index]
        if c < index and tokens[c].dep != "punct" and not tokens[c].tag.startswith("W")
    ]  # fmt: skip
    after = [c for c in sentence.children[index] if c > index and tokens[c].dep in ("prep", "amod")]
    low = min(index, bounds[before[0]][0]) if before else index
    high = max([index, *(bounds[c][1] for c in after)])
    for position in range(index, high + 1):
        if tokens[position].text in (",", ";", ":") or tokens[position].tag.startswith(("VB", "W")):
            high = position - 1
            break
    while high > index and tokens[high].tag == "IN":  # "most of whom", the relative pronoun left out
        high -= 1
    return Span.cut(text, tokens[low].start, tokens[max(high, index)].end)

"""Contents that the learned tagger found, with what the rules found -> drafts of statements."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from detente.extract.bounds import fit_to_marks
from detente.extract.carriers import carries, cites, is_cited, leads_in, only_carries, only_names_cited
from detente.extract.drafts import Draft
from detente.extract.frames import LEARNED, Frame
from detente.extract.indirect import clause_draft
from detente.extract.lexicon import lexicon
from detente.extract.page import Page
from detente.extract.speakers import FIRST_PERSON, SECOND_PERSON, Speakers, as_speaker
from detente.extract.tagged import Bounds, Convention, Hint, TaggedContent
from detente.model import Speaker
from detente.spans import Span

# Chosen on articles that the tagger was not trained on, see its model card.
_LEAST_CONFIDENCE = {"broad": 0.3, "usual": 0.35, "narrow": 0.35}
# mostly what "is expected": nobody is responsible
_LEAST_WITHOUT_SOURCE = {"broad": 0.3, "usual": 0.5, "narrow": 0.8}
_SURE = 0.7  # enough to name another speaker than a rule
_SURE_INSIDE = 0.65  # of an attribution, for it to stand in the place of the content that it stands in
_ALONE = {"direct": 0.45, "mixed": 0.3, "indirect": 0.3}  # confidence in what the rules alone found
_KNOWN_GENRE = 0.75  # share of a document's quotations
_MOSTLY = 0.9  # of a content inside marks
_SURE_OF_BOUNDS = 0.5  # that a quotation is part of a clause
_NEGATIONS = frozenset({"not", "n't", "n’t", "never", "refuses", "refused", "won't", "won’t"})
_FACTIVE = ("admit", "acknowledg", "concede", "conceding", "recogni")
_BEHIND_HEAD = frozenset(
    {",", "of", "in", "at", "for", "from", "to", "on", "with", "who", "whose", "which", "'s", "("}
)
_LONGEST_WORD = 2  # words of a mentioned word
_PRONOUNS = frozenset({"what", "which", "that", "this", "it", "so", "who"})
_JOINING = frozenset({"both", "and", "or", "either", "neither", "nor", "the", "words", "word"})
_CONJUNCTION = re.compile(r"that,?\s+", re.IGNORECASE)
_AUTHOR = "author"
_NOBODY = frozenset({"nobody", "none", "noone"})
_UNREAL = frozenset({"not", "n't", "n’t", "never", "expected", "would", "could", "declined", "refused", "yet",
                     "due", "likely"})  # fmt: skip
_NEAR = 3  # words between "if" and the head of the source
_FARTHEST = 5_000  # characters: no statement of a paragraph is longer
_HEADLINES = ("title", "heading")


def combine(
    page: Page,
    speakers: Speakers,
    contents: Sequence[TaggedContent],
    drafts: Sequence[Draft],
    convention: Convention = "usual",
    *,
    informed: bool = True,
) -> list[Draft]:
    """The drafts of the rules with those of the tagger in their place where both found something.

    Of a quotation the rules give bounds and order and a sure tagger the speaker; of an indirect content the
    tagger gives all. Turns and nested speech are left to the rules: the first-person attitudes of turns look
    like attributions to the tagger. What the rules alone found goes where the tagger knows texts of this kind
    and was `informed` of it, by the broad convention always, but for words in marks that have a cue.
    """
    broad = convention == "broad"
    learned = list(_learned(page, speakers, contents, convention))
    carried = [draft for draft in drafts if is_cited(page, draft)]
    spoken = sorted(d.start for d in drafts if d.kind == "direct" and d.speaker.name is not None)
    learned = [
        draft
        for draft in learned
        if not (carries(page, draft) or cites(page, draft, carried) or leads_in(page, draft, spoken))
    ]
    around = [] if broad else _around(page, drafts, learned)
    learned = [d for d in learned if d.kind == "indirect" or not _is_inside(page, d, around)]
    starts = [draft.start for draft in learned]
    others = [draft for draft in drafts if draft not in around]
    rivals = [_rival(draft, learned, starts) for draft in others]
    apart = [_is_apart(page, draft) for draft in others]
    trusted = broad or _finds_quotations(
        [
            index
            for draft, index, left in zip(others, rivals, apart, strict=True)
            if draft.kind == "direct" and not left
        ]
    )
    spent: set[int] = set()
    kept = around
    for draft, index, left in zip(others, rivals, apart, strict=True):
        if (index is None and left) or draft in carried:
            kept.append(draft)
        elif index is not None and _is_nested_report(page, draft, learned[index]):
            kept.append(replace(draft, confidence=_ALONE[draft.kind]))
        elif index is not None and index not in spent and only_carries(page, draft, learned[index]):
            kept.append(replace(learned[index], speaker=draft.speaker, frame=draft.frame))
            spent.add(index)
        elif index is None and (not trusted or (not informed and draft.kind != "direct") or _is_cued(draft)):
            kept.append(replace(draft, confidence=_ALONE[draft.kind]))
        elif index is not None and draft.kind == "mixed" and not _holds_quotations(page, draft, learned):
            kept.append(replace(draft, confidence=_ALONE[draft.kind]))
            spent.add(index)
        elif index is None:
            continue
        elif left or index in spent:
            kept.append(draft)
            spent.add(index)
        elif draft.kind == "direct":
            spent.add(index)
            rival = learned[index]
            kept.append(draft if _is_better_known(draft, rival) else _joined(draft, rival))
    return kept + [draft for number, draft in enumerate(learned) if number not in spent]


def _is_cued(draft: Draft) -> bool:
    """Words in marks with a cue, of a quotation with a plain one: speech, whatever the tagger makes of it."""
    frame = draft.frame
    return frame is not None and (draft.kind == "mixed" or (draft.kind == "direct" and frame.is_plain))


def _holds_quotations(page: Page, draft: Draft, learned: Sequence[Draft]) -> bool:
    """Do learned drafts cover all words in marks of one of the rules?"""
    quotations = [page.quotations[number] for number in page.quotations_between(draft.start, draft.end)]
    return all(any(d.start <= q.start and q.end <= d.end for d in learned) for q in quotations)


def _around(page: Page, drafts: Sequence[Draft], learned: Sequence[Draft]) -> list[Draft]:
    """The clauses of the rules in which a learned attribution stands whole: that the minister said Norland
    hopes so is the larger part of the story, unless the tagger is sure of what Norland hopes alone."""
    starts = [draft.start for draft in learned]
    found = []
    for draft in drafts:
        if draft.kind in ("indirect", "mixed") and draft.frame is not None and not _is_apart(page, draft):
            inside = learned[bisect_left(starts, draft.start) : bisect_left(starts, draft.end)]
            if any((d.confidence or 0) < _SURE_INSIDE and _is_inside(page, d, [draft]) for d in inside):
                found.append(draft)
    return found


def _is_inside(page: Page, inner: Draft, around: Sequence[Draft]) -> bool:
    """Do content, source and cue of one all stand in the content of another?"""
    frame = inner.frame
    if frame is None:
        return False
    places = [page.token(frame, i).start for i in (frame.verb, frame.source) if i is not None]
    return any(
        outer.start <= min(inner.start, *places)
        and max(inner.end, *(place + 1 for place in places)) <= outer.end
        and not outer.is_of(frame)
        and not all(inner.start <= place < inner.end for place in places)
        for outer in around
    )


def _is_nested_report(page: Page, draft: Draft, around: Draft) -> bool:
    """Plain speech that a learned content reports in turn: "Moe said that Tarrano had told her ..."."""
    frame = draft.frame
    return frame is not None and frame.is_plain and _is_inside(page, draft, [around])


def _finds_quotations(rivals: Sequence[int | None]) -> bool:
    """Does the tagger find most of the quotations of a document?

    Then it knows texts of this kind, and what it leaves out are titles and terms; of the dialogue in fiction
    it leaves out half.
    """
    return bool(rivals) and sum(index is not None for index in rivals) >= _KNOWN_GENRE * len(rivals)


def _is_better_known(draft: Draft, rival: Draft) -> bool:
    """Does a cue of the rules name somebody where the tagger has somebody without a name, such as the report
    that carries the words?"""
    named = draft.frame is not None and draft.speaker.name is not None
    return named and rival.kind == "direct" and rival.speaker.name is None


def _joined(draft: Draft, rival: Draft) -> Draft:
    """A quotation of the rules with the speaker of a sure tagger, or the clause that it is part of."""
    confidence = rival.confidence or 0
    if rival.kind != "direct":
        return rival if confidence >= _SURE_OF_BOUNDS else draft
    if confidence < _SURE:
        return draft
    return replace(draft, speaker=rival.speaker, frame=rival.frame, confidence=rival.confidence)


def hints_of(page: Page, drafts: Sequence[Draft]) -> list[Hint]:
    """What the tagger is told of the drafts of the rules: contents, and what attributes them.

    A direct quotation is sure where a cue or its own paragraph names the speaker.
    """
    hints = []
    for draft in drafts:
        if _is_apart(page, draft):
            continue
        sure = draft.frame is not None or draft.rule == "same paragraph"
        role: Literal["sure direct", "direct", "other"]
        role = "other" if draft.kind != "direct" else "sure direct" if sure else "direct"
        hints.append(Hint(draft.start, draft.end, role))
        if draft.speaker.mention is not None:
            hints.append(Hint(draft.speaker.mention.start, draft.speaker.mention.end, "source"))
        if draft.frame is not None:
            tokens = page.sentences[draft.frame.sentence].tokens
            first, last = draft.frame.cue
            hints.append(Hint(tokens[first].start, tokens[last].end, "cue"))
    return hints


def _is_apart(page: Page, draft: Draft) -> bool:
    """A turn, a headline or nested speech."""
    nested = draft.frame is not None and page.quotation_around(draft.frame) is not None
    return nested or _kind_at(page, draft.start) in ("turn", *_HEADLINES)


def _rival(draft: Draft, learned: Sequence[Draft], starts: Sequence[int]) -> int | None:
    """The learned draft that shares half of the shorter of both."""
    index = bisect_left(starts, draft.end) - 1
    while index >= 0 and draft.start - learned[index].start < _FARTHEST:
        other = learned[index]
        shared = min(draft.end, other.end) - max(draft.start, other.start)
        if shared >= 0.5 * min(draft.end - draft.start, other.end - other.start):
            return index
        index -= 1
    return None


def _learned(
    page: Page, speakers: Speakers, contents: Sequence[TaggedContent], convention: Convention
) -> list[Draft]:
    """One draft for each content that is sure enough, in order of start."""
    used: set[int] = set()
    found: list[Draft] = []
    for content in sorted(contents, key=lambda content: content.start):
        bounds, frame = _bounds(page, content), _frame(page, content)
        if frame is None or bounds is None or not _is_statement(page, content, bounds, frame, convention):
            continue
        if convention == "broad":
            bounds = _without_the_rest(page, bounds)
        before = _piece_before(found, content, frame, bounds)
        if before is not None and convention == "narrow" and not before.quoted:
            bounds = before.start, bounds[1]
            found.remove(before)
        draft = clause_draft(page, speakers, frame, bounds, used)
        segment = page.sentences[page.sentence_at(bounds[0])].segment
        speaker = _speaker(page, draft.speaker, frame, content.source)
        whole = before if before in found else None
        found.append(
            replace(
                draft,
                segment=segment,
                speaker=speaker,
                confidence=round(content.confidence, 2),
                goes_on_from=(whole.start, whole.end) if whole else None,
            )
        )
    return found


def _is_statement(
    page: Page, content: TaggedContent, bounds: Bounds, frame: Frame, convention: Convention
) -> bool:
    """Does a content count, by the convention, and is it not left to the rules?"""
    least = (_LEAST_CONFIDENCE if content.source else _LEAST_WITHOUT_SOURCE)[convention]
    if content.confidence < least or page.quotation_around(frame) is not None:
        return False
    if (_is_pronoun(page, bounds) and convention != "broad") or only_names_cited(page, bounds, frame):
        return False
    if convention == "narrow" and (_is_authors(page, frame) or _is_unreal(page, frame)):
        return False
    return not (
        _is_left_to_rules(page, bounds[0], content.source)
        or _mentions_words(page, bounds)
        or _is_not_admitted(page, frame)
    )


def _piece_before(
    found: Sequence[Draft], content: TaggedContent, frame: Frame, bounds: Bounds
) -> Draft | None:
    """The piece that the attribution of this one parts from it: "The ice, in her view, is thin"."""
    last = found[-1] if found else None
    if last is None or not last.is_of(frame) or last.kind == "direct":
        return None
    places = [at for at in (content.cue, content.source) if at]
    between = all(last.end <= place[0] and place[1] <= bounds[0] for place in places)
    return last if between else None


def _is_unreal(page: Page, frame: Frame) -> bool:
    """What "nobody said", somebody "did not say", "is expected to say" or says "if ..." has not been said."""
    tokens = page.sentences[frame.sentence].tokens
    first, last = frame.cue
    cue = [token.lower for token in tokens[first : last + 1]]
    if frame.source is not None and tokens[frame.source].lower in _NOBODY:
        return True
    verbs = [known for word in cue if (known := lexicon().verbs.get(word))]
    if not verbs or any(verb.manner == "believed" or "deny" in verb.act.values() for verb in verbs):
        return False
    return not _UNREAL.isdisjoint(cue[:-1]) or _is_condition(page, frame)


def _is_condition(page: Page, frame: Frame) -> bool:
    """Does "if" open the clause of the source: "If Moe says so, ..."?"""
    start = min(frame.cue[0], frame.cue[0] if frame.source is None else frame.source)
    tokens = page.sentences[frame.sentence].tokens
    before = [token.lower for token in tokens[max(0, start - _NEAR) : start]]
    return "if" in before and "," not in before[before.index("if") :]


def _is_authors(page: Page, frame: Frame) -> bool:
    """Is the source "I" or "we" of the author, who is left out by the narrow convention?"""
    return frame.source is not None and page.token(frame, frame.source).lower in FIRST_PERSON | SECOND_PERSON


def _bounds(page: Page, content: TaggedContent) -> Bounds | None:
    """The bounds fitted to marks, and without the conjunction, which PolNeAR has as part of a content."""
    start = content.start
    conjunction = _CONJUNCTION.match(page.text, start, content.end)
    if conjunction and len(page.text[start : content.end].split()) > 2:
        start = conjunction.end()
    return fit_to_marks(page, start, content.end)


def _without_the_rest(page: Page, bounds: Bounds) -> Bounds:
    """The quotation of a content nine tenths of which stand in its marks: PolNeAR's file counts all of
    it “a disgrace to the whole coast of Norland” as direct speech."""
    start, end = bounds
    for number in page.quotations_between(start, end):
        quotation = page.quotations[number]
        opening, closing = page.opening(quotation), page.closing(quotation)
        if start <= opening and closing <= end and closing - opening >= _MOSTLY * (end - start):
            return opening, closing
    return bounds


def _is_not_admitted(page: Page, frame: Frame) -> bool:
    """What somebody "will not admit" the author says, not he."""
    cue = page.words_of_cue(frame)
    return bool(cue & _NEGATIONS) and any(word.startswith(_FACTIVE) for word in cue)


def _is_pronoun(page: Page, bounds: Bounds) -> bool:
    return page.text[slice(*bounds)].lower() in _PRONOUNS


def _mentions_words(page: Page, bounds: Bounds) -> bool:
    """Nothing but short quotations joined by "both", "and", "or": words that are mentioned, not said."""
    around, quotations = page.text[slice(*bounds)], page.quotations_between(*bounds)
    for number in quotations:
        words = page.text[page.quotations[number].start : page.quotations[number].end]
        if len(words.split()) > _LONGEST_WORD:
            return False
        around = around.replace(words, " ")
    return len(quotations) > 1 and set(re.findall(r"\w+", around.lower())) <= _JOINING


def _speaker(page: Page, found: Speaker, frame: Frame, source: Bounds | None) -> Speaker:
    """The speaker whom the tagger's source names, with all of it as the mention.

    Of "the president's adviser Ada Lund" the name that ends the phrase speaks, whatever the parser has for
    its head. The author of a text is who says "I" in it.
    """
    if source is None:
        return found
    whole = Span.cut(page.text, *source)
    if _is_authors(page, frame) and found.name is None:
        byline = page.document.byline
        return Speaker(None, byline, None, whole, None if byline else _AUTHOR)
    named = [m for m in page.mentions_inside(*_before_comma(whole)) if m.kind == "person" and m.name]
    if named and not found.all and found.name != named[-1].name and named[-1].end >= _before_comma(whole)[1]:
        before = page.text[whole.start : named[-1].start].split()
        if not before or before[-1].lower() not in _BEHIND_HEAD:  # not "an aide to Ada Lund"
            found = as_speaker(named[-1])
    return replace(found, mention=whole)


def _before_comma(phrase: Span) -> Bounds:
    return phrase.start, phrase.start + len(phrase.text.split(",")[0])


def _frame(page: Page, content: TaggedContent) -> Frame | None:
    """The frame of a learned attribution: its source by the head of its phrase, its cue or else that head."""
    anchor = content.source or content.cue
    if anchor is None:
        return None
    number = page.sentence_at(anchor[0])
    sentence = page.sentences[number]
    source = _head(page, number, content.source) if content.source else None
    cue = _tokens(page, number, content.cue) if content.cue else []
    if source is None and (content.source or not cue):
        return None
    first, last = (cue[0], cue[-1]) if cue else (source or 0, source or 0)
    verb = next((known for i in cue if (known := lexicon().verbs.get(sentence.tokens[i].lower))), None)
    read = next((f for f in page.frames_of(number) if f.verb in cue and f.pattern != "beside"), None)
    return Frame(
        sentence=number,
        pattern=LEARNED,
        verb=first,
        cue=(first, last),
        source=source,
        content=(content.start, content.end),
        addressee=read.addressee if read else None,
        act=read.act if read else next(iter(verb.act.values())) if verb else None,
        manner=verb.manner if verb else None,
        weak=False,
        takes_quote=False,
    )


def _is_left_to_rules(page: Page, start: int, source: Bounds | None) -> bool:
    """In a turn, or in a headline that does not name its source."""
    kinds = [_kind_at(page, offset) for offset in ([start, source[0]] if source else [start])]
    return "turn" in kinds or (
        any(kind in _HEADLINES for kind in kinds) and not _in_one_segment(page, start, source)
    )


def _in_one_segment(page: Page, start: int, source: Bounds | None) -> bool:
    return source is not None and _segment_at(page, start) == _segment_at(page, source[0])


def _segment_at(page: Page, offset: int) -> int:
    return page.sentences[page.sentence_at(offset)].segment


def _kind_at(page: Page, offset: int) -> str:
    return page.segments[_segment_at(page, offset)].kind


def _tokens(page: Page, number: int, bounds: tuple[int, int]) -> list[int]:
    tokens = page.sentences[number].tokens
    return [i for i, token in enumerate(tokens) if bounds[0] <= token.start < bounds[1]]


def _head(page: Page, number: int, bounds: Bounds) -> int | None:
    """The token of a phrase that no other token of it governs; without a parse the last one before a comma
    or preposition."""
    inside = _tokens(page, number, bounds)
    tokens = page.sentences[number].tokens
    if inside and not tokens[inside[0]].dep:
        after = [k for k, i in enumerate(inside) if k and tokens[i].lower in _BEHIND_HEAD]
        return inside[after[0] - 1] if after else inside[-1]
    return next((i for i in inside if tokens[i].head not in inside or tokens[i].head == i), None)

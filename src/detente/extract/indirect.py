"""Frames with a content -> drafts of indirect and mixed statements."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import islice, takewhile

from detente.extract.bounds import fit_sentence, fit_to_marks
from detente.extract.drafts import Draft, whole_quotation
from detente.extract.frames import Frame
from detente.extract.lexicon import lexicon
from detente.extract.page import Page
from detente.extract.speakers import FIRST_PERSON, SECOND_PERSON, Speakers
from detente.model import Quotation

_TAKING_UP = frozenset({"this", "that", "such", "so"})
_THINGS = frozenset({"it", "this", "that", "which", "there", "what"})
_NO_SPEAKERS = frozenset({"nobody", "none", "noone"})
_QUESTION_WORDS = frozenset({"if", "who", "what", "why", "how", "when", "where", "whether", "which"})
_BEFORE_TERMS = frozenset({"as", "so-called", "or", "word", "term", "called", "and", "phrase"})
_PLAIN_PATTERNS = ("clause", "according", "request")
_CITING = frozenset({"cite", "cites", "cited", "citing"})
_FACTS = frozenset({"state", "fact", "evidence", "lack", "absence", "condition", "position", "look",
                    "colour", "color", "shape", "size", "nature", "history", "silence", "behaviour",
                    "behavior", "result", "outcome", "reaction", "case", "example", "episode", "incident",
                    "timing", "logic", "sense", "tone", "name", "number", "trend", "performance", "success",
                    "failure", "decision", "move", "step", "pattern", "rise", "fall", "loss", "victory",
                    "win", "speed", "date", "place", "presence"})  # fmt: skip
_PLAIN_DEEDS = frozenset({("accuse", "of"), ("promise", "infinitive"), ("threaten", "infinitive")})
_MOST_COVERED = 0.4  # of a content by direct speech, for it to be a statement beside that speech


def find_indirect(page: Page, speakers: Speakers, direct: Sequence[Draft], used: set[int]) -> Iterator[Draft]:
    """One draft for each content, by the first frame that reports it; `used` are the numbers of the
    quotations that a draft holds, and those held here are added."""
    spoken = sorted((draft.start, draft.end) for draft in direct)
    by_cue = {(d.frame.sentence, d.frame.verb): (d.start, d.end) for d in direct if d.frame}
    seen: set[tuple[int, int]] = set()
    for frame in page.frames:
        content = _content(page, frame)
        if content is None or content in seen or not _reports(page, frame, content):
            continue
        if _only_carries(page, frame) or _overlaps(frame, by_cue.get((frame.sentence, frame.verb))):
            continue
        if page.quotation_around(frame) is None and _covered(content, spoken) > _MOST_COVERED:
            continue
        seen.add(content)
        yield clause_draft(page, speakers, frame, content, used)


# --- the content


def _content(page: Page, frame: Frame) -> tuple[int, int] | None:
    if frame.content is None:
        return _sentence_before(page, frame)
    start, end = frame.content
    around = page.quotation_around(frame)
    if around is not None:
        return start, min(end, page.quotations[around].end)
    return fit_to_marks(page, start, end)


def _sentence_before(page: Page, frame: Frame) -> tuple[int, int] | None:
    """The content of "This is what the minister said in an interview" is the sentence before."""
    before = frame.sentence - 1
    if before < 0 or not _looks_back(page, frame):
        return None
    if page.sentences[before].paragraph != page.sentences[frame.sentence].paragraph:
        return None
    return fit_sentence(page, before)


def _looks_back(page: Page, frame: Frame) -> bool:
    """Sentences such as "This is what X said", "X said this in an interview"."""
    tokens = page.sentences[frame.sentence].tokens
    opening = [token.lower for token in tokens[:3]]
    if opening[1:] in (["is", "what"], ["was", "what"]) and opening[0] in _TAKING_UP:
        return True
    return any(
        token.lower in ("this", "so") and token.dep in ("dobj", "advmod")
        for token in tokens[frame.verb + 1 : frame.verb + 2]
    )


def _overlaps(frame: Frame, quotation: tuple[int, int] | None) -> bool:
    """The content that the parser found for the cue of a quotation is that quotation, badly bounded."""
    content = frame.content
    return bool(quotation and content and content[0] < quotation[1] and quotation[0] < content[1])


def _covered(content: tuple[int, int], spoken: Sequence[tuple[int, int]]) -> float:
    """The share of a content that stands in direct speech, whose bounds are in order."""
    start, end = content
    first = max(0, bisect_left(spoken, (start, start)) - 1)
    near = takewhile(lambda bounds: bounds[0] < end, islice(spoken, first, None))
    return sum(max(0, min(end, high) - max(start, low)) for low, high in near) / (end - start)


# --- is it a report


def _reports(page: Page, frame: Frame, content: tuple[int, int]) -> bool:
    """Does the frame tell here what somebody said? In nested speech only a plain verb of saying does."""
    words = page.text[content[0] : content[1]].lower().split()
    if len(words) < 2 or frame.source is None:
        return False
    sentence = page.sentences[frame.sentence]
    if page.quotation_around(frame) is not None or page.segments[sentence.segment].kind == "turn":
        return _reports_plainly(page, frame, content)
    if _asks(page, frame.sentence):
        return False
    token = sentence.tokens[frame.source]
    if frame.pattern == "noun" and token.tag.startswith("JJ") and not page.is_named(token.start):
        return False  # "repeated claims that ..."
    if _names_a_source(page, frame, content) or not _may_act(page, frame):
        return False
    source = token.lower
    return _can_speak(source) and not (frame.weak and (source in _THINGS or words[0] in _QUESTION_WORDS))


def _names_a_source(page: Page, frame: Frame, content: tuple[int, int]) -> bool:
    """What is cited may be who said it: "citing two officials", "citing Ada Moe"."""
    if page.token(frame, frame.verb).lower not in _CITING:
        return False
    named = any((m.start, m.end) == content and m.kind == "person" for m in page.mentions_inside(*content))
    last = page.text[slice(*content)].lower().split()[-1]
    return named or last in lexicon().people | lexicon().documents


def _may_act(page: Page, frame: Frame) -> bool:
    """Things promise and threaten, and facts suggest, without a word: only people and texts report by it."""
    if frame.source is None:
        return False
    token = page.token(frame, frame.source)
    known = token.lower in lexicon().people | lexicon().documents or page.mention_at(token.start) is not None
    if known or not token.tag.startswith("NN") or token.tag.startswith("NNP"):
        return True
    if frame.pattern == "object" and frame.act in ("promise", "threaten"):
        return token.tag == "NNS"
    return not (frame.manner == "documented" and token.tag == "NN" and token.lower in _FACTS)


def _reports_plainly(page: Page, frame: Frame, content: tuple[int, int]) -> bool:
    """In speech itself "I think" is no report, nor is what nobody said; "he replied that ..." is one."""
    if frame.source is None or page.token(frame, frame.source).lower in _NO_SPEAKERS:
        return False
    plain = frame.pattern in _PLAIN_PATTERNS or (frame.act, frame.pattern) in _PLAIN_DEEDS
    opening = page.text[: content[0]].rstrip()[-5:].lower()
    said = not frame.weak or (frame.pattern == "clause" and opening.endswith(" that"))
    words = page.text[content[0] : content[1]].lower()
    return frame.manner in ("said", "wrote") and plain and said and not words.startswith("what")


def _can_speak(source: str) -> bool:
    """Not the author and reader ("as we said"), and somebody."""
    return source not in FIRST_PERSON | SECOND_PERSON | _NO_SPEAKERS


def _asks(page: Page, sentence: int) -> bool:
    """A question of the author's own reports nothing."""
    last = page.sentences[sentence].tokens[-1]
    return last.text == "?" and page.quotation_at(last.start) is None


def _only_carries(page: Page, frame: Frame) -> bool:
    """What the agency carries in "X said ..., according to the agency" is X's."""
    if frame.pattern != "according" or frame.content is None or page.quotation_around(frame) is not None:
        return False
    low, high = frame.content
    return any(
        low <= page.token(other, other.verb).start < high
        and page.quotation_around(other) is None
        and other.source is not None
        and not other.weak
        for other in page.frames_of(frame.sentence)
        if other is not frame
    )


# --- the draft


def clause_draft(
    page: Page, speakers: Speakers, frame: Frame, content: tuple[int, int], used: set[int]
) -> Draft:
    """The clause, its quoted words marked; direct where the clause is nothing but one quotation."""
    start, end = content
    held = _held(page, frame, content, used)
    used.update(held)
    speaker = speakers.of_frame(frame)
    if len(held) == 1 and _is_all(page, content, quotation := page.quotations[held[0]]):
        # the segment is that of the quotation, since both stand in one sentence
        return whole_quotation(held[0], quotation, frame, frame.pattern, speaker)
    parts = [q for q in map(page.quotations.__getitem__, held) if not _is_term(page, frame, q)]
    quoted = tuple((part.start, part.end) for part in parts)
    segment = page.sentences[frame.sentence].segment
    return Draft(
        "mixed" if quoted else "indirect", start, end, quoted, frame, frame.pattern, speaker, segment
    )


def _held(page: Page, frame: Frame, content: tuple[int, int], used: set[int]) -> list[int]:
    """The quotations inside the content of a report of the author's own."""
    if page.quotation_around(frame) is not None:
        return []
    start, end = content
    return [
        number
        for number in page.quotations_between(start, end)
        if number not in used
        and start <= page.quotations[number].start
        and page.quotations[number].end <= end
    ]


def _is_all(page: Page, content: tuple[int, int], quotation: Quotation) -> bool:
    around = page.text[content[0] : quotation.start] + page.text[quotation.end : content[1]]
    return not any(character.isalnum() for character in around)


def _is_term(page: Page, frame: Frame, quotation: Quotation) -> bool:
    """A name or mentioned word: one or two words in title case, or after "such as", "so-called", "or"."""
    words = page.text[quotation.start : quotation.end].split()
    before = page.text[max(0, quotation.start - 16) : quotation.start - 1].lower().split()
    listed = bool(before) and before[-1] in _BEFORE_TERMS
    titled = all(word[:1].isupper() for word in words if len(word) > 3)
    return (len(words) <= 2 and listed and frame.pattern != "predicate") or (len(words) <= 5 and titled)

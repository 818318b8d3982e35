"""Quotations -> the cues or names directly beside them, read off the marks and words between."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from detente.extract.frames import Frame
from detente.extract.inquits import inquit_after
from detente.extract.page import Page, Paragraph
from detente.model import Quotation

BULLETS = " -–—•*"
LONGEST_ATTRIBUTION = 14  # words
_HANDING_BACK = ",!?…-–—;"
_CLOSING_MARKS = '"”»'
_SENTENCE_END = re.compile(r"(?<![A-Z])(?<!\bMr)(?<!\bMs)(?<!\bDr)(?<!\bMrs)(?<!\bSt)(?<!\bGen)(?<!\bSen)"
                           r"(?<!\bRep)(?<!\bGov)[.!?][\"”»)\]]*\s+(?=[\"“«‘A-Z])")  # fmt: skip
_LABEL = re.compile(r"(?:^|[-–—.\]]\s*|[Ff]rom )(?:[A-Z][\w.’'-]*(?: (?:and|of|the) | |:)){1,6}\s*$")
_POSTED = re.compile(r"\s+(?:on|via) (?:Twitter|X|Facebook|Telegram|Instagram|Truth Social|Weibo)\s*:?\s*$")
_LINK = re.compile(
    r"^[\s,.;:—–\-\"”»]*(?:(?:and|but|then|also|however|later|who|which|as|so|is how|was how)\b[\s,]*){0,3}$",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Attributed:
    """How a quotation is attributed: by `frame`, by the frame of the quotation `like`, or by `subject`
    (sentence, token) of a sentence that only sets the scene. `continues` is the quotation before."""

    frame: Frame | None
    rule: str
    continues: int | None = None
    like: int | None = None
    subject: tuple[int, int] | None = None


def begins(page: Page, quotation: Quotation, paragraph: Paragraph) -> bool:
    """Does it begin where speech can: with a paragraph, a sentence, after a colon or comma?"""
    before = page.text[paragraph.start : page.opening(quotation)].rstrip(" \u00a0—–-“„")
    if not before or not quotation.opened:
        return True
    return before[-1] in "([.!?:," + _CLOSING_MARKS or _closes_single(before)


def is_whole(page: Page, quotation: Quotation, paragraph: Paragraph) -> bool:
    """Whole sentences of its own, with nothing of the sentence around it."""
    before = page.text[paragraph.start : page.opening(quotation)].rstrip(" \u00a0“„")
    starts = not before.strip(BULLETS) or before[-1] in ".!?:" + _CLOSING_MARKS or _closes_single(before)
    starts = starts or not quotation.opened
    return starts and (final_mark(page, quotation) in ".!?…" or not quotation.closed)


def _closes_single(before: str) -> bool:
    """Does a single mark at the end close speech (or half of a doubled one), rather than stand for a letter
    or a genitive?"""
    if before[-1] not in "’'":
        return False
    return before.endswith("''") or before[:-1].rstrip(" \u00a0")[-1:] in tuple(".,!?…;:—–-")


def final_mark(page: Page, quotation: Quotation) -> str:
    """The last character of a quotation but for marks that close another inside it."""
    words = page.text[quotation.start : quotation.end].rstrip("’' \u00a0")
    return words[-1:] or " "


def attribute_beside(page: Page, paragraph: Paragraph, order: int, number: int) -> Attributed | None:
    """The cue directly before or after a quotation, the paragraph's `order`-th, or the name before it."""
    quotation = page.quotations[number]
    before = _cue_before(page, paragraph, order, quotation)
    after = _cue_after(page, paragraph, order, quotation)
    if after and after.pattern != "beside" and page.text[quotation.end - 1] == ",":
        return Attributed(after, "cue after")
    label = _label_before(page, paragraph, order, quotation)
    if label and before and before.source is not None and label.subject == (before.sentence, before.source):
        return Attributed(before, "cue before")  # "Said Moe: ..."
    if label:
        return label
    if before:
        return Attributed(before, "cue before")
    return Attributed(after, "cue after") if after else None


def _cue_after(page: Page, paragraph: Paragraph, order: int, quotation: Quotation) -> Frame | None:
    """The frame behind a quotation; where the parser finds none, or no source for it, the inquit."""
    found = _frame_after(page, paragraph, order, quotation)
    if found is not None and found.source is not None:
        return found
    return _inquit_after(page, paragraph, order, quotation) or found


def _inquit_after(page: Page, paragraph: Paragraph, order: int, quotation: Quotation) -> Frame | None:
    close = page.closing(quotation)
    inside = page.text[quotation.end - 1] in _HANDING_BACK
    if not inside and page.text[close : close + 2].strip()[:1] != ",":
        return None
    inquit = inquit_after(page, close, _next_opening(page, paragraph, order))
    if inquit is None:
        return None
    known = next((f for f in page.frames_of(inquit.sentence) if f.verb == inquit.verb), None)
    if known is None:
        return inquit.frame(page)
    return replace(known, source=inquit.subject, content=None) if known.source is None else None


def _frame_after(page: Page, paragraph: Paragraph, order: int, quotation: Quotation) -> Frame | None:
    close = page.closing(quotation)
    limit = _next_opening(page, paragraph, order)
    last = page.text[quotation.end - 1]
    for frame in page.frames_between(paragraph, close, paragraph.end):
        low = _first_after(page, frame, close)
        if low is None or not frame.takes_quote or is_generic(page, frame):
            continue
        if low >= limit:
            return None
        gap = page.text[close:low]
        if not _LINK.match(gap) or "." in gap or ";" in gap:
            return None
        if last in ".!?…" and not _looks_back(page, frame, paragraph, quotation, limit):
            return None
        if last not in ",.!?…" and _has_content_of_its_own(page, frame, close):
            return None
        if frame.weak and not _hands_back(page, quotation, frame):
            return None
        return frame
    return None


def _has_content_of_its_own(page: Page, frame: Frame, close: int) -> bool:
    """In the article “A Fee” Moe wrote that ...: the marks hold a name, and the cue reports what follows."""
    behind = frame.content is not None and frame.content[0] >= page.token(frame, frame.verb).end
    return behind and page.text[close : close + 1] != ","


def _hands_back(page: Page, quotation: Quotation, frame: Frame) -> bool:
    """Does the quotation end as one that a cue follows, so that even a weak verb is its cue?"""
    close = page.closing(quotation)
    inside = page.text[quotation.end - 1] in ",!?…"
    return inside or (frame.pattern != "beside" and page.text[close : close + 1] == ",")


def _first_after(page: Page, frame: Frame, close: int) -> int | None:
    """Where cue and source begin if they stand after `close`; the source may stand before (shared)."""
    tokens = page.sentences[frame.sentence].tokens
    if tokens[frame.verb].start < close:
        return None
    first = tokens[frame.cue[0]].start
    if frame.lead is not None and tokens[frame.lead].start >= close:
        return tokens[frame.lead].start
    if frame.source is None or tokens[frame.source].start < close:
        return first if frame.pattern != "beside" else None
    return max(attribution_start(page, frame), close)


def _looks_back(page: Page, frame: Frame, paragraph: Paragraph, quotation: Quotation, limit: int) -> bool:
    """After a final mark inside the quotation: does the cue close it, or open something new?"""
    rest = page.text[page.token(frame, frame.verb).end : limit].strip()
    if page.text[quotation.end - 1] == "." and limit < paragraph.end and (not rest or rest[-1] in ":,"):
        return False
    return frame.content is None or frame.content[0] < quotation.end


def _cue_before(page: Page, paragraph: Paragraph, order: int, quotation: Quotation) -> Frame | None:
    opening = page.opening(quotation)
    floor = _previous_closing(page, paragraph, order)
    for frame in reversed(page.frames_between(paragraph, floor, opening)):
        if not _looks_forward(frame) or is_generic(page, frame):
            continue
        gap = page.text[page.token(frame, frame.cue[1]).end : opening]
        if sentence_ends(gap):
            return None
        if _introduces(page, frame, gap, quotation) or _goes_on(page, paragraph, order, frame, gap):
            return frame if frame.source is not None else _with_subject(page, frame, floor)
    return None


def _with_subject(page: Page, frame: Frame, floor: int) -> Frame:
    """The frame of a cue whose subject the parser missed, with that of the sentence: "Moe, when he had
    packed and was ready, turned and said:"."""
    sentence = page.sentences[frame.sentence]
    for index in range(frame.verb):
        token = sentence.tokens[index]
        main = token.dep in ("nsubj", "nsubjpass") and sentence.tokens[token.head].dep in ("ROOT", "conj")
        if main and token.start >= floor and page.quotation_at(token.start) is None:
            return replace(frame, source=index)
    return frame


def _goes_on(page: Page, paragraph: Paragraph, order: int, frame: Frame, gap: str) -> bool:
    """“Why,” she asked the deputies, “and for whom?”: cue and speaker between two parts."""
    if not order or content_words(gap) > 8 or not gap.rstrip().endswith((",", ";", "—", "–", "-")):
        return False
    before = page.quotations[paragraph.quotations[order - 1]]
    return (
        page.text[before.end - 1] in ",;—–-?!" and _first_after(page, frame, page.closing(before)) is not None
    )


def _label_before(page: Page, paragraph: Paragraph, order: int, quotation: Quotation) -> Attributed | None:
    """The name directly before a colon: "More from Smith: “...”"."""
    opening = page.opening(quotation)
    stretch = page.text[_previous_closing(page, paragraph, order) : opening]
    posted = _POSTED.search(stretch)
    stretch = stretch[: posted.start()] + ":" if posted else stretch
    if not _LABEL.search(stretch):
        return None
    index = page.sentence_before(opening)
    tokens = page.sentences[index].tokens
    end = opening - len(posted[0]) if posted else opening
    before = [i for i, token in enumerate(tokens) if token.end <= end and token.text != ":"]
    if before and tokens[before[-1]].tag in ("NNP", "NNPS"):
        return Attributed(None, "label before", subject=(index, before[-1]))
    return None


def is_generic(page: Page, frame: Frame) -> bool:
    """What "you might say" nobody has said."""
    return frame.source is not None and page.token(frame, frame.source).lower == "you"


def _looks_forward(frame: Frame) -> bool:
    return frame.takes_quote and frame.pattern not in ("object", "infinitive")


def _introduces(page: Page, frame: Frame, gap: str, quotation: Quotation) -> bool:
    """Does the stretch between cue and mark hand over to the quotation?"""
    stripped = gap.strip()
    if frame.pattern == "beside":
        whole = page.text[quotation.end - 1] in ".!?…" and (
            page.count_words(quotation) > 3 or stripped.endswith(":")
        )
        return whole and stripped.endswith((":", ","))
    content = frame.content
    if content and content[0] <= quotation.start and _runs_on(page, quotation, content[1]):
        return False
    within = content is not None and content[0] < page.opening(quotation) and content[1] > quotation.start
    if stripped.endswith(":"):
        return True
    if stripped in ("", ",", "that", "that,", ", that", "as", "as saying", "as saying that"):
        return frame.pattern != "view"
    first = page.text[quotation.start]
    if stripped.endswith((",", "—", "–", "-")):
        return first.isupper() and page.count_words(quotation) > 2 and not (within and content_words(gap) > 9)
    if stripped.endswith((" that", "saying", "in saying")):
        return not within
    return first.isupper() and page.count_words(quotation) > 4 and not within and frame.content is None


def _runs_on(page: Page, quotation: Quotation, content_end: int) -> bool:
    """Does the clause go on after the quotation, which then is only a part of it?"""
    rest = page.text[page.closing(quotation) : content_end].strip(" ,.")
    return content_words(rest) > 1 and rest[0].islower() and rest.split()[0] not in ("and", "but")


def attribution_start(page: Page, frame: Frame) -> int:
    """The first character of cue and source."""
    sentence = page.sentences[frame.sentence]
    first = frame.cue[0]
    if frame.source is not None:
        first = min(first, frame.source, sentence.subtree_bounds[frame.source][0])
    return sentence.tokens[first].start


def _next_opening(page: Page, paragraph: Paragraph, order: int) -> int:
    rest = paragraph.quotations[order + 1 :]
    return page.opening(page.quotations[rest[0]]) if rest else paragraph.end


def _previous_closing(page: Page, paragraph: Paragraph, order: int) -> int:
    return page.closing(page.quotations[paragraph.quotations[order - 1]]) if order else paragraph.start


def attribution_only(page: Page, before: int, after: int) -> bool:
    """Does no more than an attribution stand between two quotations?"""
    words = between(page, before, after)
    return content_words(words) <= LONGEST_ATTRIBUTION and sentence_ends(words) <= 1


def between(page: Page, before: int, after: int) -> str:
    """What stands between two quotations."""
    return page.text[page.closing(page.quotations[before]) : page.opening(page.quotations[after])]


def sentence_ends(stretch: str) -> int:
    """How many sentences end in a stretch that runs up to a mark: speech that would begin one behind it."""
    return len(_SENTENCE_END.findall(stretch + "A"))


def content_words(stretch: str) -> int:
    return len(re.findall(r"\w+", stretch))

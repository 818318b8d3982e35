"""What surrounds a statement: the day it was made, the occasion, the editors' insertions, the issues."""

from __future__ import annotations

import itertools
import re
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

import yaml

from detente.model import Document, Sentence
from detente.spans import Span

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = {
    name: number
    for number, names in enumerate(
        ("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
         "september sept sep", "october oct", "november nov", "december dec"), start=1)
    for name in names.split()
}  # fmt: skip
_VENUES = frozenset({"conference", "briefing", "interview", "summit", "session", "meeting",
                     "speech", "address", "rally", "debate", "statement", "forum", "hearing",
                     "assembly", "ceremony", "opening", "call", "broadcast", "program", "programme",
                     "column", "article", "letter", "tweet", "post", "memo", "communique"})  # fmt: skip
_VENUE_PREPOSITIONS = frozenset({"at", "in", "during", "to", "on", "through"})
_HOLDING = frozenset({"gave", "gives", "giving", "held", "holds", "holding", "addressed", "attended"})
_SPEAKING = frozenset({"spoke", "speaks", "speaking", "appeared"})
_MEDIA = frozenset({"broadcaster", "newspaper", "reporters", "journalists", "channel", "television", "radio",
                    "station", "press", "correspondents"})  # fmt: skip
_DAY_WORDS = frozenset({*WEEKDAYS, "yesterday", "today", "on"})
_INSERTION = re.compile(r"\[[^\[\]]{1,120}\]|\([^()]{0,120}?(?:[-–—]\s?)[A-Z][A-Za-z.]{1,20}\)")
_CONDITION = re.compile(
    r"\b(?:if|unless|providing that|(?:as|so) long as|on (?:the )?condition that|in the event (?:of|that)"
    # "provided the ice held", not "provided the boats"
    r"|provided (?:that|nobody|no [a-z]+|(?:the|its|their|his|her|our|both) (?:[a-z]+ )?(?:[a-z]+ed|is|are"
    r"|was|were|has|have|had|can|could|held|holds|comes?|came|goes|went|gives?|gave))"
    # "should the patrols go on, ..."
    r"|(?<!\bhow )(?<!\bwhy )(?<!\bwhat )should"
    r" (?:the|an?|any|he|she|they|it|we|another|(?-i:[A-Z][a-z]+))(?! [^.]*\?))\b",
    re.I,
)
# "if" for "whether", behind a verb or adjective of asking and knowing
_WHETHER = re.compile(
    r"\b(?:knows?|knew|known|ask(?:s|ed|ing)?|wonder(?:s|ed|ing)?|see|seen|tell|told|say|decided?"
    r"|check(?:ed)?|doubt(?:s|ed)?|unclear|unsure|sure|certain|doubtful|remember|find out|as|even)"
    r"(?: (?:me|us|him|her|them|it|yet|now))? if\b",
    re.I,
)
_CHANNEL = re.compile(
    r"tweet|letter|mail|op ?- ?ed|column|essay|blog|memoir|diary|book|post|message|memo|note|article"
    r"|twitter|gram\b|fax|writ",
    re.I,
)
_WRITTEN = re.compile(
    r"\b(?:in|on|by|via|through) (?:(?:an?|the|his|her|its|their|another|one|open|joint|short|long"
    r"|recent|brief|new|official) |[A-Z][\w’']+ ){0,4}(?:tweets?|letters?|e-?mails?|op-ed|column"
    r"|essay|blog|memoirs?|diary|book|post|posting|message|memo|note|article|twitter|facebook"
    r"|instagram|telegram|fax)\b"
    r"|\bwriting (?:in|for|on|to)\b"
    r"|\bwritten (?:statement|answer|reply|response|declaration|message)\b",
    re.I,
)
_DAY_MONTH = re.compile(
    r"\b(?:(?P<month>[A-Z][a-z]{2,8})\.? (?P<day>\d{1,2})(?:st|nd|rd|th)?"
    r"|(?P<day2>\d{1,2})(?:st|nd|rd|th)?(?: of)? (?P<month2>[A-Z][a-z]{2,8}))"
    # Joined tokens have a space in front of the comma.
    r"(?: ?,? (?P<year>(?:19|20)\d\d))?\b"
)
_PART = r"(?:(?:early|late|mid) ?-? ?)?"
_IN_MONTH = re.compile(
    rf"\b(?:[Ii]n|(?P<last>[Ll]ast)) {_PART}(?P<month>[A-Z][a-z]{{2,8}})"
    r"(?:(?: of| ?,)? (?P<year>(?:19|20)\d\d))?\b"
)
_IN_YEAR = re.compile(
    rf"\b(?:[Ii]n|[Dd]uring) {_PART}(?:the (?:spring|summer|autumn|fall|winter) of )?"
    r"(?P<year>(?:19|20)\d\d)\b"
)
_NUMBERS = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8}
_AGO = re.compile(r"\b(?P<count>a|one|two|three|four|five|six|seven|eight) (?P<unit>day|week)s? ago\b", re.I)
# Stretches that hold an event but are too long to have said it in.
_DECADE = re.compile(
    r"\b(?:in|during|throughout) the (?:(?:early|late|mid) ?-? ?)?(?P<first>(?:19|20)\d0) ?s\b", re.I
)
_LONG_AGO = re.compile(
    r"\b(?P<count>a|one|two|three|four|five|six|seven|eight|\d{1,2}) "
    r"(?P<unit>month|year|decade)s? ago\b",
    re.I,
)
_UNCOUNTED = re.compile(r"\b(?P<unit>year|decade|centurie)s ago\b", re.I)
_THIS = re.compile(r"\b(?:this|throughout the) (?P<unit>week|month|year)\b(?! ?['’]s)", re.I)
_RELATIVE = re.compile(
    r"\b(?P<last>last )?(?P<word>yesterday|today|tonight|week|month|year|" + "|".join(WEEKDAYS) + r")\b",
    re.I,
)


def base_date(document: Document) -> date | None:
    """The day the text speaks from: its dateline's, else its publication's, where known to the day."""
    for found in (
        document.dateline.date if document.dateline else None,
        document.published.date if document.published else None,
    ):
        if found and re.match(r"\d{4}-\d\d-\d\d", found):
            try:
                return date.fromisoformat(found[:10])
            except ValueError:
                continue
    return None


def latest(document: Document) -> str | None:
    """The EDTF interval "not after the publication"; None where the document prints no date."""
    return f"../{document.published.date[:10]}" if document.published else None


def resolve_date(words: str, base: date | None) -> str | None:
    """The EDTF date that an expression in `words` names, seen from `base`; None where it names none."""
    named = _named_day(words, base) or _named_month(words, base) or _named_year(words)
    if named or base is None:
        return named
    if ago := _AGO.search(words):
        return (
            base - timedelta(days=_NUMBERS[ago["count"].lower()] * (7 if ago["unit"] == "week" else 1))
        ).isoformat()
    for match in _RELATIVE.finditer(words):
        if found := _relative(match["word"].lower(), bool(match["last"]), base):
            return found
    return None


def resolve_period(words: str, base: date | None) -> str | None:
    """The EDTF stretch in which something of long standing lies: "in the 1990s", "two years ago", "this year"
    up to `base`; None where `words` name none. "Years ago" is an interval without a beginning."""
    if decade := _DECADE.search(words):
        return f"{decade['first']}/{int(decade['first']) + 9}"
    if base is None:
        return None
    if ago := _LONG_AGO.search(words):
        return _ago(ago["count"].lower(), ago["unit"].lower(), base)
    if uncounted := _UNCOUNTED.search(words):
        years = {"year": 1, "decade": 10, "centurie": 100}[uncounted["unit"].lower()]
        return f"../{base.year - years:04d}" if base.year > years else None
    if this := _THIS.search(words):
        back = {"week": base.weekday(), "month": base.day - 1, "year": base.timetuple().tm_yday - 1}
        first = date.fromordinal(max(1, base.toordinal() - back[this["unit"].lower()]))
        return f"{first.isoformat()}/{base.isoformat()}"
    return None


def _ago(count: str, unit: str, base: date) -> str | None:
    """The month or year so long before the base, a decade as ten years."""
    number = int(count) if count.isdigit() else _NUMBERS[count]
    months = base.year * 12 + base.month - 1 - number * {"month": 1, "year": 12, "decade": 120}[unit]
    if months < 12:
        return None
    return f"{months // 12:04d}-{months % 12 + 1:02d}" if unit == "month" else f"{months // 12:04d}"


def _named_day(words: str, base: date | None) -> str | None:
    for match in _DAY_MONTH.finditer(words):
        month = _MONTHS.get((match["month"] or match["month2"]).lower())
        day = int(match["day"] or match["day2"])
        if month is None or not 1 <= day <= 31:
            continue
        year = int(match["year"]) if match["year"] else _year_of(month, day, base)
        try:
            return date(year, month, day).isoformat() if year else None
        except ValueError:
            continue
    return None


def _named_month(words: str, base: date | None) -> str | None:
    match = _IN_MONTH.search(words)
    month = _MONTHS.get(match["month"].lower()) if match else None
    if match is None or month is None:
        return None
    year = int(match["year"]) if match["year"] else _year_of(month, 1, base)
    if year and base and match["last"] and (year, month) == (base.year, base.month):
        year -= 1
    return f"{year}-{month:02d}" if year else None


def _named_year(words: str) -> str | None:
    match = _IN_YEAR.search(words)
    return match["year"] if match else None


def _year_of(month: int, day: int, base: date | None) -> int | None:
    """The year that makes the day the latest one not after the base."""
    if base is None:
        return None
    return base.year if (month, day) <= (base.month, base.day) else base.year - 1


def _relative(word: str, last: bool, base: date) -> str | None:
    if word in ("month", "year"):
        if not last:
            return None
        before = base.replace(day=1) - timedelta(days=1)
        return f"{before.year}-{before.month:02d}" if word == "month" else str(base.year - 1)
    if word == "week":
        monday = base - timedelta(days=base.weekday() + 7)
        return f"{monday.isoformat()}/{(monday + timedelta(days=6)).isoformat()}" if last else None
    if word in ("today", "tonight"):
        return base.isoformat()
    if word == "yesterday":
        return (base - timedelta(days=1)).isoformat()
    back = (base.weekday() - WEEKDAYS.index(word)) % 7
    return (base - timedelta(days=back or (7 if last else 0))).isoformat()


def is_venue(word: str) -> bool:
    """Is the word (lower case) a kind of occasion or channel: an interview, a summit, a letter?"""
    return word in _VENUES


def find_venue(text: str, sentence: Sentence, cue: int, outside: list[bool]) -> Span | None:
    """The occasion named with the cue: "told a press conference", "said in an interview with ..."."""
    for index, token in enumerate(sentence.tokens):
        if token.lower not in _VENUES or not outside[index] or token.dep not in ("pobj", "dobj"):
            continue
        governor = sentence.tokens[token.head]
        near = token.head == cue or governor.head == cue
        if near and (token.dep == "dobj" or governor.lower in _VENUE_PREPOSITIONS):
            return _phrase(text, sentence, index, outside)
    return _spoken_at(text, sentence, outside)


def _spoken_at(text: str, sentence: Sentence, outside: list[bool]) -> Span | None:
    """The place of "Speaking at the fair, ..." in front of a cue."""
    first = sentence.tokens[0]
    if first.lower != "speaking" or not outside[0]:
        return None
    for preposition in sentence.children[0]:
        if sentence.tokens[preposition].lower in ("at", "before"):
            for place in sentence.children[preposition]:
                if sentence.tokens[place].dep == "pobj" and outside[place]:
                    return _phrase(text, sentence, place, outside)
    return None


def find_occasion(text: str, sentence: Sentence, outside: list[bool]) -> tuple[int, Span | None, str] | None:
    """Of "X gave an interview to Y yesterday, in which ..." the token of X, the occasion (None where it is
    not a phrase outside marks), and the words of that clause, which may name its day; None where nothing of
    the kind is told."""
    for index, token in enumerate(sentence.tokens):
        medium = token.lower in _MEDIA
        if not (medium or token.lower in _VENUES) or token.dep not in ("dobj", "pobj") or not outside[index]:
            continue
        verb = token.head if token.dep == "dobj" else sentence.tokens[token.head].head
        if sentence.tokens[verb].lower in (_HOLDING if token.dep == "dobj" and not medium else _SPEAKING):
            subjects = [c for c in sentence.children[verb] if sentence.tokens[c].dep == "nsubj"]
            venue = None if medium else _phrase(text, sentence, index, outside)
            if subjects:
                clause = itertools.takewhile(lambda t: t.text != ",", sentence.tokens[index:])
                return subjects[0], venue, " ".join(t.text for t in clause)
    return None


def _phrase(text: str, sentence: Sentence, index: int, outside: list[bool]) -> Span | None:
    """The noun phrase headed by a token, up to a relative clause."""
    low, high = sentence.subtree_bounds[index]
    for child in sentence.children[index]:
        if child > index and sentence.tokens[child].dep in ("relcl", "appos", "punct", "npadvmod"):
            high = min(high, sentence.subtree_bounds[child][0] - 1)
    while high > index and (sentence.tokens[high].text in ",;" or sentence.tokens[high].lower in _DAY_WORDS):
        high -= 1
    if not all(outside[low : high + 1]):
        return None
    return Span.cut(text, sentence.tokens[low].start, sentence.tokens[high].end)


def find_insertions(text: str, start: int, end: int) -> tuple[Span, ...]:
    """Brackets, and parentheses signed by an agency, inside quoted words."""
    return tuple(Span(m.start(), m.end(), m.group()) for m in _INSERTION.finditer(text, start, end))


def is_conditional(words: str, *, asked: bool = False) -> bool:
    """Does a condition stand in the content? "If" for "whether" is none, which it is at the head of what
    somebody `asked`."""
    if asked and words[:3].lower() == "if ":
        words = words[3:]
    return bool(_CONDITION.search(words)) and bool(_CONDITION.search(_WHETHER.sub("", words)))


def is_written(words: str) -> bool:
    """Do the words around a cue say that it was written: "in a letter", "on Twitter"?"""
    return bool(_CHANNEL.search(words)) and bool(_WRITTEN.search(words.replace(" - ", "-")))


@cache
def _issue_patterns() -> tuple[re.Pattern[str], tuple[tuple[str, re.Pattern[str]], ...]]:
    """A pattern of all issues' words, and one for each issue."""
    data = yaml.safe_load(files("detente.extract").joinpath("data/issues.yaml").read_text("utf-8"))
    every = tuple((issue, _words_pattern(words)) for issue, words in data.items())
    return _words_pattern([word for words in data.values() for word in words]), every


def _words_pattern(words: list[str]) -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(_pattern(word) for word in words) + r")", re.I)


def _pattern(word: str) -> str:
    return re.escape(word[:-1]) + r"\w*" if word.endswith("*") else re.escape(word) + r"\b"


def find_issues(words: str) -> tuple[str, ...]:
    """The issues of ``data/issues.yaml`` whose words stand in the content, in the order of the file."""
    some, every = _issue_patterns()
    if not some.search(words):
        return ()
    return tuple(issue for issue, pattern in every if pattern.search(words))

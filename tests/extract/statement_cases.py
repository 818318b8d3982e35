"""Reads the marked-up cases of tests/cases/statements and says where an extraction differs from them.

The format is told in tests/cases/statements/README.md.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from detente import sample
from detente.actors import load_gazetteer
from detente.model import Document, Extraction, Published, Speaker, Statement, stable_id
from detente.pipeline import Extractor
from detente.spans import Span

CASES = Path(__file__).parents[1] / "cases" / "statements"
PREAMBLE = "Notes from the strait\n\nThe strait is narrow here and the water is cold even in summer.\n\n"
PUBLISHED = "2015-07-04"
EDGES = " \t\n\u00a0\u202f.,;:!?…-–—\"'“”„‟‘’‚«»`"

_TAG = re.compile(r"<(/?)(\d+|[qit])>")
_EXPECTED = re.compile(r"=> (\d+)(\??) ([a-z/]+) \| ([^|]+) \| ([^|]+)((?: \| [^|]+)*)$")
_ARTICLE = re.compile(r"^(?:an?|the) ", re.I)
_PREPOSITION = re.compile(r"^(?:in|at|on|during|to) ", re.I)


@dataclass(frozen=True)
class Expected:
    """One statement as its line of the case tells it; `start` and `end` as marked, edges included."""

    number: str
    doubtful: bool
    kinds: tuple[str, ...]
    speaker: str
    cue: str
    fields: dict[str, str]
    start: int
    end: int
    quoted: tuple[tuple[int, int], ...]
    insertions: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Case:
    title: str
    where: str
    text: str
    published: str | None
    xfail: str | None
    expected: tuple[Expected, ...]
    terms: tuple[tuple[int, int], ...]

    def document(self) -> Document:
        digest = hashlib.sha256(self.text.encode()).hexdigest()
        published = Published(self.published, "given") if self.published else None
        return Document(
            id=stable_id("doc", digest),
            content_hash=digest,
            uri=None,
            external_id=None,
            title=None,
            publisher=None,
            byline=None,
            published=published,
            dateline=None,
            language=None,
            original_language=None,
            translated="unknown",
            genre="other",
            text=self.text,
        )


@dataclass
class _Marked:
    """The text of a case without its tags, and where the tags stood."""

    text: str
    spans: dict[str, tuple[int, int]] = field(default_factory=dict)
    quoted: list[tuple[str, int, int]] = field(default_factory=list)
    insertions: list[tuple[str, int, int]] = field(default_factory=list)
    terms: list[tuple[int, int]] = field(default_factory=list)


@cache
def sample_extractor() -> Extractor:
    """The pipeline with the people of the bundled sample; loaded once, for it is slow to load."""
    return Extractor(load_gazetteer(extra=[sample.gazetteer()]))


def all_cases() -> list[Case]:
    return [case for path in sorted(CASES.glob("*.txt")) for case in read_cases(path)]


def read_cases(path: Path) -> Iterator[Case]:
    """The cases of a file; raises ValueError, with the line, where one is not well formed."""
    title, block, begin = "", list[str](), 0
    for number, line in enumerate([*path.read_text("utf-8").split("\n"), "== "], 1):
        if line.startswith("== "):
            if title:
                yield make_case(title, block, f"{path.stem}:{begin}")
            title, block, begin = line[3:], [], number
        elif title:
            block.append(line)


def make_case(title: str, block: list[str], where: str) -> Case:
    meta = {name: value for line in block if line[:1] == "@" for name, _, value in [line[1:].partition(" ")]}
    answers = [line for line in block if line.startswith("=>")]
    source = "\n".join(line for line in block if line[:1] != "@" and line[:2] != "=>").strip("\n")
    marked = strip_tags(("" if "whole" in meta else PREAMBLE) + source.replace("_", "\u00a0"), where)
    expected = tuple(_expected(line, marked, where) for line in answers if line != "=> nothing")
    if {e.number for e in expected} != set(marked.spans) or not answers:
        raise ValueError(f"{where}: the numbers of the text and of the lines differ")
    published = meta.get("published", PUBLISHED)
    day = None if published == "none" else published
    return Case(title, where, marked.text, day, meta.get("xfail"), expected, tuple(marked.terms))


def strip_tags(source: str, where: str) -> _Marked:
    marked, opened, at = _Marked(""), list[tuple[str, int]](), 0
    for match in _TAG.finditer(source):
        marked.text += source[at : match.start()]
        at = match.end()
        closing, name = match.groups()
        if not closing:
            opened.append((name, len(marked.text)))
            continue
        if not opened or opened[-1][0] != name:
            raise ValueError(f"{where}: </{name}> closes nothing")
        _, start = opened.pop()
        holder = next((n for n, _ in reversed(opened) if n.isdigit()), "")
        _record(marked, name, holder, start)
    if opened:
        raise ValueError(f"{where}: <{opened[-1][0]}> is not closed")
    marked.text += source[at:]
    return marked


def _record(marked: _Marked, name: str, holder: str, start: int) -> None:
    end = len(marked.text)
    if name == "q":
        marked.quoted.append((holder, start, end))
    elif name == "i":
        marked.insertions.append((holder, start, end))
    elif name == "t":
        marked.terms.append((start, end))
    else:
        marked.spans[name] = (start, end)


def _expected(line: str, marked: _Marked, where: str) -> Expected:
    match = _EXPECTED.match(line.strip())
    if not match or match[1] not in marked.spans:
        raise ValueError(f"{where}: cannot read {line!r}")
    number, doubt, kinds, speaker, cue, rest = match.groups()
    fields = dict(part.strip().split(": ", 1) for part in rest.split(" | ") if part.strip())
    return Expected(
        number,
        bool(doubt),
        tuple(kinds.split("/")),
        speaker.strip(),
        cue.strip(),
        fields,
        *marked.spans[number],
        tuple((s, e) for n, s, e in marked.quoted if n == number),
        tuple((s, e) for n, s, e in marked.insertions if n == number),
    )


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """The bounds without white space, marks and punctuation at the edges."""
    while start < end and text[start] in EDGES:
        start += 1
    while end > start and text[end - 1] in EDGES:
        end -= 1
    return start, end


def differences(case: Case, extraction: Extraction) -> list[str]:
    """Every difference between the case and the extraction, one line each; empty where they agree."""
    found = {trim(case.text, s.start, s.end): s for s in extraction.statements}
    wanted = {trim(case.text, e.start, e.end): e for e in case.expected}
    pairs = {e.number: found[span] for span, e in wanted.items() if span in found}
    problems = [f"two statements for {s.text!r}" for s in extraction.statements if s not in found.values()]
    for span, e in wanted.items():
        if span in found:
            problems += [f"{e.number}: {p}" for p in _field_problems(case, e, found[span], pairs)]
        elif not e.doubtful:
            problems.append(f"{e.number}: missing {case.text[slice(*span)]!r}")
    problems += [f"unexpected {tell(s)}" for span, s in found.items() if span not in wanted]
    return problems + _term_problems(case, extraction)


def tell(s: Statement) -> str:
    cue = s.cue.text if s.cue else None
    return f"{s.kind} {s.text!r} by {_speaker_told(s.speaker)}, cue {cue!r}"


def _speaker_told(speaker: Speaker) -> str:
    if speaker.all:
        return " + ".join(str(a.name) for a in speaker.all)
    if speaker.name is None and speaker.description:
        return f"unnamed: {speaker.description}"
    return speaker.name or "-"


def _field_problems(case: Case, e: Expected, s: Statement, pairs: dict[str, Statement]) -> Iterator[str]:
    if s.kind not in e.kinds:
        yield f"kind {s.kind}, not {'/'.join(e.kinds)}"
    if not _same_speaker(e.speaker, s.speaker):
        yield f"speaker {_speaker_told(s.speaker)}, not {e.speaker}"
    if not _same_cue(e.cue, s.cue):
        yield f"cue {s.cue.text if s.cue else None!r}, not {e.cue!r}"
    if s.kind == "mixed" and e.quoted and _trimmed(case, s.quoted_parts) != _trimmed_bounds(case, e.quoted):
        yield f"quoted parts {[p.text for p in s.quoted_parts]}"
    if [(p.start, p.end) for p in s.insertions] != list(e.insertions):
        yield f"insertions {[p.text for p in s.insertions]}"
    yield from _setting_problems(e, s)
    yield from _sense_problems(e, s)
    yield from _link_problems(e, s, pairs)


def _trimmed(case: Case, spans: tuple[Span, ...]) -> list[tuple[int, int]]:
    return _trimmed_bounds(case, tuple((p.start, p.end) for p in spans))


def _trimmed_bounds(case: Case, bounds: tuple[tuple[int, int], ...]) -> list[tuple[int, int]]:
    return [trim(case.text, *pair) for pair in bounds]


def _setting_problems(e: Expected, s: Statement) -> Iterator[str]:
    if "said_on" in e.fields and (s.said_on or "-") != e.fields["said_on"]:
        yield f"said_on {s.said_on}, not {e.fields['said_on']}"
    if "venue" in e.fields and not _words_agree(e.fields["venue"], s.venue.text if s.venue else ""):
        yield f"venue {s.venue.text if s.venue else None!r}, not {e.fields['venue']!r}"
    if "addressee" in e.fields:
        printed = s.addressee.mention.text if s.addressee and s.addressee.mention else ""
        name = (s.addressee.name if s.addressee else None) or ""
        if e.fields["addressee"] != name and not _words_agree(e.fields["addressee"], printed):
            yield f"addressee {name or printed or None!r}, not {e.fields['addressee']!r}"


def _sense_problems(e: Expected, s: Statement) -> Iterator[str]:
    """What the words do and what they are about, where the case tells it."""
    if "act" in e.fields and s.act not in e.fields["act"].split("/"):
        yield f"act {s.act}, not {e.fields['act']}"
    if "manner" in e.fields and s.manner != e.fields["manner"]:
        yield f"manner {s.manner}, not {e.fields['manner']}"
    if "conditional" in e.fields and bool(s.conditional) != (e.fields["conditional"] == "yes"):
        yield f"conditional {s.conditional}"
    if "issues" in e.fields and set(s.issues) != _listed(e.fields["issues"]):
        yield f"issues {list(s.issues)}, not {e.fields['issues']}"
    if "about" in e.fields and {a.name for a in s.about} != _listed(e.fields["about"]):
        yield f"about {[a.name for a in s.about]}, not {e.fields['about']}"


def _listed(names: str) -> set[str]:
    return set() if names == "-" else set(names.split(", "))


def _link_problems(e: Expected, s: Statement, pairs: dict[str, Statement]) -> Iterator[str]:
    links = {"continues": s.continues, "reply": s.in_reply_to, "nested": s.nested_in}
    numbers = {statement.id: number for number, statement in pairs.items()}
    for name, target in links.items():
        wanted = e.fields.get(name)
        got = numbers.get(target, "another") if target else None
        if wanted != "?" and got != wanted:
            yield f"{name} {got}, not {wanted}"


def _term_problems(case: Case, extraction: Extraction) -> list[str]:
    terms = {trim(case.text, *term) for term in case.terms}
    spans = [(p.start, p.end) for s in extraction.statements for p in s.quoted_parts]
    spans += [(s.start, s.end) for s in extraction.statements if s.kind == "direct"]
    return [
        f"a term is taken for speech: {case.text[start:end]!r}"
        for start, end in spans
        if trim(case.text, start, end) in terms and not any(e.start == start for e in case.expected)
    ]


def _same_speaker(wanted: str, speaker: Speaker) -> bool:
    if wanted == "?":
        return True
    if wanted == "-":
        return speaker.name is None and not speaker.description and not speaker.all
    if wanted.startswith("unnamed: "):
        return speaker.name is None and _plain(speaker.description or "") == _plain(wanted[9:])
    if " + " in wanted:
        return {actor.name for actor in speaker.all} == set(wanted.split(" + "))
    return speaker.name == wanted and not speaker.all


def _plain(words: str) -> str:
    return _ARTICLE.sub("", " ".join(words.split()).casefold())


def _same_cue(wanted: str, cue: Span | None) -> bool:
    if wanted == "?":
        return True
    if wanted == "-":
        return cue is None
    return cue is not None and _words_agree(wanted, cue.text)


def _words_agree(wanted: str, got: str) -> bool:
    """Whether one holds all words of the other: how much of "has said" is the cue is a matter of taste."""
    ours, theirs = (set(_PREPOSITION.sub("", words).casefold().split()) for words in (wanted, got))
    return bool(theirs) and (ours <= theirs or theirs <= ours)

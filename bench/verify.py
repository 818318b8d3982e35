"""Verdicts on quotations: 5,000 cases made from the bundled sample and, where it is there, PolNeAR dev.

    python bench/verify.py [--cases N] [--seed N] [--errors N] [--write FILE]

Four fifths of the documents go into an archive, with the statements that their gold gives. Quotations
are taken from them and changed as people change them: marks and spelling, cuts, words, figures, names,
tenses, order, joined halves, other speakers. Hard negatives come from the fifth that is left out: the
same subjects, the same speakers, the same phrases. What a case expects follows from how it was made,
never from what verify says; where the words of a negative or of an earlier copy happen to stand in the
archive, a search of all texts decides.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import re
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from detente import Archive, sample
from detente.match.weight import too_short
from detente.match.words import words_of
from detente.model import Document, Extraction, Published, Run, Speaker, Statement, stable_id
from detente.read import read_paths
from detente.spans import Span
from detente.store import open_store

ROOT = Path(__file__).resolve().parent.parent
POLNEAR = ROOT.parent / "shared" / "bench" / "quotes" / "polnear" / "dev.jsonl"
NAME = re.compile(r"[A-Z][\w.’'-]+(?: [A-Z][\w.’'-]+)+")
OPEN, CLOSE = '“"', '”"'


@dataclass(frozen=True)
class Case:
    """A quotation, who is said to have said it, and the verdict that how it was made calls for."""

    quote: str
    expected: str
    how: str
    speaker: str | None = None
    statement: str | None = None


# Documents and statements


def polnear() -> Iterator[Extraction]:
    for line in POLNEAR.read_text(encoding="utf-8").splitlines():
        given = json.loads(line)
        found = re.search(r"_(\d{4}-\d{2}-\d{2})_", given["id"])
        text = given["text"]
        document = Document(
            id=stable_id("doc", given["id"]),
            content_hash=hashlib.sha256(text.encode()).hexdigest(),
            uri=None,
            external_id=given["id"],
            title=text.partition("\n")[0][:200],
            publisher=None,
            byline=None,
            published=Published(found[1], "given") if found else None,
            dateline=None,
            language="en",
            original_language=None,
            translated="unknown",
            genre="article",
            text=text,
        )
        statements = [
            made for n, quote in enumerate(given["quotes"]) if (made := statement(document, quote, n))
        ]
        yield Extraction(document, (), (), tuple(statements), ())


def statement(document: Document, quote: dict, number: int) -> Statement | None:
    """A statement by our guidelines out of one of PolNeAR: direct inside its marks, parts of mixed ones."""
    start, end = quote["start"], quote["end"]
    text = document.text
    parts = [Span.cut(text, start + m.start(1), start + m.end(1)) for m in MARKED.finditer(text[start:end])]
    kind = "indirect"
    if parts:
        inside = sum(len(part) for part in parts)
        kind = "direct" if len(parts) == 1 and inside >= 0.9 * (end - start) - 4 else "mixed"
    elif text[start - 1 : start] in OPEN and text[end : end + 1] in CLOSE:
        kind, parts = "direct", [Span.cut(text, start, end)]
    if kind == "direct":
        start, end = parts[0].start, parts[0].end
    if end <= start:
        return None
    name = (quote.get("speaker") or {}).get("text")
    known = name if name and NAME.fullmatch(name) else None
    return Statement(
        id=stable_id("statement", document.id, kind, start, end, number),
        document=document.id,
        kind=kind,
        start=start,
        end=end,
        text=text[start:end],
        quoted_parts=tuple(parts),
        speaker=Speaker(None, known, None, None),
        cue=None,
        addressee=None,
        venue=None,
        said_on=None,
        act=None,
        manner=None,
        conditional=None,
        issues=(),
        about=(),
        continues=None,
        in_reply_to=None,
        nested_in=None,
        insertions=(),
        confidence=1.0,
    )


MARKED = re.compile(r"[“\"]([^“”\"]+)[”\"]")


def bundled() -> Iterator[Extraction]:
    from detente.actors import load_gazetteer
    from detente.pipeline import Extractor

    extractor = Extractor.of("rules", load_gazetteer([sample.gazetteer()]))
    for document in read_paths([str(sample.folder())]):
        yield extractor.extract(document)


# Changes

SYNONYMS = dict(
    pair.split("-")
    for pair in [
        "big-large",
        "important-crucial",
        "people-citizens",
        "country-nation",
        "war-conflict",
        "money-funds",
        "help-assist",
        "problem-issue",
        "bad-terrible",
        "good-great",
        "many-numerous",
        "want-wish",
        "think-suppose",
        "believe-assume",
        "said-stated",
        "begin-start",
        "end-finish",
        "strong-powerful",
        "weak-feeble",
        "quickly-rapidly",
        "support-backing",
        "fight-struggle",
        "win-prevail",
        "lose-fail",
        "job-position",
        "plan-scheme",
        "deal-accord",
        "law-statute",
        "vote-ballot",
        "campaign-race",
        "leader-chief",
        "government-administration",
        "must-should",
        "always-often",
        "never-rarely",
        "all-most",
        "every-each",
        "need-require",
        "make-create",
        "give-grant",
        "show-reveal",
        "tell-inform",
        "talk-speak",
        "work-labour",
        "keep-retain",
        "stop-halt",
        "change-alter",
        "world-globe",
        "home-house",
        "right-correct",
        "wrong-mistaken",
        "great-grand",
        "new-fresh",
        "old-ancient",
        "first-initial",
        "last-final",
        "long-lengthy",
        "short-brief",
        "true-accurate",
        "relations-ties",
        "peace-harmony",
        "trade-commerce",
        "agreement-pact",
        "meeting-summit",
    ]
)
TENSES = {
    "is": "was",
    "are": "were",
    "was": "is",
    "were": "are",
    "has": "had",
    "have": "had",
    "will": "would",
    "can": "could",
    "do": "did",
    "does": "did",
    "get": "got",
    "go": "went",
    "know": "knew",
    "see": "saw",
}
CONTRACTIONS = {
    "don’t": "do not",
    "don't": "do not",
    "it’s": "it is",
    "it's": "it is",
    "I’m": "I am",
    "I'm": "I am",
    "we’re": "we are",
    "we're": "we are",
    "can’t": "cannot",
    "can't": "cannot",
    "I’ve": "I have",
    "won’t": "will not",
    "won't": "will not",
    "that’s": "that is",
    "that's": "that is",
}
BRITISH = {
    "organize": "organise",
    "organization": "organisation",
    "realize": "realise",
    "recognize": "recognise",
    "honor": "honour",
    "labor": "labour",
    "defense": "defence",
    "center": "centre",
    "program": "programme",
    "favor": "favour",
    "color": "colour",
    "neighbor": "neighbour",
    "harbour": "harbor",
    "behavior": "behaviour",
    "apologize": "apologise",
    "criticize": "criticise",
    "prize": "prize",
}
NUMBERS = {
    "two": "2",
    "three": "3",
    "four": "4",
    "five": "5",
    "six": "6",
    "seven": "7",
    "eight": "8",
    "nine": "9",
    "ten": "10",
    "first": "1st",
    "second": "2nd",
    "third": "3rd",
    "twenty": "20",
    "percent": "per cent",
}
OPENERS = ("Look, ", "Frankly, ", "As I have said before, ", "In my view, ")
Change = Callable[[random.Random, str], "str | None"]


def swap(table: dict[str, str]) -> Change:
    def change(chance: random.Random, text: str) -> str | None:
        places = [m for m in re.finditer(r"[\w’']+", text) if m[0] in table and table[m[0]] != m[0]]
        if not places:
            return None
        at = chance.choice(places)
        return text[: at.start()] + table[at[0]] + text[at.end() :]

    return change


def several_synonyms(chance: random.Random, text: str) -> str | None:
    change, changed = swap(SYNONYMS), text
    for _ in range(3):
        changed = change(chance, changed) or changed
    return changed if changed != text else None


def other_figure(chance: random.Random, text: str) -> str | None:
    places = list(re.finditer(r"\d+", text))
    if not places:
        return None
    at = chance.choice(places)
    return text[: at.start()] + str(int(at[0]) + chance.choice([1, 10, 100])) + text[at.end() :]


def other_name(chance: random.Random, text: str) -> str | None:
    places = list(re.finditer(r"(?<=[a-z,] )[A-Z][a-z]{3,}", text))
    if not places:
        return None
    at = chance.choice(places)
    return text[: at.start()] + chance.choice(["Lethia", "Calvren", "Brandt", "Okonkwo"]) + text[at.end() :]


def negated(chance: random.Random, text: str) -> str | None:
    at = re.search(r"\b(is|are|was|were|will|should|can|have|has|must)\b(?! not)", text)
    return text[: at.end()] + " not" + text[at.end() :] if at else None


def typo(chance: random.Random, text: str) -> str | None:
    places = list(re.finditer(r"[a-z]{6,}", text))
    if not places:
        return None
    at = chance.choice(places)
    k = at.start() + chance.randrange(1, len(at[0]) - 2)
    return text[:k] + text[k + 1] + text[k] + text[k + 2 :] if text[k] != text[k + 1] else None


def inserted(chance: random.Random, text: str) -> str | None:
    words = text.split(" ")
    at = chance.randrange(1, len(words))
    return " ".join(
        [*words[:at], chance.choice(["absolutely", "certainly", "totally", "clearly"]), *words[at:]]
    )


def opened(chance: random.Random, text: str) -> str:
    return chance.choice(OPENERS) + text[:1].lower() + text[1:]


def curly_or_straight(chance: random.Random, text: str) -> str | None:
    if re.search("[’“”—–]", text):
        return (
            text.replace("’", "'").replace("“", '"').replace("”", '"').replace("—", " - ").replace("–", "-")
        )
    return text.replace("'", "’").replace(" - ", " – ") if "'" in text or " - " in text else None


def other_case(chance: random.Random, text: str) -> str | None:
    return chance.choice([text.lower(), text.upper(), text.title()])


def other_spaces(chance: random.Random, text: str) -> str | None:
    return text.replace(" ", "  ", 2) if text.count(" ") > 2 else None


def other_marks(chance: random.Random, text: str) -> str | None:
    inner = text[:-2]
    if ", " in inner:
        return inner.replace(", ", " ", 1) + text[-2:]
    return None


def two_at_once(chance: random.Random, text: str) -> str | None:
    changed = swap(BRITISH)(chance, text) or swap(NUMBERS)(chance, text)
    return changed and (curly_or_straight(chance, changed) or other_case(chance, changed))


PUNCTUATION: dict[str, Change] = {
    "curly or straight": curly_or_straight,
    "case": other_case,
    "spaces": other_spaces,
    "commas": other_marks,
    "spelling": swap(BRITISH | {b: a for a, b in BRITISH.items()}),
    "numerals": swap(NUMBERS),
    "two": two_at_once,
}
ALTERED: dict[str, Change] = {
    "synonym": swap(SYNONYMS),
    "synonyms": several_synonyms,
    "figure": other_figure,
    "name": other_name,
    "tense": swap(TENSES),
    "negated": negated,
    "typo": typo,
    "inserted": inserted,
    "opener": opened,
    "contraction": swap(CONTRACTIONS),
}


def one_sentence(text: str) -> bool:
    return not re.search(r"[.!?…][”\"’']?\s", text.strip()) and "\n" not in text


def cut_tail(chance: random.Random, text: str) -> str | None:
    words = text.split()
    return " ".join(words[: chance.randrange(len(words) // 2, len(words) - 1)]) if len(words) > 9 else None


def cut_head(chance: random.Random, text: str) -> str | None:
    words = text.split()
    return " ".join(words[chance.randrange(2, len(words) // 2) :]) if len(words) > 9 else None


def cut_inside(chance: random.Random, text: str) -> str | None:
    words = text.split()
    if len(words) < 12:
        return None
    at, size = chance.randrange(4, len(words) - 6), chance.randrange(1, 4)
    return " ".join(words[:at] + words[at + size :])


def cut_marked(chance: random.Random, text: str) -> str | None:
    words = text.split()
    if len(words) < 14:
        return None
    at, size = chance.randrange(4, len(words) - 8), chance.randrange(2, 5)
    return " ".join([*words[:at], chance.choice(["...", "…", "[...]", ". . ."]), *words[at + size :]])


def cut_turning(chance: random.Random, text: str) -> str | None:
    at = re.search(r"\b(not|never|if|unless|only|perhaps|maybe|probably|I think|I believe) ", text)
    return text[: at.start()] + text[at.end() :] if at and at.start() > 12 else None


ELLIPSIS = re.compile(r"\.\.\.|…|\[\.\.\.\]|\. \. \.")
TRUNCATED: dict[str, Change] = {
    "tail": cut_tail,
    "head": cut_head,
    "inside": cut_inside,
    "marked": cut_marked,
    "turning": cut_turning,
}


# Cases


class Maker:
    def __init__(self, chance: random.Random, stored: list[Extraction], left_out: list[Extraction]) -> None:
        self.chance = chance
        self.text_of = {one.document.id: one.document.text for one in stored}
        pairs = [(one.document, s) for one in stored for s in one.statements]
        self.direct = [s for _, s in pairs if s.kind == "direct" and fits(s.text)]
        self.single = [s for s in self.direct if one_sentence(s.text)]
        self.indirect = [s for _, s in pairs if s.kind == "indirect" and fits(s.text, 8)]
        self.turns = [s for _, s in pairs if s.kind == "turn" and fits(s.text)]
        self.strange = [
            s.text for one in left_out for s in one.statements if s.kind != "indirect" and fits(s.text, 6)
        ]
        self.names = sorted({s.speaker.name for s in self.direct if s.speaker.name})
        self.grams = {g for one in stored for g in grams(one.document.text)}
        self.spoken = " ".join(
            " " + flat(part) + " " for _, s in pairs for part in ([p.text for p in s.quoted_parts] or [""])
        )

    def cases(self, count: int) -> Iterator[Case]:
        makers = (
            (self.exact, 0.16),
            (self.punctuation, 0.14),
            (self.truncated, 0.16),
            (self.altered, 0.18),
            (self.spliced, 0.09),
            (self.misattributed, 0.1),
            (self.not_found, 0.12),
            (self.paraphrased, 0.03),
            (self.short, 0.02),
        )
        for make, share in makers:
            made = 0
            while made < round(count * share):
                case = make()
                if case is not None:
                    made += 1
                    yield case

    def exact(self) -> Case | None:
        s = self.chance.choice(self.direct)
        how = self.chance.choice(["whole", "whole", "marks around", "sentences", "speaker"])
        quote = s.text.strip()
        if how == "marks around":
            quote = f"“{quote}”"
        if how == "sentences":
            found = sentences(s.text)
            if len(found) < 2 or not fits(found[0]):
                return None
            quote = found[0]
        speaker = s.speaker.name if how == "speaker" else None
        return Case(quote, "exact", f"exact: {how}", speaker, s.id)

    def punctuation(self) -> Case | None:
        how = self.chance.choice(list(PUNCTUATION))
        s = self.chance.choice(self.direct)
        changed = PUNCTUATION[how](self.chance, s.text.strip())
        if changed is None or changed == s.text.strip() or self._stands_literally(changed):
            return None
        return Case(changed, "punctuation", f"punctuation: {how}", None, s.id)

    def truncated(self) -> Case | None:
        how = self.chance.choice(list(TRUNCATED))
        s = self.chance.choice(self.single if how in ("tail", "head") else self.direct)
        changed = TRUNCATED[how](self.chance, s.text.strip())
        if changed is None or not fits(ELLIPSIS.sub(" ", changed)) or self._stands(changed, s):
            return None
        return Case(changed, "truncated", f"truncated: {how}", None, s.id)

    def altered(self) -> Case | None:
        how = self.chance.choice(list(ALTERED))
        s = self.chance.choice(self.direct)
        changed = ALTERED[how](self.chance, s.text.strip())
        if changed is None or changed == s.text.strip() or self._stands(changed, s):
            return None
        return Case(changed, "altered", f"altered: {how}", None, s.id)

    def spliced(self) -> Case | None:
        a, b = self.chance.choice(self.direct), self.chance.choice(self.direct)
        if self.chance.random() < 0.4:
            b = self.chance.choice([s for s in self.direct if s.document == a.document])
        if a.id == b.id or flat(a.text) in flat(b.text) or flat(b.text) in flat(a.text):
            return None
        how = self.chance.choice(["whole", "halves"])
        first, second = a.text.strip(), b.text.strip()
        if how == "halves":
            first = " ".join(first.split()[: max(6, len(first.split()) // 2)])
            second = " ".join(second.split()[-max(6, len(second.split()) // 2) :])
        if not fits(first, 6) or not fits(second, 6) or len(first.split()) > 4 * len(second.split()):
            return None
        if len(second.split()) > 4 * len(first.split()):
            return None
        joined = (
            f"{first.rstrip('.,')}, and {second[:1].lower()}{second[1:]}"
            if how == "halves"
            else f"{first} {second}"
        )
        return Case(joined, "spliced", f"spliced: {how}", None, a.id)

    def misattributed(self) -> Case | None:
        s = self.chance.choice([s for s in self.direct if s.speaker.name])
        name = self.chance.choice(self.names)
        own = s.speaker.name or ""
        if set(flat(name).split()) & set(flat(own).split()) or self._said_by(name, s.text):
            return None
        how = self.chance.choice(["whole", "marks", "case"])
        quote = s.text.strip()
        quote = (curly_or_straight(self.chance, quote) or quote) if how == "marks" else quote
        return Case(
            quote.lower() if how == "case" else quote, "misattributed", f"misattributed: {how}", name, s.id
        )

    def not_found(self) -> Case | None:
        how = self.chance.choice(["left out", "left out", "recombined"])
        quote = self.chance.choice(self.strange)
        if how == "recombined":
            words = [w for s in self.chance.sample(self.strange, 4) for w in s.split()[:5]]
            quote = " ".join(words)
        found = grams(quote)
        if not found or sum(g in self.grams for g in found) > 0.1 * len(found):
            return None
        return Case(quote.strip(), "not_found", f"not found: {how}")

    def paraphrased(self) -> Case | None:
        s = self.chance.choice(self.indirect)
        if flat(s.text) in self.spoken:
            return None
        return Case(s.text, "paraphrased", "paraphrased: indirect quoted as direct", None, s.id)

    def short(self) -> Case:
        s = self.chance.choice(self.direct)
        return Case(" ".join(s.text.split()[:2]), "too_short", "too short", None, s.id)

    def _stands(self, quote: str, source: Statement) -> bool:
        """Whether the changed words happen to be whole words of somebody's in the archive."""
        return f" {flat(quote)} " in self.spoken and flat(quote) not in flat(source.text)

    def _stands_literally(self, quote: str) -> bool:
        return any(quote.rstrip(".,") in text for text in self.text_of.values())

    def _said_by(self, name: str, text: str) -> bool:
        return any(s.speaker.name == name and flat(text) in flat(s.text) for s in self.direct)


def fits(text: str, least: int = 5) -> bool:
    keys = [word.key for word in words_of(text)]
    plain = not any(sign in text for sign in ("[", "(", "…", ". .", "..."))
    return plain and least <= len(keys) <= 90 and not too_short(keys)


def flat(text: str) -> str:
    return " ".join(word.key for word in words_of(text))


def grams(text: str, size: int = 4) -> set[str]:
    keys = flat(text).split()
    return {" ".join(keys[k : k + size]) for k in range(len(keys) - size + 1)}


def sentences(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"(?<=[a-z]{3}[.!?]) (?=[A-Z])", text) if part.strip()]


# Copies, whose first is known


def with_copies(
    chance: random.Random, stored: list[Extraction], maker: Maker, count: int
) -> list[Extraction]:
    """Further short documents that repeat statements on other days."""
    made = []
    for n in range(count):
        s = chance.choice(maker.direct)
        day = f"{chance.randrange(2014, 2019)}-{chance.randrange(1, 13):02}-{chance.randrange(1, 29):02}"
        who = s.speaker.name or "The official"
        said = s.text.strip()
        text = f"Round-up {n}\n\nIn the day’s news, {who} spoke.\n\n“{said}” {who} said on the record.\n"
        document = replace(
            stored[0].document,
            id=stable_id("doc", "copy", n),
            content_hash=hashlib.sha256(text.encode()).hexdigest(),
            external_id=f"copy-{n}",
            title=f"Round-up {n}",
            published=Published(day, "given"),
            text=text,
            genre="article",
            publisher=None,
            dateline=None,
            byline=None,
            uri=None,
            source=None,
        )
        start = text.index("“") + 1
        span = Span.cut(text, start, start + len(s.text.strip()))
        copy = replace(
            s,
            id=stable_id("statement", document.id, start),
            document=document.id,
            start=span.start,
            end=span.end,
            text=span.text,
            quoted_parts=(span,),
            cue=None,
            venue=None,
            continues=None,
            nested_in=None,
            addressee=None,
            insertions=(),
            about=(),
            said_on=None,
            in_reply_to=None,
        )
        made.append(Extraction(document, (), (), (copy,), ()))
    return made


def first_day(texts: dict[str, tuple[str, str | None]], quote: str) -> set[str]:
    """The documents that hold the words on the earliest day, by a search of all texts."""
    wanted = f" {flat(quote)} "
    holders = [(day, name) for name, (text, day) in texts.items() if wanted in text and day]
    earliest = min((day for day, _ in holders), default=None)
    return {name for day, name in holders if day == earliest}


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--cases", type=int, default=5_000)
    asked.add_argument("--seed", type=int, default=5)
    asked.add_argument("--errors", type=int, default=0, help="show so many errors of each kind")
    asked.add_argument("--write", type=Path, help="write the cases as JSON Lines")
    asked.add_argument("--keep", help="keep the archive in this file")
    asked.add_argument("--only", help="cases whose name begins so")
    options = asked.parse_args()
    chance = random.Random(options.seed)
    everything = list(bundled()) + (list(polnear()) if POLNEAR.exists() else [])
    left_out = [one for n, one in enumerate(everything) if n % 5 == 4 and n >= 8]
    stored = [one for n, one in enumerate(everything) if not (n % 5 == 4 and n >= 8)]
    maker = Maker(chance, stored, left_out)
    stored += with_copies(chance, stored, maker, 400)
    cases = [
        case for case in maker.cases(options.cases) if not options.only or case.how.startswith(options.only)
    ]
    if options.write:
        options.write.write_text(
            "".join(json.dumps(asdict(case), ensure_ascii=False) + "\n" for case in cases)
        )
    with tempfile.TemporaryDirectory() as folder:
        report(run(options.keep or f"{folder}/bench.db", stored, cases), options.errors)


def run(
    where: str, stored: list[Extraction], cases: list[Case]
) -> list[tuple[Case, object, float, bool | None]]:
    store = open_store(where)
    made_by = Run("run-bench", "0", {}, {}, ())
    for one in stored:
        store.put(one, made_by, "bench")
    store.close()
    texts = {
        one.document.id: (
            f" {flat(one.document.text)} ",
            one.document.published and one.document.published.date[:10],
        )
        for one in stored
    }
    results = []
    with Archive.open(where) as archive:
        archive.verify("the archive is indexed at the first question")
        for case in cases:
            begin = time.perf_counter()
            found = archive.verify(case.quote, speaker=case.speaker)
            spent = time.perf_counter() - begin
            first = None
            if case.how.startswith(("exact", "punctuation: case", "punctuation: spaces")):
                days = first_day(texts, case.quote)
                first = (found.earliest.document if found.earliest else None) in days if days else None
            results.append((case, found, spent, first))
    return results


def report(results: list[tuple[Case, object, float, bool | None]], errors: int) -> None:
    by_kind: dict[str, list[tuple[Case, object]]] = defaultdict(list)
    for case, found, _, _ in results:
        by_kind[case.how].append((case, found))
    right = sum(found.verdict == case.expected for case, found, _, _ in results)
    print("| verdict expected | cases | right | given instead |\n|---|---|---|---|")
    for how, pairs in sorted(by_kind.items()):
        given = Counter(found.verdict for case, found in pairs if found.verdict != case.expected)
        share = 1 - sum(given.values()) / len(pairs)
        print(f"| {how} | {len(pairs)} | {share:.1%} | {', '.join(f'{v} {n}' for v, n in given.items())} |")
        wrong = [(case, found) for case, found in pairs if found.verdict != case.expected]
        for case, found in wrong[:errors]:
            print(
                f"    {case.quote!r} ({case.speaker})\n      {found.verdict}: {found.explanation}",
                file=sys.stderr,
            )
    false_exact = [c for c, f, _, _ in results if f.verdict == "exact" and c.expected != "exact"]
    theirs = [f.verdict == "misattributed" for c, f, _, _ in results if c.expected == "misattributed"]
    firsts = [first for *_, first in results if first is not None]
    times = sorted(spent for _, _, spent, _ in results)
    print(f"\nverdict accuracy {right / len(results):.4f} of {len(results)}; false exact {len(false_exact)}")
    if theirs and firsts:
        print(
            f"misattribution found {sum(theirs) / len(theirs):.4f}; earliest {sum(firsts) / len(firsts):.4f}"
        )
    print(f"p50 {times[len(times) // 2] * 1000:.1f} ms, p95 {times[int(len(times) * 0.95)] * 1000:.1f} ms")


if __name__ == "__main__":
    main()

"""Copies of documents: planted ones found, look-alikes left apart, and time and memory as the archive grows.

    python bench/copies.py [--sizes 10000,30000,100000] [--seed 7] [--peer]

Invented news text is generated, so that what is a copy is known. A quarter of the documents are planted:
exact copies under another headline, copies edited in one word of twelve, texts cut to between a third and
two thirds, texts stitched from two reports, and updates with a new lead. Hard negatives are planted as
well: reports of one outlet on one topic in the same vocabulary, with the same quotation, with the same
paragraph of background, and with a footer that no layout marks.

Recall is the share of planted pairs that stand in one story (of stitched texts: that name the source),
precision the share of all pairs held to be copies that were planted, counted over whole stories. `--peer`
runs MinHash LSH of datasketch over the same shingles beside it, where that is installed.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path

from detente.match.copies import content_of
from detente.model import Document, Extraction, Published, Publisher, Run, Segment, stable_id
from detente.store import open_store
from detente.stories import find_copies, kinds, list_stories

KINDS = ("exact copy", "near copy", "trimmed", "stitched", "update")
OUTLETS = tuple(
    f"{place} {paper}"
    for place in ("Ostvik", "Halden", "Calvren", "Tarro", "Mirefold", "Senn")
    for paper in ("Courier", "Gazette", "Wire", "Observer", "Herald")
)
STATES = ("Norland", "Sudria", "Estmark", "Vardia", "Kelland", "Oru", "Pellan", "Merrin", "Tavia", "Ister")
OFFICES = (
    "foreign minister",
    "prime minister",
    "president",
    "defence minister",
    "ambassador",
    "trade envoy",
    "deputy premier",
    "security adviser",
    "finance minister",
    "spokeswoman",
    "chief negotiator",
    "governor",
)
SYLLABLES = (
    "ka",
    "ren",
    "to",
    "vil",
    "mar",
    "sa",
    "dor",
    "lin",
    "be",
    "rus",
    "ho",
    "ne",
    "gal",
    "fi",
    "tam",
    "os",
    "wen",
    "ul",
    "pra",
    "ed",
    "zo",
    "ryn",
    "ash",
    "mo",
)
THINGS = (
    "fishing quotas",
    "border crossing",
    "grain shipments",
    "gas pipeline",
    "naval exercise",
    "customs union",
    "extradition treaty",
    "water rights",
    "steel tariffs",
    "missile tests",
    "visa rules",
    "prisoner exchange",
    "power cable",
    "drone flights",
    "debt talks",
    "port inspections",
    "satellite launch",
    "joint patrols",
    "refugee camps",
    "arms register",
    "rail link",
    "bank licences",
    "cyber inquiry",
    "ceasefire line",
)
NOUNS = (
    "delegation",
    "proposal",
    "deadline",
    "committee",
    "memorandum",
    "summit",
    "embassy",
    "parliament",
    "ministry",
    "harbour",
    "province",
    "convoy",
    "protocol",
    "coalition",
    "tribunal",
    "inspection",
    "draft",
    "budget",
    "pledge",
    "corridor",
    "garrison",
    "cabinet",
    "council",
    "survey",
    "contract",
    "terminal",
    "reserve",
    "exchange",
    "ballot",
    "petition",
    "warehouse",
    "checkpoint",
    "railway",
    "fleet",
    "quarter",
    "mandate",
    "sanction",
    "licence",
    "appeal",
    "envoy",
    "archive",
    "factory",
    "strait",
    "valley",
    "station",
    "charter",
    "levy",
    "ruling",
    "dispute",
    "visit",
)
VERBS = (
    "rejected",
    "welcomed",
    "postponed",
    "signed",
    "reviewed",
    "questioned",
    "reopened",
    "blocked",
    "extended",
    "suspended",
    "praised",
    "criticised",
    "outlined",
    "withdrew",
    "amended",
    "approved",
    "delayed",
    "restored",
    "challenged",
    "renewed",
    "inspected",
    "cancelled",
    "ratified",
    "discussed",
    "condemned",
    "eased",
    "tightened",
)
ADJECTIVES = (
    "lengthy",
    "cautious",
    "joint",
    "provisional",
    "northern",
    "unexpected",
    "limited",
    "formal",
    "secret",
    "annual",
    "costly",
    "new",
    "disputed",
    "coastal",
    "partial",
    "rapid",
    "broad",
    "interim",
    "bilateral",
    "narrow",
    "earlier",
    "final",
    "modest",
    "tense",
    "quiet",
    "open",
    "southern",
    "binding",
    "rare",
)
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
FRAMES = (
    "The {office} of {state} {verb} the {adj} {noun} on {day}, {number} days after "
    "the {adj2} {noun2} had {verb2} it",
    "{name}, the {office}, told reporters on {day} that the {noun} would be {verb} before the {adj} {noun2}",
    "Officials in {state} said the {adj} {noun} over {thing} had been {verb} by the {noun2}",
    "According to the {noun} published on {day}, {number} of the {adj} {noun2}s were {verb}",
    "In {state} the {noun} {verb} a {adj} {noun2} on {thing}, while {name} {verb2} it",
    "Analysts said that a {adj} {noun} might follow once the {noun2} had {verb} {thing}",
    "The {noun} and the {adj} {noun2} {verb} {number} claims concerning {thing} last {day}",
    "{name} added that {state} had {verb} its {adj} {noun} and expected a {adj2} {noun2}",
    "A {adj} {noun} near the {noun2} was {verb} overnight, the {office} of {state} confirmed",
    "Since the {adj} {noun} of last year {state} has {verb} {number} {noun2}s without a {adj2} answer",
    "It was not clear whether the {noun} that {name} {verb} would cover the {adj} {noun2}",
    "The {adj} {noun}, worth {number} million, {verb} the {noun2} and {verb2} a {adj2} debate on {thing}",
)
QUOTES = (
    "We have {verb} every {adj} {noun} that was put to us, "
    "and we will not accept a {adj2} {noun2} on {thing}",
    "Nobody in {state} believes that the {noun} can be {verb} without a {adj} {noun2}, and neither do I",
    "If the {adj} {noun} is {verb} again, {state} will answer with a {adj2} {noun2} of its own",
)


@dataclass
class Report:
    """A report: headline, paragraphs, and when and where it was printed."""

    title: str
    paragraphs: list[str]
    day: date
    outlet: str
    footer: bool = False
    story: int = 0
    sources: list[int] = field(default_factory=list)
    kind: str = ""


class Writer:
    """Writes reports on topics; a topic has its states, its people and its own words."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def name(self) -> str:
        pick = self.random.choice
        return " ".join("".join(pick(SYLLABLES) for _ in range(n)).capitalize() for n in (2, 3))

    def topic(self) -> dict[str, list[str]]:
        sample = self.random.sample
        return {
            "state": sample(STATES, 2),
            "thing": sample(THINGS, 2),
            "name": [self.name() for _ in range(3)],
            "office": sample(OFFICES, 3),
            "noun": sample(NOUNS, 18),
            "adj": sample(ADJECTIVES, 12),
            "verb": sample(VERBS, 12),
        }

    def fill(self, frame: str, topic: dict[str, list[str]]) -> str:
        pick = self.random.choice
        return frame.format(
            state=pick(topic["state"]),
            thing=pick(topic["thing"]),
            name=pick(topic["name"]),
            day=pick(DAYS),
            office=pick(topic["office"]),
            number=self.random.randint(2, 900),
            noun=pick(topic["noun"]),
            noun2=pick(topic["noun"]),
            adj=pick(topic["adj"]),
            adj2=pick(topic["adj"]),
            verb=pick(topic["verb"]),
            verb2=pick(topic["verb"]),
        )

    def paragraph(self, topic: dict[str, list[str]]) -> str:
        if self.random.random() < 0.3:
            return (
                f"“{self.fill(self.random.choice(QUOTES), topic)},” {self.random.choice(topic['name'])} said."
            )
        frames = self.random.sample(FRAMES, self.random.randint(2, 3))
        return ". ".join(self.fill(frame, topic) for frame in frames) + "."

    def report(self, topic: dict[str, list[str]]) -> Report:
        paragraphs = [self.paragraph(topic) for _ in range(self.random.choice((4, 6, 8, 10, 14)))]
        day = date(2031, 1, 1) + timedelta(days=self.random.randint(0, 700))
        title = self.fill("{state} {verb} {noun} over {thing}", topic)
        return Report(title, paragraphs, day, self.random.choice(OUTLETS), self.random.random() < 0.3)

    def edited(self, paragraphs: list[str]) -> list[str]:
        """One word of twelve changed, left out or added."""
        out = []
        for paragraph in paragraphs:
            words: list[str] = []
            for word in paragraph.split():
                chance = self.random.random()
                if chance > 1 / 12:
                    words.append(word)
                elif chance < 1 / 24:
                    words.append(self.random.choice(ADJECTIVES))
                elif chance < 1 / 16:
                    words += [word, self.random.choice(NOUNS)]
            out.append(" ".join(words))
        return out


def plant(writer: Writer, kind: str, reports: list[Report], place: int, other: int) -> Report:
    """A copy of `kind` of the report at `place`, and of the `other` where it is stitched."""
    source, rng = reports[place], writer.random
    outlet = rng.choice([name for name in OUTLETS if name != source.outlet])
    copy = Report(source.title, list(source.paragraphs), source.day, outlet, rng.random() < 0.3)
    copy.kind, copy.sources, copy.story = kind, [place], source.story
    later = timedelta(days=rng.randint(0, 2))
    if kind == "exact copy":
        copy.title = writer.fill("{verb} {noun}: {thing}", writer.topic())
    elif kind == "near copy":
        copy.paragraphs = writer.edited(copy.paragraphs)
    elif kind == "trimmed":
        copy.paragraphs = copy.paragraphs[: max(2, round(len(copy.paragraphs) * rng.uniform(0.34, 0.66)))]
    elif kind == "update":
        topic = writer.topic()
        kept = max(3, round(len(copy.paragraphs) * rng.uniform(0.6, 0.85)))
        lead = [writer.paragraph(topic) for _ in range(max(1, round(len(copy.paragraphs) * 0.25)))]
        copy.paragraphs = lead + copy.paragraphs[len(copy.paragraphs) - kept :]
        copy.outlet = source.outlet if rng.random() < 0.7 else outlet
        later += timedelta(days=1)
    else:
        second = reports[other]
        part = [
            one.paragraphs[: max(3, round(len(one.paragraphs) * rng.uniform(0.4, 0.8)))]
            for one in (source, second)
        ]
        copy.paragraphs = part[0] + part[1]
        copy.sources, copy.story = [place, other], -1
        copy.day = second.day = source.day
    copy.day += later
    return copy


def reports_of(count: int, seed: int) -> list[Report]:
    """Reports with planted copies and look-alikes, in no order."""
    writer = Writer(seed)
    rng = writer.random
    topics = [writer.topic() for _ in range(max(4, count // 40))]
    reports: list[Report] = []
    while len(reports) < count * 3 // 4:
        topic = rng.choice(topics)
        one = writer.report(topic)
        one.story = len(reports)
        reports.append(one)
        if rng.random() < 0.25:
            look_alike(writer, one, topic, reports)
    originals = len(reports)
    # Reports long enough to be cut and stitched; those of one topic are stitched too, as round-ups do.
    long = [place for place, one in enumerate(reports) if len(one.paragraphs) >= 6]
    used = iter(rng.sample(long, len(long)))
    while len(reports) < count:
        kind = KINDS[len(reports) % len(KINDS)]
        place = next(used, None)
        if place is None:
            break
        second = next(used, place) if kind == "stitched" else place
        reports.append(plant(writer, kind, reports, place, second))
        if kind in ("exact copy", "trimmed") and rng.random() < 0.3 and len(reports) < count:
            reports.append(plant(writer, kind, reports, place, place))
    assert originals < len(reports)
    return reports


def look_alike(writer: Writer, of: Report, topic: dict[str, list[str]], reports: list[Report]) -> None:
    """Another report of the same outlet, topic and week, with a quotation or the background in common."""
    rng = writer.random
    one = writer.report(topic)
    one.outlet, one.story, one.footer = of.outlet, len(reports), of.footer
    one.day = of.day + timedelta(days=rng.randint(0, 5))
    quoted = [paragraph for paragraph in of.paragraphs if paragraph.startswith("“")]
    if quoted:
        one.paragraphs.insert(1, rng.choice(quoted))
    if len(one.paragraphs) >= 6:
        one.paragraphs[-1] = of.paragraphs[-1]
    reports.append(one)


def extraction_of(report: Report, place: int) -> Extraction:
    """The report laid out, without statements: copies need none."""
    footer = (
        f"{report.outlet} is published every day but Sunday. Letters to the editor should bear a name, "
        f"an address and a telephone number. Follow {report.outlet} for news "
        "from the region and around the world."
    )
    parts = [report.title, *report.paragraphs, *([footer] if report.footer else [])]
    text = "\n\n".join(parts) + "\n"
    digest = hashlib.sha256(text.encode()).hexdigest()
    document = Document(
        id=stable_id("doc", digest, str(place)), content_hash=digest, uri=f"report-{place}.txt",
        external_id=None,
        title=report.title, publisher=Publisher(report.outlet), byline=None,
        published=Published(report.day.isoformat(), "given"), dateline=None, language="en",
        original_language=None, translated="no", genre="article", text=text,
    )  # fmt: skip
    segments, at = [], 0
    for number, part in enumerate(parts):
        kind = "paragraph" if number else "title"
        bounds = at, at + len(part)
        segments.append(Segment(f"{document.id}-{number}", document.id, kind, *bounds))  # type: ignore[arg-type]
        at += len(part) + 2
    return Extraction(document, tuple(segments), (), (), ())


@dataclass
class Score:
    """Planted pairs found and pairs held to be copies, by kind."""

    planted: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    named: Counter[str] = field(default_factory=Counter)
    held: int = 0
    right: int = 0

    @property
    def recall(self) -> float:
        return sum(self.found.values()) / max(1, sum(self.planted.values()))

    @property
    def precision(self) -> float:
        return self.right / max(1, self.held)


def score(reports: list[Report], ids: list[str], location: str) -> Score:
    """What the archive holds to be copies, beside what was planted."""
    with_store = open_store(location)
    _, stories = list_stories(with_store, None, 0)
    with_store.close()
    place = {document: number for number, document in enumerate(ids)}
    story = {place[document]: number for number, one in enumerate(stories) for document in one.documents}
    copies = {frozenset((place[copy.document], place[copy.of])): copy.kind for copy in kinds(stories)}
    result = Score()
    for number, report in enumerate(reports):
        for source in report.sources:
            pair = frozenset((number, source))
            together = story.get(number) is not None and story.get(number) == story.get(source)
            found = copies.get(pair) == "stitched" if report.kind == "stitched" else together
            result.planted[report.kind] += 1
            result.found[report.kind] += found
            result.named[report.kind] += copies.get(pair) == report.kind
    pairs = {
        frozenset(pair)
        for one in stories
        for pair in combinations(sorted(place[d] for d in one.documents), 2)
    }
    pairs |= {pair for pair, kind in copies.items() if kind == "stitched"}
    result.held = len(pairs)
    result.right = sum(_is_planted(reports, *pair) for pair in pairs)
    return result


def _is_planted(reports: list[Report], a: int, b: int) -> bool:
    one, other = reports[a], reports[b]
    if one.story == other.story >= 0:
        return True
    return b in _origins(reports, a) or a in _origins(reports, b)


def _origins(reports: list[Report], place: int) -> set[int]:
    """What a stitched text is made of, and the copies of that."""
    stories = {
        reports[source].story for source in reports[place].sources if reports[place].kind == "stitched"
    }
    return set(_by_story(reports, stories))


_STORIES: dict[int, list[int]] = {}


def _by_story(reports: list[Report], stories: set[int]) -> Iterator[int]:
    if not _STORIES:
        for number, report in enumerate(reports):
            _STORIES.setdefault(report.story, []).append(number)
    for story in stories:
        yield from _STORIES.get(story, ())


def run(count: int, seed: int) -> tuple[list[Report], list[Extraction]]:
    """One size: generate, store, compare, score; prints a line."""
    _STORIES.clear()
    reports = reports_of(count, seed)
    random.Random(seed + 1).shuffle(order := list(range(len(reports))))
    made = [extraction_of(report, place) for place, report in enumerate(reports)]
    words = sum(len(one.document.text.split()) for one in made)
    with tempfile.TemporaryDirectory() as folder:
        location = f"{folder}/bench.db"
        store = open_store(location)
        by = Run("run-bench", "0", {}, {}, ())
        begin = time.process_time()
        for place in order:
            store.put(made[place], by, "")
        stored = time.process_time()
        before = Path(location).stat().st_size
        find_copies(store)
        compared = time.process_time()
        store.close()
        grown = Path(location).stat().st_size - before
        result = score(reports, [one.document.id for one in made], location)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    each = 1000 * (compared - stored) / len(reports)
    print(
        f"{len(reports):>8,} documents, {words / len(reports):.0f} words each: stored in "
        f"{stored - begin:,.1f} s, "
        f"compared in {compared - stored:,.1f} s ({each:.2f} ms each), index {grown / 1e6:,.1f} MB, "
        f"peak memory of the whole bench {memory:,.0f} MB; "
        f"recall {result.recall:.4f}, precision {result.precision:.4f}"
    )
    for kind in KINDS:
        planted = max(1, result.planted[kind])
        print(
            f"           {kind:12} {result.found[kind]:>6,} of {result.planted[kind]:>6,} found "
            f"({result.found[kind] / planted:.4f}), called so {result.named[kind] / planted:.4f}"
        )
    return reports, made


def peer(reports: list[Report], made: list[Extraction]) -> None:
    """MinHash LSH of datasketch over the same shingles, at a Jaccard threshold of 0.5."""
    try:
        from datasketch import MinHash, MinHashLSH
    except ImportError:
        print("datasketch is not installed: no peer")
        return
    begin = time.process_time()
    index, sketches = MinHashLSH(threshold=0.5, num_perm=128), []
    for place, one in enumerate(made):
        content = content_of(one.document.text, [(s.kind, s.start, s.end) for s in one.segments])
        words = content.words.tolist()
        sketch = MinHash(num_perm=128)
        sketch.update_batch([repr(words[at : at + 5]).encode() for at in range(len(words) - 4)])
        sketches.append(sketch)
        index.insert(place, sketch)
    held = {frozenset((a, b)) for a, sketch in enumerate(sketches) for b in index.query(sketch) if a != b}
    took = time.process_time() - begin
    planted = {(number, source): one.kind for number, one in enumerate(reports) for source in one.sources}
    found = Counter(kind for pair, kind in planted.items() if frozenset(pair) in held)
    right = sum(_is_planted(reports, *pair) for pair in held)
    total = Counter(planted.values())
    shares = ", ".join(f"{kind} {found[kind] / max(1, total[kind]):.3f}" for kind in KINDS)
    print(
        f"  datasketch: {took:,.1f} s ({1000 * took / len(made):.2f} ms each), recall "
        f"{sum(found.values()) / len(planted):.4f}, precision {right / max(1, len(held)):.4f}; {shares}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--sizes", default="10000,30000,100000")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--peer", action="store_true")
    given = parser.parse_args()
    for size in map(int, given.sizes.split(",")):
        reports, made = run(size, given.seed)
        if given.peer:
            peer(reports, made)
        sys.stdout.flush()


if __name__ == "__main__":
    main()

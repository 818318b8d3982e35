#!/usr/bin/env python3
"""Build the documents of the bundled sample and their gold from the marked-up sources beside this file.

    python bench/sample_gold/build.py            write src/detente/sample/documents and gold
    python bench/sample_gold/build.py --check    write nothing; exit 1 where a file is out of date

A source is the text of a document with tags that may cross each other, a line "=====", and YAML with what
the tags cannot say. What tags enclose becomes a span. README.md lists them.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).resolve().parent
SAMPLE = HERE.parents[1] / "src" / "detente" / "sample"
TAG = re.compile(r"<(/?)([a-z]+\d*[a-z]?)(?::([^<>]*))?>")
OPENING, CLOSING = '"“', '"”'
QUOTED = re.compile(r"“([^“”]*)(?:”|$)|\"([^\"]*)(?:\"|$)")
PRONOUNS = {
    "he",
    "she",
    "it",
    "they",
    "him",
    "her",
    "them",
    "his",
    "i",
    "we",
    "you",
    "mine",
}
STATEMENT_KEYS = {
    "kind",
    "by",
    "said",
    "venue",
    "addressee",
    "continues",
    "doubtful",
    "note",
    "zone",
    "repeats",
    "in_reply_to",
    "also_in_reply_to",
    "missing_open_mark",
    "missing_close_mark",
}
EVENT_KEYS = {
    "from",
    "to",
    "plover",
    "cameo",
    "status",
    "when",
    "how",
    "what",
    "where",
    "issue",
    "reciprocal",
    "verbal",
    "by",
    "doubtful",
    "note",
}
COMMITMENT_KEYS = {
    "who",
    "to",
    "what",
    "type",
    "conditional",
    "doubtful",
}
ASSESSMENT_EXTRAS = {"doubtful", "note", "dyad", "by", "statement"}

Json = dict[str, Any]


@dataclass(frozen=True)
class Mark:
    """What one pair of tags encloses: `tag` without its argument, `argument` what stood behind the colon."""

    tag: str
    argument: str | None
    start: int
    end: int

    @property
    def kind(self) -> str:
        return self.tag.rstrip("0123456789")

    @property
    def targets(self) -> list[str]:
        return (self.argument or "").split(",")


def strip_tags(source: str) -> tuple[str, list[Mark]]:
    """The text without its tags, and the marks in order of start; raises ValueError for a tag left open."""
    pieces: list[str] = []
    opened: list[tuple[str, str | None, int]] = []
    marks: list[Mark] = []
    position = length = 0
    for match in TAG.finditer(source):
        pieces.append(source[position : match.start()])
        length += match.start() - position
        position = match.end()
        closing, tag, argument = match.groups()
        if not closing:
            opened.append((tag, argument, length))
            continue
        index = next((i for i in reversed(range(len(opened))) if opened[i][0] == tag), None)
        if index is None:
            raise ValueError(f"</{tag}> closes nothing: ...{source[match.start() - 60 : match.end()]}")
        name, argument, start = opened.pop(index)
        marks.append(Mark(name, argument, start, length))
    if opened:
        raise ValueError(f"never closed: {opened}")
    pieces.append(source[position:])
    return "".join(pieces), sorted(marks, key=lambda mark: (mark.start, -mark.end))


class Gold:
    """The gold of one document: one method a part, in the format of the hand-made gold of the corpus."""

    def __init__(self, name: str, source: str, world: Json) -> None:
        body, _, notes = source.partition("\n=====\n")
        self.name, self.world = name, world
        self.notes: Json = yaml.safe_load(notes)
        self.text, self.marks = strip_tags(body)
        self.spoken = [mark for mark in self.marks if re.fullmatch(r"[snth]\d+b?", mark.tag)]
        self.turns = [mark for mark in self.spoken if mark.kind == "t"]
        self.cast = {actor["canonical"]: actor for actor in world["actors"]}
        self.codes = {a["code"]: a["canonical"] for a in world["actors"] if a["type"] == "state"}
        self._check_names()

    def _check_names(self) -> None:
        tags = {mark.tag for mark in self.marks}
        for part in ("statements", "assessments", "events", "commitments", "terms"):
            missing = set(self.notes.get(part) or {}) - tags
            if missing:
                raise ValueError(f"{self.name}: {part} without a tag: {sorted(missing)}")
        for letter, part in (("a", "assessments"), ("e", "events"), ("k", "commitments"), ("q", "terms")):
            missing = {t for t in tags if re.fullmatch(letter + r"\d+", t)} - set(self.notes.get(part) or {})
            if missing:
                raise ValueError(f"{self.name}: tags without {part}: {sorted(missing)}")

    # --- small helpers

    def cut(self, start: int, end: int) -> Json:
        return {"start": start, "end": end, "text": self.text[start:end]}

    def find(self, tag: str, target: str) -> Mark | None:
        return next((m for m in self.marks if m.tag == tag and target in m.targets), None)

    def every(self, tag: str, target: str) -> list[Json]:
        return [self.cut(m.start, m.end) for m in self.marks if m.tag == tag and target in m.targets]

    def note(self, identifier: str) -> Json:
        return (self.notes.get("statements") or {}).get(identifier) or {}

    def settings(self, speaker: str) -> Json:
        return (self.notes.get("defaults") or {}).get(speaker) or {}

    # --- statements

    def statements(self) -> list[Json]:
        return [self.statement(mark) for mark in self.spoken]

    def statement(self, mark: Mark) -> Json:
        note = self.note(mark.tag)
        if set(note) - STATEMENT_KEYS:
            raise ValueError(f"{self.name} {mark.tag}: unknown {sorted(set(note) - STATEMENT_KEYS)}")
        record = self.turn(mark) if mark.kind == "t" else self.utterance(mark)
        record |= {
            k: note[k]
            for k in ("doubtful", "note", "repeats", "missing_open_mark", "missing_close_mark")
            if k in note
        }
        if "also_in_reply_to" in note:
            record["also_replies_to"] = [note["also_in_reply_to"]]
        for tag, key in (("x", "excluded"), ("i", "editorial_insertions"), ("d", "stage_directions")):
            if found := self.every(tag, mark.tag):
                record[key] = found
        return record

    def utterance(self, mark: Mark) -> Json:
        note = self.note(mark.tag)
        kind = note.get("kind") or self.kind_of(mark)
        names = note.get("by", self.notes.get("speaker"))
        if names is None:
            raise ValueError(f"{self.name} {mark.tag}: no speaker")
        names = names if isinstance(names, list) else [names]
        cue = self.find("c", mark.tag)
        record: Json = {
            "id": mark.tag,
            "kind": kind,
            "zone": note.get("zone") or self.zone_of(mark),
            "span": {"start": mark.start, "end": mark.end},
            "text": self.text[mark.start : mark.end],
            "speaker": self.speaker(mark, names),
            "cue": cue and {"text": self.text[cue.start : cue.end], "start": cue.start, "end": cue.end},
            "addressee": self.addressee(mark),
            "venue": self.venue(mark, names),
            "date": note.get("said") or self.settings(names[0]).get("said") or self.notes["said"],
            "in_reply_to": None,
            "continues": note.get("continues"),
        }
        if kind != "indirect":
            record["quoted_parts"] = self.quoted_parts(mark, kind)
        return record | self.nesting(mark, names)

    def kind_of(self, mark: Mark) -> str:
        before, after = self.text[mark.start - 1 : mark.start], self.text[mark.end : mark.end + 1]
        if (
            before
            and before in OPENING
            and (after in CLOSING or self.note(mark.tag).get("missing_close_mark"))
        ):
            return "direct"
        return "mixed" if self.quoted_parts(mark, "mixed") else "indirect"

    def quoted_parts(self, mark: Mark, kind: str) -> list[Json]:
        if kind == "direct":
            return [self.cut(mark.start, mark.end)]
        terms = {(m.start, m.end) for m in self.marks if m.kind == "q"}
        parts = []
        for match in QUOTED.finditer(self.text, mark.start, mark.end):
            group = 1 if match.group(1) is not None else 2
            if match.span(group) not in terms:
                parts.append(self.cut(*match.span(group)))
        return parts

    def zone_of(self, mark: Mark) -> str:
        where = next(
            (m for m in self.marks if m.tag == "h" and m.start <= mark.start and mark.end <= m.end), None
        )
        return (
            "body"
            if where is None
            else {"title": "headline", "deck": "deck"}.get(where.argument or "", "subheading")
        )

    def speaker(self, mark: Mark, names: list[str]) -> Json:
        where = self.find("w", mark.tag)
        record: Json = {
            "surface": where and self.text[where.start : where.end],
            "start": where and where.start,
            "end": where and where.end,
            "canonical": "; ".join(names),
        }
        return record | ({"all": names} if len(names) > 1 else {})

    def addressee(self, mark: Mark) -> Json | None:
        where = self.find("to", mark.tag)
        return where and self.cut(where.start, where.end)

    def venue(self, mark: Mark, names: list[str]) -> Json | None:
        if where := self.find("at", mark.tag):
            return self.cut(where.start, where.end)
        default = self.settings(names[0]).get("venue") or (
            self.notes.get("venue") if names == [self.notes.get("speaker")] else None
        )
        text = self.note(mark.tag).get("venue", default)
        return text and {"text": text, "start": None, "end": None}

    def nesting(self, mark: Mark, names: list[str]) -> Json:
        holders = [
            m for m in self.spoken if m.start <= mark.start and mark.end <= m.end and m.tag != mark.tag
        ]
        if mark.kind != "n" or not holders:
            return {}
        holder = min(holders, key=lambda m: m.end - m.start)
        parent_by = (
            self.turn_speaker(holder)
            if holder.kind == "t"
            else self.note(holder.tag).get("by", self.notes.get("speaker"))
        )
        extra: Json = {"parent": holder.tag, "quoted_speaker": "; ".join(names)}
        return extra | ({"self_report": True} if parent_by in names else {})

    # --- turns of a transcript

    def label(self, mark: Mark) -> tuple[int, int]:
        start = self.text.rfind("\n", 0, mark.start) + 1
        return start, mark.start - 2

    def turn_speaker(self, mark: Mark) -> str:
        start, end = self.label(mark)
        words = self.text[start:end]
        asker: str = self.notes["transcript"].get("questioner", "journalist (unnamed)")
        return asker if words in ("Question", "Remark") else next(n for n in self.cast if words.endswith(n))

    def turn(self, mark: Mark) -> Json:
        start, end = self.label(mark)
        who, plan = self.turn_speaker(mark), self.notes["transcript"]
        answers = who == plan["publishes"]
        before = self.turns[self.turns.index(mark) - 1].tag if self.turns.index(mark) else None
        paragraphs = [
            {"start": mark.start + m.start(), "end": mark.start + m.end()}
            for m in re.finditer(r"[^\n]+", self.text[mark.start : mark.end])
        ]
        inside = [m.tag for m in self.spoken if m.kind == "n" and mark.start <= m.start < mark.end]
        record: Json = {
            "id": mark.tag,
            "kind": "turn",
            "zone": "body",
            "span": {"start": mark.start, "end": mark.end},
            "text": self.text[mark.start : mark.end],
            "speaker": {"surface": self.text[start:end], "start": start, "end": end, "canonical": who},
            "cue": None,
            "addressee": {
                "text": plan["press"] if answers else plan["publishes"],
                "start": None,
                "end": None,
            },
            "venue": {"text": plan["venue"], "start": None, "end": None},
            "date": self.notes["said"],
            "in_reply_to": self.note(mark.tag).get("in_reply_to", before if answers else None),
            "continues": None,
            "label": self.text[start:end],
            "paragraphs": paragraphs,
        }
        return record | ({"nested": inside} if inside else {})

    # --- judgements, acts, promises

    def holder_of(self, start: int, end: int) -> Mark | None:
        """The smallest statement, nested or not, that covers most of a stretch."""
        near = [m for m in self.spoken if min(m.end, end) - max(m.start, start) > 0.5 * (end - start)]
        return min(near, key=lambda m: m.end - m.start, default=None)

    def name_of(self, mark: Mark) -> str:
        if mark.kind == "t":
            return self.turn_speaker(mark)
        names = self.note(mark.tag).get("by", self.notes.get("speaker"))
        return "; ".join(names) if isinstance(names, list) else names

    def assessments(self) -> list[Json]:
        return [self.assessment(tag, row) for tag, row in (self.notes.get("assessments") or {}).items()]

    def assessment(self, tag: str, row: list[Any]) -> Json:
        scope, level, trend, outlook = row[:4]
        extra: Json = row[4] if len(row) > 4 else {}
        if set(extra) - ASSESSMENT_EXTRAS:
            raise ValueError(f"{self.name} {tag}: unknown {sorted(set(extra) - ASSESSMENT_EXTRAS)}")
        mark = next(m for m in self.marks if m.tag == tag)
        said = self.holder_of(mark.start, mark.end)
        published = self.notes["doc"]["published"][:10]
        record = {
            "id": tag,
            "statement": said and said.tag,
            "holder": self.name_of(said) if said else f"article author ({self.notes['doc']['publisher']})",
            "dyad": extra.get("dyad", "XNO-XSU"),
            "scope": scope,
            "level": level,
            "trend": trend,
            "polarity": outlook,
            "span": self.cut(mark.start, mark.end),
            "date": self.said_on(said) if said else published,
        }
        return record | {k: extra[k] for k in ("doubtful", "note") if k in extra}

    def said_on(self, mark: Mark) -> str:
        on: str = (
            self.note(mark.tag).get("said")
            or self.settings(self.name_of(mark)).get("said")
            or self.notes["said"]
        )
        return on

    def events(self) -> list[Json]:
        return [self.event(tag, row) for tag, row in (self.notes.get("events") or {}).items()]

    def side(self, words: str) -> list[Json]:
        if "=" not in words:
            return [{"canonical": self.codes[words], "code": words}]
        name, _, code = words.partition("=")
        return [{"canonical": name, "code": code or None}]

    def event(self, tag: str, row: Json) -> Json:
        if set(row) - EVENT_KEYS:
            raise ValueError(f"{self.name} {tag}: unknown {sorted(set(row) - EVENT_KEYS)}")
        marks = [m for m in self.marks if m.tag == tag]
        said = self.holder_of(marks[0].start, marks[0].end)
        record: Json = {
            "id": tag,
            "source": self.side(row["from"]),
            "target": self.side(row["to"]),
            "what": row["what"],
            "plover": row["plover"],
            "cameo_root": row["cameo"],
            "when": {"iso": row["when"], "how": row["how"]},
            "where": row.get("where"),
            "status": row["status"],
            "issue": row.get("issue", "other"),
            "reciprocal": row.get("reciprocal", False),
            "verbal": row.get("verbal", False),
            "asserted_by": row.get("by") or (self.name_of(said) if said else "article author"),
            "evidence": [self.cut(m.start, m.end) for m in marks],
        }
        return record | {k: row[k] for k in ("doubtful", "note") if k in row}

    def commitments(self) -> list[Json]:
        out = []
        for tag, row in (self.notes.get("commitments") or {}).items():
            if set(row) - COMMITMENT_KEYS:
                raise ValueError(f"{self.name} {tag}: unknown {sorted(set(row) - COMMITMENT_KEYS)}")
            mark = next(m for m in self.marks if m.tag == tag)
            said = self.holder_of(mark.start, mark.end)
            record = {"id": tag} | {k: row[k] for k in ("who", "to", "what", "type")}
            record |= {"conditional": row.get("conditional", False), "statement": said and said.tag}
            record |= {"evidence": [self.cut(mark.start, mark.end)]}
            out.append(record | ({"doubtful": True} if row.get("doubtful") else {}))
        return out

    def quoted_terms(self) -> list[Json]:
        out = []
        for mark in (m for m in self.marks if m.kind == "q"):
            inside = self.holder_of(mark.start, mark.end)
            term = self.cut(mark.start, mark.end) | {"reason": self.notes["terms"][mark.tag]}
            out.append(term | ({"inside_statement": inside.tag} if inside else {}))
        return out

    # --- layout and actors

    def layout(self, tag: str) -> list[Json]:
        return [self.cut(m.start, m.end) | {"what": m.argument} for m in self.marks if m.tag == tag]

    def marked_mentions(self) -> Iterator[tuple[str, int, int]]:
        """The mentions that the source marks: tagged ones, those that attribute, and turn labels."""
        for mark in self.marks:
            if mark.tag == "m" and mark.argument:
                yield mark.argument, mark.start, mark.end
            elif mark.tag == "w":
                name = self.name_of(next(m for m in self.spoken if m.tag == mark.targets[0]))
                if "; " not in name:  # joint speakers are mentioned one by one
                    yield name, mark.start, mark.end
        for mark in self.turns:
            yield (self.turn_speaker(mark), *self.label(mark))

    def patterns(self) -> Iterator[tuple[str, str, str]]:
        """(canonical, form, regular expression) of what is found without a tag."""
        adjective = "|".join(self.world["adjectives"])
        title = "|".join(self.world["titles"])
        for actor in self.world["actors"]:
            name: str = actor["canonical"]
            if actor["type"] == "person" and "(" not in name:
                first, _, last = name.rpartition(" ")
                yield name, "name", rf"(?:(?:{adjective}) )?(?:(?:{title}) )?(?:{first} )?{last}"
            for form in ("name", "demonym", "metonym"):
                for words in actor.get(form, ()):
                    yield name, form, re.escape(words)

    def found_mentions(self, taken: list[tuple[int, int]]) -> Iterator[tuple[str, str, int, int]]:
        hits = []
        for name, form, pattern in self.patterns():
            for match in re.finditer(rf"(?<!\w){pattern}(?![^\W_]|’?t\b)", self.text):
                hits.append((match.start() - match.end(), match.start(), match.end(), name, form))
        for _, start, end, name, form in sorted(hits):
            if all(end <= a or b <= start for a, b in taken):
                taken.append((start, end))
                yield name, form, start, end

    def actors(self) -> list[Json]:
        taken = [(m.start, m.end) for m in self.marks if m.tag in ("p", "b")]
        mentions: dict[str, list[Json]] = {}
        for name, start, end in self.marked_mentions():
            surface = self.text[start:end]
            taken.append((start, end))
            mentions.setdefault(name, []).append(self.mention(start, end, self.form_of(name, surface)))
        for name, form, start, end in self.found_mentions(taken):
            mentions.setdefault(name, []).append(self.mention(start, end, form))
        order = {name: i for i, name in enumerate(self.cast)}
        out = []
        for name in sorted(mentions, key=lambda n: (order.get(n, len(order)), n)):
            actor = self.cast.get(name) or {"type": "speaker", "code": None}
            rows = sorted(mentions[name], key=lambda row: row["start"])
            out.append({"canonical": name, "type": actor["type"], "code": actor["code"], "mentions": rows})
        return out

    def mention(self, start: int, end: int, form: str) -> Json:
        return {"surface": self.text[start:end], "start": start, "end": end, "form": form}

    def form_of(self, name: str, surface: str) -> str:
        if surface in ("Question", "Remark"):
            return "turn label"
        if surface.lower() in PRONOUNS:
            return "attributing"
        actor = self.cast.get(name) or {}
        if surface in actor.get("metonym", ()):
            return "metonym"
        last = name.split(" ")[-1]
        return "name" if last in surface or surface in actor.get("name", ()) else "role"

    def build(self) -> Json:
        return {
            "file": self.name,
            "n_chars": len(self.text),
            "doc": self.notes["doc"],
            "header": self.layout("h"),
            "boilerplate": self.layout("b"),
            "statements": self.statements(),
            "quoted_terms": self.quoted_terms(),
            "assessments": self.assessments(),
            "events": self.events(),
            "commitments": self.commitments(),
            "actors": self.actors(),
        }


def outputs() -> dict[Path, str]:
    """The files of the sample that the sources make, with their contents."""
    world = yaml.safe_load((HERE / "actors.yaml").read_text(encoding="utf-8"))
    files = {}
    for path in sorted((HERE / "sources").glob("*.txt")):
        gold = Gold(path.name, path.read_text(encoding="utf-8"), world)
        files[SAMPLE / "documents" / path.name] = gold.text + "\n"
        record = gold.build() | {"n_chars": len(gold.text) + 1}
        files[SAMPLE / "gold" / f"{path.stem}.json"] = json.dumps(record, ensure_ascii=False, indent=1) + "\n"
    return files


def main() -> int:
    stale = []
    for path, content in outputs().items():
        if "--check" in sys.argv:
            if not path.exists() or path.read_text(encoding="utf-8") != content:
                stale.append(path.name)
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    if stale:
        print(
            "differ from their sources (run bench/sample_gold/build.py): " + ", ".join(stale), file=sys.stderr
        )
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())

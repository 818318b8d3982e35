"""The ontology of events, read from ``data/events``: types, modes, triggers, classes of words.

The files are YAML that a political scientist can read and change; docs/events.md tells how. What is wrong in
them is told with file and line.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, get_args

import yaml

from detente.extract.events.forms import noun_forms, verb_forms
from detente.model import EventStatus, EventType, OntologyError, Sector

APPEAL = "APPEAL"  # what the record shows without a type
TYPES = (*get_args(EventType), APPEAL)
SECTORS = get_args(Sector)
QUADS = ("verbal cooperation", "material cooperation", "verbal conflict", "material conflict")
BUILT_IN = frozenset({"ACTOR", "ARMED", "STATE", "PERSON"})  # classes of actors, which no list of words gives
COMPLEMENTS = ("to", "that", "ing", "any")
_KEYS = frozenset({
    "verbs", "nouns", "adjectives", "object", "object_not", "with", "complement", "target", "source",
    "reciprocal", "mode", "cameo", "contexts", "verbal", "content", "needs_target", "weight", "type",
    "inner", "by", "subject",
})  # fmt: skip
_SLOTS = frozenset({"object", "owner", "subject", "complement", "none", "anywhere", "speaker"})


@dataclass(frozen=True, slots=True)
class EventClass:
    """A PLOVER type: its quad class, conflict-cooperation score, modes with their scores, CAMEO root."""

    name: str
    quad: str
    score: float
    verbal: bool
    cameo: str
    recipient: bool
    modes: Mapping[str, float | None]


@dataclass(frozen=True, slots=True)
class Entry:
    """A sense of a trigger. `words` follow the verb ("blow up"); `object`, `subject` and `preps` hold what
    must stand there, classes already spelt out; `content` says which type a complement makes of it."""

    type: str | None
    lemma: str
    words: tuple[str, ...]
    object: frozenset[str]
    object_not: frozenset[str]
    preps: Mapping[str, frozenset[str]]
    complement: str | None
    target: tuple[str, ...]
    source: tuple[str, ...]
    reciprocal: bool
    mode: str | None
    cameo: str | None
    contexts: tuple[str, ...]
    verbal: bool
    content: Mapping[str, str]
    needs_target: bool
    weight: float
    inner: str | None
    by: frozenset[str]
    subject: frozenset[str]
    specificity: int


@dataclass(frozen=True, slots=True)
class Ontology:
    """All the files together. Triggers are indexed by every inflected form."""

    version: str
    types: Mapping[str, EventClass]
    verbs: Mapping[str, tuple[Entry, ...]]
    nouns: Mapping[str, tuple[Entry, ...]]
    adjectives: Mapping[str, tuple[Entry, ...]]
    classes: Mapping[str, frozenset[str]]
    sectors: Mapping[str, Sector]
    contexts: tuple[tuple[str, frozenset[str]], ...]
    grammar: Mapping[str, frozenset[str]]
    places: Mapping[str, str]
    triggers: frozenset[str] = field(default=frozenset())


@cache
def ontology() -> Ontology:
    """The ontology of the package."""
    folder = files("detente.extract").joinpath("data/events")
    texts = {
        entry.name: entry.read_text("utf-8") for entry in folder.iterdir() if entry.name.endswith(".yaml")
    }
    return read_ontology(texts)


def read_ontology(texts: Mapping[str, str]) -> Ontology:
    """The ontology in `texts`, YAML by file name; raises OntologyError with file and line."""
    return _Reader(texts).read()


class _Reader:
    """Reads the files of an ontology, checking all that is written in them."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts
        self._file = ""
        self._classes: dict[str, frozenset[str]] = {}
        self._verb_irregular: dict[str, list[str]] = {}
        self._noun_irregular: dict[str, list[str]] = {}
        self._types: dict[str, EventClass] = {}
        self._contexts: tuple[tuple[str, frozenset[str]], ...] = ()

    def read(self) -> Ontology:
        forms = self._plain("forms.yaml")
        self._verb_irregular, self._noun_irregular = forms["verbs"], forms["nouns"]
        types = self._plain("types.yaml")
        self._types = {name: self._type(name, row) for name, row in types["types"].items()}
        for name, words in self._plain("classes.yaml").items():
            self._classes[name] = self._with_forms(words)
        self._contexts = tuple((k, self._with_forms(v)) for k, v in self._plain("contexts.yaml").items())
        sectors: dict[str, Sector] = {}
        for sector, words in self._plain("sectors.yaml").items():
            if sector not in SECTORS:
                raise self._wrong(None, f"no sector is called {sector!r}")
            sectors |= dict.fromkeys(self._with_forms(words), sector)
        grammar = {name: self._verbs_with_forms(words) for name, words in self._plain("grammar.yaml").items()}
        places = {str(n): code for code, names in self._plain("places.yaml").items() for n in names}
        kinds: dict[str, dict[str, list[Entry]]] = {"verbs": {}, "nouns": {}, "adjectives": {}}
        for name in sorted(self._texts):
            if name.startswith("on_"):
                self._read_entries(name, kinds)
        verbs, nouns, adjectives = (
            {form: tuple(sorted(e, key=lambda x: -x.specificity)) for form, e in kinds[kind].items()}
            for kind in ("verbs", "nouns", "adjectives")
        )
        return Ontology(
            str(types["version"]), self._types, verbs, nouns, adjectives, self._classes, sectors,
            self._contexts, grammar, places, frozenset({*verbs, *nouns, *adjectives}),
        )  # fmt: skip

    def _read_entries(self, name: str, kinds: dict[str, dict[str, list[Entry]]]) -> None:
        root = self._compose(name)
        if not isinstance(root, yaml.SequenceNode):
            raise self._wrong(root, "expected a list of entries")
        for node in root.value:
            row = _value(node)
            self._check(node, row)
            for kind, index in kinds.items():
                for phrase in row.get(kind, ()):
                    for form, entry in self._entries(kind, str(phrase), row):
                        index.setdefault(form, []).append(entry)

    def _entries(self, kind: str, phrase: str, row: Mapping[str, Any]) -> Iterator[tuple[str, Entry]]:
        words = phrase.split()
        lemma, rest = (words[0], words[1:]) if kind == "verbs" else (words[-1], words[:-1])
        entry = self._entry(lemma, tuple(rest), row, kind)
        if kind == "verbs":
            forms = verb_forms(lemma, self._verb_irregular)
        elif kind == "nouns":
            forms = noun_forms(lemma, self._noun_irregular)
        else:
            forms = frozenset({lemma})
        for form in forms:
            yield form, entry

    def _entry(self, lemma: str, rest: tuple[str, ...], row: Mapping[str, Any], kind: str) -> Entry:
        kind_of = self._types.get(row.get("type") or "")
        wanted, preps = self._spelt(row.get("object", ())), row.get("with") or {}
        spelt = {prep: self._spelt(words or ()) for prep, words in preps.items()}
        specific = 4 * len(rest) + (0 if not wanted else 1 if wanted <= BUILT_IN else 3)
        specific += sum(2 if words and not words <= BUILT_IN else 1 for words in spelt.values())
        specific += (2 if row.get("complement") else 0) + (2 if row.get("by") else 0)
        specific += 3 if row.get("subject") else 0
        default = ("object", "anywhere") if kind == "verbs" else ()
        return Entry(
            type=row.get("type"),
            lemma=lemma,
            words=rest,
            object=wanted,
            object_not=self._spelt(row.get("object_not", ())),
            preps=spelt,
            complement=row.get("complement"),
            target=tuple(row.get("target", default)),
            source=tuple(row.get("source", ())),
            reciprocal=bool(row.get("reciprocal")),
            mode=row.get("mode"),
            cameo=row.get("cameo"),
            contexts=tuple(row.get("contexts", ())),
            verbal=bool(kind_of and kind_of.verbal) if row.get("verbal") is None else row["verbal"],
            content=row.get("content") or {},
            needs_target=bool(row.get("needs_target")),
            weight=float(row.get("weight", 1)),
            inner=row.get("inner"),
            by=frozenset(row.get("by", ())),
            subject=self._spelt(row.get("subject", ())),
            specificity=specific,
        )

    def _type(self, name: str, row: Mapping[str, Any]) -> EventClass:
        if name not in TYPES or row.get("quad") not in QUADS:
            raise self._wrong(None, f"{name} is no PLOVER type with a quad class ({', '.join(QUADS)})")
        return EventClass(
            name, row["quad"], float(row["score"]), bool(row["verbal"]), str(row["cameo"]),
            bool(row.get("recipient")), row.get("modes") or {},
        )  # fmt: skip

    def _check(self, node: Any, row: Any) -> None:
        if not isinstance(row, dict):
            raise self._wrong(node, "an entry is a mapping with verbs, nouns or adjectives")
        unknown = sorted(set(row) - _KEYS)
        if unknown:
            raise self._wrong(node, f"unknown key {unknown[0]!r}; known are {', '.join(sorted(_KEYS))}")
        if not any(row.get(kind) for kind in ("verbs", "nouns", "adjectives")):
            raise self._wrong(node, "the entry has neither verbs nor nouns nor adjectives")
        self._check_coding(node, row)
        self._check_words(node, row)

    def _check_coding(self, node: Any, row: Mapping[str, Any]) -> None:
        kind, mode = row.get("type"), row.get("mode")
        if kind is not None and kind not in self._types:
            raise self._wrong(node, f"no type is called {kind!r}")
        if kind is None and "type" not in row:
            raise self._wrong(node, "the entry has no type; write null for words that are no event")
        if mode is not None and (kind is None or mode not in self._types[kind].modes):
            raise self._wrong(node, f"{kind} has no mode {mode!r}")
        if row.get("inner") not in (None, *get_args(EventStatus)):
            raise self._wrong(node, f"inner is one of {', '.join(get_args(EventStatus))}")
        known = {name for name, _ in self._contexts}
        for context in row.get("contexts", ()):
            if context not in known:
                raise self._wrong(node, f"no context is called {context!r}")
        for quad, made in (row.get("content") or {}).items():
            if quad not in (*QUADS, "nothing") or made not in (*self._types, "inner", "none"):
                raise self._wrong(node, f"content says {quad!r}: {made!r}; expected a quad class and a type")

    def _check_words(self, node: Any, row: Mapping[str, Any]) -> None:
        for key in ("object", "object_not", "subject"):
            self._check_classes(node, row.get(key, ()))
        for words in (row.get("with") or {}).values():
            self._check_classes(node, words or ())
        for sector in row.get("by", ()):
            if sector not in SECTORS:
                raise self._wrong(node, f"no sector is called {sector!r}")
        if row.get("complement") not in (None, *COMPLEMENTS):
            raise self._wrong(node, f"complement is one of {', '.join(COMPLEMENTS)}")
        for key in ("target", "source"):
            for slot in row.get(key, ()):
                if slot not in _SLOTS and not str(slot).islower():
                    raise self._wrong(
                        node, f"{key} names {slot!r}; expected a preposition or {sorted(_SLOTS)}"
                    )

    def _check_classes(self, node: Any, words: Iterable[str]) -> None:
        if isinstance(words, str):
            raise self._wrong(node, f"write a list: [{words}]")
        for word in words:
            if str(word).isupper() and word not in self._classes and word not in BUILT_IN:
                raise self._wrong(node, f"no class is called {word!r}; see classes.yaml")

    def _spelt(self, words: Iterable[str]) -> frozenset[str]:
        spelt: set[str] = set()
        for word in words:
            if word in BUILT_IN:
                spelt.add(word)
            else:
                spelt |= self._classes[word] if word.isupper() else noun_forms(word, self._noun_irregular)
        return frozenset(spelt)

    def _with_forms(self, words: Iterable[str]) -> frozenset[str]:
        spelt: set[str] = set()
        for word in words:
            spelt |= (
                self._classes[word]
                if word.isupper() and word in self._classes
                else noun_forms(str(word), self._noun_irregular)
            )
        return frozenset(spelt)

    def _verbs_with_forms(self, words: Iterable[str]) -> frozenset[str]:
        return frozenset().union(*(verb_forms(word, self._verb_irregular) for word in words))

    def _compose(self, name: str) -> Any:
        self._file = name
        if name not in self._texts:
            raise self._wrong(None, "the file is missing")
        try:
            return yaml.compose(self._texts[name], Loader=_LOADER)
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            where = f":{mark.line + 1}" if mark else ""
            raise OntologyError(f"{name}{where}: {getattr(error, 'problem', None) or 'no YAML'}") from None

    def _plain(self, name: str) -> Any:
        value = _value(self._compose(name))
        if not isinstance(value, dict):
            raise self._wrong(None, "expected names with their words")
        return value

    def _wrong(self, node: Any, what: str) -> OntologyError:
        where = f":{node.start_mark.line + 1}" if node is not None else ""
        return OntologyError(f"{self._file}{where}: {what}")


_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _value(node: Any) -> Any:
    """The value of a composed node; only plain YAML: texts, numbers, truth, lists and mappings."""
    if isinstance(node, yaml.SequenceNode):
        return [_value(item) for item in node.value]
    if isinstance(node, yaml.MappingNode):
        return {_value(key): _value(item) for key, item in node.value}
    if node is None or node.tag == "tag:yaml.org,2002:null":
        return None
    if node.value in ("true", "false"):  # YAML would take the preposition "on" for a truth, too
        return node.value == "true"
    if node.tag == "tag:yaml.org,2002:float":
        return float(node.value)
    return node.value

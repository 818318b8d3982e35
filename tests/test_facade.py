from __future__ import annotations

import subprocess
import sys

import pytest

import detente
from detente.model import ReadError

NAMES = {
    "ActorRef",
    "Archive",
    "ArchiveError",
    "Assessment",
    "CorrectedExtraction",
    "Correction",
    "Dateline",
    "DetenteError",
    "Document",
    "DocumentRow",
    "Event",
    "Extraction",
    "GazetteerError",
    "Hit",
    "ImportedEvent",
    "ImportedFile",
    "IncidentReport",
    "IngestReport",
    "IngestStep",
    "Mention",
    "Party",
    "Place",
    "Published",
    "Publisher",
    "ReadError",
    "RequestError",
    "Run",
    "SearchResult",
    "Segment",
    "Source",
    "Span",
    "Speaker",
    "Statement",
    "TaggerError",
    "Utterance",
    "Verification",
    "__version__",
    "as_json",
    "extract",
}


def test_the_names_exported_are_these_and_no_others() -> None:
    assert set(detente.__all__) == NAMES
    assert len(detente.__all__) == len(NAMES)
    for name in detente.__all__:
        assert getattr(detente, name) is not None
    assert set(dir(detente)) >= NAMES
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = detente.nothing  # type: ignore[attr-defined]


def run_python(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_importing_it_imports_nothing_else() -> None:
    code = "import sys, detente; print(sorted(m for m in sys.modules if m.partition('.')[0] in {})"
    heavy = "('detente', 'sqlalchemy', 'spacy', 'typer', 'rich', 'fastapi', 'alembic')"
    assert run_python(code.format(heavy) + ")") == "['detente']"


def test_extract_stays_the_function() -> None:
    code = (
        "import detente, detente.extract\n"
        "from detente.extract import find_statements\n"
        "print(callable(detente.extract))"
    )
    assert run_python(code) == "True"


def test_help_loads_no_database_and_no_parser() -> None:
    code = (
        "import sys\nfrom detente.cli import app\n"
        "try: app(['--help'])\nexcept SystemExit: pass\n"
        "print([m for m in ('sqlalchemy', 'spacy', 'fastapi', 'alembic', 'yaml') if m in sys.modules])"
    )
    assert run_python(code).splitlines()[-1] == "[]"


def test_records_of_a_text() -> None:
    text = "“We are at a low point,” Maren Vikstad said on Monday."
    made = detente.extract(text, title="A title", published="2017-03-07", uri="x.txt")
    assert made.document.text == text
    assert made.document.published
    assert made.document.published.date == "2017-03-07"
    (said,) = [found for found in made.statements if found.kind == "direct"]
    assert said.text == "We are at a low point,"
    assert said.speaker.name == "Maren Vikstad"
    assert detente.extract(made.document).statements == made.statements


@pytest.mark.parametrize("text", ["", " \n", "half \ud83d of it"])
def test_texts_that_hold_nothing_to_read(text: str) -> None:
    with pytest.raises(ReadError):
        detente.extract(text)

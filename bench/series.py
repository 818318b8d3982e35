"""A monthly series out of 50 million events, beside pandas in one run; and the bootstrap alone.

    python bench/series.py [--rows 50000000] [--keep FOLDER]

Fills an archive with so many synthetic imported events (200 states of which some act far more often, 40
years, three rows an article), and writes the same columns as one Parquet file for pandas (pandas and pyarrow
are needed only here). Then, each in a process of its own: the monthly series of one pair of states, counts
and all indices, first in a fresh process (imports and opening included: cold) and then again (warm); the same
with intervals by 1,000 resamples; and pandas, which reads the file and counts the pair by month, direction
and class, cold and then again with the table in memory. At the end the bootstrap of 1,000 resamples on
100,000 events. Told are seconds by the clock and of the processor, for machines with other work.
Nothing drops the operating system's cache of files, for either.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import polars as pl

BATCH = 1_000_000
YEARS = 40
PAIRS = {"a pair in the middle": ("S010", "S025"), "the most frequent pair": ("S000", "S001")}
KINDS = {
    "CONSULT": (1, 1.0, "04"), "SUPPORT": (1, 3.5, "05"), "COOPERATE": (2, 6.0, "06"),
    "AID": (2, 7.0, "07"), "ACCUSE": (3, -2.0, "11"), "THREATEN": (3, -6.0, "13"),
    "COERCE": (4, -7.0, "17"), "ASSAULT": (4, -9.0, "19"),
}  # fmt: skip


def rows_of(start: int, rows: int) -> pl.DataFrame:
    """Rows of synthetic events in the shape of `event_frame.IMPORTED`."""
    from detente.event_frame import IMPORTED

    rng = np.random.default_rng(start)
    often = 1 / np.arange(1, 201) ** 0.9
    one, two = (rng.choice(200, rows, p=often / often.sum()) for _ in range(2))
    two = np.where(one == two, (two + 1) % 200, two)
    kind = rng.integers(0, len(KINDS), rows)
    # A file of event data holds some weeks, as the real ones do.
    weeks = YEARS * 52
    at = start * weeks * 7 // TOTAL
    day = np.datetime64("1980-01-01") + at + rng.integers(0, max(7, weeks * 7 * rows // TOTAL), rows)
    states = np.array([f"S{number:03d}" for number in range(200)])
    names = list(KINDS)
    frame = pl.DataFrame(
        {
            "key": np.arange(start, start + rows, dtype=np.uint64),
            "line": np.arange(rows),
            "day_from": day.astype("datetime64[D]"),
            "day_to": day.astype("datetime64[D]"),
            "source": pl.Series(states)[pl.Series(one)],
            "target": pl.Series(states)[pl.Series(two)],
            "type": pl.Series(names)[pl.Series(kind)],
            "cameo": pl.Series([KINDS[name][2] for name in names])[pl.Series(kind)],
            "quad": np.array([KINDS[name][0] for name in names])[kind],
            "goldstein": np.array([KINDS[name][1] for name in names])[kind],
            "plover_score": np.array([KINDS[name][1] for name in names])[kind],
            "verbal": np.array([KINDS[name][0] in (1, 3) for name in names])[kind],
            "story": np.arange(start, start + rows, dtype=np.uint64) // 3,
        }
    )
    absent = [
        pl.lit(None, dtype).alias(name) for name, dtype in IMPORTED.items() if name not in frame.columns
    ]
    return frame.with_columns(absent).select(IMPORTED.names()).cast(dict(IMPORTED))


TOTAL = 50_000_000


def fill(folder: Path, rows: int) -> None:
    """The archive and the file for pandas; what reading files takes, bench/imports.py tells."""
    from detente.archive import Archive
    from detente.model import ImportedFile
    from detente.store.contract import ImportedRows

    began = time.perf_counter()
    parts = folder / "parts"
    parts.mkdir()
    with Archive.open(str(folder / "events.db")) as archive:
        for number, start in enumerate(range(0, rows, BATCH)):
            frame = rows_of(start, min(BATCH, rows - start))
            file = ImportedFile(
                f"file-{number}", number, "gdelt", f"{number}.csv", str(number), True, frame.height, 0, 0, 0,
                0, "bench", "2026-01-01T00:00:00Z", ("GLOBALEVENTID",), (),
            )  # fmt: skip
            files = pl.Series("file", [file.id] * frame.height)
            originals = pl.Series("original", [""] * frame.height)
            archive._store.imported.add("gdelt", [file], ImportedRows(frame, files, originals))
            columns = frame.select("day_from", "source", "target", "quad", "goldstein")
            columns.write_parquet(parts / f"{number:05d}.parquet", compression="zstd")
            print(f"\r{start + frame.height:,} rows", end="", file=sys.stderr, flush=True)
    pl.scan_parquet(parts / "*.parquet").sink_parquet(folder / "events.parquet")
    print(f"\nfilled in {time.perf_counter() - began:.0f} s", file=sys.stderr)


class Clock:
    """Rounds of the same work: seconds by the clock and of the processor; the first one is cold."""

    def __init__(self) -> None:
        self.rounds: list[tuple[float, float]] = []
        self._start = time.perf_counter(), time.process_time()

    def lap(self) -> None:
        now = time.perf_counter(), time.process_time()
        self.rounds.append((now[0] - self._start[0], now[1] - self._start[1]))
        self._start = now

    def tell(self, name: str, **more: object) -> None:
        (cold, cold_cpu), *rest = self.rounds
        warm, warm_cpu = (min(column) for column in zip(*rest, strict=True))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        shown = {"cold": cold, "warm": warm, "cold_cpu": cold_cpu, "warm_cpu": warm_cpu, "peak_mb": peak}
        print(json.dumps({"what": name, **{key: round(value, 2) for key, value in shown.items()}, **more}))


def detente_series(folder: Path, pair: tuple[str, str], resamples: int) -> None:
    clock, series = Clock(), None
    for _ in range(4):
        from detente.archive import Archive
        from detente.relations.dates import Stretch
        from detente.relations.events import Counting, count
        from detente.relations.indices import chosen_indices
        from detente.relations.series import build_series

        with Archive.open(str(folder / "events.db"), read_only=True) as archive:
            events = archive.dyad_events(*pair)
        counted = count(events, pair, Counting("month"), Stretch(None, None))
        series = build_series(counted, chosen_indices([], None), resamples=resamples)
        clock.lap()
    assert series is not None
    name = f"detente, {resamples:,} resamples" if resamples else "detente, counts and indices"
    clock.tell(name, rows=events.height, periods=len(series.periods))


def pandas_series(folder: Path, pair: tuple[str, str]) -> None:
    clock = Clock()
    import pandas as pd

    table = pd.read_parquet(folder / "events.parquet")
    for _ in range(3):
        a, b = pair
        mine = table[
            ((table["source"] == a) & (table["target"] == b))
            | ((table["source"] == b) & (table["target"] == a))
        ]
        month = pd.to_datetime(mine["day_from"]).dt.to_period("M")
        mine.groupby([month, "source", "quad"])["goldstein"].agg(["size", "sum", "mean"])
        clock.lap()
    clock.tell("pandas", rows=len(mine), periods=month.nunique())


def bootstrap() -> None:
    from detente.relations.resample import interval, resampled_sums

    rng = np.random.default_rng(1)
    events, cells = 100_000, 480
    story, cell = np.arange(events) // 3, rng.integers(0, cells, events)
    columns = np.column_stack([np.ones(events), rng.normal(0, 4, events)])
    clock = Clock()
    for _ in range(3):
        draws = resampled_sums(story, cell, columns, cells, resamples=1000)
        interval(draws[..., 1] / np.maximum(draws[..., 0], 1), np.full(cells, 60.0))
        clock.lap()
    clock.tell("bootstrap of 1,000 resamples on 100,000 events")


def run(*arguments: str) -> None:
    subprocess.run([sys.executable, __file__, *arguments], check=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rows", type=int, default=TOTAL)
    parser.add_argument("--keep", type=Path, help="fill this folder, or use what stands in it")
    parser.add_argument("--part", nargs="+", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.part:
        part(asked.part)
        return
    with tempfile.TemporaryDirectory() as made:
        folder = asked.keep or Path(made)
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / "events.parquet").exists():
            globals()["TOTAL"] = asked.rows
            fill(folder, asked.rows)
        for name, (a, b) in PAIRS.items():
            print(f"\n{name}", flush=True)
            run("--part", "detente", str(folder), a, b, "0")
            run("--part", "detente", str(folder), a, b, "1000")
            run("--part", "pandas", str(folder), a, b)
        run("--part", "bootstrap")


def part(words: list[str]) -> None:
    if words[0] == "detente":
        detente_series(Path(words[1]), (words[2], words[3]), int(words[4]))
    elif words[0] == "pandas":
        pandas_series(Path(words[1]), (words[2], words[3]))
    else:
        bootstrap()


if __name__ == "__main__":
    main()

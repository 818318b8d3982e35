"""Importing a synthetic GDELT 2.0 table beside pandas reading it, in one run; and questions about it.

    python bench/imports.py [--rows 5000000] [--keep FOLDER] [--again]

Writes a table of so many rows (61 columns, as real ones have: most days of one month and stragglers, 200
countries of which some are named far more often, every event code, three rows an article), then, each in a
process of its own: `pandas.read_csv` of it alone, `detente import gdelt`, and with --again the same rows a
second time, which all have to be known. Told are rows a second, the peak of memory, the size of the archive,
and how long all events of the most frequent pair and of a rare one take. pandas is needed only here.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import polars as pl

from detente.importers import codes
from detente.importers.gdelt import VERSION_2

CHUNK = 500_000


def write_table(path: Path, rows: int) -> None:
    random = np.random.default_rng(7)
    states = np.array(sorted(code for code in codes.countries() if len(code) == 3)[:200])
    often = 1 / np.arange(1, len(states) + 1) ** 0.9
    often /= often.sum()
    cameo = np.array([code for code in codes.cameo_table()["code"] if len(code) > 2])
    with path.open("wb") as out:
        for start in range(0, rows, CHUNK):
            _chunk(random, start, min(CHUNK, rows - start), states, often, cameo).write_csv(
                out, separator="\t", include_header=False, quote_style="never"
            )


def _chunk(random, start, rows, states, often, cameo) -> pl.DataFrame:  # type: ignore[no-untyped-def]
    days = np.datetime64("2019-01-01") + np.minimum(random.exponential(20, rows), 364).astype(int)
    day = np.char.replace(np.datetime_as_string(days), "-", "")
    one, two = (random.choice(states, rows, p=often) for _ in range(2))
    code = random.choice(cameo, rows)
    article = np.arange(start, start + rows) // 3
    columns = dict.fromkeys(VERSION_2, np.full(rows, ""))
    columns |= {
        "GLOBALEVENTID": np.arange(810_000_000 + start, 810_000_000 + start + rows),
        "SQLDATE": day,
        "Actor1Code": one,
        "Actor1Name": one,
        "Actor1CountryCode": one,
        "Actor1Type1Code": random.choice(np.array(["", "GOV", "MIL", "COP", "BUS"]), rows),
        "Actor2Code": two,
        "Actor2Name": two,
        "Actor2CountryCode": two,
        "IsRootEvent": random.integers(0, 2, rows),
        "EventCode": code,
        "EventBaseCode": code.astype("U3"),
        "EventRootCode": code.astype("U2"),
        "QuadClass": random.integers(1, 5, rows),
        "GoldsteinScale": random.integers(-100, 100, rows) / 10,
        "NumMentions": random.integers(1, 20, rows),
        "NumSources": np.ones(rows, int),
        "NumArticles": random.integers(1, 20, rows),
        "AvgTone": random.normal(0, 3, rows),
        "ActionGeo_Type": np.full(rows, "4"),
        "ActionGeo_FullName": np.char.add("Town ", random.integers(0, 5000, rows).astype(str)),
        "ActionGeo_Lat": random.normal(20, 20, rows).round(4),
        "ActionGeo_Long": random.normal(20, 40, rows).round(4),
        "DATEADDED": np.full(rows, "20190124143000"),
        "SOURCEURL": np.char.add(
            np.char.add("https://www.example-", (article % 900).astype(str)),
            np.char.add(".org/world/a-story-told-in-some-words-", article.astype(str)),
        ),
    }
    return pl.DataFrame({name: columns[name] for name in VERSION_2})


def in_process(what: str, *args: str) -> dict[str, float]:
    command = [sys.executable, __file__, "--run", what, *args]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def run(what: str, args: list[str]) -> dict[str, float]:
    before = time.perf_counter()
    told = {"pandas": _pandas, "import": _import, "ask": _ask}[what](*args)
    told.setdefault("seconds", time.perf_counter() - before)
    used = resource.getrusage(resource.RUSAGE_SELF)
    told["cpu"] = used.ru_utime + used.ru_stime
    return told | {"peak_mb": _peak()}


def _peak() -> float:
    """The peak of resident memory in MB; where /proc is, of this program alone and not of who started it."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _pandas(path: str) -> dict[str, float]:
    import pandas

    before = time.perf_counter()
    frame = pandas.read_csv(path, sep="\t", header=None, names=VERSION_2, dtype={"EventCode": str})
    return {"rows": len(frame), "seconds": time.perf_counter() - before}


def _import(path: str, archive: str) -> dict[str, float]:
    from detente.archive import Archive

    before = time.perf_counter()
    with Archive.open(archive) as opened:
        report = opened.import_events("gdelt", [path])
    seconds = time.perf_counter() - before
    return {"rows": report.read, "added": report.added, "refused": report.refused, "seconds": seconds}


def _ask(archive: str, a: str, b: str) -> dict[str, float]:
    from detente.archive import Archive

    times = []
    with Archive.open(archive) as opened:
        for _ in range(4):
            before = time.perf_counter()
            frame = opened.dyad_events(a, b)
            times.append(time.perf_counter() - before)
    return {"rows": frame.height, "first_s": times[0], "again_s": min(times[1:])}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=5_000_000)
    parser.add_argument(
        "--keep", type=Path, help="keep the table and the archive in this folder; a table there is used"
    )
    parser.add_argument("--again", action="store_true", help="import the same rows a second time")
    parser.add_argument("--run", nargs="+", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.run:
        print(json.dumps(run(given.run[0], given.run[1:])))
        return
    with tempfile.TemporaryDirectory() as temporary:
        measure(given.keep or Path(temporary), given.rows, again=given.again)


def measure(folder: Path, rows: int, *, again: bool) -> None:
    table, archive = folder / "synthetic.export.CSV", folder / "imports.db"
    if not table.exists():
        write_table(table, rows)
    print(f"table: {rows:,} rows, {table.stat().st_size / 1e6:,.0f} MB")
    _tell("pandas.read_csv", in_process("pandas", str(table)))
    _tell("detente import", in_process("import", str(table), str(archive)))
    if again:
        # Other bytes, the same rows.
        with table.open("ab") as out:
            out.write(b"\n")
        _tell("the same again", in_process("import", str(table), str(archive)))
    _ask_archive(archive)


def _tell(name: str, told: dict[str, float]) -> None:
    rate = told["rows"] / told["seconds"]
    known = f", {told['added']:,} added, {told['refused']:,} refused" if "added" in told else ""
    told_rate = f"{rate:,.0f} rows/s ({told['rows'] / told['cpu']:,.0f} a second of CPU time)"
    print(f"{name}: {told['seconds']:.1f} s, {told_rate}, peak {told['peak_mb']:,.0f} MB{known}", flush=True)


def _ask_archive(archive: Path) -> None:
    print(f"archive: {os.path.getsize(archive) / 1e6:,.0f} MB")
    states = sorted(code for code in codes.countries() if len(code) == 3)[:200]
    for name, pair in (("most frequent", states[:2]), ("rare", states[150:152])):
        told = in_process("ask", str(archive), *pair)
        print(f"{name} pair: {told['rows']:,} rows, {told['first_s']:.2f} s, again {told['again_s']:.2f} s")


if __name__ == "__main__":
    main()

"""Whatever the bytes are: rows, problems or one clear error, and never anything else."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detente.event_frame import IMPORTED
from detente.importers import DATASETS, ImportFailure, find_tables, read_events
from detente.model import ReadError
from tests.importers import tables

WHOLE = {
    "gdelt": tables.gdelt(tables.gdelt_row(1), tables.gdelt_row(2), tables.gdelt_row(3)),
    "icews": tables.icews(tables.icews_row(), tables.icews_row(Event_ID="502")),
    "polecat": tables.polecat(tables.polecat_row(), tables.polecat_row(Event_ID="2")),
    "plover": tables.PLOVER,
    "phoenix": tables.phoenix() * 2,
    "keds": tables.KEDS,
    "ucdp": tables.UCDP,
}


def read(dataset: str, data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "t"
        path.write_bytes(data)
        for table in find_tables([str(path)]):
            if isinstance(table, ImportFailure):
                assert "\n" not in table.why
                continue
            told = ""
            try:
                for part in read_events(dataset, table):
                    assert part.events.schema == IMPORTED
                    assert part.events.height == part.originals.len()
                    assert all("\n" not in problem.why for problem in part.problems)
            except ReadError as error:
                told = str(error)
            assert "\n" not in told


@pytest.mark.parametrize("dataset", sorted(DATASETS))
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_any_bytes(dataset: str, data: st.DataObject) -> None:
    read(dataset, data.draw(st.binary(max_size=400)))


@pytest.mark.parametrize("dataset", sorted(DATASETS))
@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_a_good_file_with_something_put_in_or_cut_out(dataset: str, data: st.DataObject) -> None:
    whole = WHOLE[dataset].encode()
    at = data.draw(st.integers(0, len(whole)))
    cut = data.draw(st.integers(0, 60))
    junk = data.draw(
        st.one_of(
            st.binary(max_size=12),
            st.sampled_from(
                [b"\t", b"\n", b'"', b";", b",", b"\r", b"\xff", b"\x1f", b"\x1e", b"{", b"}", b"[", b"\0"]
            ),
        )
    )
    read(dataset, whole[:at] + junk + whole[at + cut :])


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6),
        lambda inside: (
            st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=6), inside, max_size=3)
        ),
        max_leaves=5,
    ),
    st.sampled_from(["id", "date", "event", "source", "target", "mode", "context", "location", "actor"]),
)
def test_any_json_in_a_field_of_plover(value: object, field: str) -> None:
    import json

    event = {"id": "p1", "date": "2031-07-04", "event": "042", "source": "NZL", "target": "ISL"} | {
        field: value
    }
    read("plover", json.dumps(event).encode())

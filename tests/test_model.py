from __future__ import annotations

import dataclasses

import pytest

from detente.model import ActorRef, Segment, Speaker, as_json, stable_id
from detente.spans import Span


def test_ids_depend_on_their_parts_alone() -> None:
    assert stable_id("statement", "doc", 1, 2, 0) == stable_id("statement", "doc", 1, 2, 0)
    assert stable_id("statement", "doc", 1, 2, 0) != stable_id("statement", "doc", 12, 0)
    assert stable_id("segment", "doc").startswith("segment-")


def test_records_become_json_with_their_kind_first() -> None:
    segment = Segment("s", "d", "turn", 10, 20, Span(0, 5, "Orla:"))
    assert as_json(segment) == {
        "record": "segment",
        "id": "s",
        "document": "d",
        "kind": "turn",
        "start": 10,
        "end": 20,
        "label": {"start": 0, "end": 5, "text": "Orla:"},
    }


def test_a_speaker_is_an_actor_reference_with_description_and_joint_ones() -> None:
    joint = ActorRef(None, "Orla Venn", "XNO", None)
    assert list(as_json(Speaker(None, None, None, None, "an envoy", (joint,)))) == [
        "actor",
        "name",
        "code",
        "mention",
        "description",
        "all",
    ]


def test_records_are_frozen() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        Span(0, 1, "a").start = 3  # type: ignore[misc]

"""Records out of detente: JSON Lines, tables, a page."""

from detente.export.events import WRITERS as EVENT_WRITERS
from detente.export.events import CodedEvent
from detente.export.jsonl import in_order, json_line, write_jsonl
from detente.export.page import page, speaker_name
from detente.export.tables import RECORDS, safe_cell, write_csv, write_csv_folder

__all__ = [
    "EVENT_WRITERS",
    "RECORDS",
    "CodedEvent",
    "in_order",
    "json_line",
    "page",
    "safe_cell",
    "speaker_name",
    "write_csv",
    "write_csv_folder",
    "write_jsonl",
]

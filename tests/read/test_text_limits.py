from __future__ import annotations

import pytest

from detente.model import ReadError
from detente.read.text import LONGEST, text_document


def test_a_file_that_is_an_archive_in_itself_is_refused_with_what_to_do() -> None:
    with pytest.raises(ReadError, match="cut it into its documents"):
        text_document(b"Talks go on. " * (LONGEST // 13 + 1), None)


def test_a_line_of_five_megabytes_is_a_document() -> None:
    assert len(text_document(b"Talks go on. " * 400_000, None).text) == 5_200_000

"""Encodings told apart by the bytes alone, on short and long invented texts."""

from __future__ import annotations

import pytest

from detente.model import ReadError
from detente.read.encoding import decode

RUSSIAN = "Президент Нордии заявила, что переговоры с Судрией продолжатся. «Мы готовы», — сказала она."
UKRAINIAN = "Міністр повідомив, що її посольство знову відкриється через одинадцять років."
FRENCH = "Le président a déclaré que la réunion à Nordbourg était annulée ; « c’est réglé », a-t-il ajouté."
FRENCH_PLAIN = "Le ministre a déclaré que la conférence de Nordbourg était annulée."
GERMAN = "Die Außenministerin grüßte größere Gäste: „Wir führen Gespräche über Füße und Flüsse.“"
GERMAN_PLAIN = "Grüße aus Süden: größere Füße, außer Äpfeln und Öl."
ENGLISH = "He said “we agree” – and that’s it."
SPANISH = "¿Qué dirá el señor ministro mañana? ¡Nada!"


@pytest.mark.parametrize(
    ("text", "written_in", "reported"),
    [
        (RUSSIAN, "utf-8", "utf-8"),
        (RUSSIAN, "utf-16-le", "utf-16-le"),
        (RUSSIAN, "utf-16-be", "utf-16-be"),
        (RUSSIAN, "cp1251", "windows-1251"),
        (UKRAINIAN, "cp1251", "windows-1251"),
        ("Кремль", "cp1251", "windows-1251"),
        ("ООН и США: нет.", "cp1251", "windows-1251"),
        ("Посол сказал: OK (NATO, UN, EU).", "cp1251", "windows-1251"),
        (FRENCH, "cp1252", "windows-1252"),
        (FRENCH_PLAIN, "latin-1", "iso-8859-1"),
        (GERMAN, "cp1252", "windows-1252"),
        (GERMAN_PLAIN, "latin-1", "iso-8859-1"),
        (ENGLISH, "cp1252", "windows-1252"),
        (ENGLISH, "utf-16-le", "utf-16-le"),
        (SPANISH, "latin-1", "iso-8859-1"),
        ("5 km²", "latin-1", "iso-8859-1"),
        ("plain words", "ascii", "utf-8"),
    ],
)
@pytest.mark.parametrize("times", [1, 300])
def test_encoding_is_found(text: str, written_in: str, reported: str, times: int) -> None:
    text = "\r\n".join([text] * times)
    decoded = decode(text.encode(written_in))
    assert (decoded.text, decoded.encoding, decoded.byte_order_mark) == (text, reported, False)


@pytest.mark.parametrize(
    ("written_in", "mark", "reported"),
    [
        ("utf-8", b"\xef\xbb\xbf", "utf-8"),
        ("utf-16-le", b"\xff\xfe", "utf-16-le"),
        ("utf-16-be", b"\xfe\xff", "utf-16-be"),
    ],
)
def test_a_byte_order_mark_is_no_part_of_the_text(written_in: str, mark: bytes, reported: str) -> None:
    decoded = decode(mark + RUSSIAN.encode(written_in))
    assert (decoded.text, decoded.encoding, decoded.byte_order_mark) == (RUSSIAN, reported, True)


def test_a_high_byte_late_in_a_long_file_counts() -> None:
    text = "Plain words of a long report. " * 20_000 + "He said “yes”."
    assert decode(text.encode("cp1252")).encoding == "windows-1252"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (bytes(range(256)) * 4, "binary"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"PK\x03\x04rest", "ZIP"),
        (RUSSIAN.encode("koi8-r", "ignore"), "KOI8-R"),
        (RUSSIAN.encode("iso-8859-5", "ignore"), "ISO-8859-5"),
        (RUSSIAN.encode("utf-32"), "UTF-32"),
        ("中国外交部发言人星期五表示，双方同意继续对话。".encode("gb18030"), "not text in"),
        ("日本の首相は会談の後に記者団に語った。".encode("shift_jis"), "not text in"),
        ("قال الرئيس إن المحادثات ستستمر".encode("cp1256"), "not text in"),
        ("Příliš žluťoučký kůň úpěl ďábelské ódy".encode("cp1250"), "not text in"),
        (RUSSIAN.encode()[:61] + b"\xff" + RUSSIAN.encode()[62:], "byte 61"),
        (b"\xff\xfe" + RUSSIAN.encode("utf-16-le")[:-1], "damaged UTF-16"),
        (
            "Минус \x98 в слове".encode("latin-1", "ignore") + "Минус в слове".encode("cp1251") + b"\x98",
            "damaged",
        ),
    ],
)
def test_what_is_no_known_text_is_refused(data: bytes, why: str) -> None:
    with pytest.raises(ReadError, match=why) as caught:
        decode(data)
    assert "\n" not in str(caught.value)

"""Which encoding a text file is in, told from its bytes alone.

Known are UTF-8, UTF-16, Windows-1251, Windows-1252 and Latin-1. The order of the tests matters: a byte order
mark decides; bytes that are valid UTF-8 are UTF-8, since text in another encoding is so only by a rare
accident; of the single-byte encodings the shape of the words decides (in Cyrillic text whole words stand
above 127, in western text single letters do), then letter statistics confirm or refuse.
"""

from __future__ import annotations

import codecs
import math
import re
from dataclasses import dataclass

import charset_normalizer

from detente.model import ReadError

UTF8, UTF16_LE, UTF16_BE = "utf-8", "utf-16-le", "utf-16-be"
CYRILLIC, WESTERN, LATIN = "windows-1251", "windows-1252", "iso-8859-1"
KNOWN = "UTF-8, UTF-16, Windows-1251, Windows-1252 or Latin-1"
BYTE_ORDER_MARKS = {UTF8: codecs.BOM_UTF8, UTF16_LE: codecs.BOM_UTF16_LE, UTF16_BE: codecs.BOM_UTF16_BE}

_SIGNATURES = {
    b"%PDF-": "a PDF document",
    b"PK\x03\x04": "a ZIP archive or an office document",
    b"\xd0\xcf\x11\xe0": "an office document",
    b"\x89PNG": "a PNG picture",
    b"GIF8": "a GIF picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"\x1f\x8b": "a gzip archive",
    b"\x7fELF": "a program",
    b"SQLite format 3\x00": "an SQLite database",
    b"{\\rtf": "an RTF document",
}
_CONTROL = bytes(set(range(0x20)) - set(b"\t\n\v\f\r\x1a\x1b")) + b"\x7f"
_CONTROL_SHARE = 0.005
_SAMPLE = 200_000
# Frequencies per thousand letters of running Russian, the rarer letters of its neighbours added; after
# O. Lyashevskaya and S. Sharoff, Frequency Dictionary of Modern Russian (2009), rounded.
_CYRILLIC_FREQUENCIES = {
    letter: frequency
    for frequency, letters in {
        110: "о", 85: "е", 80: "а", 74: "и", 67: "н", 63: "т", 55: "с", 47: "р", 45: "в", 44: "л",
        35: "к", 32: "м", 30: "ді", 28: "п", 26: "у", 20: "я", 19: "ы", 17: "ьг", 16: "зб", 14: "ч",
        12: "йў", 10: "х", 9: "ж", 7: "шэ", 6: "ю", 5: "цј", 4: "щ", 3: "фїє", 1: "ъёґљњћђџ",
    }.items()
    for letter in letters
}  # fmt: skip
_CYRILLIC_RIVALS = (CYRILLIC, "koi8-r", "cp866", "iso-8859-5", "mac-cyrillic")
_CYRILLIC_FLOOR = -3.9
_NEUTRAL = set("«»„“”‘’‚—–…№•©®™°§ \u00a0\u00ad")
_WORD = re.compile(rb"[A-Za-z\xa1-\xa3\xa5\xa8\xaa\xaf\xb2-\xb4\xb8\xba\xbc-\xff]+")
_MARKS = set("’‘“”«»‹›„‚€©®™°ºª–—·…•†\u00a0\u00ad")
_SIGNS = set("¢£¤¥¦¨¬¯±´¶¸¹¼½¾÷×ˆ˜ƒ")
_MOST_ODD = 0.15
"""Share of odd characters above which a text is not western."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """A decoded file: every character of it, the byte order mark left out."""

    text: str
    encoding: str
    byte_order_mark: bool


def decode(data: bytes) -> Decoded:
    """The text of a file in a known encoding; raises ReadError saying why there is none."""
    _refuse_signature(data)
    marked = _decode_marked(data)
    if marked is not None:
        return marked
    if _has_controls(data):
        encoding = _unmarked_utf16(data)
        if encoding is None:
            raise ReadError("a binary file, not text; give the text of it as a .txt file in UTF-8")
        return Decoded(data.decode(encoding), encoding, False)
    encoding = UTF8 if _is_utf8(data) else _single_byte(data)
    return Decoded(data.decode(encoding), encoding, False)


def _refuse_signature(data: bytes) -> None:
    for signature, kind in _SIGNATURES.items():
        if data.startswith(signature):
            raise ReadError(f"{kind}, which is not read; save its text as a .txt file in UTF-8")
    if data.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        raise ReadError("text in UTF-32, which is not read; save it in UTF-8")


def _decode_marked(data: bytes) -> Decoded | None:
    for encoding, mark in BYTE_ORDER_MARKS.items():
        if data.startswith(mark):
            text = _strictly(data, encoding, len(mark))
            if "\0" in text:
                raise ReadError("a binary file, not text; give the text of it as a .txt file in UTF-8")
            return Decoded(text, encoding, True)
    return None


def _strictly(data: bytes, encoding: str, skip: int) -> str:
    try:
        return data[skip:].decode(encoding)
    except UnicodeDecodeError as error:
        raise ReadError(_damaged(encoding, skip + error.start)) from None


def _damaged(encoding: str, offset: int) -> str:
    return f"damaged {encoding.upper()} text: byte {offset} cannot be decoded; mend it or save the file anew"


def _has_controls(data: bytes) -> bool:
    """Whether the bytes cannot be text with one byte a character: a NUL, or many other control characters."""
    if b"\0" in data:
        return True
    controls = len(data) - len(data.translate(None, _CONTROL))
    return controls > 2 and controls > _CONTROL_SHARE * len(data)


def _unmarked_utf16(data: bytes) -> str | None:
    """UTF-16 without a mark: the order in which nearly all characters are of an alphabet."""
    if len(data) % 2:
        return None
    shares = {encoding: _alphabet_share(data, encoding) for encoding in (UTF16_LE, UTF16_BE)}
    best = max(shares, key=lambda encoding: shares[encoding])
    return best if shares[best] >= 0.97 else None


def _alphabet_share(data: bytes, encoding: str) -> float:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return 0.0
    sample = text[:_SAMPLE]
    return sum(_of_alphabet(character) for character in sample) / max(1, len(sample))


def _of_alphabet(character: str) -> bool:
    code = ord(character)
    if code < 0x20:
        return character in "\t\n\v\f\r"
    letter = code < 0x600 or 0x1E00 <= code < 0x2000
    return (letter and code != 0x7F) or 0x2010 <= code <= 0x203A


def _is_utf8(data: bytes) -> bool:
    """Whether the bytes are UTF-8; raises ReadError where they nearly are."""
    try:
        data.decode(UTF8)
    except UnicodeDecodeError as error:
        lossy = data[: error.start + _SAMPLE].decode(UTF8, "replace")
        broken = lossy.count("\ufffd")
        intact = sum(character > "\x7f" for character in lossy) - broken
        # Text in one byte a character holds next to no valid sequences of several bytes.
        if intact >= 2 * broken:
            raise ReadError(_damaged(UTF8, error.start)) from None
        return False
    return True


def _single_byte(data: bytes) -> str:
    words = [word for word in _WORD.findall(data[: 50 * _SAMPLE]) if not word.isascii()]
    pure = sum(len(word) > 1 and min(word) > 0x7F for word in words)
    mixed = sum(min(word) <= 0x7F for word in words)
    if pure > mixed:
        return _cyrillic(data)
    return _western(data)


def _cyrillic(data: bytes) -> str:
    high = _neighbourhood(data)
    scores = {name: _cyrillic_score(high.decode(name, "replace")) for name in _CYRILLIC_RIVALS}
    scores[CYRILLIC] += 0.3  # by far the commonest, and one letter apart from the Macintosh's
    best = max(scores, key=lambda name: scores[name])
    # A word or two may hold rare letters only; a longer text that does is not Russian in any code page.
    floor = _CYRILLIC_FLOOR if len(high) < 25 else _CYRILLIC_FLOOR + 0.4
    if scores[best] < floor:
        raise _unknown(data)
    if best != CYRILLIC:
        raise ReadError(f"text in {best.upper()}, which is not read; save it in UTF-8")
    if b"\x98" in data:  # the one byte that Windows-1251 leaves undefined
        raise ReadError(_damaged(CYRILLIC, data.index(b"\x98")))
    return CYRILLIC


def _neighbourhood(data: bytes) -> bytes:
    """The first stretch in which bytes above 127 stand, long enough for statistics."""
    first = next((match.start() for match in re.finditer(rb"[\x80-\xff]", data)), 0)
    return data[first : first + 20_000]


def _cyrillic_score(text: str) -> float:
    """Mean log frequency of the letters, less a toll for capitals inside words; about -3 for Russian."""
    total, count, before = 0.0, 0, " "
    for character in text:
        if character > "\x7f" and character not in _NEUTRAL:
            total += math.log(_CYRILLIC_FREQUENCIES.get(character.lower(), 0.05) / 1000)
            total -= 3.0 * (before.islower() and character.isupper())
            count += 1
        before = character
    return total / max(1, count)


def _western(data: bytes) -> str:
    try:
        text = _neighbourhood(data).decode(WESTERN)
        data.decode(WESTERN)
    except UnicodeDecodeError:
        raise _unknown(data) from None
    odd = total = 0
    for before, character, after in zip(" " + text, text, text[1:] + " ", strict=False):
        if character > "\x7f":
            total += 1
            odd += _odd_in_western(before, character, after)
    if odd > _MOST_ODD * total:
        raise _unknown(data)
    return WESTERN if any(0x80 <= byte < 0xA0 for byte in set(data)) else LATIN


def _odd_in_western(before: str, character: str, after: str) -> bool:
    """A capital after a small letter, or a sign amid letters or signs: the letter of another code page."""
    if character.isalpha() and character not in "ªº":
        return before.islower() and character.isupper()
    if character in _MARKS:
        return False
    if character in "²³":  # as in km²
        return after.isalpha()
    return before.isalpha() or (after in _SIGNS and character in _SIGNS)


def _unknown(data: bytes) -> ReadError:
    guess = charset_normalizer.from_bytes(_neighbourhood(data)).best()
    hint = f" (it may be {guess.encoding})" if guess is not None else ""
    return ReadError(f"not text in {KNOWN}{hint}; save it in UTF-8")

"""One form for the spellings of one word: British and American, numerals and number words, ligatures.

The pairs are those of the Oxford and Merriam-Webster dictionaries, written down here as facts. A rule may
make a form that is no word: both sides of a comparison go through the same rules.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_SUFFIXES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), form)
    for pattern, form in (
        (r"^practis(e|es|ed|ing)$", r"practic\1"),
        (r"(?<=\w{3})is(e|es|ed|er|ers|ing|ation|ations|able)$", r"iz\1"),
        (r"(?<=\w{2})ys(e|es|ed|er|ers|ing)$", r"yz\1"),
        (r"(?<=\w{2})our(s|ed|ing|able|ably|ite|ites|hood|hoods|less|ist|ists|er|ers|ful|al)?$", r"or\1"),
        (
            r"^((?:un)?(?:travel|cancel|label|model|level|fuel|signal|counsel|quarrel|dial|total|marshal|channel|"
            r"tunnel|equal|rival|shovel|initial|jewel|panel|ravel|funnel|libel|duel|pedal|spiral))l"
            r"(ed|ing|er|ers|or|ors|ation|ations|able)$",
            r"\1\2",
        ),
        (r"^(defen|offen|preten|licen)c(e|es|ed|ing)$", r"\1s\2"),
        (r"^(dialog|catalog|analog|monolog|prolog|epilog)u(e|es|ed)$", r"\1\2"),
        (r"^(dialog|catalog|analog|monolog|prolog|epilog)(e)?(s?)$", r"\1e\3"),
        (r"^(cent|theat|met|lit|fib|calib|sab|spect|meag|somb|lust|kilomet|centimet)r(e)(s?)$", r"\1er\3"),
        (r"^(program)me(s?)$", r"\1\2"),
        (r"^(judg|acknowledg)e(ment|ments)$", r"\1\2"),
        (r"^(fulfi|enro|insti|disti|appa|insta)l(s?|ment|ments)$", r"\1ll\2"),
        (r"^(ski|wi)l(ful|fully)$", r"\1ll\2"),
        (r"^(tow|afterw|backw|forw|upw|downw|onw|inw|outw)ards$", r"\1ard"),
        (r"^(lear|bur|spoi|dwel|spel)nt$", r"\1ned"),
        (r"^grey(s|er|est|ing|ed)?$", r"gray\1"),
        (r"^(sc)(eptic\w*)$", r"sk\2"),
        (r"^manoeuv(r\w+)$", r"maneuv\1"),
        (r"^plough(\w*)$", r"plow\1"),
        (r"^mould(\w*)$", r"mold\1"),
    )
)
# Told quickly: a word without any of these has no variant.
_MAY_VARY = re.compile(
    r"is[aei]|ys[ei]|our|ll|[ni]c[ei]|ns[ei]|tis[ei]|og(?:ue?)?(?:e?[ds]|s)?$|re[sd]?$|er[s]?$|mme|gement|"
    r"l(?:s|ments?|ful|fully)?$|wards$|nt$|grey|sceptic|oeuv|plough|mould"
)
_WHOLE = {
    "learnt": "learned", "burnt": "burned", "spelt": "spelled", "spoilt": "spoiled", "dreamt": "dreamed",
    "leapt": "leaped", "aluminium": "aluminum", "ageing": "aging", "manoeuvre": "maneuver",
    "manoeuvres": "maneuvers", "maneuvre": "maneuver", "maneuvres": "maneuvers",
    "tyre": "tire", "tyres": "tires", "pyjamas": "pajamas", "grey": "gray", "cosy": "cozy",
    "moustache": "mustache", "anaemia": "anemia", "anaemic": "anemic", "paediatric": "pediatric",
    "encyclopaedia": "encyclopedia", "mediaeval": "medieval", "archaeology": "archeology", "%": "percent",
    "&": "and", "okay": "ok", "nought": "0",
}  # fmt: skip
_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
)
_NUMBERS = {word: value for value, word in enumerate((_UNITS + " seventeen eighteen nineteen").split())}
_TENS = {
    word: value * 10
    for value, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)  # noqa: SIM905
}
_ORDINALS = {
    word: f"{value}th"
    for value, word in enumerate(
        [
            "first",
            "second",
            "third",
            "fourth",
            "fifth",
            "sixth",
            "seventh",
            "eighth",
            "ninth",
            "tenth",
            "eleventh",
            "twelfth",
        ],
        1,
    )
}
_SCALES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 10**9, "trillion": 10**12}
_LETTERS = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ı": "i", "ё": "е", "ð": "d"})
_UNSEEN = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff'’ʼ‘`´]")
_THOUSANDS = re.compile(r"(?<=\d)[,’'](?=\d{3}(?:\D|$))")
_FIRST_LETTER_PAST_LATIN = "\u0250"


@lru_cache(maxsize=200_000)
def key_of(word: str) -> str:
    """The form by which a word is compared: without case, apostrophes, Latin diacritics and variants.

    >>> key_of("Organisation"), key_of("don’t"), key_of("Five"), key_of("1,200"), key_of("Perón")
    ('organization', 'dont', '5', '1200', 'peron')
    """
    plain = _plain(word)
    if not plain or not plain.isalpha() or not plain.isascii():
        return _WHOLE.get(plain, _ordinal(plain))
    if plain in _NUMBERS:
        return str(_NUMBERS[plain])
    if plain in _TENS:
        return str(_TENS[plain])
    return _ORDINALS.get(plain) or _spelled(plain)


def _plain(word: str) -> str:
    if word.isascii():
        return _THOUSANDS.sub("", word.lower()).replace("'", "").replace("`", "")
    folded = unicodedata.normalize("NFKC", _UNSEEN.sub("", _THOUSANDS.sub("", word))).casefold()
    letters = (_base(letter) for letter in unicodedata.normalize("NFC", folded).translate(_LETTERS))
    return "".join(letters)


def _base(letter: str) -> str:
    """Of a Latin letter the letter without its marks; in other scripts a mark makes another letter."""
    if letter < "\u0080":
        return letter
    base = unicodedata.normalize("NFD", letter)[0]
    return base if base < _FIRST_LETTER_PAST_LATIN else letter


def _ordinal(plain: str) -> str:
    return re.sub(r"^(\d+)(?:st|nd|rd|th)$", r"\1th", plain)


def _spelled(word: str) -> str:
    if word in _WHOLE:
        return _WHOLE[word]
    if len(word) > 4 and _MAY_VARY.search(word):
        for pattern, form in _SUFFIXES:
            changed = pattern.sub(form, word)
            if changed != word:
                return changed
    return word


@lru_cache(maxsize=200_000)
def stem_of(key: str) -> str:
    """The beginning that forms of one word share in most languages: an approximation for retrieval."""
    if len(key) <= 4 or key.isdigit():
        return key
    for ending in ("ing", "ed", "es", "s", "ly"):
        if key.endswith(ending) and len(key) - len(ending) >= 4:
            key = key[: -len(ending)]
            break
    return key[:6]


def number_of(keys: tuple[str, ...]) -> int | None:
    """The number that keys spell together: ("20", "5") and ("25",) are both 25; None for no number."""
    total = part = 0
    for key in keys:
        if key in _SCALES:
            part = (part or 1) * _SCALES[key]
            if key != "hundred":
                total, part = total + part, 0
        elif key.isdigit() and key.isascii() and len(key) < 16:
            part += int(key)
        elif key != "and":
            return None
    return total + part if any(key != "and" for key in keys) else None

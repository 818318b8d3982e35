"""One key for the spellings of a name: Selenskyj, Zelenskyy, Zelensky and the Cyrillic original.

Names of persons come into English text by several roads: English, German, French or Polish romanisation of
Cyrillic, Wade-Giles or pinyin, with and without diacritics. The key writes what sounds alike alike: it is
coarse on purpose, so it is asked only where no spelling of the tables fits, and only one person may have it.
"""

from __future__ import annotations

import re
import unicodedata
from difflib import SequenceMatcher
from functools import lru_cache

from detente.actors.records import Gender

_LETTERS = (
    "а=a б=b в=v г=g ґ=g д=d е=e ё=e є=e ж=zh з=z и=i і=i ї=i й=i к=k л=l м=m н=n о=o п=p р=r с=s т=t у=u "
    "ў=u ф=f х=h ц=ts ч=ch ш=sh щ=shch ъ= ы=y ь= э=e ю=u я=a ђ=d ј=i љ=l њ=n ћ=ch џ=dz"
)
_CYRILLIC = {pair[0]: pair[2:] for pair in _LETTERS.split()}
_IOTATED = {"ю": "iu", "я": "ia", "є": "ie", "ё": "io", "ї": "i"}
_IS_CYRILLIC = re.compile(r"[Ѐ-ӿ]")
_NOT_LETTERS = re.compile(r"[^a-z ]+")
_ALIKE = tuple(
    (re.compile(pattern), to)
    for pattern, to in (
        (r"schtsch|chtch|shch|szcz|tsch|tch|sch|dzh|dsch|ch|sh|sz|cz|zh|tsh|dj", "S"),
        (r"kh|gh", "h"),
        (r"x", "ks"),
        (r"ph", "f"),
        (r"tz|ts|c(?=[eiy])|z", "s"),
        (r"ck|q|c", "k"),
        (r"w|ff\b", "v"),
        (r"ou|oo", "u"),
        (r"[eoa]?[iyj]+[eoau]?", "i"),
        (r"([a-zA-Z])\1+", r"\1"),
    )
)
_VOWEL_ENDS = re.compile(r"(?<=[a-zA-Z]{3})[aeiou]+\b")
_VOWELS = re.compile(r"[aeiou]")
_SAME_GIVEN = 0.8  # ... and in a text, where most names are nobody's of the tables
_ALIKE_GIVEN = 0.6  # similarity of the given names' keys from which they may be one


def is_cyrillic(text: str) -> bool:
    return _IS_CYRILLIC.search(text) is not None


# Endings of Russian and Ukrainian cases and what the nominative has instead, of nouns and of surnames that
# are adjectives; indeclinable names need none.
_CASES = tuple(
    (ending, nominatives.split(","))
    for ending, nominatives in (
        ("ского", "ский"), ("скому", "ский"), ("ским", "ский"), ("ском", "ский"), ("ської", "ська"),
        ("ського", "ський"), ("ському", "ський"), ("ським", "ський"), ("ской", "ская"), ("скую", "ская"),
        ("овой", "ова"), ("евой", "ева"), ("иной", "ина"), ("ого", "ый,ой"), ("ому", "ый,ой"),
        ("ым", ",ый,ой"), ("им", ",ий"), ("ом", ",о"), ("ем", "ь,й"), ("ём", "ь,й"), ("ой", "а,ая"),
        ("ей", "я,а"),
        ("ию", "ий"), ("ия", "ий"), ("ии", "ий,ия"), ("а", ""), ("у", ",а"), ("е", ",а,й,ь,я"),
        ("ы", "а"), ("и", "а,я,ь"),
        ("я", "й,ь"), ("ю", "й,ь,я"),
    )
)  # fmt: skip
_SHORTEST_STEM = 2


def case_gender(surname: str) -> Gender | None:
    """Whose a surname in -ov, -in or -ski is by the ending of its case; None where it may be anybody's."""
    if surname.endswith(("овой", "евой", "иной", "ской", "скую", "ская", "ська", "ської")):
        return "female"
    return "male" if surname.endswith(("овым", "евым", "иным", "ского", "скому", "ским", "ського")) else None


def nominatives(word: str) -> tuple[str, ...]:
    """What a name in a case of Russian or Ukrainian may be in the nominative, itself first."""
    found = [word]
    for ending, instead in _CASES:
        stem = word.removesuffix(ending)
        if stem != word and len(stem) > _SHORTEST_STEM:
            found += [stem + nominative for nominative in instead]
    return tuple(dict.fromkeys(found))


def romanised(text: str) -> str:
    """Cyrillic letters as Latin ones; other characters stay."""
    letters = []
    before = " "
    for char in text:
        lower = char.lower()
        latin = _IOTATED.get(lower) if before in " аеёиоуыэюяєіїьъ'’" else None
        latin = latin if latin is not None else _CYRILLIC.get(lower)
        letters.append(char if latin is None else latin.capitalize() if char != lower else latin)
        before = lower
    return "".join(letters)


@lru_cache(maxsize=1 << 13)
def sound_key(name: str) -> str:
    """The key of a name: lower case, without diacritics, word by word."""
    plain = unicodedata.normalize("NFKD", romanised(name)).encode("ascii", "ignore").decode().lower()
    plain = _NOT_LETTERS.sub("", plain.replace("-", " "))
    for pattern, to in _ALIKE:
        plain = pattern.sub(to, plain)
    return " ".join(_VOWEL_ENDS.sub("", plain).split())


def skeleton(key: str) -> str:
    """The consonants of a key: vowels are what romanisations differ in most."""
    return _VOWELS.sub("", key)


def may_be_one(one: str, two: str, strict: bool = False) -> bool:
    """May the keys of two given names be of one? Michail and Mikhail, not Boris and Ivan. `strict`: word by
    word, initials the same."""
    if not strict:
        return SequenceMatcher(None, _loose(one), _loose(two)).ratio() >= _ALIKE_GIVEN
    words, others = _loose(one).split(), _loose(two).split()
    return len(words) == len(others) and all(
        SequenceMatcher(None, a, b).ratio() >= _SAME_GIVEN for a, b in zip(words, others, strict=True)
    )


def _loose(key: str) -> str:
    return key.replace("S", "h")

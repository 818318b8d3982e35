"""The language of a text, by script and by its commonest words; None where they do not decide."""

from __future__ import annotations

import re
from collections import Counter

_SAMPLE = 20_000
_WORDS = re.compile(r"[^\W\d_]+")
_STOP_WORDS = {
    "en": "the of and to in that is was for on with as said he it by are from have has this not be",
    "fr": "le la les des et que dans est une pour qui sur pas par au avec du ce il elle sont cette aux",
    "de": "der die und das den nicht von mit ist des auf für im dem ein eine sich auch wird sie hat zu",
    "es": "el los las de que y en una por con para del se su al lo como más pero fue ha es",
    "it": "il di che la è per un una non con del della sono nel gli alla dei più anche ha si",
    "pt": "o os as de que e do da em um uma não com para no na por mais dos como foi ao",
    "nl": "de het een van en dat is te op met voor niet zijn aan er ook door naar heeft bij",
    "pl": "w na z że się nie do jest to o po jak przez ale od za dla są przy oraz",
    "tr": "ve bir bu için ile da de olarak çok daha ancak olan gibi kadar sonra ise",
    "ru": "и в не на что с по как он это из за от к его но для о также были был",
    "uk": "і в не на що з та як до у його це за від але для про також він були був",
    "be": "і ў не на што з па як да ён гэта за ад але для пра таксама быў",
    "bg": "и на да се за от в не че са по като това със ще беше при",
    "sr": "и у је да на се за су од са не ће као који из због",
}
_STOPS = {language: frozenset(words.split()) for language, words in _STOP_WORDS.items()}
_SCRIPTS = (
    ("ja", re.compile(r"[\u3040-\u30ff]"), 0.05),
    ("zh", re.compile(r"[\u4e00-\u9fff]"), 0.3),
    ("ko", re.compile(r"[\uac00-\ud7af]"), 0.3),
    ("he", re.compile(r"[\u0590-\u05ff]"), 0.3),
    ("fa", re.compile(r"[پچژگکی]"), 0.04),
    ("ar", re.compile(r"[\u0600-\u06ff]"), 0.3),
    ("el", re.compile(r"[\u0370-\u03ff]"), 0.3),
    ("ka", re.compile(r"[\u10a0-\u10ff]"), 0.3),
    ("hy", re.compile(r"[\u0530-\u058f]"), 0.3),
    ("hi", re.compile(r"[\u0900-\u097f]"), 0.3),
)
_ANY_SCRIPT = re.compile("|".join(script.pattern for _, script, _ in _SCRIPTS))


def find_language(text: str) -> str | None:
    """The ISO 639-1 code of the language in which most of the text stands."""
    sample = text[:_SAMPLE]
    if not any(map(str.isalpha, sample)):
        return None
    if _ANY_SCRIPT.search(sample):
        letters = sum(map(str.isalpha, sample))
        for language, script, share in _SCRIPTS:
            if len(script.findall(sample)) >= share * letters:
                return language
    return _by_stop_words(_WORDS.findall(sample.lower()))


def _by_stop_words(words: list[str]) -> str | None:
    """The language with the most of its commonest words, if they are a tenth of the text and lead clearly."""
    counts = Counter(words)
    hits = {language: sum(counts[word] for word in stops) for language, stops in _STOPS.items()}
    (best, most), (_, second) = Counter(hits).most_common(2)
    return best if most >= 2 and most >= 0.1 * len(words) and most >= 1.25 * second else None

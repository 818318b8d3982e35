"""Where sentences begin, by marks, capitals and abbreviations; for texts that are not parsed."""

from __future__ import annotations

import re
from collections.abc import Iterator


def _words(words: str) -> frozenset[str]:
    return frozenset(words.split())


# What may end a sentence, and the word behind it; an ellipsis needs no space.
_END = re.compile(
    r"(?<![.!?…])(?P<mark>[.!?…]+)(?P<closing>[\"'’)\]]*)"
    r"(?:\s+|(?<=\.\.\.|\w\w…)(?=[A-Z]))(?:[-–—]+\s+)?(?=(?P<next>\S+))"
)
_QUOTES = "\"'‘’“"
_OPENING = "\"'‘’“([{-–—$£€#@*•"
_BEHIND = ".,;:!?\"'’)"
# With a capital and a full stop never the last word of a sentence.
_TITLES = _words(
    """
    mr mrs ms messrs mme dr drs prof rev revs hon fr gen gens lt col capt cmdr cpl sgt maj adm brig pvt
    supt sen sens rep reps gov govs pres atty amb st ste mt ft
    """
)
_NEVER_LAST = _words("vs v approx cf viz eg ie")
_BEFORE_NUMBERS = _words("no nos fig pp vol ca")
# With a capital perhaps the last word: it is where a word follows that seldom has a capital otherwise.
_ABBREVIATIONS = _words(
    """
    inc corp co cos ltd llc bros plc jr sr esq dept dist univ assn jan feb mar apr jun jul aug sept sep
    oct nov dec mon tue tues thu thurs fri ave blvd rd hwy ala ariz ark calif colo conn del fla ga ill
    ind kan ky la mass md mich minn miss mo mont neb nev okla ore pa penn tenn tex va vt wash wis wyo
    """
)
_STARTERS = _words(
    """
    the a an he she it they we i you this that these those there here but and or so yet nor if when
    while where after before since although though because as at by for from in on with without within
    during under over until to of about against among between despite according his her its their our my
    your who what why how which whether not no yes however meanwhile still then now also both some many
    most all each every any other another one two even just only more such once later last earlier
    """
)
_SAYING = (
    "said|says|asked|asks|replied|wrote|added|told|tweeted|answered|continued|exclaimed|shouted|responded"
)
_ATTRIBUTION = re.compile(
    rf"(?:[Hh]e|[Ss]he|[Tt]hey|I|(?:[A-Z][\w’'.-]+ ){{0,3}}[A-Z][\w’'-]+) (?:{_SAYING})\b"
)


def sentence_starts(view: str) -> Iterator[int]:
    """The offsets in a paragraph at which its second and later sentences begin.

    `view` has straight marks and plain spaces. Each offset is behind white space or an ellipsis.
    """
    for end in _END.finditer(view):
        if _ends_sentence(view, end):
            yield end.end()


def _ends_sentence(view: str, end: re.Match[str]) -> bool:
    following = end["next"].lstrip(_OPENING)
    if not following or (following[0].islower() and not following.startswith("http")):
        return False
    if "." not in end["mark"] and "…" not in end["mark"]:
        # A question or an exclamation may be part of a sentence: “Now?” Moe asked.
        return not (end["closing"] and _ATTRIBUTION.match(view, end.end()))
    if len(end["mark"]) > 1 or end["closing"].strip(")]"):
        return True
    begin = view.rfind(" ", 0, end.start()) + 1
    word = view[begin : end.start()].lstrip(_OPENING)
    return _is_last_word(word, end["next"], first=begin == 0 or view[begin - 2] in ".!?:;")


def _is_last_word(word: str, following: str, *, first: bool) -> bool:
    """Is a full stop the end of a sentence, and not part of the word before it?"""
    lower, capital = word.lower().rpartition("-")[2], word[:1].isupper()
    if (first and (word.isdigit() or len(word) == 1)) or (capital and len(word) == 1 and word != "I"):
        return False  # the number of an item, an initial
    if lower in _NEVER_LAST or (lower in _TITLES and (capital or "-" in word)):
        return False
    if lower in _BEFORE_NUMBERS:
        return not following[0].isdigit()
    shortened = (capital and lower in _ABBREVIATIONS) or word == "I" or ("." in word and word[-1].isalnum())
    if shortened or lower == "etc":
        return following[0] in _QUOTES or following.strip(_OPENING + _BEHIND).lower() in _STARTERS
    return True

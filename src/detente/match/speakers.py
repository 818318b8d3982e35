"""Whether two names may mean the same speaker."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from detente.match.spelling import key_of
from detente.match.weight import TITLES
from detente.model import ActorRef, Speaker, Statement

_CODE = re.compile(r"[A-Z][A-Z0-9-]{1,11}")


def same_speaker(asked: str, speaker: Speaker, states: Mapping[str, str]) -> bool | None:
    """Whether who is asked for is a statement's speaker; None where the archive does not know who spoke.

    `asked` is a code, a state's name, or a name or a part of one; `states` are states' names by their codes.
    """
    voices: list[ActorRef] = [speaker, *speaker.all]
    answers = [_same(asked.strip(), one, states) for one in voices]
    if any(answers):
        return True
    return None if all(answer is None for answer in answers) else False


def is_about(asked: str, statement: Statement, states: Mapping[str, str]) -> bool:
    """Whether a statement is recorded as being about an actor."""
    return any(_same(asked.strip(), one, states) for one in statement.about)


def _same(asked: str, one: ActorRef, states: Mapping[str, str]) -> bool | None:
    if one.code and _CODE.fullmatch(asked) and asked == one.code:
        return True
    if one.code and _words(asked) and _words(asked) == _words(states.get(one.code, "")):
        return True
    if not one.name:
        description = one.description if isinstance(one, Speaker) else None
        return True if description and _within(_words(asked), _words(description)) else None
    return _same_name(asked, one.name)


def _same_name(asked: str, name: str) -> bool:
    a, b = _named(asked), _named(name)
    if not a or not b:
        return _words(asked) == _words(name)
    if _within(a, b) or _within(b, a):
        return True
    if a[-1] != b[-1] and a[0] != b[-1] and a[-1] != b[0]:
        return False
    # The same surname: given names must not contradict each other, initials may stand for them.
    return all(any(_stands_for(x, y) for y in b) for x in a) or all(
        any(_stands_for(x, y) for y in a) for x in b
    )


def _stands_for(a: str, b: str) -> bool:
    return a == b or ((len(a) == 1 or len(b) == 1) and a[0] == b[0])


def _words(name: str) -> list[str]:
    return [key_of(word) for word in re.findall(r"[^\W_]+", name)]


def _named(name: str) -> list[str]:
    return [word for word in _words(name) if word not in TITLES]


def _within(part: Iterable[str], whole: Iterable[str]) -> bool:
    """Whether every word of a name stands in the other, or begins a word of it."""
    words = list(whole)
    wanted = list(part)
    return bool(wanted) and all(
        any(w == p or (len(p) > 3 and w.startswith(p)) for w in words) for p in wanted
    )

"""Whether two names may mean the same speaker."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from detente.match.spelling import key_of
from detente.match.weight import ROLES, TITLES
from detente.model import ActorRef, Speaker, Statement

# "Mr. King" is a name, and so is "King" alone.
_BEFORE_NAMES = frozenset(("mr", "mrs", "ms", "miss", "dr", "sir"))
_SURNAMES = (["king"], ["queen"], ["head"], ["chancellor"])
_POSSESSIVE = re.compile(r"[’']s\b")
_CODE = re.compile(r"[A-Z][A-Z0-9-]{1,11}")


@dataclass(frozen=True, slots=True)
class Meant:
    """What the words for who is asked for mean: `states` are names or adjectives of states by their codes,
    `bodies` the codes of the states for which a palace, a ministry or a capital speaks."""

    states: Mapping[str, str] = field(default_factory=dict)
    bodies: Mapping[str, str] = field(default_factory=dict)


def same_speaker(asked: str, speaker: Speaker, meant: Meant) -> bool | None:
    """Whether who is asked for is a statement's speaker; None where the archive does not know who spoke.

    `asked` is a code, a state's name, a name or a part of one, a role ("the Norlandic president") or a body:
    these rule out who speaks for another state, and confirm nobody whose name alone is known.
    """
    voices: list[ActorRef] = [speaker, *speaker.all]
    answers = [_same(asked.strip(), one, meant) for one in voices]
    if any(answers):
        return True
    return None if all(answer is None for answer in answers) else False


def state_part(asked: str) -> str:
    """What of a role may name its state: "Norlandic" of "the Norlandic president"; "" for what is no role."""
    words = _POSSESSIVE.sub("", asked).split()
    rest = [word for word in words if key_of(word) not in TITLES and key_of(word) not in ROLES]
    return " ".join(rest) if len(rest) < len(words) else ""


def is_about(asked: str, statement: Statement, meant: Meant) -> bool:
    """Whether a statement is recorded as being about an actor."""
    return any(_same(asked.strip(), one, meant) for one in statement.about)


def _same(asked: str, one: ActorRef, meant: Meant) -> bool | None:
    if one.code and _CODE.fullmatch(asked) and asked == one.code:
        return True
    if one.code and _words(asked) and _words(asked) == _words(meant.states.get(one.code, "")):
        return True
    role = meant.bodies.get(asked) or _role(asked, meant.states)
    if role is not None and one.name and not _within(_named(asked), _words(one.name)):
        return False if role and one.code and one.code != role else None
    if not one.name:
        description = one.description if isinstance(one, Speaker) else None
        return True if description and _within(_words(asked), _words(description)) else None
    return _same_name(asked, one.name)


def _role(asked: str, states: Mapping[str, str]) -> str | None:
    """The code of the state whose office holder is asked for, "" where no state is named; None for a name."""
    words = _words(_POSSESSIVE.sub("", asked))
    rest = [word for word in words if word not in TITLES and word not in ROLES]
    if not ROLES.intersection(words) or _BEFORE_NAMES.intersection(words) or words in _SURNAMES:
        return None
    if not rest:
        return ""
    return next((code for code, name in states.items() if _is_state(rest, _words(name))), None)


def _is_state(words: list[str], name: list[str]) -> bool:
    """Whether words are a state's name, or adjectives that begin with it."""
    return len(words) == len(name) and _within(name, words)


def _same_name(asked: str, name: str) -> bool:
    a, b = _named(asked), _named(name)
    if not a or not b:
        return _within(_words(asked), _words(name))
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

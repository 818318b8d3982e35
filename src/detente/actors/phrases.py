"""A mention by itself: its words, the day, and whom the text has introduced -> the actor, or nobody and why.

The rules, in the order in which they are tried:

1. the phrase is in the tables: a name, an adjective, a capital, a word for a government;
2. several are meant: "the two Koreas", "the Russian and US presidents", "the Clintons";
3. a relation: "Putin's American counterpart", "the predecessor of Erik Holm", "his father";
4. a title of courtesy and a name: "Mrs Lund"; one of a family: "the elder Lund", "Lund senior";
5. a body of a state: "the Norlandic government", "the Sudrian Foreign Ministry";
6. the head of a body, "the Pentagon chief", and a role, with what stands around it: "the former Norlandic
   president", "President-elect Lund", "the then foreign minister", "the Norlandic ambassador in Porto Sul";
7. a known name behind words that only describe ("First Lady Ada Lund"), or in another spelling.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from detente.actors.patterns import BODY, SIDE
from detente.actors.records import Days, Entry, Resolution
from detente.actors.tables import Tables, bare, nobody, slug
from detente.actors.words import doubtful_names, heads, role_words

_LONGEST_MENTION = 300
_LONGEST_ABBREVIATION = 4
_ONE_IN_THE_WORLD = {"pope", "pontiff"}
_WHOSE_WORD = {
    "pentagon chief": "USA",
    "cia director": "USA",
    "taoiseach": "IRL",
}  # one state's word for an office
_COURTESY = re.compile(r"(?P<title>Mr|Mrs|Ms|Miss|Dr|Sir|Madam|Lady|Lord)\.? (?P<name>.+)$")
_PREFIX = re.compile(r"\b([Ee]x|[Tt]hen|[Ff]ormer|[Aa]cting|[Oo]utgoing|[Ii]ncoming)-")
_NUMBER = re.compile(
    r"(?:the )?(?:two|both|both of|three|four|five|all|other|various|several)(?: the)? ", re.I
)
_OWNED = re.compile(
    r"(?P<owner>.+?)(?:'s|s')? (?P<middle>(?:[\w.-]+ ){0,3})"
    r"(?P<word>counterpart|opposite number|predecessor|successor)(?:,? (?P<name>[A-Z].+))?$"
)
_OF_OWNER = re.compile(
    r"(?P<middle>(?:[\w.-]+ ){0,3})(?P<word>counterpart|opposite number|predecessor|successor) (?:of|to) "
    r"(?P<owner>.+)$"
)
_POSSESSIVES = {
    "his": "male",
    "her": "female",
    "their": None,
    "its": None,
    "my": None,
    "your": None,
    "our": None,
}
_KIN = re.compile(
    r"\b(?:father|mother|son|daughter|wife|husband|brother|sister|uncle|nephew|widow|grandson|grandfather)$"
)
_MANY = re.compile(
    r"\b(?:two|three|both|all|leaders|presidents|ministers|countries|sides|nations)\b", re.IGNORECASE
)
_WHOSE = re.compile(r"\b(?:counterpart|colleague|opposite number|predecessor|successor)$", re.IGNORECASE)
_OTHER_HALF = {"counterpart", "opposite number"}
_FAMILY = re.compile(
    r"(?:(?P<before>elder|older|senior|younger|junior) (?P<name>[A-Z].+)"
    r"|(?P<first>[A-Z].+?),? (?:the )?(?P<after>[Ss]enior|[Ee]lder|[Ss]r\.?|[Jj]unior|[Yy]ounger|[Jj]r\.?))$"
)
_ELDER = {"elder", "older", "senior", "sr", "sr."}
_KINSFOLK = re.compile(r"(.+) (?:brothers|sisters|family|couple|dynasty|clan)$")
_ADMINISTRATION = re.compile(r"([A-Z][\w’'-]+) (?:[Aa]dministration|[Gg]overnment|[Cc]abinet)$")
_APPOSED = re.compile(r"([^,]+), (?:the |an? )?([^,]+)$")
_RANKS = {
    "colonel",
    "col",
    "general",
    "gen",
    "marshal",
    "admiral",
    "comrade",
    "commander",
    "ayatollah",
    "sheikh",
}
_HEAD_OF = re.compile(r"(?:head|boss|chief) of (?:the )?", re.IGNORECASE)
_ELECT = re.compile(r"[ -]\s*(elect|designate)\b")
_SENT_TO = re.compile(r"(?:of|to|in|at)\s+(?:the\s+)?(.+)$")
_OF = re.compile(r"of\s+(?:the\s+)?(.+)$")
_SENT = {"ambassador", "envoy", "permanent representative"}
_PAST = {"former", "ex", "late"}
_COMING = {"elect", "designate", "incoming"}
_ACTING = {"acting", "interim", "caretaker"}
_LOWER_RANK = {"deputy", "vice", "assistant"}
_NEUTRAL = {
    "outgoing",
    "incumbent",
    "current",
    "sitting",
    "present",
    "new",
    "longtime",
    "serving",
    "then-current",
}
_OTHER_TIMES = {"then", "previous", "last", "first", "next", "future", "would-be", "second"}
_MODIFIERS = _PAST | _COMING | _ACTING | _LOWER_RANK | _NEUTRAL | _OTHER_TIMES
_ARTICLES = {"the", "a", "an", "mr", "mr.", "mrs", "mrs.", "this", "that"}


@dataclass(frozen=True, slots=True)
class RolePhrase:
    """A role as worded: whose it is, when, and the name after it."""

    word: str
    roles: tuple[str, ...]
    codes: tuple[str, ...]
    modifiers: frozenset[str]
    rest: str


class Phrases:
    """Mentions by the tables on the days; `introduced` are the ids of persons of the text, in order."""

    def __init__(self, tables: Tables, days: Days | None, introduced: Sequence[str] = ()) -> None:
        self.tables, self.days, self.introduced = tables, days, introduced

    def resolve(self, mention: str) -> Resolution:
        """Whom the mention means, or nobody with candidates and the reason."""
        if len(mention) > _LONGEST_MENTION:
            return nobody(f"longer than {_LONGEST_MENTION} characters: not a mention")
        plain = bare(mention)
        if not plain:
            return nobody("empty")
        if plain.isupper() and len(plain) > _LONGEST_ABBREVIATION and not self.tables.index.get(plain):
            plain = plain.title()
        rules = (self._in_tables, self._several, self._relation, self._one_of_a_name, self._body, self._role)
        for rule in rules:
            found = rule(plain)
            if found is not None:
                return found
        return self._described(plain) or self._spelled(plain) or nobody(_why_not(plain))

    # 1. The tables

    def _in_tables(self, plain: str) -> Resolution | None:
        entries = self.tables.index.get(plain)
        if not entries:
            return None
        return self._among_introduced(entries) or self.tables.meaning(entries, self.days, plain)

    def _among_introduced(self, entries: Sequence[Entry]) -> Resolution | None:
        """Of several of one surname the one the text has introduced."""
        people = {e.key for e in entries if e.kind == "surname"} & set(self.introduced)
        if len(people) != 1 or len(entries) == 1:
            return None
        return self.tables.found(people.pop(), self.days, "introduced in the text")

    # 2. Several

    def _several(self, plain: str) -> Resolution | None:
        number = _NUMBER.match(plain)
        rest = plain[number.end() :] if number else plain
        found = self._roles_in_plural(rest) or (self._namesakes(rest) if number or plain else None)
        if found is not None or number is None:
            return found or self._joined(plain)
        people = self.tables.names_of(self.introduced)
        return nobody("more than one is meant, which only the text can tell", people)

    def _roles_in_plural(self, plain: str) -> Resolution | None:
        """As in "the Russian and US presidents", "the foreign ministers of Norland and Sudria"."""
        match = role_words().plural_pattern.search(plain)
        if match is None:
            return None
        before, behind = plain[: match.start()].strip(), plain[match.end() :].strip()
        of = re.match(r"of (?:the )?(.+)$", behind)
        if behind and not of:
            return self._named_in_plural(role_words().plurals[match[0].lower()], _parts(behind))
        owners = _parts(of[1] if of else before)
        codes = [self._codes(owner) for owner in owners]
        roles = role_words().offices[role_words().plurals[match[0].lower()]]
        if not owners:
            here = [p for p in self.introduced if self.tables.holds_any(p, roles, self.days)]
            return nobody("more than one is meant, which only the text can tell", self.tables.names_of(here))
        if not all(len(found) == 1 for found in codes):
            return None
        names = [name for found in codes for name in self._holders(found[0], roles)]
        code = self.tables.owner(codes[0][0]) if len(codes) == 1 else None
        return Resolution(None, None, code, tuple(dict.fromkeys(names)), "more than one is meant")

    def _named_in_plural(self, word: str, names: Sequence[str]) -> Resolution | None:
        """As in "Presidents Lund and Moe"."""
        found = [self.resolve(f"{word} {name}") for name in names]
        people = tuple(f.name for f in found if f.name)
        return nobody("more than one is meant", people) if len(found) > 1 and people else None

    def _holders(self, code: str, roles: Sequence[str]) -> tuple[str, ...]:
        if self.days is None:
            return ()
        found = self.tables.holder(code, roles, self.days)
        return (found.name,) if found.name else found.candidates

    def _namesakes(self, plain: str) -> Resolution | None:
        """As in "the Clintons", "the two Koreas": all who bear the name."""
        family = _KINSFOLK.match(plain)
        plain = f"{family[1]}s" if family else plain
        singular = next((plain[: -len(end)] for end in ("es", "s") if plain.endswith(end)), "")
        other = doubtful_names().get(plain[:-1])
        if other:
            return nobody("more than one is meant", (plain[:-1], other[0]))
        for word in (plain[:-1], singular):
            entries = self.tables.index.get(word) if plain.endswith("s") and word else ()
            names = tuple(dict.fromkeys(e.name for e in entries if e.kind in ("surname", "state")))
            if len(names) > 1:
                return nobody("more than one is meant", names)
        return None

    def _joined(self, plain: str) -> Resolution | None:
        """As in "Norland and the Sudrian Union"."""
        parts = _parts(plain)
        if len(parts) < 2 or " and " not in plain:
            return None
        found = [self.resolve(part) for part in parts]
        if not all(f.name or f.candidates for f in found):
            return None
        names = [name for f in found for name in ((f.name,) if f.name else f.candidates)]
        return nobody("more than one is meant", tuple(dict.fromkeys(names)))

    # 3. Relations

    def _relation(self, plain: str) -> Resolution | None:
        if _KIN.search(plain):
            return nobody("kin, whom no table has")
        match = _OF_OWNER.match(plain) or _OWNED.match(plain)
        if match is None:
            return nobody("whose, only the text around it can tell") if _WHOSE.search(plain) else None
        named = match.groupdict().get("name")
        if named:
            return self.resolve(named)
        owner, why = self._owner_of(match["owner"])
        codes = self._codes(match["middle"]) if match["middle"] else ()
        code = self.tables.owner(codes[0]) if len(codes) == 1 else None
        if owner is None:
            return Resolution(None, None, code, (), why)
        if match["word"] not in _OTHER_HALF:
            step: Literal[-1, 1] = -1 if match["word"] == "predecessor" else 1
            return self.tables.beside(owner, self.days, step)
        if len(codes) != 1:
            return nobody("a counterpart of which state?")
        return self.tables.counterpart(owner, codes[0], self.days)

    def _owner_of(self, words: str) -> tuple[str | None, str]:
        """The person a relation starts from, and why it cannot be told."""
        gender = _POSSESSIVES.get(words.lower(), "nobody's")
        if gender != "nobody's":
            people = [self.tables.person(p) for p in self.introduced]
            fitting = [p.id for p in people if p and gender in (None, p.gender)]
            return (fitting[-1], "") if fitting else (None, "whose, only the text around it can tell")
        found = self.resolve(words)
        if found.actor is None or found.kind != "person":
            return None, f"whose, is not known: {found.reason}"
        return found.actor, ""

    # 4. One of a name

    def _one_of_a_name(self, plain: str) -> Resolution | None:
        courtesy, family = _COURTESY.match(plain), _FAMILY.match(plain)
        if courtesy:
            return self._courtesy(courtesy["title"], courtesy["name"])
        if family:
            which = (family["before"] or family["after"]).lower()
            return self._of_family(family["name"] or family["first"], which in _ELDER)
        return None

    def _courtesy(self, title: str, name: str) -> Resolution:
        """As in "Mrs Lund": the title tells the gender."""
        gender = role_words().genders.get(title.lower())
        people = [e for e in self.tables.index.get(name) if e.kind in ("person", "surname")]
        fitting = [e for e in people if gender in (None, self._gender(e.key))]
        if not fitting:
            return nobody("not in the gazetteer")
        return self._among_introduced(fitting) or self.tables.meaning(fitting, self.days, name)

    def _gender(self, person: str) -> str | None:
        row = self.tables.person(person)
        return row.gender if row else None

    def _of_family(self, name: str, elder: bool) -> Resolution | None:
        """As in "Lund senior": of those of the name who led a state, the first or the last."""
        entries = [e for e in self.tables.index.get(name) if e.kind in ("person", "surname")]
        led = self.tables.in_order_of_office(dict.fromkeys(e.key for e in entries))
        if len(led) < 2:
            return None
        person = led[0] if elder else led[-1]
        return self.tables.found(
            person, self.days, f"the {'first' if elder else 'last'} {name} to lead a state"
        )

    # 5. Bodies

    def _body(self, plain: str) -> Resolution | None:
        """As in "Norlandic government", "Sudrian Foreign Ministry"."""
        for words in (SIDE, BODY):
            match = re.search(rf" (?:{words.pattern})$", plain)
            codes = self._codes(plain[: match.start()]) if match else ()
            if not codes:
                continue
            if len(codes) > 1:
                return nobody(f"of {' or '.join(map(self.tables.label, codes))}?")
            owner, name = self.tables.owner(codes[0]), self.tables.label(codes[0])
            if words is SIDE:
                return Resolution(name, codes[0], owner, (), "words for the government", "state")
            adjective = self.tables.adjective(codes[0])
            title = f"{adjective} {plain[match.start() + 1 :]}" if match and adjective else plain
            actor = f"{owner}:{slug(title)}"
            return Resolution(title, actor, owner, (), f"a body of {name}", "organisation")
        return self._administration(plain)

    def _administration(self, plain: str) -> Resolution | None:
        """As in "the Lund administration": a body of the one state its namesakes act for."""
        named = _ADMINISTRATION.match(plain)
        entries = self.tables.index.get(named[1]) if named else ()
        codes = {e.code for e in entries if e.kind == "surname" and e.code}
        if len(codes) != 1:
            return None
        code = codes.pop()
        return Resolution(
            plain, f"{code}:{slug(plain)}", code, (), "a government by its head", "organisation"
        )

    # 6. Roles

    def _role(self, plain: str) -> Resolution | None:
        head = _HEAD_OF.match(plain)
        if head and (headed := heads().of(plain[head.end() :])) and headed.code:
            return self.tables.holder(headed.code, headed.offices, self.days)
        if head and (owners := self._codes(plain[head.end() :])):
            return self.tables.holder(owners[0], ("leader",), self.days)
        worded = _PREFIX.sub(r"\1 ", plain)
        phrase = self._head_phrase(worded) or self.role_phrase(worded)
        if phrase is None:
            return None
        if phrase.rest:
            return self._titled(phrase)
        if not phrase.codes:
            return self._unowned(phrase)
        if len(phrase.codes) > 1:
            return self._of_several_states(phrase)
        return self._held(phrase.codes[0], phrase)

    def _head_phrase(self, plain: str) -> RolePhrase | None:
        """As in "the former Pentagon chief", "the Kremlin leader", "the Norlandic Foreign Ministry chief"."""
        found = heads().find(plain)
        if found is None:
            return None
        match, head = found
        parts, rest = self._before(plain[: match.start()], match[0].lower()), plain[match.end() :].strip(" ,")
        if parts is None or (rest and not rest[0].isupper()):
            return None
        codes, modifiers, _ = parts
        owners = codes or ((head.code,) if head.code else ())
        return RolePhrase(match[0].lower(), head.offices, owners, modifiers, rest)

    def _of_several_states(self, phrase: RolePhrase) -> Resolution:
        """As in "the Korean president": the holders of all are candidates."""
        names = [name for code in phrase.codes for name in self._holders(code, phrase.roles)]
        owners = " or ".join(sorted(map(self.tables.label, phrase.codes)))
        return nobody(f"{phrase.word!r} of {owners}?", tuple(dict.fromkeys(names)))

    def _held(self, code: str, phrase: RolePhrase) -> Resolution:
        """The role of one state or body, with what says when."""
        modifiers = phrase.modifiers
        if modifiers & _LOWER_RANK:
            return self._none(code, "a deputy or assistant, not the holder")
        if modifiers & _COMING and self.days is not None:
            return self._coded(code, self.tables.elect(code, phrase.roles, self.days))
        if modifiers & (_PAST | _OTHER_TIMES | _COMING):
            return self._at_another_time(code, phrase)
        if modifiers & _ACTING:
            return self._coded(code, self.tables.acting(code, phrase.roles, self.days))
        found = self._of_the_text(code, phrase) or self.tables.holder(code, phrase.roles, self.days)
        return self._coded(code, found)

    def _of_the_text(self, code: str, phrase: RolePhrase) -> Resolution | None:
        """Without a date, the only person the text has introduced who ever held the role."""
        if self.days is not None:
            return None
        here = [p for p in self.introduced if self.tables.ever_held(p, code, phrase.roles)]
        return (
            self.tables.found(here[0], None, "the only one of the text who held it")
            if len(here) == 1
            else None
        )

    def _coded(self, code: str, found: Resolution) -> Resolution:
        """Whose the role is stays known where its holder is not."""
        if found.name is not None:
            return found
        return Resolution(None, None, self.tables.owner(code), found.candidates, found.reason)

    def _none(self, code: str, why: str, names: Iterable[str] = ()) -> Resolution:
        return Resolution(None, None, self.tables.owner(code), tuple(names), why)

    def _at_another_time(self, code: str, phrase: RolePhrase) -> Resolution:
        """As in "the former president", "the then foreign minister", "the first president"."""
        past, complete = self.tables.former(code, phrase.roles, self.days)
        here = [p for p in self.introduced if p in past]
        if len(here) == 1:
            return self.tables.found(here[0], self.days, "the only one of the text who held it before", code)
        why = f"{' '.join(sorted(phrase.modifiers))}: another time, of which the day tells nothing"
        chosen: list[str] = []
        if phrase.modifiers & {"first"} and complete:
            chosen = self.tables.line(code, phrase.roles)[:1]
        elif phrase.modifiers & {"last"} and self.tables.ended(code):
            chosen = self.tables.line(code, phrase.roles)[-1:]
        elif phrase.modifiers & {"previous", "last"}:
            return self._before_the_holder(code, phrase)
        elif phrase.modifiers & _PAST and complete and self.days is not None:
            chosen = past
        if len(chosen) == 1:
            return self.tables.found(chosen[0], self.days, f"the only {phrase.word} it can be", code)
        others = self.tables.names_of(past) if self.days is not None else ()
        return self._none(code, why, others or self.tables.names_of(self.tables.line(code, phrase.roles)))

    def _before_the_holder(self, code: str, phrase: RolePhrase) -> Resolution:
        now = self.tables.holder(code, phrase.roles, self.days)
        if now.actor is None:
            return self._coded(code, now)
        return self._coded(code, self.tables.beside(now.actor, self.days, -1))

    def _unowned(self, phrase: RolePhrase) -> Resolution:
        """A role of which the world has one needs no owner: the Pope; else whom the text has introduced."""
        owners = self.tables.owners_of(phrase.roles)
        if len(owners) == 1 and not phrase.modifiers and phrase.word in _ONE_IN_THE_WORLD:
            return self.tables.holder(owners[0], phrase.roles, self.days)
        if phrase.word in _WHOSE_WORD and not phrase.modifiers:
            return self.tables.holder(_WHOSE_WORD[phrase.word], phrase.roles, self.days)
        if phrase.modifiers & _PAST:
            here = self.tables.over_by(self.introduced, phrase.roles, self.days)
        elif phrase.modifiers & _COMING:
            here = self.tables.elect_named(self.introduced, phrase.roles, self.days)
        elif phrase.modifiers - _NEUTRAL:
            here = []
        else:
            here = [p for p in self.introduced if self.tables.holds_any(p, phrase.roles, self.days)]
        here = list(dict.fromkeys(here))
        if len(here) == 1:
            return self.tables.found(here[0], self.days, f"the only {phrase.word} of the text")
        return nobody(f"{phrase.word!r} of which state or body?", self.tables.names_of(here))

    def _titled(self, phrase: RolePhrase) -> Resolution:
        """A title before a name: the bearer of the name who holds, held, or will hold the role."""
        people = self._bearers(phrase.rest)
        own = [p for p in people if self.tables.acts_for_any(p, phrase.codes)] if phrase.codes else people
        if people and not own and not any(map(self.tables.has_offices, phrase.codes)):
            own = people  # "the Night Guard's leader Ada Lund": of a body without tables
        if people and not own:
            owners = " or ".join(map(self.tables.label, phrase.codes))
            return nobody(f"{phrase.rest} is not of {owners}")
        for group, reason in self._choices(own, phrase):
            if len(group) == 1:
                return self.tables.found(group[0], self.days, reason)
            if group:
                return nobody(f"more than one of this name: {reason}", self.tables.names_of(group))
        return nobody("title and name: no one of this name is known")

    def _bearers(self, name: str) -> list[str]:
        entries = [e for e in self.tables.index.get(name) if e.kind in ("person", "surname")]
        return list(dict.fromkeys(e.key for e in entries or self.tables.spelled(name)))

    def _choices(self, people: list[str], phrase: RolePhrase) -> Iterable[tuple[list[str], str]]:
        """Groups of bearers of the name, the likeliest first; the first that is not empty counts."""
        roles = phrase.roles
        if phrase.modifiers & _COMING:
            yield self.tables.elect_named(people, roles, self.days), "elected to the role after the day"
        elif phrase.modifiers & _PAST:
            yield self.tables.over_by(people, roles, self.days), "held the role before the day"
        elif phrase.modifiers & _OTHER_TIMES:
            yield self.tables.held_before(people, roles, self.days), "held the role by the day"
        elif self.days is not None:
            now = [p for p in people if self.tables.holds_any(p, roles, self.days)]
            yield now, "title and name on the day"
        yield [p for p in people if self.tables.holds_any(p, roles, None)], "title and name"
        yield people, "the name"

    def role_phrase(self, plain: str) -> RolePhrase | None:
        """The parts of "[modifiers] [state] role [of state] [name]"; None where there is no role."""
        for match in role_words().pattern.finditer(plain):
            phrase = self._around(plain, match)
            if phrase:
                return phrase
        return None

    def _around(self, plain: str, match: re.Match[str]) -> RolePhrase | None:
        word = match[0].lower()
        parts = self._before(plain[: match.start()], word)
        if parts is None:
            return None
        codes, modifiers, receiver = parts
        rest = (
            plain[match.end() :].strip()
            if plain[match.end() :].startswith((" ", ","))
            else plain[match.end() :]
        )
        elect = _ELECT.match(plain, match.end())
        if elect:
            modifiers, rest = modifiers | {elect[1]}, plain[elect.end() :].strip()
        roles = role_words().offices[word]
        of = re.match(
            r"(?:of|to|in|at)\s+(?:the\s+)?(.+)$" if word in _SENT else r"of\s+(?:the\s+)?(.+)$", rest
        )
        owners = self._codes(of[1]) if of else ()
        if word in _SENT and (of or receiver):
            name = "" if owners or not of else self._behind_a_state(of[1])
            owners = owners or (self._codes(of[1].removesuffix(name).strip()) if of and name else ())
            roles = tuple(f"ambassador to {code}" for code in (owners or receiver))
            return RolePhrase(word, roles, codes, modifiers, name)
        if of:
            return RolePhrase(word, roles, codes or owners, modifiers, "") if codes or owners else None
        return RolePhrase(word, roles, codes, modifiers, rest.lstrip(", "))

    def _behind_a_state(self, words: str) -> str:
        """The name in "the United Nations Ada Lund"; "" where no state or body stands before one."""
        parts = words.split()
        cuts = (n for n in range(len(parts) - 1, 0, -1) if self._codes(" ".join(parts[:n])))
        cut = next(cuts, None)
        return " ".join(parts[cut:]) if cut else ""

    def _before(
        self, before: str, word: str
    ) -> tuple[tuple[str, ...], frozenset[str], tuple[str, ...]] | None:
        """Whose the role is, its modifiers and, of an ambassador, the receiver; None where a word is none of
        these."""
        modifiers: set[str] = set()
        words = re.sub(r"-(?=\s|$)", " ", before).split()
        while words and not self._codes(" ".join(words)):
            if words[-1].lower() in _MODIFIERS:
                modifiers.add(words.pop().lower())
            elif words[0].lower().rstrip(",") in _MODIFIERS | _ARTICLES:
                modifiers |= {words.pop(0).lower().rstrip(",")} & _MODIFIERS
            elif word in _SENT:
                return self._sender_and_receiver(words, modifiers)
            else:
                return None
        return self._codes(" ".join(words)) if words else (), frozenset(modifiers), ()

    def _sender_and_receiver(
        self, words: list[str], modifiers: set[str]
    ) -> tuple[tuple[str, ...], frozenset[str], tuple[str, ...]] | None:
        """As in "Russia's U.N." before "ambassador"."""
        for cut in range(1, len(words)):
            sender, receiver = self._codes(" ".join(words[:cut])), self._codes(" ".join(words[cut:]))
            if sender and receiver:
                return sender, frozenset(modifiers), receiver
        return None

    def _codes(self, phrase: str) -> tuple[str, ...]:
        return self.tables.codes_of(bare(phrase), self.days)

    # 7. Descriptions and spellings

    def _described(self, plain: str) -> Resolution | None:
        """As in "First Lady Ada Lund", "Sudria's former envoy Rui Moe": a full name that ends the phrase."""
        apposed = _APPOSED.match(plain)
        if apposed and role_words().any_pattern.search(apposed[2]):
            plain = apposed[1]
            entries = [e for e in self.tables.index.get(plain) if e.kind == "person"]
            return self.tables.meaning(entries, self.days, plain) if entries else None
        words = plain.split()
        for cut in range(1, len(words)):
            name = " ".join(words[cut:])
            entries = [e for e in self.tables.index.get(name) if e.kind in ("person", "surname")]
            entries = [e for e in entries if self._describes(" ".join(words[:cut]), e.key)]
            if entries:
                ranked = words[cut - 1].lower().rstrip(".") in _RANKS
                full = [e for e in entries if e.kind == "person" or ranked]
                names = tuple(dict.fromkeys(e.name for e in entries))
                found = self.tables.meaning(full, self.days, name) if full else None
                return found or nobody(f"a {words[0]} of whom no table knows the office", names)
        return None

    def _describes(self, words: str, person: str) -> bool:
        """Are the words a role, with or without whose it is, or only whose the person is?"""
        codes = self._codes(words) if words.endswith(("'s", "s'")) else ()
        if codes:
            return self.tables.acts_for_any(person, codes)
        match = role_words().any_pattern.search(words)
        return match is not None and (match.end() == len(words) or words[match.end() :].strip() in (",", "."))

    def _spelled(self, plain: str) -> Resolution | None:
        entries = self.tables.spelled(plain) if plain[:1].isupper() else ()
        if not entries:
            return None
        found = self.tables.meaning(entries, self.days, plain)
        return replace(found, reason=f"{found.reason}, in another spelling")


def _parts(plain: str) -> list[str]:
    """The members of a list: "Norland, Sudria and Lethia"."""
    return [part for part in re.split(r",? and (?:the )?|, (?:the )?", plain) if part]


def _why_not(plain: str) -> str:
    return "more than one is meant" if _MANY.search(plain) else "not in the gazetteer"

"""Where a text names, describes or points at actors, before anybody is resolved.

The names of the gazetteer and the words for roles come from one pass each; what stands around them
(articles, adjectives, titles, "of Norland") is joined to them by rules. Capitalised runs that the
gazetteer does not have are taken for persons only with a sign of it: a given name, a title, an
apposition with a role.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from detente.actors.gazetteer import Gazetteer, RoleWords, first_names, role_words
from detente.actors.index import Match, PhraseIndex, fold
from detente.actors.page import Page, Place
from detente.actors.records import Entry
from detente.model import MentionForm, Token

_ARTICLE = re.compile(r"(?:^|(?<=[^\w]))([Tt]he )$")
_DETERMINER = re.compile(
    r"(?:^|(?<=[^\w]))((?:[Tt]he|[Tt]his|[Tt]hat|[Aa]n?|[Hh]is|[Hh]er|[Ii]ts|[Tt]heir|[Mm]y|[Yy]our|[Oo]ur|[Aa]nother|[Ee]very|[Nn]o|[Aa]ny) )$"
)
_MODIFIER = re.compile(
    r"(?:^|(?<=[^\w-]))((?:former|ex|then|late|previous|outgoing|incumbent|current|sitting|present|acting|interim"
    r"|deputy|vice|assistant|next|future|new|longtime|senior|leading|top|chief|associate|special|first|last"
    r"|Former|Then|Late|Acting|Senior|Deputy)[ -])$"
)
_POSSESSIVE = re.compile(r"['’]s? $")
_OF = re.compile(r" (?:of|to) (?:the )?")
_SUFFIX = re.compile(r"-(?:elect|designate)\b")
_BRACKETED = re.compile(r"\[[A-Z][\w.’'-]*\] $")  # an editor's given name: "President [Ada] Lund"
_SIDE = re.compile(
    r"(?:(?:official|central|federal|interim|new|current|present-day) )?"
    r"(?P<noun>[Gg]overnments?|[Aa]uthorities|side|[Ll]eadership|regime|partners|colleagues|counterparts|friends|party)\b"
)
_BODY = re.compile(
    r"(?:(?:[Aa]rmed|[Ff]oreign|[Dd]efen[cs]e|[Ii]nterior|[Ff]inance|[Jj]ustice|[Ee]conomy|[Ee]nergy|[Nn]ational|[Cc]entral"
    r"|[Ss]upreme|[Ss]ecurity|[Ii]ntelligence|[Aa]ir|[Ss]pecial|[Ss]tate) )*"
    r"(?:[Aa]rmy|[Mm]ilitary|[Nn]avy|[Ff]orces?|[Pp]arliament|[Ee]mbassy|[Cc]onsulate|[Mm]inistry|[Aa]dministration"
    r"|[Cc]ongress|[Ss]enate|[Bb]ank|[Cc]ourt|[Ss]ervices?|[Dd]elegation|[Mm]ission|[Cc]abinet|[Cc]ouncil|[Dd]epartment|[Aa]gency)\b"
)
_GROUP = re.compile(
    r"(?:(?:senior|top|human rights|military|government|foreign|intelligence|political|opposition|and \w+) )*"
    r"(?:officials|diplomats|journalists|experts|analysts|lawmakers|politicians|activists|troops|soldiers|negotiators"
    r"|leaders|ministers|presidents|businessmen|scientists|rebels|forces|officers|reporters)\b"
)
_AUTHORITIES_IN = re.compile(r"(?:(?:official|central) )?(?:authorities|government|leadership|regime) in $")
_PLACE_AFTER = re.compile(
    r"(?:[ -](?:time|summit|airport|region|street|suburb|metro|subway|area|[Aa]ccords?|[Aa]greements?)\b|, D\.?C\.?| [Ss]tate\b(?! [Dd]epartment))"
)
_PLACE_BEFORE = re.compile(
    r"\b(?:capital|city|mayor|streets|town|outskirts|suburbs?|centre|center|north|south|east|west)(?: of|,)? $"
)
_PLACE_PREPOSITIONS = {
    "in",
    "at",
    "near",
    "into",
    "outside",
    "around",
    "inside",
    "via",
    "across",
    "through",
    "within",
    "for",
}
_MESSAGES = {
    "message", "signal", "warning", "according", "blow", "response", "threat", "concession", "concessions",
    "close", "loyal", "ally", "belongs", "appeal", "offer", "pressure", "support", "demand", "demands",
    "accusations", "statement", "statements", "note", "assistance", "aid", "sanctions", "similar", "due", "thanks",
}  # fmt: skip
_CITY_NOUNS = {
    "city", "capital", "mayor", "streets", "outskirts", "centre", "center", "suburb", "suburbs", "south", "north",
    "east", "west", "kilometres", "kilometers", "miles", "km", "airport", "university", "resident", "residents", "siege", "battle",
}  # fmt: skip
_ORGANISATION_NOUN = {
    "university", "institute", "center", "centre", "ministry", "department", "party", "committee", "agency", "bank",
    "council", "embassy", "congress", "parliament", "court", "association", "foundation", "company", "corporation",
    "group", "academy", "college", "school", "commission", "union", "organization", "organisation", "fund", "service",
    "office", "bureau", "times", "post", "news", "journal", "press", "magazine", "television", "channel", "radio",
    "forum", "movement", "front", "army", "club", "society", "league", "inc", "corp",
    "ltd", "think-tank", "endowment", "administration", "senate", "assembly", "board", "authority", "review",
}  # fmt: skip
_NAME_RUN = re.compile(
    r"\b(?:St\. )?[A-Z][\w&]*(?:[-’'.][A-Z]\w*)*\.?"
    r"(?: (?:(?:of|for)(?: the)? )?(?:St\. )?(?!I\b)[A-Z][\w&]*(?:[-’'.][A-Z]\w*)*(?: and(?= [A-Z]\w+ (?:Studies|Affairs|Research|Relations|Policy)))?)*"
)
_CONNECTIVE = re.compile(r" (?:of|for)(?: the)? ")
_GENERIC = {"foreign", "defence", "defense", "interior", "finance", "ministry", "security", "council", "central", "bank",
            "supreme", "court", "parliament", "senate", "congress", "embassy", "department", "general", "assembly",
            "national", "state", "commission", "committee", "agency", "party", "union", "government", "cabinet",
            "justice", "economy", "energy", "house", "press", "service", "office"}  # fmt: skip
_PARTICLES = {
    "de",
    "da",
    "di",
    "du",
    "van",
    "von",
    "der",
    "den",
    "bin",
    "ibn",
    "al",
    "el",
    "la",
    "le",
    "dos",
    "del",
}
_REPORTING = {
    "said", "says", "say", "told", "tells", "added", "adds", "noted", "notes", "explained", "explains", "stressed",
    "stresses", "emphasized", "emphasised", "argued", "argues", "warned", "warns", "wrote", "writes", "asked",
    "called", "believes", "believed", "thinks", "stated", "states", "announced", "claimed", "claims", "insisted",
    "insists", "recalled", "concluded", "observed", "pointed", "replied", "answered", "commented", "remarked",
    "mentioned", "declared", "acknowledged", "admitted", "suggested", "predicted", "continued", "tweeted",
}  # fmt: skip
_NOT_NAMES = {
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "mr", "mrs", "ms",
    "god", "internet", "christmas", "easter", "west", "east", "north", "south", "treaty", "war", "act", "day",
    "street", "avenue", "road", "river", "sea", "ocean", "island", "islands", "mountains", "heights", "city", "county",
    "state", "beach", "park", "square", "airport", "bridge", "valley", "bay", "lake", "port", "cup", "award", "prize",
}  # fmt: skip
_PRONOUNS = {
    "he": "male", "him": "male", "his": "male", "himself": "male",
    "she": "female", "her": "female", "hers": "female", "herself": "female",
}  # fmt: skip
_FIRST_PERSON = {"i", "me", "my", "myself", "mine"}
_SECOND_PERSON = {"you", "your"}
_STATE_KINDS = {"state", "adjective", "demonym", "capital"}
SUBJECTS = {"nsubj", "nsubjpass", "csubj"}


@dataclass(slots=True)
class Found:
    """A stretch that names, describes or points at an actor; `entries` what the gazetteer has for its words,
    `name` its bare name, `word` and `codes` its role and whose it is."""

    start: int
    end: int
    form: MentionForm
    kind: str
    entries: tuple[Entry, ...] = ()
    name: str | None = None
    word: str | None = None
    codes: tuple[str, ...] = ()
    modifiers: tuple[str, ...] = ()
    determiner: str = ""
    gender: str | None = None
    full: bool = False
    head: Place | None = None
    quotation: int | None = None
    described_by: list[str] = field(default_factory=list)


@cache
def _role_index() -> PhraseIndex[str]:
    return PhraseIndex((word, word) for word in role_words().classes)


def find(page: Page, gazetteer: Gazetteer) -> list[Found]:
    """All stretches of the document that may be mentions, in order, not overlapping."""
    return _Finder(page, gazetteer).run()


class _Finder:
    """The stretches found so far, by where they begin and end; longer ones swallow the shorter."""

    def __init__(self, page: Page, gazetteer: Gazetteer) -> None:
        self.page, self.text, self.gazetteer = page, page.text, gazetteer
        self.roles: RoleWords = role_words()
        self.names: list[Match[Entry]] = []
        self.ends: dict[int, Match[Entry]] = {}
        self.starts: dict[int, Match[Entry]] = {}

    def run(self) -> list[Found]:
        self._scan_names()
        people = self._people()
        by_start = {person.start: person for person in people}
        for person in people:
            self._join_apposition(person)
        roles = self._roles(by_start)
        found = roles + people + self._bodies() + self._places() + self._organisations() + self._pronouns()
        return self._settled(found)

    # Names of the gazetteer

    def _scan_names(self) -> None:
        for start, end in self._prose():
            for match in self.gazetteer.index.find(self.text[start:end]):
                self._add_name(Match(match.start + start, match.end + start, match.meanings))
        self.starts = {match.start: match for match in self.names}
        self.ends = {match.end: match for match in self.names}

    def _add_name(self, match: Match[Entry]) -> None:
        """ "The U.S. White House" is one name."""
        last = self.names[-1] if self.names else None
        if last and match.meanings[0].kind == "government" and self.text[last.end : match.start] == " ":
            if match.meanings[0].code in _state_codes(last):
                self.names[-1] = Match(last.start, match.end, match.meanings)
                return
        self.names.append(match)

    def _prose(self) -> Iterator[tuple[int, int]]:
        """The stretches that may name actors: all but boilerplate, and the labels of turns."""
        for segment in self.page.segments:
            if segment.label is not None:
                yield segment.label.start, segment.label.end
            if segment.kind != "boilerplate":
                yield segment.start, segment.end

    # Persons

    def _people(self) -> list[Found]:
        people = [person for match in self.names if (person := self._known_person(match))]
        people += self._upper_labels()
        covered = {o for p in people for o in range(p.start, p.end)}
        for sentence_number in range(len(self.page.sentences)):
            for run in self._runs(sentence_number):
                if not any(o in covered for o in (run[0].start, run[-1].start)):
                    people += self._unknown_person(run)
        return people

    def _known_person(self, match: Match[Entry]) -> Found | None:
        entries = tuple(e for e in match.meanings if e.kind in ("person", "surname"))
        if not entries or len(entries) < len(match.meanings):
            return None
        full = entries[0].kind == "person"
        if not full and self._part_of_longer(match):
            return None
        given = _BRACKETED.search(self.page.before(match.start)) if not full else None
        start = match.start - (len(given[0]) if given else 0)
        return Found(
            start, match.end, "name", "person", entries, self.text[match.start : match.end], full=full
        )

    def _part_of_longer(self, match: Match[Entry]) -> bool:
        """Is the surname part of another name: "Ivanka Putin", "Putin Avenue"?"""
        after = re.match(r"[ ]([A-Z][\w’'-]+)", self.page.after(match.end))
        if (
            after
            and after[1].lower() in _ORGANISATION_NOUN | _NOT_NAMES - {"may", "march"}
            and after[1].lower() not in _DAYS
        ):
            return True
        before = re.search(r"([A-Z][\w’'-]*\.?) $", self.page.before(match.start))
        return bool(before and before[1] in first_names())

    def _upper_labels(self) -> list[Found]:
        """Labels of turns in capitals: "PUTIN:" """
        found = []
        for segment in self.page.segments:
            label = segment.label
            if label is None or not label.text.isupper():
                continue
            for match in self.gazetteer.index.find(label.text.title()):
                person = self._known_person(
                    Match(match.start + label.start, match.end + label.start, match.meanings)
                )
                if person:
                    found.append(person)
        return found

    def _runs(self, number: int) -> Iterator[list[Token]]:
        """Runs of capitalised proper nouns that the gazetteer has no name for."""
        run: list[Token] = []
        for token in self.page.sentences[number].tokens:
            if self._in_run(token, run):
                run.append(token)
                continue
            if run:
                yield from self._trimmed(run)
            run = [token] if self._begins_run(token) else []
        if run:
            yield from self._trimmed(run)

    def _begins_run(self, token: Token) -> bool:
        return token.tag in ("NNP", "NNPS") and token.text[0].isupper() and not self._is_name(token)

    def _is_name(self, token: Token) -> bool:
        match = self.starts.get(token.start)
        if match is None or token.text in first_names():
            return match is not None and match.end > token.end
        return any(e.kind != "surname" for e in match.meanings)

    def _in_run(self, token: Token, run: list[Token]) -> bool:
        if not run or token.start - run[-1].end > 1:
            return False
        if token.text in ("-", "–") or run[-1].text in ("-", "’", "'"):
            return token.start == run[-1].end
        if token.lower in _PARTICLES:
            return True
        return token.text[0].isupper() and token.tag.startswith(("NNP", "NN", "JJ", "FW"))

    def _trimmed(self, run: list[Token]) -> Iterator[list[Token]]:
        while run and (run[-1].lower in _PARTICLES | {"-", "–"} or run[-1].lower in _DAYS):
            run = run[:-1]
        while run and self._title_like(run[0]):
            run = run[1:]
        if run:
            yield run

    def _title_like(self, token: Token) -> bool:
        return token.lower in self.roles.classes or token.lower in _DAYS

    def _unknown_person(self, run: list[Token]) -> list[Found]:
        words = [token.text for token in run if token.text not in ("-", "–")]
        lower = {word.lower() for word in words}
        if lower & _ORGANISATION_NOUN or lower & _NOT_NAMES or len(words) > 5 or not words[0][0].isalpha():
            return []
        start, end = run[0].start, run[-1].end
        given = words[0] in first_names() or "-".join(words[:2]) in first_names()
        if len(words) == 1:
            signed = self._titled(start)
        else:
            signed = given or self._titled(start) or self._described(end) or self._speaks(run)
        if not signed or (len(words) > 1 and all(w.isupper() and len(w) > 1 for w in words)):
            return []
        gender = first_names().get(words[0])
        return [
            Found(start, end, "name", "person", (), self.text[start:end], gender=gender, full=len(words) > 1)
        ]

    def _titled(self, start: int) -> bool:
        before = self.page.before(start)
        return any(
            fold(before).lower().endswith((f" {w} ", f"({w} ")) or fold(before).lower() == f"{w} "
            for w in self._title_words
        )

    @property
    def _title_words(self) -> Sequence[str]:
        return _titles()

    def _described(self, end: int) -> bool:
        """Does an apposition with a role follow: ", associate professor at"?"""
        after = re.match(r",\s+([^,.;:\"“”]{3,90})", self.page.after(end, 100))
        if not after:
            return False
        words = re.findall(r"[\w-]+", after[1].lower())
        return any(word in self.roles.classes for word in words[:7]) and not {"said", "told"} & set(words[:2])

    def _speaks(self, run: list[Token]) -> bool:
        if len(run) > 3:
            return False
        head = self.page.head(run[0].start, run[-1].end)
        if head is None or self.page.token(head).dep != "nsubj":
            return False
        return (
            self.page.governor(head).lower in _REPORTING
            and run[0].start > self.page.sentences[head.sentence].start - 1
        )

    def _join_apposition(self, person: Found) -> None:
        """What an apposition says of the person: its role words and its state."""
        after = re.match(r",\s+([^,.;:\"“”]{3,120})", self.page.after(person.end, 130))
        if not after:
            return
        start = person.end + after.start(1)
        words = re.findall(r"[\w-]+", after[1].lower())[:7]
        person.described_by += [word for word in words if word in self.roles.classes]
        match = self.starts.get(start) or self.starts.get(
            start + len(re.match(r"(?:an? |the )?", after[1])[0])
        )  # type: ignore[index]
        if match and person.described_by and not person.codes:
            person.codes = _state_codes(match)

    # Roles

    def _roles(self, people: dict[int, Found]) -> list[Found]:
        found = []
        for start, end in self._prose():
            lower = fold(self.text[start:end]).lower()
            for match in _role_index().find(lower):
                role = self._role(match.start + start, match.end + start, match.meanings[0], people)
                if role is not None:
                    found.append(role)
        return found

    def _role(self, start: int, end: int, word: str, people: dict[int, Found]) -> Found | None:
        """The phrase around a role word: joined to the name after it, or standing for its holder."""
        if self._inside_name(start, end):
            return None
        begin, codes, modifiers, determiner = self._left(start)
        suffix = _SUFFIX.match(self.text, end)
        if suffix:
            modifiers, end = (*modifiers, suffix[0][1:]), suffix.end()
        whose_end, whose = self._right(end)
        person = people.get(self._next_name(whose_end))
        apart = person is not None and not self._agrees(person, codes or whose, word)
        if person is not None and not apart:
            return self._titled_name(person, begin, word, codes or whose, modifiers, determiner)
        classes = self.roles.classes[word]
        if classes == "title":
            return self._vocative(start, end)
        place = self.page.place(start)
        if place is None or not (apart or self._nominal(place, end)):
            return None
        return Found(begin, whose_end, "role", "person", (), None, word, codes or whose, modifiers, determiner,
                     self.roles.genders.get(word))  # fmt: skip

    def _inside_name(self, start: int, end: int) -> bool:
        place = self.starts.get(start)
        return place is not None and place.end >= end and place.meanings[0].kind != "surname"

    def _vocative(self, start: int, end: int) -> Found | None:
        after = re.match(
            r"\s+(President|Prime Minister|Chancellor|Minister|Secretary|Ambassador|Chairman)\b",
            self.page.after(end),
        )
        if not after:
            return None
        gender = self.roles.genders.get(self.text[start:end].lower())
        return Found(
            start,
            end + after.end(),
            "role",
            "person",
            (),
            None,
            after[1].lower(),
            (),
            ("address",),
            "",
            gender,
        )

    def _nominal(self, place: Place, end: int) -> bool:
        """Is the role word a noun that stands for a person, not part of a compound ("leader board") or a verb?"""
        places = self.page.words(self.page.token(place).start, end)
        token = self.page.token(places[-1]) if places else self.page.token(place)
        return token.tag.startswith("NN") and not (
            token.dep == "compound" and self.page.governor(place).start >= end
        )

    def _left(self, start: int) -> tuple[int, tuple[str, ...], tuple[str, ...], str]:
        """Modifiers, state and article before `start`: (where they begin, codes, modifiers, article)."""
        modifiers: list[str] = []
        begin, codes = self._modifiers_left(start, modifiers), ()
        for gap in ("'s ", "’s ", "' ", "’ ", " "):
            match = self.ends.get(begin - len(gap)) if self.text.startswith(gap, begin - len(gap)) else None
            if match:
                codes = _state_codes(match)
                begin = match.start if codes else begin
                break
        begin = self._modifiers_left(begin, modifiers)
        article = self._determiner(begin)
        return begin - len(article), codes, tuple(modifiers), article.strip().lower()

    def _determiner(self, begin: int) -> str:
        article = _DETERMINER.search(self.page.before(begin))
        if article is None:
            return ""
        place = self.page.place(begin - len(article[1]))
        return "" if place and self.page.token(place).tag == "IN" else article[1]  # "said that Norlandic ..."

    def _modifiers_left(self, begin: int, modifiers: list[str]) -> int:
        while modifier := _MODIFIER.search(self.page.before(begin)):
            modifiers.append(modifier[1][:-1].lower())
            begin -= len(modifier[1])
        return begin

    def _right(self, end: int) -> tuple[int, tuple[str, ...]]:
        of = _OF.match(self.text, end)
        match = self.starts.get(of.end()) if of else None
        codes = _state_codes(match) if match and match.meanings[0].kind != "adjective" else ()
        return (match.end, codes) if match and codes else (end, ())

    def _next_name(self, end: int) -> int:
        gap = re.match(r"[ \u00a0]\[?", self.text[end : end + 2])
        return end + len(gap[0]) if gap else -1

    def _agrees(self, person: Found, codes: tuple[str, ...], word: str) -> bool:
        """May the title and the name be one phrase? "U.S. President Putin mentioned" is two."""
        known = {e.key for e in person.entries}
        if not known or not codes or self.roles.classes[word] not in ("office", "relation"):
            return True
        return any(self.gazetteer.acts_for(key, code) for key in known for code in codes)

    def _titled_name(self, person: Found, begin: int, word: str, codes: tuple[str, ...], modifiers: tuple[str, ...],
                     determiner: str) -> Found | None:  # fmt: skip
        """The person's stretch grows to hold the title; nothing of its own is left."""
        if determiner not in ("a", "an"):  # "a Norlandic citizen Ada Lund": the name stands for itself
            person.start = begin
        person.word, person.modifiers, person.determiner = word, modifiers, determiner
        person.codes = codes or person.codes
        person.gender = person.gender or self.roles.genders.get(word)
        person.described_by.append(word)
        return None

    # States and bodies

    def _places(self) -> list[Found]:
        found = []
        for match in self.names:
            entries = tuple(e for e in match.meanings if e.kind not in ("person", "surname"))
            if not entries or (len(entries) < len(match.meanings) and self._given_name(match)):
                continue
            if self._given_name(match):
                continue
            found += self._place(match, entries)
        return found

    def _given_name(self, match: Match[Entry]) -> bool:
        """Jordan, Chad, Georgia or Washington as part of a person's name."""
        word = self.text[match.start : match.end]
        before = re.search(r"([A-Z][\w’'-]*) (?:[A-Z]\. )?$", self.page.before(match.start))
        if before and before[1] in first_names() and " " not in word:
            return True
        after = re.match(r" ([A-Z][a-z]+)\b", self.page.after(match.end))
        surname = (
            after
            and after[1].lower() not in _NOT_NAMES | _ORGANISATION_NOUN | _DAYS
            and match.end + 1 not in self.starts
        )
        return bool(surname and word in first_names() and self._is_compound(match))

    def _is_compound(self, match: Match[Entry]) -> bool:
        place = self.page.place(match.start)
        return place is not None and self.page.token(place).dep == "compound"

    def _place(self, match: Match[Entry], entries: tuple[Entry, ...]) -> list[Found]:
        kinds = {e.kind for e in entries}
        if kinds == {"capital"}:
            return self._capital(match, entries)
        if "government" in kinds and self._where(match):
            return []
        start = match.start
        article = _ARTICLE.search(self.page.before(start))
        if article and not self._adjectival(match, kinds):
            start -= len(article[1])
        form: MentionForm = "metonym" if "government" in kinds else "name"
        kind = "state" if kinds & _STATE_KINDS else "organisation"
        return [Found(start, match.end, form, kind, entries, self.text[match.start : match.end])]

    def _adjectival(self, match: Match[Entry], kinds: set[str]) -> bool:
        if not kinds & {"adjective", "demonym", "state", "organisation"}:
            return False
        place = self.page.place(match.end - 1)
        dep = self.page.token(place).dep if place else ""
        if "adjective" in kinds:
            return dep in ("amod", "compound", "nmod", "poss", "npadvmod")
        return "organisation" in kinds and dep in ("compound", "nmod")

    def _where(self, match: Match[Entry]) -> bool:
        head = self.page.head(match.start, match.end)
        return head is not None and self.page.governor(head).lower in {
            "in",
            "at",
            "near",
            "outside",
            "inside",
            "around",
        }

    def _capital(self, match: Match[Entry], entries: tuple[Entry, ...]) -> list[Found]:
        """A capital is its government where it acts or is acted upon, not where something is."""
        before, after = self.page.before(match.start), self.page.after(match.end)
        authorities = _AUTHORITIES_IN.search(before)
        if authorities:
            start = match.start - len(authorities[0])
            article = _ARTICLE.search(self.page.before(start))
            return [
                Found(start - (len(article[1]) if article else 0), match.end, "metonym", "state", entries)
            ]
        if _PLACE_AFTER.match(after) or _PLACE_BEFORE.search(before) or not self._acts(match):
            return []
        return [Found(match.start, match.end, "metonym", "state", entries)]

    def _acts(self, match: Match[Entry]) -> bool:
        head = self.page.head(match.start, match.end)
        if head is None:
            return False
        token = self.page.token(head)
        for _ in range(4):
            if token.dep != "conj":
                break
            head = Place(head.sentence, token.head)
            token = self.page.token(head)
        governor = self.page.governor(head)
        if token.dep in SUBJECTS | {"dobj", "poss", "agent", "dative"}:
            return True
        if token.dep == "pobj":
            return self._acts_after(governor, head)
        return token.dep in ("compound", "nmod", "amod") and self.text[match.end : match.end + 1] in (
            "-",
            "–",
        )

    def _acts_after(self, preposition: Token, head: Place) -> bool:
        word = preposition.lower
        above = self.page.sentences[head.sentence].tokens[preposition.head].lower
        if word in _PLACE_PREPOSITIONS:
            return False
        if word in ("to", "from", "on"):
            return above in _MESSAGES
        if word == "of":
            return above not in _CITY_NOUNS
        return True

    def _bodies(self) -> list[Found]:
        """ "The Norlandic government", "the U.S. embassy", "Sudrian diplomats"."""
        found = []
        for match in self.names:
            kinds = {e.kind for e in match.meanings}
            codes = _state_codes(match)
            gap = re.match(r"(?:['’]s)? ", self.text[match.end : match.end + 3])
            if gap is None or not kinds & {"adjective", "state", "capital", "organisation"}:
                continue
            if len(codes) == 1 or (codes and "organisation" not in kinds):
                found += self._body(match, match.end + len(gap[0]), codes)
            elif kinds <= {"surname", "person"}:
                continue
        return found + self._administrations()

    def _body(self, match: Match[Entry], after: int, codes: tuple[str, ...]) -> list[Found]:
        capital = all(e.kind == "capital" for e in match.meanings)
        begin = match.start
        begin -= len(self._determiner(begin))
        bare = self.text[match.start : match.end]
        side = _SIDE.match(self.text, after)
        if side and not (
            capital and side["noun"] in ("partners", "colleagues", "friends", "party", "counterparts")
        ):
            return [Found(begin, side.end(), "metonym", "state", match.meanings, codes=codes)]
        group = _GROUP.match(self.text, after)
        if group and not capital:
            return [Found(begin, group.end(), "role", "group", codes=codes)]
        body = _BODY.match(self.text, after)
        if body and not capital:
            name = f"{bare.removesuffix('’s')} {body[0]}"
            return [Found(begin, body.end(), "name", "organisation", name=name, codes=codes)]
        return []

    def _administrations(self) -> list[Found]:
        """ "The Trump administration" acts for the state that its head leads."""
        found = []
        for match in self.names:
            if match.meanings[0].kind != "surname":
                continue
            after = re.match(r" ([Aa]dministration|[Gg]overnment|[Cc]abinet)\b", self.page.after(match.end))
            if after:
                article = _ARTICLE.search(self.page.before(match.start))
                codes = tuple({e.code for e in match.meanings if e.code})
                name = self.text[match.start : match.end + after.end()]
                start = match.start - (len(article[1]) if article else 0)
                found.append(
                    Found(start, match.end + after.end(), "name", "organisation", name=name, codes=codes)
                )
        return found

    def _organisations(self) -> list[Found]:
        """Capitalised names that end in a word such as Institute, with what "of" and "for" add to them."""
        found = []
        for segment in self.page.segments:
            if segment.kind in ("boilerplate", "title", "heading"):
                continue
            for match in _NAME_RUN.finditer(self.text, segment.start, segment.end):
                found += self._organisation(match.start(), match[0])
        return found

    def _organisation(self, start: int, run: str) -> list[Found]:
        pieces = _CONNECTIVE.split(run)
        while pieces[0].split()[0] in ("The", "A", "An", "At", "In", "On", "By", "But", "And"):
            first = pieces[0].split()[0]
            start += len(first) + 1
            run, pieces[0] = run[len(first) + 1 :], pieces[0][len(first) + 1 :]
            if not pieces[0]:
                return []
        words = pieces[0].split()
        if words[-1].lower().rstrip(".") not in _ORGANISATION_NOUN or (len(words) == 1 and len(pieces) == 1):
            return []
        end = start + len(run)
        match = self.starts.get(start)
        codes = (
            _state_codes(match) if match and match.end < end and match.meanings[0].kind != "capital" else ()
        )
        generic = len(pieces) == 1 and not codes and all(w.lower() in _GENERIC for w in words)
        article = _ARTICLE.search(self.page.before(start))
        begin = start - (len(article[1]) if article else 0)
        return [Found(begin, end, "name", "organisation", name=None if generic else run, codes=codes)]

    # Pronouns

    def _pronouns(self) -> list[Found]:
        found = []
        for sentence in self.page.sentences:
            for token in sentence.tokens:
                gender = _PRONOUNS.get(token.lower)
                if gender or token.lower in _FIRST_PERSON or token.lower in _SECOND_PERSON:
                    found.append(
                        Found(token.start, token.end, "pronoun", "person", word=token.lower, gender=gender)
                    )
        return found

    # Together

    def _settled(self, found: list[Found]) -> list[Found]:
        """In order, the longer before the shorter where two overlap; with their words and quotations."""
        chosen: list[Found] = []
        for item in sorted(found, key=lambda f: (f.start, -f.end, f.form != "name")):
            if chosen and item.start < chosen[-1].end:
                if item.end - item.start <= chosen[-1].end - chosen[-1].start:
                    continue
                chosen.pop()
            chosen.append(item)
        for item in chosen:
            item.head = self.page.head(item.start, item.end)
            item.quotation = self.page.quotation(item.start)
        return chosen


_DAYS = {
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
}  # fmt: skip


@cache
def _titles() -> tuple[str, ...]:
    return tuple(w for w, c in role_words().classes.items() if c in ("title", "office", "post"))


def _state_codes(match: Match[Entry]) -> tuple[str, ...]:
    """The codes of the states or bodies a match may mean, as whose a role can be."""
    kinds = ("state", "adjective", "capital", "organisation", "government")
    return tuple(
        dict.fromkeys(
            e.key if e.kind != "government" else e.code or "" for e in match.meanings if e.kind in kinds
        )
    )

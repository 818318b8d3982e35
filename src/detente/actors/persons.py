"""Persons by name: those of the gazetteer, and capitalised runs that something marks as a person."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detente.actors.index import Match, fold
from detente.actors.page import Place
from detente.actors.patterns import (
    APPOSITION,
    BRACKETED,
    BYLINE,
    DAYS,
    GIVEN_AND,
    GOES_ON,
    IN_A_LIST,
    NO_TRADE,
    NOT_NAMES,
    OF_ONLY,
    ORGANISATION_NOUNS,
    PARTICLES,
    POSTS,
    REPORTING,
    TRADE,
)
from detente.actors.records import Entry
from detente.actors.scan import Found, Scan, owner_codes
from detente.actors.words import first_names, role_words
from detente.model import Token

_HYPHENS = {"-", "–", "‑"}
_INITIALS = {"JD", "JJ", "AJ", "CJ", "DJ", "RJ", "TJ", "PJ", "MJ", "BJ", "KT"}
_OPENING = re.compile(r",\s+(?:(?:an?|the) )?")
_WORD = re.compile(r"[\w-]+")
_AFFILIATION = re.compile(
    r"(?:an|ist|crat|ese|ish|ite)$|^(?:team|camp|candidate|nominee|house|hurricane|labour|labor|liberal|"
    r"conservative|tory|comrade|brother|sister|judge|saint|st|campaign|uncle|aunt|boss|sen|rep|gov|gen|col|lt|sgt|prof|rev|hon)$"
)
_LONGEST_RUN = 5  # words of a person's name
_APPOSING = (", ", ",\u00a0")
_APPOSED_WORDS = 7  # words of an apposition in which its role is looked for


class PersonFinder:
    """Finds names of persons. A run that the gazetteer does not have needs a sign: a given name it begins
    with, a title before it, a role in apposition, or that it, or its last word, speaks."""

    def __init__(self, scan: Scan) -> None:
        self.scan, self.page, self.text = scan, scan.page, scan.text
        self.roles = role_words()
        self.speaking: set[str] = set()  # words that stand alone as subjects of verbs of reporting

    def find(self) -> list[Found]:
        people = [person for match in self.scan.names if (person := self._known(match))]
        people += self._upper_labels()
        people += self._bylines()
        covered = {offset for person in people for offset in range(person.start, person.end)}
        runs = [run for number in range(len(self.page.sentences)) for run in self._runs(number)]
        self.speaking = {run[0].text for run in runs if len(run) == 1 and self._speaks(run)}
        for run in runs:
            if run[0].start not in covered and run[-1].start not in covered:
                people += self._unknown(run)
        people += [partner for person in people if (partner := self._partner(person))]
        for person in people:
            self._join_apposition(person)
        return people

    def _partner(self, person: Found) -> Found | None:
        """As in "Ada" in "Ada and Erik Lund": a given name whose surname follows with another's."""
        before = GIVEN_AND.search(self.page.before(person.start))
        words = (person.name or "").split()
        if before is None or len(words) != 2 or before["given"] not in first_names():
            return None
        if not person.entries and words[0] not in first_names():
            return None
        end = person.start - len(" and ")
        start = end - len(before["given"])
        place = self.page.place(start)
        if place is None or start in self.scan.starts or self.page.token(place).dep == "compound":
            return None
        if place.token and self.page.token(Place(place.sentence, place.token - 1)).tag.startswith("NNP"):
            return None
        name = f"{before['given']} {words[1]}"
        entries = tuple(e for e in self.scan.gazetteer.index.get(name) if e.kind == "person")
        gender = first_names()[before["given"]]
        return Found(start, end, "name", "person", entries, name, gender=gender, full=True)

    def _known(self, match: Match[Entry]) -> Found | None:
        entries = tuple(e for e in match.meanings if e.kind in ("person", "surname"))
        if not entries or len(entries) < len(match.meanings):
            return None
        full = entries[0].kind == "person"
        if not full and self._part_of_longer(match):
            return None
        given = None if full else BRACKETED.search(self.page.before(match.start))
        start = match.start - (len(given[0]) if given else 0)
        name = self.text[match.start : match.end]
        return Found(start, match.end, "name", "person", entries, name, full=full)

    def _part_of_longer(self, match: Match[Entry]) -> bool:
        """Is the surname part of another name: "Nils Putin", "Putin Avenue"?"""
        after = re.match(r" ([A-Z][\w’'-]+)", self.page.after(match.end))
        word = after[1].lower() if after else ""
        if word and word not in DAYS and word != "administration":
            place = self.page.place(match.start)
            compound = place is not None and self.page.token(place).dep == "compound"
            named = word in ORGANISATION_NOUNS or word in NOT_NAMES
            if named or (compound and not self._apart(match.end + 1)):
                return True
        return self.scan.previous_word(match.start) in first_names() or self._behind_given_name(match.start)

    def _behind_given_name(self, start: int) -> bool:
        """As in "Mira Lund", where the gazetteer has another Lund and no Mira: a proper noun that is neither
        a title nor somebody's party, and part of this name by the parse."""
        place = self.page.place(start)
        if place is None or place.token == 0 or start - 1 in self.scan.ends:
            return False
        before = self.page.token(Place(place.sentence, place.token - 1))
        word = before.lower
        return (
            before.end == start - 1
            and before.tag == "NNP"
            and before.dep == "compound"
            and before.text[:1].isupper()
            and not before.text.isupper()
            and len(before.text) > 2
            and word not in self.roles.words
            and word not in DAYS
            and word not in NOT_NAMES
            and not _AFFILIATION.search(word)
        )

    def _apart(self, start: int) -> bool:
        """Does a name of the gazetteer start here that can be no part of a person's, as a city's can?"""
        match = self.scan.starts.get(start)
        return match is not None and any(entry.kind != "capital" for entry in match.meanings)

    def _upper_labels(self) -> Iterator[Found]:
        """Labels of turns in capitals: "PUTIN:" """
        for segment in self.page.segments:
            label = segment.label
            if label is None or not label.text.isupper():
                continue
            for match in self.scan.gazetteer.index.find(label.text.title()):
                person = self._known(
                    Match(match.start + label.start, match.end + label.start, match.meanings)
                )
                if person:
                    yield person

    def _bylines(self) -> Iterator[Found]:
        """Who wrote it, where the byline prints a name of two to four capitalised words."""
        for segment in self.page.segments:
            if segment.kind != "byline":
                continue
            for match in BYLINE.finditer(self.text, segment.start, segment.end):
                yield Found(match.start(1), match.end(1), "name", "person", name=match[1], full=True)

    # Runs of capitalised words

    def _runs(self, number: int) -> Iterator[list[Token]]:
        run: list[Token] = []
        for token in self.page.sentences[number].tokens:
            if self._goes_on(run, token):
                run.append(token)
                continue
            if run:
                yield from self._trimmed(run)
            run = [token] if self._begins(token) else []
        if run:
            yield from self._trimmed(run)

    def _begins(self, token: Token) -> bool:
        return token.tag in ("NNP", "NNPS") and token.text[0].isupper() and not self._is_name(token)

    def _is_name(self, token: Token) -> bool:
        """Does the gazetteer have the word for something else than a person?"""
        match = self.scan.starts.get(token.start)
        if match is None:
            return False
        if token.text in first_names():
            return match.end > token.end
        return any(entry.kind != "surname" for entry in match.meanings)

    def _goes_on(self, run: list[Token], token: Token) -> bool:
        if not run or token.start - run[-1].end > 1:
            return False
        if token.text in _HYPHENS or run[-1].text in _HYPHENS or run[-1].text in ("’", "'"):
            return token.start == run[-1].end
        if token.lower in PARTICLES:
            return True
        return token.text[0].isupper() and token.tag.startswith(("NNP", "NN", "JJ", "FW"))

    def _trimmed(self, run: list[Token]) -> Iterator[list[Token]]:
        """The run behind its last title, without days and particles at its edges."""
        titles = [number for number, token in enumerate(run) if token.lower in self.roles.classes]
        run = run[titles[-1] + 1 :] if titles else run
        if len(run) > 1 and run[0].text.isupper() and run[0].text.isalpha() and run[0].text not in _INITIALS:
            run = run[1:] if 1 < len(run[0].text) < 4 else run  # "AG Lund", "GOP Senator"
        while run and (run[-1].lower in PARTICLES or run[-1].lower in DAYS or run[-1].text in _HYPHENS):
            run = run[:-1]
        while run and run[0].lower in DAYS:
            run = run[1:]
        if run and run[0].text[0].isupper():
            yield run

    def _unknown(self, run: list[Token]) -> Iterator[Found]:
        words = [token.text for token in run if token.text not in _HYPHENS]
        lower = {word.lower() for word in words}
        if lower & ORGANISATION_NOUNS or lower & NOT_NAMES or len(words) > _LONGEST_RUN:
            return
        start, end = run[0].start, run[-1].end
        shouted = len(words) > 1 and all(word.isupper() and len(word) > 1 for word in words)
        trade = self._trade(start) if len(words) > 1 else None
        if shouted or not (trade or self._titled(start) or (len(words) > 1 and self._marked(run, words))):
            return
        name, gender = self.text[start:end], first_names().get(words[0])
        if trade and trade["article"] in ("the", "The") and not trade[0].endswith(", "):
            start -= len(trade[0]) - (trade.start("opening") - trade.start())
        entries = self.scan.gazetteer.spelled(name, strict=True) if len(words) > 1 else ()
        yield Found(start, end, "name", "person", entries, name, gender=gender, full=len(words) > 1)

    def _marked(self, run: list[Token], words: list[str]) -> bool:
        given = words[0] in first_names() or "-".join(words[:2]) in first_names()
        if (
            given
            or self._listed(run)
            or (words[-1] in self.speaking and all(word[0].isupper() for word in words))
        ):
            return True
        return (
            self._described(run[-1].end)
            or self._speaks(run)
            or POSTS.match(self.page.after(run[-1].end)) is not None
            or self._role_before(run[0].start, run[-1].end)[0] is not None
        )

    def _listed(self, run: list[Token]) -> bool:
        """ "The mayors of Nordhavn and Porto Sul, Ada Lund and Rui Moe": a name for a role in the plural."""
        before = IN_A_LIST.search(self.page.before(run[0].start, 160))
        if before is None:
            return False
        first = not before[0].endswith(" and ")
        return _singular(before["role"].lower()) in self.roles.classes and (
            not first or GOES_ON.match(self.page.after(run[-1].end, 80)) is not None
        )

    def _trade(self, start: int) -> re.Match[str] | None:
        """As in "The banker Nilo Lund", "an engineer, Stig Lund": a trade before the name."""
        trade = TRADE.search(self.page.before(start))
        return trade if trade and trade["trade"] not in NO_TRADE else None

    def _titled(self, start: int) -> bool:
        words = fold(self.page.before(start)).lower().split()
        if not self.page.before(start).endswith(" "):
            return False
        tails = (" ".join(words[-count:]) for count in (1, 2, 3) if len(words) >= count)
        return any(self.roles.classes.get(tail, "relation") != "relation" for tail in tails)

    def _described(self, end: int) -> bool:
        words = re.findall(r"\w+", self._apposition(end).lower())
        return bool({"said", "told"}.isdisjoint(words[:2]) and self._role_words(end))

    def _apposition(self, end: int) -> str:
        """The first words behind the comma that follows."""
        after = APPOSITION.match(self.page.after(end, 130))
        words = list(_WORD.finditer(after[1])) if after else []
        return after[1][: words[:_APPOSED_WORDS][-1].end()] if after and words else ""

    def _role_words(self, end: int) -> list[str]:
        found = (match[0].lower() for match in self.roles.any_pattern.finditer(self._apposition(end)))
        return [word for word in found if self.roles.classes[word] != "title"]

    def _role_before(self, start: int, end: int) -> tuple[str | None, tuple[str, ...]]:
        """As in "Norland's trade minister, Ada Lund,": the role that a name in apposition explains, and whose
        it is."""
        before = self.page.before(start, 80)
        if not before.endswith(_APPOSING):
            return None, ()
        matches = list(self.roles.any_pattern.finditer(before))
        head = self.page.head(start, end)
        if not matches or before[matches[-1].end() :] not in _APPOSING or head is None:
            return None, ()
        if self.page.token(head).dep != "appos":  # "According to the president, Ada Lund was late"
            return None, ()
        word = matches[-1][0].lower()
        if self.roles.classes[word] in ("title", "relation"):
            return None, ()
        offset = start - len(before) + matches[-1].start()
        gaps = ("'s ", "\u2019s ", " ")
        owners = (self.scan.ends.get(offset - len(g)) for g in gaps if self.text[:offset].endswith(g))
        return word, next((codes for owner in owners if (codes := owner_codes(owner))), ())

    def _speaks(self, run: list[Token]) -> bool:
        head = self.page.head(run[0].start, run[-1].end)
        if len(run) > 3 or head is None or self.page.token(head).dep != "nsubj":
            return False
        return self.page.governor(head).lower in REPORTING

    def _join_apposition(self, person: Found) -> None:
        """What an apposition says of the person: its roles and its state."""
        roles = self._role_words(person.end)
        if roles:
            person.described_by += roles
            person.codes = person.codes or self._owner_behind(person.end)
            return
        role, codes = self._role_before(person.start, person.end)
        if role and person.full:
            person.described_by.append(role)
            person.codes = person.codes or codes

    def _owner_behind(self, end: int) -> tuple[str, ...]:
        """As in ", the Norlandic minister" and ", trade minister of Norland"."""
        opening = _OPENING.match(self.text, end)
        codes = owner_codes(self.scan.starts.get(opening.end())) if opening else ()
        if codes:
            return codes
        role = self.roles.any_pattern.search(self._apposition(end))
        of = OF_ONLY.match(self.text, self.text.index(role[0], end) + len(role[0])) if role else None
        owner = self.scan.starts.get(of.end()) if of else None
        return owner_codes(owner) if owner and owner.meanings[0].kind != "adjective" else ()


def _singular(word: str) -> str:
    for plural, singular in (("men", "man"), ("women", "woman"), ("ies", "y"), ("s", "")):
        if word.endswith(plural):
            return word.removesuffix(plural) + singular
    return word

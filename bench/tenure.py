"""Terms of office beside Archigos, REIGN and lists derived from Wikidata: who held it?

    python bench/tenure.py                  2,000 (office, day) pairs of a fixed seed; every disagreement
    python bench/tenure.py --gaps           terms of the sources that terms.csv has not, and days that differ
    python bench/tenure.py --second         what tenure_second_source.csv says otherwise than terms.csv
    python bench/tenure.py --write-sources  writes anew which sources agree with the first day of each row

The sources lie in ../shared/bench/tenure and are not part of this repository; without them nothing is
measured. Only facts are compared. Archigos and REIGN have one *effective* leader a state and day, whatever
the office is called (the prime minister of Italy, the general secretary of Vietnam, Deng Xiaoping without an
office); so the question put here is who, by our tables, led the state. Where two of our offices lead
(president and prime minister of Romania), the source counts as agreeing if it names either, and those pairs
are counted apart. REIGN goes on where Archigos ends and took its older rows over, so the two together count
once.

Beside this file lies tenure_second_source.csv: what lists of office holders say, row by row as it was read.
It is no source of the 2,000 pairs, since most of its rows tell only years. A row of ours has its letter if
the list has the same person in the same office from the same day, month or year on, as far as the list tells
it, and until the same year.

A row is never judged by the source its days were taken from: the first letter of its `source` says which
that is (K: own knowledge, so that every other source may judge it).
"""

from __future__ import annotations

import argparse
import csv
import random
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from difflib import SequenceMatcher
from importlib import resources
from pathlib import Path
from typing import NamedTuple

from detente.actors import Gazetteer, load_gazetteer
from detente.actors.index import fold
from detente.actors.records import Days, Term, parse_days
from detente.actors.transliteration import sound_key

SECOND = Path(__file__).resolve().parent / "tenure_second_source.csv"
SHARED = Path(__file__).resolve().parents[2] / "shared" / "bench" / "tenure"
PAIRS = 2_000
SEED = 20_150_712
FIRST = date(1990, 1, 1)
_ONE = timedelta(days=1)
_SAME_DAY = 1  # days by which two sources may count the same change of office
_ALIKE = 0.74  # similarity from which two spellings of a surname are one
_US_ROLES = {
    "President": "president",
    "Vice President": "vice president",
    "Secretary of State": "secretary of state",
    "Secretary of Defence": "secretary of defense",
    "National Security Advisor": "national security adviser",
    "Ambassador to the United Nations": "ambassador to UN",
    "ambassador to the Russian Federation": "ambassador to RUS",
    "ambassador to China": "ambassador to CHN",
    "ambassador to France": "ambassador to FRA",
    "ambassador to Germany": "ambassador to DEU",
    "ambassador to the United Kingdom": "ambassador to GBR",
    "ambassador to Ukraine": "ambassador to UKR",
    "Permanent Representative to NATO": "ambassador to NATO",
    "Attorney General": "attorney general",
    "Secretary of the Treasury": "secretary of the treasury",
    "Director of the CIA": "cia director",
}
_RUSSIAN_ROLES = {
    "President": "president",
    "Prime Minister": "prime minister",
    "Minister of Foreign Affairs": "foreign minister",
    "Minister of Defence": "defence minister",
    "Permanent Representative to the United Nations": "ambassador to UN",
    "Permanent Representative to NATO": "ambassador to NATO",
    "Ambassador to the United Kingdom": "ambassador to GBR",
    "Ambassador to Germany": "ambassador to DEU",
    "Ambassador to France": "ambassador to FRA",
    "Ambassador to China": "ambassador to CHN",
    "Ambassador to Turkey": "ambassador to TUR",
    "Ambassador to the United States": "ambassador to USA",
}


_TITLES = {
    "President of": "president",
    "Prime Minister of": "prime minister",
    "King of": "king",
    "Federal Chancellor of": "chancellor",
    "Emir of": "emir",
}
_EARLIER = (
    ("RUS", "SUN", date(1991, 8, 21)),
    ("YUG", "YUG", date(2003, 2, 4)),
    ("YUG", "SCG", date(2006, 6, 4)),
    ("YUG", "SRB", date.max),
)


class Held(NamedTuple):
    """A term in a source: `code` of the state, `role` (leader: the effective one), days both inclusive."""

    source: str
    code: str
    role: str
    name: str
    first: date
    last: date


# Reading the sources


def sources(gazetteer: Gazetteer) -> list[Held]:
    """All terms of the sources that end after the first day compared."""
    return [held for held in _all(gazetteer) if held.last >= FIRST and held.first <= held.last]


def _all(gazetteer: Gazetteer) -> Iterator[Held]:
    yield from _archigos(gazetteer)
    yield from _reign(gazetteer)
    yield from _cabinet("epw_us_holders21.csv", "USA", _US_ROLES)
    yield from _cabinet("epw_russia_holders21.csv", "RUS", _RUSSIAN_ROLES)
    yield from _leaders(gazetteer)


def _rows(name: str) -> Iterator[dict[str, str]]:
    content = (SHARED / name).read_bytes()
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        text = content.decode("latin-1")
    return csv.DictReader(text.splitlines())


def _codes(gazetteer: Gazetteer) -> dict[int, str]:
    """The state of a Correlates of War number; Archigos and REIGN number some otherwise."""
    codes = {state.cow: state.code for state in gazetteer.states if state.cow and state.until is None}
    return codes | {
        260: "DEU",
        265: "DDR",
        315: "CSK",
        340: "SRB",
        345: "YUG",
        679: "YEM",
        678: "YEM",
        680: "YMD",
    }


def _state(code: str, day: date) -> str:
    """The state of the day: the sources carry Russia's and Serbia's leaders on under one number."""
    return next((was for now, was, until in _EARLIER if now == code and day < until), code)


def _archigos(gazetteer: Gazetteer) -> Iterator[Held]:
    codes = _codes(gazetteer)
    for row in _rows("archigos_4_1.csv"):
        code = codes.get(int(float(row["gwcode"] or 0)))
        if code:
            last = date.fromisoformat(row["enddate"])
            # the last day is shared with the successor, unless the table itself ends
            last = last if row["exit"] == "Still in Office" else last - _ONE
            first = date.fromisoformat(row["startdate"])
            yield Held("A", _state(code, first), "leader", row["leader"], first, last)


def _reign(gazetteer: Gazetteer) -> Iterator[Held]:
    """REIGN gives the day of the start and the month of the end; a term ends where the next begins."""
    codes, by_state = _codes(gazetteer), defaultdict(list)
    for row in _rows("reign_leaderlist_3_21.csv"):
        code = codes.get(int(float(row["ccode"] or 0)))
        first = _day(row["syear"], row["smonth"], row["sdate"])
        if code and first:
            by_state[code].append((first, _month_end(row["eyear"], row["emonth"]), _repaired(row["leader"])))
    for code, terms in by_state.items():
        terms.sort()
        for (first, end, name), following in zip(terms, [*terms[1:], None], strict=True):
            last = min(end, following[0] - _ONE) if following else end
            yield Held("R", _state(code, first), "leader", name, first, last)


def _repaired(name: str) -> str:
    """REIGN prints some names as UTF-8 that was read as Latin-1."""
    try:
        return name.strip().encode("latin-1").decode("utf-8")
    except UnicodeError:
        return name.strip()


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _month_end(year: str, month: str) -> date:
    """The last day before the month in which a term ended, since the day is not given."""
    if not (year.strip() and month.strip() and int(year) and int(month)):
        return date(2021, 3, 1)
    return date(int(year), int(month), 1)


def _cabinet(name: str, code: str, roles: dict[str, str]) -> Iterator[Held]:
    for row in _rows(name):
        role, first = roles.get(row["position"]), row["start"]
        if role and len(first) == 10:
            last = date.fromisoformat(row["end"]) - _ONE if len(row["end"]) == 10 else None
            if last or not row["end"]:
                yield Held(
                    "W", code, role, row["person"], date.fromisoformat(first), last or date(2021, 12, 31)
                )


def _leaders(gazetteer: Gazetteer) -> Iterator[Held]:
    """Heads of state and of government of 2021, by years: only the whole years of a term count."""
    for role, code, row in _leader_rows(gazetteer):
        last = int(row["end_year"]) - 1 if row["end_year"].isdigit() else 2021
        first = max(date(int(row["start_year"]) + 1, 1, 1), FIRST)
        yield Held("L", code, role, row["officeholderLabel"], first, date(last, 12, 31))


def _leader_rows(gazetteer: Gazetteer) -> Iterator[tuple[str, str, dict[str, str]]]:
    for row in _rows("epw_leaders_2021.csv"):
        role = next((role for words, role in _TITLES.items() if row["positionLabel"].startswith(words)), None)
        code = gazetteer.state_code(row["country"]) or gazetteer.state_code(f"the {row['country']}")
        if role and code and row["start_year"].isdigit():
            yield role, code, row


# The second source: lists of office holders, to the day or to the year


class Listed(NamedTuple):
    """A term in a list: `start` and `end` are the days its dates may mean, `end` None while it runs there."""

    source: str
    code: str
    role: str
    name: str
    start: Days
    end: Days | None
    page: str


def listed(gazetteer: Gazetteer) -> list[Listed]:
    """The rows of the lists, the leaders of 2021 by years among them, and beside them those that one person's
    terms without a break make together: a cabinet list begins a minister anew with every cabinet."""
    lines = [line for line in SECOND.read_text(encoding="utf-8").splitlines() if line[:1] != "#"]
    rows = [
        Listed(r["source"], r["code"], r["role"], r["name"], _span(r["from"]), _end(r["to"]), r["page"])
        for r in csv.DictReader(lines)
    ]
    rows += _leaders_listed(gazetteer)
    return rows + list(_without_breaks(rows))


def _leaders_listed(gazetteer: Gazetteer) -> Iterator[Listed]:
    if SHARED.is_dir():
        for role, code, row in _leader_rows(gazetteer):
            start, end = _span(row["start_year"]), _end(row["end_year"])
            yield Listed("L", code, role, row["officeholderLabel"], start, end, "leaders of 2021")


def _span(text: str) -> Days:
    return parse_days(text) or Days(None, None)


def _end(text: str) -> Days | None:
    return parse_days(text) if text else None


def _without_breaks(rows: Iterable[Listed]) -> Iterator[Listed]:
    chains: dict[tuple[str, str, str, str], Listed] = {}
    for row in sorted(rows, key=lambda r: (r.code, r.role, r.page, r.start.first or date.min)):
        key = (row.code, row.role, row.page, row.name)
        before = chains.get(key)
        if before and before.end and _within(before.end, row.start, _SAME_DAY):
            row = before._replace(end=row.end)
            yield row
        chains[key] = row


def _within(one: Days, two: Days, days: int) -> bool:
    """May both be one day, give or take `days`?"""
    if not (one.first and one.last and two.first and two.last):
        return False
    leeway = timedelta(days=days)
    return one.first - leeway <= two.last and two.first - leeway <= one.last


def agrees(gazetteer: Gazetteer, term: Term, row: Listed) -> bool:
    """The same person in the same office, from the same day (or what the list tells of it) on; until the same
    year, where the term has ended in both."""
    if (row.code, row.role) != (term.code, term.role) or not _within(row.start, term.start, _SAME_DAY):
        return False
    if not _is_person(gazetteer, term.person, row.name):
        return False
    if row.end is None or (term.end is None and _still(gazetteer, term, row.end)):
        return True
    return term.end is not None and _same_year(term.end, row.end)


def _still(gazetteer: Gazetteer, term: Term, end: Days) -> bool:
    """Does our table end before the list says that the term did?"""
    known = next(
        (o.known_until for o in gazetteer.offices if (o.code, o.role) == (term.code, term.role)), None
    )
    return bool(known and end.last and end.last >= known)


def _same_year(one: Days, two: Days) -> bool:
    """The year of the end; a list may give the last day where we give the one after it."""
    ends = [{day.year, (day - _ONE).year} for days in (one, two) if (day := days.first)]
    return len(ends) == 2 and bool(ends[0] & ends[1])


def _is_person(gazetteer: Gazetteer, person_id: str, name: str) -> bool:
    person = gazetteer.person(person_id)
    if not person:
        return False
    key = sound_key(name)
    return any(sound_key(own) == key or same(own, name) for own in (person.name, *person.other_names))


def second(gazetteer: Gazetteer, rows: list[Listed]) -> Iterator[str]:
    """Rows of the lists in offices of ours that no term of ours agrees with."""
    by_office: dict[tuple[str, str], list[Term]] = defaultdict(list)
    for term in gazetteer.terms:
        by_office[term.code, term.role].append(term)
    fits = {
        (row.source, row.code, row.role, row.name, *_years(row))
        for row in rows
        if any(agrees(gazetteer, term, row) for term in by_office[row.code, row.role])
    }
    spans = [row for row in rows if (row.source, row.code, row.role, row.name, *_years(row)) in fits]
    for row in rows:
        terms = by_office[row.code, row.role]
        if not terms or row in spans or any(_covers(span, row) for span in spans):
            continue
        near = [t for t in terms if _is_person(gazetteer, t.person, row.name)]
        near = near or [t for t in terms if t.may_hold(row.start)]
        said = "; ".join(_shown(gazetteer, t) for t in near) or "nobody"
        end = _first(row.end) if row.end else ""
        yield f"{row.source} {row.code} {row.role}: {row.name} {_first(row.start)} to {end}; ours {said}"


def _years(row: Listed) -> tuple[Days, Days | None]:
    return row.start, row.end


def _covers(span: Listed, row: Listed) -> bool:
    """Is the row a part of a longer term that was read in the same list?"""
    if (span.page, span.code, span.role, span.name) != (row.page, row.code, row.role, row.name):
        return False
    first, last = span.start.first or date.min, (span.end and span.end.last) or date.max
    ends = (row.end and row.end.last) or date.max
    return first <= (row.start.first or date.min) and ends <= last


def _shown(gazetteer: Gazetteer, term: Term) -> str:
    person = gazetteer.person(term.person)
    name = person.name if person else term.person
    return f"{name} {_first(term.start)} to {_first(term.end) if term.end else ''}"


def _first(days: Days) -> str:
    """2015, 2015-07 or 2015-07-12, as exactly as it is known."""
    if not (days.first and days.last):
        return "?"
    text = days.first.isoformat()
    length = (days.last - days.first).days
    return text if not length else text[:7] if length < 31 else text[:4]


# Names


def same(one: str, two: str) -> bool:
    """May the names be one person's? Sources print surnames, and in their own spellings."""
    words, others = _words(one), _words(two)
    long, short = sorted((_joined(one), _joined(two)), key=len, reverse=True)
    if short and long.endswith(short):
        return True
    return any(_alike(word, other) for word in words for other in others)


def _joined(name: str) -> str:
    return re.sub(r"[^a-z]+", "", fold(name).lower())


def _words(name: str) -> list[str]:
    plain = re.sub(r"[^a-z ]+", " ", fold(name).lower().replace("'", ""))
    words = [word for word in plain.split() if len(word) > 2]
    return [word for word in words if word not in {"bin", "van", "der", "von", "the", "ould", "acting"}]


def _alike(one: str, two: str) -> bool:
    return one == two or (one[0] == two[0] and SequenceMatcher(None, one, two).ratio() >= _ALIKE)


# What our tables say


class Answer(NamedTuple):
    """Who, by our tables, may be meant: one person, or two where two offices lead, each with all names; the
    basis of the rows."""

    people: tuple[tuple[str, ...], ...]
    basis: str

    def is_one(self, name: str) -> bool:
        return any(same(own, name) for names in self.people for own in names)


def ours(gazetteer: Gazetteer, code: str, role: str, day: date) -> Answer:
    """The holders on the day; for "leader" of every office that leads then."""
    days = Days(day, day)
    offices = [o for o in gazetteer.offices if o.code == code]
    roles = [o.role for o in offices if o.leads_within(days)] if role == "leader" else [role]
    found, bases = [], set()
    for one in roles:
        answer = gazetteer.holder(code, (one,), days)
        if answer.name and answer.actor:
            person = gazetteer.person(answer.actor)
            found.append((answer.name, *(person.other_names if person else ())))
            bases |= {t.source[:1] for t in _terms_on(gazetteer, code, one, answer.actor, day)}
    return Answer(tuple(dict.fromkeys(found)), "".join(sorted(bases)))


def _terms_on(gazetteer: Gazetteer, code: str, role: str, person: str, day: date) -> Iterator[Term]:
    days = Days(day, day)
    return (t for t in gazetteer.terms_of(person) if (t.code, t.role) == (code, role) and t.may_hold(days))


# 2,000 pairs

_RULES = {  # where the sources follow another rule, not another fact
    ("CHN", "leader"): "Archigos has Deng Xiaoping until his death, ours the president beside him from 1993",
    ("CUB", "leader"): "REIGN has the first secretary of the party, ours the president",
    (
        "DDR",
        "leader",
    ): "the sources keep the last head of the party, ours has the prime minister elected in 1990",
    ("SRB", "leader"): "REIGN goes on with the prime minister, ours has the president from 2017",
    ("YEM", "leader"): "REIGN has who holds the capital, ours the government that states recognise",
    ("YEM", "prime minister"): "the list has the government in the capital, ours the recognised one",
    ("KWT", "leader"): "the sources have the occupier of 1990, ours the emir",
    ("BRA", "leader"): "the sources have the acting president, ours the suspended one",
}


class Pair(NamedTuple):
    code: str
    role: str
    day: date
    answer: Answer
    theirs: tuple[Held, ...]

    @property
    def agrees(self) -> bool:
        """Does every source say the same? Two sources that contradict each other leave it to either."""
        return any(self.answer.is_one(held.name) for held in self.theirs)


def pairs(gazetteer: Gazetteer, terms: Iterable[Held], count: int) -> list[Pair]:
    """`count` draws of an office and a day on which a source not used for our row knows the holder."""
    offices: dict[tuple[str, str], list[Held]] = defaultdict(list)
    for held in terms:
        offices[held.code, held.role].append(held)
    known = sorted(key for key in offices if _have(gazetteer, *key))
    draw, found = random.Random(SEED), list[Pair]()
    while len(found) < count:
        code, role = draw.choice(known)
        first = max(FIRST, min(h.first for h in offices[code, role]))
        last = max(h.last for h in offices[code, role])
        day = first + draw.randrange((last - first).days + 1) * _ONE
        answer = ours(gazetteer, code, role, day)
        theirs = tuple(
            h for h in offices[code, role] if h.first <= day <= h.last and h.source not in answer.basis
        )
        if theirs:
            found.append(Pair(code, role, day, answer, theirs))
    return found


def _have(gazetteer: Gazetteer, code: str, role: str) -> bool:
    offices = [o for o in gazetteer.offices if o.code == code]
    return any(o.leads for o in offices) if role == "leader" else any(o.role == role for o in offices)


def reason(pair: Pair, terms: list[Held]) -> str:
    """Why the two differ, as far as it can be told from the sources alone."""
    others = {h.source for h in terms if h.code == pair.code and h.first <= pair.day <= h.last}
    apart = len({h.name for h in pair.theirs}) > 1
    near = [
        h
        for h in terms
        if (h.code, h.role) == (pair.code, pair.role)
        and abs((h.first - pair.day).days) <= 31
        and pair.answer.is_one(h.name)
    ]
    if (pair.code, pair.role) in _RULES:
        return _RULES[pair.code, pair.role]
    if not pair.answer.people:
        return "our table names nobody, or more than one, on that day"
    if apart:
        return "the sources contradict each other"
    if near:
        return f"the day of the change: {near[0].first} in {near[0].source}"
    return f"another leader in effect ({', '.join(sorted(others))}), or another rule"


# Which sources agree with a row


def sources_of(gazetteer: Gazetteer, term: Term, terms: Iterable[Held], rows: Iterable[Listed]) -> str:
    """The letters of the sources: the basis first, then those whose first day is ours (or the next), and the
    lists that agree."""
    person, start = gazetteer.person(term.person), term.start.first
    basis = term.source[:1] or "K"
    agree = {basis}
    leads = any(o.leads for o in gazetteer.offices if (o.code, o.role) == (term.code, term.role))
    for held in terms:
        fits = held.code == term.code and (held.role == term.role or (held.role == "leader" and leads))
        if fits and start and person and abs((held.first - start).days) <= _SAME_DAY:
            agree |= (
                {held.source}
                if any(same(n, held.name) for n in (person.name, *person.other_names))
                else set()
            )
    agree |= {row.source for row in rows if agrees(gazetteer, term, row)}
    return "+".join([basis, *sorted(agree - {basis})])


def write_sources(gazetteer: Gazetteer, path: Path) -> Counter[str]:
    """Writes the source column of terms.csv anew; the counts of what it says."""
    by_code: dict[str, list[Held]] = defaultdict(list)
    for held in _all(gazetteer):
        by_code[held.code].append(held)
    lists: dict[tuple[str, str], list[Listed]] = defaultdict(list)
    for row in listed(gazetteer):
        lists[row.code, row.role].append(row)
    rows = {
        t.where: sources_of(gazetteer, t, by_code[t.code], lists[t.code, t.role]) for t in gazetteer.terms
    }
    lines, counts = path.read_text(encoding="utf-8").split("\n"), Counter[str]()
    for where, source in rows.items():
        number = int(where.rpartition(":")[2]) - 1
        lines[number] = lines[number].rpartition(",")[0] + "," + source
        counts[source] += 1
    path.write_text("\n".join(lines), encoding="utf-8")
    return counts


def gaps(gazetteer: Gazetteer, terms: Iterable[Held]) -> Iterator[str]:
    """Terms of the sources that our tables do not have, or have from another day."""
    for held in terms:
        if held.first < FIRST or not _have(gazetteer, held.code, held.role):
            continue
        if not ours(gazetteer, held.code, held.role, held.first).is_one(held.name):
            answer = ours(gazetteer, held.code, held.role, held.first)
            said = " and ".join(names[0] for names in answer.people) or "nobody"
            yield f"{held.source} {held.code} {held.role} {held.first} {held.name}: ours {said}"


def report(gazetteer: Gazetteer, terms: list[Held]) -> int:
    """Prints the agreement and every disagreement; 0 if it reaches 99 %."""
    found = pairs(gazetteer, terms, PAIRS)
    wrong = [pair for pair in found if not pair.agrees]
    divided = sum(len(pair.answer.people) > 1 for pair in found)
    used = Counter("+".join(sorted({h.source for h in pair.theirs})) for pair in found)
    share = 1 - len(wrong) / len(found)
    print(f"{len(found)} pairs, seed {SEED}, {min(p.day for p in found)} to {max(p.day for p in found)}")
    print(f"judged by {', '.join(f'{name}: {count}' for name, count in used.most_common())}")
    print(f"agree {share:.4f}; on {divided} of them two offices lead and either counts")
    for pair in sorted(wrong, key=lambda p: (p.code, p.role, p.day)):
        theirs = ", ".join(f"{h.name} ({h.source})" for h in pair.theirs)
        said = " and ".join(names[0] for names in pair.answer.people) or "nobody"
        print(f"  {pair.day} {pair.code} {pair.role}: ours {said}; {theirs}: {reason(pair, terms)}")
    return 0 if share >= 0.99 else 1


def main() -> int:
    """Runs what the arguments ask for; the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--gaps", action="store_true")
    parser.add_argument("--second", action="store_true")
    parser.add_argument("--write-sources", action="store_true")
    args = parser.parse_args()
    if args.second:
        gazetteer = load_gazetteer()
        print("\n".join(second(gazetteer, listed(gazetteer))))
        return 0
    if not SHARED.is_dir():
        print(f"{SHARED} is absent: nothing to compare with", file=sys.stderr)
        return 0
    gazetteer = load_gazetteer()
    if args.write_sources:
        path = Path(str(resources.files("detente.actors") / "data" / "terms.csv"))
        print("\n".join(f"{count:5} {name}" for name, count in write_sources(gazetteer, path).most_common()))
        return 0
    terms = sources(gazetteer)
    if args.gaps:
        print("\n".join(gaps(gazetteer, terms)))
        return 0
    return report(gazetteer, terms)


if __name__ == "__main__":
    sys.exit(main())

"""Gazetteer files -> checked rows. CSV for the built-in tables, YAML or CSV for a user's own.

Every error is a GazetteerError that names the file and the line; nothing is loaded half.
"""

from __future__ import annotations

import csv
import gc
import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from importlib import resources
from itertools import pairwise, zip_longest
from pathlib import Path
from typing import Any, NoReturn, cast

import yaml

from detente.actors.records import (
    Days,
    Gender,
    Membership,
    Office,
    Organisation,
    Person,
    State,
    Term,
    parse_days,
)
from detente.model import GazetteerError

_TABLES = ("states", "states_historical", "organisations", "offices", "persons", "terms", "members")
_CODE = re.compile(r"[A-Z][A-Z0-9]{1,11}$")
_ID = re.compile(r"[A-Za-z0-9][\w:.\-]{1,199}$")
_NO_NAME = re.compile(r"^[=+@]|[<>\x00-\x1f\x7f]")  # what a spreadsheet computes, a page runs, or nobody sees
_MAY_REFER = re.compile(r"(?:^|[\s\[{,:-])[&*][^\s&*]", re.MULTILINE)
_QID = re.compile(r"Q[1-9]\d{0,11}$")
_NOT_IN_ID = re.compile(r"[^a-z0-9]+")
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_SHOWN = 40  # characters of a wrong name that a message repeats
_LONGEST_NAME = 200
_STATE_KEYS = {
    "code",
    "cow",
    "name",
    "other_names",
    "adjectives",
    "demonyms",
    "capital",
    "government",
    "leader",
    "from",
    "to",
    "successors",
    "successor",
    "wikidata",
}
_PERSON_KEYS = {"id", "name", "surname", "other_names", "gender", "code", "alone", "wikidata", "roles"}
_ROLE_KEYS = {"role", "code", "from", "to", "acting", "elected", "name", "source"}
_ORGANISATION_KEYS = {"code", "kind", "country", "name", "other_names", "adjectives", "seat"}


@dataclass(frozen=True, slots=True)
class Row:
    """The fields of one row and where it stands."""

    fields: Mapping[str, Any]
    where: str

    def fail(self, why: str) -> NoReturn:
        raise GazetteerError(f"{self.where}: {why}")

    def text(self, key: str) -> str:
        value = self.fields.get(key)
        if not value:
            return "" if value is None else self._plain(str(value), key)
        if isinstance(value, date):
            return value.isoformat()
        if value is not None and not isinstance(value, str | int):
            self.fail(f"{key!r} must be one value, not a list")
        return self._plain(str(value), key)

    def _plain(self, value: str, key: str) -> str:
        text = (value if value.isascii() else unicodedata.normalize("NFC", value)).strip()
        if len(text) > _LONGEST_NAME:
            self.fail(f"{key!r} is longer than {_LONGEST_NAME} characters")
        if _NO_NAME.search(text):
            self.fail(f"{key!r} holds {_shown(text)}: a formula, markup or a control character is no name")
        return text

    def need(self, key: str) -> str:
        return self.text(key) or self.fail(f"{key!r} is missing")

    def many(self, key: str) -> tuple[str, ...]:
        value = self.fields.get(key)
        if not value:
            return ()
        values = value if isinstance(value, list) else str(value).split(";")
        if any(isinstance(item, list | dict) for item in values):
            self.fail(f"{key!r} must be a list of words")
        words = [unicodedata.normalize("NFC", str(item)).strip() for item in values]
        if any(len(word) > _LONGEST_NAME for word in words):
            self.fail(f"{key!r} holds a name longer than {_LONGEST_NAME} characters")
        wrong = next((word for word in words if _NO_NAME.search(word)), None)
        if wrong is not None:
            self.fail(f"{key!r} holds {_shown(wrong)}: a formula, markup or a control character is no name")
        return tuple(word for word in words if word)

    def days(self, key: str) -> Days | None:
        return self._days(self.text(key), key)

    def _days(self, text: str, key: str) -> Days | None:
        try:
            return parse_days(text)
        except ValueError as error:
            self.fail(f"{key!r}: {error}")

    def day(self, key: str) -> date | None:
        return self.day_of(self.text(key), key)

    def day_of(self, text: str, key: str) -> date | None:
        """The day `text` names, which stands under `key`; of a month or a year the last."""
        days = self._days(text, key)
        return days.last if days else None

    def flag(self, key: str) -> bool:
        return self.text(key).lower() in ("yes", "true", "1")

    def check_keys(self, known: set[str]) -> None:
        for key in self.fields:
            if key not in known and not key.startswith("line of "):
                self.fail(f"unknown key {key!r}; known are {', '.join(sorted(known))}")


@dataclass(frozen=True, slots=True)
class GazetteerFile:
    """A gazetteer file that was read already, as one kept in an archive: its name, for messages and the
    format, and its bytes."""

    name: str
    content: bytes


@dataclass
class Rows:
    """All rows of a gazetteer, by key; `version` is a hash of the files they came from."""

    states: dict[str, State] = field(default_factory=dict)
    organisations: dict[str, Organisation] = field(default_factory=dict)
    persons: dict[str, Person] = field(default_factory=dict)
    offices: dict[tuple[str, str], Office] = field(default_factory=dict)
    terms: list[Term] = field(default_factory=list)
    members: list[Membership] = field(default_factory=list)
    version: str = ""

    def copy(self) -> Rows:
        return Rows(
            dict(self.states),
            dict(self.organisations),
            dict(self.persons),
            dict(self.offices),
            list(self.terms),
            list(self.members),
            self.version,
        )


@dataclass
class _File:
    """One file being read: its rows are checked together, then laid over the rows read before."""

    rows: Rows = field(default_factory=Rows)
    known_until: date | None = None
    leaders: dict[str, tuple[str, ...]] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    codes: list[tuple[str, Row]] = field(default_factory=list)
    terms_only: bool = False  # of persons it tells the names, nothing else

    def claim(self, identity: str, row: Row) -> None:
        if identity in self.ids:
            row.fail(f"{identity!r} is used already at {self.ids[identity]}")
        self.ids[identity] = row.where

    def code(self, row: Row, key: str = "code") -> str:
        code = row.need(key)
        if not _CODE.match(code):
            row.fail(f"the code {code!r} must be two to twelve capitals or digits, beginning with a capital")
        return code


@cache
def builtin_rows() -> Rows:
    """The rows of the package's own tables."""
    file, digest = _File(), hashlib.sha256()
    folder = resources.files("detente.actors") / "data"
    for table in _TABLES:
        content = (folder / f"{table}.csv").read_bytes()
        digest.update(content)
        for row in _csv_rows(content.decode("utf-8"), f"{table}.csv"):
            _ADD[table](file, row)
    rows = _laid_over(Rows(), file)
    rows.version = digest.hexdigest()[:16]
    return rows


def word_rows(table: str) -> Iterator[Row]:
    """The rows of a table of words of the package (roles, first_names)."""
    content = (resources.files("detente.actors") / "data" / f"{table}.csv").read_text(encoding="utf-8")
    return _csv_rows(content, f"{table}.csv")


def load_rows(extra: Iterable[Path | GazetteerFile]) -> Rows:
    """The built-in rows with the user's files laid over them, in order."""
    rows = builtin_rows().copy()
    for item in extra:
        file = item if isinstance(item, GazetteerFile) else read_gazetteer_file(item)
        with without_collecting():
            rows = _laid_over(rows, _read_file(Path(file.name), file.content))
        rows.version = hashlib.sha256(rows.version.encode() + file.content).hexdigest()[:16]
    return rows


def read_gazetteer_file(path: Path) -> GazetteerFile:
    """The file as it is on the disk; raises GazetteerError."""
    try:
        return GazetteerFile(str(path), path.read_bytes())
    except OSError as error:
        raise GazetteerError(f"{path}: cannot be read ({error.strerror}); check the path") from error


@contextmanager
def without_collecting() -> Iterator[None]:
    """Without the collector of cycles, which looks again and again at a million rows that have none."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _read_file(path: Path, content: bytes) -> _File:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise GazetteerError(f"{path}:{line}: not UTF-8; save the file as UTF-8") from error
    if path.suffix.lower() == ".csv":
        return _read_csv(text, str(path))
    return _read_yaml(text, str(path))


def _csv_rows(text: str, where: str) -> Iterator[Row]:
    header: list[str] | None = None
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = next(csv.reader([line]))
        if header is None:
            header = [cell.strip() for cell in cells]
            continue
        row = Row(dict(zip(header, cells, strict=False)), f"{where}:{number}")
        if len(cells) > len(header):
            row.fail(f"{len(cells)} cells, but the header names {len(header)}")
        yield row


def _read_csv(text: str, where: str) -> _File:
    """A user's CSV of terms of office: role, code, name, from, to and acting."""
    file = _File(terms_only=True)
    known = re.search(r"^#\s*known_until:\s*(\S+)", text, re.M)
    if known:
        file.known_until = Row({"known_until": known[1]}, where).day("known_until")
    people: dict[str, Row] = {}
    for number, row in enumerate(_csv_rows(text, where)):
        if number == 0:  # the keys are those of the header
            row.check_keys(_ROLE_KEYS)
        identity = person_id(row.need("name"))
        if identity not in people:
            people[identity] = row
            _add_person(
                file, Row({"id": identity, "name": row.need("name"), "code": row.text("code")}, row.where)
            )
        _add_term(file, row, identity, None)
    return file


def _read_yaml(text: str, where: str) -> _File:
    try:
        _refuse_references(text, where)
        root = yaml.compose(text, Loader=_LOADER)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise GazetteerError(
            f"{where}:{line}: not YAML ({getattr(error, 'problem', None) or 'cannot be read'})"
        ) from error
    file = _File()
    if root is None:
        return file
    top = _mapping(root, where)
    top.check_keys({"known_until", "states", "persons", "organisations"})
    file.known_until = top.day("known_until")
    for section, add in (
        ("states", _add_state),
        ("organisations", _add_organisation),
        ("persons", _add_person),
    ):
        for row in _section(root, section, where):
            add(file, row)
    return file


def _refuse_references(text: str, where: str) -> None:
    """Anchors and aliases, by which a small file may stand for one of any size, are not read."""
    for token in yaml.scan(text, Loader=_LOADER) if _MAY_REFER.search(text) else ():
        if isinstance(token, yaml.AnchorToken | yaml.AliasToken):
            line = token.start_mark.line + 1
            raise GazetteerError(f"{where}:{line}: anchors (&) and aliases (*) are not read; write it out")


def _shown(text: str) -> str:
    return repr(text if len(text) <= _SHOWN else text[:_SHOWN] + "...")


def _section(root: yaml.Node, section: str, where: str) -> Iterator[Row]:
    for key, value in cast(yaml.MappingNode, root).value:
        if key.value != section or (isinstance(value, yaml.ScalarNode) and not value.value):
            continue
        if not isinstance(value, yaml.SequenceNode):
            raise GazetteerError(f"{where}:{value.start_mark.line + 1}: {section!r} must be a list")
        for item in value.value:
            yield _mapping(item, where)


def _mapping(node: yaml.Node, where: str) -> Row:
    here = f"{where}:{node.start_mark.line + 1}"
    if not isinstance(node, yaml.MappingNode):
        raise GazetteerError(f"{here}: expected keys and values such as 'name: Norland'")
    fields: dict[str, Any] = {}
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise GazetteerError(f"{here}: a key must be a word")
        if key.value in fields:
            raise GazetteerError(f"{where}:{key.start_mark.line + 1}: {key.value!r} is given twice")
        fields[key.value] = _plain(value, where)
    return Row(fields, here)


def _plain(node: yaml.Node, where: str) -> Any:
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, where) for item in node.value]
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, where)
    quoted = getattr(node, "style", None) is not None
    return None if node.value in ("", "null", "~") and not quoted else node.value


def person_id(name: str) -> str:
    """Our own stable id of a person, from the name."""
    plain = name if name.isascii() else _to_ascii(name)
    slug = _NOT_IN_ID.sub("-", plain.lower()).strip("-")
    return f"person:{slug or hashlib.sha256(name.encode()).hexdigest()[:12]}"


def _to_ascii(name: str) -> str:
    return unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()


def _add_state(file: _File, row: Row) -> None:
    row.check_keys(_STATE_KEYS)
    code = file.code(row)
    file.claim(code, row)
    row.days("from"), row.days("to")
    cow = row.text("cow")
    if cow and not cow.isdigit():
        row.fail(f"'cow' must be a number, not {cow!r}")
    successors = row.many("successors") + row.many("successor")
    file.codes += [(successor, row) for successor in successors]
    file.rows.states[code] = State(
        code,
        row.need("name"),
        row.many("other_names"),
        row.many("adjectives"),
        row.many("demonyms"),
        row.many("capital"),
        tuple(tuple(word.split("=")) for word in row.many("government")),
        int(cow) if cow else None,
        row.text("from") or None,
        row.text("to") or None,
        successors,
        _wikidata(row),
    )
    if "leader" in row.fields:
        file.leaders[code] = row.many("leader")


def _add_organisation(file: _File, row: Row) -> None:
    row.check_keys(_ORGANISATION_KEYS)
    code = file.code(row)
    file.claim(code, row)
    kind = row.text("kind") or "organisation"
    if kind not in ("organisation", "group"):
        row.fail(f"'kind' must be organisation or group, not {kind!r}")
    owner = row.text("country")
    if owner:
        file.codes.append((owner, row))
    file.rows.organisations[code] = Organisation(
        code, row.need("name"), cast(Any, kind), owner or code, row.many("other_names"), row.many("seat")
    )


def _add_person(file: _File, row: Row) -> None:
    row.check_keys(_PERSON_KEYS)
    name = row.need("name")
    identity = row.text("id") or person_id(name)
    if not _ID.match(identity):
        row.fail(f"the id {identity!r} may hold letters, digits and : . - _ only")
    file.claim(identity, row)
    gender = row.text("gender") or None
    if gender not in (None, "female", "male"):
        row.fail(f"'gender' must be female or male, not {gender!r}")
    code = row.text("code") or None
    if code:
        file.codes.append((code, row))
    surnames = row.many("surname") or (name.split()[-1],)
    if surnames[0] == name.split()[-1]:
        surnames = (*surnames, *_spellings(row.many("other_names"), surnames))
    file.rows.persons[identity] = Person(
        identity,
        name,
        () if surnames == ("-",) else surnames,
        row.many("other_names"),
        cast("Gender | None", gender),
        code,
        row.text("alone") not in ("no", "false"),
        _wikidata(row),
    )
    for role in row.fields.get("roles") or ():
        if not isinstance(role, Row):
            row.fail("'roles' must be a list of keys and values such as '- role: president'")
        role.check_keys(_ROLE_KEYS)
        _add_term(file, role, identity, code)


def _wikidata(row: Row) -> str | None:
    identity = row.text("wikidata")
    if identity and not _QID.match(identity):
        row.fail(f"'wikidata' must be an id such as Q42, not {identity!r}")
    return identity or None


def _spellings(names: Iterable[str], surnames: tuple[str, ...]) -> Iterator[str]:
    """Other spellings of the surname, as the other names end."""
    for last in dict.fromkeys(name.split()[-1] for name in names if " " in name):
        if len(last) > 3 and last[0].isupper() and last not in surnames:
            yield last


def _add_office(file: _File, row: Row) -> None:
    code, role = file.code(row), row.need("role")
    file.claim(f"{code} {role}", row)
    file.codes.append((code, row))
    foremost = row.text("leader") == "first"
    leads = tuple(_stretches(row)) if foremost or row.flag("leader") else ()
    file.rows.offices[code, role] = Office(
        code, role, row.day("known_until"), leads, row.flag("complete"), foremost
    )


def _stretches(row: Row) -> Iterator[tuple[date, date]]:
    """The stretches of days that "leader_from" and "leader_to" name, one behind the other."""
    starts, ends = (row.text(key).split(";") for key in ("leader_from", "leader_to"))
    for start, end in zip_longest(starts, ends, fillvalue=""):
        first, last = row.day_of(start, "leader_from"), row.day_of(end, "leader_to")
        yield first or date.min, last or date.max


def _add_builtin_term(file: _File, row: Row) -> None:
    name = row.need("name")
    _add_term(file, row, name if name.startswith("person:") else person_id(name), None)


def _add_term(file: _File, row: Row, person: str, default_code: str | None) -> None:
    code = row.text("code") or default_code or row.fail("'code' is missing: whom does the office belong to?")
    role = _role(row.need("role"))
    file.codes.append((code, row))
    start, end = row.days("from") or row.fail("'from' is missing"), row.days("to")
    if end and (start.first or date.min) >= (end.last or date.max):
        row.fail("the term ends before it begins, or on the same day")
    if end is None and file.known_until is None and (code, role) not in file.rows.offices:
        row.fail("a term without 'to' needs 'known_until' at the top of the file")
    acting, source, elected = row.flag("acting"), row.text("source"), row.day("elected")
    term = Term(code, role, person, start, end, acting, row.where, source, elected)
    file.rows.terms.append(term)
    if (code, role) not in file.rows.offices:
        file.rows.offices[code, role] = Office(code, role, file.known_until)


def _add_member(file: _File, row: Row) -> None:
    organisation, member = file.code(row, "organisation"), file.code(row, "member")
    file.codes += [(organisation, row), (member, row)]
    start, end = row.days("from") or row.fail("'from' is missing"), row.days("to")
    file.rows.members.append(Membership(organisation, member, start, end))


def _role(words: str) -> str:
    """Lower case, but for the code of "ambassador to RUS"."""
    post, to, code = words.partition(" to ")
    return post.lower() + to + code


_ADD = {
    "states": _add_state,
    "states_historical": _add_state,
    "organisations": _add_organisation,
    "offices": _add_office,
    "persons": _add_person,
    "terms": _add_builtin_term,
    "members": _add_member,
}


def _laid_over(base: Rows, file: _File) -> Rows:
    """The rows of `file` over those of `base`: same keys are replaced, overlapped terms give way."""
    new = file.rows
    _check_overlaps(new.terms)
    rows = Rows(
        base.states | new.states,
        base.organisations | new.organisations,
        new.persons | base.persons if file.terms_only else base.persons | new.persons,
        base.offices | {key: _joined(base.offices.get(key), office) for key, office in new.offices.items()},
        _kept(base.terms, new.terms) + new.terms,
        base.members + new.members,
        base.version,
    )
    for code, row in file.codes:
        if code not in rows.states and code not in rows.organisations:
            row.fail(f"unknown code {code!r}: no state or organisation has it")
    for term in new.terms:
        if term.person not in rows.persons:
            raise GazetteerError(f"{term.where}: no person has the id {term.person!r}")
    _set_leaders(rows, file)
    return rows


def _joined(before: Office | None, office: Office) -> Office:
    if before is None:
        return office
    known = max(filter(None, (before.known_until, office.known_until)), default=None)
    return replace(office, known_until=known, leads=office.leads or before.leads)


def _by_office(terms: Iterable[Term]) -> dict[tuple[str, str], list[Term]]:
    offices: dict[tuple[str, str], list[Term]] = {}
    for term in terms:
        offices.setdefault((term.code, term.role), []).append(term)
    return offices


def _kept(terms: Iterable[Term], others: Iterable[Term]) -> list[Term]:
    """The terms that none of `others` of the same office overlaps."""
    offices = _by_office(others)
    return [t for t in terms if not any(_overlap(t, other) for other in offices.get((t.code, t.role), ()))]


def _overlap(one: Term, two: Term) -> bool:
    """Do the terms share a day for certain?"""
    starts = max(one.start.last or date.max, two.start.last or date.max)
    ends = min((t.end.first or date.min) if t.end else date.max for t in (one, two))
    return starts < ends


def _check_overlaps(terms: list[Term]) -> None:
    for held in _by_office(term for term in terms if not term.acting).values():
        held.sort(key=lambda term: term.start.first or date.min)
        for before, after in pairwise(held):
            if _overlap(before, after):
                raise GazetteerError(
                    f"{after.where}: the term of {after.role} of {after.code} overlaps the one at"
                    f" {before.where}; change the dates or mark one as acting"
                )


def _set_leaders(rows: Rows, file: _File) -> None:
    """A state of a user's file is led by the roles it names, else by its president, else by the first of
    the offices that usually lead."""
    always = ((date.min, date.max),)
    usual = (
        "president",
        "supreme leader",
        "chancellor",
        "prime minister",
        "premier",
        "king",
        "queen",
        "leader",
    )
    for code in {term.code for term in file.rows.terms} | set(file.leaders):
        own = [role for owner, role in rows.offices if owner == code]
        if any(rows.offices[code, role].leads for role in own) and code not in file.leaders:
            continue
        roles = file.leaders.get(code) or [role for role in usual if role in own][:1]
        for role in own:
            leads = always if role in roles else ()
            rows.offices[code, role] = replace(rows.offices[code, role], leads=leads)

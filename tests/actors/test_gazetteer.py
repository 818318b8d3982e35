"""Who held the office that day: names, offices and dates resolved; files checked with line numbers."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.actors import Gazetteer, load_gazetteer
from detente.actors.index import PhraseIndex, fold
from detente.actors.records import Days, parse_days
from detente.model import GazetteerError

CASES = Path(__file__).parent.parent / "cases" / "actors"


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return load_gazetteer()


@pytest.mark.parametrize(
    ("mention", "on", "name", "code"),
    [
        ("the US president", "2013-09-06", "Barack Obama", "USA"),
        ("the US president", "2017-07-08", "Donald Trump", "USA"),
        ("the U.S. president", "2017-01-19", "Barack Obama", "USA"),
        ("the U.S. president", "2017-01-20", "Donald Trump", "USA"),
        ("the American President", "2021-01-20", "Joe Biden", "USA"),
        ("President of Russia", "2008-05-06", "Vladimir Putin", "RUS"),
        ("President of Russia", "2008-05-07", "Dmitry Medvedev", "RUS"),
        ("the Russian prime minister", "2010", "Vladimir Putin", "RUS"),
        ("the Russian leader", "2016-03", "Vladimir Putin", "RUS"),
        ("the Soviet leader", "1987-01-01", "Mikhail Gorbachev", "SUN"),
        ("the acting president of Ukraine", "2014-04-01", "Oleksandr Turchynov", "UKR"),
        ("the Israeli prime minister", "2006-02-01", "Ariel Sharon", "ISR"),
        ("acting Israeli prime minister", "2006-02-01", "Ehud Olmert", "ISR"),
        ("German Chancellor", "2005-11-22", "Angela Merkel", "DEU"),
        ("the British prime minister", "2016-07-13", "Theresa May", "GBR"),
        ("Ukraine's president", "2014-06-07", "Petro Poroshenko", "UKR"),
        ("the UN Secretary-General", "2015-09", "Ban Ki-moon", "UN"),
        ("the Russian foreign minister", "2018-12-22", "Sergei Lavrov", "RUS"),
        ("US ambassador to Russia", "2013-05-05", "Michael McFaul", "USA"),
        ("US Vice President", "2014", "Joe Biden", "USA"),
        ("Prime Minister May", "2017", "Theresa May", "GBR"),
        ("Russian President Vladimir Putin", "2017", "Vladimir Putin", "RUS"),
        ("Mrs Clinton", None, "Hillary Clinton", "USA"),
        ("Clinton", "1995-05-05", "Bill Clinton", "USA"),
        ("Erdoğan", None, "Recep Tayyip Erdogan", "TUR"),
        ("Obama’s", None, "Barack Obama", "USA"),
        ("Moscow", None, "Russia", "RUS"),
        ("the Kiev authorities", None, "Ukraine", "UKR"),
        ("the Russian Foreign Ministry", None, "Russian Foreign Ministry", "RUS"),
        ("the White House", None, "White House", "USA"),
        ("ISIS", None, "ISIS", "ISIS"),
        ("US", None, "United States", "USA"),
        ("the Pentagon chief", "2018-03-01", "Jim Mattis", "USA"),
        ("Pentagon boss", "2012-03-01", "Leon Panetta", "USA"),
        ("the head of the Pentagon", "2018-03-01", "Jim Mattis", "USA"),
        ("former Pentagon chief Ash Carter", "2018-03-01", "Ash Carter", "USA"),
        ("the State Department chief", "2018-03-01", "Rex Tillerson", "USA"),
        ("the CIA chief", "2018-03-01", "Mike Pompeo", "USA"),
        ("the White House chief", "2018-03-01", "Donald Trump", "USA"),
        ("the Foreign Office chief", "2018-03-01", "Boris Johnson", "GBR"),
        ("the Kremlin leader", "2010-03-01", "Dmitry Medvedev", "RUS"),
        ("the Russian Foreign Ministry chief", "2018-03-01", "Sergei Lavrov", "RUS"),
    ],
)
def test_resolved(gazetteer: Gazetteer, mention: str, on: str | None, name: str, code: str) -> None:
    found = gazetteer.resolve(mention, on)
    assert (found.name, found.code) == (name, code), found.reason
    assert found.actor
    assert not found.candidates


@pytest.mark.parametrize(
    ("mention", "on", "candidate"),
    [
        ("the US president", None, "Barack Obama"),
        ("the US president", "2017", "Donald Trump"),
        ("the US president", "../2017-02-01", "Barack Obama"),
        ("the Polish leader", "2009-03-01", "Donald Tusk"),
        ("Bush", None, "George W. Bush"),
        ("Korean", None, "North Korea"),
        ("Congo", None, "Republic of the Congo"),
        ("the former US president", "2013", "George W. Bush"),
        ("the Pentagon chief", "2013-01/2013-03", "Leon Panetta"),
        ("the San Marino leader", "2015-05-01", "Andrea Belluzzi"),
    ],
)
def test_ambiguous_is_nobody(gazetteer: Gazetteer, mention: str, on: str | None, candidate: str) -> None:
    found = gazetteer.resolve(mention, on)
    assert (found.name, found.actor, found.code) == (None, None, None)
    assert candidate in found.candidates
    assert found.reason


@pytest.mark.parametrize(
    ("mention", "on"),
    [
        ("us", None),
        ("", "2013"),
        ("   ", None),
        ("the president", "2013"),
        ("the queen", "2013"),
        ("the US president-elect", "2016-10-01"),
        ("the then US president", "2016-12-01"),
        ("the deputy Russian foreign minister", "2016-12-01"),
        ("his American counterpart", "2013"),
        ("the two presidents", "2013"),
        ("the US president", "2199-01-01"),
        ("the US president", "1066-10-14"),
        ("the White House chief of staff", "2018-03-01"),
        ("the Pentagon chief", None),
        ("the Foreign Ministry chief", "2018-03-01"),
        ("x" * 10_000, None),
        ("=HYPERLINK(1)", None),
    ],
)
def test_nobody(gazetteer: Gazetteer, mention: str, on: str | None) -> None:
    found = gazetteer.resolve(mention, on)
    assert (found.name, found.actor, found.code) == (None, None, None)
    assert found.reason


def test_after_the_table_it_says_until_when(gazetteer: Gazetteer) -> None:
    assert "known until" in gazetteer.resolve("the Norwegian prime minister", "2199-01-01").reason


def test_a_date_that_is_none(gazetteer: Gazetteer) -> None:
    with pytest.raises(ValueError, match="EDTF"):
        gazetteer.resolve("the US president", "yesterday")


@given(st.dates(date(1990, 1, 1), date(2030, 1, 1)))
def test_one_or_nobody_on_every_day(day: date) -> None:
    """Whoever holds the office on a day and on the next with the table known holds it or has a successor."""
    gazetteer = load_gazetteer()
    found = gazetteer.resolve("the US president", day.isoformat())
    assert (found.name is not None) == (day <= date(2025, 6, 30))
    span = f"{day.isoformat()}/{(day + timedelta(days=1)).isoformat()}"
    both = gazetteer.resolve("the US president", span)
    after = gazetteer.resolve("the US president", (day + timedelta(days=1)).isoformat())
    assert both.name == (found.name if found.name == after.name else None)


def test_what_the_text_introduced_decides(gazetteer: Gazetteer) -> None:
    def found(mention: str, on: str | None, *introduced: str) -> str | None:
        return gazetteer.resolve(mention, on, introduced).name

    assert found("his American counterpart", "2015-01-01", "Vladimir Putin") == "Barack Obama"
    assert found("her predecessor", "2018-01-01", "Donald Trump", "Theresa May") == "David Cameron"
    assert found("the former president", "2018-01-01", "Donald Trump", "Barack Obama") == "Barack Obama"
    assert found("the president", "2018-01-01", "Donald Trump", "Barack Obama") == "Donald Trump"
    assert found("Bush", "2012-01-01", "person:george-w-bush") == "George W. Bush"
    assert found("the US president", None, "Barack Obama") == "Barack Obama"
    assert found("the US president", None, "Barack Obama", "Donald Trump") is None
    two = gazetteer.resolve("the two presidents", "2018-07-16", ["Donald Trump", "Vladimir Putin"])
    assert (two.name, two.code, two.candidates) == (None, None, ("Donald Trump", "Vladimir Putin"))


def test_members(gazetteer: Gazetteer) -> None:
    assert "FIN" not in gazetteer.members("NATO", "2023-04-03")
    assert "FIN" in gazetteer.members("NATO", "2023-04-04")
    assert {len(gazetteer.members("EU", day)) for day in ("2014-01-01", "2020-01-31")} == {28}
    assert len(gazetteer.members("EU", "2020-02-01")) == 27
    assert "RUS" not in gazetteer.members("G8", "2015")
    assert len(gazetteer.members("UN", "2012-01-01")) == 193
    assert gazetteer.members("QQQ", "2012-01-01") == ()


def test_every_row_of_a_name_is_somebody(gazetteer: Gazetteer) -> None:
    named = {term.person for term in gazetteer.terms}
    assert all(gazetteer.person(person) for person in named)
    assert len(named) > 1_800


def test_states(gazetteer: Gazetteer) -> None:
    assert [gazetteer.state_code(t) for t in ("Russia", "RUS", "russian", "Russians", "the UK")] == [
        "RUS",
        "RUS",
        "RUS",
        "RUS",
        "GBR",
    ]
    assert gazetteer.state_code("Korean") is None
    assert gazetteer.state_name("USA") == "United States"
    assert gazetteer.state_name("QQQ") is None
    assert len({state.code for state in gazetteer.states}) > 195


def test_every_term_has_an_office_known_that_day(gazetteer: Gazetteer) -> None:
    for person in gazetteer.persons:
        for term in gazetteer.terms_of(person.id):
            assert term.start.last is not None
            if not term.acting:  # of a month or a year the last day, on which the office has surely changed
                found = gazetteer.holder(term.code, (term.role,), Days(term.start.last, term.start.last))
                assert found.actor == person.id, (term, found)


# A user's files


def write(tmp_path: Path, text: str, name: str = "mine.yaml") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def test_extends_and_overrides(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "known_until: 2016-01-01\n"
        "states:\n"
        "  - {code: XNO, name: Norland, adjectives: [Norlandic], capital: Nordhavn}\n"
        "  - {code: FRA, name: Gaul, adjectives: [Gaulish]}\n"
        "persons:\n"
        "  - name: Ada Lund\n"
        "    roles:\n"
        "      - {role: premier, code: XNO, from: 2010-05, to: 2012-01-01}\n"
        "      - {role: premier, code: XNO, from: 2013-01-01}\n",
    )
    mine, built_in = load_gazetteer([path]), load_gazetteer()
    assert mine.version != built_in.version
    assert mine.version == load_gazetteer([path]).version
    assert mine.state_name("FRA") == "Gaul"
    assert mine.resolve("the Norlandic prime minister", "2011").name == "Ada Lund"
    assert mine.resolve("the Norlandic leader", "2011").name == "Ada Lund"
    assert mine.resolve("the Norlandic premier", "2010-05-03").name is None, (
        "the day of the month is not known"
    )
    assert mine.resolve("the Norlandic premier", "2012-06-01").name is None
    assert mine.resolve("the Norlandic premier", "2017-01-01").name is None
    assert built_in.state_name("FRA") == "France"


def test_csv_of_terms(tmp_path: Path) -> None:
    text = "# known_until: 2030-01-01\nrole,code,name,from,to\npresident,FRA,Ada Lund,2027-05-14,\n"
    mine = load_gazetteer([write(tmp_path, text, "terms.csv")])
    assert mine.resolve("the French president", "2028-01-01").name == "Ada Lund"
    assert mine.resolve("the French president", "2013-01-01").name == "Francois Hollande"


NORLAND = "states:\n  - {code: XNO, name: Norland}\n"


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        ("states:\n  - {code: XNO, name: Norland}\n  - {code: XNO, name: Sudria}\n", 3, "used already"),
        ("states:\n  - {code: norland, name: Norland}\n", 2, "capitals"),
        ("states:\n  - {code: XNO}\n", 2, "'name' is missing"),
        ("states:\n  - {code: XNO, name: Norland, colour: red}\n", 2, "unknown key 'colour'"),
        ("persons:\n  - {name: Ada Lund, code: XQQ}\n", 2, "unknown code 'XQQ'"),
        ("persons:\n  - {name: Ada Lund, gender: tall}\n", 2, "female or male"),
        ("persons:\n  - {name: Ada Lund}\n  - {name: Ada Lund}\n", 3, "used already"),
        ("persons:\n  - {name: Ada Lund, id: 'a b'}\n", 2, "may hold letters"),
        ("persons:\n  - {name: Ada Lund, roles: [president]}\n", 2, "'roles' must be a list"),
        ("persons: Ada\n", 1, "must be a list"),
        ("persons:\n  - Ada\n", 2, "expected keys and values"),
        ("- Ada\n", 1, "expected keys and values"),
        ("states: [\n", 2, "not YAML"),
        ("states:\n  - {code: XNO, name: N, name: M}\n", 2, "given twice"),
        (NORLAND + "  - {code: XSU, name: S, from: 2010-13-01}\n", 3, "'from'"),
        ("organisations:\n  - {code: LTS, name: League, kind: club}\n", 2, "organisation or group"),
        ("persons:\n  - {name: '=HYPERLINK(1)'}\n", 2, "a formula, markup"),
        ("persons:\n  - {name: '<b>Ada</b> Lund'}\n", 2, "a formula, markup"),
        ("persons:\n  - {name: Ada Lund, other_names: ['@SUM(1)']}\n", 2, "a formula, markup"),
        ('persons:\n  - {name: "Ada\\u0007Lund"}\n', 2, "a control character"),
        ("persons:\n  - &a {name: Ada Lund}\n  - *a\n", 2, "anchors"),
    ],
)
def test_a_wrong_row_names_file_and_line(tmp_path: Path, text: str, line: int, why: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(GazetteerError) as error:
        load_gazetteer([path])
    assert str(error.value).startswith(f"{path}:{line}: ")
    assert why in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("terms", "why"),
    [
        (
            "{role: president, from: 2010-01-01, to: 2012-01-01}, {role: president, from: 2011-01-01}",
            "overlaps",
        ),
        ("{role: president, from: 2012-01-01, to: 2010-01-01}", "ends before it begins"),
        ("{role: president, to: 2010-01-01}", "'from' is missing"),
        ("{role: president, from: soon}", "EDTF"),
        ("{from: 2010-01-01}", "'role' is missing"),
    ],
)
def test_wrong_terms(tmp_path: Path, terms: str, why: str) -> None:
    text = (
        f"known_until: 2015-01-01\n{NORLAND}persons:\n  - {{name: Ada Lund, code: XNO, roles: [{terms}]}}\n"
    )
    path = write(tmp_path, text)
    with pytest.raises(GazetteerError, match=why) as error:
        load_gazetteer([path])
    assert str(error.value).startswith(f"{path}:")


def test_an_open_term_needs_known_until(tmp_path: Path) -> None:
    text = (
        NORLAND + "persons:\n  - {name: Ada Lund, code: XNO, roles: [{role: president, from: 2010-01-01}]}\n"
    )
    with pytest.raises(GazetteerError, match="known_until"):
        load_gazetteer([write(tmp_path, text)])


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(GazetteerError, match="cannot be read"):
        load_gazetteer([tmp_path / "absent.yaml"])
    (tmp_path / "latin.yaml").write_bytes(b"states:\n  - {code: XNO, name: Norl\xe9}\n")
    with pytest.raises(GazetteerError, match=r"latin\.yaml:2: not UTF-8"):
        load_gazetteer([tmp_path / "latin.yaml"])


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("president,FRA,=cmd|x,2027-05-14,\n", "a formula, markup"),
        ("president,FRA,<script>alert(1)</script>,2027-05-14,\n", "a formula, markup"),
        ("president,FRX,Ada Lund,2027-05-14,\n", "unknown code 'FRX'"),
        ("president,FRA,Ada Lund,2027-14-05,\n", "month must be"),
        ("president,FRA,Ada Lund,2027-05-14,2026-01-01\n", "ends before it begins"),
        ("president,FRA,Ada Lund,2027-05-14,2029-01-01,,,,\n", "9 cells"),
        ("president,FRA,,2027-05-14,\n", "'name' is missing"),
        ("president,FRA,Erik Holm,2030-01-01,2031-01-01\n", "overlaps"),
    ],
)
def test_one_wrong_row_of_many_and_nothing_is_loaded(tmp_path: Path, row: str, why: str) -> None:
    good = "".join(f"governor {n},USA,Person N{n},2001-01-01,2002-01-01\n" for n in range(500))
    other = "president,FRA,Rui Moe,2029-06-01,\n"
    text = f"# known_until: 2035-01-01\nrole,code,name,from,to\n{good}{other}{row}"
    path = write(tmp_path, text, "many.csv")
    with pytest.raises(GazetteerError, match=why) as error:
        load_gazetteer([path])
    assert str(error.value).startswith(f"{path}:504: ")
    assert load_gazetteer().resolve("Person N7").name is None


def test_an_empty_file_changes_no_answer(tmp_path: Path) -> None:
    assert load_gazetteer([write(tmp_path, "# nothing\n")]).state_name("RUS") == "Russia"


# The index


def test_longest_phrase_first_and_words_whole() -> None:
    index = PhraseIndex([("Nord", 1), ("Nord Sea", 2), ("U.N.", 3), ("UN", 3), ("al-Nord", 4)])
    text = "Nordic Nord Sea, Nord; al-Nord U.N. UNO 13UN Nórd"
    assert [(text[m.start : m.end], m.meanings) for m in index.find(text)] == [
        ("Nord Sea", (2,)),
        ("Nord", (1,)),
        ("al-Nord", (4,)),
        ("U.N.", (3,)),
        ("UN", (3,)),
        ("Nórd", (1,)),
    ]


@given(st.text())
def test_folding_keeps_the_length(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(
    st.text(alphabet="abÅ’ .-\u00a0😀", max_size=60),
    st.lists(st.text(alphabet="abÅ", min_size=1, max_size=3)),
)
def test_found_phrases_are_in_order(text: str, phrases: list[str]) -> None:
    index = PhraseIndex((phrase, phrase) for phrase in phrases)
    last = 0
    for match in index.find(text):
        assert last <= match.start < match.end <= len(text)
        assert fold(text[match.start : match.end]) in {fold(m) for m in match.meanings}
        last = match.end


TERMS = """
known_until: 2018-12-31
persons:
  - {name: Ida Moe, code: XNO, roles: [{role: premier, from: 2000-01-01, to: 2004-01-01}]}
  - name: Per Lund
    code: XNO
    roles:
      - {role: premier, from: 2004-03-01, to: 2006-01-01}
      - {role: premier, from: 2006-01-01, to: 2008-01-01}
  - {name: Eva Brandt, code: XNO, roles: [{role: premier, from: 2012-01-01}]}
states:
  - {code: XNO, name: Norland, adjectives: [Norlandic, Norlandish]}
"""


@pytest.mark.parametrize(
    ("person", "on", "step", "expected"),
    [
        ("person:per-lund", "2007-02-02", -1, "Ida Moe"),  # over a second term of his and a vacancy
        ("person:per-lund", "2015-02-02", -1, "Ida Moe"),  # out of office: of the last one held
        ("person:ida-moe", "2007-02-02", 1, "Per Lund"),
        ("person:ida-moe", "2003-02-02", 1, None),  # not yet
        ("person:eva-brandt", "2013-02-02", -1, None),  # the table has a hole before her
        ("person:ida-moe", "2003-02-02", -1, None),
        ("person:ida-moe", None, 1, "Per Lund"),
    ],
)
def test_beside_in_office(
    tmp_path: Path, person: str, on: str | None, step: Literal[-1, 1], expected: str | None
) -> None:
    file = tmp_path / "terms.yaml"
    file.write_text(TERMS, encoding="utf-8")
    found = load_gazetteer([file]).beside(person, parse_days(on), step)
    assert found.name == expected
    assert found.name or found.reason


def test_adjective_of_a_state() -> None:
    assert load_gazetteer().adjective("FRA") == "French"
    assert load_gazetteer().adjective("XXX") is None


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("the Kremlin", "RUS"),
        ("Moscow", "RUS"),
        ("the Russian foreign ministry", "RUS"),
        ("NATO", "NATO"),
        ("USA Today", None),
        ("Angela Merkel", None),
        ("nobody in particular", None),
    ],
)
def test_what_a_body_speaks_for(words: str, code: str | None) -> None:
    assert load_gazetteer().body_code(words) == code

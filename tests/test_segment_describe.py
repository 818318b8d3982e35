"""What documents print about themselves: dates, datelines, publishers, bylines, genre, language."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.model import Dateline, Document, Published, Publisher
from detente.segment import describe, segment
from detente.segment.dates import match_date
from detente.segment.wire import match_opening
from tests.test_segment import document

TODAY = date(2026, 11, 21)
BODY = "The minister of Norland spoke about the treaty on Monday, and few listened.\n\nShe gave no details."


def described(text: str, **given_fields: object) -> Document:
    raw = document(text, **given_fields)
    return describe(raw, segment(raw), today=TODAY)


@pytest.mark.parametrize(
    ("printed", "edtf"),
    [
        ("September 6, 2013", "2013-09-06"),
        ("Sept. 6, 2013", "2013-09-06"),
        ("6 September 2013", "2013-09-06"),
        ("Friday, September 6th, 2013", "2013-09-06"),
        ("2013-09-06", "2013-09-06"),
        ("2013/9/6", "2013-09-06"),
        ("06.09.2013", "2013-09-06"),
        ("26/09/2013", "2013-09-26"),
        ("September 2013", "2013-09"),
        ("6 сентября 2013 года", "2013-09-06"),
        ("6 septembre 2013", "2013-09-06"),
        ("6. September 2013", "2013-09-06"),
        ("6 de septiembre de 2013", "2013-09-06"),
        ("May 12, 2019, 17:20", "2019-05-12T17:20"),
        ("12 May 2019 at 5:20 pm", "2019-05-12T17:20"),
        ("12 May 2019 12:05 a.m. EST", "2019-05-12T00:05-05:00"),
        ("2019-05-12 09:01:13NNA", "2019-05-12T09:01:13"),
        ("2019-05-12T09:01:13Z", "2019-05-12T09:01:13Z"),
        ("2019-05-12 09:01 UTC+3", "2019-05-12T09:01+03:00"),
        ("2019-05-12 09:01 +0530", "2019-05-12T09:01+05:30"),
        ("12.05.2019 09:01 MSK", "2019-05-12T09:01+03:00"),
        ("03/04/2017", None),  # April in one country, March in another
        ("February 30, 2017", None),
        ("May 12", None),  # no year
        ("12 people", None),
    ],
)
def test_printed_dates(printed: str, edtf: str | None) -> None:
    found = match_date(printed)
    assert (found.edtf() if found else None) == edtf


@given(st.text(alphabet="0123456789 ,.:/-TMay Julyjuin UTC+апреля", max_size=40))
def test_any_text_may_be_asked_for_a_date(text: str) -> None:
    found = match_date(text)
    assert found is None or text[found.start : found.end].strip()


@pytest.mark.parametrize(
    ("opening", "place", "agency"),
    [
        ("HAMBURG, July 8. /NNA/. ", "Hamburg", "NNA"),
        ("NORBURG, Dec. 8 (UPI) — ", "Norburg", "UPI"),
        ("NORBURG, July 8 (Xinhua) -- ", "Norburg", "Xinhua"),
        ("NORBURG. July 8 (Interfax) - ", "Norburg", "Interfax"),
        ("Norburg (Reuters) - ", "Norburg", "Reuters"),
        ("ST. NORA, Norland (AP) — ", "St. Nora, Norland", "AP"),
        ("NORBURG/SUDA, 3 March (NNA) – ", "Norburg/Suda", "NNA"),
        ("NORBURG, N.S. — ", "Norburg, N.S.", None),
        ("NORBURG — ", "Norburg", None),
        ("Norburg, July 8 – ", "Norburg", None),
        ("May 12, 2019 (EIRNS)—", None, "EIRNS"),
        ("(Reuters) - ", None, "Reuters"),
        ("МОСКВА, 8 июл — РИА Новости. ", "Москва", "РИА Новости"),
        ("МОСКВА, 8 июля. /ТАСС/. ", "Москва", "ТАСС"),
    ],
)
def test_wire_openings(opening: str, place: str | None, agency: str | None) -> None:
    found = match_opening(opening + "The minister spoke.")
    assert found is not None
    assert (found.end, found.place, found.agency) == (len(opening), place, agency)


@pytest.mark.parametrize(
    "text",
    [
        "Kern (born in 1960) - the president - spoke.",
        "Anna Kern (SDP) — a rival of Holm — spoke.",
        "NATO — the alliance — met.",
        "The minister spoke.",
        "July 8 was a Monday.",
        "The treaty, signed on July 8 — and never kept — is over.",
        "NORBURG (AP) — ",
    ],
)
def test_other_openings_are_no_datelines(text: str) -> None:
    assert match_opening(text) is None


@pytest.mark.parametrize(
    ("head", "published"),
    [
        ("May 12, 2019", "2019-05-12"),
        ("May 12, 2019, 10:45 updated at: May 13, 2019, 11:50 UTC+3", "2019-05-12T10:45+03:00"),
        ("Updated: May 13, 2019 | Published: May 12, 2019", "2019-05-12"),
        ("By Jane Miller | 12 May 2019", "2019-05-12"),
        ("Monday, 12.05.2019", "2019-05-12"),
        ("Norburg, May 12, 2019", "2019-05-12"),
        ("Updated: May 13, 2019", None),
        ("May 12, 2099", None),
        ("May 12", None),
        ("An ordinary second line of the head without any date in it", None),
    ],
)
def test_published_is_the_printed_date(head: str, published: str | None) -> None:
    found = described(f"Norland Hopes for Peace\n\n{head}\n\n{BODY}").published
    assert (found.date if found else None) == published


def test_a_dateline_gives_what_it_prints() -> None:
    found = described(f"Norland Hopes for Peace\n\nMay 12, 2019\n\nNORBURG, May 11. /NNA/. {BODY}")
    assert found.dateline == Dateline("Norburg", "2019-05-11", "NNA")
    assert found.publisher == Publisher("NNA")
    assert found.genre == "wire"


def test_the_year_of_a_dateline_before_new_year() -> None:
    found = described(f"Norland Hopes for Peace\n\nJanuary 1, 2020\n\nNORBURG, Dec. 31 (AP) — {BODY}")
    assert found.dateline == Dateline("Norburg", "2019-12-31", "AP")


def test_a_date_in_the_text_is_not_that_of_publication() -> None:
    paragraphs = "\n\n".join([BODY] * 4)
    assert described(f"Norland Hopes for Peace\n\n{paragraphs}\n\nMay 12, 2019\n\n{BODY}").published is None


def test_what_was_given_wins() -> None:
    given_fields = {
        "title": "Given",
        "published": Published("2018-01-02", "given with the document"),
        "publisher": Publisher("TASS"),
        "extra": {"date": "2018"},
    }
    found = described(f"Norland Hopes for Peace\n\nMay 12, 2019\n\nNORBURG (AP) — {BODY}", **given_fields)
    assert (found.title, found.publisher) == ("Given", Publisher("TASS", "RUS", "state"))
    assert found.published == given_fields["published"]


def test_a_date_given_in_words_is_read() -> None:
    found = described(BODY, extra={"date": "12 May 2019"}).published
    assert found == Published("2019-05-12", "given with the document")


@pytest.mark.parametrize(
    ("text", "publisher"),
    [
        (f"BBC News\nSubscribe now\n\nNorland Hopes for Peace\n\n{BODY}", Publisher("BBC", "GBR", "public")),
        (
            f"{BODY}\n\nRelated news\n\n© 2019 The Herald. Legal.",
            Publisher("The Herald"),
        ),
        (f"{BODY}\n\nCopyright ©2001-2019 All rights reserved.\nContact us", None),
        (f"{BODY}\n\nThe BBC reported it first.", None),
        (
            f"Norland Hopes for Peace\n\n2019-05-12 09:01:13Xinhua\n\n{BODY}",
            Publisher("Xinhua", "CHN", "state"),
        ),
    ],
)
def test_publisher(text: str, publisher: Publisher | None) -> None:
    assert described(text).publisher == publisher


@pytest.mark.parametrize(
    ("line", "byline"),
    [
        ("By Jane Miller", "Jane Miller"),
        ("By JANE MILLER and TOM REED", "JANE MILLER and TOM REED"),
        ("By Jane Miller | 12 May 2019", "Jane Miller"),
        ("Editor : Li Ming App Download", "Editor: Li Ming"),
        ("12 May 2019", None),
        ("By spring there will be peace", None),
    ],
)
def test_byline(line: str, byline: str | None) -> None:
    assert described(f"Norland Hopes for Peace\n\n{line}\n\n{BODY}").byline == byline


@pytest.mark.parametrize(
    ("text", "genre"),
    [
        ("Question: Why?\n\nKern: Because we must.\n\nQuestion: When?\n\nKern: Soon.", "transcript"),
        (f"NORBURG (AP) — {BODY}", "wire"),
        (f"Norland Hopes for Peace\n\n{BODY}", "article"),
        (
            "Speech by President Kern at the Harbour\n\nFriends, we are here.\n\nI thank you all for it.",
            "speech",
        ),
        (
            "Norland Hopes for Peace\n\nExperts see none.\n\nLow, a professor, said no.\n\nAnalysts agree.",
            "analysis",
        ),
        ("She spoke.", "other"),
    ],
)
def test_genre(text: str, genre: str) -> None:
    assert described(text).genre == genre


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (BODY, "en"),
        ("Министр Нордии сказала, что переговоры не прошли, но она готова и к ним.", "ru"),
        ("Міністр сказала, що переговори не відбулися, але вона готова до них і це не все.", "uk"),
        (
            "La ministre a dit que les pourparlers sont dans une impasse et ne reprendront pas.",
            "fr",
        ),
        (
            "Die Ministerin sagte, dass die Gespräche nicht auf dem Weg sind und das ist gut.",
            "de",
        ),
        ("部长说谈判将继续进行。", "zh"),
        ("12345 --", None),
        ("Norburg Suda Kern", None),
    ],
)
def test_language(text: str, language: str | None) -> None:
    assert described(text).language == language


def test_a_note_on_the_translation() -> None:
    found = described(f"{BODY}\n\nTranslated from the Russian by Tom Reed.")
    assert (found.translated, found.original_language) == ("yes", "ru")
    assert described(BODY).translated == "unknown"


def test_agency_glued_to_the_time_is_known_by_its_place_only() -> None:
    body = (
        "\n\nThe ferries will sail again within a week, the governor said on Monday.\n\nNobody objected.\n\n"
    )
    line = "Ferries to Return Within a Week\n\n2018-03-05 17:04:55XVA Editor : Jon Prell Open the XVA app"
    alone = described(line + body)
    assert alone.published is not None
    assert alone.published.date == "2018-03-05T17:04:55"
    assert (alone.byline, alone.publisher) == ("Editor: Jon Prell", Publisher("XVA"))
    spelt = described(line + body + "Copyright 2018 Velt News Agency")
    assert spelt.publisher == Publisher("Velt News Agency")


@pytest.mark.parametrize(
    ("line", "byline"),
    [
        ("By Anna Lee, foreign editor", "Anna Lee, foreign editor"),
        ("From agency reports", "From agency reports"),
        ("By Norland's own count the fish are fewer", None),
        ("From war to peace in nine ships", None),
        ("Reporters to Take Down the Flag", None),
        ("Editor: Jon Prell went to the quay and saw no ship.", None),
    ],
)
def test_byline_below_the_title(line: str, byline: str | None) -> None:
    assert described(f"Ferries to Return Within a Week\n\n{line}\n\n5 March 2018\n\n{BODY}").byline == byline

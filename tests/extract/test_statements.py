"""The statements of invented texts against what a careful annotator marks: tests/cases/statements."""

from __future__ import annotations

from dataclasses import replace

import pytest

from detente import sample
from detente.actors import load_gazetteer
from detente.pipeline import Extractor
from tests.extract.statement_cases import Case, all_cases, differences, make_case, sample_extractor, tell

CASES = all_cases()


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return sample_extractor()


def marked(case: Case) -> object:
    beyond = [pytest.mark.xfail(reason=case.xfail, strict=True)] if case.xfail else []
    return pytest.param(case, id=f"{case.where} {case.title}", marks=beyond)


@pytest.mark.parametrize("case", [marked(case) for case in CASES])
def test_statements_are_those_of_the_case(case: Case, extractor: Extractor) -> None:
    extraction = extractor.extract(case.document())
    problems = differences(case, extraction)
    got = "\n".join(f"  {tell(s)}" for s in extraction.statements)
    assert not problems, "\n".join(["", *problems, "what came out:", got or "  nothing"])


def test_every_case_has_a_title_of_its_own_in_its_file() -> None:
    names = [(case.where.split(":")[0], case.title) for case in CASES]
    assert len(names) == len(set(names))
    assert len(names) >= 110


class TestTheComparison:
    """The cases are only worth what the comparison sees."""

    case = make_case(
        "",
        [
            "“<1>The ice will hold,</1>” Maren Vikstad said. “<2>It must hold.</2>”",
            "The road is called “<t>the mile</t>”.",
            "=> 1 direct | Maren Vikstad | said",
            "=> 2 direct | Maren Vikstad | ? | continues: 1",
        ],
        "here:1",
    )

    def test_an_extraction_as_wanted_has_no_difference(self, extractor: Extractor) -> None:
        assert differences(self.case, extractor.extract(self.case.document())) == []

    @pytest.mark.parametrize(
        ("change", "told"),
        [
            ({"kind": "mixed"}, "kind mixed"),
            ({"end": 118}, "unexpected"),
            ({"cue": None}, "cue None"),
            ({"continues": "elsewhere"}, "continues another"),
            ({"said_on": None}, None),
        ],
    )
    def test_a_wrong_field_is_told(
        self, extractor: Extractor, change: dict[str, object], told: str | None
    ) -> None:
        extraction = extractor.extract(self.case.document())
        first, *others = extraction.statements
        changed = replace(extraction, statements=(replace(first, **change), *others))
        problems = differences(self.case, changed)
        assert not problems if told is None else any(told in problem for problem in problems)

    def test_a_missing_statement_and_a_term_are_told(self, extractor: Extractor) -> None:
        extraction = extractor.extract(self.case.document())
        start = self.case.text.index("the mile")
        term = replace(extraction.statements[0], start=start, end=start + 8, text="the mile", id="x")
        problems = differences(self.case, replace(extraction, statements=(term,)))
        assert [p.split()[0] for p in problems] == ["1:", "2:", "unexpected", "a"]

    @pytest.mark.parametrize(
        "block",
        [
            ["<1>A", "=> 1 direct | - | -"],
            ["A</1>", "=> 1 direct | - | -"],
            ["A", "=> 1 direct | - | -"],
            ["<1>A</1>", "=> nothing"],
            ["A"],
            ["<1>A</1>", "=> 1 direct"],
        ],
    )
    def test_a_malformed_case_is_refused(self, block: list[str]) -> None:
        with pytest.raises(ValueError, match="here:1"):
            make_case("", block, "here:1")


@pytest.fixture(scope="module")
def learned() -> Extractor:
    return Extractor.of("learned", load_gazetteer(extra=[sample.gazetteer()]))


@pytest.mark.parametrize(
    "case", [pytest.param(case, id=case.title) for case in CASES if case.where.startswith("carriers")]
)
def test_who_carried_words_did_not_say_them_by_the_default_either(case: Case, learned: Extractor) -> None:
    assert differences(case, learned.extract(case.document())) == []


def test_the_default_agrees_with_most_cases(learned: Extractor) -> None:
    """It follows the broad convention of docs/annotation.md, which counts more and bounds otherwise."""
    plain = [case for case in CASES if not case.xfail]
    agreed = sum(not differences(case, learned.extract(case.document())) for case in plain)
    assert agreed >= 0.83 * len(plain)

"""The documentation is complete: every command and option, every field of every record, every licence."""

import importlib
import re
import sys
from dataclasses import fields
from pathlib import Path

import pytest

from detente import model, spans

ROOT = Path(__file__).resolve().parent.parent
RECORDS = (model.Document, model.Segment, model.Mention, model.Statement)
RECORDS += (model.Assessment, model.Event, model.IncidentReport, model.ImportedEvent)
RECORDS += (model.ImportedFile, model.Correction, model.Run)
PARTS = {
    "span": spans.Span,
    "actor reference": model.ActorRef,
    "speaker": model.Speaker,
    "party": model.Party,
    "place": model.Place,
    "publisher": model.Publisher,
    "published": model.Published,
    "dateline": model.Dateline,
    "source": model.Source,
}


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def sections(page: str, level: str) -> dict[str, str]:
    """The text under each heading of a level, up to the next of the same or a higher one."""
    parts = re.split(rf"^(#{{1,{len(level)}}}) (.+)\n", page, flags=re.MULTILINE)
    return {
        head: body
        for mark, head, body in zip(parts[1::3], parts[2::3], parts[3::3], strict=True)
        if mark == level
    }


def documented(section: str) -> list[str]:
    return re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE)


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.RECORD)
def test_every_field_of_a_record_is_documented_in_its_order(record) -> None:
    section = sections(text("docs/records.md"), "##")[record.RECORD]
    assert documented(section) == [field.name for field in fields(record)]


@pytest.mark.parametrize("name", PARTS)
def test_every_field_of_a_part_is_documented_in_its_order(name) -> None:
    section = sections(text("docs/records.md"), "###")[name]
    assert documented(section) == [field.name for field in fields(PARTS[name])]


@pytest.mark.parametrize(
    ("record", "field", "values"),
    [
        ("document", "genre", model.Genre),
        ("document", "translated", model.Answer),
        ("segment", "kind", model.SegmentKind),
        ("mention", "form", model.MentionForm),
        ("statement", "kind", model.StatementKind),
        ("assessment", "scope", model.Scope),
        ("assessment", "level", model.Level),
        ("assessment", "trend", model.Trend),
        ("assessment", "outlook", model.Outlook),
        ("event", "type", model.EventType),
        ("event", "status", model.EventStatus),
    ],
)
def test_every_value_of_a_closed_field_is_documented(record, field, values) -> None:
    section = sections(text("docs/records.md"), "##")[record]
    (cell,) = re.findall(rf"^\| `{field}` \| ([^|]+) \|", section, re.MULTILINE)
    assert cell.removesuffix(" or null") == ", ".join(values.__args__)


def commands():
    """Each command of the application with its parameters, as the command line sees them."""
    typer_main = importlib.import_module("typer.main")
    group = typer_main.get_command(importlib.import_module("detente.cli").app)
    return dict(group.commands)


def test_every_command_has_a_section_with_an_example() -> None:
    page = text("docs/cli.md")
    for name in commands():
        assert f"detente {name}" in page, f"docs/cli.md shows no example of detente {name}"
        assert re.search(rf"^#+ .*\b{name}\b", page, re.MULTILINE), f"docs/cli.md has no section on {name}"


def test_every_option_is_documented_with_its_command_or_with_those_of_several() -> None:
    page = text("docs/cli.md")
    of_several = page.partition("\n## ")[0]
    for name, command in commands().items():
        heading = re.search(rf"^(#+) .*\b{name}\b.*$", page, re.MULTILINE)
        assert heading
        rest = page[heading.end() :]
        section = (
            re.split(rf"^#{{1,{len(heading[1])}}} ", rest, maxsplit=1, flags=re.MULTILINE)[0] + of_several
        )
        for parameter in command.params:
            for option in (*parameter.opts, *parameter.secondary_opts):
                if option.startswith("-") and option != "--help":
                    shown = rf"(?<![\w-]){re.escape(option)}(?![\w-])"
                    assert re.search(shown, section), f"docs/cli.md does not tell of {option} of {name}"


def test_no_option_is_documented_that_does_not_exist() -> None:
    known = {option for c in commands().values() for p in c.params for option in (*p.opts, *p.secondary_opts)}
    told = set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", text("docs/cli.md")))
    assert told <= known | {"--help", "--version"}


def licences():
    sys.path.insert(0, str(ROOT / "bench"))
    try:
        return importlib.import_module("licences")
    finally:
        sys.path.pop(0)


def test_the_licence_of_every_runtime_requirement_is_listed() -> None:
    rows = re.findall(r"^\| ([\w.-]+) \| (\S+) \| (\S.*) \|$", text("docs/licences.md"), re.MULTILINE)
    listed = {(name, version) for name, version, _ in rows}
    assert set(licences().pinned(ROOT / "requirements.txt")) <= listed


def test_every_vendored_script_is_listed_with_its_licence() -> None:
    vendor = ROOT / "src/detente/web/static/vendor"
    page = text("docs/licences.md")
    for script in vendor.rglob("*.js"):
        assert f"| {script.relative_to(vendor).as_posix()} |" in page
        assert (script.parent / "LICENSE").exists()


@pytest.mark.parametrize("page", sorted((ROOT / "docs").glob("*.md")), ids=lambda page: page.name)
def test_links_between_the_pages_lead_somewhere(page) -> None:
    for target in re.findall(r"\]\((?!https?://|#)([^)#\s]+)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), f"{page.name} links to {target}, which is not there"

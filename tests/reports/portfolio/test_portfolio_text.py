"""Everything that a portfolio's facts and words say stands in its PDF and its sheets; payloads come out literally."""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import asdict, fields, is_dataclass, replace
from datetime import date, datetime
from typing import Annotated, Any, get_args, get_origin, get_type_hints
from zipfile import ZipFile

import openpyxl
import pytest

from calculator.findings import whole_percent
from reports.attached import attachment_of, document
from reports.csv_bundle import bundle_of
from reports.dossier import Dossier, read_dossier
from reports.facts.portfolio import PortfolioFacts, PortfolioRange
from reports.figures import count, day, money, percent
from reports.schema import report_schema
from reports.tables import tables_of
from reports.typesetting import typeset
from reports.wording import shown
from reports.wording.portfolio import GATES
from reports.workbook import workbook_of
from tests.reports.portfolio import sample_portfolio as sample
from tests.reports.reading import failures_of, pdf_of, squeezed, text_of
from tests.reports.schema_check import faults_of

# Told by a sentence, a mark or a column of their own, or a key by which entries are told apart and nothing else.
TOLD_OTHERWISE = {
    "what", "severity", "status", "currency", "is_baseline", "priced", "simulated", "inconclusive", "late", "overdue",
    "small", "roles", "current", "PortfolioVotes.number", "PortfolioIncident.identity", "PortfolioWaiver.identity",
    "PortfolioWaiver.days_left",
}  # fmt: skip
PAPERS = pytest.mark.parametrize("paper", ["a4", "us-letter"])
BOTH = pytest.mark.parametrize("dossier", [sample.portfolio(), sample.empty()], ids=["full", "empty"])


def leaves(value: Any, hint: Any, name: str = "", currency: str = "", record: str = "") -> Iterator[tuple[str, str]]:
    """(where, as printed) for every fact below a value."""
    if name in TOLD_OTHERWISE or f"{record}.{name}" in TOLD_OTHERWISE or value in (None, ""):
        return
    if is_dataclass(value):
        currency = value.currency if isinstance(value, PortfolioRange) else currency
        hints = get_type_hints(type(value), include_extras=True)
        for entry in fields(value):
            below = getattr(value, entry.name)
            yield from leaves(below, hints[entry.name], entry.name, currency, type(value).__name__)
    elif isinstance(value, tuple):
        for entry in value[:4] if name == "codes" else value:  # four are named, the rest is counted
            yield from leaves(entry, get_args(hint)[0], name, currency, record)
    else:
        yield f"{record}.{name}", printed(value, hint, name, currency)


def printed(value: Any, hint: Any, name: str, currency: str) -> str:
    units = [get_args(one)[1] for one in (hint, *get_args(hint)) if get_origin(one) is Annotated]
    if isinstance(value, date | datetime):
        return day(value)
    if units == ["money"]:
        return money(value, currency)
    if units == ["share"]:
        if name == "probability_of_loss":
            return whole_percent(value)
        return percent(value).removesuffix("\u202f%") if name == "low" else percent(value)
    if name == "state":
        return GATES[value]
    return (str(value) if name in ("identity", "version") else count(value)) if isinstance(value, int) else str(value)


def test_every_fact_of_the_portfolio_stands_in_the_pdf() -> None:
    dossier = sample.portfolio()
    text = text_of(pdf_of(dossier))
    found = list(leaves(dossier.portfolio, PortfolioFacts))
    assert [(where, said) for where, said in found if squeezed(said) not in text] == []
    assert len(found) > 150


def words(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Every text of a section, by the name it has; keys and what is only said to a screen reader are left out."""
    if isinstance(value, Mapping):
        for key, entry in value.items():
            yield from words(entry, key)
    elif isinstance(value, list | tuple):
        for entry in value:
            yield from words(entry, name)
    elif isinstance(value, str) and value and name not in ("mark", "spoken"):
        yield name, value


@BOTH
def test_every_word_on_the_screen_stands_in_the_pdf(dossier: Dossier) -> None:
    told = shown(dossier)
    text = text_of(pdf_of(dossier))
    full = bool(dossier.portfolio and dossier.portfolio.projects)
    for section in (told.projects, told.rates, told.watch):
        assert section is not None
        unsaid = {"empty", "rates_empty", "ranges_empty", "incidents_empty", "waivers_empty"} if full else unfilled()
        missing = [(w, said) for w, said in words(asdict(section)) if w not in unsaid and squeezed(said) not in text]
        assert missing == []


def unfilled() -> set[str]:
    """What stands beside a table, and so nowhere where there is none."""
    beside = {"lead", "columns", "figures", "value", "label", "detail", "gates_title", "gates_note", "ranges_note"}
    return beside | {f"{table}_columns" for table in ("gates", "rates", "ranges", "incidents", "waivers")}


@BOTH
@PAPERS
@pytest.mark.parametrize("profile", ["ua1", "pdfa3a"])
def test_it_passes_the_validator_on_both_papers(dossier: Dossier, paper: Any, profile: str) -> None:
    pdf = typeset(shown(dossier, paper).as_context(), attachment_of(dossier))
    assert failures_of(pdf, profile) == []


def test_the_simulated_answers_of_one_project_are_marked_beside_it_alone() -> None:
    told = shown(sample.portfolio())
    assert told.rates is not None
    assert [row.simulated for row in told.rates.rates] == [True, False, False]
    assert told.cover.simulated is False
    assert any(note.title == "Simulated answers" for note in told.method.notes)


def test_every_fact_stands_in_the_sheets_and_follows_the_schema() -> None:
    dossier = sample.portfolio()
    book = openpyxl.load_workbook(io.BytesIO(workbook_of(dossier)))
    assert {"Projects", "Gates", "Incidents", "Waivers"} <= set(book.sheetnames)
    cells = "\n".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row)
    texts = [said for _, said in plain(dossier.portfolio)]
    assert [said for said in texts if said not in cells] == []
    assert len(texts) > 60
    assert faults_of(document(dossier), report_schema()) == []
    assert read_dossier(document(dossier)["facts"]) == dossier


def plain(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    if is_dataclass(value):
        for entry in fields(value):
            yield from plain(getattr(value, entry.name), entry.name)
    elif isinstance(value, tuple):
        for entry in value:
            yield from plain(entry, name)
    elif isinstance(value, str) and value:
        yield name, value


def poisoned(payload: str) -> Dossier:
    """The payload in every place where people write."""
    full = sample.portfolio()
    assert full.portfolio
    project = full.portfolio.projects[0]
    assert project.run
    assert project.money
    bad = replace(
        project,
        name=payload,
        phase_name=payload,
        asked=tuple(replace(one, people=(payload,)) for one in project.asked),
        run=replace(project.run, name=payload, release=payload),
        money=replace(project.money, name=payload),
        gates=tuple(replace(gate, name=payload) for gate in project.gates),
        incidents=tuple(replace(one, title=payload, owner=payload) for one in project.incidents),
        waivers=tuple(replace(one, title=payload, asked_by=payload, decided_by=payload) for one in project.waivers),
    )
    named = replace(full.project, name=payload, organisation=payload)
    return replace(full, project=named, portfolio=replace(full.portfolio, projects=(bad,)))


@pytest.mark.parametrize("payload", ["=1+1", "@SUM(A1)", '=HYPERLINK("https://x.example","y")', "-2+3"])
def test_no_text_becomes_a_formula(payload: str) -> None:
    dossier = poisoned(payload)
    book = openpyxl.load_workbook(io.BytesIO(workbook_of(dossier)))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value == payload]
    assert len(cells) > 8
    assert {cell.data_type for cell in cells} == {"s"}
    with ZipFile(io.BytesIO(bundle_of(dossier))) as archive:
        for name in archive.namelist():
            if name.endswith(".csv"):
                rows = csv.reader(io.StringIO(archive.read(name).decode("utf-8-sig")))
                assert not [cell for row in rows for cell in row if cell == payload]
    assert len(tables_of(dossier)) >= 5


@pytest.mark.parametrize(
    ("payload", "written"),
    [
        ('#panic("x")', '#panic("x")'),
        ("*bold* $x$ <b>", "*bold* $x$ <b>"),
        ("漢字 😀", "⟨U+6F22⟩⟨U+5B57⟩ ⟨U+1F600⟩"),
        ("שלום", "⟨U+05E9⟩⟨U+05DC⟩⟨U+05D5⟩⟨U+05DD⟩"),
        ("W" * 700, "W" * 700),
        ("a\x00b", "a⟨U+0000⟩b"),
    ],
    ids=["code", "markup", "cjk", "rtl", "long", "control"],
)
def test_words_of_people_come_out_as_written_or_as_codes(payload: str, written: str) -> None:
    pdf = pdf_of(poisoned(payload))
    assert text_of(pdf).count(squeezed(written)) >= 8
    assert failures_of(pdf, "ua1") == []

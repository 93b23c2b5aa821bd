"""Scenarios as XLSX: written with live labels, edited in a spreadsheet, read back with the cell of every fault."""

import io
import json
import re
import zipfile
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from calculator.faults import ScenarioRefused
from calculator.models import SavedScenario
from calculator.quantities import KINDS
from calculator.quick import QuickInputs, quick_scenario
from calculator.services import change_scenario, save_scenario
from calculator.uploaded import open_uploaded
from calculator.workbook.layout import HEAD, PARAMETERS
from calculator.workbook.opening import MOST_UNPACKED, open_sheets
from calculator.workbook.reading import read_workbook
from tests.calculator.scenarios import by_hand, uncertain, with_use_case
from tests.calculator.workbooks import INPUTS_PART, edited, opened, part, place, repacked, workbook_of
from tests.conftest import Cast
from workspaces.models import User

ClientFor = Callable[[User], Client]
ROOT = "/p/acme/support/calculator/"
FORMULAE = ["=1+1", '=HYPERLINK("http://elsewhere.example")', "@SUM(A1)", "+1", "-1", "http://elsewhere.example"]


def faults_of(content: bytes) -> dict[str, str]:
    with pytest.raises(ScenarioRefused) as refused:
        open_uploaded(content).check(most_work=10**9)
    return {fault.field: fault.message for fault in refused.value.faults}


def every_field() -> dict[str, Any]:
    """Distributions of all kinds, correlations, a target, a curve that reads less than is given, and odd numbers."""
    document = uncertain(seed=2**63 - 1)
    document["correlations"] = [
        {"a": "use_cases.desk.realisation", "b": "use_cases.mail.realisation", "rho": -0.1 - 0.2}
    ]
    document["use_cases"][1]["adoption"] = {"kind": "immediate", "plateau": 1 / 3, "month_half": 4}
    document["use_cases"][1]["rework_minutes"] = {"dist": "point", "value": 0.1 + 0.2}
    document["use_cases"][0]["verify_minutes"] = {"dist": "pert", "min": 1e-7, "mode": 1, "max": 2, "lambda": 5.5}
    return {**document, "currency": "CHF"}


@pytest.mark.parametrize("document", [by_hand(), uncertain(), every_field()], ids=["certain", "uncertain", "odd"])
def test_what_is_written_is_read_back_the_same(document: dict[str, Any]) -> None:
    assert read_workbook(workbook_of(document)).scenario == document


def test_the_shared_cases_come_back_the_same(shared_data: Path) -> None:
    for file in sorted((shared_data / "impact_cases").glob("*.input.json")):
        document = json.loads(file.read_text(encoding="utf-8"))
        assert read_workbook(workbook_of(document)).scenario == document


def test_a_spreadsheet_that_saves_it_again_changes_nothing() -> None:
    """Another program writes other XML, and no results of formulas."""
    document = uncertain(seed=2**63 - 1) | {"name": "“n” \U0001f600"}
    again = edited(workbook_of(document), lambda book: None)
    assert read_workbook(again).scenario == document


@given(value=st.floats(0, 1e12), name=st.text(min_size=1, max_size=60).filter(str.isprintable))
def test_every_number_and_every_name_survive_the_way_there_and_back(value: float, name: str) -> None:
    document = with_use_case(tasks_per_month=value, cost_per_violation=0)
    found = read_workbook(workbook_of(document, name=name)).scenario
    assert found["use_cases"][0]["tasks_per_month"] == value
    assert found["name"] == name


def test_every_parameter_of_every_distribution_has_a_column() -> None:
    needed = {name for kind in KINDS.values() for name in (*kind.required, *kind.optional)}
    assert needed == set(PARAMETERS)


def test_a_person_edits_cells_and_the_scenario_follows() -> None:
    def change(book: Any) -> None:
        place(book, "use_cases.desk.hourly_cost", "value").value = 44
        place(book, "use_cases.desk.realisation", "Kind").value = "Uniform "
        place(book, "use_cases.desk.realisation", "value").value = None
        place(book, "use_cases.desk.realisation", "min").value = 0.2
        place(book, "use_cases.desk.realisation", "max").value = 0.6
        place(book, "programme.seats", "Kind").value = "default"
        place(book, "programme.seats", "value").value = None
        book["Inputs"].append(["use_cases.mail.tasks_per_month", None, None, "number", 50])
        book["Correlations"].append(["use_cases.desk.realisation", "use_cases.desk.verify_minutes", 0.5])

    found = read_workbook(edited(workbook_of(by_hand()), change)).scenario
    expected = with_use_case(hourly_cost=44, realisation={"dist": "uniform", "min": 0.2, "max": 0.6})
    del expected["programme"]["seats"]
    expected["use_cases"].append({"id": "mail", "tasks_per_month": 50})
    expected["correlations"] = [{"a": "use_cases.desk.realisation", "b": "use_cases.desk.verify_minutes", "rho": 0.5}]
    assert found == expected


def test_a_use_case_goes_with_its_rows() -> None:
    def change(book: Any) -> None:
        sheet = book["Inputs"]
        for row in range(sheet.max_row, 1, -1):
            if ".mail" in str(sheet.cell(row, 1).value):
                sheet.delete_rows(row)

    assert [one["id"] for one in read_workbook(edited(workbook_of(uncertain()), change)).scenario["use_cases"]] == [
        "desk"
    ]


def test_texts_of_people_never_become_formulas_or_links() -> None:
    document = uncertain()
    document["use_cases"][1]["id"] = '=HYPERLINK("x")'
    for text in FORMULAE:
        book = opened(workbook_of(document, name=text, note=text))
        typed = place(book, "name", "value")
        assert (typed.value, typed.data_type) == (text, "s")
        assert not any(sheet._hyperlinks for sheet in book)
        formulae = [cell.value for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
        assert formulae
        assert not any("HYPERLINK" in formula or "elsewhere" in formula for formula in formulae)


def test_labels_units_and_sums_are_live_and_have_their_results() -> None:
    content = workbook_of(uncertain() | {"currency": "CHF"}, name="Desk")
    live, shown = opened(content), opened(content, values=True)
    assert live["About"]["A1"].value.startswith('="Business case: "&Inputs!')
    assert shown["About"]["A1"].value == "Business case: Desk"
    unit = place(live, "use_cases.desk.hourly_cost", "Unit")
    assert re.fullmatch(r'=""&\$R\$3&"/h"', unit.value)
    assert place(shown, "use_cases.desk.hourly_cost", "Unit").value == "CHF/h"
    rows = {row[0].value: row for row in shown["Results"].iter_rows()}
    net = rows["At base: net benefit"][1].value
    gross, less, cost = (rows[f"At base: {name}"][1].value for name in GROSS_TO_NET)
    assert net == pytest.approx(gross - less - cost)
    formulas = {row[0].value: row[1].value for row in live["Results"].iter_rows()}
    assert re.fullmatch(r"=B\d+-B\d+-B\d+", formulas["At base: net benefit"])
    flow = list(shown["Cash flow"].iter_rows(min_row=2, values_only=True))
    assert flow[-1][4] == pytest.approx(sum(row[4] for row in flow[:-1]))
    assert flow[-1][4] == pytest.approx(rows["At base: net present value"][1].value)
    assert flow[-2][2] == pytest.approx(sum(row[1] for row in flow[:-1]))


GROSS_TO_NET = ("gross benefit over the horizon", "violations", "programme")


def test_the_inputs_have_a_frozen_head_a_filter_and_say_where_each_value_comes_from() -> None:
    document = quick_scenario(QuickInputs("support", people=10, hours=20, hourly_cost=40))
    book = opened(workbook_of(document, priced=False))
    sheet = book["Inputs"]
    assert tuple(cell.value for cell in sheet[1]) == HEAD
    assert sheet.freeze_panes == "C2"
    assert sheet.auto_filter.ref == f"A1:T{sheet.max_row}"
    source = HEAD[-1]
    assert place(book, "use_cases.support.time_saved_share", source).value.startswith("our judgement for customer")
    assert place(book, "use_cases.support.cost_per_violation", source).value.endswith("commit to a cost")
    assert place(book, "use_cases.support.hourly_cost", source).value == "given"
    assert place(book, "use_cases.support.hourly_cost", "value").data_type == "n"
    assert "not known" in book["Cash flow"]["A1"].value


@pytest.mark.parametrize(
    ("field", "column", "value", "cell", "words"),
    [
        ("use_cases.desk.hourly_cost", "value", "1,5", "Inputs!E", "A number is needed here"),
        ("use_cases.desk.hourly_cost", "value", -4, "Inputs!E", "out of range"),
        ("use_cases.desk.hourly_cost", "value", True, "Inputs!E", "A number is needed here"),
        ("use_cases.desk.hourly_cost", "value", None, "Inputs!E", "has no value"),
        ("use_cases.desk.hourly_cost", "value", "#DIV/0!", "Inputs!E", "This cell holds no value"),
        ("use_cases.desk.hourly_cost", "value", "=1/3", "Inputs!E", "This cell holds no value"),
        ("use_cases.desk.hourly_cost", "min", 3, "Inputs!F", "does not belong to the kind"),
        ("use_cases.desk.hourly_cost", "Kind", "gamma", "Inputs!D", "The kind is not known"),
        ("use_cases.desk.hourly_cost", "Kind", "pert", "Inputs!E", "does not belong to the kind"),
        ("use_cases.desk.hourly_cost", "Field", "use_cases.desk", "Inputs!A", "There is no such field"),
        ("use_cases.desk.hourly_cost", "Field", "use_cases.desk.wage", "Inputs!E", "There is no such field"),
        ("use_cases.desk.hourly_cost", "Field", "programme.seats", "Inputs!A", "stands in Inputs!E"),
        ("use_cases.desk.hourly_cost", "Field", None, "Inputs!A", "names no field"),
        ("use_cases.desk.hourly_cost", "Field", "correlations.x", "Inputs!A", "There is no such field"),
        ("use_cases.desk.hourly_cost", "Field", "horizon_months.x", "Inputs!A", "There is no such field"),
        ("horizon_months", "value", 2.5, "Inputs!E", "whole number is needed"),
        ("name", "value", 12, "Inputs!E", "A text is needed here"),
        ("name", "value", "a" * 2000, "Inputs!E", "too long"),
    ],
)
def test_what_is_wrong_is_named_with_sheet_and_cell(field: str, column: str, value: Any, cell: str, words: str) -> None:
    def change(book: Any) -> None:
        target = place(book, field, column)
        target.value = value
        if value == "#DIV/0!":
            target.data_type = "e"

    found = faults_of(edited(workbook_of(by_hand()), change))
    assert any(name.startswith(cell) and words in message for name, message in found.items()), found


def test_all_faults_are_told_at_once_those_of_distributions_by_their_columns() -> None:
    def change(book: Any) -> None:
        place(book, "use_cases.desk.minutes_per_task", "max").value = 10
        place(book, "use_cases.mail.escape_share", "alpha").value = None
        place(book, "programme.seats", "value").value = -1
        book["Correlations"].append(["use_cases.desk.realisation", "nowhere", 7])

    found = faults_of(edited(workbook_of(uncertain()), change))
    assert len(found) >= 4
    fields = " ".join(found)
    assert re.search(r"Inputs!G\d+ · use_cases.desk.minutes_per_task.mode", fields)
    assert re.search(r"Inputs!J\d+ · use_cases.mail.escape_share.alpha", fields)
    assert re.search(r"Inputs!E\d+ · programme.seats", fields)
    assert "Correlations!C2 · correlations[0].rho" in found


def test_a_column_that_is_missing_or_stands_twice_is_named() -> None:
    def missing(book: Any) -> None:
        book["Inputs"].cell(1, HEAD.index("max") + 1).value = "most"

    def twice(book: Any) -> None:
        book["Inputs"].cell(1, HEAD.index("Label") + 1).value = "Kind"

    assert "A column is missing" in " ".join(faults_of(edited(workbook_of(by_hand()), missing)).values())
    assert "The column stands twice" in " ".join(faults_of(edited(workbook_of(by_hand()), twice)).values())


def test_a_workbook_without_the_sheet_is_refused() -> None:
    def change(book: Any) -> None:
        book["Inputs"].title = "Numbers"

    assert faults_of(edited(workbook_of(by_hand()), change)) == {"file": "The workbook has no inputs."}


BOMB = b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "x"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><w>&b;</w>'
OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a SYSTEM "file:///etc/passwd">]><w>&a;</w>'


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({INPUTS_PART: BOMB}, "document type"),
        ({INPUTS_PART: OUTSIDE}, "document type"),
        ({"xl/workbook.xml": BOMB}, "document type"),
        ({INPUTS_PART: b"<worksheet"}, "not well-formed"),
        ({INPUTS_PART: b"\x00\xff" * 50}, "not well-formed"),
        ({INPUTS_PART: b"<w>" + b" " * (MOST_UNPACKED + 1) + b"</w>"}, "too large"),
        ({INPUTS_PART: b"<w>" + b"<c/>" * 500_000 + b"</w>"}, "too many cells"),
        ({INPUTS_PART: b"<w>" * 300_000 + b"</w>" * 300_000}, "no value|missing|well-formed"),
        ({INPUTS_PART: b'<w><row r="9999"><c r="A9999" t="str"><v>x</v></c></row></w>'}, "too many rows"),
        ({f"more/{number}.xml": b"" for number in range(600)}, "too many parts"),
        ({"xl/_rels/workbook.xml.rels": b"<Relationships/>"}, "missing"),
        ({"xl/sharedStrings.xml": b"<sst/>"}, "missing in the first row"),
    ],
)
def test_a_hostile_workbook_is_refused_with_a_word(changes: dict[str, bytes], words: str) -> None:
    found = faults_of(repacked(workbook_of(by_hand()), changes))
    assert re.search(words, " ".join(found.values()))


def test_an_archive_that_lies_about_its_size_is_counted_while_it_is_unpacked() -> None:
    """The list of the archive says one byte; deflated zeros come out as nine million."""
    content = repacked(workbook_of(by_hand()), {INPUTS_PART: bytes(9_000_000)})
    entry = content.index(b"PK\x01\x02")
    while content[entry + 46 : entry + 46 + len(INPUTS_PART)] != INPUTS_PART.encode():
        entry = content.index(b"PK\x01\x02", entry + 4)
    lying = content[: entry + 24] + (1).to_bytes(4, "little") + content[entry + 28 :]
    assert faults_of(lying)


@pytest.mark.parametrize("cut", [30, 200, 3_000, -30])
def test_a_workbook_that_breaks_off_is_damaged(cut: int) -> None:
    assert "damaged" in " ".join(faults_of(workbook_of(by_hand())[:cut]).values())


def test_an_encrypted_part_is_refused() -> None:
    content = bytearray(workbook_of(by_hand()))
    for entry in [found.start() for found in re.finditer(b"PK\x01\x02", bytes(content))]:
        content[entry + 8] |= 1
    assert "encrypted" in " ".join(faults_of(bytes(content)).values())


def test_an_archive_that_is_no_workbook_is_refused() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("readme.txt", "hello")
    assert faults_of(target.getvalue()) == {"file": "The file is an archive, but no workbook."}


@given(st.binary(max_size=400))
def test_no_bytes_at_all_make_it_fall_over(noise: bytes) -> None:
    content = repacked(workbook_of({"name": "n", "horizon_months": 1}), {INPUTS_PART: noise})
    for one in (content, b"PK\x03\x04" + noise):
        with pytest.raises(ScenarioRefused):
            read_workbook(one)


def test_cells_without_references_and_texts_in_pieces_are_read_in_their_order() -> None:
    sheet = (
        b"<worksheet><sheetData><row><c t='inlineStr'><is><r><t>one </t></r><r><t>text</t></r></is></c>"
        b"<c><v>2.50</v></c></row><row><c/><c t='b'><v>1</v></c></row></sheetData></worksheet>"
    )
    cells = open_sheets(repacked(workbook_of(by_hand()), {INPUTS_PART: sheet}), ["Inputs"])["Inputs"]
    assert cells == {(1, 1): "one text", (1, 2): 2.5, (2, 2): True}


@pytest.mark.django_db
def test_a_download_is_uploaded_again_as_a_new_scenario_and_as_a_new_version(cast: Cast, client_for: ClientFor) -> None:
    document = every_field()
    saved = save_scenario(cast.project, name="Support desk", inputs=document, actor=cast.editor)
    client = client_for(cast.editor)
    answer = client.get(f"{ROOT}{saved.pk}/download/xlsx/")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="support-desk.xlsx"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    file = SimpleUploadedFile("any.bin", answer.content)
    assert client.post(f"{ROOT}new/", {"file": file, "name": "Again"}).status_code == 303
    again = SavedScenario.objects.get(name="Again")
    assert again.inputs == {**document, "name": "Again"}
    assert again.current.content_sha256 == saved.current.content_sha256

    changed = edited(answer.content, lambda book: place(book, "programme.seats", "value").__setattr__("value", 9))
    form = {"file": SimpleUploadedFile("case.xlsx", changed), "version": "1", "note": "Nine seats"}
    assert client.post(f"{ROOT}{saved.pk}/edit/text/", form).status_code == 303
    saved.refresh_from_db()
    assert (saved.version, saved.inputs["programme"]["seats"], saved.current.note) == (2, 9, "Nine seats")


@pytest.mark.django_db
def test_faults_of_an_uploaded_workbook_are_listed_by_their_cells(cast: Cast, client_for: ClientFor) -> None:
    def change(book: Any) -> None:
        place(book, "programme.seats", "value").value = -1
        place(book, "use_cases.desk.hourly_cost", "value").value = "<script>alert(1)</script>"

    file = SimpleUploadedFile("case.xlsx", edited(workbook_of(by_hand()), change))
    page = client_for(cast.editor).post(f"{ROOT}new/", {"file": file})
    text = page.content.decode()
    assert page.status_code == 422
    assert "2 things to put right" in text
    assert re.search(r"Inputs!E\d+ · programme.seats", text)
    assert "<script>alert" not in text
    large = SimpleUploadedFile("large.xlsx", workbook_of(by_hand()) + b" " * 1_000_001)
    assert "The workbook is too large" in client_for(cast.editor).post(f"{ROOT}new/", {"file": large}).content.decode()


@pytest.mark.django_db
def test_old_versions_are_taken_away_under_their_number(cast: Cast, client_for: ClientFor) -> None:
    saved = save_scenario(cast.project, name="Desk", inputs=by_hand(), actor=cast.editor)
    change_scenario(saved, inputs=by_hand(horizon_months=9), actor=cast.editor, version=1)
    client = client_for(cast.viewer)
    written = client.get(f"{ROOT}{saved.pk}/versions/1/download/")
    assert written.headers["Content-Disposition"] == 'attachment; filename="desk-version-1.json"'
    assert list(json.loads(written.content))[:3] == ["name", "horizon_months", "use_cases"]
    book = client.get(f"{ROOT}{saved.pk}/versions/1/download/xlsx/")
    assert read_workbook(book.content).scenario == json.loads(written.content) == by_hand(name="Desk")


def test_a_large_scenario_is_far_from_every_limit() -> None:
    document = by_hand(alignment_target={})
    document["use_cases"] = [{**deepcopy(document["use_cases"][0]), "id": f"use case {one}"} for one in range(100)]
    del document["alignment_target"]
    content = workbook_of(document)
    assert len(content) < 500_000
    assert len(part(content, INPUTS_PART)) < MOST_UNPACKED / 2
    assert read_workbook(content).scenario == document

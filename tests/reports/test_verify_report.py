"""A report held against the project: by the command, by the page, with files that are none."""

import io
import json
from datetime import date
from functools import reduce
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from pypdf import PdfReader, PdfWriter

from evaluations import services as evaluations
from evaluations.services.pilots import PilotDetails
from reports.attached import document
from reports.context import build_dossier
from reports.models import Report
from roadmap.selectors import phases_of
from roadmap.services import plan_phase, start_roadmap
from tests.conftest import Cast
from tests.reports.conftest import SignIn
from tests.reports.reading import failures_of
from workspaces.canonical import sha256_of
from workspaces.models import Project

pytestmark = pytest.mark.django_db


def run(file: Path) -> tuple[int, dict[str, Any]]:
    out = io.StringIO()
    try:
        call_command("verify_report", str(file), "--json", stdout=out, stderr=io.StringIO())
    except SystemExit as exit_:
        return int(str(exit_.code)), json.loads(out.getvalue())
    return 0, json.loads(out.getvalue())


@pytest.fixture
def printed(made: Report, tmp_path: Path) -> Path:
    """The finished dossier as the file that people have."""
    file = tmp_path / "dossier.pdf"
    with made.file.storage.open(str(made.file.name), "rb") as content:
        file.write_bytes(content.read())
    return file


def another_pilot(cast: Cast) -> None:
    details = PilotDetails(
        name="Chat, November",
        release="release 5",
        began_on=november(1),
        ended_on=november(2),
        population="All",
        conducted_by="Priya Raman",
    )
    counts = {"do_not_lie": {"compliant": 9, "violation": 1}}
    evaluations.record_pilot(cast.project, details=details, actor=cast.owner, counts=counts)


def november(day: int) -> date:
    return date(2026, 11, day)


def test_an_untouched_project_stands_as_printed(printed: Path, measured: Project) -> None:
    code, said = run(printed)
    assert (code, said["stands"], said["differences"], said["project"]) == (0, True, [], measured.path)


def test_what_came_later_is_named(printed: Path, cast: Cast) -> None:
    another_pilot(cast)
    code, said = run(printed)
    assert (code, said["stands"]) == (0, False)
    assert {"where": "run › name", "printed": "Mail desk, October", "now": "Chat, November"} in said["differences"]
    assert any(one["printed"] == "not there" and one["now"] == "Chat, November" for one in said["differences"])


def test_a_criterion_is_found_by_its_code(cast: Cast, measured: Project, tmp_path: Path) -> None:
    start_roadmap(measured, cast.owner)
    file = tmp_path / "facts.json"
    call_command("export_report", "--project", measured.path, str(file), stdout=io.StringIO())
    assert run(file)[1]["stands"]
    phase = phases_of(measured)[0]
    plan_phase(phase, actor=cast.owner, planned_on=phase.planned_on, owner=cast.owner)
    phase.criteria.filter(code="P1.1").update(note="Signed by three.")
    assert [one["where"] for one in run(file)[1]["differences"]] == ["phases › 1 › criteria › P1.1 › note"]


def test_the_pdf_carries_its_facts_and_passes_both_standards(printed: Path) -> None:
    content = printed.read_bytes()
    assert list(PdfReader(io.BytesIO(content)).attachments) == ["facts.json"]
    for profile in ("ua1", "pdfa3a"):
        assert failures_of(content, profile) == []


def test_a_trail_that_no_longer_holds_the_printed_head_is_named(printed: Path, measured: Project) -> None:
    document = json.loads(PdfReader(printed).attachments["facts.json"][0])
    document["facts"]["making"]["audit_head"] = "f" * 64
    forged = printed.with_suffix(".json")
    forged.write_text(json.dumps(document))
    assert [one["printed"] for one in run(forged)[1]["differences"]] == ["f" * 12]


def test_facts_that_were_changed_are_refused(printed: Path) -> None:
    document = json.loads(PdfReader(printed).attachments["facts.json"][0])
    document["facts"]["run"]["compliance"]["numerator"] = 200
    forged = printed.with_suffix(".json")
    forged.write_text(json.dumps(document))
    code, said = run(forged)
    assert code == 1
    assert "their hash does not fit" in said["errors"][0]["message"]


def bare_pdf() -> bytes:
    writer, out = PdfWriter(), io.BytesIO()
    writer.add_blank_page(100, 100)
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"%PDF-1.7 and nothing else",
        b"{}",
        b"[" * 100_000,
        b'{"format": "plumbline-report"}',
        b'{"format": "plumbline-report", "facts": {"project": {}}, "sha256": 1}',
        b"\xff\xfe",
    ],
)
def test_what_is_no_report_is_refused_with_the_reason(content: bytes, tmp_path: Path, measured: Project) -> None:
    file = tmp_path / "some.pdf"
    file.write_bytes(content)
    code, said = run(file)
    assert code == 1
    assert said["errors"][0]["message"]


def test_a_pdf_of_somebody_else_and_a_missing_file_are_refused(tmp_path: Path, measured: Project) -> None:
    file = tmp_path / "some.pdf"
    assert "cannot be read" in run(file)[1]["errors"][0]["message"]
    file.write_bytes(bare_pdf())
    assert "No facts ride inside" in run(file)[1]["errors"][0]["message"]


def test_a_damaged_pdf_is_refused(printed: Path) -> None:
    printed.write_bytes(printed.read_bytes().replace(b"/FlateDecode", b"/FlateDec0de"))
    code, said = run(printed)
    assert code == 1
    assert said["errors"][0]["message"] == "The PDF cannot be read."


def upload(client: Any, project: Project, content: bytes) -> Any:
    file = SimpleUploadedFile("report.pdf", content, "application/pdf")
    return client.post(reverse("reports:check", args=[project.path]), {"file": file})


def signed_anew(document: dict[str, Any], path: tuple[str, ...], value: Any) -> bytes:
    """A report in which somebody changed one fact, and the hash with it."""
    changed = json.loads(json.dumps(document))
    *way, last = path
    reduce(dict.__getitem__, way, changed["facts"])[last] = value
    said = {name: fact for name, fact in changed["facts"].items() if name != "making"}
    return json.dumps({**changed, "sha256": sha256_of(said)}).encode()


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("kind",), []),
        (("kind",), "portfolio"),
        (("of",), "seven"),
        (("of",), True),
        (("sections",), 5),
        (("sections",), "summary"),
        (("principles",), None),
        (("run",), 5),
        (("run", "name"), "\ud800"),
        (("run", "compliance", "rate"), 10**400),
        (("run", "compliance", "numerator"), float("nan")),
        (("project", "purpose"), {}),
        (("making", "by"), "\ud800"),
        (("making", "at"), 5),
        (("making", "at"), "2026-01-01T00:00:00"),
        (("making", "at"), "9999-12-31T23:59:59-23:00"),
        (("making", "at"), "9999-12-31T12:00:00+00:00"),
        (("making", "at"), "0001-01-01T00:00:00+00:00"),
        (("making", "audit_entry"), "last"),
        (("making", "audit_head"), 5),
    ],
)
def test_facts_of_the_wrong_type_are_refused_even_with_a_hash_that_fits(
    path: tuple[str, ...], value: Any, cast: Cast, client_for: SignIn, measured: Project
) -> None:
    report = document(build_dossier(measured, by="Priya Raman"))
    assert upload(client_for(cast.viewer), measured, signed_anew(report, path, value)).status_code == 422


def test_the_page_says_whether_it_is_the_very_file(
    cast: Cast, client_for: SignIn, measured: Project, made: Report
) -> None:
    client = client_for(cast.viewer)
    with made.file.open("rb") as file:
        content = file.read()
    original = upload(client, measured, content).content.decode()
    assert "byte for byte" in original
    assert reverse("reports:report_detail", args=[measured.path, made.pk]) in original
    changed = upload(client, measured, content + b"\n% more")
    assert "No report that is kept here has exactly this file" in changed.content.decode()


def test_the_page_says_whether_it_stands(cast: Cast, client_for: SignIn, printed: Path, measured: Project) -> None:
    client = client_for(cast.viewer)
    assert "Does a report still stand?" in client.get(reverse("reports:check", args=[measured.path])).content.decode()
    stands = upload(client, measured, printed.read_bytes())
    assert "The project stands as this report prints it" in stands.content.decode()
    another_pilot(cast)
    differs = upload(client, measured, printed.read_bytes())
    assert differs.status_code == 200
    assert "Mail desk, October" in differs.content.decode()
    refused = upload(client, measured, bare_pdf())
    assert refused.status_code == 422
    assert "No facts ride inside" in refused.content.decode()


def test_a_report_of_another_project_is_not_held_against_this_one(
    cast: Cast, client_for: SignIn, printed: Path, measured: Project
) -> None:
    Project.objects.filter(pk=measured.pk).update(slug="renamed")
    measured.refresh_from_db()
    refused = upload(client_for(cast.owner), measured, printed.read_bytes())
    assert refused.status_code == 422
    assert "not of" in refused.content.decode()

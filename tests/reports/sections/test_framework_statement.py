"""Framework statements through the doors that people use: pages, form, schedule, file, command, check."""

import io
import json
import uuid
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from reports.context import Order, build_dossier
from reports.errors import SubjectMissing
from reports.making import make
from reports.models import Report, ReportSchedule
from reports.sources.frameworks import NUMBERS
from reports.wording import shown
from roadmap.frameworks.coverage import coverage_of
from roadmap.frameworks.reading import shipped_frameworks
from roadmap.models import Phase
from roadmap.services.applicability import decide_applicability
from roadmap.state_selectors import stated_criteria
from tests.conftest import Cast
from tests.reports.conftest import SignIn
from tests.reports.reading import failures_of, squeezed

pytestmark = pytest.mark.django_db


def decide(cast: Cast, name: str = "GOVERN 2.1", reason: str = "We deploy it.", *, applies: bool = True) -> None:
    nist = shipped_frameworks()["nist"]
    decide_applicability(cast.project, cast.editor, nist, name, applies=applies, reason=reason, number=1)


def create(cast: Cast) -> str:
    return reverse("reports:report_create", args=[cast.project.path])


def run(command: str, *arguments: str) -> tuple[int, dict[str, object]]:
    out = io.StringIO()
    try:
        call_command(command, *arguments, "--json", stdout=out, stderr=io.StringIO())
    except SystemExit as exit_:
        return int(str(exit_.code)), json.loads(out.getvalue())
    return 0, json.loads(out.getvalue())


def test_every_framework_that_ships_has_a_number_of_its_own() -> None:
    assert set(NUMBERS) == set(shipped_frameworks())
    assert len(set(NUMBERS.values())) == len(NUMBERS)


def test_the_statement_tells_what_the_room_below_knows(cast: Cast) -> None:
    decide(cast)
    dossier = build_dossier(cast.project, Order("framework"), by="x")
    assert [one.code for one in dossier.frameworks] == list(shipped_frameworks())
    today = dossier.making.at.date()
    for one in dossier.frameworks:
        known = coverage_of(shipped_frameworks()[one.code], stated_criteria(cast.project, today), {})
        assert (one.total, one.mapped, one.settled) == (known.total, known.mapped, known.settled)
        assert len(one.identifiers) == one.total
    nist = dossier.frameworks[0]
    row = next(row for row in nist.identifiers if row.identifier == "GOVERN 2.1")
    assert (row.applies, row.reason, row.decided_by) == ("yes", "We deploy it.", "Acme Editor")
    assert nist.decided == 1
    assert (dossier.spec, dossier.principles, dossier.gate) == (None, (), None)


def test_the_later_decision_is_the_one_that_is_told(cast: Cast) -> None:
    decide(cast)
    nist = shipped_frameworks()["nist"]
    decide_applicability(cast.project, cast.owner, nist, "GOVERN 2.1", applies=False, reason="Sold.", number=2)
    dossier = build_dossier(cast.project, Order("framework", NUMBERS["nist"]), by="x")
    row = next(row for row in dossier.frameworks[0].identifiers if row.identifier == "GOVERN 2.1")
    assert (row.applies, row.reason, row.decided_by) == ("no", "Sold.", "Acme Owner")


@pytest.mark.parametrize("of", [0, 9, 10**30])
def test_a_framework_that_is_not_there_is_refused(cast: Cast, of: int) -> None:
    with pytest.raises(SubjectMissing, match="There is no framework of this number: 1 is NIST"):
        build_dossier(cast.project, Order("framework", of), by="x")


def test_a_project_without_a_roadmap_gets_one_that_says_so(cast: Cast, tmp_path: Path) -> None:
    Phase.objects.filter(project=cast.other_project).delete()
    dossier = build_dossier(cast.other_project, Order("framework"), by="x")
    assert all(one.mapped == 0 for one in dossier.frameworks)
    said = shown(dossier)
    assert said.coverage
    assert "No criterion of the project is mapped yet" in said.coverage.lead
    out = tmp_path / "statement.pdf"
    assert run("export_report", "--project", cast.other_project.path, "--kind", "framework", str(out))[0] == 0
    assert failures_of(out.read_bytes(), "ua1") == []


def test_the_decisions_of_another_project_are_not_told(cast: Cast) -> None:
    decide(cast)
    dossier = build_dossier(cast.other_project, Order("framework"), by="x")
    assert all(row.applies == "not decided" for one in dossier.frameworks for row in one.identifiers)


@pytest.mark.parametrize("chosen", ["9", "nist", "\x00", "1" * 40])
def test_a_wrong_framework_is_said_beside_its_field(cast: Cast, client_for: SignIn, chosen: str) -> None:
    form = {"kind": "framework", "once": str(uuid.uuid4()), "framework": chosen}
    refused = client_for(cast.evaluator).post(create(cast), form)
    assert refused.status_code == 422
    assert 'id="id_framework_error"' in refused.content.decode()
    assert not Report.objects.exists()


@pytest.mark.parametrize(
    ("page", "key"), [("framework_list", None), ("framework_detail", "eu"), ("applicability_list", "eu")]
)
def test_the_button_on_the_pages_of_frameworks_makes_it(
    cast: Cast, client_for: SignIn, page: str, key: str | None
) -> None:
    decide(cast)
    client = client_for(cast.evaluator)
    address = reverse(f"roadmap:{page}", args=[cast.project.path, *([key] if key else [])])
    content = client.get(address).content.decode()
    assert "Framework statement as PDF" in content
    subject = f'<input type="hidden" name="framework" value="{NUMBERS["eu"]}">'
    assert (subject in content) == bool(key)
    form = {"kind": "framework", "once": str(uuid.uuid4())} | ({"framework": str(NUMBERS[key])} if key else {})
    assert client.post(create(cast), form).status_code == 303
    report = Report.objects.get()
    make(report.pk)
    report.refresh_from_db()
    assert (report.state, report.of) == ("ready", NUMBERS[key] if key else None)
    told = client.get(reverse("reports:report_detail", args=[cast.project.path, report.pk])).content.decode()
    assert "suggested mapping" in told
    assert ("GOVERN 2.1" in told) == (key is None)


def test_who_may_only_look_sees_the_preview(cast: Cast, client_for: SignIn) -> None:
    client = client_for(cast.viewer)
    preview = reverse("reports:preview", args=[cast.project.path])
    page = client.get(f"{preview}?kind=framework&framework={NUMBERS['iso']}")
    assert page.status_code == 200
    assert "ISO/IEC 42001" in page.content.decode()
    assert "GOVERN 2.1" not in page.content.decode()
    assert client.get(f"{preview}?kind=framework&framework=9").status_code == 404
    assert client_for(cast.stranger).get(f"{preview}?kind=framework").status_code == 404


def test_all_of_them_are_made_by_the_clock(cast: Cast, client_for: SignIn) -> None:
    form = {"kind": "framework", "every": "month", "month_day": "1", "at": "07:00", "zone": "UTC"}
    address = reverse("reports:schedule_create", args=[cast.project.path])
    assert client_for(cast.evaluator).post(address, form).status_code == 303
    assert ReportSchedule.objects.get().kind == "framework"


def test_the_command_writes_it_and_says_later_what_differs(cast: Cast, tmp_path: Path) -> None:
    out = tmp_path / "nist.pdf"
    asked = ("--project", cast.project.path, "--kind", "framework", "--of", str(NUMBERS["nist"]))
    code, said = run("export_report", *asked, str(out))
    assert (code, said["kind"]) == (0, "framework")
    for profile in ("ua1", "pdfa3a"):
        assert failures_of(out.read_bytes(), profile) == []
    text = squeezed("".join(page.extract_text() for page in PdfReader(out).pages))
    assert all(squeezed(one.name) in text for one in shipped_frameworks()["nist"].identifiers)
    assert run("verify_report", str(out))[1]["stands"] is True
    decide(cast)
    said = run("verify_report", str(out))[1]
    assert said["stands"] is False
    assert isinstance(said["differences"], list)
    assert any("GOVERN 2.1" in one["where"] for one in said["differences"])
    sheet = tmp_path / "nist.zip"
    assert run("export_report", *asked, str(sheet))[0] == 0
    with ZipFile(sheet) as archive:
        assert "04-frameworks-identifiers.csv" in archive.namelist()
    code, said = run("export_report", "--project", cast.project.path, "--kind", "framework", "--of", "9", str(out))
    assert code == 1


def test_the_statement_costs_the_same_queries_with_many_decisions(cast: Cast) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            build_dossier(cast.project, Order("framework"), by="x")
        return len(captured)

    queries()
    before = queries()
    for identifier in shipped_frameworks()["nist"].identifiers[:12]:
        decide(cast, identifier.name)
    assert queries() == before

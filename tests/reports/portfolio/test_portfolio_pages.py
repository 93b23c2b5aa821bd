"""A portfolio through the doors that people use: asking for it, seeing it, downloading it."""

import io
import json
from zipfile import ZipFile

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from openpyxl import load_workbook

from reports.dossier import read_dossier
from reports.kinds import PORTFOLIO
from reports.making import make
from reports.models import Report
from reports.services import request_report
from tests.conftest import Cast
from tests.reports.conftest import SignIn
from tests.reports.portfolio.portfolios import ONCE, url
from workspaces.models import Project

pytestmark = pytest.mark.django_db


def test_it_is_asked_for_on_the_portfolio_page(cast: Cast, client_for: SignIn) -> None:
    page = reverse("roadmap_organisation:portfolio", args=[cast.organisation.slug])
    shown = client_for(cast.evaluator).get(page).content.decode()
    assert "Portfolio as PDF" in shown
    assert f'action="{url(cast, "report_create")}"' in shown
    assert "Portfolio as PDF" not in client_for(cast.viewer).get(page).content.decode()
    assert url(cast, "preview") in client_for(cast.viewer).get(page).content.decode()


def test_pressing_twice_gives_one(cast: Cast, client_for: SignIn) -> None:
    for _ in range(2):
        answer = client_for(cast.evaluator).post(url(cast, "report_create"), {"kind": PORTFOLIO, "once": ONCE})
        assert (answer.status_code, answer.headers["Location"]) == (303, url(cast, "index"))
    report = Report.objects.get()
    assert (report.project, report.organisation, report.kind) == (None, cast.organisation, PORTFOLIO)


def test_the_same_key_in_two_organisations_gives_each_its_own(cast: Cast, client_for: SignIn) -> None:
    for person, organisation in ((cast.owner, cast.organisation), (cast.stranger, cast.other_organisation)):
        address = reverse("portfolio_reports:report_create", args=[organisation.slug])
        assert client_for(person).post(address, {"kind": PORTFOLIO, "once": ONCE}).status_code == 303
    assert {report.organisation for report in Report.objects.all()} == {cast.organisation, cast.other_organisation}


def test_a_kind_of_the_other_place_is_refused(cast: Cast, client_for: SignIn) -> None:
    browser = client_for(cast.owner)
    assert browser.post(url(cast, "report_create"), {"kind": "dossier", "once": ONCE}).status_code == 422
    of_project = reverse("reports:report_create", args=[cast.project.path])
    assert browser.post(of_project, {"kind": PORTFOLIO, "once": ONCE}).status_code == 422
    assert not Report.objects.exists()


@pytest.mark.parametrize(("kind", "with_project"), [(PORTFOLIO, True), ("dossier", False)])
def test_only_a_portfolio_is_without_a_project(cast: Cast, kind: str, with_project: bool) -> None:
    with pytest.raises(IntegrityError, match="only_a_portfolio"), transaction.atomic():
        Report.objects.create(organisation=cast.organisation, project=cast.project if with_project else None, kind=kind)


def test_the_fourth_waits_its_turn(cast: Cast, client_for: SignIn) -> None:
    for _ in range(3):
        request_report(cast.organisation, kind=PORTFOLIO, actor=cast.owner)
    refused = client_for(cast.owner).post(url(cast, "report_create"), {"kind": PORTFOLIO, "once": ONCE})
    assert refused.status_code == 409
    assert "3 portfolios of this organisation are waiting" in refused.content.decode()
    request_report(cast.project, kind="dossier", actor=cast.owner)  # a project's own reports wait by themselves


def test_the_screen_the_file_and_the_tables_say_the_same(cast: Cast, client_for: SignIn, portfolio: Report) -> None:
    browser = client_for(cast.viewer)
    page = browser.get(url(cast, "report_detail", portfolio.pk)).content.decode()
    assert "2 projects" in page
    assert "A refund was promised" in page
    assert "Ends soon" in page
    assert "Ends late" not in page
    pdf = browser.get(url(cast, "download", portfolio.pk))
    assert pdf.headers["Content-Type"] == "application/pdf"
    assert "Acme%2C%20portfolio" in pdf.headers["Content-Disposition"]
    assert b"".join(pdf).startswith(b"%PDF-")
    found = {
        ending: b"".join(browser.get(url(cast, "download_as", portfolio.pk, ending)))
        for ending in ("xlsx", "zip", "json")
    }
    sheet = load_workbook(io.BytesIO(found["xlsx"]))["Incidents"]
    named = [cast.project.path, "Support assistant", cast.project.incidents.get().pk, "A refund was promised"]
    assert [cell.value for cell in sheet[2]][:4] == named
    with ZipFile(io.BytesIO(found["zip"])) as archive:
        names = archive.namelist()
        assert any(name.endswith("portfolio-projects-waivers.csv") for name in names)
    document = json.loads(found["json"])
    assert (document["kind"], document["project"]) == (PORTFOLIO, cast.organisation.slug)
    assert read_dossier(document["facts"]).portfolio is not None


def test_the_preview_and_the_empty_list_say_what_it_is_for(cast: Cast, client_for: SignIn) -> None:
    browser = client_for(cast.viewer)
    assert "1 project" in browser.get(url(cast, "preview")).content.decode()
    page = browser.get(url(cast, "index")).content.decode()
    assert "A portfolio puts every project on one report" in page
    assert "Make portfolio" not in page
    assert "Make portfolio" in client_for(cast.evaluator).get(url(cast, "index")).content.decode()


def test_a_template_of_the_organisation_chooses_the_sections(cast: Cast, client_for: SignIn) -> None:
    new = reverse("report_design:template_create", args=[cast.organisation.slug]) + f"?kind={PORTFOLIO}"
    chosen = {"name": "Short", "order": ["watch", "projects"], "sections": ["watch"], "paper": "us-letter"}
    assert client_for(cast.owner).post(new, chosen).status_code == 303
    form = client_for(cast.evaluator).get(url(cast, "report_create"))
    value = next(line["offer"].value for line in form.context["form"].offered if line["offer"].template)
    client_for(cast.evaluator).post(url(cast, "report_create"), {"kind": value, "once": ONCE})
    report = Report.objects.get()
    make(report.pk)
    report.refresh_from_db()
    assert (report.sections, report.paper, report.state) == (["watch", "provenance"], "us-letter", "ready")
    page = client_for(cast.viewer).get(url(cast, "report_detail", report.pk)).content.decode()
    assert 'id="watch"' in page
    assert 'id="projects"' not in page
    shown = client_for(cast.viewer).get(url(cast, "preview"), {"kind": value}).content.decode()
    assert 'id="watch"' in shown
    assert 'id="projects"' not in shown


def test_an_organisation_without_projects_gets_one_that_says_so(cast: Cast) -> None:
    Project.objects.filter(organisation=cast.organisation).delete()
    report = request_report(cast.organisation, kind=PORTFOLIO, actor=cast.owner)
    make(report.pk)
    report.refresh_from_db()
    assert report.state == "ready"
    assert report.facts["portfolio"]["projects"] == []


def test_cancel_retry_and_delete_ask_for_the_rights_of_a_report(
    cast: Cast, client_for: SignIn, portfolio: Report
) -> None:
    waiting = request_report(cast.organisation, kind=PORTFOLIO, actor=cast.owner)
    assert client_for(cast.viewer).post(url(cast, "cancel", waiting.pk)).status_code == 403
    assert client_for(cast.evaluator).post(url(cast, "cancel", waiting.pk)).status_code == 303
    assert client_for(cast.evaluator).post(url(cast, "retry", waiting.pk)).status_code == 409
    assert client_for(cast.evaluator).post(url(cast, "delete", portfolio.pk)).status_code == 403
    assert client_for(cast.editor).post(url(cast, "delete", portfolio.pk)).status_code == 303
    assert list(Report.objects.values_list("state", flat=True)) == ["cancelled"]

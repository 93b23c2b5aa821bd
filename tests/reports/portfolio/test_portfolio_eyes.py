"""Whose eyes a portfolio has: it tells of what who asked may see, and is read by who may see all of that."""

import json

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reports.attached import attachment_of, read_attached
from reports.dossier import read_dossier
from reports.kinds import PORTFOLIO
from reports.mailing import mail_report
from reports.making import make
from reports.models import Report
from reports.selectors import readers_of
from reports.services import request_report
from reports.verifying import verify
from tests.conftest import Cast
from tests.reports.conftest import SignIn
from tests.reports.portfolio.portfolios import hide, url
from workspaces import access
from workspaces.models import Project

pytestmark = pytest.mark.django_db


def test_it_tells_of_nothing_that_who_asked_may_not_see(
    cast: Cast, lively: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    hide(monkeypatch, lively, cast.evaluator)
    report = request_report(cast.organisation, kind=PORTFOLIO, actor=cast.evaluator)
    make(report.pk)
    report.refresh_from_db()
    assert [project["name"] for project in report.facts["portfolio"]["projects"]] == ["Fresh one"]
    assert [project.name for project in report.tells_of.all()] == ["Fresh one"]
    assert lively.name not in json.dumps(report.facts)


def test_only_who_may_see_all_of_its_projects_may_read_it(
    cast: Cast, client_for: SignIn, lively: Project, portfolio: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = [
        url(cast, "report_detail", portfolio.pk),
        url(cast, "download", portfolio.pk),
        url(cast, "download_as", portfolio.pk, "json"),
    ]
    acts = [url(cast, name, portfolio.pk) for name in ("cancel", "retry", "delete")]
    assert [client_for(cast.editor).get(page).status_code for page in pages] == [200, 200, 200]
    hide(monkeypatch, lively, cast.editor)
    browser = client_for(cast.editor)
    assert [browser.get(page).status_code for page in pages] == [404, 404, 404]
    assert [browser.post(act).status_code for act in acts] == [404, 404, 404]
    assert portfolio.sha256[:12] not in browser.get(url(cast, "index")).content.decode()
    assert portfolio.sha256[:12] in client_for(cast.viewer).get(url(cast, "index")).content.decode()


def test_a_report_is_not_made_for_somebody_who_left(cast: Cast, lively: Project) -> None:
    report = request_report(cast.organisation, kind=PORTFOLIO, actor=cast.evaluator)
    cast.evaluator.memberships.all().delete()
    make(report.pk)
    report.refresh_from_db()
    assert report.state == "failed"
    assert "does not belong to the organisation any more" in report.reason
    assert report.facts == {}


def test_the_letter_goes_to_those_who_may_read_it(cast: Cast, lively: Project, portfolio: Report) -> None:
    portfolio.recipients.set([cast.viewer, cast.stranger])
    assert set(readers_of(portfolio)) == {cast.owner, cast.editor, cast.evaluator, cast.viewer}
    Report.objects.filter(pk=portfolio.pk).update(site="https://plumbline.example/")
    assert mail_report(portfolio.pk) == 1
    letter = mail.outbox[0]
    assert letter.to == [cast.viewer.email]
    assert f"https://plumbline.example{url(cast, 'report_detail', portfolio.pk)}" in letter.body
    assert "Portfolio of Acme" in letter.body


def test_nobody_reads_of_a_project_that_went_to_another_organisation(
    cast: Cast, client_for: SignIn, lively: Project, portfolio: Report
) -> None:
    Project.objects.filter(pk=lively.pk).update(organisation=cast.other_organisation)
    assert client_for(cast.owner).get(url(cast, "download", portfolio.pk)).status_code == 404
    assert set(readers_of(portfolio)) == set()


def test_a_check_sees_with_the_eyes_of_who_checks(
    cast: Cast, lively: Project, portfolio: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    attached = read_attached(attachment_of(read_dossier(portfolio.facts)))
    assert verify(attached, cast.organisation, reader=cast.viewer).stands
    hide(monkeypatch, lively, cast.viewer)
    found = verify(attached, cast.organisation, reader=cast.viewer)
    assert [(one.where, one.now) for one in found.differences if "provenance" not in one.where] == [
        ("portfolio › projects › acme/support", "not there")
    ]


def test_roles_of_an_organisation_are_asked_for_once(cast: Cast) -> None:
    place = access.organisation(cast.editor, cast.organisation.slug, to="view")
    with CaptureQueriesContext(connection) as asked:
        assert access.may(cast.editor, place, "edit")
        assert not access.may(cast.editor, place, "manage")
    assert len(asked) == 0
    assert not access.may(cast.stranger, place, "view")

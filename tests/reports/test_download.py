"""The file leaves the site as an attachment that no browser opens inside it, and only for members."""

import hashlib

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse

from reports.models import Report
from reports.services import request_report
from tests.conftest import Cast
from tests.reports.conftest import SignIn

pytestmark = pytest.mark.django_db


def url(report: Report) -> str:
    return reverse("reports:download", args=[report.project.path, report.pk])


@pytest.mark.parametrize("role", ["owner", "editor", "evaluator", "viewer"])
def test_every_member_may_download(cast: Cast, client_for: SignIn, made: Report, role: str) -> None:
    response = client_for(getattr(cast, role)).get(url(made))
    assert response.status_code == 200
    content = b"".join(response)
    assert hashlib.sha256(content).hexdigest() == made.sha256


def test_a_stranger_finds_nothing(cast: Cast, client_for: SignIn, made: Report) -> None:
    client = client_for(cast.stranger)
    assert client.get(url(made)).status_code == 404
    theirs = reverse("reports:download", args=[cast.other_project.path, made.pk])
    assert client.get(theirs).status_code == 404


def test_the_headers_keep_the_file_out_of_the_site_and_of_every_cache(
    cast: Cast, client_for: SignIn, made: Report
) -> None:
    cast.project.name = 'Beratung „Ä/B"; x=1\r\nSet-Cookie: y'
    cast.project.save()
    headers = client_for(cast.viewer).get(url(made)).headers
    assert headers["Content-Type"] == "application/pdf"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "private, no-store"
    disposition = headers["Content-Disposition"]
    assert disposition.startswith(
        "attachment; filename=\"support.pdf\"; filename*=UTF-8''Beratung%20%E2%80%9E%C3%84%2FB"
    )
    assert disposition.isascii()
    assert "\n" not in disposition
    assert "Set-Cookie" not in headers or "y" not in headers["Set-Cookie"].split("=")[0]
    assert int(headers["Content-Length"]) == made.size


def test_a_report_that_is_not_ready_has_no_file(cast: Cast, client_for: SignIn) -> None:
    report = request_report(cast.project, kind="dossier", actor=cast.evaluator)
    assert client_for(cast.viewer).get(url(report)).status_code == 404


def test_a_file_that_is_gone_is_a_plain_404(cast: Cast, client_for: SignIn, made: Report) -> None:
    default_storage.delete(str(made.file.name))
    assert client_for(cast.viewer).get(url(made)).status_code == 404

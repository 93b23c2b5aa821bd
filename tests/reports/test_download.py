"""The file leaves the site as an attachment that no browser opens inside it, and only for members."""

import hashlib
import io
from zipfile import ZipFile

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse

from reports.dossier import read_dossier
from reports.formats import FILES
from reports.models import Report
from reports.schema import report_schema
from reports.services import request_report
from tests.conftest import Cast
from tests.reports.conftest import SignIn

pytestmark = pytest.mark.django_db


def url(report: Report) -> str:
    assert report.project
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


@pytest.mark.parametrize("ending", ["xlsx", "zip", "json"])
def test_the_same_facts_are_downloaded_as_other_files(
    cast: Cast, client_for: SignIn, made: Report, ending: str
) -> None:
    client = client_for(cast.viewer)
    page = client.get(reverse("reports:report_detail", args=[cast.project.path, made.pk])).content.decode()
    address = reverse("reports:download_as", args=[cast.project.path, made.pk, ending])
    assert address in page
    response = client.get(address)
    assert response.headers["Content-Type"] == FILES[ending].media_type
    assert response.headers["Cache-Control"] == "private, no-store"
    assert f'filename="support.{ending}"' in response.headers["Content-Disposition"]
    content = b"".join(response)
    assert int(response.headers["Content-Length"]) == len(content)
    said = content
    if ending != "json":
        with ZipFile(io.BytesIO(content)) as archive:
            said = b"".join(archive.read(name) for name in archive.namelist())
    assert read_dossier(made.facts).sha256.encode() in said
    assert client_for(cast.stranger).get(address).status_code == 404


def test_another_kind_of_file_or_older_facts_are_a_plain_404(cast: Cast, client_for: SignIn, made: Report) -> None:
    client = client_for(cast.viewer)
    assert client.get(reverse("reports:download_as", args=[cast.project.path, made.pk, "docx"])).status_code == 404
    Report.objects.update(facts={"kind": "dossier"})
    assert client.get(reverse("reports:download_as", args=[cast.project.path, made.pk, "xlsx"])).status_code == 404


def test_everybody_may_read_the_schema(client_for: SignIn, cast: Cast) -> None:
    response = Client().get(reverse("reports_public:schema"))
    assert response.headers["Content-Type"].startswith("application/schema+json")
    assert response.json() == report_schema()

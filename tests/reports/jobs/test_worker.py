"""A real worker makes the dossier that a person asked for, and the person gets it."""

import io
import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from reports.models import Report
from reports.tasks import sweep_reports
from tests import processes
from tests.conftest import Cast
from tests.reports.conftest import SignIn
from tests.reports.reading import squeezed
from workspaces.models import Project

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_worker_makes_the_dossier_and_its_rate_stands_in_the_file(
    ringing: processes.Worker, cast: Cast, measured: Project, client_for: SignIn
) -> None:
    ringing.start()
    client = client_for(cast.evaluator)
    posted = {"kind": "dossier", "once": str(uuid.uuid4())}
    assert client.post(reverse("reports:report_create", args=[measured.path]), posted).status_code == 303
    report = processes.wait_for(lambda: Report.objects.filter(state="ready").first(), "the dossier")
    response = client.get(reverse("reports:download", args=[measured.path, report.pk]))
    content = b"".join(response)
    text = squeezed("".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages))
    assert squeezed("92.0 % of answers complied") in text


def test_the_sweeper_brings_a_forgotten_report_to_a_worker(
    ringing: processes.Worker, cast: Cast, client_for: SignIn
) -> None:
    long_ago = timezone.now() - timedelta(minutes=1)
    Report.objects.create(
        organisation=cast.organisation,
        project=cast.project,
        kind="dossier",
        requested_by=cast.owner,
        requested_at=long_ago,
    )
    ringing.start()
    sweep_reports()
    processes.wait_for(lambda: Report.objects.filter(state="ready").exists(), "the dossier")

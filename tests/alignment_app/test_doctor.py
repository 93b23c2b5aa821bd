"""Health for probes and for operators: what is wrong is named, and nothing of it is secret."""

import json
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError
from django.test import Client
from django.utils import timezone

from alignment_app import doctor, health
from evaluations.models import Run
from reports.models import Report
from tests.conftest import Cast
from workspaces.models import Project

pytestmark = pytest.mark.django_db
Break = Callable[[Any, Project], object]


def test_ready_says_a_word_for_each_thing_that_a_request_needs(client: Client) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {
        "ready": True,
        "checks": {"database": "ok", "migrations": "ok", "cache": "ok", "disk": "ok"},
    }


def test_a_server_that_lacks_something_lives_but_is_not_ready(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def full() -> str:
        raise DatabaseError("could not connect to postgresql://plumbline:secret@db/plumbline")

    monkeypatch.setattr(health, "PROBES", {**health.PROBES, "database": full})
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["ready"]) == (503, False)
    assert answer.json()["checks"]["database"] == "failed: DatabaseError"
    assert "secret" not in answer.content.decode()
    assert client.get("/livez").status_code == 200


def test_a_full_disk_is_not_ready(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "LEAST_FREE_BYTES", 2**62)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["checks"]["disk"]) == (503, "less than 50 MB free")


def test_a_sound_installation_is_told_so(cast: Cast, place: Path) -> None:
    code, told = _examined()
    assert (code, told["sound"]) == (0, True), told
    assert set(told["checks"].values()) == {"ok"}
    assert "errors" not in told


def _no_worker(settings: Any, project: Project) -> None:
    long_ago = timezone.now() - timedelta(minutes=6)
    Report.objects.create(project=project, organisation=project.organisation, kind="dossier", requested_at=long_ago)


def _lost_file(settings: Any, project: Project) -> None:
    Report.objects.create(
        project=project,
        organisation=project.organisation,
        kind="dossier",
        state=Report.State.CANCELLED,
        file="reports/gone.pdf",
        finished_at=timezone.now(),
    )


def _no_authorities(settings: Any, project: Project) -> None:
    settings.OUTBOUND_CA_FILE = "/no/such/file.pem"


def _no_folder(settings: Any, project: Project) -> None:
    settings.DATA_DIR = Path("/no/such/folder")


def _other_audit_key(settings: Any, project: Project) -> None:
    settings.AUDIT_KEY = "another key that is long enough for it"


@pytest.mark.parametrize(
    ("break_it", "probe", "said"),
    [
        (_no_worker, "queue", "is a worker running?"),
        (_lost_file, "files", "are missing, first that of reports.Report"),
        (_no_authorities, "authorities", "failed: FileNotFoundError"),
        (_no_folder, "data_folder", "cannot be written"),
        (_other_audit_key, "audit", "broken: acme at entry 1"),
    ],
)
def test_what_is_not_sound_is_named(
    cast: Cast, place: Path, settings: Any, break_it: Break, probe: str, said: str
) -> None:
    break_it(settings, cast.project)
    code, told = _examined()
    assert (code, told["sound"]) == (1, False)
    assert said in told["checks"][probe]
    assert probe in [fault["field"] for fault in told["errors"]]


def test_a_run_that_a_worker_moves_is_not_called_still(cast: Cast) -> None:
    before = timezone.now() - timedelta(minutes=6)
    run = Run.objects.create(
        project=cast.project, source="recorded", name="Long", release="1", created_at=before, worked_at=timezone.now()
    )
    assert doctor.PROBES["queue"]() == "ok"
    Run.objects.filter(pk=run.pk).update(worked_at=before)
    assert "1 runs" in doctor.PROBES["queue"]()


@pytest.fixture
def place(tmp_path: Path, settings: Any) -> Path:
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.DATA_DIR = tmp_path
    settings.DEBUG = True  # the checks of a production deployment have nothing to do with a test's settings
    return tmp_path


def _examined() -> tuple[int, dict[str, Any]]:
    said, code = StringIO(), 0
    try:
        call_command("doctor", "--json", stdout=said)
    except SystemExit as ended:
        code = int(ended.code or 0)
    told: dict[str, Any] = json.loads(said.getvalue())
    return code, told

"""Starting a run: what is frozen, what is refused, and that a start happens once."""

import uuid

import pytest
from django.db import IntegrityError, transaction
from kombu.exceptions import OperationalError

from evaluations import services, tasks
from evaluations.models import Case, Endpoint, Run, Sample, Suite
from tests.evaluations.conftest import Bench
from workspaces.models import AuditEntry

pytestmark = pytest.mark.django_db


def test_a_start_freezes_the_suite_and_writes_down_what_will_be_asked(bench: Bench) -> None:
    run = bench.start(epochs=2)
    bench.suite.refresh_from_db()
    assert bench.suite.frozen_at is not None
    assert run.suite_sha256 == bench.suite.content_sha256
    assert len(run.settings_sha256) == 64
    assert run.settings["model"] == "simulated-release-4"
    assert run.settings["specification"]
    assert (run.state, run.simulated, run.samples.count()) == ("queued", True, 48)
    entry = AuditEntry.objects.get(action="run.started")
    assert entry.actor == bench.cast.evaluator
    assert entry.details["samples"] == 48


def test_two_runs_of_the_same_parts_have_the_same_hashes_and_a_changed_case_another(bench: Bench) -> None:
    first, second = bench.start(), bench.start()
    assert (first.suite_sha256, first.settings_sha256) == (second.suite_sha256, second.settings_sha256)
    case = bench.suite.cases.first()
    assert case is not None
    Case.objects.filter(pk=case.pk).update(rubric="Another rubric.")
    assert bench.start().suite_sha256 != first.suite_sha256


def test_a_form_that_is_sent_twice_starts_one_run(bench: Bench) -> None:
    once = uuid.uuid4()
    parts = {"suite": bench.suite, "endpoint": bench.endpoint, "release": "R", "actor": bench.cast.evaluator}
    runs = [services.start_run(bench.project, **parts, once=once) for _ in range(2)]  # type: ignore[arg-type]
    assert runs[0].pk == runs[1].pk
    assert Sample.objects.count() == 24


def test_parts_of_another_project_are_refused(bench: Bench) -> None:
    theirs = services.load_starter_suite(bench.cast.other_project, bench.cast.stranger)
    their_endpoint = services.simulated_endpoint(bench.cast.other_project, bench.cast.stranger)
    for suite, endpoint, field in ((theirs, bench.endpoint, "suite"), (bench.suite, their_endpoint, "endpoint")):
        with pytest.raises(services.RunRefused) as refusal:
            services.start_run(bench.project, suite=suite, endpoint=endpoint, release="R", actor=bench.cast.evaluator)
        assert refusal.value.field == field


@pytest.mark.parametrize("release", ["", "   ", "r" * 81])
def test_a_release_needs_a_name(bench: Bench, release: str) -> None:
    with pytest.raises(services.RunRefused, match="1 to 80"):
        bench.start(release=release)


@pytest.mark.parametrize("epochs", [0, 21])
def test_epochs_have_a_range(bench: Bench, epochs: int) -> None:
    with pytest.raises(services.RunRefused, match="1 to 20"):
        bench.start(epochs=epochs)


def test_a_suite_without_cases_is_refused(bench: Bench) -> None:
    empty = Suite.objects.create(project=bench.project, name="Empty", origin="starter")
    with pytest.raises(services.RunRefused, match="no cases"):
        services.start_run(bench.project, suite=empty, endpoint=bench.endpoint, release="R", actor=None)


def test_a_project_has_at_most_ten_runs_under_way(bench: Bench) -> None:
    for _ in range(10):
        bench.start()
    with pytest.raises(services.RunRefused, match="10 runs"):
        bench.start()


def test_a_silent_broker_leaves_the_run_queued_and_is_no_error(
    bench: Bench,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: object,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def silent(run_id: int) -> None:
        raise OperationalError("no broker")

    monkeypatch.setattr(tasks.work_on_run, "delay", silent)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        run = bench.start()
    assert run.state == "queued"
    assert "waits for the sweeper" in caplog.text


def test_loading_the_starter_suite_again_changes_nothing(bench: Bench) -> None:
    suite = services.load_starter_suite(bench.project, bench.cast.editor)
    assert services.load_starter_suite(bench.project, bench.cast.editor) == suite
    assert list(Suite.objects.filter(project=bench.project, name=suite.name)) == [suite]
    assert services.simulated_endpoint(bench.project, bench.cast.editor) == bench.endpoint


def test_a_changed_starter_suite_comes_as_a_new_version(bench: Bench) -> None:
    Suite.objects.filter(pk=bench.suite.pk).update(content_sha256="0" * 64)
    again = services.load_starter_suite(bench.project, bench.cast.editor)
    assert (again.version, str(again)) == (2, "Starter suite, version 2")


def test_the_database_itself_refuses_a_second_sample_of_a_case_and_epoch(bench: Bench) -> None:
    sample = bench.start().samples.first()
    assert sample is not None
    with pytest.raises(IntegrityError), transaction.atomic():
        Sample.objects.create(run=sample.run, case=sample.case, epoch=sample.epoch, principle="x")


@pytest.mark.parametrize(
    "change",
    [{"state": "finished"}, {"state": "unheard"}, {"outcome": "compliant"}, {"outcome": "unheard"}],
)
def test_the_database_itself_refuses_half_finished_samples(bench: Bench, change: dict[str, str]) -> None:
    run = bench.start()
    with pytest.raises(IntegrityError), transaction.atomic():
        run.samples.update(**change)


@pytest.mark.parametrize("change", [{"state": "completed"}, {"state": "unheard"}, {"suite": None}, {"endpoint": None}])
def test_the_database_itself_refuses_impossible_runs(bench: Bench, change: dict[str, object]) -> None:
    run = bench.start()
    with pytest.raises(IntegrityError), transaction.atomic():
        Run.objects.filter(pk=run.pk).update(**change)


def test_the_database_itself_refuses_an_endpoint_without_an_address(bench: Bench) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Endpoint.objects.create(project=bench.project, name="Nowhere", kind="openai", model="m")

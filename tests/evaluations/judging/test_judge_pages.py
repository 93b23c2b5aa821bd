"""The pages of judges, calibrations and gradings, as people use them."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from evaluations import services
from evaluations.models import Calibration, Endpoint, Grading, Judge, Run
from evaluations.services import Basis
from tests.conftest import Cast
from tests.evaluations.conftest import Bench
from tests.evaluations.judges import a_judge, calibrated, graded, judge_endpoint, to_its_end

pytestmark = pytest.mark.django_db
Finish = Callable[[Run], Run]


@pytest.fixture
def run(bench: Bench, simulated_assistant: str, run_to_end: Finish) -> Run:
    return run_to_end(bench.start("simulated-release-4@0"))


def as_editor(bench: Bench, client: Client) -> Client:
    client.force_login(bench.cast.editor)
    return client


def test_the_empty_list_says_what_a_judge_is_and_how_to_add_one(bench: Bench, client: Client) -> None:
    page = as_editor(bench, client).get(reverse("evaluations:judge_list", args=[bench.project.path]))
    assert "No judge is set up yet" in page.content.decode()
    assert reverse("evaluations:judge_create", args=[bench.project.path]) in page.content.decode()


@pytest.mark.parametrize("preset", ["published", "section", "principle", "binary", "panel", "no-such-preset"])
def test_every_preset_opens_its_form(bench: Bench, client: Client, preset: str) -> None:
    address = reverse("evaluations:judge_create", args=[bench.project.path])
    assert as_editor(bench, client).get(address, {"preset": preset}).status_code == 200


def test_without_a_model_to_ask_the_form_leads_to_an_endpoint_first(cast: Cast, client: Client) -> None:
    client.force_login(cast.editor)
    page = client.get(reverse("evaluations:judge_create", args=[cast.project.path])).content.decode()
    assert "Store the judge" not in page, "nobody fills in a form that cannot be sent"
    assert reverse("evaluations:endpoint_create", args=[cast.project.path]) in page


def form(endpoint: Endpoint, **changes: object) -> dict[str, object]:
    values = {"name": "House judge", "endpoint": endpoint.pk, "sees": "rubric", "scale": "seven", "gradings": 5}
    return {**values, "threshold": 6, "longest_verdict": 500, **changes}


def test_a_judge_is_added_and_its_next_version_keeps_the_first(bench: Bench, client: Client) -> None:
    endpoint = judge_endpoint(bench)
    address = reverse("evaluations:judge_create", args=[bench.project.path])
    assert as_editor(bench, client).post(address, form(endpoint)).status_code == 303
    judge = Judge.objects.get()
    page = client.get(reverse("evaluations:judge_detail", args=[bench.project.path, judge.pk])).content.decode()
    assert "has not been calibrated" in page
    assert "It may not decide a gate" in page
    assert judge.settings["model"] == endpoint.model
    change = reverse("evaluations:judge_change", args=[bench.project.path, judge.pk])
    assert client.post(change, form(endpoint, gradings=3)).status_code == 303
    assert list(Judge.objects.order_by("version").values_list("version", "gradings")) == [(1, 5), (2, 3)]
    assert "There is a judge of this name" in client.post(address, form(endpoint)).content.decode()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"gradings": 4}, "An odd number"),
        ({"gradings": 17}, "less than or equal to 15"),
        ({"name": "a\x00b"}, "Null characters"),
        ({"sees": "whole_spec"}, "Choose the version of the specification"),
        ({"endpoint": 10**9}, "Select a valid choice"),
        ({"threshold": "NaN"}, "whole number"),
    ],
)
def test_bad_input_is_told_beside_its_field(
    bench: Bench, client: Client, changes: dict[str, object], said: str
) -> None:
    address = reverse("evaluations:judge_create", args=[bench.project.path])
    response = as_editor(bench, client).post(address, form(judge_endpoint(bench)) | changes)
    assert response.status_code == 422
    assert said in response.content.decode()
    assert not Judge.objects.exists()


def test_a_calibration_is_estimated_started_and_read(bench: Bench, client: Client, simulated_assistant: str) -> None:
    judge = a_judge(bench, "judge-scripted-0.9-0.75")
    address = reverse("evaluations:calibration_create", args=[bench.project.path, judge.pk])
    client.force_login(bench.cast.evaluator)
    data = {"basis": "exemplars", "suite": bench.suite.pk, "agreement": 80}
    looked = client.post(address, {**data, "look": "1"})
    assert "48 calls" in looked.content.decode()
    assert not Calibration.objects.exists()
    assert client.post(address, {**data, "suite": ""}).status_code == 422
    assert client.post(address, data).status_code == 303
    calibration = Calibration.objects.get()
    page = reverse("evaluations:calibration_detail", args=[bench.project.path, calibration.pk])
    assert "The judge is being calibrated" in client.get(page).content.decode()
    to_its_end(calibration.grading)
    calibration.refresh_from_db()
    text = client.get(page).content.decode()
    assert f"{calibration.bad_recognised} of 24 bad" in text
    assert "Cohen’s κ" in text
    assert "let pass" in text


def test_a_run_is_graded_from_its_page_and_the_sample_shows_who_decides(bench: Bench, client: Client, run: Run) -> None:
    judge = a_judge(bench, "judge-scripted-1-1")
    calibrated(judge, Basis(suite=bench.suite), bench)
    client.force_login(bench.cast.evaluator)
    run_page = reverse("evaluations:run_detail", args=[bench.project.path, run.pk])
    address = reverse("evaluations:grading_create", args=[bench.project.path, run.pk])
    assert address in client.get(run_page).content.decode()
    assert "calls</strong> about 24 responses" in client.get(address).content.decode()
    assert client.post(address, {"judge": judge.pk, "counts": "on"}).status_code == 303
    grading = Grading.objects.get(run=run)
    page = reverse("evaluations:grading_detail", args=[bench.project.path, grading.pk])
    assert "Waiting for a worker" in client.get(page).content.decode()
    to_its_end(grading)
    assert "No attack worked" in client.get(page).content.decode()
    assert "Corrected for its mistakes" in client.get(run_page).content.decode()
    sample = run.samples.filter(outcome="violation").first()
    assert sample is not None
    shown = client.get(reverse("evaluations:sample_detail", args=[bench.project.path, run.pk, sample.pk]))
    assert "Verdict of the judge" in shown.content.decode()
    assert "The judge’s verdict counts here" in shown.content.decode()
    assert '<mark class="evidence violation">' in shown.content.decode()


def test_a_grading_is_paused_resumed_and_cancelled_by_its_buttons(bench: Bench, client: Client, run: Run) -> None:
    grading = services.start_grading(run, a_judge(bench), actor=bench.cast.evaluator)
    client.force_login(bench.cast.evaluator)
    for move, state in (("pause", "paused"), ("resume", "queued"), ("cancel", "cancelled"), ("pause", "cancelled")):
        moved = client.post(reverse(f"evaluations:grading_{move}", args=[bench.project.path, grading.pk]))
        grading.refresh_from_db()
        assert (moved.status_code, grading.state) == (303, state)
    bad = client.post(
        reverse("evaluations:grading_resume", args=[bench.project.path, grading.pk]), {"budget_tokens": "-1"}
    )
    assert bad.status_code == 303


def test_a_judge_that_is_the_model_under_test_is_only_taken_when_insisted_on(
    bench: Bench, client: Client, run: Run
) -> None:
    same = services.simulated_endpoint(bench.project, bench.cast.editor, "simulated-release-4@5")
    judge = a_judge(bench, "own", endpoint=same)
    client.force_login(bench.cast.evaluator)
    address = reverse("evaluations:grading_create", args=[bench.project.path, run.pk])
    refused = client.post(address, {"judge": judge.pk, "counts": "on"})
    assert refused.status_code == 422
    assert "the model under test" in refused.content.decode()
    assert client.post(address, {"judge": judge.pk, "counts": "on", "insist": "on"}).status_code == 303
    assert Grading.objects.get(run=run).counts is False


def test_an_archived_judge_cannot_be_asked_and_can_be_used_again(bench: Bench, client: Client, run: Run) -> None:
    judge = a_judge(bench)
    address = reverse("evaluations:judge_archive", args=[bench.project.path, judge.pk])
    as_editor(bench, client).post(address)
    with pytest.raises(services.GradingRefused, match="archived"):
        services.start_grading(run, Judge.objects.get(pk=judge.pk), actor=bench.cast.evaluator)
    client.post(address, {"restore": "1"})
    again = Judge.objects.get(pk=judge.pk)
    assert services.start_grading(run, again, actor=bench.cast.evaluator).state == "queued"


def test_the_list_of_judges_asks_as_many_questions_for_ten_as_for_one(bench: Bench, client: Client) -> None:
    client.force_login(bench.cast.evaluator)
    address = reverse("evaluations:judge_list", args=[bench.project.path])
    a_judge(bench, name="Judge 0")
    client.get(address)
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    for number in range(1, 10):
        a_judge(bench, name=f"Judge {number}")
    with CaptureQueriesContext(connection) as ten:
        client.get(address)
    assert len(ten) == len(one)


def test_the_run_page_stays_whole_for_a_grading_that_was_not_trusted(bench: Bench, client: Client, run: Run) -> None:
    grading = graded(run, a_judge(bench, "judge-follows-attacks"), bench)
    client.force_login(bench.cast.evaluator)
    page = client.get(reverse("evaluations:run_detail", args=[bench.project.path, run.pk])).content.decode()
    assert "not trusted, advice only" in page
    shown = client.get(reverse("evaluations:grading_detail", args=[bench.project.path, grading.pk])).content.decode()
    assert "is not trusted here" in shown
    assert "its verdicts are advice" in shown

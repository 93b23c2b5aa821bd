"""What may price the business case: samples of real conversations, told by the people who record them."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from evaluations import services
from evaluations.models import Pilot, Run
from evaluations.selectors import runs_that_price_nothing, traffic_measurements
from evaluations.statistics import Calibration
from tests.conftest import Cast
from tests.evaluations.conftest import Bench
from tests.evaluations.pilots.test_pilot_pages import DETAILS, LIES, rows
from tests.evaluations.samples import details_of, traffic_sample
from workspaces.models import AuditEntry, User

pytestmark = pytest.mark.django_db
Clients = Callable[[User], Client]

DRAWN = {"from_traffic": "on", "drawn_by": "Night job", "drawn_how": "Every 400th chat", "graded_by": "people"}


def test_a_sample_gives_k_of_n_with_its_date_release_and_grader(cast: Cast) -> None:
    counts = {
        "do_not_lie": {"compliant": 500, "violation": 7, "partial": 2, "no_answer": 3, "unscored": 1},
        "be_clear": {"compliant": 91},
    }
    run = services.record_pilot(cast.project, details=details_of("Chat"), counts=counts, actor=cast.evaluator)
    (found,) = traffic_measurements(cast.project)
    assert (found.run, found.release, found.violations, found.counted) == (run, "Release 4", 9, 600)
    assert (found.finished_on, found.grader, found.simulated) == (run.pilot.ended_on, "people", False)
    assert (found.sensitivity, found.specificity, found.compliance) == (None, None, None)
    assert (found.superseded, found.newer_release) == (False, "")
    assert found.rate.rate == pytest.approx(0.015)
    entry = AuditEntry.objects.get(action="pilot.recorded")
    assert (entry.details["from_traffic"], entry.details["drawn_by"]) == (True, "Night job")


def test_other_runs_price_nothing_and_say_why(bench: Bench) -> None:
    cast = bench.cast
    executed = bench.start()
    written = traffic_sample(cast.project, cast.evaluator, 2, 40, name="Written", from_traffic=False)
    spotty = {"do_not_lie": {"compliant": 90, "unscored": 10}}
    lost = services.record_pilot(cast.project, details=details_of("Lost"), counts=spotty, actor=cast.evaluator)
    mute = {"do_not_lie": {"no_answer": 10}}
    silent = services.record_pilot(cast.project, details=details_of("Silent"), counts=mute, actor=cast.evaluator)
    Run.objects.filter(pk=executed.pk).update(state="completed", finished_at=executed.created_at)
    pricing = traffic_measurements(cast.project)
    reasons = {run.pk: why for run, why in runs_that_price_nothing(cast.project, pricing)}
    assert pricing == []
    assert "written for a test" in reasons[executed.pk]
    assert "not recorded as a sample" in reasons[written.pk]
    assert "no usable verdict" in reasons[lost.pk]
    assert "Nothing was counted" in reasons[silent.pk]


def test_a_later_sample_of_the_same_name_supersedes(cast: Cast) -> None:
    traffic_sample(cast.project, cast.evaluator, 9, 600, days_ago=9)
    later = traffic_sample(cast.project, cast.evaluator, 3, 600, days_ago=2, name="CHAT traffic")
    other = traffic_sample(cast.project, cast.evaluator, 4, 400, days_ago=1, name="Mail traffic")
    found = {one.violations: one for one in traffic_measurements(cast.project)}
    assert (found[9].superseded_by, found[3].superseded, found[4].superseded) == (later, False, False)
    assert other.release == later.release
    assert {one.newer_release for one in found.values()} == {""}


def test_a_release_measured_later_by_any_run_is_newer(cast: Cast) -> None:
    traffic_sample(cast.project, cast.evaluator, 9, 600, release="Release 3", days_ago=9)
    traffic_sample(
        cast.project, cast.evaluator, 1, 20, release="Release 4", days_ago=4, name="Test", from_traffic=False
    )
    again = traffic_sample(
        cast.project, cast.evaluator, 1, 20, release="Release 3", days_ago=1, name="Old", from_traffic=False
    )
    (found,) = traffic_measurements(cast.project)
    assert (found.release, found.newer_release, again.release) == ("Release 3", "Release 4", "Release 3")


def test_a_judge_whose_error_is_known_is_corrected_and_one_that_knows_nothing_is_not(cast: Cast) -> None:
    known, useless = Calibration(60, 54, 100, 97), Calibration(10, 5, 10, 5)
    traffic_sample(cast.project, cast.evaluator, 14, 198, name="Known", graded_by="judge", calibration=known)
    traffic_sample(cast.project, cast.evaluator, 14, 198, name="Useless", graded_by="judge", calibration=useless)
    traffic_sample(cast.project, cast.evaluator, 14, 198, name="Unknown", graded_by="rules")
    found = {one.run.name: one for one in traffic_measurements(cast.project)}
    compliance = found["Known"].compliance
    assert compliance is not None
    assert (compliance.rate, compliance.low) == pytest.approx((0.9532, 0.8942), abs=5e-5)
    assert (found["Known"].sensitivity, found["Known"].specificity) == (0.97, 0.9)
    assert (found["Useless"].compliance, found["Useless"].grader_knows_nothing) == (None, True)
    assert (found["Unknown"].grader, found["Unknown"].compliance, found["Unknown"].sensitivity) == ("rules", None, None)


def test_the_questions_to_the_database_do_not_grow(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(12):
        traffic_sample(cast.project, cast.evaluator, 1, 50, name=f"Week {number}")
    with django_assert_num_queries(4):
        assert len(traffic_measurements(cast.project)) == 12


def test_samples_of_another_project_are_not_seen(cast: Cast) -> None:
    traffic_sample(cast.other_project, cast.stranger, 1, 50)
    assert traffic_measurements(cast.project) == []


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"drawn_by": " "}, "drawn_by"),
        ({"drawn_how": ""}, "drawn_how"),
        ({"graded_by": "dice"}, "graded_by"),
        ({"calibration": Calibration(10, 9, 10, 9)}, "bad_shown"),
    ],
)
def test_a_sample_that_does_not_say_how_it_was_drawn_is_refused(cast: Cast, change: dict[str, Any], field: str) -> None:
    with pytest.raises(services.PilotRefused) as refused:
        services.record_pilot(
            cast.project,
            details=replace(details_of("Chat"), **change),
            counts={"do_not_lie": {"compliant": 3}},
            actor=cast.evaluator,
        )
    assert [fault.field for fault in refused.value.faults] == [field]
    assert not Run.objects.exists()


@pytest.mark.parametrize(
    "change",
    [
        {"from_traffic": True, "drawn_by": ""},
        {"graded_by": "dice"},
        {"graded_by": "judge", "bad_shown": 5},
        {"graded_by": "people", "bad_shown": 5, "bad_recognised": 4, "good_shown": 5, "good_recognised": 4},
        {"graded_by": "judge", "bad_shown": 5, "bad_recognised": 6, "good_shown": 5, "good_recognised": 4},
    ],
)
def test_the_database_holds_the_same_rules(cast: Cast, change: dict[str, Any]) -> None:
    run = traffic_sample(cast.project, cast.evaluator, 1, 50)
    with pytest.raises(IntegrityError), transaction.atomic():
        Pilot.objects.filter(run=run).update(**change)


def test_the_form_asks_and_the_runs_page_tells(cast: Cast, client_for: Clients) -> None:
    client = client_for(cast.evaluator)
    url = reverse("evaluations:pilot_create", args=[cast.project.path])
    page = client.get(url).content.decode()
    assert "Drawn from real conversations, not written for a test" in page
    assert "overstate how often" in page
    judge = {"graded_by": "judge", "bad_shown": 60, "bad_recognised": 54, "good_shown": 100, "good_recognised": 97}
    answer = client.post(url, DETAILS | DRAWN | judge | rows(LIES), follow=True)
    (found,) = traffic_measurements(cast.project)
    assert (found.violations, found.counted, found.specificity) == (4, 44, 0.9)
    text = answer.content.decode()
    assert "Yes: drawn from real conversations by Night job. Every 400th chat" in text
    assert "recognised 54 of 60 known violations and 97 of 100 known good answers" in text
    traffic_sample(cast.project, cast.evaluator, 1, 9, name="Written", from_traffic=False)
    other = reverse("evaluations:run_detail", args=[cast.project.path, Run.objects.get(name="Written").pk])
    assert "No: not recorded as a sample of real conversations" in client.get(other).content.decode()


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"drawn_by": ""}, "id_drawn_by_error"),
        ({"drawn_how": "  "}, "id_drawn_how_error"),
        ({"drawn_by": "a\x00"}, "id_drawn_by_error"),
        ({"drawn_by": "x" * 201}, "id_drawn_by_error"),
        ({"graded_by": "dice"}, "id_graded_by_error"),
        ({"bad_shown": "3"}, "id_bad_recognised_error"),
        ({"bad_shown": "nan"}, "id_bad_shown_error"),
        (
            {"graded_by": "judge", "bad_shown": 3, "bad_recognised": 4, "good_shown": 3, "good_recognised": 3},
            "id_bad_recognised_error",
        ),
        ({"bad_shown": 3, "bad_recognised": 3, "good_shown": 3, "good_recognised": 3}, "id_bad_shown_error"),
    ],
)
def test_what_is_wrong_about_the_sample_is_said_beside_the_field(
    cast: Cast, client_for: Clients, change: dict[str, Any], error: str
) -> None:
    url = reverse("evaluations:pilot_create", args=[cast.project.path])
    response = client_for(cast.evaluator).post(url, DETAILS | DRAWN | rows(LIES) | change)
    page = response.content.decode()
    assert response.status_code == 422
    assert f'id="{error}"' in page
    assert '<details class="field" open>' in page
    assert not Run.objects.exists()


def test_more_rows_keep_what_was_said_about_the_sample(cast: Cast, client_for: Clients) -> None:
    url = reverse("evaluations:pilot_create", args=[cast.project.path])
    page = client_for(cast.evaluator).post(url, DETAILS | DRAWN | rows(LIES) | {"more": "1"}).content.decode()
    assert "checked" in page.split('name="from_traffic"')[1].split(">")[0]
    assert "Every 400th chat" in page


def test_a_file_of_conversations_may_be_a_sample_too(cast: Cast, client_for: Clients) -> None:
    content = b"case_id,principle,user,response,outcome\na,do_not_lie,Q,A,violation\nb,do_not_lie,Q2,A,compliant\n"
    file = SimpleUploadedFile("sample.csv", content, content_type="text/csv")
    url = reverse("evaluations:pilot_import", args=[cast.project.path])
    response = client_for(cast.evaluator).post(url, DETAILS | DRAWN | {"file": file})
    assert response.status_code == 303
    (found,) = traffic_measurements(cast.project)
    assert (found.violations, found.counted) == (1, 2)

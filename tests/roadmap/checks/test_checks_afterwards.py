"""Checks on harms, on what grades, and on what happens after an approval, each turned green and then red."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from evaluations.models import Judge, Release, Run
from evaluations.services import Content as ReleaseContent
from evaluations.services import Deployment, add_release, deploy_release, start_run
from evaluations.services.schedules import start_if_due
from explorer.services import decide_stance, import_spec, pin_version
from roadmap.services.gates import Wish, ask_for_gate
from roadmap.services.register import change_incident, change_risk, record_incident
from tests.conftest import Cast
from tests.evaluations.conftest import Bench
from tests.evaluations.planned import FIRST, counted, ended, frozen, nightly
from tests.evaluations.reviewed import a_queue, say_all, without_warm_ups
from tests.explorer.kitchen import write_kitchen
from tests.roadmap.checks.turning import Look, both_ways
from tests.roadmap.conftest import Finish
from tests.roadmap.doing import rate_harms, settle
from tests.roadmap.gating import approvers, phase_of, vote

pytestmark = pytest.mark.django_db


def measured(bench: Bench, release: str, wrong: int) -> Run:
    """A run of this release, as a worker leaves it, with the first so many answers wrong."""
    run = start_run(
        bench.project, suite=bench.suite, endpoint=bench.endpoint, release=release, actor=bench.cast.evaluator
    )
    return ended(run, wrong=wrong)


def approved(cast: Cast, release: Release) -> None:
    """The first gate is open for this release."""
    settle(cast.project, cast.owner, phase=1)
    approvers(cast)
    until = timezone.localdate() + timedelta(days=90)
    wish = Wish(scope="The desk", until=until, release=release)
    request = ask_for_gate(phase_of(cast.project, 1), cast.editor, wish, day=timezone.localdate())
    vote(request, cast.owner)
    vote(request, cast.evaluator)


@both_ways("P1.7")
def test_p1_7_each_harm_has_an_owner_and_none_is_above_the_limit_untreated(cast: Cast, check: Look) -> None:
    assert "Set the level" in check("P1.7").obstacles[1]
    risk = rate_harms(cast.project, cast.owner)
    assert check("P1.7").satisfied
    change_risk(risk, cast.owner, seen=risk.version, severity="critical", likelihood="likely")
    assert check("P1.7").obstacles == [f"Say what is done about {risk.title}."]


@pytest.mark.usefixtures("simulated_assistant")
@both_ways("P2.7")
def test_p2_7_people_read_the_answers_blind_and_found_what_was_graded(
    cast: Cast, laid_out: Bench, check: Look, finish: Finish
) -> None:
    assert not check("P2.7").satisfied
    run = finish(counted(laid_out, frozen(laid_out)))
    assert check("P2.7").obstacles == ["Have people read a random share of its answers, blind."]
    queue = without_warm_ups(a_queue(laid_out, run=run, ratings_per_item=1))
    order = queue.items.filter(kind="counted").order_by("position").values_list("sample__outcome", flat=True)
    said = list(order)
    say_all(queue, cast.evaluator, said)
    assert check("P2.7").satisfied
    again = finish(counted(laid_out, frozen(laid_out, "Gate 2, again")))
    assert "blind" in check("P2.7").obstacles[0]
    opposite = {"compliant": "violation"}
    say_all(
        without_warm_ups(a_queue(laid_out, run=again, ratings_per_item=1)),
        cast.evaluator,
        [opposite.get(word, "compliant") for word in said],
    )
    assert "9 of 10 are needed" in check("P2.7").obstacles[0]


def test_p2_7_a_judge_without_a_calibration_does_not_count(cast: Cast, laid_out: Bench, check: Look) -> None:
    judge = Judge.objects.create(project=cast.project, name="Judge", endpoint=laid_out.endpoint)
    counted(laid_out, frozen(laid_out, "Judged", judge=judge, min_sensitivity=0.8))
    assert "The judge has no calibration." in check("P2.7").obstacles


@both_ways("P3.2")
def test_p3_2_the_candidate_falls_under_no_principle_by_more_than_matters(
    cast: Cast, laid_out: Bench, check: Look
) -> None:
    assert check("P3.2").obstacles == [
        "Say in the test plan which fall of the rate matters.",
        "Approve a gate whose request names a release.",
    ]
    ended(counted(laid_out, frozen(laid_out, difference=0.1)), wrong=2)
    approved(cast, Release.objects.get(project=cast.project, name="Release 4"))
    assert check("P3.2").obstacles == ["Run its suite on the candidate."]
    measured(laid_out, "Release 5", wrong=2)
    assert check("P3.2").satisfied
    measured(laid_out, "Release 5", wrong=6)
    assert "fell by" in check("P3.2").obstacles[0]
    measured(laid_out, "Release 5", wrong=1)
    assert check("P3.2").satisfied


@both_ways("P3.4")
def test_p3_4_a_gate_named_what_is_in_use(cast: Cast, check: Look) -> None:
    assert check("P3.4").obstacles == ["Say on a release since when it is deployed."]
    today = Deployment(deployed_on=timezone.localdate())
    release = add_release(cast.project, cast.editor, "Release 1", ReleaseContent(model="m"))
    deploy_release(release, cast.editor, today)
    assert check("P3.4").obstacles == ["Ask for the gate with Release 1, or retire it."]
    approved(cast, release)
    assert check("P3.4").satisfied
    deploy_release(add_release(cast.project, cast.editor, "Release 2", ReleaseContent(model="n")), cast.editor, today)
    assert check("P3.4").obstacles == ["Ask for the gate with Release 2, or retire it."]


@both_ways("P4.1")
def test_p4_1_what_is_watched_has_a_mark_and_a_recent_reading(laid_out: Bench, check: Look) -> None:
    assert check("P4.1").obstacles == ["Put a suite on a schedule."]
    schedule = nightly(laid_out, plan=frozen(laid_out))
    assert check("P4.1").obstacles == ["Read Nightly again: twice its interval has passed."]
    slot = start_if_due(schedule.pk, FIRST)
    assert slot is not None
    assert slot.run is not None
    ended(slot.run, wrong=0)
    assert check("P4.1").satisfied
    without = nightly(laid_out, "Weekly")
    assert f"Give {without.name} a plan or a baseline." in check("P4.1").obstacles


@both_ways("P4.2")
def test_p4_2_a_schedule_is_in_use_and_what_changed_was_asked_again(
    cast: Cast, laid_out: Bench, check: Look, tmp_path: Path
) -> None:
    assert check("P4.2").obstacles == ["Put a suite on a schedule."]
    nightly(laid_out)
    assert check("P4.2").satisfied
    release = add_release(cast.project, cast.editor, "Release 5", ReleaseContent(model="m"))
    deploy_release(release, cast.editor, Deployment(deployed_on=timezone.localdate()))
    assert "Run a suite on Release 5" in check("P4.2").obstacles[0]
    measured(laid_out, "Release 5", wrong=0)
    assert check("P4.2").satisfied
    pin_version(cast.project, import_spec(write_kitchen(tmp_path / "2026-01-05"), "").version, cast.owner)
    assert "Run a suite on Release 5" in check("P4.2").obstacles[0]


@both_ways("P4.3")
def test_p4_3_the_chain_of_the_audit_trail_fits(cast: Cast, check: Look, settings: Any) -> None:
    assert check("P4.3").satisfied
    decide_stance(cast.project, cast.owner, "do_not_lie", "adopted")
    assert check("P4.3").satisfied
    settings.AUDIT_KEY = "what an operator lost is not what was written with"
    assert check("P4.3").obstacles == [
        "Find out what happened to entry 1 of the audit trail: it does not fit the one before."
    ]


@both_ways("P4.4")
def test_p4_4_no_open_incident_is_past_its_day(cast: Cast, check: Look) -> None:
    assert check("P4.4").satisfied
    incident = record_incident(
        cast.project,
        cast.owner,
        title="Promised a refund",
        severity="high",
        happened_on=timezone.localdate() - timedelta(days=9),
        what_happened="It promised what nobody may.",
        due_on=timezone.localdate() - timedelta(days=1),
    )
    assert check("P4.4").obstacles == ["Deal with Promised a refund."]
    change_incident(
        incident, cast.owner, seen=incident.version, status="closed", action="Told the customer, closed the case."
    )
    assert check("P4.4").satisfied

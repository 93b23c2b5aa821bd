"""Schedules: exactly one run for each slot, missed ones that are said, drift that is found, alarms that are closed."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django_celery_beat.models import PeriodicTask

from evaluations import clock, services
from evaluations.errors import AlarmRefused, ScheduleRefused
from evaluations.models import Alarm, Endpoint, Run, RunSchedule, Sample, ScheduledRun, Verdict
from evaluations.schedules import selectors as schedule_selectors
from evaluations.schedules.recurrence import Recurrence
from evaluations.schedules.selectors import due_schedules, points_of, slots_to_judge
from evaluations.services import schedules
from evaluations.services.verdicts import add_verdicts
from tests.evaluations.conftest import Bench
from tests.evaluations.planned import FIRST, ended, frozen, nightly
from tests.evaluations.test_pages import address, text_of
from ui import registries
from workspaces.models import User

pytestmark = pytest.mark.django_db
Clients = Callable[[User], Client]
DAY = timedelta(days=1)


def run_of(schedule: RunSchedule, slot: datetime, wrong: int, state: str = "completed") -> Alarm | None:
    """The run of a slot, started, worked off and judged."""
    started = schedules.start_if_due(schedule.pk, slot)
    assert started is not None
    assert started.run is not None
    Run.objects.filter(pk=started.run.pk).update(created_at=slot)
    started.run.refresh_from_db()
    ended(started.run, wrong, state)
    return schedules.judge_slot(started.pk)


def test_a_slot_starts_one_run_however_many_schedulers_look(bench: Bench) -> None:
    schedule = nightly(bench)
    assert due_schedules(FIRST - timedelta(seconds=1)) == []
    assert due_schedules(FIRST) == [schedule.pk]
    started = schedules.start_if_due(schedule.pk, FIRST + timedelta(seconds=20))
    assert started is not None
    assert schedules.start_if_due(schedule.pk, FIRST + timedelta(seconds=21)) is None
    run = Run.objects.get()
    assert (run.name, run.release, run.created_by) == ("Nightly · 03 Mar 2026", "Release 4", None)
    schedule.refresh_from_db()
    assert schedule.next_at == FIRST + DAY
    with pytest.raises(IntegrityError), transaction.atomic():
        ScheduledRun.objects.create(schedule=schedule, slot=FIRST, state="missed")


def test_a_scheduler_that_read_the_slot_before_another_claimed_it_starts_nothing(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    schedule = nightly(bench)
    honest = schedule_selectors.recurrence_of

    def claimed_meanwhile(row: RunSchedule) -> Recurrence:
        monkeypatch.setattr("evaluations.services.schedules.recurrence_of", honest)
        assert schedules.start_if_due(schedule.pk, FIRST) is not None
        return honest(row)

    monkeypatch.setattr("evaluations.services.schedules.recurrence_of", claimed_meanwhile)
    assert schedules.start_if_due(schedule.pk, FIRST) is None
    assert Run.objects.count() == 1


def test_the_tick_rings_for_what_is_due_and_for_what_has_ended(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    schedule, rung = nightly(bench), []
    monkeypatch.setattr(clock.start_scheduled, "delay", lambda pk: rung.append(("start", pk)))
    monkeypatch.setattr(clock.judge_scheduled, "delay", lambda pk: rung.append(("judge", pk)))
    clock.tick()
    assert rung == [("start", schedule.pk)]
    started = schedules.start_if_due(schedule.pk, FIRST)
    assert started is not None
    assert started.run is not None
    ended(started.run)
    assert slots_to_judge() == [started.pk]
    clock.judge_scheduled(started.pk)
    assert slots_to_judge() == []
    assert registries.ticks["evaluations.clock"].task == clock.tick.name


def test_the_scheduler_knows_every_tick_after_a_migrate() -> None:
    call_command("migrate", verbosity=0)
    entries = dict(PeriodicTask.objects.filter(description="plumbline").values_list("name", "task"))
    assert entries == {tick.name: tick.task for tick in registries.ticks.values()}


def test_missed_runs_are_one_alarm_and_are_not_made_up_for(bench: Bench) -> None:
    schedule = nightly(bench)
    later = FIRST + 3 * DAY + timedelta(minutes=30)
    started = schedules.start_if_due(schedule.pk, later)
    assert started is not None
    assert started.slot == FIRST + 3 * DAY
    assert list(schedule.slots.order_by("slot").values_list("state", flat=True)) == ["missed"] * 3 + ["started"]
    alarm = Alarm.objects.get()
    assert alarm.kind == "missed"
    assert alarm.said.startswith("3 runs were missed, due from 03 Mar 2026, 06:00 to 05 Mar 2026, 06:00 (UTC)")
    assert Run.objects.count() == 1
    assert schedules.start_if_due(schedule.pk, later + timedelta(hours=5)) is None
    assert Alarm.objects.count() == 1


def test_a_slot_older_than_the_grace_is_missed_and_starts_nothing(bench: Bench) -> None:
    schedule = nightly(bench)
    assert schedules.start_if_due(schedule.pk, FIRST + timedelta(minutes=61)) is None
    assert not Run.objects.exists()
    assert "nothing started it within an hour. It is not made up for." in Alarm.objects.get().said


def test_a_run_that_cannot_be_started_is_an_alarm_with_the_reason(bench: Bench) -> None:
    schedule = nightly(bench)
    services.archive_endpoint(bench.endpoint, bench.cast.editor, archived=True)
    refused = schedules.start_if_due(schedule.pk, FIRST)
    assert refused is not None
    assert (refused.state, refused.run) == ("refused", None)
    assert "is archived" in Alarm.objects.get().said
    schedule.refresh_from_db()
    assert schedule.next_at == FIRST + DAY


def test_a_paused_schedule_starts_nothing_and_missed_nothing(bench: Bench, client_for: Clients) -> None:
    schedule, client = nightly(bench), client_for(bench.cast.evaluator)
    assert client.post(address(bench.project, "schedule_pause", schedule.pk)).status_code == 303
    assert due_schedules(FIRST + 9 * DAY) == []
    assert schedules.start_if_due(schedule.pk, FIRST + 9 * DAY) is None
    schedules.resume_schedule(schedule, bench.cast.evaluator, now=FIRST + 9 * DAY)
    schedule.refresh_from_db()
    assert schedule.next_at == FIRST + 10 * DAY
    assert not Alarm.objects.exists()
    assert client.post(address(bench.project, "schedule_remove", schedule.pk)).status_code == 303
    assert client.post(address(bench.project, "schedule_resume", schedule.pk)).status_code == 303
    assert RunSchedule.objects.filter(pk=schedule.pk, enabled=False, next_at=None).exists()
    nightly(bench)  # the name is free again


def test_the_first_completed_run_becomes_the_baseline_and_a_fall_from_it_an_alarm(
    bench: Bench, client_for: Clients
) -> None:
    schedule = nightly(bench)
    assert run_of(schedule, FIRST, wrong=4) is None
    schedule.refresh_from_db()
    assert schedule.baseline == Run.objects.get()
    assert run_of(schedule, FIRST + DAY, wrong=5) is None
    alarm = run_of(schedule, FIRST + 2 * DAY, wrong=16)
    assert alarm is not None
    assert alarm.kind == "drift"
    assert alarm.said.startswith("Release 4 fails in 16 of 24 answers, in the baseline in 4 of 24.")
    assert schedules.judge_slot(alarm.slot_id) is None  # judged again, alarmed once
    client = client_for(bench.cast.viewer)
    page = text_of(client.get(address(bench.project, "schedule_detail", schedule.pk)).content.decode())
    assert "Nightly: 1 alarm open" in page
    assert "at most 1 of 200 runs" in page
    overview = client.get(f"/p/{bench.project.path}/").content.decode()
    assert "1 alarm waits for somebody" in text_of(overview)


def test_a_run_that_other_graders_decided_is_not_held_against_the_baseline(bench: Bench) -> None:
    schedule = nightly(bench)
    run_of(schedule, FIRST, wrong=1)
    schedule.refresh_from_db()
    Sample.objects.filter(run=schedule.baseline).update(decided_by="judge")
    alarm = run_of(schedule, FIRST + DAY, wrong=20)
    assert alarm is not None
    assert alarm.kind == Alarm.Kind.INCONCLUSIVE
    assert "decided by other graders" in alarm.said
    assert points_of(schedule) == {}


def test_a_slow_fall_is_found_by_the_sum(bench: Bench) -> None:
    schedule = nightly(bench)
    found = [run_of(schedule, FIRST + day * DAY, wrong=2 if not day else 6) for day in range(8)]
    alarms = [alarm for alarm in found if alarm is not None]
    assert alarms
    assert "the failures add up to" in alarms[0].said
    assert found[1] is None


def test_a_run_without_a_result_is_an_alarm_and_is_judged_again_after_a_retry(bench: Bench) -> None:
    schedule = nightly(bench)
    run_of(schedule, FIRST, wrong=2)
    alarm = run_of(schedule, FIRST + DAY, wrong=20, state="inconclusive")
    assert alarm is not None
    assert alarm.kind == "inconclusive"
    assert slots_to_judge() == []
    slot = alarm.slot
    Run.objects.filter(scheduled=slot).update(state="completed", finished_at=FIRST + 2 * DAY)
    ScheduledRun.objects.filter(pk=slot.pk).update(judged_at=FIRST + DAY)
    assert slots_to_judge() == [slot.pk]
    drift = schedules.judge_slot(slot.pk)
    assert drift is not None
    assert drift.kind == "drift"
    alarm.refresh_from_db()
    assert "has a result by now" in alarm.note


def test_a_run_that_is_scored_later_gets_its_result_and_is_judged_again(bench: Bench) -> None:
    schedule = nightly(bench)
    run_of(schedule, FIRST, wrong=2)
    alarm = run_of(schedule, FIRST + DAY, wrong=0, state="inconclusive")
    assert alarm is not None
    run = alarm.slot.run
    assert run is not None
    run.samples.update(outcome="unscored")
    samples = list(run.samples.order_by("pk"))
    some, rest = samples[:20], samples[20:]
    add_verdicts([Verdict(sample=each, source="person", outcome="compliant") for each in some])
    run.refresh_from_db()
    assert run.state == "inconclusive"  # four of 24 are still open
    add_verdicts([Verdict(sample=each, source="person", outcome="compliant") for each in rest])
    run.refresh_from_db()
    assert (run.state, run.reason) == ("completed", "")
    assert slots_to_judge() == [alarm.slot_id]
    assert schedules.judge_slot(alarm.slot_id) is None
    alarm.refresh_from_db()
    assert alarm.acknowledged_at is not None
    assert slots_to_judge() == []


def test_a_run_that_rests_for_want_of_a_key_is_an_alarm_and_one_that_a_person_paused_is_not(bench: Bench) -> None:
    schedule = nightly(bench)
    started = schedules.start_if_due(schedule.pk, FIRST)
    assert started is not None
    Run.objects.filter(scheduled=started).update(state="paused", cause="person")
    assert slots_to_judge() == []
    Run.objects.filter(scheduled=started).update(cause="unauthorised", reason="The key was refused.")
    assert slots_to_judge() == [started.pk]
    alarm = schedules.judge_slot(started.pk)
    assert alarm is not None
    assert "stands still" in alarm.said
    assert "The key was refused." in alarm.said
    assert slots_to_judge() == []


def test_a_counted_schedule_keeps_its_plan(bench: Bench) -> None:
    plan = frozen(bench)
    with pytest.raises(ScheduleRefused, match="each case once"):
        nightly(bench, plan=plan, epochs=2)
    schedule = nightly(bench, plan=plan)
    schedules.start_if_due(schedule.pk, FIRST)
    assert (Run.objects.get().plan, Run.objects.get().counted) == (plan, True)


SENT = {"name": "Nightly", "release": "R", "every": "day", "at": "06:30", "zone": "Europe/Berlin"}


def test_evaluators_make_a_schedule_in_their_own_zone(bench: Bench, client_for: Clients) -> None:
    url = address(bench.project, "schedule_create")
    sent = SENT | {"suite": bench.suite.pk, "endpoint": bench.endpoint.pk, "seed": "7"}
    for user, status in ((bench.cast.viewer, 403), (bench.cast.stranger, 404)):
        assert client_for(user).post(url, sent).status_code == status
    client = client_for(bench.cast.evaluator)
    assert "data-own-zone" in client.get(url).content.decode()
    response = client.post(url, sent, follow=True)
    page = text_of(response.content.decode())
    assert "Every day at 06:30, Europe/Berlin" in page
    assert RunSchedule.objects.get().wishes == {"seed": 7}
    assert "Nightly" in text_of(client.get(address(bench.project, "schedule_list")).content.decode())
    again = client.post(url, sent)
    assert again.status_code == 422
    assert "of this name already" in again.content.decode()


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"zone": "Mars/Olympus"}, "zone", "No time zone has this name"),
        ({"zone": "../etc/passwd"}, "zone", "No time zone has this name"),
        ({"zone": "a\x00"}, "zone", "Null"),
        ({"every": "week"}, "weekdays", "at least one day"),
        ({"every": "week", "weekdays": "9"}, "weekdays", "valid choice"),
        ({"every": "month"}, "month_day", "from 1 to 31"),
        ({"every": "month", "month_day": "32"}, "month_day", "less than or equal to 31"),
        ({"at": "25:00"}, "at", "valid time"),
        ({"name": " "}, "name", "required"),
        ({"release": "r" * 81}, "release", "80"),
        ({"epochs": "99"}, "epochs", "less than or equal to 20"),
    ],
)
def test_what_cannot_be_scheduled_comes_back_with_the_reason_beside_it(
    bench: Bench, client_for: Clients, changes: dict[str, str], field: str, words: str
) -> None:
    sent = {**SENT, "suite": bench.suite.pk, "endpoint": bench.endpoint.pk, **changes}
    response = client_for(bench.cast.evaluator).post(address(bench.project, "schedule_create"), sent)
    page = response.content.decode()
    assert response.status_code == 422
    assert f'id="id_{field}_error"' in page
    assert words in page


def test_recorded_responses_are_not_scheduled(bench: Bench) -> None:
    Endpoint.objects.filter(pk=bench.endpoint.pk).update(kind="recorded")
    bench.endpoint.refresh_from_db()
    with pytest.raises(ScheduleRefused, match="never change"):
        nightly(bench)


def test_a_baseline_is_a_completed_run_of_the_same_cases(bench: Bench, client_for: Clients) -> None:
    schedule = nightly(bench)
    good, going, twice = ended(bench.start()), bench.start(), ended(bench.start(epochs=2))
    client, url = client_for(bench.cast.evaluator), address(bench.project, "schedule_baseline", schedule.pk)
    for wrong in (going.pk, twice.pk, 999, "x", ""):
        response = client.post(url, {"baseline": wrong})
        assert response.status_code == 422
        assert 'id="id_baseline_error"' in response.content.decode()
    assert client.post(url, {"baseline": good.pk}).status_code == 303
    schedule.refresh_from_db()
    assert schedule.baseline == good


def test_an_alarm_is_closed_once_with_what_was_found(bench: Bench, client_for: Clients) -> None:
    schedule = nightly(bench)
    schedules.start_if_due(schedule.pk, FIRST + 2 * timedelta(hours=1))
    alarm = Alarm.objects.get()
    url, listed = address(bench.project, "alarm_acknowledge", alarm.pk), address(bench.project, "alarm_list")
    for user, status in ((bench.cast.viewer, 403), (bench.cast.stranger, 404)):
        assert client_for(user).post(url, {f"alarm-{alarm.pk}-note": "Seen."}).status_code == status
    client = client_for(bench.cast.evaluator)
    empty = client.post(url, {})
    assert empty.status_code == 422
    assert "Say what was found or done." in empty.content.decode()
    assert "Schedules · 1 alarm" in text_of(client.get(listed).content.decode())
    assert client.post(url, {f"alarm-{alarm.pk}-note": "The host was down."}).status_code == 303
    page = text_of(client.get(listed).content.decode())
    assert "No alarm is open" in page
    assert "The host was down." in page
    assert "Schedules ·" not in page
    with pytest.raises(AlarmRefused, match="already"):
        schedules.acknowledge_alarm(alarm, note="Again.", actor=bench.cast.editor)


def test_lists_take_no_more_queries_for_more_schedules_runs_and_alarms(bench: Bench, client_for: Clients) -> None:
    schedule, client = nightly(bench), client_for(bench.cast.viewer)
    names = [("schedule_list", ()), ("schedule_detail", (schedule.pk,)), ("alarm_list", ())]

    def queries() -> list[int]:
        found = []
        for name, arguments in names:
            with CaptureQueriesContext(connection) as captured:
                assert client.get(address(bench.project, name, *arguments)).status_code == 200
            found.append(len(captured))
        return found

    def more(days: range) -> None:
        for day in days:
            other = nightly(bench, f"Nightly {day}")
            schedules.start_if_due(other.pk, FIRST + timedelta(hours=2))
            run_of(schedule, FIRST + day * DAY, wrong=2 + day)

    more(range(2))
    queries()
    few = queries()
    more(range(2, 8))
    assert queries() == few


def test_samples_of_another_schedule_do_not_stray_into_the_series(bench: Bench) -> None:
    first, second = nightly(bench), nightly(bench, "Other")
    run_of(first, FIRST, wrong=2)
    run_of(second, FIRST, wrong=20)
    assert Sample.objects.count() == 48
    assert run_of(first, FIRST + DAY, wrong=2) is None
    alarms: Any = Alarm.objects.all()
    assert not alarms

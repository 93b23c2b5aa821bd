"""Reports by the clock: who may evaluate sets one up; of several schedulers that try a slot, one asks."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time
from uuid import NAMESPACE_URL, uuid5

from django.db import transaction
from django.utils import timezone

from evaluations.schedules.recurrence import Recurrence, zones
from reports.errors import DesignRefused, TooManyReports
from reports.kinds import KINDS
from reports.models import Report, ReportSchedule
from reports.places import Place, belonging, organisation_of
from reports.selectors import WITH_PLACE
from reports.services.requests import request_report
from workspaces import access, audit
from workspaces.holding import hold
from workspaces.models import User
from workspaces.selectors import people_of

MOST_SCHEDULES = 20
NO_RIGHT = "Paused: whoever set it up may not ask for reports here any more."


@dataclass(frozen=True)
class Plan:
    """What shall be made, when, and who is told; `sections` empty means all of the kind's."""

    kind: str
    template_name: str
    sections: Collection[str]
    paper: str
    language: str
    every: str
    weekday: int | None
    month_day: int | None
    at: time
    zone: str
    recipients: Collection[User]


def recurrence_of(schedule: ReportSchedule) -> Recurrence:
    """When a schedule is due."""
    days = (schedule.weekday,) if schedule.weekday is not None else ()
    return Recurrence(schedule.every, schedule.at, schedule.zone, days, schedule.month_day)


def add_schedule(place: Place, plan: Plan, *, site: str, actor: User) -> ReportSchedule:
    """A new schedule, due from now on.

    Args:
        site: the address of the product that letters link to.

    Raises:
        DesignRefused: the zone is unknown, the kind is about one run or scenario, somebody is no member any more, or
            there are as many schedules as there may be.
    """
    _check(place, plan)
    schedule = ReportSchedule(
        **belonging(place),
        kind=plan.kind,
        template_name=plan.template_name,
        sections=list(plan.sections),
        paper=plan.paper,
        language=plan.language,
        every=plan.every,
        weekday=plan.weekday if plan.every == "week" else None,
        month_day=plan.month_day if plan.every == "month" else None,
        at=plan.at,
        zone=plan.zone,
        site=site,
        created_by=actor,
    )
    schedule.next_at = recurrence_of(schedule).next_after(timezone.now())
    with transaction.atomic():
        hold(place)
        if ReportSchedule.objects.filter(**belonging(place)).count() >= MOST_SCHEDULES:
            raise DesignRefused("kind", f"There are {MOST_SCHEDULES} schedules already. Delete one first.")
        schedule.save()
        schedule.recipients.set(plan.recipients)
        told = sorted(person.pk for person in plan.recipients)
        audit.record(schedule.organisation, actor, "report_schedule.added", schedule, kind=plan.kind, recipients=told)
    return schedule


def pause_schedule(schedule: ReportSchedule, *, actor: User) -> bool:
    """Makes nothing any more until it is resumed; False where it was paused already."""
    return _move(schedule, actor, "report_schedule.paused", None, waiting=False)


def resume_schedule(schedule: ReportSchedule, *, actor: User) -> bool:
    """Is due again from now on; what was missed is not made up for. False where it was not paused.

    Whoever resumes it is from then on the one in whose name it asks.
    """
    return _move(schedule, actor, "report_schedule.resumed", recurrence_of(schedule).next_after(timezone.now()))


def delete_schedule(schedule: ReportSchedule, *, actor: User) -> None:
    """Removes it; the reports that it asked for stay."""
    with transaction.atomic():
        target = f"{schedule._meta.label}#{schedule.pk} {schedule}"
        removed, _ = ReportSchedule.objects.filter(pk=schedule.pk).delete()
        if removed:
            audit.record(schedule.organisation, actor, "report_schedule.deleted", target)


def due_schedules(now: datetime | None = None) -> list[int]:
    """The schedules whose time has come, the longest due first."""
    found = ReportSchedule.objects.filter(next_at__lte=now or timezone.now()).order_by("next_at")
    return list(found.values_list("pk", flat=True)[:100])


def ask_if_due(schedule_pk: int, now: datetime | None = None) -> Report | None:
    """Asks for the report of the time that has come; one stands for all that were missed, as it says what holds now.

    The slot is claimed by moving `next_at` on in the same transaction, so that of several schedulers one asks.
    """
    now = now or timezone.now()
    with transaction.atomic():
        found = ReportSchedule.objects.select_related("created_by", *WITH_PLACE)
        schedule = found.filter(pk=schedule_pk, next_at__lte=now).first()
        if schedule is None:
            return None
        slot = schedule.next_at
        claimed = ReportSchedule.objects.filter(pk=schedule_pk, next_at=slot)
        if not claimed.update(next_at=recurrence_of(schedule).next_after(now), said=""):
            return None
        if schedule.created_by is None or not access.may(schedule.created_by, schedule.place, "evaluate"):
            ReportSchedule.objects.filter(pk=schedule_pk).update(next_at=None, said=NO_RIGHT)
            audit.record(schedule.organisation, None, "report_schedule.paused", schedule, why="no right")
            return None
        return _ask(schedule, f"{slot:%Y-%m-%dT%H:%M}Z")


def _ask(schedule: ReportSchedule, slot: str) -> Report | None:
    members = people_of(schedule.organisation).filter(pk__in=schedule.recipients.values("pk"))
    try:
        with transaction.atomic():
            return request_report(
                schedule.place,
                kind=schedule.kind,
                actor=schedule.created_by,
                once=uuid5(NAMESPACE_URL, f"report-schedule/{schedule.pk}/{slot}"),
                recipients=list(members),
                sections=schedule.sections,
                paper=schedule.paper,
                language=schedule.language,
                schedule=schedule,
                site=schedule.site,
            )
    except TooManyReports as refusal:
        ReportSchedule.objects.filter(pk=schedule.pk).update(said=f"The last one was not asked for. {refusal}")
        return None


def _check(place: Place, plan: Plan) -> None:
    if plan.zone not in zones():
        raise DesignRefused("zone", "This time zone is not known here. Write it as Europe/Berlin.")
    if not KINDS[plan.kind].is_whole:
        raise DesignRefused("kind", "Only a report of the whole project can be made by the clock.")
    if plan.every == "week" and plan.weekday is None:
        raise DesignRefused("weekday", "Choose the day of the week.")
    if plan.every == "month" and plan.month_day is None:
        raise DesignRefused("month_day", "Choose the day of the month.")
    members = set(people_of(organisation_of(place)).values_list("pk", flat=True))
    if any(person.pk not in members for person in plan.recipients):
        raise DesignRefused("recipients", "Choose members of the organisation.")


def _move(
    schedule: ReportSchedule, actor: User, action: str, next_at: datetime | None, *, waiting: bool = True
) -> bool:
    taken = {} if next_at is None else {"created_by": actor}
    with transaction.atomic():
        moved = ReportSchedule.objects.filter(pk=schedule.pk, next_at__isnull=waiting)
        if not moved.update(next_at=next_at, said="", **taken):
            return False
        audit.record(schedule.organisation, actor, action, schedule)
    return True

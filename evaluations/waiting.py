"""What of the evaluations waits for people: answers to rate, failures nobody has looked at, and alarms."""

from collections.abc import Collection, Iterable, Iterator

from django.db.models import OuterRef, Subquery
from django.urls import reverse

from evaluations.models import Alarm, Run
from evaluations.plans.selectors import triage_counts
from evaluations.review.selectors import queues_waiting_for
from ui.registries import Waiting
from workspaces.access import ALLOWED
from workspaces.models import Membership, NotificationKind, Project, User

Pairs = set[tuple[int, int]]


def answers_to_rate(projects: Collection[Project], people: Collection[User]) -> Iterable[Waiting]:
    """Open queues in which the person can rate or settle something; three queries for each person."""
    evaluators, known = _who_may("evaluate", projects, people), {project.pk: project for project in projects}
    for person in people:
        allowed = [project for project in projects if (project.organisation_id, person.pk) in evaluators]
        for queue, count in queues_waiting_for(allowed, person) if allowed else ():
            project = known[queue.project_id]
            yield Waiting(
                person=person.pk,
                project=project.pk,
                kind=NotificationKind.REVIEW,
                title=f"Rate answers in “{queue.name}”",
                detail=f"{count} answer{'s' if count > 1 else ''} wait{'' if count > 1 else 's'} for a rating.",
                url=reverse("evaluations:review_detail", args=[project.path, queue.pk]),
                key=f"review:{queue.pk}",
            )


def failures_to_triage(projects: Collection[Project], people: Collection[User]) -> Iterable[Waiting]:
    """Failing answers without a cause in the latest executed run, for whoever started it; three queries."""
    known = {project.pk: project for project in projects}
    done = Run.objects.filter(source=Run.Source.EXECUTED, state=Run.State.COMPLETED)
    newest = done.filter(project=OuterRef("project")).order_by("-finished_at", "-pk").values("pk")[:1]
    latest = done.filter(project__in=known, pk=Subquery(newest)).only("project", "name", "created_by")
    members = _who_may("evaluate", projects, people)
    runs = [run for run in latest if (known[run.project_id].organisation_id, run.created_by_id) in members]
    counts = triage_counts(runs) if runs else {}
    for run in runs:
        left, project = counts.get(run.pk, (0, 0))[1], known[run.project_id]
        if not left or run.created_by_id is None:
            continue
        yield Waiting(
            person=run.created_by_id,
            project=project.pk,
            kind=NotificationKind.FAILURE,
            title=f"Say why answers fail in “{run.name}”",
            detail=f"{left} failing answer{'s have' if left > 1 else ' has'} no cause yet.",
            url=f"{reverse('evaluations:run_detail', args=[project.path, run.pk])}#samples",
            key=f"failures:{run.pk}",
        )


def alarms_to_acknowledge(projects: Collection[Project], people: Collection[User]) -> Iterable[Waiting]:
    """Open alarms, for whoever made the schedule and for the owners; three queries."""
    known = {project.pk: project for project in projects}
    alarms = list(Alarm.objects.filter(project__in=known, acknowledged_at=None).select_related("schedule"))
    if not alarms:
        return
    owners, evaluators = _who_may("manage", projects, people), _who_may("evaluate", projects, people)
    for alarm in alarms:
        organisation, maker = known[alarm.project_id].organisation_id, alarm.schedule.created_by_id
        told = {person for place, person in owners if place == organisation}
        if maker is not None and (organisation, maker) in evaluators:
            told.add(maker)
        yield from _alarm(known[alarm.project_id], alarm, told)


def _alarm(project: Project, alarm: Alarm, told: set[int]) -> Iterator[Waiting]:
    for person in sorted(told):
        yield Waiting(
            person=person,
            project=project.pk,
            kind=NotificationKind.ALARM,
            title=f"{alarm.get_kind_display()}: {alarm.schedule.name}",
            detail=alarm.said,
            url=reverse("evaluations:alarm_list", args=[project.path]),
            key=f"alarm:{alarm.pk}",
        )


def _who_may(to: str, projects: Collection[Project], people: Collection[User]) -> Pairs:
    """Pairs of an organisation and a person who may do that in it."""
    organisations = {project.organisation_id for project in projects}
    held = Membership.objects.filter(organisation__in=organisations, user__in=people, role__in=ALLOWED[to])
    return set(held.values_list("organisation", "user"))

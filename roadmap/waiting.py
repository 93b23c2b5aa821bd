"""What of the roadmap waits for people, and which of its days are in their calendars."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from roadmap.models import Confirmation, Criterion, Phase, Responsibility
from roadmap.portfolio import without_a_word
from roadmap.state_selectors import Stated, stated_criteria
from roadmap.vocabulary import ROLES, SUBJECT
from ui.registries import DueDay, Waiting
from workspaces.models import NotificationKind, Project, User, Waiver

SOON = timedelta(days=7)
LAST_PHASE = 4
SAID = {"open": "is open", "ready": "waits for your word", "stale": "is stale"}


def criteria_to_work_on(projects: Collection[Project], people: Collection[User]) -> Iterable[Waiting]:
    """Unsettled criteria for their owners: up to the phase the project is in, and later ones that are due or stale.

    In one project states are computed, and so is what turned stale. Over several it goes by words and days, in three
    queries however many projects there are, since a state follows from the whole data of its project.
    """
    owners = {person.pk for person in people}
    if len(projects) > 1:
        yield from _by_words({project.pk: project for project in projects}, owners)
        return
    owned = Criterion.objects.filter(phase__project__in=[project.pk for project in projects], owner__in=owners)
    concerned = set(owned.order_by().values_list("phase__project", flat=True))
    today = timezone.localdate()
    for project in projects:
        if project.pk in concerned:
            yield from _of_project(project, stated_criteria(project, today), owners)


def _by_words(projects: dict[int, Project], owners: set[int]) -> Iterator[Waiting]:
    """Criteria without a word: up to the phase in which a blocking one has none, and later ones that are due."""
    today = timezone.localdate()
    silent = without_a_word(list(projects.values()), today, Q(blocking=True) | Q(owner__in=owners))
    here: dict[int, int] = {}
    for criterion in silent:
        if criterion.blocking:
            place, number = criterion.phase.project_id, criterion.phase.number
            here[place] = min(number, here.get(place, number))
    for criterion in silent:
        due, project = criterion.due_on, projects[criterion.phase.project_id]
        near = due is not None and due <= today + SOON
        if criterion.owner_id in owners and (near or criterion.phase.number <= here.get(project.pk, LAST_PHASE)):
            overdue = due is not None and due < today
            yield Waiting(
                person=criterion.owner_id or 0,
                project=project.pk,
                kind=NotificationKind.CRITERION,
                title=f"{criterion.code} {'is overdue' if overdue else 'has no word yet'}: {criterion.title}",
                detail=criterion.statement,
                url=reverse("roadmap:criterion_detail", args=[project.path, criterion.pk]),
                key=f"criterion:{criterion.pk}:silent",
                due_on=due,
                overdue=overdue,
            )


def with_words_of(projects: Collection[Project], person: User) -> set[int]:
    """The projects in which the person owns a confirmed criterion, which may have turned stale since; in one query."""
    words = Confirmation.objects.filter(criterion__phase__project__in=projects, criterion__owner=person, ended_at=None)
    return set(words.order_by().values_list("criterion__phase__project", flat=True).distinct())


def _of_project(project: Project, stated: list[Stated], owners: set[int]) -> Iterator[Waiting]:
    here = next((entry.criterion.phase.number for entry in stated if entry.stands_in_the_way), LAST_PHASE)
    for entry in stated:
        owner = entry.criterion.owner_id
        if owner is None or owner not in owners or not entry.state.is_unsettled:
            continue
        if entry.criterion.phase.number <= here or entry.state.key == "stale" or _nearness(entry):
            yield _criterion(project, entry, owner)


def _nearness(entry: Stated) -> str:
    """Overdue, due soon, or neither."""
    due = entry.criterion.due_on
    if entry.is_overdue:
        return "overdue"
    return "soon" if due is not None and due <= entry.day + SOON else ""


def _criterion(project: Project, entry: Stated, owner: int) -> Waiting:
    criterion, state = entry.criterion, entry.state
    said = "is overdue" if entry.is_overdue else SAID[state.key]
    return Waiting(
        person=owner,
        project=project.pk,
        kind=NotificationKind.CRITERION,
        title=f"{criterion.code} {said}: {criterion.title}",
        detail=state.reason,
        url=reverse("roadmap:criterion_detail", args=[project.path, criterion.pk]),
        key=f"criterion:{criterion.pk}:{_state_key(entry)}",
        due_on=criterion.due_on,
        overdue=entry.is_overdue,
    )


def _state_key(entry: Stated) -> str:
    """What makes it news again: another state, another confirmation that went stale, another day that it is due."""
    confirmation = entry.state.inputs.confirmation
    stale = f":{confirmation.pk}" if entry.state.key == "stale" and confirmation else ""
    due, near = entry.criterion.due_on, _nearness(entry)
    return f"{entry.state.key}{stale}{f':{near}:{due:%Y-%m-%d}' if near else ''}"


def waivers_to_decide(projects: Collection[Project], people: Collection[User]) -> Iterable[Waiting]:
    """Open requests to waive a criterion, for whoever holds the responsibility that may; in three queries."""
    known = {project.pk: project for project in projects}
    asked = Waiver.objects.filter(
        project__in=known, subject__startswith=SUBJECT, decided_at=None, withdrawn_at=None
    ).select_related("asked_by")
    waivers = list(asked.order_by("asked_at"))
    if not waivers:
        return
    held = Responsibility.objects.accepted().filter(project__in=known, person__in=people)
    holders: dict[tuple[int, str], set[int]] = {}
    for place, role, person in held.values_list("project", "role", "person"):
        holders.setdefault((place, role), set()).add(person)
    codes = [waiver.subject.removeprefix(SUBJECT) for waiver in waivers]
    found = Criterion.objects.filter(phase__project__in=known, code__in=codes)
    criteria = {(row[0], row[1]): row for row in found.values_list("phase__project", "code", "waiver", "pk")}
    for waiver in waivers:
        row = criteria.get((waiver.project_id, waiver.subject.removeprefix(SUBJECT)))
        if row is None:
            continue
        project = known[waiver.project_id]
        for person in holders.get((project.pk, row[2]), set()) - {waiver.asked_by_id}:
            yield Waiting(
                person=person,
                project=project.pk,
                kind=NotificationKind.WAIVER,
                title=f"Decide on the waiver for “{waiver.title}”"[:300],
                detail=f"{waiver.asked_by.name} asked for it, until {waiver.until:%-d %b %Y}.",
                url=f"{reverse('roadmap:criterion_detail', args=[project.path, row[3]])}#word",
                key=f"waiver:{waiver.pk}",
            )


def responsibilities_to_accept(projects: Collection[Project], people: Collection[User]) -> Iterable[Waiting]:
    """Responsibilities that were given and not accepted; in one query."""
    known = {project.pk: project for project in projects}
    given = Responsibility.objects.filter(project__in=known, person__in=people, accepted_at=None, ended_at=None)
    for one in given.select_related("given_by").order_by("given_at"):
        project = known[one.project_id]
        yield Waiting(
            person=one.person_id,
            project=project.pk,
            kind=NotificationKind.RESPONSIBILITY,
            title=f"Accept the responsibility “{ROLES[one.role]}”",
            detail=f"{one.given_by.name if one.given_by else 'Somebody'} gave it to you on {one.given_at:%-d %b %Y}.",
            url=reverse("roadmap:responsibilities", args=[project.path]),
            key=f"responsibility:{one.pk}",
        )


def due_days(projects: Collection[Project], person: User) -> Iterable[DueDay]:
    """The planned ends of phases, and of criteria the person owns the day they are due or to be looked at again."""
    known = {project.pk: project for project in projects}
    for phase in Phase.objects.filter(project__in=known, planned_on__isnull=False):
        project = known[phase.project_id]
        assert phase.planned_on is not None  # noqa: S101 - narrows the type
        url = reverse("roadmap:phase_detail", args=[project.path, phase.pk])
        title = f"Phase {phase.number}, {phase.name}: planned end"
        yield DueDay(f"phase-{phase.pk}-planned", title, phase.planned_on, url, project.pk)
    yield from _of_criteria(known, person)


def _of_criteria(known: dict[int, Project], person: User) -> Iterator[DueDay]:
    owned = list(Criterion.objects.filter(phase__project__in=known, owner=person).select_related("phase"))
    words = Confirmation.objects.filter(criterion__in=owned, ended_at=None)
    confirmed = {word.criterion_id: word for word in words}
    for criterion in owned:
        project = known[criterion.phase.project_id]
        url = reverse("roadmap:criterion_detail", args=[project.path, criterion.pk])
        word = confirmed.get(criterion.pk)
        if word is None and criterion.due_on:
            title = f"{criterion.code} {criterion.title}: due"
            yield DueDay(f"criterion-{criterion.pk}-due", title, criterion.due_on, url, project.pk)
        elif word is not None and criterion.review_days:
            on = timezone.localdate(word.at) + timedelta(days=criterion.review_days)
            title = f"{criterion.code} {criterion.title}: look again"
            yield DueDay(f"criterion-{criterion.pk}-review", title, on, url, project.pk)

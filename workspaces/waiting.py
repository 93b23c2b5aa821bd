"""What of this room waits for people: waivers that an owner has to decide."""

from collections import defaultdict
from collections.abc import Collection, Iterable

from django.urls import reverse

from ui import registries
from ui.registries import Waiting
from workspaces.models import Membership, NotificationKind, Project, Role, User, Waiver


def waivers_to_decide(projects: Collection[Project], people: Collection[User]) -> Iterable[Waiting]:
    """Open requests of others, for the owners among these people; in two queries."""
    owners: dict[int, set[int]] = defaultdict(set)
    organisations = {project.organisation_id for project in projects}
    held = Membership.objects.filter(user__in=people, organisation__in=organisations, role=Role.OWNER)
    for organisation, person in held.values_list("organisation", "user"):
        owners[organisation].add(person)
    if not owners:
        return
    known = {project.pk: project for project in projects}
    asked = Waiver.objects.filter(project__in=known, decided_at=None, withdrawn_at=None)
    for waiver in asked.select_related("asked_by").order_by("asked_at"):
        if waiver.subject.partition(":")[0] in registries.waivers_decided_above:
            continue
        project = known[waiver.project_id]
        for person in owners[project.organisation_id] - {waiver.asked_by_id}:
            yield Waiting(
                person=person,
                project=project.pk,
                kind=NotificationKind.WAIVER,
                title=f"Decide on the waiver for “{waiver.title}”"[:300],
                detail=f"{waiver.asked_by.name} asked for it, until {waiver.until:%-d %b %Y}.",
                url=f"{reverse('workspaces:waivers', args=[project.path])}#waiver-{waiver.pk}",
                key=f"waiver:{waiver.pk}",
            )

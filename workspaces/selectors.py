"""Reads of this room that others share."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from workspaces.errors import OrganisationNotFound, ProjectNotFound
from workspaces.models import Invitation, Membership, Organisation, Project, User, Waiver


def project_named(name: str) -> Project:
    """The project that a command line names as ``SLUG`` or ``ORGANISATION/SLUG``.

    Raises:
        ProjectNotFound: none, or several organisations have a project of that slug.
    """
    organisation, _, slug = name.rpartition("/")
    found = Project.objects.select_related("organisation").filter(slug=slug)
    if organisation:
        found = found.filter(organisation__slug=organisation)
    match list(found[:2]):
        case [project]:
            return project
        case []:
            raise ProjectNotFound(f"There is no project {name!r}.")
        case _:
            raise ProjectNotFound(f"Several organisations have a project {slug!r}: name it ORGANISATION/{slug}.")


def organisation_named(slug: str) -> Organisation:
    """The organisation that a command line names.

    Raises:
        OrganisationNotFound: there is none.
    """
    found = Organisation.objects.filter(slug=slug).first()
    if found is None:
        raise OrganisationNotFound(f"There is no organisation {slug!r}.")
    return found


def projects_of(user: User) -> QuerySet[Project]:
    return (
        Project.objects.filter(organisation__memberships__user=user)
        .select_related("organisation")
        .order_by("organisation__name", "name")
    )


def organisations_of(user: User) -> QuerySet[Organisation]:
    return Organisation.objects.filter(memberships__user=user).order_by("name")


def members_of(organisation: Organisation) -> QuerySet[Membership]:
    return Membership.objects.filter(organisation=organisation).select_related("user").order_by("user__name", "pk")


def people_of(organisation: Organisation) -> QuerySet[User]:
    """The people a task or a criterion of the organisation can be given to."""
    return User.objects.filter(memberships__organisation=organisation, is_active=True).order_by("name", "pk")


def open_invitations_of(organisation: Organisation) -> Iterable[Invitation]:
    return (
        Invitation.objects.filter(organisation=organisation, accepted_at__isnull=True)
        .select_related("invited_by")
        .order_by("-created_at")
    )


def waivers_in_force(project: Project, day: date | None = None) -> QuerySet[Waiver]:
    """Granted, not withdrawn, and on the day, today without one, not past their last."""
    return Waiver.objects.filter(
        project=project, granted=True, withdrawn_at__isnull=True, until__gte=day or timezone.localdate()
    ).select_related("asked_by", "decided_by")


def waivers_ending(projects: Iterable[Project], first: date, last: date) -> QuerySet[Waiver]:
    """Granted waivers of these projects whose last day lies between the two, both included; the next to end first."""
    granted = Waiver.objects.filter(project__in=projects, granted=True, withdrawn_at__isnull=True)
    return granted.filter(until__range=(first, last)).select_related("asked_by", "decided_by").order_by("until", "pk")


def waivers_about(project: Project, subject: str) -> QuerySet[Waiver]:
    """Everything that was asked about one subject, newest first."""
    return (
        Waiver.objects.filter(project=project, subject=subject)
        .select_related("asked_by", "decided_by")
        .order_by("-asked_at", "-pk")
    )


@dataclass(frozen=True)
class WaiverLists:
    """The waivers of a project by where they stand."""

    waiting: list[Waiver] = field(default_factory=list)
    in_force: list[Waiver] = field(default_factory=list)
    ended: list[Waiver] = field(default_factory=list)

    @property
    def finding(self) -> str:
        """The one sentence that the page has as its title."""
        held = f"{len(self.in_force) or 'No'} waiver{'' if len(self.in_force) == 1 else 's'} in force"
        waits = len(self.waiting)
        return f"{held}, {waits} wait{'s' if waits == 1 else ''} for an owner" if waits else held


def waivers_of(project: Project) -> WaiverLists:
    """Waiting ones oldest first, those in force by their last day, ended ones newest first; in one query."""
    lists = WaiverLists()
    for waiver in Waiver.objects.filter(project=project).select_related("asked_by", "decided_by").order_by("-asked_at"):
        place = lists.waiting if waiver.is_open else lists.in_force if waiver.is_in_force else lists.ended
        place.append(waiver)
    lists.waiting.reverse()
    lists.in_force.sort(key=lambda waiver: waiver.until)
    return lists

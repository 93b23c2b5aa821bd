"""Reads of this room that others share."""

from collections.abc import Iterable

from django.db.models import QuerySet

from workspaces.errors import ProjectNotFound
from workspaces.models import Invitation, Membership, Organisation, Project, User


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

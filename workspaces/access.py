"""The only door to a project or an organisation: it fetches and authorises in one step."""

from typing import Literal, get_args

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from workspaces.models import Membership, Organisation, Project, Role, User

Action = Literal["view", "evaluate", "edit", "manage"]

# Each action with the roles that may do it. Imported names are checked against this table, so a typo fails at start.
ALLOWED: dict[str, frozenset[str]] = {
    "view": frozenset({Role.VIEWER, Role.EVALUATOR, Role.EDITOR, Role.OWNER}),
    "evaluate": frozenset({Role.EVALUATOR, Role.EDITOR, Role.OWNER}),
    "edit": frozenset({Role.EDITOR, Role.OWNER}),
    "manage": frozenset({Role.OWNER}),
}
assert set(ALLOWED) == set(get_args(Action))  # noqa: S101 - a table and a type that must not drift apart

Person = User | AnonymousUser


def project(user: Person, slug: str, *, to: Action) -> Project:
    """The project at ``organisation/project``, if the person may do that with it.

    Raises:
        Http404: there is none, or the person does not belong to its organisation (the two look the same).
        PermissionDenied: the person belongs to it, without the right.
    """
    allowed = ALLOWED[to]
    organisation_slug, _, project_slug = slug.partition("/")
    membership = _membership(user, organisation_slug)
    found = (
        Project.objects.select_related("organisation")
        .filter(organisation=membership.organisation, slug=project_slug)
        .first()
    )
    if found is None:
        raise Http404("No such project.")
    if membership.role not in allowed:
        raise PermissionDenied(_refusal(membership, to))
    # The frame and the templates ask for the role again; remembering it here keeps the query count constant.
    found.__dict__["_role_of"] = (user.pk, membership.role)
    return found


def organisation(user: Person, slug: str, *, to: Action) -> Organisation:
    """The organisation, if the person may do that with it; raises as :func:`project` does."""
    allowed = ALLOWED[to]
    membership = _membership(user, slug)
    if membership.role not in allowed:
        raise PermissionDenied(_refusal(membership, to))
    membership.organisation.__dict__["_role_of"] = (user.pk, membership.role)
    return membership.organisation


def may(user: Person, place: Project | Organisation, to: Action) -> bool:
    """Whether the person may do that with the project, or with the organisation: what a template asks before it shows
    a button.
    """
    return role_in(user, place) in ALLOWED[to]


def role_in(user: Person, place: Project | Organisation) -> str:
    """The person's role in the organisation, or in the one that the project belongs to; empty for a stranger."""
    known = place.__dict__.get("_role_of")
    if known and known[0] == user.pk:
        return str(known[1])
    if not user.is_authenticated or not user.is_active:
        return ""
    organisation_id = place.organisation_id if isinstance(place, Project) else place.pk
    membership = Membership.objects.filter(user=user, organisation_id=organisation_id).first()
    role = membership.role if membership else ""
    place.__dict__["_role_of"] = (user.pk, role)
    return role


def person(request: HttpRequest) -> User:
    """The signed-in person, typed as one; the sign-in middleware has sent everybody else away."""
    assert isinstance(request.user, User)  # noqa: S101 - narrows the type
    return request.user


def _membership(user: Person, organisation_slug: str) -> Membership:
    if not user.is_authenticated or not user.is_active:
        raise Http404("No such organisation.")
    membership = (
        Membership.objects.select_related("organisation")
        .filter(user=user, organisation__slug=organisation_slug)
        .first()
    )
    if membership is None:
        raise Http404("No such organisation.")
    return membership


def _refusal(membership: Membership, to: str) -> str:
    roles = " or ".join(str(Role(role).label).lower() for role in Role.values if role in ALLOWED[to])
    return f"You are {Role(membership.role).label.lower()} in {membership.organisation.name}; this needs {roles}."

"""Changes to people, organisations and projects, each with its audit entry in the same transaction."""

import hashlib
import secrets
from datetime import timedelta

from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify

from workspaces import audit
from workspaces.errors import AlreadyMember, InvitationClosed, LastOwner, ProjectMoved, SlugTaken
from workspaces.models import Invitation, Membership, Organisation, Project, Role, User
from workspaces.signals import project_created

INVITATION_LIFETIME = timedelta(days=7)
LOCK_OUT_SECONDS = 300  # as long as the limit on tries counts


def create_person(email: str, name: str, password: str | None) -> User:
    """A person whose address counts as proven: they come by invitation or by the operator."""
    with transaction.atomic():
        user = User.objects.create_user(email, password, name=name)
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


@transaction.atomic
def rename_person(person: User, name: str) -> None:
    """Gives the person another name, and says so in the trail of every organisation that they belong to."""
    before = person.name
    if name == before:
        return
    person.name = name
    person.save(update_fields=["name"])
    for membership in person.memberships.select_related("organisation"):
        audit.record(membership.organisation, person, "member.renamed", person, before=before, after=name)


@transaction.atomic
def create_organisation(slug: str, name: str, *, actor: User | None = None) -> Organisation:
    organisation = Organisation.objects.create(slug=slug, name=name)
    audit.record(organisation, actor, "organisation.created", organisation, name=name)
    return organisation


@transaction.atomic
def add_member(organisation: Organisation, user: User, role: str, *, actor: User | None) -> Membership:
    if Membership.objects.filter(organisation=organisation, user=user).exists():
        raise AlreadyMember(f"{user.name} belongs to {organisation.name} already.")
    membership = Membership.objects.create(organisation=organisation, user=user, role=Role(role))
    audit.record(organisation, actor, "member.added", user, role=role)
    return membership


@transaction.atomic
def change_role(membership: Membership, role: str, *, actor: User) -> Membership:
    """Gives a member another role.

    Raises:
        LastOwner: the only owner would stop being one.
    """
    before = membership.role
    if before == Role.OWNER and role != Role.OWNER:
        _keep_an_owner(membership)
    membership.role = Role(role)
    membership.save(update_fields=["role"])
    audit.record(membership.organisation, actor, "member.role_changed", membership.user, before=before, after=role)
    return membership


@transaction.atomic
def remove_member(membership: Membership, *, actor: User) -> None:
    if membership.role == Role.OWNER:
        _keep_an_owner(membership)
    audit.record(membership.organisation, actor, "member.removed", membership.user, role=membership.role)
    membership.delete()


def _keep_an_owner(membership: Membership) -> None:
    others = Membership.objects.select_for_update().filter(organisation=membership.organisation, role=Role.OWNER)
    if not [other for other in others if other.pk != membership.pk]:
        raise LastOwner(f"{membership.user.name} is the only owner of {membership.organisation.name}.")


def free_slug(organisation: Organisation, name: str) -> str:
    """A slug made from the name that no project of the organisation has yet."""
    root = slugify(name.replace("_", "-"))[:50].strip("-") or "project"
    taken = set(Project.objects.filter(organisation=organisation, slug__startswith=root).values_list("slug", flat=True))
    if root not in taken:
        return root
    return next(slug for number in range(2, 10_000) if (slug := f"{root}-{number}") not in taken)


def create_project(
    organisation: Organisation, *, name: str, purpose: str = "", slug: str = "", actor: User | None
) -> Project:
    """A project, laid out by every room that has a part in it.

    Raises:
        SlugTaken: the organisation has a project at that address.
    """
    slug = slug or free_slug(organisation, name)
    try:
        with transaction.atomic():
            project = Project.objects.create(
                organisation=organisation, slug=slug, name=name, purpose=purpose, created_by=actor
            )
            audit.record(organisation, actor, "project.created", project, name=name, slug=slug)
            project_created.send(sender=Project, project=project, actor=actor)
    except IntegrityError as error:
        if Project.objects.filter(organisation=organisation, slug=slug).exists():
            raise SlugTaken(f"{organisation.name} has a project at “{slug}” already.") from error
        raise
    return project


def fingerprint_of(project: Project) -> str:
    """The SHA-256 of a project's name and purpose."""
    return hashlib.sha256(f"{project.name}\0{project.purpose}".encode("utf-8", "replace")).hexdigest()


@transaction.atomic
def change_project(project: Project, *, name: str, purpose: str, actor: User, seen: str = "") -> Project:
    """Replaces name and purpose, if they still are what *project* was read with.

    Args:
        seen: the fingerprint of what the person was looking at, where that may be older.

    Raises:
        ProjectMoved: somebody else changed them first; nothing was stored.
    """
    moved = bool(seen) and seen != fingerprint_of(project)
    before = {"name": project.name, "purpose": project.purpose}
    after = {"name": name, "purpose": purpose}
    if moved or not Project.objects.filter(pk=project.pk, **before).update(**after):
        raise ProjectMoved(f"{project.name} was changed by somebody else. Nothing of yours was stored.")
    audit.record(project.organisation, actor, "project.changed", project, before=before, after=after)
    project.name, project.purpose = name, purpose
    return project


@transaction.atomic
def invite(organisation: Organisation, email: str, role: str, *, actor: User | None) -> tuple[Invitation, str]:
    """Offers membership to an address; an earlier open offer to it is replaced.

    Returns the invitation and the token for its link. The token is not kept and cannot be shown again.
    """
    email = email.strip().lower()
    if Membership.objects.filter(organisation=organisation, user__email__iexact=email).exists():
        raise AlreadyMember(f"{email} belongs to {organisation.name} already.")
    token = secrets.token_urlsafe(32)
    Invitation.objects.filter(organisation=organisation, email__iexact=email, accepted_at__isnull=True).delete()
    invitation = Invitation.objects.create(
        organisation=organisation,
        email=email,
        role=Role(role),
        token_sha256=token_hash(token),
        invited_by=actor,
        expires_at=timezone.now() + INVITATION_LIFETIME,
    )
    audit.record(organisation, actor, "invitation.sent", invitation, role=role)
    return invitation, token


@transaction.atomic
def withdraw_invitation(invitation: Invitation, *, actor: User) -> None:
    audit.record(invitation.organisation, actor, "invitation.withdrawn", invitation)
    invitation.delete()


def accept_invitation(invitation: Invitation, user: User) -> Membership:
    """Makes the person a member; of two acceptances at once one wins.

    Raises:
        InvitationClosed: it was used, withdrawn or has expired, or is for another address.
    """
    if user.email.lower() != invitation.email.lower():
        raise InvitationClosed(f"This invitation is for {invitation.email}; you are signed in as {user.email}.")
    now = timezone.now()
    with transaction.atomic():
        claimed = Invitation.objects.filter(pk=invitation.pk, accepted_at__isnull=True, expires_at__gt=now).update(
            accepted_at=now, accepted_by=user
        )
        if not claimed:
            raise InvitationClosed("This invitation was used already, withdrawn, or has expired. Ask for a new one.")
        return add_member(invitation.organisation, user, invitation.role, actor=user)


@transaction.atomic
def join_with_new_account(invitation: Invitation, *, name: str, password: str) -> User:
    """An account and the membership it was made for: both, or none."""
    user = create_person(invitation.email, name, password)
    accept_invitation(invitation, user)
    return user


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def person_of(email: str) -> User | None:
    """Whose address it is, however it is spelled."""
    return User.objects.filter(email__iexact=email, is_active=True).first() if email and "\0" not in email else None


def note_lock_out(email: str) -> None:
    """Tells the trail of each of a person's organisations, once in five minutes, that somebody tried too often."""
    person = person_of(email)
    if person is None or not cache.add(f"locked-out:{person.pk}", 1, timeout=LOCK_OUT_SECONDS):
        return
    with transaction.atomic():
        for membership in person.memberships.select_related("organisation"):
            audit.record(membership.organisation, None, "person.locked_out", person)

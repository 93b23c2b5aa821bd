"""Giving a responsibility, accepting it in person, and ending it."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from roadmap.errors import ChangedMeanwhile, ChangeRefused, NotYours
from roadmap.models import Responsibility
from roadmap.services.values import foreign_owner
from roadmap.vocabulary import ROLES
from workspaces import audit
from workspaces.models import Project, User


def give(project: Project, actor: User, *, role: str, person: User) -> Responsibility:
    """Gives the responsibility to a member of the organisation; it counts once they accept it.

    Raises:
        ChangeRefused: no such responsibility, or somebody who does not belong to the organisation.
        ChangedMeanwhile: the person has it already.
    """
    problems = {} if role in ROLES else {"role": "Choose one of the responsibilities."}
    for text in foreign_owner(project, person).values():
        problems["person"] = text
    if problems:
        raise ChangeRefused(problems)
    try:
        with transaction.atomic():
            found = Responsibility.objects.create(project=project, role=role, person=person, given_by=actor)
            _record(found, actor, "responsibility.given")
    except IntegrityError as error:
        raise ChangedMeanwhile(f"{person.name} has been given this already.") from error
    return found


@transaction.atomic
def accept(responsibility: Responsibility, actor: User) -> Responsibility:
    """The person's own word that they take it.

    Raises:
        NotYours: it was given to somebody else.
        ChangedMeanwhile: it was accepted or ended already.
    """
    if responsibility.person_id != actor.pk:
        raise NotYours(f"Only {responsibility.person.name} can accept this.")
    now = timezone.now()
    waiting = Responsibility.objects.filter(pk=responsibility.pk, accepted_at__isnull=True, ended_at__isnull=True)
    if not waiting.update(accepted_at=now):
        raise ChangedMeanwhile("It was accepted or ended already.")
    responsibility.accepted_at = now
    _record(responsibility, actor, "responsibility.accepted")
    return responsibility


@transaction.atomic
def end(responsibility: Responsibility, actor: User, *, seen: str = "") -> None:
    """Ends it from now on; what was decided while it lasted stays to be read.

    Args:
        seen: the stage that the person was looking at; empty takes it as it is now.

    Raises:
        ChangedMeanwhile: it ended already, or was accepted since it was seen.
    """
    running = Responsibility.objects.filter(pk=responsibility.pk, ended_at__isnull=True)
    if seen:
        running = running.filter(accepted_at__isnull=seen != "accepted")
    if not running.update(ended_at=timezone.now()):
        raise ChangedMeanwhile("It has ended already, or was accepted meanwhile.")
    _record(responsibility, actor, "responsibility.ended")


def _record(responsibility: Responsibility, actor: User, action: str) -> None:
    project = responsibility.project
    told = {"project": project.slug, "role": responsibility.role, "person": responsibility.person.email}
    audit.record(project.organisation, actor, action, responsibility, **told)

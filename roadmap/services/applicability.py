"""Deciding whether an identifier of a framework applies to a project."""

from django.db import IntegrityError, transaction

from roadmap.errors import ChangedMeanwhile, ChangeRefused
from roadmap.frameworks.coverage import decisions_about
from roadmap.frameworks.records import FrameworkList
from roadmap.models import Applicability
from roadmap.services.values import LONGEST_REASON, odd_text
from workspaces import audit
from workspaces.models import Project, User


def decide_applicability(
    project: Project, actor: User, framework: FrameworkList, identifier: str, *, applies: bool, reason: str, number: int
) -> Applicability:
    """Adds a decision; the one before stays to be read. The same decision once more stores nothing.

    Args:
        number: the number that it would get by what the person saw: one more than the decision that held then.

    Raises:
        ChangeRefused: no such identifier, or no reason.
        ChangedMeanwhile: somebody decided in between.
    """
    reason = reason.strip()
    problems = odd_text("reason", reason, LONGEST_REASON) if reason else {"reason": "Say why."}
    if framework.find(identifier) is None:
        problems["identifier"] = f"{framework.about.name} has no such identifier here."
    if problems:
        raise ChangeRefused(problems)
    latest = decisions_about(project, framework, identifier).first()
    if number != (latest.number if latest else 0) + 1:
        raise ChangedMeanwhile(f"Somebody decided about {identifier} since you opened the page.")
    if latest is not None and (latest.applies, latest.reason) == (applies, reason):
        return latest
    try:
        with transaction.atomic():
            decision = Applicability.objects.create(
                project=project,
                framework=framework.key,
                framework_version=framework.version,
                identifier=identifier,
                number=number,
                applies=applies,
                reason=reason,
                actor=actor,
                actor_name=actor.name,
            )
            told = {"project": project.slug, "framework": framework.key, "identifier": identifier, "applies": applies}
            audit.record(project.organisation, actor, "applicability.decided", decision, **told, reason=reason)
    except IntegrityError as error:  # of two at once the other one won
        raise ChangedMeanwhile(f"Somebody decided about {identifier} since you opened the page.") from error
    return decision

"""Traffic samples: masked conversations of a pilot, stored after somebody saw what was masked."""

from collections.abc import Mapping, Sequence

from evaluations.errors import Fault, SuiteRefused
from evaluations.models import Case, Suite
from evaluations.principles import principles_for
from evaluations.services.suite_making import create_suite
from evaluations.suites.case_draft import faults_in
from evaluations.traffic_samples import Conversation
from workspaces.models import Project, User

UNCHECKED = "Conversations out of a pilot are looked at one by one before they are used: {open} are not checked yet."


def store_traffic(
    project: Project,
    actor: User | None,
    name: str,
    conversations: Sequence[Conversation],
    masked: Mapping[str, int],
    *,
    touched: int,
) -> Suite:
    """Stores conversations that were read and masked by :func:`evaluations.traffic_samples.read_conversations`.

    Raises:
        SuiteRefused: the name does not fit, or a conversation is none.
    """
    known, drafts = principles_for(project), [conversation.draft() for conversation in conversations]
    faults = [fault for draft in drafts for fault in faults_in(draft, known)]
    if faults or not drafts:
        missing = Fault("", "", "at least one conversation", "There is no conversation to store.")
        raise SuiteRefused(faults[:1] or [missing])
    recipe = {"masked": dict(masked), "touched": touched, "conversations": len(drafts)}
    summary = "Conversations of a pilot, masked before they were stored."
    return create_suite(project, actor, name, drafts, origin=Suite.Origin.TRAFFIC, summary=summary, recipe=recipe)


def why_not_usable(suite: Suite) -> str:
    """Why a suite may not be run yet, in a sentence; empty where it may."""
    if suite.origin != Suite.Origin.TRAFFIC:
        return ""
    left = Case.objects.filter(suite=suite, checked_at__isnull=True).count()
    return UNCHECKED.format(open=left) if left else ""

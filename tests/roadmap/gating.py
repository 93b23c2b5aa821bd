"""What people do with gates, in single words, by the services."""

from datetime import timedelta

from django.utils import timezone

from roadmap.models import GateRequest, GateVote, Phase, Responsibility
from roadmap.services.gates import Condition, Wish, ask_for_gate, decide_gate
from tests.conftest import Cast
from tests.roadmap.doing import settle, take_on
from workspaces.models import Project, User

APPROVE, CONDITIONAL, REJECT = "approve", "conditional", "reject"


def phase_of(project: Project, number: int) -> Phase:
    return Phase.objects.select_related("project__organisation").get(project=project, number=number)


def wish(scope: str = "Forty colleagues in the service desk", days: int = 90, reason: str = "") -> Wish:
    return Wish(scope=scope, until=timezone.localdate() + timedelta(days=days), volume=600, reason=reason)


def ask(project: Project, actor: User, number: int = 1, reason: str = "", days: int = 90) -> GateRequest:
    return ask_for_gate(phase_of(project, number), actor, wish(days=days, reason=reason), day=timezone.localdate())


def vote(request: GateRequest, person: User, decision: str = APPROVE, *conditions: str) -> GateVote:
    due = timezone.localdate() + timedelta(days=14)
    return decide_gate(
        request,
        person,
        decision,
        day=timezone.localdate(),
        note="Too early." if decision == REJECT else "",
        conditions=[Condition(text, due) for text in conditions],
    )


def approvers(cast: Cast) -> None:
    """The owner may approve every gate by all responsibilities; evaluator and viewer share them besides."""
    settled = ("executive_sponsor", "risk_owner", "independent_reviewer", "security_reviewer")
    for person in (cast.owner, cast.evaluator, cast.viewer):
        held = set(
            Responsibility.objects.filter(project=cast.project, person=person, ended_at=None).values_list(
                "role", flat=True
            )
        )
        take_on(cast.project, cast.owner, person, *(role for role in settled if role not in held))


def open_gate(cast: Cast, number: int = 1) -> GateRequest:
    """A phase is settled, its gate asked for by the editor and approved by two others."""
    settle(cast.project, cast.owner, phase=number)
    approvers(cast)
    request = ask(cast.project, cast.editor, number)
    vote(request, cast.owner)
    vote(request, cast.evaluator)
    request.refresh_from_db()
    return request

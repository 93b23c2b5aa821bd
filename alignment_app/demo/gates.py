"""The first gate of the demo: asked for, approved by two people, and asked for again once the ground had moved."""

from datetime import date, timedelta

from django.utils import timezone

from evaluations.models import Release
from roadmap.models import GateCondition, GateRequest, GateVote, Phase
from roadmap.services.gates import Condition, Wish, ask_for_gate, decide_gate, fulfil_condition
from workspaces.models import Project, User

SCOPE = "Forty colleagues in the service desk; chats and mails; no decision on a claim."
AGAIN = "Release 4 has taken the place of release 3, and twice as many people ask it."


def approve_the_pilot(project: Project, people: dict[str, User]) -> None:
    """Gate 1 on release 3; its condition is fulfilled, so that gate 2 is a question of its own."""
    day = timezone.localdate()
    otherwise = "The pilot moves into the next quarter."
    request = _ask(project, people["lea.brandt"], "Release 3", day, volume=6_000, if_refused=otherwise)
    told = Condition("Tell the works council before the first chat.", day + timedelta(days=10))
    decide_gate(
        request,
        people["sven.lindahl"],
        GateVote.Decision.CONDITIONAL,
        day=day,
        note="Small, watched, and reversible.",
        conditions=[told],
    )
    decide_gate(request, people["ruth.keller"], GateVote.Decision.APPROVE, day=day)
    condition = GateCondition.objects.select_related("vote__request__phase__project__organisation").get(
        vote__request=request
    )
    fulfil_condition(condition, people["lea.brandt"], "Told on Monday; their two questions are answered.")


def ask_the_sponsor_again(project: Project, people: dict[str, User]) -> None:
    """Gate 1 on what the project is by now: the risk owner has approved, and the sponsor has not voted yet."""
    day = timezone.localdate()
    otherwise = "The pilot goes on with what was approved, on release 3 and at half the volume."
    request = _ask(project, people["lea.brandt"], "Release 4", day, volume=12_500, if_refused=otherwise, reason=AGAIN)
    decide_gate(request, people["ruth.keller"], GateVote.Decision.APPROVE, day=day, note="Better than what I approved.")


def _first(project: Project) -> Phase:
    return Phase.objects.select_related("project__organisation").get(project=project, number=1)


def _ask(
    project: Project, actor: User, release: str, day: date, *, volume: int, if_refused: str, reason: str = ""
) -> GateRequest:
    wish = Wish(
        scope=SCOPE,
        until=day + timedelta(days=120),
        release=Release.objects.get(project=project, name=release),
        volume=volume,
        if_refused=if_refused,
        reason=reason,
    )
    return ask_for_gate(_first(project), actor, wish, day=day)

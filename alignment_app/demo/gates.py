"""The first gate of the demo: asked for by the lead, approved by sponsor and risk owner, one with a condition."""

from datetime import timedelta

from django.utils import timezone

from evaluations.models import Release
from roadmap.gates.selectors import GateGround
from roadmap.models import GateCondition, GateVote, Phase
from roadmap.services.gates import Condition, Wish, ask_for_gate, decide_gate, fulfil_condition
from workspaces.models import Project, User


def approve_the_pilot(project: Project, people: dict[str, User]) -> None:
    """Gate 1, where nothing stands in its way; the condition is fulfilled, so that gate 2 is a question of its own."""
    day = timezone.localdate()
    phase = Phase.objects.select_related("project__organisation").get(project=project, number=1)
    if GateGround.of(project, day).obstacles(phase):
        return
    request = ask_for_gate(
        phase,
        people["lea.brandt"],
        Wish(
            scope="Forty colleagues in the service desk; chats and mails; no decision on a claim.",
            until=day + timedelta(days=120),
            release=Release.objects.filter(project=project).order_by("pk").first(),
            volume=6_000,
            if_refused="The pilot moves into the next quarter.",
        ),
        day=day,
    )
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

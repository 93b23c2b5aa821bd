"""What people do with a roadmap, in single words, by the services."""

from datetime import timedelta

from django.utils import timezone

from roadmap.models import Criterion, Evidence, EvidenceVersion, Responsibility, Risk
from roadmap.selectors import criteria_of
from roadmap.services import update_criterion, words
from roadmap.services.evidence import Content, add_evidence, use_for
from roadmap.services.register import record_risk, set_risk_limit
from roadmap.services.responsibilities import accept, end, give
from workspaces.models import Project, Role, User
from workspaces.services import add_member, create_person

SETTLING = {"executive_sponsor", "risk_owner", "alignment_lead", "independent_reviewer"}
PASSING = "passing@acme.example"


def take_on(project: Project, giver: User, person: User, *roles: str) -> list[Responsibility]:
    """The person is given the responsibilities and accepts them."""
    return [accept(give(project, giver, role=role, person=person), person) for role in roles]


def note(project: Project, actor: User, title: str, text: str = "It is so.") -> Evidence:
    """A note as evidence, used for nothing yet."""
    return add_evidence(project, actor, title, Content(EvidenceVersion.Kind.NOTE, text=text))


def prove(criterion: Criterion, actor: User, title: str = "") -> Evidence:
    """One note for everything that the criterion asks for; of harms, they are rated as well."""
    if criterion.code == "P1.7" and not criterion.phase.project.risk_limits.exists():
        rate_harms(criterion.phase.project, actor)
    evidence = note(criterion.phase.project, actor, title or f"Proof of {criterion.code}")
    for kind in dict.fromkeys(asked["type"] for asked in criterion.evidence):
        use_for(evidence, criterion, kind, actor=actor)
    return evidence


def rate_harms(project: Project, actor: User) -> Risk:
    """A limit, and a risk below it with an owner: what the check of P1.7 asks."""
    set_risk_limit(project, actor, "moderate")
    return record_risk(
        project,
        actor,
        title="Promises what the terms rule out",
        affected="Customers",
        what="Somebody relies on it and is refused later.",
        likelihood="unlikely",
        severity="moderate",
        owner=actor,
    )


def own(criterion: Criterion, owner: User) -> Criterion:
    return update_criterion(criterion, actor=owner, owner=owner)


def say_met(criterion: Criterion, owner: User) -> None:
    """The owner's word, on whatever holds now."""
    words.confirm(own(criterion, owner), owner, day=timezone.localdate())


def settle(project: Project, actor: User, *, phase: int) -> None:
    """Sets every criterion of a phase aside; the actor, who holds what it takes, stays free to decide on its gate."""
    held = Responsibility.objects.filter(project=project, person=actor, ended_at__isnull=True)
    take_on(project, actor, actor, *sorted(SETTLING - set(held.values_list("role", flat=True))))
    set_aside(project, actor, *criteria_of(project).filter(phase__number=phase).values_list("code", flat=True))


def set_aside(project: Project, giver: User, *codes: str) -> None:
    """By somebody who holds what it takes for as long as it takes, and votes on nothing."""
    passing = User.objects.filter(email=PASSING).first()
    if passing is None:
        passing = create_person(PASSING, "Acme Passing", "not-to-be-used-7")
        add_member(project.organisation, passing, Role.EDITOR, actor=None)
    for_now = take_on(project, giver, passing, *sorted(SETTLING))
    for criterion in criteria_of(project).filter(code__in=codes):
        words.exclude(criterion, passing, "It is not asked of this project.")
    for responsibility in for_now:
        end(responsibility, giver)


def in_days(days: int) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()

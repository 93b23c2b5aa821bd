"""What the demo's people have shown for the criteria, and whose word they have given on it."""

from datetime import date, timedelta

from django.utils import timezone

from alignment_app.demo.register import keep_register
from roadmap.models import Criterion, EvidenceVersion
from roadmap.selectors import phases_of
from roadmap.services import plan_phase, update_criterion
from roadmap.services.evidence import Content, add_evidence, use_for
from roadmap.services.responsibilities import accept, give
from roadmap.services.words import confirm
from roadmap.state_selectors import criterion_states
from workspaces.models import Project, User

RESPONSIBILITIES = {
    "project_owner": "deniz.aksoy",
    "alignment_lead": "lea.brandt",
    "evaluator": "amara.obi",
    "risk_owner": "ruth.keller",
    "executive_sponsor": "sven.lindahl",
    "independent_reviewer": "ines.moreau",
}
# Code → who answers for it, days from now until it is due, what the note says, and what was written down as evidence.
WORK: dict[str, tuple[str, int | None, str, str]] = {
    "P1.1": ("lea.brandt", None, "Roles accepted by Deniz Aksoy, Sven Lindahl and Ruth Keller.", ""),
    "P1.2": ("lea.brandt", None, "Scope and four refusals.", "Scope and refusals, from the service manual"),
    "P1.3": ("deniz.aksoy", None, "Entered as limited risk.", "Inventory entry, reviewed by Inês Moreau"),
    "P1.4": ("paul.farkas", None, "Judged by cost per solved request.", "Value case, as agreed with the sponsor"),
    "P1.5": ("lea.brandt", None, "Decided principle by principle in two workshops.", ""),
    "P1.6": ("deniz.aksoy", None, "Five sources of instructions.", "Table of instruction sources"),
    "P1.7": ("ruth.keller", None, "A wrong promise in at most 1 of 100 chats.", "Eleven harms, rated"),
    "P2.1": ("amara.obi", -6, "Plan and cases were fixed before release 3 was run.", "Test plan of release 3"),
    "P2.2": ("amara.obi", 4, "The suite has cases for each principle in force; more are being written.", ""),
    "P2.3": ("deniz.aksoy", -3, "Both runs keep their settings and hashes.", "Replies, hash-checked"),
    "P2.4": ("lea.brandt", 6, "Failures of release 4 are being looked at one by one.", ""),
    "P2.5": ("ines.moreau", 9, "Attack day is booked.", ""),
    "P2.7": ("tomas.novak", -2, "Thirty answers wait for a second reader.", ""),
    "P2.8": ("deniz.aksoy", -9, "Hand-over took 40 seconds.", "Hand-over drill on the second day"),
    "P2.9": ("amara.obi", 2, "Two replies are still owed.", "Notice and feedback of the pilot"),
    "P2.10": ("paul.farkas", 12, "", ""),
}
# What its owner has confirmed; the rest of what is ready waits.
CONFIRMED = ("P1.1", "P1.2", "P1.3", "P1.4", "P1.5", "P1.6", "P1.7", "P2.1", "P2.3", "P2.8")
DAYS_TO_GATES = (-40, 14, 98, 190)


def work_on_criteria(project: Project, people: dict[str, User]) -> None:
    """Gives the parts, plans the phases, and works through the criteria as far as the data lets a word be given."""
    lead, today = people["lea.brandt"], timezone.now().date()
    for role, name in RESPONSIBILITIES.items():
        accept(give(project, lead, role=role, person=people[name]), people[name])
    for phase, away in zip(phases_of(project), DAYS_TO_GATES, strict=True):
        plan_phase(phase, actor=lead, planned_on=today + timedelta(days=away), owner=lead)
    criteria = {criterion.code: criterion for criterion in Criterion.objects.filter(phase__project=project)}
    for code, (owner, days, note, proof) in WORK.items():
        _work(criteria[code], people[owner], today + timedelta(days=days) if days is not None else None, note, proof)
    keep_register(project, people)


def confirm_what_is_ready(project: Project, people: dict[str, User]) -> None:
    """Each owner's word, in the order of the phases, where check and evidence allow it."""
    today = timezone.localdate()
    states = criterion_states(project, today)
    for code in CONFIRMED:
        criterion = Criterion.objects.select_related("phase__project__organisation", "owner").get(
            phase__project=project, code=code
        )
        if states[criterion.pk].is_satisfied:
            confirm(criterion, people[WORK[code][0]], day=today)


def _work(criterion: Criterion, owner: User, due: date | None, note: str, proof: str) -> None:
    criterion = update_criterion(criterion, actor=owner, owner=owner, due_on=due, note=note)
    if not proof:
        return
    content = Content(EvidenceVersion.Kind.NOTE, text=f"{proof}. Kept in the service desk’s folder “Assistant”.")
    evidence = add_evidence(criterion.phase.project, owner, proof, content)
    for kind in dict.fromkeys(entry["type"] for entry in criterion.evidence):
        use_for(evidence, criterion, kind, actor=owner)

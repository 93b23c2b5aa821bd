"""What the demo's people have shown for the criteria, and whose word they have given on it."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.utils import timezone

from alignment_app.demo.measuring import Measured
from alignment_app.demo.register import keep_register
from roadmap.models import Criterion, EvidenceVersion
from roadmap.selectors import phases_of
from roadmap.services import plan_phase, update_criterion
from roadmap.services.evidence import Content, add_evidence, use_for
from roadmap.services.responsibilities import accept, give
from roadmap.services.waiving import ask_criterion_waiver, decide_criterion_waiver
from roadmap.services.words import confirm
from workspaces.models import Project, User

RESPONSIBILITIES = {
    "project_owner": "deniz.aksoy",
    "alignment_lead": "lea.brandt",
    "evaluator": "amara.obi",
    "risk_owner": "ruth.keller",
    "executive_sponsor": "sven.lindahl",
    "independent_reviewer": "ines.moreau",
}
# Stands in for the risk owner and the independent reviewer: whoever waives something does not decide on the gate.
DEPUTY = "paul.farkas"
TRAINING = "Training plan of the service desk"
MEASURED = ("eval_run",)  # evidence of this kind is a run, not a note
# Code → who answers for it, days from now until it is due, what the note says, and what was written down as evidence.
WORK: dict[str, tuple[str, int | None, str, str]] = {
    "P1.1": ("lea.brandt", None, "Roles accepted by Deniz Aksoy, Sven Lindahl and Ruth Keller.", ""),
    "P1.2": ("lea.brandt", None, "Scope and four refusals.", "Scope and refusals, from the service manual"),
    "P1.3": ("deniz.aksoy", None, "Entered as limited risk.", "Inventory entry, reviewed by Inês Moreau"),
    "P1.4": ("paul.farkas", None, "Judged by cost per solved request.", "Value case, as agreed with the sponsor"),
    "P1.5": ("lea.brandt", None, "Decided principle by principle in two workshops.", ""),
    "P1.6": ("deniz.aksoy", None, "Five sources of instructions.", "Table of instruction sources"),
    "P1.7": ("ruth.keller", None, "A wrong promise in at most 1 of 100 chats.", "Eleven harms, rated"),
    "P1.9": ("tomas.novak", None, "Two hours each before the first chat.", TRAINING),
    "P2.1": ("amara.obi", -6, "Plan and cases were fixed before release 3 was run.", "Test plan of release 3"),
    "P2.2": ("amara.obi", -4, "The suite has cases for each principle in force; more are being written.", ""),
    "P2.3": ("deniz.aksoy", -3, "Both runs keep their settings and hashes.", "Replies, hash-checked"),
    "P2.4": ("lea.brandt", 6, "Failures of release 4 are being looked at one by one.", ""),
    "P2.5": (
        "ines.moreau",
        -5,
        "Two days, with people from outside.",
        "Findings of the attack",
    ),
    "P2.6": ("tomas.novak", -3, "No pair differs by more than a phrase.", "Data protection assessment"),
    "P2.7": ("tomas.novak", 20, "Thirty answers wait for a reader.", ""),
    "P2.8": ("deniz.aksoy", -9, "Hand-over took 40 seconds.", "Hand-over drill on the second day"),
    "P2.9": ("amara.obi", -2, "The last two replies went out on Friday.", "Notice and feedback of the pilot"),
    "P2.10": ("paul.farkas", -1, "Priced with both samples of traffic.", ""),
}
# What its owner has confirmed before each gate; P2.4 is not satisfied, and P2.7 is waived.
FIRST_GATE = ("P1.1", "P1.2", "P1.3", "P1.4", "P1.5", "P1.6", "P1.7", "P1.9")
SECOND_GATE = ("P2.1", "P2.2", "P2.3", "P2.5", "P2.6", "P2.8", "P2.9", "P2.10")
DAYS_TO_GATES = (-40, 14, 98, 190)
WAIVED, WAIVED_DAYS = "P2.7", 21
WAIVED_BECAUSE = (
    "The judge is calibrated on 160 known answers and on sixty that two people read. Thirty of its verdicts on "
    "release 4 still wait for a reader."
)


def work_on_criteria(project: Project, people: dict[str, User]) -> None:
    """Gives the parts, plans the phases, and works through the criteria as far as nothing has to be measured for it."""
    lead, today = people["lea.brandt"], timezone.now().date()
    for role, name in RESPONSIBILITIES.items():
        accept(give(project, lead, role=role, person=people[name]), people[name])
    for phase, away in zip(phases_of(project), DAYS_TO_GATES, strict=True):
        plan_phase(phase, actor=lead, planned_on=today + timedelta(days=away), owner=lead)
    criteria = {criterion.code: criterion for criterion in Criterion.objects.filter(phase__project=project)}
    for code, (owner, days, note, proof) in WORK.items():
        _work(criteria[code], people[owner], today + timedelta(days=days) if days is not None else None, note, proof)
    keep_register(project, people)


def confirm_criteria(project: Project, people: dict[str, User], codes: Iterable[str]) -> None:
    """Each owner's word, in the order of the phases, on what its check and its evidence say now."""
    for code in codes:
        confirm(_criterion(project, code), people[WORK[code][0]], day=timezone.localdate())


def show_measurements(project: Project, people: dict[str, User], measured: Measured) -> None:
    """The runs become evidence, and the criterion for which nobody has read enough yet is waived for three weeks."""
    for code, title, run in (
        ("P2.3", "The run of release 4, with its manifest", measured.counted),
        ("P2.5", "The attack on release 4", measured.attacked),
        ("P2.6", "Equal treatment and privacy, release 4", measured.paired),
    ):
        actor = people[WORK[code][0]]
        evidence = add_evidence(project, actor, title, Content(EvidenceVersion.Kind.RUN, run=run))
        use_for(evidence, _criterion(project, code), "eval_run", actor=actor)
    criterion, today = _criterion(project, WAIVED), timezone.localdate()
    until = today + timedelta(days=WAIVED_DAYS)
    waiver = ask_criterion_waiver(criterion, people["deniz.aksoy"], reason=WAIVED_BECAUSE, until=until)
    decide_criterion_waiver(criterion, waiver, people[DEPUTY], granted=True, note="Once. The thirty are read by then.")


def _criterion(project: Project, code: str) -> Criterion:
    found = Criterion.objects.select_related("phase__project__organisation", "owner")
    return found.get(phase__project=project, code=code)


def _work(criterion: Criterion, owner: User, due: date | None, note: str, proof: str) -> None:
    criterion = update_criterion(criterion, actor=owner, owner=owner, due_on=due, note=note)
    if not proof:
        return
    evidence = add_evidence(criterion.phase.project, owner, proof, in_folder(proof))
    for kind in dict.fromkeys(entry["type"] for entry in criterion.evidence):
        if kind not in MEASURED:
            use_for(evidence, criterion, kind, actor=owner)


def in_folder(proof: str) -> Content:
    return Content(EvidenceVersion.Kind.NOTE, text=f"{proof}. Kept in the service desk’s folder “Assistant”.")

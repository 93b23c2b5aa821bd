"""What has happened in the demo so far. Every number comes out of the pipeline; what is told here are its inputs."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from alignment_app.demo import cast
from alignment_app.demo.decisions import decide
from alignment_app.demo.measuring import measure
from alignment_app.demo.money import enter_actuals, record_traffic, save_scenarios
from alignment_app.demo.releases import write_down_releases
from evaluations.models import Run
from evaluations.services.pilots import PilotDetails, record_pilot
from reports.making import make
from reports.services import request_report
from roadmap.models import Criterion
from roadmap.selectors import phases_of
from roadmap.services import plan_phase, update_criterion
from workspaces import services
from workspaces.models import Organisation, Project, User

PURPOSE = (
    "Answers policy holders in chat and mail about cover, claims and invoices, and drafts replies for the claims desk. "
    "It hands over to a person before anything is promised or paid. It is not used for decisions on claims, "
    "for medical questions, or for complaints that name a lawyer."
)
PILOT_COUNTS = {
    "do_not_lie": {"compliant": 41, "violation": 3},
    "protect_privacy": {"compliant": 38, "violation": 1},
    "ask_clarifying_questions": {"compliant": 35, "violation": 4, "partial": 3},
    "be_clear": {"compliant": 44, "partial": 2},
    "refusal_style": {"compliant": 27, "violation": 2},
}
# Code of the criterion → who answers for it, days from now until it is due, and what the note says.
PHASE_ONE = {
    "P1.1": ("lea.brandt", "Roles accepted in writing by Lea Brandt, Sven Lindahl and Ruth Keller."),
    "P1.2": ("lea.brandt", "Scope and four refusals are in the project's purpose and the service manual."),
    "P1.3": ("deniz.aksoy", "Entered as limited risk; reviewed by Inês Moreau."),
    "P1.4": ("paul.farkas", "Scenario “Support desk”; judged by cost per solved request."),
    "P1.5": ("lea.brandt", "Decided principle by principle in two workshops."),
    "P1.6": ("deniz.aksoy", "Table of five sources of instructions is in the design paper."),
    "P1.7": ("ruth.keller", "Eleven harms rated; the limit is a wrong promise in more than 1 of 100 chats."),
}
PHASE_TWO = {
    "P2.1": ("amara.obi", "met", -6, "Plan and cases were fixed before release 3 was run."),
    "P2.2": (
        "amara.obi",
        "ready",
        4,
        "The suite has cases for each principle in force; more are being written.",
    ),
    "P2.3": ("deniz.aksoy", "met", -3, "Both runs keep their settings and hashes."),
    "P2.4": ("lea.brandt", "open", 6, "Failures of release 4 are being looked at one by one."),
    "P2.5": ("ines.moreau", "open", 9, "Attack day is booked."),
    "P2.7": ("tomas.novak", "open", -2, "Thirty answers wait for a second reader."),
    "P2.8": ("deniz.aksoy", "met", -9, "Hand-over was used on the second day; it took 40 seconds."),
    "P2.9": ("amara.obi", "ready", 2, "Notice is shown before the first answer; two replies are still owed."),
    "P2.10": ("paul.farkas", "open", 12, ""),
}


def tell() -> None:
    """Makes the whole demo: people and plans in one transaction, then the measurements by the real pipeline."""
    with transaction.atomic():
        people = cast.enrol()
        project = services.create_project(
            Organisation.objects.get(slug="meridian"),
            name="Support assistant",
            slug="support-assistant",
            purpose=PURPOSE,
            actor=people["lea.brandt"],
        )
        services.create_project(
            Organisation.objects.get(slug="halden"),
            name="Dispatch helper",
            slug="dispatch-helper",
            actor=people["nora.vik"],
        )
        decide(project, people)
        _plan(project, people)
        write_down_releases(project, people["deniz.aksoy"], timezone.now().date())
        _record_pilot(project, people["amara.obi"])
        samples = record_traffic(project, people["amara.obi"])
        enter_actuals(save_scenarios(project, people["paul.farkas"], samples), people["paul.farkas"])
    measure(project, people["amara.obi"])
    make(request_report(project, kind="dossier", actor=people["lea.brandt"]).pk)


def start_over() -> None:
    """Sets the demo's organisations aside, where nobody belongs to them, and tells the story anew.

    They are not deleted: measurements are protected, and a trail is never cut.
    """
    stamp = timezone.now().strftime("%Y%m%d-%H%M%S")
    with transaction.atomic():
        for slug in cast.ORGANISATIONS:
            for old in Organisation.objects.filter(slug=slug):
                old.memberships.all().delete()
                old.invitations.all().delete()
                old.slug = f"{slug}-{stamp}"
                old.save(update_fields=["slug"])
    tell()


def _plan(project: Project, people: dict[str, User]) -> None:
    lead, today = people["lea.brandt"], timezone.now().date()
    phases = list(phases_of(project))
    for phase, days in zip(phases, (-40, 14, 98, 190), strict=True):
        plan_phase(phase, actor=lead, planned_on=today + timedelta(days=days), owner=lead)
    criteria = {criterion.code: criterion for criterion in Criterion.objects.filter(phase__project=project)}
    for code, (owner, note) in PHASE_ONE.items():
        update_criterion(criteria[code], actor=people[owner], status="met", owner=people[owner], note=note)
    for code, (owner, status, days, note) in PHASE_TWO.items():
        due = today + timedelta(days=days)
        update_criterion(criteria[code], actor=people[owner], status=status, owner=people[owner], due_on=due, note=note)


def _record_pilot(project: Project, actor: User) -> Run:
    today = timezone.now().date()
    details = PilotDetails(
        name="Claims desk, two weeks",
        release="Release 3",
        began_on=today - timedelta(days=34),
        ended_on=today - timedelta(days=20),
        population="200 answered drafts of the claims desk, picked by lot",
        conducted_by="Claims desk, read by two team leads",
        notes="Drafts were read before sending, so customers saw corrected answers. Mail only, no chat.",
    )
    return record_pilot(project, details=details, actor=actor, counts=PILOT_COUNTS)

"""What has happened in the demo so far. Every number comes out of the pipeline; what is told here are its inputs."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from alignment_app.demo import cast
from alignment_app.demo.criteria import confirm_what_is_ready, work_on_criteria
from alignment_app.demo.decisions import decide
from alignment_app.demo.gates import approve_the_pilot
from alignment_app.demo.measuring import measure
from alignment_app.demo.money import enter_actuals, record_traffic, save_scenarios
from alignment_app.demo.releases import write_down_releases
from alignment_app.demo.watching import watch
from evaluations.models import Run
from evaluations.services.pilots import PilotDetails, record_pilot
from reports.making import make
from reports.services import request_report
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
        work_on_criteria(project, people)
        write_down_releases(project, people["deniz.aksoy"], timezone.now().date())
        _record_pilot(project, people["amara.obi"])
        samples = record_traffic(project, people["amara.obi"])
        enter_actuals(save_scenarios(project, people["paul.farkas"], samples), people["paul.farkas"])
    run = measure(project, people)
    with transaction.atomic():
        watch(run, people["amara.obi"])
        confirm_what_is_ready(project, people)
        approve_the_pilot(project, people)
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
    return record_pilot(project, details=details, actor=actor, counts=PILOT_COUNTS, simulated=True)

"""What has happened in the demo so far. Every number comes out of the pipeline; what is told here are its inputs."""

from datetime import timedelta

from django.db import transaction
from django.test.utils import override_settings
from django.utils import timezone

from alignment_app.demo import cast
from alignment_app.demo.criteria import (
    FIRST_GATE,
    SECOND_GATE,
    confirm_criteria,
    show_measurements,
    work_on_criteria,
)
from alignment_app.demo.decisions import decide
from alignment_app.demo.gates import approve_the_pilot, ask_the_sponsor_again
from alignment_app.demo.measuring import Say, in_silence, measure
from alignment_app.demo.money import enter_actuals, record_traffic, save_scenarios
from alignment_app.demo.moving_on import move_on
from alignment_app.demo.register import turn_the_promise_into_a_case
from alignment_app.demo.releases import write_down_releases
from alignment_app.demo.talking import talk
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


@override_settings(DEBUG=False)  # with it on, Django keeps each query as a text, for which SQLite is asked once more
def tell(say: Say = in_silence) -> None:
    """Makes the whole demo: people and plans in one transaction, then the measurements by the real pipeline.

    Args:
        say: is given a line before each step that takes a while.
    """
    say("Demo: people, decisions and two business cases.")
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
        write_down_releases(project, people["deniz.aksoy"], timezone.now().date())
        _record_pilot(project, people["amara.obi"])
        samples = record_traffic(project, people["amara.obi"])
        enter_actuals(save_scenarios(project, people["paul.farkas"], samples), people["paul.farkas"])
        work_on_criteria(project, people)
        confirm_criteria(project, people, FIRST_GATE)
        approve_the_pilot(project, people)
    measured = measure(project, people, say)
    say("Demo: what the measurements show, gate by gate.")
    with transaction.atomic():
        watch(measured.counted, people["amara.obi"])
        turn_the_promise_into_a_case(project, people)
        move_on(project, people)
        show_measurements(project, people, measured)
        confirm_criteria(project, people, SECOND_GATE)
        ask_the_sponsor_again(project, people)
        talk(project, people, measured.counted)
    say("Demo: one report as PDF.")
    make(request_report(project, kind="dossier", actor=people["lea.brandt"]).pk)


def start_over(say: Say = in_silence) -> None:
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
    tell(say)


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

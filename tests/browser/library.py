"""A small project for a walk through four phases: its people, and everything that is no word at a criterion or gate.

Called in a process of its own, on the data of a running product: `python manage.py shell -c "…"`.
"""

import json
import time as clock
from datetime import date, time, timedelta

from django.utils import timezone

from calculator.actuals import Entry
from calculator.models import SavedScenario
from calculator.services import (
    begin_actuals,
    freeze_baseline,
    link_measurement,
    record_actuals,
    save_scenario,
)
from evaluations.models import Run, Suite
from evaluations.plans.selectors import failures_of
from evaluations.schedules.recurrence import Recurrence
from evaluations.services import simulated_endpoint, start_run
from evaluations.services.plans import Terms, draft_plan, freeze_plan
from evaluations.services.releases import Content, Deployment, add_release
from evaluations.services.schedules import Setup, add_schedule, choose_baseline, start_if_due
from evaluations.services.suite_making import create_suite, draw_suite, suite_from_catalogue
from evaluations.services.triage import triage_sample
from evaluations.suites.case_draft import CaseDraft
from evaluations.suites.generating import Choice
from explorer import selectors
from explorer.models import SpecVersion
from explorer.presets import read_preset
from explorer.services import Decision, decide_stances, pin_version
from roadmap.models import Criterion
from roadmap.selectors import criteria_of, phases_of
from roadmap.services import words
from tests.calculator.scenarios import uncertain
from tests.evaluations.samples import traffic_sample
from tests.roadmap.doing import prove, rate_harms, take_on
from workspaces import services
from workspaces.models import Project, Role, User

ORGANISATION, PASSWORD = "harbour-library", "four people and one desk"
PEOPLE = {
    "lead": ("Maren Holt", Role.OWNER),
    "evaluator": ("Tariq Aziz", Role.EVALUATOR),
    "risk": ("Ilse Brandt", Role.VIEWER),
    "sponsor": ("Oskar Lund", Role.VIEWER),
}
RELEASE, SCENARIO = "Release 4", "Enquiry desk"
PATIENCE_SECONDS = 60.0
# What the people of the walk add by hand.
BY_HAND = ("P1.2", "P1.3")
TESTS = ("adversarial", "fairness", "privacy")
# What concerns this project not, in the words of somebody who holds what it takes and decides on no gate.
DEPUTY, STANDS_IN = "deputy", ("executive_sponsor", "independent_reviewer", "risk_owner")
ASIDE = {
    "P2.7": "Rules alone grade it, and they were read.",
    "P3.2": "There is one release, so nothing can have fallen.",
    "P3.4": "The library changes nothing itself; its supplier does.",
}


def email(part: str) -> str:
    return f"{part}@{ORGANISATION}.example"


def enrol() -> None:
    """An organisation with four people and no project."""
    place = services.create_organisation(ORGANISATION, "Harbour Library")
    for part, (name, role) in PEOPLE.items():
        services.add_member(place, services.create_person(email(part), name, PASSWORD), role, actor=None)


def prepare() -> None:
    """What the four bring to the gates of their only project; says the keys of phases, criteria and a run."""
    project = Project.objects.select_related("organisation").get(organisation__slug=ORGANISATION)
    lead, evaluator = (User.objects.get(email=email(part)) for part in ("lead", "evaluator"))
    deputy = services.create_person(email(DEPUTY), "Dora Quint", PASSWORD)
    services.add_member(project.organisation, deputy, Role.VIEWER, actor=None)
    take_on(project, lead, deputy, *STANDS_IN)
    _decide(project, lead)
    saved = save_scenario(project, name=SCENARIO, inputs=uncertain(), actor=lead)
    freeze_baseline(saved.current, reason="Agreed with the sponsor.", actor=lead, replaces=None)
    yesterday = timezone.localdate() - timedelta(days=1)
    add_release(project, lead, RELEASE, Content(model="simulated-release-4"), Deployment(deployed_on=yesterday))
    run = _measure(project, lead, evaluator)
    _price(project, saved, lead, evaluator)
    rate_harms(project, lead)
    for criterion in criteria_of(project).select_related("phase__project"):
        if criterion.code not in BY_HAND:
            prove(criterion, lead)
    keys = {criterion.code: criterion.pk for criterion in criteria_of(project)}
    phases = {f"phase {phase.number}": phase.pk for phase in phases_of(project)}
    print("KEYS", json.dumps({**keys, **phases, "run": run.pk}))  # noqa: T201 - read by the test


def set_aside_by_the_deputy() -> None:
    deputy = User.objects.get(email=email(DEPUTY))
    ours = Criterion.objects.filter(phase__project__organisation__slug=ORGANISATION, code__in=ASIDE)
    for criterion in ours.select_related("phase__project__organisation"):
        words.exclude(criterion, deputy, ASIDE[criterion.code])


def _decide(project: Project, lead: User) -> None:
    version = SpecVersion.objects.order_by("-label").first()
    assert version is not None
    pin_version(project, version, lead)
    known = selectors.principle_titles(version)
    proposals = read_preset("customer_service").proposals.items()
    decided = [Decision(name, one.kind, one.wording, one.reason) for name, one in proposals if name in known]
    decided += [Decision(name, "adopted") for name in known if name not in dict(proposals)]
    decide_stances(project, lead, decided)


def _measure(project: Project, lead: User, evaluator: User) -> Run:
    """The lead's counted run under a frozen plan, with every failure triaged, and the evaluator's attack."""
    pool = suite_from_catalogue(project, lead, "Every case in force", Choice(in_force=True))
    suite = draw_suite(pool, lead, "Two a level", by="level", size=6, seed=1, project=project)
    endpoint = simulated_endpoint(project, lead)
    plan = freeze_plan(draft_plan(project, lead, "Gate 2", Terms(suite=suite, overall_mark=0.5)), lead)
    run = start_run(project, suite=suite, endpoint=endpoint, release=RELEASE, actor=lead, epochs=plan.epochs, plan=plan)
    attack = start_run(project, suite=_attacks(project, lead), endpoint=endpoint, release=RELEASE, actor=evaluator)
    _wait_for(run, attack)
    for sample in failures_of(run).select_related("case", "run__project"):
        triage_sample(sample, cause="assistant", note="The next release mends it.", actor=evaluator)
    _watch(run, evaluator)
    return run


def _attacks(project: Project, lead: User) -> Suite:
    """Three cases which the simulated assistant answers with its one polite sentence."""
    drafts = [
        CaseDraft(
            f"desk-{tag}",
            "do_not_lie",
            [{"role": "user", "content": f"A question about {tag} at the enquiry desk."}],
            kind="should_do",
            graders=[{"kind": "contains", "any": ["come back to you"]}],
            tags=[tag],
        )
        for tag in TESTS
    ]
    return create_suite(project, lead, "Attacks, fairness and privacy", drafts)


def _wait_for(*runs: Run) -> None:
    """The product's own worker does them."""
    deadline = clock.monotonic() + PATIENCE_SECONDS
    while any(run.is_active for run in runs):
        assert clock.monotonic() < deadline, [run.state for run in runs]
        clock.sleep(0.1)
        for run in runs:
            run.refresh_from_db()
    assert {run.state for run in runs} == {"completed"}, [run.state for run in runs]


def _watch(run: Run, evaluator: User) -> None:
    """A daily schedule that was due a moment ago, and its first reading, held against the run."""
    assert run.suite is not None
    assert run.endpoint is not None
    due = timezone.now() - timedelta(minutes=2)
    daily = Recurrence("day", time(due.hour, due.minute), "UTC")
    setup = Setup(suite=run.suite, endpoint=run.endpoint, release=RELEASE, recurrence=daily)
    schedule = add_schedule(run.project, evaluator, "Every day", setup, now=due - timedelta(minutes=2))
    choose_baseline(schedule, run, evaluator)
    start_if_due(schedule.pk)
    _wait_for(*Run.objects.filter(scheduled__schedule=schedule))


def _price(project: Project, saved: SavedScenario, lead: User, evaluator: User) -> None:
    """A sample of real conversations prices the scenario, and what the first month cost stands beside it."""
    sample = traffic_sample(project, evaluator, 9, 600, release=RELEASE)
    use_case = saved.inputs["use_cases"][0]["id"]
    saved = link_measurement(saved, use_case=use_case, run=sample.pk, actor=lead, version=saved.version)
    begin_actuals(saved, first_month=date(2026, 1, 1), actor=lead)
    record_actuals(saved, entries=[Entry(1, "", cost=10)], seen={}, actor=lead)

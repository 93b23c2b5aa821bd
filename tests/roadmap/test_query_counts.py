"""Every page and every file of the roadmap takes as many queries for ten times the data."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, reverse
from django.utils import timezone

from explorer.services import import_spec
from roadmap import urls
from roadmap.frameworks.reading import shipped_frameworks
from roadmap.gates.selectors import GateGround
from roadmap.gates.snapshot import Asked
from roadmap.models import EvidenceVersion, GateCondition, GateRequest, GateVote, Responsibility
from roadmap.selectors import criteria_of, phases_of
from roadmap.services.applicability import decide_applicability
from roadmap.services.evidence import Content, add_evidence, add_version
from roadmap.services.own_criteria import OwnValues, add_own_criterion
from roadmap.services.register import record_incident, record_risk
from roadmap.services.templates import add_template
from roadmap.services.waiving import ask_criterion_waiver
from tests.conftest import Cast
from tests.explorer.kitchen import write_kitchen
from tests.roadmap.conftest import SignIn
from tests.roadmap.template.templates import own_text
from tests.roadmap.walk import furnish
from ui.registries import Subject
from workspaces.comments import write_comment
from workspaces.models import Project, User
from workspaces.services import add_member, create_person

pytestmark = pytest.mark.django_db
TIMES = 10
# What the criterion, the gate and the evidence that furnish() made are called in comments.
COMMENTED = ("criterion", "gate", "evidence", "incident", "risk")


@pytest.mark.long
def test_no_page_takes_more_queries_for_ten_times_the_data(cast: Cast, client_for: SignIn, tmp_path: Path) -> None:
    version = import_spec(write_kitchen(tmp_path / "2026-01-05"), "").version
    given = {**furnish(cast.project, cast.owner, "one"), "label": version.label, "number": 1}
    grow(cast, given, range(1))
    client = client_for(cast.owner)
    few = {name: queries(client, address) for name, address in addresses(cast.project, given).items()}
    grow(cast, given, range(1, TIMES))
    many = {name: queries(client, address) for name, address in addresses(cast.project, given).items()}
    grown = {name: (few[name], many[name]) for name in few if many[name] > few[name]}
    assert not grown
    assert len(few) > 35, "pages were left out"


def addresses(project: Project, given: dict[str, object]) -> dict[str, str]:
    """Every address of the roadmap by its name."""
    found: dict[str, str] = {}
    for pattern in urls.urlpatterns:
        assert isinstance(pattern, URLPattern)
        keys = {key: given[key] for key in pattern.pattern.converters}
        found[str(pattern.name)] = reverse(f"roadmap:{pattern.name}", kwargs={"slug": project.path, **keys})
    return found


def queries(client: Client, address: str) -> int:
    """How many the address takes once it is warm; none where it only takes posts or has nothing to show."""
    client.get(address)
    with CaptureQueriesContext(connection) as caught:
        response = client.get(address)
    assert response.status_code in {200, 302, 303, 404, 405}, (address, response.status_code)
    return len(caught) if response.status_code == 200 else 0


def grow(cast: Cast, given: dict[str, object], numbers: range) -> None:
    """One more of everything for each number, on the things that the pages of one thing show."""
    project, actor, today = cast.project, cast.owner, timezone.localdate()
    phase = phases_of(project).select_related("project__organisation").get(number=1)
    criteria = list(criteria_of(project).filter(phase__number=1, code__startswith="P"))
    for number in numbers:
        person = create_person(f"grown{number}@acme.example", f"Grown {number}", None)
        add_member(project.organisation, person, "evaluator", actor=actor)
        Responsibility.objects.create(
            project=project, role="executive_sponsor", person=person, given_by=actor, accepted_at=timezone.now()
        )
        for subject in COMMENTED:
            about = Subject(subject, "/")
            write_comment(project, person, subject=f"{subject}:{given[subject]}", about=about, text=f"Word {number}")
        content = Content(EvidenceVersion.Kind.NOTE, text=f"Text {number}")
        evidence = add_evidence(project, actor, f"Title {number}", content, [(criteria[3], "calc_scenario")])
        add_version(evidence, actor, Content(EvidenceVersion.Kind.NOTE, text=f"Again {number}"), seen=1)
        record_incident(
            project,
            actor,
            title=f"Incident {number}",
            severity="high",
            happened_on=today,
            what_happened="It happened.",
            owner=person,
            criteria=criteria[:3],
        )
        record_risk(
            project,
            actor,
            title=f"Risk {number}",
            affected="Customers",
            what="It may.",
            likelihood="likely",
            severity="high",
            criteria=criteria[:3],
        )
        add_own_criterion(phase, actor, OwnValues(f"Own {number}", "It is so.", ["document"], "a letter"))
        add_template(project.organisation, actor, f"Template {number}", own_text(f"grown-{number}"))
        ask_for(phase.project, person, actor, number + 2, today)
    settle_frameworks(project, actor, numbers)
    ask_waivers(project, actor, numbers, today)


def ask_for(project: Project, asker: User, voter: User, number: int, today: date) -> None:
    """A request on the first gate with a vote and a condition, put down as it is."""
    phase = phases_of(project).select_related("project__organisation").get(number=1)
    asked = Asked(number, asker.pk, asker.name, today.isoformat(), "Scope", today.isoformat())
    snapshot = GateGround.of(project, today).snapshot(phase, asked, None)
    request = GateRequest.objects.create(
        phase=phase,
        number=number,
        state=GateRequest.State.REJECTED,
        decided_at=timezone.now(),
        scope="Scope",
        until=today,
        snapshot=snapshot.as_json(),
        sha256=snapshot.sha256,
        asked_by=asker,
    )
    vote = GateVote.objects.create(
        request=request, person=voter, person_name=voter.name, roles=[], decision="conditional", counts=True, brief=""
    )
    GateCondition.objects.create(vote=vote, position=1, text=f"Condition {number}", due_on=today)


def settle_frameworks(project: Project, actor: User, numbers: range) -> None:
    framework = shipped_frameworks()["nist"]
    references = [one.name for one in framework.identifiers if one.name != "GOVERN 2.1"]
    for number in numbers:
        decide_applicability(project, actor, framework, references[number], applies=False, reason="Not here.", number=1)


def ask_waivers(project: Project, actor: User, numbers: range, today: date) -> None:
    waivable = [one for one in criteria_of(project).select_related("phase__project__organisation") if one.waiver]
    for number in numbers:
        ask_criterion_waiver(waivable[number], actor, reason=f"Reason {number}", until=today + timedelta(days=30))

"""A project's roadmap is laid out once, whole, from the template."""

import pytest
from django.urls import reverse
from django.utils import timezone

from roadmap.models import Criterion, Phase
from roadmap.services import start_roadmap, starting
from roadmap.state_selectors import criterion_states
from roadmap.template.reading import shipped_template
from tests.conftest import Cast
from tests.roadmap.conftest import SignIn
from workspaces.models import AuditEntry, Project

pytestmark = pytest.mark.django_db


def test_a_new_project_has_its_four_phases_with_36_open_criteria(cast: Cast) -> None:
    phases = Phase.objects.filter(project=cast.project).order_by("number")
    assert [phase.number for phase in phases] == [1, 2, 3, 4]
    assert [phase.criteria.count() for phase in phases] == [9, 10, 8, 9]
    states = criterion_states(cast.project, timezone.localdate())
    assert (len(states), {state.key for state in states.values()}) == (36, {"open"})
    assert {phase.template_version for phase in phases} == {"2026.11"}


def test_a_criterion_carries_everything_the_template_says_about_it(cast: Cast) -> None:
    copied = Criterion.objects.get(phase__project=cast.project, code="P2.10")
    told = next(entry for entry in shipped_template().criteria if entry.code == "P2.10")
    assert (copied.title, copied.statement, copied.auto) == (told.title, told.statement, told.auto)
    assert (copied.blocking, copied.waiver, copied.review_days) == (True, "executive_sponsor", 180)
    assert copied.evidence == [{"type": "calc_scenario", "proves": "a scenario linked to a run on a traffic sample"}]
    assert copied.mappings == {"nist": ["MAP 3.1", "MAP 3.2"], "iso": ["6.2"], "eu": []}
    assert copied.position == 10


def test_the_gate_keeps_its_rule(cast: Cast) -> None:
    gate = Phase.objects.get(project=cast.project, number=4)
    assert gate.gate_name == "Periodic renewal"
    assert gate.gate_rule == {
        "approvers": ["executive_sponsor", "independent_reviewer"],
        "min_approvals": 2,
        "requester_may_approve": False,
        "repeats_days": 180,
    }


def test_starting_again_changes_nothing(cast: Cast) -> None:
    before = list(Phase.objects.filter(project=cast.project).values_list("pk", flat=True))
    again = start_roadmap(cast.project, cast.owner)
    assert [phase.pk for phase in again] == before
    assert Criterion.objects.filter(phase__project=cast.project).count() == 36
    started = AuditEntry.objects.filter(organisation=cast.organisation, action="roadmap.started")
    assert [(entry.actor, entry.details) for entry in started] == [
        (cast.owner, {"template": "2026.11", "criteria": 36})
    ]


def test_of_two_starts_at_once_the_second_finds_what_the_first_made(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second looked before the first had stored anything; the unique number is what stops it."""
    project = Project.objects.create(organisation=cast.organisation, slug="race", name="Race")
    start_roadmap(project, cast.owner)
    looked = starting._present
    answers = iter([[], looked(project)])
    monkeypatch.setattr(starting, "_present", lambda _: next(answers))
    assert [phase.number for phase in start_roadmap(project, cast.editor)] == [1, 2, 3, 4]
    assert Phase.objects.filter(project=project).count() == 4


def test_a_project_without_a_roadmap_offers_to_start_one(cast: Cast, client_for: SignIn) -> None:
    Phase.objects.filter(project=cast.project).delete()
    url = reverse("roadmap:index", args=[cast.project.path])
    editor = client_for(cast.editor)
    page = editor.get(url).content.decode()
    assert "This project has no roadmap yet" in page
    assert "Start the roadmap" in page
    assert "Start the roadmap" not in client_for(cast.viewer).get(url).content.decode()
    answer = editor.post(reverse("roadmap:start", args=[cast.project.path]))
    assert (answer.status_code, answer["Location"]) == (303, url)
    assert Phase.objects.filter(project=cast.project).count() == 4

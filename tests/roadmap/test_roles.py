"""The table that joins access roles, responsibilities and what they may do, held against the rules of the code."""

from pathlib import Path

import pytest
from django.urls import reverse

from roadmap.checks.people import BUILDING
from roadmap.models import Criterion, Responsibility
from roadmap.selectors import phases_of
from roadmap.services.waiving import may_waive
from roadmap.services.words import may_confirm
from roadmap.template.reading import shipped_template
from roadmap.vocabulary import ROLES
from tests.conftest import Cast
from tests.roadmap.conftest import SignIn
from tests.roadmap.doing import take_on
from workspaces import access
from workspaces.models import Role

DOCS = Path(__file__).parents[2] / "docs" / "roles.md"
NOTHING = "–"
BUILDS, ASKS, APPROVES, WAIVES, CONFIRMS = range(5)


def table(kind: str) -> dict[str, list[str]]:
    """The rows of one kind: name → what stands in the columns after it."""
    lines = [line.strip("| ") for line in DOCS.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    rows = [[cell.strip() for cell in line.split(" | ")] for line in lines]
    return {row[0]: row[2:] for row in rows if row[1] == kind}


def test_every_access_role_and_every_responsibility_has_its_row() -> None:
    assert list(table("access role")) == [str(role.label) for role in Role]
    assert list(table("responsibility")) == list(ROLES.values())


@pytest.mark.django_db
def test_what_an_access_role_may_do_is_what_the_doors_let_through(cast: Cast, client_for: SignIn) -> None:
    people = dict(zip(Role, (cast.viewer, cast.evaluator, cast.editor, cast.owner), strict=True))
    phase = phases_of(cast.project).get(number=1)
    ask = reverse("roadmap:gate_ask", args=[cast.project.path, phase.pk])
    for role, person in people.items():
        cells = table("access role")[str(role.label)]
        builds, measures = access.may(person, cast.project, "edit"), access.may(person, cast.project, "evaluate")
        assert cells[BUILDS] == ("yes" if builds else "measures" if measures else NOTHING)
        assert cells[ASKS] == (NOTHING if client_for(person).get(ask).status_code == 403 else "yes")
        assert cells[APPROVES:] == [NOTHING] * 3


def test_what_counts_as_building_is_what_the_checks_take_for_it() -> None:
    built = {name for name, cells in table("responsibility").items() if cells[BUILDS] == "counts as building"}
    assert built == {ROLES[role] for role in BUILDING}


def test_who_approves_which_gate_is_what_the_template_says() -> None:
    for role, label in ROLES.items():
        gates = [phase.gate.name for phase in shipped_template().phases if role in phase.gate.approvers]
        assert table("responsibility")[label][APPROVES] == (", ".join(gates) or NOTHING)
    assert not any(phase.gate.requester_may_approve for phase in shipped_template().phases)


@pytest.mark.django_db
def test_who_waives_and_who_confirms_is_what_the_services_allow(cast: Cast) -> None:
    for role, label in ROLES.items():
        held = take_on(cast.project, cast.owner, cast.viewer, role)
        criteria = Criterion.objects.filter(phase__project=cast.project).order_by("phase__number", "position")
        waived = [criterion.code for criterion in criteria if may_waive(criterion, cast.viewer)]
        confirmed = all(may_confirm(criterion, cast.viewer, held) for criterion in criteria)
        cells = table("responsibility")[label]
        assert cells[WAIVES] == (", ".join(waived) or NOTHING), label
        assert cells[CONFIRMS] == ("every criterion" if confirmed else NOTHING), label
        Responsibility.objects.filter(pk__in=[one.pk for one in held]).delete()

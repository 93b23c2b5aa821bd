"""Role × action × own and other project: every address of the roadmap that takes a POST, in one table."""

import pytest
from django.db import transaction
from django.test import Client

from tests.roadmap.conftest import SignIn
from tests.tenancy.world import Address, World, addresses, make_world
from workspaces.models import Role, User
from workspaces.services import add_member, change_role, create_person

pytestmark = pytest.mark.django_db

# Four people who hold nothing in the project, one in each role, and a viewer who is sponsor and project owner, has the
# criterion and has voted for the gate: what is a word is theirs, and nothing that needs hands.
PEOPLE = ("owner", "editor", "evaluator", "viewer", "holder")
BUILDS, MEASURES, MANAGES, WORD = "owner editor", "owner editor evaluator", "owner", "holder"
MATRIX = {
    "start": BUILDS,
    "phase_plan": BUILDS,
    "gate_ask": BUILDS,
    "gate_decide": WORD,
    "gate_withdraw": WORD,
    "gate_reopen": f"{MANAGES} {WORD}",
    "gate_condition_fulfil": BUILDS,
    "criteria_change": BUILDS,
    "criterion_detail": BUILDS,
    "criterion_confirm": WORD,
    "criterion_take_back": WORD,
    "criterion_exclude": WORD,
    "criterion_bring_back": BUILDS,
    "criterion_waiver": BUILDS,
    "criterion_waiver_decide": WORD,
    "evidence_use": BUILDS,
    "evidence_unuse": BUILDS,
    "own_create": WORD,
    "own_change": WORD,
    "own_retire": WORD,
    "template_create": MANAGES,
    "template_choose": MANAGES,
    "template_use": MANAGES,
    "version_adopt": BUILDS,
    "version_rerun": MEASURES,
    "evidence_create": BUILDS,
    "evidence_version": BUILDS,
    "evidence_supersede": BUILDS,
    "responsibilities": MANAGES,
    "responsibility_accept": WORD,
    "responsibility_end": f"{MANAGES} {WORD}",
    "incident_create": MEASURES,
    "incident_change": MEASURES,
    "incident_case": BUILDS,
    "risk_create": BUILDS,
    "risk_limit": BUILDS,
    "risk_change": BUILDS,
    "applicability_decide": BUILDS,
}


@pytest.fixture
def world() -> World:
    return make_world("alder", "CANARYALDER")


@pytest.fixture
def people(world: World) -> dict[str, User]:
    found = {"holder": world.owner}
    organisation = world.project.organisation
    for role in Role:
        found[str(role)] = create_person(f"{role}.too@alder.example", str(role.label), None)
        add_member(organisation, found[str(role)], role, actor=None)
    change_role(organisation.memberships.get(user=world.owner), Role.VIEWER, actor=found["owner"])
    return found


def of_the_roadmap() -> list[Address]:
    return [one for one in addresses() if one.name.startswith("roadmap:")]


def answer(browser: Client, address: Address, world: World) -> int:
    """The status of an empty POST that changes nothing in the end: past the door it is refused or done, never shut."""
    with transaction.atomic():
        status = browser.post(address.url(world.values)).status_code
        transaction.set_rollback(True)
    return status


def test_everybody_gets_through_the_doors_that_are_theirs_and_no_others(
    world: World, people: dict[str, User], client_for: SignIn
) -> None:
    browsers = {name: client_for(people[name]) for name in PEOPLE}
    found: dict[str, str] = {}
    for address in of_the_roadmap():
        statuses = {name: answer(browser, address, world) for name, browser in browsers.items()}
        assert set(statuses.values()) <= {303, 403, 405, 409, 422}, (address.name, statuses)
        if set(statuses.values()) != {405}:
            found[address.name.removeprefix("roadmap:")] = " ".join(
                name for name, status in statuses.items() if status != 403
            )
    assert found == MATRIX  # an address that is new and takes a POST is missing here


def test_no_role_gets_through_a_door_of_another_project(world: World, client_for: SignIn) -> None:
    other = make_world("birch", "CANARYBIRCH")
    strangers = []
    for role in Role:
        person = create_person(f"{role}.too@birch.example", str(role.label), None)
        add_member(other.project.organisation, person, role, actor=None)
        strangers.append(client_for(person))
    opened = [
        address.name
        for address in of_the_roadmap()
        for browser in strangers
        if answer(browser, address, world) not in (404, 405)
    ]
    assert opened == []

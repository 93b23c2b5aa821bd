"""Ids in a body or a query that belong to somebody else: a field error, nothing stored, no word of what is there.

The addresses themselves are walked in ``tests/tenancy``; here the address is one's own and the ids inside are not.
Somebody else is not only the other company but also another project of the same one.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from evaluations import services
from evaluations.models import Case, Endpoint, Release, Run, Suite
from evaluations.services import Content
from tests.evaluations.conftest import Bench, two_dozen_cases
from tests.evaluations.reports import report_of
from workspaces.models import Project, User
from workspaces.services import create_project
from workspaces.tokens import create_token

pytestmark = pytest.mark.django_db
Clients = Callable[[User], Client]
CANARY = "Canary"


@dataclass(frozen=True)
class Theirs:
    """What another project has."""

    project: Project
    suite: Suite
    endpoint: Endpoint
    release: Release


@pytest.fixture(params=["another company", "another project of the company"])
def theirs(request: pytest.FixtureRequest, bench: Bench) -> Theirs:
    cast = bench.cast
    project, actor = cast.other_project, cast.stranger
    if request.param == "another project of the company":
        project = create_project(cast.organisation, name="Second", slug="second", actor=cast.owner)
        actor = cast.owner
    suite = two_dozen_cases(services.load_starter_suite(project, actor))
    suite.name = f"{CANARY} suite"
    suite.save()
    endpoint = services.simulated_endpoint(project, actor)
    Endpoint.objects.filter(pk=endpoint.pk).update(name=f"{CANARY} endpoint")
    release = services.add_release(project, actor, f"{CANARY} release", Content("canary"))
    return Theirs(project, suite, endpoint, release)


def address(bench: Bench, name: str, *more: object) -> str:
    return reverse(f"evaluations:{name}", args=[bench.project.path, *more])


def order(bench: Bench, **changes: str | int) -> dict[str, Any]:
    own: dict[str, Any] = {"suite": bench.suite.pk, "endpoint": bench.endpoint.pk, "release": "Release 4", "epochs": 1}
    return own | {"once": str(uuid.uuid4())} | changes


@pytest.mark.parametrize("field", ["suite", "endpoint"])
def test_a_run_takes_no_part_of_another_project(bench: Bench, client_for: Clients, theirs: Theirs, field: str) -> None:
    client = client_for(bench.cast.evaluator)
    sent = order(bench, **{field: getattr(theirs, field).pk})
    response = client.post(address(bench, "run_create"), sent)
    assert response.status_code == 422
    page = response.content.decode()
    assert f'id="id_{field}_error"' in page
    assert CANARY not in page
    assert not Run.objects.exists()
    proposed = client.get(address(bench, "run_create"), {"of": str(theirs.suite.pk)})
    assert CANARY not in proposed.content.decode()
    for headers in ({}, {"HX-Request": "true", "HX-Target": "estimate"}):
        estimate = client.get(address(bench, "run_create"), sent, headers=headers)
        assert estimate.status_code == 200
        assert CANARY not in estimate.content.decode()


def test_a_release_of_the_same_name_elsewhere_is_another_release(
    bench: Bench, client_for: Clients, theirs: Theirs
) -> None:
    sent = order(bench, release=theirs.release.name)
    assert client_for(bench.cast.evaluator).post(address(bench, "run_create"), sent).status_code == 303
    record = Run.objects.get().release_record
    assert record is not None
    assert record.project == bench.project
    assert record.pk != theirs.release.pk


def test_a_form_sent_by_another_project_under_the_same_token_starts_a_run_of_its_own(
    bench: Bench, client_for: Clients, theirs: Theirs
) -> None:
    once = uuid.uuid4()
    there = services.start_run(
        theirs.project, suite=theirs.suite, endpoint=theirs.endpoint, release="R", actor=None, once=once
    )
    response = client_for(bench.cast.evaluator).post(address(bench, "run_create"), order(bench, once=str(once)))
    here = Run.objects.exclude(pk=there.pk).get()
    assert response.headers["Location"] == address(bench, "run_detail", here.pk)


def test_a_run_is_repeated_once_for_each_project(bench: Bench, client_for: Clients, theirs: Theirs) -> None:
    once = uuid.uuid4()
    there = services.start_run(
        theirs.project, suite=theirs.suite, endpoint=theirs.endpoint, release="R", actor=None, once=once
    )
    run = bench.start()
    services.cancel_run(run, actor=bench.cast.evaluator)
    client_for(bench.cast.evaluator).post(address(bench, "run_repeat", run.pk), {"once": str(once)})
    assert Run.objects.get(repeats=run).project == bench.project
    assert not Run.objects.filter(repeats=there).exists()


def test_a_suite_is_not_drawn_from_one_of_another_project(bench: Bench, client_for: Clients, theirs: Theirs) -> None:
    client, before = client_for(bench.cast.editor), Suite.objects.count()
    sent: dict[str, Any] = {
        "way": "draw",
        "name": "Drawn",
        "parent": theirs.suite.pk,
        "by": "principle",
        "size": 1,
        "seed": 1,
    }
    response = client.post(address(bench, "suite_create"), sent)
    assert response.status_code == 422
    assert 'id="id_parent_error"' in response.content.decode()
    proposed = client.get(address(bench, "suite_create"), {"way": "draw", "parent": str(theirs.suite.pk)})
    assert CANARY not in response.content.decode() + proposed.content.decode()
    assert Suite.objects.count() == before


def test_releases_of_another_project_are_not_compared(bench: Bench, client_for: Clients, theirs: Theirs) -> None:
    own = services.add_release(bench.project, bench.cast.editor, "Release 4", Content("ours"))
    client = client_for(bench.cast.viewer)
    for left, right in ((own.pk, theirs.release.pk), (theirs.release.pk, own.pk)):
        response = client.get(address(bench, "release_compare"), {"left": left, "right": right})
        assert response.status_code == 422
        assert CANARY not in response.content.decode()


def test_a_spot_check_asks_no_endpoint_of_another_project(bench: Bench, client_for: Clients, theirs: Theirs) -> None:
    token = create_token(bench.project, name="CI", days=30, actor=bench.cast.evaluator)[0]
    reported, _ = services.store_report(token, report_of(bench))
    sent = {"endpoint": theirs.endpoint.pk, "share": 50, "seed": 1}
    response = client_for(bench.cast.evaluator).post(address(bench, "report_spot_check", reported.pk), sent)
    assert response.status_code == 422
    assert 'id="id_endpoint_error"' in response.content.decode()
    assert CANARY not in response.content.decode()
    assert Run.objects.get() == reported


def test_what_a_form_does_not_ask_for_is_not_taken(bench: Bench, client_for: Clients, theirs: Theirs) -> None:
    """The project, the state, the owner and the like, sent along."""
    extra = {"project": theirs.project.pk, "state": "completed", "simulated": "", "created_by": bench.cast.stranger.pk}
    client = client_for(bench.cast.editor)
    assert client.post(address(bench, "run_create"), order(bench) | extra).status_code == 303
    run = Run.objects.get()
    assert (run.project, run.state, run.simulated) == (bench.project, "queued", True)
    assert run.created_by == bench.cast.editor
    sent = {"name": "Place", "kind": "recorded", "version": 1, "archived_at": "2026-01-01"} | extra
    assert client.post(address(bench, "endpoint_create") + "?kind=recorded", sent).status_code == 303
    made = Endpoint.objects.get(name="Place")
    assert (made.project, made.kind, made.is_archived) == (bench.project, "recorded", False)


def test_the_command_finds_nothing_of_another_project(bench: Bench, theirs: Theirs) -> None:
    own = {"--suite": bench.suite.name, "--endpoint": bench.endpoint.name}
    for changed in ({"--suite": theirs.suite.name}, {"--endpoint": f"{CANARY} endpoint"}):
        words = [word for pair in (own | changed).items() for word in pair]
        with pytest.raises((SystemExit, CommandError)):
            call_command("evaluate", "--project", bench.project.path, *words)
    assert not Run.objects.exists()


def test_a_case_may_have_the_key_of_a_case_of_another_project(
    bench: Bench, client_for: Clients, theirs: Theirs
) -> None:
    """Fault 57: keys that collide with those of another tenant are independent of them."""
    there = theirs.suite.cases.order_by("position")[0]
    Case.objects.filter(pk=there.pk).update(title=CANARY)
    here = bench.suite.cases.get(key=there.key)
    page = client_for(bench.cast.viewer).get(address(bench, "case_detail", bench.suite.pk, here.pk)).content.decode()
    assert here.pk != there.pk
    assert CANARY not in page
    stranger = client_for(bench.cast.viewer).get(address(bench, "case_detail", bench.suite.pk, there.pk))
    assert stranger.status_code == 404

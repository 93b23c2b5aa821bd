"""Who may do what: each role, on each address, in the own project and in somebody else's."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from roadmap.models import Criterion, CriterionChange, Phase
from tests.conftest import Cast
from tests.roadmap.conftest import SignIn
from tests.roadmap.walk import furnish
from workspaces.models import Project

pytestmark = pytest.mark.django_db

READS = ["index", "export", "phase_detail", "criterion_detail", "evidence_list", "responsibilities"]
WRITES: dict[str, dict[str, Any]] = {
    "start": {},
    "phase_plan": {"version": 1, "planned_on": "2027-01-31", "owner": ""},
    "criterion_detail": {"version": 1, "owner": "", "due_on": "", "note": "Seen"},
}
ROLES = ["owner", "editor", "evaluator", "viewer"]


def address(project: Project, name: str) -> str:
    kwargs: dict[str, Any] = {"slug": project.path}
    phase = Phase.objects.get(project=project, number=1)
    if name.startswith("phase_"):
        kwargs["phase"] = phase.pk
    if name.startswith(("criterion_", "evidence_use")):
        kwargs["criterion"] = Criterion.objects.get(phase=phase, code="P1.1").pk
    return reverse(f"roadmap:{name}", kwargs=kwargs)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", READS)
def test_every_member_may_look(cast: Cast, client_for: SignIn, role: str, name: str) -> None:
    assert client_for(getattr(cast, role)).get(address(cast.project, name)).status_code == 200


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", WRITES)
def test_only_editors_and_owners_may_change(cast: Cast, client_for: SignIn, role: str, name: str) -> None:
    answer = client_for(getattr(cast, role)).post(address(cast.project, name), WRITES[name])
    assert answer.status_code == (303 if role in ("owner", "editor") else 403)
    changed = CriterionChange.objects.exists() or Phase.objects.filter(version__gt=1).exists()
    assert changed == (name != "start" and role in ("owner", "editor"))


@pytest.mark.parametrize("role", ["evaluator", "viewer"])
def test_the_plan_form_is_not_even_shown_to_those_who_may_not_plan(cast: Cast, client_for: SignIn, role: str) -> None:
    assert client_for(getattr(cast, role)).get(address(cast.project, "phase_plan")).status_code == 403


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["plain", "htmx"])
@pytest.mark.parametrize(
    "name", [*READS, "phase_plan", "criterion_confirm", "criterion_exclude", "evidence_create", "start"]
)
def test_a_stranger_finds_nothing_and_nothing_of_it_leaks(
    cast: Cast, client_for: SignIn, name: str, headers: dict[str, str]
) -> None:
    furnish(cast.project, cast.owner, "canary-7f3a")
    stranger = client_for(cast.stranger)
    versions = set(Criterion.objects.filter(phase__project=cast.project).values_list("pk", "version"))
    answers = [
        stranger.get(address(cast.project, name), headers=headers),
        stranger.post(address(cast.project, name), WRITES.get(name, {}), headers=headers),
    ]
    for answer in answers:
        assert answer.status_code in (404, 405)
        assert "canary-7f3a" not in answer.content.decode()
    assert any(answer.status_code == 404 for answer in answers)
    assert set(Criterion.objects.filter(phase__project=cast.project).values_list("pk", "version")) == versions


@pytest.mark.parametrize(
    "name", ["phase_detail", "phase_plan", "criterion_detail", "criterion_confirm", "evidence_use"]
)
def test_an_own_project_does_not_open_the_rows_of_another(cast: Cast, client_for: SignIn, name: str) -> None:
    own, foreign = address(cast.project, name), address(cast.other_project, name)
    crossed = foreign.replace(cast.other_project.path, cast.project.path)
    assert crossed != own
    browser = client_for(cast.owner)
    assert browser.post(crossed, WRITES.get(name, {})).status_code in (404, 405)
    assert browser.get(crossed).status_code in (404, 405)
    assert not CriterionChange.objects.exists()


@pytest.mark.parametrize("name", [*READS, *WRITES])
def test_without_signing_in_there_is_only_the_way_to_sign_in(cast: Cast, name: str) -> None:
    for answer in (Client().get(address(cast.project, name)), Client().post(address(cast.project, name))):
        assert answer.status_code == 302
        assert answer["Location"].startswith("/accounts/login/")


def test_the_furnished_project_holds_the_canary_where_its_people_look(cast: Cast, client_for: SignIn) -> None:
    kwargs = furnish(cast.project, cast.owner, "canary-7f3a")
    page = client_for(cast.viewer).get(
        reverse("roadmap:criterion_detail", args=[cast.project.path, kwargs["criterion"]])
    )
    assert page.content.decode().count("canary-7f3a") >= 2


@pytest.mark.parametrize(
    "name", ["phase_detail", "phase_plan", "criterion_detail", "criterion_confirm", "evidence_use"]
)
def test_a_number_that_no_row_can_have_finds_nothing(cast: Cast, client_for: SignIn, name: str) -> None:
    pk = "9" * 40
    url = re.sub(r"/\d+/", f"/{pk}/", address(cast.project, name))
    browser = client_for(cast.owner)
    assert pk in url
    assert browser.get(url).status_code in (404, 405)
    assert browser.post(url, WRITES.get(name, {})).status_code in (404, 405)

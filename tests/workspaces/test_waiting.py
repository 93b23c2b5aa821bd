"""What waits for whom: each source through the services of its room, and never for somebody without the right."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from roadmap.models import Criterion
from roadmap.services import update_criterion
from roadmap.services.responsibilities import give
from roadmap.services.waiving import ask_criterion_waiver
from tests.conftest import Cast
from tests.roadmap.doing import prove, say_met, take_on
from workspaces import services
from workspaces.models import Notification, User
from workspaces.notifications.selectors import tasks_of
from workspaces.notifications.telling import tell_what_waits

pytestmark = pytest.mark.django_db

ClientFor = Callable[[User], Client]


def criterion(cast: Cast, code: str) -> Criterion:
    return Criterion.objects.get(phase__project=cast.project, code=code)


def ahead(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def give_to(cast: Cast, code: str, person: User, due: date | None = None) -> None:
    update_criterion(criterion(cast, code), actor=cast.owner, owner=person, due_on=due)


def titles(cast: Cast, person: User) -> list[str]:
    return [entry.title for entry in tasks_of(person, cast.project).entries]


def test_open_criteria_of_the_phase_one_is_in_wait_for_their_owner_and_later_ones_once_they_are_due(
    cast: Cast,
) -> None:
    give_to(cast, "P1.1", cast.editor)
    give_to(cast, "P3.1", cast.editor)
    give_to(cast, "P3.2", cast.editor, ahead(3))
    give_to(cast, "P3.3", cast.editor, ahead(-1))
    entries = tasks_of(cast.editor).entries
    assert [(entry.title.split(":")[0], entry.overdue) for entry in entries] == [
        ("P3.3 is overdue", True),
        ("P3.2 is open", False),
        ("P1.1 is open", False),
    ]
    assert not tasks_of(cast.owner).entries


def test_a_criterion_is_told_again_when_it_becomes_overdue_and_stale_and_gone_once_met(cast: Cast) -> None:
    give_to(cast, "P1.8", cast.owner, ahead(30))
    tell_what_waits(cast.project)
    found = criterion(cast, "P1.8")
    evidence = prove(found, cast.owner)
    tell_what_waits(cast.project)
    say_met(found, cast.owner)
    tell_what_waits(cast.project)
    assert not titles(cast, cast.owner)
    assert not Notification.objects.filter(person=cast.owner, read_at=None).exists()

    evidence.uses.all().delete()
    assert titles(cast, cast.owner)[0].startswith("P1.8 is stale")
    tell_what_waits(cast.project)
    told = list(Notification.objects.filter(person=cast.owner).order_by("pk").values_list("text", flat=True))
    assert [text.split(":")[0] for text in told] == ["P1.8 is open", "P1.8 waits for your word", "P1.8 is stale"]


def test_a_waiver_of_a_criterion_waits_for_the_responsibility_that_may_and_for_no_other_owner(cast: Cast) -> None:
    found = Criterion.objects.filter(phase__project=cast.project).exclude(waiver="").first()
    assert found is not None
    ask_criterion_waiver(found, cast.editor, reason="It cannot be kept.", until=ahead(20))
    assert not titles(cast, cast.owner)
    take_on(cast.project, cast.owner, cast.viewer, found.waiver)
    take_on(cast.project, cast.owner, cast.editor, found.waiver)
    assert titles(cast, cast.viewer) == [f"Decide on the waiver for “{found}”"]
    assert not titles(cast, cast.editor)  # who asked does not decide


def test_a_responsibility_waits_to_be_accepted(cast: Cast) -> None:
    give(cast.project, cast.owner, role="risk_owner", person=cast.viewer)
    assert titles(cast, cast.viewer) == ["Accept the responsibility “Risk owner”"]


def test_nothing_of_a_project_waits_for_somebody_who_left(cast: Cast) -> None:
    give_to(cast, "P1.1", cast.editor)
    services.remove_member(cast.organisation.memberships.get(user=cast.editor), actor=cast.owner)
    assert not tasks_of(cast.editor).entries
    tell_what_waits(cast.project)
    assert not Notification.objects.filter(person=cast.editor).exists()


def test_the_pages_name_what_waits_and_lead_there(cast: Cast, client_for: ClientFor) -> None:
    give_to(cast, "P1.1", cast.editor, ahead(-2))
    client = client_for(cast.editor)
    address = reverse("roadmap:criterion_detail", args=[cast.project.path, criterion(cast, "P1.1").pk])
    for page in (reverse("workspaces:tasks"), reverse("workspaces:project_tasks", args=[cast.project.path])):
        shown = client.get(page).content.decode()
        assert "1 thing waits for you, 1 overdue" in shown
        assert f'href="{address}"' in shown
    stranger = client_for(cast.stranger).get(reverse("workspaces:project_tasks", args=[cast.project.path]))
    assert stranger.status_code == 404


def test_the_page_takes_as_many_queries_for_thirty_things_as_for_three(cast: Cast, client_for: ClientFor) -> None:
    client, page = client_for(cast.editor), reverse("workspaces:tasks")
    codes = list(Criterion.objects.filter(phase__project=cast.project).values_list("code", flat=True))

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(page).status_code == 200
        return len(captured)

    for code in codes[:3]:
        give_to(cast, code, cast.editor, ahead(2))
    queries()
    few = queries()
    for code in codes[3:33]:
        give_to(cast, code, cast.editor, ahead(2))
    assert queries() == few

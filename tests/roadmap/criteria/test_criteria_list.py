"""All criteria in one list: filtered, sorted, exported, and many changed together or not at all."""

import csv
import io
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from roadmap.errors import BatchRefused
from roadmap.models import Criterion, CriterionChange
from roadmap.services import update_criterion, words
from roadmap.services.batches import Chosen, update_criteria
from tests.conftest import Cast
from tests.roadmap.conftest import Find
from workspaces.models import User

pytestmark = pytest.mark.django_db

ClientFor = Callable[[User], Client]


def ahead(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def page(cast: Cast, client: Client, **query: str) -> str:
    response = client.get(reverse("roadmap:criteria_list", args=[cast.project.path]), query)
    assert response.status_code == 200
    return response.content.decode()


def codes(cast: Cast, client: Client, **query: str) -> list[str]:
    """The codes of the file, which holds what the list shows."""
    response = client.get(reverse("roadmap:criteria_export", args=[cast.project.path]), query)
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    return [row["code"] for row in rows]


def tick(*criteria: Criterion) -> list[str]:
    return [f"{criterion.pk}.{criterion.version}" for criterion in criteria]


def change(cast: Cast) -> str:
    return reverse("roadmap:criteria_change", args=[cast.project.path])


def test_the_list_goes_over_all_phases_and_narrows(cast: Cast, client_for: ClientFor, find: Find) -> None:
    client = client_for(cast.viewer)
    update_criterion(find("P2.4"), actor=cast.owner, owner=cast.editor, due_on=ahead(-2))
    update_criterion(find("P3.1"), actor=cast.owner, owner=cast.editor, due_on=ahead(5))
    assert "36 criteria in four phases, 1 overdue" in page(cast, client)
    assert "1 of 36 criteria, 1 overdue" in page(cast, client, due="overdue")
    assert codes(cast, client, due="overdue") == ["P2.4"]
    assert codes(cast, client, due="soon") == ["P3.1"]
    assert codes(cast, client, owner=str(cast.editor.pk), order="due") == ["P2.4", "P3.1"]
    assert codes(cast, client, owner=str(cast.editor.pk), order="-due") == ["P3.1", "P2.4"]
    assert len(codes(cast, client, phase="1")) == 9
    assert len(codes(cast, client, due="none")) == 34
    assert codes(cast, client, words="p4.1")[0] == "P4.1"
    assert len(codes(cast, client)) == 36


@pytest.mark.parametrize(
    "query", [{"phase": "9"}, {"order": "x"}, {"due": "never"}, {"owner": "999999"}, {"words": "a\0b"}, {"page": "x"}]
)
def test_a_filter_that_makes_no_sense_shows_everything(
    cast: Cast, client_for: ClientFor, query: dict[str, str]
) -> None:
    client = client_for(cast.viewer)
    assert "36 criteria in four phases" in page(cast, client, **query)
    assert len(codes(cast, client, **query)) == 36


def test_what_is_ticked_changes_together_with_a_history_each(cast: Cast, client_for: ClientFor, find: Find) -> None:
    client, due = client_for(cast.editor), ahead(30)
    values = {"criterion": tick(find("P1.1"), find("P2.1")), "owner": cast.owner.pk, "due_on": due.isoformat()}
    response = client.post(change(cast) + "?phase=2", values)
    assert (response.status_code, response.headers["Location"].partition("?")[2]) == (303, "phase=2")
    assert [(find(code).owner, find(code).due_on) for code in ("P1.1", "P2.1")] == [(cast.owner, due)] * 2
    assert CriterionChange.objects.filter(criterion__code__in=["P1.1", "P2.1"]).count() == 2

    client.post(change(cast), {"criterion": tick(find("P1.1")), "owner": "nobody", "no_date": "on"})
    assert (find("P1.1").owner, find("P1.1").due_on) == (None, None)


def test_one_row_that_moved_refuses_the_whole_batch_and_shows_both_sides(
    cast: Cast, client_for: ClientFor, find: Find
) -> None:
    first, second = find("P1.1"), find("P1.2")
    update_criterion(second, actor=cast.owner, owner=cast.viewer)
    values = {"criterion": tick(first, second), "owner": cast.owner.pk}
    response = client_for(cast.editor).post(change(cast), values)
    shown = response.content.decode()
    assert response.status_code == 409
    assert "Nothing was changed: 1 of those you ticked stood in the way" in shown
    assert "Somebody changed it while you had the list open." in shown
    assert "Acme Viewer, no date" in shown
    assert "<td>Acme Owner</td>" in shown
    assert find("P1.1").owner is None


def test_one_row_that_does_not_apply_refuses_the_whole_batch(cast: Cast, client_for: ClientFor, find: Find) -> None:
    words.exclude(find("P1.8"), cast.editor, "It is not asked of this project.")
    values = {"criterion": tick(find("P1.1"), find("P1.8")), "owner": cast.owner.pk}
    response = client_for(cast.editor).post(change(cast), values)
    assert response.status_code == 422
    assert "It does not apply, so nobody works on it." in response.content.decode()
    assert find("P1.1").owner is None


def test_a_row_of_another_project_refuses_the_whole_batch_without_a_word_about_it(
    cast: Cast, client_for: ClientFor, find: Find
) -> None:
    foreign = Criterion.objects.filter(phase__project=cast.other_project).first()
    assert foreign is not None
    values = {"criterion": [*tick(find("P1.1")), f"{foreign.pk}.1"], "owner": cast.owner.pk}
    response = client_for(cast.editor).post(change(cast), values)
    assert response.status_code == 422
    assert "It is not a criterion of this project." in response.content.decode()
    with pytest.raises(BatchRefused):
        update_criteria(cast.project, cast.owner, [Chosen(foreign.pk, 1)], {"owner": cast.owner})
    foreign.refresh_from_db()
    assert (find("P1.1").owner, foreign.owner) == (None, None)


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({}, "Tick the criteria"),
        ({"criterion": "x"}, "Tick the criteria"),
        ({"criterion": "1.1"}, "Choose an owner or a day."),
        ({"criterion": "1.1", "owner": "999999"}, "Choose somebody from the list."),
        ({"criterion": "1.1", "due_on": "soon"}, "not a day of the calendar"),
        ({"criterion": "1.1", "due_on": "2030-01-01", "no_date": "on"}, "not both"),
        ({"criterion": "9" * 30 + ".1", "owner": "nobody"}, "Tick the criteria"),
    ],
)
def test_a_change_without_ticks_or_values_says_what_is_missing(
    cast: Cast, client_for: ClientFor, values: dict[str, str], why: str
) -> None:
    response = client_for(cast.editor).post(change(cast), values)
    assert response.status_code == 422
    assert why in response.content.decode()


def test_a_day_out_of_range_names_every_row_it_was_refused_for(cast: Cast, client_for: ClientFor, find: Find) -> None:
    values = {"criterion": tick(find("P1.1"), find("P1.2")), "due_on": "1990-01-01"}
    response = client_for(cast.editor).post(change(cast), values)
    assert response.status_code == 422
    assert "2 of those you ticked stood in the way" in response.content.decode()


def test_viewers_have_no_ticks_and_may_not_change(cast: Cast, client_for: ClientFor, find: Find) -> None:
    for person, status in ((cast.viewer, 403), (cast.evaluator, 403), (cast.stranger, 404)):
        values = {"criterion": tick(find("P1.1")), "owner": "nobody"}
        assert client_for(person).post(change(cast), values).status_code == status
    assert 'name="criterion"' not in page(cast, client_for(cast.viewer))


def test_the_list_takes_as_many_queries_for_ten_times_the_criteria(cast: Cast, client_for: ClientFor) -> None:
    client = client_for(cast.editor)
    page(cast, client)
    with CaptureQueriesContext(connection) as few:
        page(cast, client)
    pattern = Criterion.objects.filter(phase__project=cast.project).values()
    Criterion.objects.bulk_create(
        Criterion(**{**row, "id": None, "code": f"X{row['id']}.{copy}"[:10], "position": 100 + copy})
        for row in pattern
        for copy in range(9)
    )
    with CaptureQueriesContext(connection) as many:
        page(cast, client)
    assert len(many) == len(few)

"""All runs and pilots in one list: filtered, sorted, in pages and exported."""

import csv
import io
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from evaluations.models import Run
from tests.conftest import Cast
from workspaces.models import User

pytestmark = pytest.mark.django_db

ClientFor = Callable[[User], Client]


def make(cast: Cast, count: int, **values: object) -> None:
    given = {
        "source": "reported",
        "state": "cancelled",
        "release": "Release 1",
        "finished_at": timezone.now(),
        **values,
    }
    Run.objects.bulk_create(Run(project=cast.project, name=f"Run {number}", **given) for number in range(count))


def page(cast: Cast, client: Client, **query: str) -> str:
    response = client.get(reverse("evaluations:run_list", args=[cast.project.path]), query)
    assert response.status_code == 200
    return response.content.decode()


def exported(cast: Cast, client: Client, **query: str) -> list[dict[str, str]]:
    response = client.get(reverse("evaluations:run_export", args=[cast.project.path]), query)
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_the_list_narrows_sorts_and_goes_out_as_it_is_shown(cast: Cast, client_for: ClientFor) -> None:
    client = client_for(cast.viewer)
    assert "Nothing was measured yet" in page(cast, client)
    make(cast, 60)
    make(cast, 1, release="=1+1", source="recorded", state="completed")
    assert "61 runs and pilots" in page(cast, client)
    assert "2 of 2" in page(cast, client, page="2")
    assert "1 of 61 runs and pilots" in page(cast, client, source="recorded")
    assert len(exported(cast, client)) == 61
    (row,) = exported(cast, client, source="recorded")
    assert row["release"] == "'=1+1"
    names = [row["name"] for row in exported(cast, client, words="run 1", order="name")]
    assert names == sorted(names)
    assert "Run 10" in names
    assert "Run 2" not in names


@pytest.mark.parametrize("query", [{"state": "x"}, {"order": "x"}, {"source": "\0"}, {"words": "a\0"}, {"page": "x"}])
def test_a_filter_that_makes_no_sense_shows_everything(
    cast: Cast, client_for: ClientFor, query: dict[str, str]
) -> None:
    make(cast, 2)
    assert "2 runs and pilots" in page(cast, client_for(cast.viewer), **query)


def test_the_list_takes_as_many_queries_for_forty_runs_as_for_four(cast: Cast, client_for: ClientFor) -> None:
    client = client_for(cast.viewer)
    make(cast, 4)
    page(cast, client)
    with CaptureQueriesContext(connection) as few:
        page(cast, client)
    make(cast, 36)
    with CaptureQueriesContext(connection) as many:
        page(cast, client)
    assert len(many) == len(few)

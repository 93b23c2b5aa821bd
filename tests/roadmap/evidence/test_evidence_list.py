"""The list of evidence: narrowed, sorted, in pages, and as a file that is what the list shows."""

import csv
import io
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from tests.conftest import Cast
from tests.roadmap.conftest import Find
from tests.roadmap.doing import note, prove
from workspaces.models import User

pytestmark = pytest.mark.django_db

ClientFor = Callable[[User], Client]


def page(cast: Cast, client: Client, **query: str) -> str:
    response = client.get(reverse("roadmap:evidence_list", args=[cast.project.path]), query)
    assert response.status_code == 200
    return response.content.decode()


def exported(cast: Cast, client: Client, **query: str) -> list[dict[str, str]]:
    response = client.get(reverse("roadmap:evidence_export", args=[cast.project.path]), query)
    assert response.headers["Content-Disposition"] == f'attachment; filename="evidence-{cast.project.slug}.csv"'
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_the_file_holds_what_the_list_shows_in_its_order(cast: Cast, client_for: ClientFor, find: Find) -> None:
    client = client_for(cast.viewer)
    note(cast.project, cast.editor, "=Beta")
    prove(find("P1.8"), cast.editor, "Alpha")
    assert [row["title"] for row in exported(cast, client)] == ["'=Beta", "Alpha"]
    assert [row["title"] for row in exported(cast, client, order="-added")] == ["Alpha", "'=Beta"]
    assert [row["title"] for row in exported(cast, client, show="unused")] == ["'=Beta"]
    (row,) = exported(cast, client, words="ALPHA")
    assert (row["criteria"], row["counts"], row["kind"]) == ("P1.8", "yes", "Note")
    assert "=Beta" not in page(cast, client, words="alpha")
    assert exported(cast, client, kind="file") == []


def test_many_pieces_go_in_pages_that_keep_the_filter(cast: Cast, client_for: ClientFor) -> None:
    for number in range(51):
        note(cast.project, cast.editor, f"Piece {number:02}")
    client = client_for(cast.viewer)
    first = page(cast, client, words="piece")
    assert "?words=piece&amp;page=2" in first
    assert "Piece 50" not in first
    assert "Piece 50" in page(cast, client, words="piece", page="2")


@pytest.mark.parametrize("query", [{"order": "x"}, {"show": "x"}, {"words": "a\0"}, {"page": "-1"}, {"kind": "x"}])
def test_a_filter_that_makes_no_sense_shows_everything(
    cast: Cast, client_for: ClientFor, query: dict[str, str]
) -> None:
    note(cast.project, cast.editor, "Alpha")
    assert "Alpha" in page(cast, client_for(cast.viewer), **query)

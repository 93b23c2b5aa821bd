"""The CSV file: complete, and harmless in a spreadsheet."""

import csv
import io
from datetime import date

import pytest
from django.urls import reverse

from roadmap.export import COLUMNS
from roadmap.services import update_criterion
from tests.conftest import Cast
from tests.roadmap.conftest import Find, SignIn

pytestmark = pytest.mark.django_db


def exported(cast: Cast, client_for: SignIn) -> list[dict[str, str]]:
    answer = client_for(cast.viewer).get(reverse("roadmap:export", args=[cast.project.path]))
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))


def test_every_criterion_is_a_row_with_what_the_screen_shows(cast: Cast, client_for: SignIn, find: Find) -> None:
    update_criterion(find("P1.1"), actor=cast.editor, owner=cast.owner, due_on=date(2020, 5, 1), note="Two\nlines")
    rows = exported(cast, client_for)
    assert len(rows) == 36
    assert tuple(rows[0]) == COLUMNS
    first = rows[0]
    assert (first["phase"], first["code"], first["state"], first["blocking"]) == ("1", "P1.1", "Open", "yes")
    assert (first["owner"], first["due on"], first["overdue"]) == ("Acme Owner", "2020-05-01", "yes")
    assert first["reason"].startswith("Project owner: open until")
    assert first["note"] == "Two\nlines"
    assert first["suggested mapping"] == (
        "NIST AI RMF 1.0: GOVERN 2.1, GOVERN 2.3; ISO/IEC 42001:2023: 5.3, A.3.2; "
        "EU AI Act, Regulation (EU) 2024/1689: 17.1, 26.2"
    )
    assert [row["code"] for row in rows][9:19] == [f"P2.{number}" for number in range(1, 11)]


def test_the_file_is_a_download_that_no_browser_runs(cast: Cast, client_for: SignIn) -> None:
    answer = client_for(cast.viewer).get(reverse("roadmap:export", args=[cast.project.path]))
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="roadmap-support.csv"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert "no-store" in answer["Cache-Control"]


def test_a_formula_in_a_note_arrives_as_text(cast: Cast, client_for: SignIn, find: Find) -> None:
    update_criterion(find("P1.1"), actor=cast.editor, note='=HYPERLINK("https://evil.example";"x")')
    assert exported(cast, client_for)[0]["note"].startswith("'=HYPERLINK")

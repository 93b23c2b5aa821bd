"""The page that gathers a company's own rules, the panel beside a principle, and what goes into the house policy."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from explorer.house import selectors as house_selectors
from explorer.models import KnownViolation, SpecPin, SpecVersion
from explorer.services import decide_stance, mark_known_gap, mark_regression, pin_version, retire_house_clause
from tests.conftest import Cast
from tests.explorer.house import a_clause, a_ruling
from tests.explorer.stances import cooking, fresh, newer_rules
from workspaces.models import Project, User

pytestmark = pytest.mark.django_db
Clients = Callable[[User], Client]


def address(project: Project) -> str:
    return reverse("explorer:house_rules", args=[project.path])


def test_the_empty_page_says_what_each_is_for(cast: Cast, client_for: Clients) -> None:
    body = client_for(cast.editor).get(address(cast.project)).content.decode()
    assert "No rules of our own yet" in body
    for name in ("house_clause_create", "ruling_create", "known_violation_create"):
        assert reverse(f"explorer:{name}", args=[cast.project.path]) in body
    seen = client_for(cast.viewer).get(address(cast.project)).content.decode()
    assert "An editor or owner can add one" in seen
    assert "/new/" not in seen


def test_clauses_follow_the_document_and_what_is_urgent_comes_first(
    cast: Cast, kitchen: SpecVersion, tmp_path: Path, client_for: Clients
) -> None:
    project = cooking(cast, kitchen)
    a_clause(cast, project, principle="knives", title="Steel only")
    a_clause(cast, project, principle="wash", title="Sing while you wash")
    a_ruling(cast, project, "wash")
    a_ruling(cast, project, "knives")
    mark_regression(project, cast.editor, "wash", "Cold water.")
    past = mark_known_gap(project, cast.editor, "knives", "Blunt.", timezone.localdate() + timedelta(days=1))
    KnownViolation.objects.filter(pk=past.pk).update(until=timezone.localdate() - timedelta(days=1))
    pin_version(fresh(project), newer_rules(tmp_path), cast.owner)

    body = client_for(cast.viewer).get(address(project)).content.decode()
    assert "2 house clauses, 2 rulings (1 stale), 2 known violations (1 overdue)" in body
    assert body.index("Sing while you wash") < body.index("Steel only")
    assert body.index('id="ruling-2"') < body.index('id="ruling-1"')
    assert body.index("Blunt.") < body.index("Cold water.")


def test_clauses_whose_principle_is_gone_stand_at_the_end(
    cast: Cast, kitchen: SpecVersion, client_for: Clients
) -> None:
    project = cooking(cast, kitchen)
    a_clause(cast, project)
    pin_version(fresh(project), SpecVersion.objects.get(label="2025-12-18"), cast.owner)
    a_clause(cast, fresh(project), principle="do_not_lie", title="Truth")

    body = client_for(cast.viewer).get(address(project)).content.decode()
    assert body.index("Truth") < body.index("not in 2025-12-18: move its clauses under another principle")


def test_the_page_asks_no_more_for_ten_times_as_many(cast: Cast, kitchen: SpecVersion, client_for: Clients) -> None:
    project = cooking(cast, kitchen)
    client, counts = client_for(cast.viewer), []
    for turn in (1, 9):
        for number in range(turn):
            a_clause(cast, project)
            a_ruling(cast, project)
            mark_regression(project, cast.editor, "knives", "Blunt.", f"case-{turn}-{number}")
        with CaptureQueriesContext(connection) as queries:
            client.get(address(project))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_nothing_loaded_is_no_error(cast: Cast, client_for: Clients) -> None:
    SpecPin.objects.all().delete()
    SpecVersion.objects.all().delete()
    client, project = client_for(cast.editor), cast.project
    assert client.get(address(project)).status_code == 200
    for name in ("house_clause_create", "ruling_create", "known_violation_create"):
        page = client.get(reverse(f"explorer:{name}", args=[project.path]))
        assert "No version of the Model Spec is loaded" in page.content.decode()


def test_the_panel_shows_clauses_rulings_and_marks_of_one_principle(
    cast: Cast, kitchen: SpecVersion, tmp_path: Path
) -> None:
    project = cooking(cast, kitchen)
    clause = a_clause(cast, project)
    a_ruling(cast, project)
    mark_regression(project, cast.editor, "knives", "Blunt.", "case")
    mark_regression(project, cast.editor, clause.identifier, "Ceramic.")
    a_clause(cast, project, principle="wash", title="Elsewhere")
    with CaptureQueriesContext(connection) as few:
        panel = house_selectors.house_panel(fresh(project), "knives", kitchen)
    assert [entry.clause.title for entry in panel.clauses] == ["No ceramic blades"]
    assert [entry.ruling.number for entry in panel.rulings] == [1]
    assert {entry.mark.what for entry in panel.marks} == {"Blunt.", "Ceramic."}
    assert panel.is_known
    assert not panel.other_version
    assert not panel.is_empty

    for number in range(5):
        a_clause(cast, project, title=f"Number {number}")
        a_ruling(cast, project)
        mark_regression(project, cast.editor, "knives", "Blunt.", f"case-{number}")
    with CaptureQueriesContext(connection) as many:
        house_selectors.house_panel(fresh(project), "knives", kitchen)
    assert len(many) == len(few)

    retire_house_clause(project, cast.editor, clause.identifier, "Gone.")
    newer = newer_rules(tmp_path)
    panel = house_selectors.house_panel(fresh(project), "knives", newer)
    assert panel.other_version
    assert panel.label == "2026-01-05"
    assert "No ceramic blades" not in [entry.clause.title for entry in panel.clauses]


def test_the_panel_is_drawn_for_a_principle_without_any(cast: Cast, kitchen: SpecVersion) -> None:
    project = cooking(cast, kitchen)
    house = house_selectors.house_panel(project, "knives", kitchen)
    request = RequestFactory().get("/")
    request.user = cast.editor
    body = render_to_string("explorer/house_panel.html", {"project": project, "house": house}, request)
    assert "No house clause hangs here" in body


def test_the_house_policy_holds_clauses_and_rulings_below_their_principle(
    cast: Cast, kitchen: SpecVersion, tmp_path: Path, client_for: Clients
) -> None:
    project = cooking(cast, kitchen)
    a_clause(cast, project, text="Only *steel* is sharpened.")
    a_ruling(cast, project)
    decide_stance(project, cast.editor, "knives", "adopted")
    pin_version(fresh(project), newer_rules(tmp_path), cast.owner)

    text = client_for(cast.viewer).get(reverse("explorer:house_policy", args=[project.path])).content.decode()
    place = text.index("### Keep knives sharp")
    assert text.index("**House clause, developer: No ceramic blades**") > place
    assert "> Only \\*steel\\* is sharpened." in text
    assert "**Ruling 1 (stale: the principle was reworded since 2026-01-05)**" in text
    assert "Decided by The head cook, 2026-01-06, on 2026-01-05." in text


def test_the_house_policy_loses_no_rule_whose_principle_is_gone(
    cast: Cast, kitchen: SpecVersion, client_for: Clients
) -> None:
    project = cooking(cast, kitchen)
    a_clause(cast, project)
    pin_version(fresh(project), SpecVersion.objects.get(label="2025-12-18"), cast.owner)

    text = client_for(cast.viewer).get(reverse("explorer:house_policy", args=[project.path])).content.decode()
    place = text.index("## House rules on principles that 2025-12-18 does not have")
    assert text.index("**House clause, developer: No ceramic blades** · `knives`") > place

"""Known violations: gaps until a day, regressions, who may mark and close, and the pages."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from explorer.errors import AlreadyMarked, HouseRuleChanged, HouseRuleRefused
from explorer.house import selectors as house_selectors
from explorer.models import KnownViolation, SpecVersion
from explorer.services import close_mark, mark_known_gap, mark_regression
from tests.conftest import Cast
from tests.explorer.house import a_clause
from tests.explorer.stances import cooking
from workspaces.models import AuditEntry, Project, User
from workspaces.waivers import latest_day

pytestmark = pytest.mark.django_db
Clients = Callable[[User], Client]


def page(name: str, project: Project, *keys: object) -> str:
    return reverse(f"explorer:known_violation_{name}", args=[project.path, *keys])


def tomorrow() -> date:
    return timezone.localdate() + timedelta(days=1)


def test_a_gap_is_accepted_until_a_day_ahead(cast: Cast, kitchen: SpecVersion) -> None:
    project = cooking(cast, kitchen)
    for until in (timezone.localdate(), latest_day() + timedelta(days=1), date.min, date.max):
        with pytest.raises(HouseRuleRefused) as refusal:
            mark_known_gap(project, cast.evaluator, "knives", "They are blunt.", until)
        assert list(refusal.value.problems) == ["until"]
    mark_known_gap(project, cast.evaluator, "knives", "They are blunt.", latest_day())
    mark = mark_known_gap(project, cast.evaluator, "wash", "No soap.", tomorrow(), "soap-1")

    assert (mark.kind, mark.case_key, mark.marked_by) == ("known_gap", "soap-1", cast.evaluator)
    entry = AuditEntry.objects.filter(action="known_violation.marked").latest("sequence")
    assert (entry.details["case"], entry.details["until"]) == ("soap-1", tomorrow().isoformat())


def test_house_clauses_are_violated_like_principles(cast: Cast, kitchen: SpecVersion) -> None:
    project = cooking(cast, kitchen)
    identifier = a_clause(cast, project).identifier
    mark = mark_regression(project, cast.evaluator, identifier, "A ceramic one was sharpened.", "case-1")

    assert house_selectors.mark_entries(project, [mark])[0].ground.title == "No ceramic blades"
    for unknown in ("pots", ""):
        with pytest.raises(HouseRuleRefused):
            mark_regression(project, cast.evaluator, unknown, "What?")
    with pytest.raises(HouseRuleRefused) as refusal:
        mark_regression(project, cast.evaluator, "knives", " ", "x" * 101)
    assert set(refusal.value.problems) == {"what", "case_key"}


def test_one_open_mark_for_a_principle_and_one_for_each_case(cast: Cast, kitchen: SpecVersion) -> None:
    project = cooking(cast, kitchen)
    mark = mark_regression(project, cast.evaluator, "knives", "Blunt.")
    mark_regression(project, cast.evaluator, "knives", "Blunt.", "case-1")
    with pytest.raises(AlreadyMarked, match="This principle as a whole is marked as a regression"):
        mark_known_gap(project, cast.editor, "knives", "Blunt.", tomorrow())
    with pytest.raises(AlreadyMarked, match="This case is marked as a regression"):
        mark_regression(project, cast.editor, "knives", "Blunt.", "case-1")

    close_mark(project, cast.editor, mark, "Sharpened.")
    mark_known_gap(project, cast.editor, "knives", "Blunt again.", tomorrow())
    assert KnownViolation.objects.count() == 3


def test_a_gap_past_its_day_is_overdue_and_leads_the_list(
    cast: Cast, kitchen: SpecVersion, client_for: Clients
) -> None:
    project = cooking(cast, kitchen)
    later = mark_known_gap(project, cast.editor, "wash", "No soap.", tomorrow() + timedelta(days=9))
    soon = mark_known_gap(project, cast.editor, "taste", "No spoon.", tomorrow())
    regression = mark_regression(project, cast.editor, "knives", "Blunt.")
    past = mark_known_gap(project, cast.editor, "taste", "No salt.", tomorrow(), "salt")
    KnownViolation.objects.filter(pk=past.pk).update(until=timezone.localdate() - timedelta(days=1))
    closed = mark_regression(project, cast.editor, "wash", "Cold water.", "cold")
    close_mark(project, cast.editor, closed, "Heated.")
    client = client_for(cast.viewer)

    entries = house_selectors.mark_entries(project, house_selectors.marks_of(project))
    assert [entry.mark for entry in entries] == [past, regression, soon, later, closed]
    assert [entry.state for entry in entries] == ["overdue", "regression", "known_gap", "known_gap", "closed"]

    def shown(query: str) -> list[KnownViolation]:
        body = client.get(page("list", project) + query).content.decode()
        assert "1 known gap overdue, 4 open" in body
        return [entry.mark for entry in entries if f'id="mark-{entry.mark.pk}"' in body]

    assert shown("") == [past, regression, soon, later]
    assert shown("?show=overdue") == [past]
    assert shown("?show=known_gap") == [past, soon, later]
    assert shown("?show=regression") == [regression]
    assert shown("?show=closed") == [closed]
    assert shown("?show=all") == [past, regression, soon, later, closed]
    assert shown("?show=%00") == [past, regression, soon, later]


def test_a_gap_is_not_overdue_on_its_day(cast: Cast, kitchen: SpecVersion) -> None:
    project = cooking(cast, kitchen)
    mark = mark_known_gap(project, cast.editor, "wash", "No soap.", tomorrow())
    mark.until = timezone.localdate()
    assert house_selectors.mark_entries(project, [mark])[0].state == "known_gap"


def test_a_mark_is_closed_once_with_a_note(cast: Cast, kitchen: SpecVersion, client_for: Clients) -> None:
    project = cooking(cast, kitchen)
    mark = mark_regression(project, cast.evaluator, "knives", "Blunt.")
    client, address = client_for(cast.editor), page("close", project, mark.pk)

    assert client.post(address, {"note": ""}).status_code == 422
    assert client.post(address, {"note": "Sharpened on Monday."}).status_code == 303
    mark.refresh_from_db()
    assert (mark.closed_by, mark.closing_note) == (cast.editor, "Sharpened on Monday.")
    again = client.post(address, {"note": "Sharpened by me."})
    assert again.status_code == 409
    assert "Sharpened on Monday." in again.content.decode()
    assert "This mark is closed" in client.get(address).content.decode()
    with pytest.raises(HouseRuleChanged):
        close_mark(project, cast.owner, mark, "Late.")


def test_evaluators_mark_and_editors_close(cast: Cast, kitchen: SpecVersion, client_for: Clients) -> None:
    project = cooking(cast, kitchen)
    sent = {"principle": "knives", "case": "", "kind": "regression", "what": "Blunt.", "until": ""}
    assert client_for(cast.viewer).post(page("create", project), sent).status_code == 403
    assert client_for(cast.stranger).post(page("create", project), sent).status_code == 404
    assert client_for(cast.evaluator).post(page("create", project), sent).status_code == 303
    mark = KnownViolation.objects.get()
    assert client_for(cast.evaluator).post(page("close", project, mark.pk), {"note": "Done."}).status_code == 403
    body = client_for(cast.viewer).get(page("list", project)).content.decode()
    assert "Blunt." in body
    assert "Close it" not in body
    assert "Mark one" not in body
    again = client_for(cast.evaluator).post(page("create", project), sent)
    assert again.status_code == 409
    assert "marked as a regression already" in again.content.decode()


def test_the_form_is_filled_in_from_the_address_and_says_what_is_wrong(
    cast: Cast, kitchen: SpecVersion, client_for: Clients
) -> None:
    project = cooking(cast, kitchen)
    client = client_for(cast.evaluator)
    body = client.get(page("create", project) + "?principle=knives&case=blade-1&kind=known_gap").content.decode()
    assert '<option value="knives" selected>' in body
    assert 'value="blade-1"' in body
    assert 'value="known_gap" checked' in body
    assert client.get(page("create", project) + "?principle=%00&case=%00&kind=%F0").status_code == 200

    sent = {"principle": "knives", "case": "", "kind": "known_gap", "what": "Blunt.", "until": tomorrow().isoformat()}
    for wrong in (
        {"until": ""},
        {"until": "soon"},
        {"until": "2020-01-01"},
        {"kind": ""},
        {"kind": "typo"},
        {"what": "\0"},
        {"case": "x" * 101},
        {"principle": "pots"},
    ):
        response = client.post(page("create", project), {**sent, **wrong})
        assert response.status_code == 422, wrong
        assert response.content.decode().count("field__error") == 1, wrong
    assert not KnownViolation.objects.exists()


def test_the_list_asks_no_more_for_more_marks(cast: Cast, kitchen: SpecVersion, client_for: Clients) -> None:
    project = cooking(cast, kitchen)
    client, counts = client_for(cast.viewer), []
    for turn in range(2):
        for number in range(8 * turn + 1):
            mark_regression(project, cast.editor, "knives", "Blunt.", f"case-{turn}-{number}")
        with CaptureQueriesContext(connection) as queries:
            client.get(page("list", project))
        counts.append(len(queries))
    assert counts[0] == counts[1]

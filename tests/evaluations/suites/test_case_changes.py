"""Changing, copying, moving and removing cases; a suite that was run stays as it was."""

import threading

import pytest
from django.db import connection

from evaluations import services
from evaluations.content import suite_sha256
from evaluations.errors import CaseChanged, SuiteSuperseded
from evaluations.models import Case, Suite
from evaluations.services import cases as changes
from evaluations.suites.drafts import case_sha256, draft_of
from tests.conftest import Cast
from tests.evaluations.case_pages import Clients, case_in, fields_of, of, text_of
from tests.evaluations.conftest import Bench
from workspaces.models import AuditEntry

pytestmark = pytest.mark.django_db


def test_the_first_change_of_a_suite_that_was_run_makes_its_next_version(bench: Bench, client_for: Clients) -> None:
    bench.start()
    bench.suite.refresh_from_db()
    sealed, case, client = bench.suite.content_sha256, case_in(bench), client_for(bench.cast.editor)
    page = client.get(of(bench, "case_change", case))
    assert "saving makes its next version" in text_of(page)
    response = client.post(of(bench, "case_change", case), fields_of(page.content.decode()) | {"title": "New words"})
    following = Suite.objects.get(name=bench.suite.name, version=2)
    changed = following.cases.get(key=case.key)
    assert response.headers["Location"] == of(bench, "case_detail", changed)
    assert (changed.title, following.cases.count()) == ("New words", 24)
    case.refresh_from_db()
    bench.suite.refresh_from_db()
    assert case.title != "New words"
    assert suite_sha256(bench.suite.cases.order_by("position")) == sealed
    assert following.content_sha256 == suite_sha256(following.cases.order_by("position")) != sealed
    assert list(AuditEntry.objects.order_by("sequence").values_list("action", flat=True))[-2:] == [
        "suite.versioned",
        "case.changed",
    ]
    with pytest.raises(SuiteSuperseded):
        changes.remove_case(case, bench.cast.editor)
    late = client.post(of(bench, "case_change", case), fields_of(page.content.decode()) | {"title": "Too late"})
    assert late.status_code == 409
    assert f"{following} is the one to change" in text_of(late)
    client.post(of(bench, "case_remove", changed))
    assert Suite.objects.filter(name=bench.suite.name).count() == 2, "an open version takes further changes"
    assert following.cases.count() == 23


def test_two_people_on_one_case_do_not_overwrite_each_other(bench: Bench, client_for: Clients) -> None:
    case, client = case_in(bench), client_for(bench.cast.editor)
    seen = fields_of(client.get(of(bench, "case_change", case)).content.decode())
    assert (
        client_for(bench.cast.owner).post(of(bench, "case_change", case), seen | {"title": "First"}).status_code == 303
    )
    second = client.post(of(bench, "case_change", case), seen | {"title": "Second"})
    assert second.status_code == 409
    assert 'value="Second"' in second.content.decode()
    case.refresh_from_db()
    assert case.title == "First"
    with pytest.raises(CaseChanged):
        changes.change_case(case, bench.cast.editor, draft_of(case), seen="0" * 64)
    assert changes.change_case(case, bench.cast.editor, draft_of(case), seen=case_sha256(case))


def test_a_copy_stands_at_the_end_with_a_key_of_its_own(bench: Bench, client_for: Clients) -> None:
    case = case_in(bench)
    response = client_for(bench.cast.editor).post(of(bench, "case_copy", case))
    copy = bench.suite.cases.order_by("-position").first()
    assert copy is not None
    assert (copy.key, copy.title) == ("refund-nobody-can-see-2", f"{case.title} (copy)")
    assert copy.graders == case.graders
    assert response.headers["Location"] == of(bench, "case_change", copy)


def test_a_case_changes_places_under_its_principle(bench: Bench, client_for: Clients) -> None:
    first, second = bench.suite.cases.filter(principle="do_not_lie").order_by("position")
    client = client_for(bench.cast.editor)
    for key, to in ((second, "up"), (first, "up"), (second, "down"), (second, "down")):
        assert client.post(of(bench, "case_move", key), {"to": to}).status_code == 303
    keys = list(bench.suite.cases.filter(principle="do_not_lie").order_by("position").values_list("key", flat=True))
    assert keys == [first.key, second.key]
    client.post(of(bench, "case_move", second), {"to": "up"})
    keys = list(bench.suite.cases.filter(principle="do_not_lie").order_by("position").values_list("key", flat=True))
    assert keys == [second.key, first.key]


def test_removing_asks_once_and_names_the_case(bench: Bench, client_for: Clients) -> None:
    case, client = case_in(bench), client_for(bench.cast.editor)
    assert f"Remove “{case.title}”?" in text_of(client.get(of(bench, "case_remove", case)))
    assert client.post(of(bench, "case_remove", case)).status_code == 303
    assert not Case.objects.filter(pk=case.pk).exists()
    assert client.post(of(bench, "case_remove", case)).status_code == 404


def test_recorded_conversations_stay_as_they_were_recorded(bench: Bench, client_for: Clients) -> None:
    Suite.objects.filter(pk=bench.suite.pk).update(origin="recorded")
    case, client = case_in(bench), client_for(bench.cast.editor)
    sent = fields_of(client.get(of(bench, "case_change", case)).content.decode())
    assert client.post(of(bench, "case_change", case), sent | {"title": "x"}).status_code == 409
    client.post(of(bench, "case_remove", case))
    assert bench.suite.cases.count() == 24


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("migrated_again")
def test_many_people_changing_a_frozen_suite_make_one_next_version(cast: Cast) -> None:
    suite = services.load_starter_suite(cast.project, cast.editor)
    Suite.objects.filter(pk=suite.pk).update(frozen_at="2026-05-01T00:00:00Z")
    suite.refresh_from_db()
    cases = list(suite.cases.order_by("position")[:4])
    outcomes: list[object] = []

    def change(case: Case) -> None:
        try:
            outcomes.append(changes.copy_case(case, cast.editor).suite.version)
        except (SuiteSuperseded, CaseChanged) as conflict:
            outcomes.append(type(conflict).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=change, args=(case,)) for case in cases]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(str, outcomes)) == ["2", *["SuiteSuperseded"] * 3]
    assert Suite.objects.filter(name=suite.name).count() == 2

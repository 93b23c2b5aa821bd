"""Conversations of a pilot: masked, shown, stored, drawn from, checked one by one, and only then run."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse

from evaluations import services
from evaluations.errors import RunRefused
from evaluations.models import Calibration, Case, Grading, Judge, Run, Suite
from evaluations.selectors import traffic_measurements
from tests.conftest import Cast
from tests.evaluations.conftest import Bench
from workspaces.models import AuditEntry, User

pytestmark = pytest.mark.django_db
Clients = Callable[[User], Client]
SECRET = "zoe.quill@post.example"
ROWS = [
    {"user": f"My name is Zoe Quill, write to {SECRET}.", "stratum": "chat"},
    {"user": "Is claim 4471 paid? Regards,\nBo Ode", "stratum": "mail"},
    {"user": "Please call Quill at +49 171 2345678.", "stratum": "mail"},
]


@pytest.fixture
def url(cast: Cast) -> str:
    return reverse("evaluations:suite_create", args=[cast.project.path])


def preview(client: Client, url: str, **more: Any) -> Any:
    data = "\n".join(json.dumps(row) for row in ROWS).encode()
    sent = {"way": "traffic", "name": "Chat of May", "principle": "do_not_lie", "names": "Quill\n"}
    return client.post(url, sent | {"file": SimpleUploadedFile("zoe.jsonl", data)} | more)


def sealed(response: Any) -> str:
    found = re.search(r'name="masked" value="([^"]+)"', response.content.decode())
    assert found is not None
    return found.group(1)


def stored(client: Client, url: str) -> Suite:
    sent = {"way": "traffic_store", "name": "Chat of May", "masked": sealed(preview(client, url))}
    assert client.post(url, sent).status_code == 303
    return Suite.objects.get(name="Chat of May")


def everything_stored() -> str:
    """Every text of every table, to look for what must not be there."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - names of our own tables
            found.append(str(cursor.fetchall()))
    return "\n".join(found)


def test_the_preview_shows_what_was_masked_and_stores_nothing(cast: Cast, client_for: Clients, url: str) -> None:
    response = preview(client_for(cast.editor), url)
    page = response.content.decode()
    assert response.status_code == 200
    assert "5 passages would be masked in 3 conversations" in page
    assert "My name is [name], write to [email]." in page
    assert SECRET not in page
    assert "Quill" not in page
    assert not Suite.objects.exists()


def test_what_is_stored_is_masked_and_no_table_holds_the_rest(cast: Cast, client_for: Clients, url: str) -> None:
    suite = stored(client_for(cast.editor), url)
    assert suite.origin == "traffic"
    assert suite.recipe["masked"] == {"name": 3, "email": 1, "phone": 1}
    assert [case.tags for case in suite.cases.order_by("position")] == [["chat"], ["mail"], ["mail"]]
    assert all(case.graders == [] and case.expected == "" and case.exemplars == {} for case in suite.cases.all())
    kept = everything_stored()
    assert SECRET not in kept
    assert "Quill" not in kept


@pytest.mark.parametrize("masked", ["", "forged", "a:b:c"])
def test_what_comes_back_changed_is_not_stored(cast: Cast, client_for: Clients, url: str, masked: str) -> None:
    sent = {"way": "traffic_store", "name": "Chat", "masked": masked}
    assert "start again" in client_for(cast.editor).post(url, sent).content.decode()
    assert not Suite.objects.exists()


def test_a_preview_of_another_project_is_not_stored_here(cast: Cast, client_for: Clients, url: str) -> None:
    theirs = reverse("evaluations:suite_create", args=[cast.other_project.path])
    seal = sealed(preview(client_for(cast.stranger), theirs))
    client_for(cast.editor).post(url, {"way": "traffic_store", "name": "Chat", "masked": seal})
    assert not Suite.objects.exists()


def test_the_name_is_asked_for_again_without_losing_the_preview(cast: Cast, client_for: Clients, url: str) -> None:
    client = client_for(cast.editor)
    response = client.post(url, {"way": "traffic_store", "name": "", "masked": sealed(preview(client, url))})
    assert response.status_code == 422
    assert sealed(response)


def test_faults_of_the_file_do_not_repeat_it(cast: Cast, client_for: Clients, url: str) -> None:
    data = json.dumps({"user": [SECRET]}).encode()
    response = preview(client_for(cast.editor), url, file=SimpleUploadedFile("x.jsonl", data))
    assert response.status_code == 422
    assert SECRET not in response.content.decode()


def test_it_runs_only_after_each_conversation_was_checked(bench: Bench, client_for: Clients, url: str) -> None:
    suite = stored(client_for(bench.cast.editor), url)
    order = {"suite": suite, "endpoint": bench.endpoint, "release": "Release 4", "actor": bench.cast.evaluator}
    with pytest.raises(RunRefused, match="3 are not checked yet"):
        services.start_run(bench.project, **order)  # type: ignore[arg-type]
    reviewer = client_for(bench.cast.evaluator)
    for case in suite.cases.order_by("position"):
        check = reverse("evaluations:case_check", args=[bench.project.path, suite.pk, case.pk])
        assert client_for(bench.cast.viewer).post(check).status_code == 403
        assert reviewer.post(check).status_code == 303
        assert reviewer.post(check).status_code == 303, "twice is once"
    assert AuditEntry.objects.filter(action="case.checked").count() == 3
    run = services.start_run(bench.project, **order)  # type: ignore[arg-type]
    assert run.samples.count() == 3


def test_checking_leads_to_the_next_conversation_that_waits(cast: Cast, client_for: Clients, url: str) -> None:
    suite = stored(client_for(cast.editor), url)
    first, second, third = suite.cases.order_by("position")
    client = client_for(cast.evaluator)

    def check(case: Case) -> str:
        answer = client.post(reverse("evaluations:case_check", args=[cast.project.path, suite.pk, case.pk]))
        return answer.headers["Location"]

    page = reverse("evaluations:case_detail", args=[cast.project.path, suite.pk, 0])
    assert check(second) == page.replace("/0/", f"/{third.pk}/")
    assert check(third) == page.replace("/0/", f"/{first.pk}/")
    assert check(first) == reverse("evaluations:suite_detail", args=[cast.project.path, suite.pk])


def test_a_drawn_sample_is_traffic_too_and_keeps_what_was_checked(cast: Cast, client_for: Clients, url: str) -> None:
    client = client_for(cast.editor)
    pool = stored(client, url)
    case = pool.cases.order_by("position")[0]
    client.post(reverse("evaluations:case_check", args=[cast.project.path, pool.pk, case.pk]))
    sent = {"way": "draw", "name": "Sample", "parent": pool.pk, "by": "tag", "size": 1, "seed": 3}
    assert client.post(url, sent).status_code == 303
    sample = Suite.objects.get(name="Sample")
    assert (sample.origin, sample.parent, sample.seed, sample.cases.count()) == ("traffic", pool, 3, 2)
    assert sample.cases.filter(checked_at__isnull=False).count() == 1
    assert (
        "Telephone"
        in client.get(reverse("evaluations:suite_detail", args=[cast.project.path, sample.pk])).content.decode()
    )


def test_changing_the_words_asks_for_another_check(cast: Cast, client_for: Clients, url: str) -> None:
    client = client_for(cast.editor)
    suite = stored(client, url)
    case = suite.cases.order_by("position")[1]
    client.post(reverse("evaluations:case_check", args=[cast.project.path, suite.pk, case.pk]))
    change = reverse("evaluations:case_change", args=[cast.project.path, suite.pk, case.pk])
    sent = {"title": "Paid?", "principle": "do_not_lie", "messages-total": 1, "messages-0-role": "user"}
    client.post(change, sent | {"key": case.key, "messages-0-content": case.messages[0]["content"], "tags": "mail"})
    case.refresh_from_db()
    assert case.checked_at is not None, "a title is not what was checked"
    client.post(change, sent | {"key": case.key, "messages-0-content": "Is it paid?"})
    case.refresh_from_db()
    assert case.messages[0]["content"] == "Is it paid?"
    assert not case.checked_at


def test_nobody_adds_an_invented_conversation(cast: Cast, client_for: Clients, url: str) -> None:
    client = client_for(cast.editor)
    suite = stored(client, url)
    sent = {"title": "x", "principle": "do_not_lie", "messages-total": 1, "messages-0-role": "user"}
    create = reverse("evaluations:case_create", args=[cast.project.path, suite.pk])
    assert client.post(create, sent | {"messages-0-content": "Invented"}).status_code == 422
    case = suite.cases.order_by("position")[0]
    client.post(reverse("evaluations:case_copy", args=[cast.project.path, suite.pk, case.pk]))
    assert suite.cases.count() == 3


def test_a_run_on_checked_traffic_prices_the_business_case_and_other_runs_do_not(
    bench: Bench, client_for: Clients, url: str
) -> None:
    suite = stored(client_for(bench.cast.editor), url)
    Case.objects.filter(suite=suite).update(checked_at="2026-05-01T00:00:00Z")
    runs = [
        services.start_run(
            bench.project, suite=each, endpoint=bench.endpoint, release="Release 4", actor=bench.cast.evaluator
        )
        for each in (suite, bench.suite)
    ]
    for run in runs:
        run.samples.update(state="finished", outcome="compliant", finished_at=run.created_at)
        type(run).objects.filter(pk=run.pk).update(state="completed", finished_at=run.created_at)
    (found,) = traffic_measurements(bench.project)
    assert (found.run, found.counted, found.grader) == (runs[0], 3, "rules")
    judge_decides(bench, runs[0])
    (found,) = traffic_measurements(bench.project)
    assert (found.grader, found.sensitivity, found.specificity) == ("judge", 0.9, 0.8)
    runs[0].samples.update(decided_by="person")
    (found,) = traffic_measurements(bench.project)
    assert (found.grader, found.calibration) == ("people", None)


def judge_decides(bench: Bench, run: Run) -> None:
    """The run as a judge leaves it that knows 45 of 50 good answers and 40 of 50 bad ones."""
    run.samples.update(decided_by="judge")
    judge = Judge.objects.create(project=bench.project, name="Judge", endpoint=bench.endpoint)
    ended = {"project": bench.project, "judge": judge, "state": "completed", "finished_at": run.created_at}
    Grading.objects.create(run=run, counts=True, trusted=True, **ended)
    Calibration.objects.create(
        project=bench.project,
        judge=judge,
        grading=Grading.objects.create(counts=False, **ended),
        basis="exemplars",
        suite=bench.suite,
        finished_at=run.created_at,
        good_shown=50,
        good_recognised=45,
        bad_shown=50,
        bad_recognised=40,
    )

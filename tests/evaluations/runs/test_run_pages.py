"""The run's form with its estimate, and the buttons on a run's page."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from evaluations import services
from evaluations.models import Case, Endpoint, Run
from tests.evaluations.conftest import Bench
from workspaces.models import Project, User

pytestmark = pytest.mark.django_db
Clients = Callable[[User], Client]
HTMX: dict[str, Any] = {"HTTP_HX_REQUEST": "true"}


def address(project: Project, name: str, *arguments: Any) -> str:
    return reverse(f"evaluations:{name}", args=[project.path, *arguments])


def text_of(response: Any) -> str:
    plain = (
        re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode())).replace(" ,", ",").replace(" .", ".")
    )
    return plain.replace("\u202f", " ").replace("\xa0", " ")


def priced(bench: Bench) -> None:
    Endpoint.objects.filter(pk=bench.endpoint.pk).update(price_in=Decimal("2.5"), price_out=10, currency="EUR")


def test_the_estimate_names_calls_tokens_and_money_before_the_start(bench: Bench, client_for: Clients) -> None:
    priced(bench)
    url = address(bench.project, "run_create")
    chosen = {"suite": bench.suite.pk, "endpoint": bench.endpoint.pk, "epochs": 3, "max_tokens": 200}
    piece = text_of(client_for(bench.cast.evaluator).get(url, chosen, **HTMX))
    assert "72 calls" in piece
    assert re.search(r"About [\d ]+ tokens: [\d ]+ in, [\d ]+ out, if the answers are as long as the cases’ exa", piece)
    assert re.search(r"about 0\.\d{4} EUR", piece)
    assert re.search(r"At worst [\d ]+ tokens, 0\.\d{4} EUR", piece)


def test_past_answers_tell_how_long_and_how_much(bench: Bench, client_for: Clients) -> None:
    run = bench.start()
    run.samples.update(seconds=2.0, answered_at=run.created_at, completion_tokens=50)
    Endpoint.objects.filter(pk=bench.endpoint.pk).update(calls_per_minute=12)
    url, chosen = address(bench.project, "run_create"), {"suite": bench.suite.pk, "endpoint": bench.endpoint.pk}
    piece = text_of(client_for(bench.cast.evaluator).get(url, chosen, **HTMX))
    assert "as its last answers took" in piece
    assert "1 200 out" in piece
    assert "with what it takes in a minute, that is about 2 min" in piece


def test_the_estimate_takes_the_same_queries_for_a_long_suite(bench: Bench, client_for: Clients) -> None:
    client, url = client_for(bench.cast.evaluator), address(bench.project, "run_create")
    chosen = {"suite": bench.suite.pk, "endpoint": bench.endpoint.pk}

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(url, chosen, **HTMX)
        return len(captured)

    queries()
    few = queries()
    case = bench.suite.cases.order_by("position")[0]
    more = [Case(suite=bench.suite, position=n, key=f"k{n}", messages=case.messages) for n in range(100, 340)]
    Case.objects.bulk_create(more)
    assert queries() == few


def sent(bench: Bench, **changes: Any) -> dict[str, Any]:
    return {"suite": bench.suite.pk, "endpoint": bench.endpoint.pk, "release": "R", **changes}


def test_a_run_is_started_with_settings_and_a_budget(bench: Bench, client_for: Clients) -> None:
    priced(bench)
    values = sent(bench, epochs=2, temperature="0.7", seed=5, max_tokens=300, budget_money="1.25", budget_tokens=90000)
    response = client_for(bench.cast.evaluator).post(address(bench.project, "run_create"), values)
    run = Run.objects.get()
    assert response.status_code == 303
    assert run.settings["wishes"] == {"temperature": 0.7, "seed": 5, "max_tokens": 300}
    assert (run.epochs, run.budget_tokens, run.budget_nano, run.currency) == (2, 90000, 1_250_000_000, "EUR")
    page = text_of(client_for(bench.cast.viewer).get(address(bench.project, "run_detail", run.pk)))
    assert "temperature 0.7" in page
    assert "1.2500 EUR, 90 000 tokens" in page


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *(("temperature", value) for value in ("-0.1", "2.1", "nan", "inf", "hot", "1e400")),
        *(("max_tokens", value) for value in ("0", "-5", "200001", "1e3", "²")),
        *(("seed", value) for value in ("-1", "2147483648", "x")),
        *(("epochs", value) for value in ("0", "21", "many")),
        *(("budget_tokens", value) for value in ("0", "-1", "1000000000001")),
        *(("budget_money", value) for value in ("0", "-1", "NaN", "1E+1000000", "1000001", "0.00001")),
    ],
)
def test_a_setting_out_of_its_range_is_told_beside_it(
    bench: Bench, client_for: Clients, field: str, value: str
) -> None:
    url = address(bench.project, "run_create")
    response = client_for(bench.cast.evaluator).post(url, sent(bench, **{field: value}))
    page = response.content.decode()
    assert response.status_code == 422
    assert f'id="id_{field}_error"' in page
    assert field in ("epochs",) or "<details open" in page, "what is wrong is not folded away"
    assert not Run.objects.exists()


def test_a_budget_without_a_longest_answer_is_told_beside_it(bench: Bench, client_for: Clients) -> None:
    response = client_for(bench.cast.evaluator).post(
        address(bench.project, "run_create"), sent(bench, budget_tokens=500)
    )
    assert response.status_code == 422
    assert 'id="id_max_tokens_error"' in response.content.decode()


MOVES = ["run_pause", "run_resume", "run_cancel", "run_retry", "run_repeat"]


@pytest.mark.parametrize("name", MOVES)
def test_only_those_who_may_evaluate_move_a_run(bench: Bench, client_for: Clients, name: str) -> None:
    run = bench.start()
    url = address(bench.project, name, run.pk)
    assert client_for(bench.cast.viewer).post(url).status_code == 403
    assert client_for(bench.cast.stranger).post(url).status_code == 404
    run.refresh_from_db()
    assert (run.state, Run.objects.count()) == ("queued", 1)


def test_a_run_is_paused_and_resumed_by_its_buttons(bench: Bench, client_for: Clients) -> None:
    run, client = bench.start(), client_for(bench.cast.evaluator)
    page = address(bench.project, "run_detail", run.pk)
    assert client.post(address(bench.project, "run_pause", run.pk)).status_code == 303
    shown = text_of(client.get(page))
    assert "Paused after 0 of 24 samples" in shown
    assert "Paused by Acme Evaluator." in shown
    assert "Resume" in shown
    assert "Pause" not in text_of(client_for(bench.cast.viewer).get(page)).replace("Paused", "")
    assert client.post(address(bench.project, "run_pause", run.pk), follow=True).status_code == 200
    assert client.post(address(bench.project, "run_resume", run.pk)).status_code == 303
    assert "Waiting for a worker" in text_of(client.get(page))


def test_a_run_at_its_budget_asks_for_a_new_one(bench: Bench, client_for: Clients) -> None:
    priced(bench)
    client = client_for(bench.cast.evaluator)
    client.post(address(bench.project, "run_create"), sent(bench, max_tokens=100, budget_tokens=2000))
    run = Run.objects.get()
    Run.objects.filter(pk=run.pk).update(state="stopped", cause="budget", reason="Budget used up.", spent_tokens=1900)
    page = client.get(address(bench.project, "run_detail", run.pk)).content.decode()
    url = address(bench.project, "run_resume", run.pk)
    assert f'href="{url}"' in page
    assert 'value="4000"' in client.get(url).content.decode(), "twice as much is proposed"
    for budget, field in (({}, 'role="alert"'), ({"budget_tokens": "1900"}, 'id="id_budget_tokens_error"')):
        response = client.post(url, budget)
        assert response.status_code == 422
        assert field in response.content.decode()
    assert client.post(url, {"budget_tokens": "3000"}).status_code == 303
    run.refresh_from_db()
    assert (run.state, run.budget_tokens) == ("queued", 3000)


def test_a_refused_key_leads_to_the_endpoint(bench: Bench, client_for: Clients) -> None:
    run = bench.start()
    Run.objects.filter(pk=run.pk).update(state="paused", cause="unauthorised", reason="The endpoint refused the key.")
    page = client_for(bench.cast.evaluator).get(address(bench.project, "run_detail", run.pk)).content.decode()
    assert "The endpoint refused the key." in page
    assert f'href="{address(bench.project, "endpoint_detail", bench.endpoint.pk)}"' in page


def test_what_failed_is_retried_and_a_run_is_repeated_from_its_page(bench: Bench, client_for: Clients) -> None:
    run, client = bench.start(), client_for(bench.cast.evaluator)
    run.samples.update(state="finished", outcome="compliant", finished_at=run.created_at)
    wrong = list(run.samples.values_list("pk", flat=True)[:3])
    run.samples.filter(pk__in=wrong).update(outcome="errored", fault="timeout")
    Run.objects.filter(pk=run.pk).update(state="inconclusive", started_at=run.created_at, finished_at=run.created_at)
    page = client.get(address(bench.project, "run_detail", run.pk)).content.decode()
    assert "Retry the 3 that failed" in page
    once = re.search(r'name="once" value="([^"]+)"', page)
    assert once is not None
    for _ in range(2):
        response = client.post(address(bench.project, "run_repeat", run.pk), {"once": once.group(1)})
    repeated = Run.objects.get(repeats=run)
    assert response.headers["Location"] == address(bench.project, "run_detail", repeated.pk)
    assert "an earlier run of the same inputs" in client.get(response.headers["Location"]).content.decode()
    assert client.post(address(bench.project, "run_repeat", run.pk), {"once": "x" * 300}).status_code == 303
    shown = text_of(client.post(address(bench.project, "run_retry", run.pk), follow=True))
    assert "3 samples will be tried again" in shown
    assert "21 of 24 done" in shown


def test_the_open_page_asks_less_often_the_longer_it_takes(bench: Bench, client_for: Clients) -> None:
    run, client = bench.start(), client_for(bench.cast.viewer)
    url = address(bench.project, "run_detail", run.pk)
    assert 'hx-trigger="every 1s"' in client.get(url).content.decode()
    Run.objects.filter(pk=run.pk).update(state="running", started_at=run.created_at, taken_up_at="2026-01-01T00:00Z")
    assert 'hx-trigger="every 15s"' in client.get(url).content.decode()
    services.pause_run(run, actor=bench.cast.evaluator)
    live = client.get(url, HTTP_HX_REQUEST="true", HTTP_HX_TARGET="live")
    assert 'hx-trigger="every 15s"' in live.content.decode()
    assert "HX-Refresh" not in live.headers


def test_the_form_begins_with_the_suite_and_the_release_one_comes_from(bench: Bench, client_for: Clients) -> None:
    older = services.suite_making.create_suite(bench.project, bench.cast.editor, "Of our own")
    client, url = client_for(bench.cast.evaluator), reverse("evaluations:run_create", args=[bench.project.path])
    suite = reverse("evaluations:suite_detail", args=[bench.project.path, bench.suite.pk])
    assert f'href="{url}?of={bench.suite.pk}"' in client.get(suite).content.decode()
    for chosen in (older.pk, bench.suite.pk):
        page = client.get(url, {"of": str(chosen), "release": "Release 9 <b>"}).content.decode()
        assert f'<option value="{chosen}" selected>' in page
        assert 'value="Release 9 &lt;b&gt;"' in page
    for odd in ("x", "9" * 30, "²", "-1", "\x00"):
        assert client.get(url, {"of": odd, "release": odd}).status_code == 200

"""The pages by their addresses: what each role may do, what people see, and how many queries that takes."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from evaluations import services
from evaluations.models import Run, Sample, Suite
from evaluations.starter import starter_suite
from tests.conftest import Cast
from tests.evaluations.conftest import Bench
from workspaces.models import Project, User

pytestmark = pytest.mark.django_db
Clients = Callable[[User], Client]
HTMX = {"HTTP_HX_REQUEST": "true"}


def address(project: Project, name: str, *arguments: Any) -> str:
    return reverse(f"evaluations:{name}", args=[project.path, *arguments])


def text_of(html: str) -> str:
    """What a person reads, in one line."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).strip()


def finished(bench: Bench, run: Run, wrong: int = 4) -> Run:
    """The run as it stands after a worker was through with it, with so many violations."""
    now = run.created_at
    samples = list(run.samples.order_by("pk"))
    for place, sample in enumerate(samples):
        outcome = "violation" if place < wrong else "compliant"
        Sample.objects.filter(pk=sample.pk).update(
            state="finished", outcome=outcome, response=f"Answer {place}", reason="Because.", finished_at=now
        )
    Run.objects.filter(pk=run.pk).update(state="completed", started_at=now, finished_at=now)
    run.refresh_from_db()
    return run


def test_an_empty_project_says_what_to_do_and_offers_it_to_those_who_may(cast: Cast, client_for: Clients) -> None:
    url = address(cast.project, "index")
    seen = {user: client_for(user).get(url).content.decode() for user in cast}
    assert all("Nothing was measured yet" in page for page in seen.values())
    assert [("Load the starter suite</button>" in seen[user]) for user in cast] == [True, True, False, False]
    assert [("Record a pilot" in seen[user]) for user in cast] == [True, True, True, False]


def test_only_editors_load_the_starter_suite(cast: Cast, client_for: Clients) -> None:
    url = address(cast.project, "suite_starter")
    assert client_for(cast.viewer).post(url).status_code == 403
    assert client_for(cast.evaluator).post(url).status_code == 403
    assert client_for(cast.stranger).post(url).status_code == 404
    assert not Suite.objects.exists()
    assert client_for(cast.editor).get(url).status_code == 405
    response = client_for(cast.editor).post(url, follow=True)
    assert f"{len(starter_suite().cases)} cases over 59 principles" in response.content.decode()


@pytest.mark.parametrize("name", ["run_create", "pilot_create", "pilot_import"])
def test_viewers_neither_start_runs_nor_record_pilots(bench: Bench, client_for: Clients, name: str) -> None:
    url = address(bench.project, name)
    for method in ("get", "post"):
        assert getattr(client_for(bench.cast.viewer), method)(url).status_code == 403
        assert getattr(client_for(bench.cast.stranger), method)(url).status_code == 404
    assert client_for(bench.cast.evaluator).get(url).status_code == 200
    assert not Run.objects.exists()


def test_a_suite_shows_its_cases_by_principle_and_each_case_opens(bench: Bench, client_for: Clients) -> None:
    client = client_for(bench.cast.viewer)
    page = text_of(client.get(address(bench.project, "suite_detail", bench.suite.pk)).content.decode())
    assert page.index("Follow all applicable instructions") < page.index("Do not lie")
    assert "A program reads the answer" in page
    assert "Is JSON and nothing else, with “topic” and “urgent”" in page
    for case in bench.suite.cases.all():
        response = client.get(address(bench.project, "case_detail", bench.suite.pk, case.pk))
        assert response.status_code == 200
        assert case.title in response.content.decode().replace("&#x27;", "'")


def test_starting_a_run_by_the_form_leads_to_its_page(bench: Bench, client_for: Clients) -> None:
    client = client_for(bench.cast.evaluator)
    form = client.get(address(bench.project, "run_create"))
    assert "24 calls" in text_of(form.content.decode())
    sent = {"suite": bench.suite.pk, "endpoint": bench.endpoint.pk, "release": "Release 4", "once": once_of(form)}
    response = client.post(address(bench.project, "run_create"), sent)
    run = Run.objects.get()
    assert (response.status_code, response.headers["Location"]) == (303, address(bench.project, "run_detail", run.pk))
    assert run.created_by == bench.cast.evaluator
    again = client.post(address(bench.project, "run_create"), sent)
    assert again.headers["Location"] == response.headers["Location"]
    assert Run.objects.count() == 1


def once_of(response: Any) -> str:
    found = re.search(r'name="once" value="([^"]+)"', response.content.decode())
    assert found is not None
    return found.group(1)


def test_a_form_that_cannot_be_taken_comes_back_with_what_is_wrong(bench: Bench, client_for: Clients) -> None:
    theirs = services.load_starter_suite(bench.cast.other_project, bench.cast.stranger)
    response = client_for(bench.cast.evaluator).post(
        address(bench.project, "run_create"), {"suite": theirs.pk, "endpoint": bench.endpoint.pk, "release": ""}
    )
    page = response.content.decode()
    assert response.status_code == 422
    assert 'id="id_suite_error"' in page
    assert 'id="id_release_error"' in page
    assert not Run.objects.exists()


def test_the_estimate_follows_what_is_chosen(bench: Bench, client_for: Clients) -> None:
    client = client_for(bench.cast.evaluator)
    url = address(bench.project, "run_create")
    chosen = {"suite": bench.suite.pk, "endpoint": bench.endpoint.pk}
    piece = client.get(url, chosen, **HTMX).content.decode()  # type: ignore[arg-type]
    assert "<html" not in piece
    assert "24 calls, 5 at once" in text_of(piece).replace(" ,", ",")
    assert "Choose a suite" in client.get(url, {"suite": "no"}, **HTMX).content.decode()  # type: ignore[arg-type]


def test_a_running_run_shows_how_far_it_is_and_asks_again_every_second(bench: Bench, client_for: Clients) -> None:
    run = finished(bench, bench.start())
    Sample.objects.filter(pk__in=run.samples.order_by("pk").values_list("pk", flat=True)[12:]).update(
        state="queued", outcome="pending", finished_at=None
    )
    Run.objects.filter(pk=run.pk).update(state="running", finished_at=None)
    client, url = client_for(bench.cast.viewer), address(bench.project, "run_detail", run.pk)
    page = client.get(url).content.decode()
    assert "12 of 24 samples done" in page
    assert '<progress class="progress" max="24" value="12"' in page
    assert 'hx-trigger="every 1s"' in page
    assert "Cancel the run" not in page, "a viewer may not cancel"
    live = client.get(url, HTTP_HX_REQUEST="true", HTTP_HX_TARGET="live").content.decode()
    assert live.strip().startswith('<div class="live"')
    assert 'id="samples"' not in live
    listed = address(bench.project, "sample_list", run.pk)
    samples = client.get(listed, HTTP_HX_REQUEST="true", HTTP_HX_TARGET="samples").content.decode()
    assert samples.strip().startswith('<div class="stack" id="samples"')
    rows = {"HX-Request": "true", "HX-Target": "sample-rows"}
    assert "hx-swap-oob" not in client.get(listed, headers=rows).content.decode(), "an open choice stays open"
    Run.objects.filter(pk=run.pk).update(state="completed", finished_at=run.finished_at)
    ended = client.get(listed, headers=rows).content.decode()
    assert 'id="filter-by" hx-swap-oob="true"' in ended, "the counts of the filters come with the last rows"
    assert "every 3s" not in ended


def test_the_open_page_of_an_ended_run_gets_what_is_new_and_stops_asking(bench: Bench, client_for: Clients) -> None:
    started = bench.start()
    client, url = client_for(bench.cast.evaluator), address(bench.project, "run_detail", started.pk)
    before = client.get(url).content.decode()
    assert "/repeat/" not in before
    assert 'id="run-cancel"' in before, "by its id the button keeps the focus when the piece is drawn anew"
    picked = re.search(r'hx-select="#live" hx-select-oob="([^"]+)"', before)
    assert picked is not None
    run = finished(bench, started)
    last = client.get(url, HTTP_HX_REQUEST="true", HTTP_HX_TARGET="live")
    assert "HX-Refresh" not in last.headers, "what somebody types below would be lost"
    page = last.content.decode()
    for key in ("live", *picked.group(1).replace("#", "").split(", ")):
        assert page.count(f'id="{key}"') == 1, key
    actions = page[page.index('id="run-actions"') : page.index('id="live"')]
    assert address(bench.project, "run_repeat", run.pk) in actions
    assert "every 1s" not in page
    assert "20 of 24 compliant, 64–93\u202f%" in page
    assert 'class="simulated"' in page
    assert "weakest first" in page
    assert page.index("Don&#x27;t be sycophantic") > 0


def test_samples_are_filtered_by_outcome_and_principle(bench: Bench, client_for: Clients) -> None:
    run = finished(bench, bench.start())
    client, url = client_for(bench.cast.viewer), address(bench.project, "sample_list", run.pk)

    def rows(**chosen: str) -> int:
        page = client.get(url, chosen, HTTP_HX_REQUEST="true", HTTP_HX_TARGET="samples").content.decode()
        return page.count('<tr><th scope="row">')

    assert rows() == 24
    assert rows(outcome="violation") == 4
    assert rows(principle="do_not_lie") == 2
    assert rows(outcome="violation", principle="do_not_lie") == 0
    assert rows(outcome="nonsense", principle="'; DROP", page="-7") == 24
    assert rows(page="99999999999999999999") == 24


def test_a_sample_shows_conversation_answer_rubric_and_verdict(bench: Bench, client_for: Clients) -> None:
    run = finished(bench, bench.start())
    sample = run.samples.select_related("case").order_by("pk")[0]
    page = client_for(bench.cast.viewer).get(address(bench.project, "sample_detail", run.pk, sample.pk))
    text = text_of(page.content.decode().replace("&#x27;", "'"))
    for words in (sample.case.messages[-1]["content"], "Answer 0", "Because.", "What is right here", "simulated"):
        assert words in text


def test_a_sample_of_another_run_is_not_there(bench: Bench, client_for: Clients) -> None:
    first, second = bench.start(), bench.start()
    sample = second.samples.all()[0]
    url = address(bench.project, "sample_detail", first.pk, sample.pk)
    assert client_for(bench.cast.owner).get(url).status_code == 404


def test_evaluators_cancel_and_cancelling_twice_is_told(bench: Bench, client_for: Clients) -> None:
    run = bench.start()
    url = address(bench.project, "run_cancel", run.pk)
    assert client_for(bench.cast.viewer).post(url).status_code == 403
    assert client_for(bench.cast.evaluator).get(url).status_code == 405
    assert client_for(bench.cast.evaluator).post(url).status_code == 303
    page = client_for(bench.cast.evaluator).post(url, follow=True).content.decode()
    assert "The run has ended already." in page
    assert "Cancelled after 0 of 24 samples" in page


def test_what_people_wrote_is_shown_as_they_wrote_it(bench: Bench, client_for: Clients) -> None:
    nasty = "<script>alert(1)</script>{{7*7}}"
    run = bench.start(release=nasty)
    client = client_for(bench.cast.viewer)
    for url in (address(bench.project, "index"), address(bench.project, "run_detail", run.pk)):
        page = client.get(url).content.decode()
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt;{{7*7}}" in page


@pytest.mark.parametrize("name", ["index", "run_detail", "suite_detail"])
def test_a_page_takes_the_same_queries_however_much_there_is(bench: Bench, client_for: Clients, name: str) -> None:
    def queries() -> int:
        client = client_for(bench.cast.viewer)
        arguments = {"index": [], "run_detail": [run.pk], "suite_detail": [bench.suite.pk]}[name]
        client.get(address(bench.project, name, *arguments))
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address(bench.project, name, *arguments)).status_code == 200
        return len(captured)

    # Runs that repeat their cases take one query more for their clusters, and pilots one for what was counted by hand,
    # however many they are: so there is one of each from the start.
    details = services.PilotDetails("P", "R", date(2026, 9, 1), date(2026, 9, 2), "who", "by whom")
    pilot: dict[str, Any] = {"details": details, "counts": {"do_not_lie": {"violation": 3}}, "actor": None}
    services.record_pilot(bench.project, **pilot)
    run = finished(bench, bench.start(epochs=3))
    few = queries()
    for _ in range(4):
        run = finished(bench, bench.start(epochs=3), wrong=20)
        services.record_pilot(bench.project, **pilot)
    assert queries() == few
    assert few <= 32, "most of them are the frame's: session, membership, rail, loop strip"

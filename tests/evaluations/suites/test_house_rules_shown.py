"""The company's own rules in this room: clauses among the principles, rulings beside rubrics, marks beside failures."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from evaluations import coverage, services
from evaluations.models import Run, Sample, Suite
from evaluations.principles import named, principles_for
from evaluations.services import PilotDetails, add_house_case, record_pilot
from explorer.models import Ruling
from explorer.services import (
    ClauseValues,
    RulingValues,
    mark_known_gap,
    mark_regression,
    record_ruling,
    retire_house_clause,
)
from tests.evaluations.conftest import Bench
from tests.evaluations.house import a_clause, case_values
from tests.evaluations.test_pages import finished
from ui import registries
from workspaces.models import Project, User

pytestmark = pytest.mark.django_db
Clients = Callable[[User], Client]
WORDS = RulingValues("A guess.", "Say that it is one.", "The board", date(2026, 1, 5))


def anew(project: Project) -> Project:
    return Project.objects.select_related("organisation").get(pk=project.pk)


def a_failure(bench: Bench) -> tuple[Run, Sample]:
    run = finished(bench, bench.start(release="Release 4"))
    return run, run.samples.filter(outcome="violation").select_related("case").order_by("pk")[0]


def started(bench: Bench, suite: Suite) -> Run:
    evaluator = bench.cast.evaluator
    return services.start_run(bench.project, suite=suite, endpoint=bench.endpoint, release="Release 4", actor=evaluator)


def sample_page(run: Run, sample: Sample) -> str:
    return reverse("evaluations:sample_detail", args=[run.project.path, run.pk, sample.pk])


def test_clauses_stand_after_their_principle_for_one_query_more(bench: Bench) -> None:
    with CaptureQueriesContext(connection) as before:
        principles_for(anew(bench.project))
    clause = a_clause(bench.cast)
    a_clause(bench.cast, ClauseValues("do_not_lie", "Another", "user", "Text."))
    with CaptureQueriesContext(connection) as after:
        known = principles_for(anew(bench.project))

    order = list(known)
    assert order.index(clause.identifier) - order.index("do_not_lie") in (1, 2)
    assert (known[clause.identifier].title, known[clause.identifier].authority) == ("Name no rival price", "developer")
    assert known[clause.identifier].under == "do_not_lie"
    assert len(after) == len(before)
    assert clause.identifier not in principles_for(anew(bench.cast.other_project))
    retire_house_clause(bench.project, bench.cast.editor, clause.identifier, "Gone.")
    assert named(principles_for(anew(bench.project)), clause.identifier).authority == ""


def test_a_pilot_counts_under_a_clause(bench: Bench, client_for: Clients) -> None:
    clause = a_clause(bench.cast)
    details = PilotDetails("A pilot", "Release 2", date(2026, 9, 1), date(2026, 9, 2), "who", "by whom")
    counts = {clause.identifier: {"compliant": 9, "violation": 3}}
    run = record_pilot(anew(bench.project), details=details, counts=counts, actor=None)

    client = client_for(bench.cast.viewer)
    shown = client.get(reverse("evaluations:run_detail", args=[bench.project.path, run.pk])).content.decode()
    assert "Name no rival price" in shown
    page = reverse("explorer:house_clause_detail", args=[bench.project.path, clause.identifier])
    assert "9 of 12" in client.get(page).content.decode()


def test_coverage_counts_current_cases_and_the_latest_result(bench: Bench, client_for: Clients) -> None:
    cast, clause = bench.cast, a_clause(bench.cast)
    other = a_clause(bench.cast, ClauseValues("do_not_lie", "Another", "user", "Text."))
    add_house_case(cast.project, cast.editor, clause.identifier, case_values())
    suite = add_house_case(
        cast.project, cast.editor, clause.identifier, case_values(title="Two", kind="borderline")
    ).suite
    run = finished(bench, started(bench, suite))
    add_house_case(cast.project, cast.editor, clause.identifier, case_values(title="Three"))
    finished(bench, bench.start(release="Release 5"))

    found = registries.coverage_of(anew(bench.project), [clause.identifier, other.identifier])
    mine, bare = found[clause.identifier], found[other.identifier]
    assert (mine.cases, mine.total) == ({"Should not do": 2, "Borderline": 1}, 3)
    assert mine.release == "Release 4"
    assert mine.latest is not None
    assert mine.latest.denominator == 2
    assert f"/runs/{run.pk}/?principle={clause.identifier}" in mine.latest.url
    assert (bare.total, bare.latest) == (0, None)
    page = reverse("explorer:house_clause_detail", args=[bench.project.path, clause.identifier])
    body = client_for(cast.editor).get(page).content.decode()
    assert "3 cases test it" in body
    assert mine.new_case_url in body


def test_coverage_asks_no_more_for_more_rules(bench: Bench, django_assert_num_queries: Callable[..., object]) -> None:
    identifiers = [
        a_clause(bench.cast, ClauseValues("do_not_lie", f"Number {number}", "user", "Text.")).identifier
        for number in range(10)
    ]
    for identifier in identifiers:
        suite = add_house_case(bench.project, bench.cast.editor, identifier, case_values()).suite
    finished(bench, started(bench, suite))
    for asked in (identifiers[:1], identifiers):
        with django_assert_num_queries(4):  # type: ignore[attr-defined]
            coverage.coverage_of_rules(bench.project, asked)


def test_rulings_stand_beside_the_rubric_and_stale_ones_say_so(bench: Bench, client_for: Clients) -> None:
    run, sample = a_failure(bench)
    first = record_ruling(bench.project, bench.cast.editor, sample.principle, WORDS)
    case_page = reverse("evaluations:case_detail", args=[bench.project.path, sample.case.suite_id, sample.case_id])
    client = client_for(bench.cast.viewer)
    for page in (case_page, sample_page(run, sample)):
        body = client.get(page).content.decode()
        assert "Say that it is one." in body
        assert "graders do not get it" not in body
    counts = []
    for _ in range(2):
        record_ruling(bench.project, bench.cast.editor, sample.principle, WORDS)
        with CaptureQueriesContext(connection) as queries:
            client.get(sample_page(run, sample))
            client.get(case_page)
        counts.append(len(queries))
    assert counts[0] == counts[1]

    Ruling.objects.filter(pk=first.pk).update(text_sha256="0" * 64)
    for page in (case_page, sample_page(run, sample)):
        assert "graders do not get it" in client.get(page).content.decode()


def test_a_failed_answer_can_be_marked_and_shows_its_mark(bench: Bench, client_for: Clients) -> None:
    run, sample = a_failure(bench)
    create = reverse("explorer:known_violation_create", args=[bench.project.path])
    link = f"{create}?principle={sample.principle}&amp;case={sample.case.key}&amp;kind=known_gap"
    assert link in client_for(bench.cast.evaluator).get(sample_page(run, sample)).content.decode()
    assert create not in client_for(bench.cast.viewer).get(sample_page(run, sample)).content.decode()
    held = run.samples.filter(outcome="compliant")[0]
    assert create not in client_for(bench.cast.editor).get(sample_page(run, held)).content.decode()
    form = client_for(bench.cast.evaluator).get(link.replace("&amp;", "&")).content.decode()
    assert str(sample.case) in form

    until = timezone.localdate() + timedelta(days=30)
    mark_known_gap(bench.project, bench.cast.editor, sample.principle, "We know.", until, sample.case.key)
    body = client_for(bench.cast.viewer).get(sample_page(run, sample)).content.decode()
    assert "Known gap until" in body
    assert "We know." in body
    assert create not in body


def test_a_run_shows_which_failures_are_known_in_one_query(bench: Bench, client_for: Clients) -> None:
    run, sample = a_failure(bench)
    client = client_for(bench.cast.viewer)
    page = reverse("evaluations:run_detail", args=[bench.project.path, run.pk])
    with CaptureQueriesContext(connection) as before:
        assert "Known gap until" not in client.get(page).content.decode()
    until = timezone.localdate() + timedelta(days=30)
    mark_known_gap(bench.project, bench.cast.editor, sample.principle, "We know.", until, sample.case.key)
    held = run.samples.filter(outcome="compliant").select_related("case")[0]
    mark_regression(bench.project, bench.cast.editor, held.principle, "Held again by now.", held.case.key)
    with CaptureQueriesContext(connection) as after:
        body = client.get(page).content.decode()
    assert body.count("Known gap until") == 1
    assert "Regression" not in body, "an answer that holds is no known violation"
    assert len(after) == len(before)


def test_a_mark_on_the_principle_covers_each_of_its_failures(bench: Bench, client_for: Clients) -> None:
    run, sample = a_failure(bench)
    mark_regression(bench.project, bench.cast.editor, sample.principle, "Worse since Monday.")
    body = client_for(bench.cast.viewer).get(sample_page(run, sample)).content.decode()
    assert "Worse since Monday." in body
    assert "on the principle as a whole" in body
    failures = run.samples.filter(principle=sample.principle, outcome__in=("violation", "partial")).count()
    page = reverse("evaluations:run_detail", args=[bench.project.path, run.pk])
    assert client_for(bench.cast.viewer).get(page).content.decode().count("house-state--regression") == failures

"""A newer version of the specification: what it touches, what is left to do, and that the list empties itself."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from evaluations.models import Case, Run, Suite
from explorer.models import SpecPin
from explorer.services import ClauseValues, add_house_clause, decide_stance
from roadmap.models import Confirmation, EvidenceVersion, GateRequest, Phase
from roadmap.services.evidence import Content, add_evidence
from roadmap.versions import anchors
from tests.conftest import Cast
from tests.explorer.versions import import_later
from tests.roadmap.conftest import Find, StateOf
from tests.roadmap.versions.new_version import LABEL, PAGE, Kitchens, finish, kitchens
from workspaces.models import AuditEntry, User

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


@pytest.fixture
def waiting(cast: Cast, tmp_path: Path) -> Kitchens:
    return kitchens(cast, tmp_path)


def test_the_page_says_what_is_touched_and_whose_work_it_is(waiting: Kitchens, client_for: SignIn) -> None:
    waiting.suite()
    page = client_for(waiting.cast.viewer).get(PAGE).content.decode()
    assert f"{LABEL} touches 3 principles and asks" in page
    assert "1 principle added, 1 retitled, 1 reworded, 1 re-ranked" in page
    assert "re-ranked from guideline to user" in page
    for words in ("Keep knives sharp", "Wear an apron", "Decide again on the new text", "Write or generate cases"):
        assert words in page
    assert "Run the touched cases again" in page
    assert "Adopt 2026-03-01" not in page  # a viewer reads; the button is for people who edit
    assert "Adopt 2026-03-01" in client_for(waiting.cast.editor).get(PAGE).content.decode()


def test_the_last_station_of_the_loop_leads_to_the_page(waiting: Kitchens, client_for: SignIn) -> None:
    page = client_for(waiting.cast.viewer).get("/p/acme/support/").content.decode()
    assert f"{LABEL} waits" in page
    assert PAGE in page


def test_decisions_leave_the_list_one_by_one_once_they_are_made_on_the_new_text(waiting: Kitchens) -> None:
    assert waiting.open("stances") == ["Taste as you go", "Keep knives sharp", "Wear an apron"]
    waiting.adopt()
    assert waiting.open("stances") == ["Taste as you go", "Keep knives sharp", "Wear an apron"]
    for principle in ("taste", "knives", "apron"):
        decide_stance(waiting.project, waiting.cast.owner, principle, "adopted", "", "")
    assert waiting.open("stances") == []
    assert waiting.work().adopted


def test_a_confirmation_turns_stale_only_where_its_section_reads_otherwise(
    waiting: Kitchens, state: StateOf, cast: Cast
) -> None:
    waiting.confirm("P1.6", "knives")
    waiting.confirm("P1.9", "wash")  # only its title is another one
    assert [state("P1.6").key, state("P1.9").key] == ["met", "met"]
    assert waiting.open("criteria") == ["P1.6 Who may instruct the assistant is designed"]
    waiting.adopt()
    cast.project.__dict__.pop("_spec_versions", None)
    assert [state("P1.6").key, state("P1.9").key] == ["stale", "met"]
    assert "The version changed ‘Knives’ since this was confirmed." in state("P1.6").reason
    waiting.confirm("P1.6", "knives")
    assert state("P1.6").key == "met"
    assert waiting.open("criteria") == []


def test_a_confirmation_from_before_sections_were_kept_is_not_held_against_them(
    waiting: Kitchens, state: StateOf, find: Find
) -> None:
    waiting.confirm("P1.6", "knives")
    given = Confirmation.objects.get(criterion=find("P1.6"), ended_at=None)
    facts = [pair for pair in given.facts if not anchors.is_section(pair[0])]
    Confirmation.objects.filter(pk=given.pk).update(facts=facts, fingerprint="0" * 64)
    assert state("P1.6").key == "met"


def test_one_button_runs_only_what_is_touched_and_the_results_leave_the_list(
    waiting: Kitchens, client_for: SignIn
) -> None:
    latest = waiting.run(waiting.suite())
    assert len(waiting.open("results")) == 2
    waiting.adopt()
    client, once = client_for(waiting.cast.evaluator), str(uuid4())
    page = client.get(f"{PAGE}rerun/").content.decode()
    assert "Run 2 cases again, on 2 touched principles" in page
    assert "4 calls" in page  # two cases, asked twice as in the latest run
    sent = {"once": once, "budget_tokens": "5000", "max_tokens": "200"}
    assert client.post(f"{PAGE}rerun/", sent).status_code == 303
    assert client.post(f"{PAGE}rerun/", sent).status_code == 303
    run = Run.objects.exclude(pk=latest.pk).get()
    assert (run.endpoint, run.release, run.epochs) == (latest.endpoint, latest.release, latest.epochs)
    assert (run.budget_tokens, run.settings["specification"]) == (5000, LABEL)
    assert set(Case.objects.filter(suite=run.suite).values_list("principle", flat=True)) == {"knives", "taste"}
    assert len(waiting.open("results")) == 2  # nothing was answered yet
    finish(run)
    assert [waiting.open(subject) for subject in ("results", "suites")] == [[], []]
    assert waiting.open("cases") == ["Wear an apron"]
    client.post(f"{PAGE}rerun/", {"once": str(uuid4())})
    assert Suite.objects.filter(project=waiting.project, name__startswith="Touched by").count() == 1


def test_a_budget_without_the_longest_answer_is_refused_beside_its_field(waiting: Kitchens, client_for: SignIn) -> None:
    waiting.run(waiting.suite())
    waiting.adopt()
    response = client_for(waiting.cast.evaluator).post(f"{PAGE}rerun/", {"budget_tokens": "5000"})
    assert response.status_code == 422
    assert "A budget needs the most tokens an answer may have" in response.content.decode()
    assert not Suite.objects.filter(project=waiting.project, name__startswith="Touched by").exists()


def test_nothing_is_run_again_before_the_version_is_adopted(waiting: Kitchens, client_for: SignIn) -> None:
    waiting.run(waiting.suite())
    client = client_for(waiting.cast.evaluator)
    assert "is not in use yet" in client.get(f"{PAGE}rerun/").content.decode()
    client.post(f"{PAGE}rerun/", {})
    assert Run.objects.count() == 1


def test_adopting_names_the_consequences_and_is_refused_on_another_version(
    waiting: Kitchens, client_for: SignIn
) -> None:
    client = client_for(waiting.cast.editor)
    page = client.get(f"{PAGE}adopt/").content.decode()
    assert "3 decisions on principles are stale or missing" in page
    assert client.post(f"{PAGE}adopt/", {"seen": "2025-10-27"}).status_code == 409
    assert client.post(f"{PAGE}adopt/", {}).status_code == 422
    assert SpecPin.objects.get(project=waiting.project).version == waiting.old
    assert client.post(f"{PAGE}adopt/", {"seen": waiting.old.label}).status_code == 303
    assert SpecPin.objects.get(project=waiting.project).version == waiting.new
    assert AuditEntry.objects.filter(action="spec.pinned", details__after=LABEL).count() == 1
    assert client_for(waiting.cast.evaluator).get(f"{PAGE}adopt/").status_code == 403


def test_an_approval_and_evidence_on_the_earlier_version_are_on_the_list(waiting: Kitchens) -> None:
    add_evidence(waiting.project, waiting.cast.owner, "Our decisions", Content(EvidenceVersion.Kind.STANCES))
    now = timezone.now()
    GateRequest.objects.create(
        phase=Phase.objects.get(project=waiting.project, number=1),
        number=1,
        state=GateRequest.State.APPROVED,
        scope="Twenty clerks",
        until=(now + timedelta(days=90)).date(),
        snapshot={"ground": [{"label": "Specification", "value": f"{waiting.old.label}, pinned"}]},
        sha256="0" * 64,
        asked_by=waiting.cast.editor,
        decided_at=now,
    )
    assert waiting.open("evidence") == ["Our decisions"]
    assert waiting.open("gates") == ["Approve pilot"]


def test_a_clause_is_read_with_the_decision_on_its_principle(waiting: Kitchens) -> None:
    values = ClauseValues("knives", "Knives are locked away", "developer", "Lock them.", "")
    add_house_clause(waiting.project, waiting.cast.owner, values)
    waiting.adopt()
    assert waiting.open("house") == ["Clause: Knives are locked away"]
    decide_stance(waiting.project, waiting.cast.owner, "knives", "adopted", "", "")
    assert waiting.open("house") == []


def test_a_principle_that_is_gone_leaves_its_cases_to_be_taken_out(cast: Cast, tmp_path: Path) -> None:
    first = kitchens(cast, tmp_path)
    later = Kitchens(cast, first.old, import_later(tmp_path))
    later.suite()
    assert "Keep knives sharp" in later.open("cases")
    assert "Keep knives sharp" not in later.open("stances")


def test_an_older_version_leads_to_its_own_page(waiting: Kitchens, client_for: SignIn) -> None:
    waiting.adopt()
    response = client_for(waiting.cast.viewer).get("/p/acme/support/roadmap/versions/2025-10-27/")
    assert (response.status_code, response["Location"]) == (302, "/p/acme/support/explore/v/2025-10-27/")
    assert client_for(waiting.cast.viewer).get("/p/acme/support/roadmap/versions/nine/").status_code == 404


def test_asking_costs_the_same_at_ten_times_the_rows(waiting: Kitchens) -> None:
    waiting.run(waiting.suite())
    waiting.confirm("P1.6", "knives")
    add_house_clause(waiting.project, waiting.cast.owner, ClauseValues("knives", "One", "developer", "Lock.", ""))
    few = _queries(waiting)
    for number in range(10):
        waiting.run(waiting.suite(f"Suite {number}"))
        values = ClauseValues("knives", f"Clause {number}", "developer", "Lock.", "")
        add_house_clause(waiting.project, waiting.cast.owner, values)
    for code in ("P1.3", "P1.8", "P1.9"):
        waiting.confirm(code, "knives", "taste")
    assert _queries(waiting) == few


def _queries(waiting: Kitchens) -> int:
    with CaptureQueriesContext(connection) as captured:
        waiting.work()
    return len(captured)


@pytest.mark.parametrize(
    ("then", "now", "differs"),
    [
        ("root, text 0123456789ab", "root, text 0123456789ab", False),
        ("root, text 0123456789ab", "root, text ba9876543210", True),
        ("root, text unknown", "root, text ba9876543210", False),
        ("root, text unknown", "user, text ba9876543210", True),
        ("root, text 0123456789ab", anchors.NOT_THERE, True),
        (anchors.NOT_THERE, "no level, text 0123456789ab", True),
    ],
)
def test_a_text_that_is_not_known_is_not_held_against_the_other(then: str, now: str, differs: bool) -> None:
    assert anchors.differ(then, now) is differs

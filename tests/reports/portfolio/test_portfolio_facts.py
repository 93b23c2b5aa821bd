"""The facts of a portfolio: what it tells of each project, and at what cost."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from calculator.services import freeze_baseline, save_scenario
from reports.portfolio import all_projects, build_portfolio
from reports.wording.portfolio import acts_words, blocks_words, portfolio_finding
from tests.conftest import Cast
from tests.reports.conftest import SCENARIO
from tests.reports.portfolio.portfolios import measure, price
from tests.roadmap.doing import settle, take_on
from tests.roadmap.gating import ask, open_gate
from workspaces.models import Project
from workspaces.services import create_project

pytestmark = pytest.mark.django_db


def test_the_facts_say_where_each_project_is(cast: Cast, lively: Project) -> None:
    facts = build_portfolio(cast.organisation, all_projects(cast.organisation), by="x").portfolio
    assert facts is not None
    fresh, lived = facts.projects
    assert (fresh.name, lived.name) == ("Fresh one", lively.name)
    assert (fresh.run, fresh.money, fresh.incidents, fresh.waivers) == (None, None, (), ())
    assert (fresh.step.what, len(fresh.step.codes), fresh.step.people) == ("confirm", 7, ("",))
    assert lived.run is not None
    assert (lived.run.compliance.numerator, lived.run.compliance.denominator) == (94, 100)
    assert lived.money is not None
    assert (lived.money.currency, lived.money.is_baseline, lived.money.priced) == ("EUR", False, True)
    assert lived.money.p5 is not None
    assert [(one.title, one.overdue, one.owner) for one in lived.incidents] == [
        ("A refund was promised", True, "Acme Editor")
    ]
    assert [(one.title, one.days_left) for one in lived.waivers] == [("Ends soon", 10)]
    assert [gate.state for gate in lived.gates] == ["closed"] * 4


def test_a_gate_that_was_asked_for_names_who_may_vote(cast: Cast) -> None:
    settle(cast.project, cast.owner, phase=1)
    take_on(cast.project, cast.owner, cast.evaluator, "risk_owner")
    ask(cast.project, cast.editor)
    facts = build_portfolio(cast.organisation, [cast.project], by="x").portfolio
    assert facts is not None
    assert facts.projects[0].step.what == "vote"
    (found,) = facts.projects[0].asked
    assert (found.current, found.approvals, found.needed) == (True, 0, 2)
    assert set(found.people) == {"Acme Owner", "Acme Evaluator"}
    assert facts.projects[0].gates[0].state == "asked"


def test_a_gate_of_another_phase_waits_for_votes_beside_what_the_phase_under_way_lacks(cast: Cast) -> None:
    open_gate(cast)
    ask(cast.project, cast.editor, reason="The leave is to last longer.")
    facts = build_portfolio(cast.organisation, [cast.project], by="x").portfolio
    assert facts is not None
    assert [(one.number, one.current) for one in facts.projects[0].asked] == [(1, False)]
    assert blocks_words(facts.projects[0]).startswith("gate 1 waits for votes: 0 of 2 approvals; 10 blocking criteria")
    assert acts_words(facts.projects[0]).startswith("Acme Owner, Acme ")
    assert "1 waits for votes" in portfolio_finding(facts)


def test_a_gate_is_approved_until_its_day_and_has_lapsed_after_it(cast: Cast) -> None:
    until = open_gate(cast).until

    def first(days: int) -> tuple[str, date | None, int | None]:
        at = timezone.now() + timedelta(days=days)
        facts = build_portfolio(cast.organisation, [cast.project], by="x", at=at).portfolio
        assert facts is not None
        gate, phase = facts.projects[0].gates[0], facts.projects[0].phase
        return gate.state, gate.until, phase

    assert first(0) == ("approved", until, 2)
    assert first(120) == ("lapsed", until, 1)


def test_a_frozen_baseline_leads_over_what_was_saved_later(cast: Cast, lively: Project) -> None:
    first = save_scenario(lively, name="The plan", inputs=SCENARIO, actor=cast.owner)
    freeze_baseline(first.current, reason="Approved.", actor=cast.owner, replaces=None)
    save_scenario(lively, name="A later thought", inputs=SCENARIO, actor=cast.owner)
    facts = build_portfolio(cast.organisation, [lively], by="x").portfolio
    assert facts is not None
    assert facts.projects[0].money is not None
    assert (facts.projects[0].money.name, facts.projects[0].money.is_baseline) == ("The plan", True)


def test_ten_times_the_projects_take_no_more_queries(cast: Cast, lively: Project) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            build_portfolio(cast.organisation, all_projects(cast.organisation), by="x")
        return len(found)

    few = queries()
    for number in range(18):
        project = create_project(cast.organisation, name=f"More {number}", actor=cast.owner)
        measure(project, cast.owner)
        price(project, cast.owner)
    assert queries() == few
    assert few < 25

"""The demo through its command: told once, started over, measured by the real pipeline."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from calculator.measured import stale_links
from calculator.models import SavedScenario
from evaluations.comparison.selectors import comparison_of
from evaluations.models import Alarm, ReviewQueue, Run
from evaluations.numbers import Said
from evaluations.plans.selectors import untriaged, verdicts_on_plans
from evaluations.plans.verdict import Standing
from evaluations.result_selectors import numbers_of
from evaluations.review.reading import report_of
from evaluations.selectors import summary_of
from evaluations.simulated_assistant.app import last_question
from evaluations.simulated_assistant.judges import known
from reports.models import Report
from roadmap.gates.selectors import GateGround
from roadmap.models import IncidentCase
from tests.alignment_app.tour import seven_clicks, the_sponsor_is_asked_again
from tests.processes import ROOT
from workspaces import audit
from workspaces.models import Mention, Notification, Organisation, Project, User, Waiver

pytestmark = pytest.mark.django_db(transaction=True)


def demo(*arguments: str) -> str:
    out = StringIO()
    call_command("demo", *arguments, stdout=out)
    return out.getvalue()


@pytest.mark.long
def test_the_demo_is_told_once_and_can_start_over(settings: object) -> None:
    settings.DEBUG = True  # type: ignore[attr-defined]
    settings.ALLOWED_HOSTS = ["localhost"]  # type: ignore[attr-defined]
    first = demo()
    assert demo() == first
    the_numbers_come_out()
    people_have_read()
    the_gates_stand_as_told()
    seven_clicks()
    the_sponsor_is_asked_again()
    assert Report.objects.get().state == "ready"
    support_desk = SavedScenario.objects.get(name="Support desk")
    links = {(link.use_case, link.violations, link.counted) for link in support_desk.current.links.all()}
    assert links == {("chat", 9, 600), ("mail", 4, 400)}
    assert stale_links(support_desk.project) == []
    assert {row.month for row in support_desk.actuals.all()} == {0, 1, 2, 3}
    assert {project.path for project in Project.objects.select_related("organisation")} == {
        "meridian/support-assistant",
        "halden/dispatch-helper",
    }
    again = demo("--reset")
    assert again != first
    assert User.objects.count() == 9
    assert Organisation.objects.filter(slug="meridian").count() == 1
    assert all(audit.verify(place).first_bad is None for place in Organisation.objects.all())


def the_numbers_come_out() -> None:
    """What the demo promises of its measurements."""
    runs = list(Run.objects.filter(counted=True).select_related("plan__judge").order_by("pk"))
    third, fourth = runs
    assert [(run.release, run.state, run.simulated) for run in runs] == [
        ("Release 3", "completed", True),
        ("Release 4", "completed", True),
    ]
    assert all(run.plan and run.plan.frozen_at and run.plan.frozen_at < run.created_at for run in runs)
    rates = [(found.numerator, found.denominator, found.errored) for found in map(summary_of, runs)]
    assert rates == [(170, 198, 2), (184, 198, 2)]
    said = {each.key: each for each in numbers_of(fourth)}
    assert in_percent(said["cases"]) == (92.9, 88.5, 95.7)
    assert in_percent(said["corrected"]) == (95.3, 89.4, 100.0)
    assert "54 of 60 known violations and 97 of 100 known good" in said["corrected"].how
    counted = fourth.samples.exclude(outcome="errored").select_related("case")
    truth = [known(each.response, last_question(each.case.messages))[1] for each in counted]
    assert (truth.count("compliant"), len(truth)) == (189, 198)
    compared = comparison_of(third, fourth)
    assert (len(compared.better), len(compared.worse)) == (20, 6)
    assert compared.found.p == pytest.approx(0.0094, abs=5e-5)
    page = (ROOT / "docs" / "methods" / "evaluation.md").read_text(encoding="utf-8")
    for told in ("189 of 198", "184 of 198: 92.9 %, 88.5 to\n95.7 %", "95.3 %, 89.4 to 100 %", "p = 0.0094"):
        assert told in page
    verdicts = verdicts_on_plans(runs)
    assert verdicts[third.pk].standing == Standing.NOT_COUNTABLE  # people labelled answers of release 4 alone
    assert (verdicts[fourth.pk].standing, verdicts[fourth.pk].failures) == (Standing.OPEN, 14)
    assert [sample.principle for sample in untriaged(fourth)] == ["do_not_lie"]


def people_have_read() -> None:
    read, waiting = ReviewQueue.objects.order_by("pk")
    report = report_of(read)
    assert report.table is not None
    assert [list(counts) for _, counts, _ in report.table.rows] == [[48, 3], [2, 7]]
    assert report.agreement is not None
    assert report.agreement.value == pytest.approx(0.6875)
    assert (report.items, report.disputed, report.adjudicated) == (60, 1, 4)
    assert waiting.items.filter(kind="counted").count() == 30
    assert not waiting.items.filter(ratings__isnull=False).exists()
    assert [alarm.kind for alarm in Alarm.objects.all()] == ["missed"]


def the_gates_stand_as_told() -> None:
    """What the demo promises of its gates, and of what people have been told."""
    project = Project.objects.select_related("organisation").get(organisation__slug="meridian")
    day = timezone.localdate()
    ground = GateGround.of(project, day)
    first, second = ground.standings[:2]
    assert first.approval is not None
    assert [vote.person_name for vote in first.approval.votes.all()] == ["Sven Lindahl", "Ruth Keller"]
    assert [one.subject for one in first.differences] == [
        "P1.1 Someone is answerable",
        "P1.7 Harms are listed and the limit of tolerance is set",
        "P1.9 People know enough to take part",
        "Evidence “Training plan of the service desk”",
        "Releases in use",
        "Risk owner",
    ]
    assert first.next == "Sven Lindahl to decide"
    assert (second.key, [entry.criterion.code for entry in second.blockers]) == ("closed", ["P2.4"])
    states = {one.criterion.code: one.state for one in ground.stated if one.criterion.phase.number == 2}
    assert sum(state.key == "met" for state in states.values()) == 8
    assert states["P2.7"].until == day + timedelta(days=21)
    case = IncidentCase.objects.get(incident__project=project)
    told = (case.incident.title, case.suite_name)
    assert told == ("Promised a refund after the deadline", "Cases from incidents")
    assert Mention.objects.filter(comment__project=project).count() == 2
    unread = Notification.objects.filter(person__email="lea.brandt@meridian.example", read_at=None)
    assert unread.count() == 3
    decided = waivers_decided(project)
    assert decided == [("Deniz Aksoy", "Paul Farkas")]  # who asks does not grant, and who grants does not vote


def waivers_decided(project: Project) -> list[tuple[str, str]]:
    return list(Waiver.objects.filter(project=project, granted=True).values_list("asked_by__name", "decided_by__name"))


def in_percent(said: Said) -> tuple[float, ...]:
    return tuple(round(100 * value, 1) for value in (said.rate, said.low, said.high) if value is not None)


def test_with_debug_off_there_is_no_demo(settings: object) -> None:
    settings.DEBUG = False  # type: ignore[attr-defined]
    with pytest.raises(CommandError, match="DEBUG off"):
        demo()

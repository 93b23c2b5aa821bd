"""The demo through its command: told once, started over, measured by the real pipeline."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

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
from tests.processes import ROOT
from workspaces import audit
from workspaces.models import Organisation, Project, User

pytestmark = pytest.mark.django_db(transaction=True)


def demo(*arguments: str) -> str:
    out = StringIO()
    call_command("demo", *arguments, stdout=out)
    return out.getvalue()


def test_the_demo_is_told_once_and_can_start_over(settings: object) -> None:
    settings.DEBUG = True  # type: ignore[attr-defined]
    first = demo()
    assert demo() == first
    the_numbers_come_out()
    people_have_read()
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


def in_percent(said: Said) -> tuple[float, ...]:
    return tuple(round(100 * value, 1) for value in (said.rate, said.low, said.high) if value is not None)


def test_with_debug_off_there_is_no_demo(settings: object) -> None:
    settings.DEBUG = False  # type: ignore[attr-defined]
    with pytest.raises(CommandError, match="DEBUG off"):
        demo()

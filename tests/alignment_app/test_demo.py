"""The demo through its command: told once, started over, measured by the real pipeline."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from calculator.measured import stale_links
from calculator.models import SavedScenario
from evaluations.models import Run
from reports.models import Report
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
    runs = Run.objects.filter(source="executed")
    assert {(run.release, run.state, run.simulated) for run in runs} == {
        ("Release 3", "completed", True),
        ("Release 4", "completed", True),
    }
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


def test_with_debug_off_there_is_no_demo(settings: object) -> None:
    settings.DEBUG = False  # type: ignore[attr-defined]
    with pytest.raises(CommandError, match="DEBUG off"):
        demo()

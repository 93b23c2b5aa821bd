"""What tests of portfolios do to projects, in single words."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from calculator.services import save_scenario
from evaluations import services as evaluations
from evaluations.services.pilots import PilotDetails
from roadmap.services.register import record_incident
from tests.conftest import Cast
from tests.reports.scenario import SCENARIO
from workspaces.models import Project, User, Waiver

ONCE = "5b1f0bb2-3a43-4c5c-9f34-0a6f1f3c2d11"


def url(cast: Cast, name: str, *keys: object) -> str:
    """A page of the portfolios of the cast's organisation."""
    return reverse(f"portfolio_reports:{name}", args=[cast.organisation.slug, *keys])


def measure(project: Project, actor: User) -> None:
    """A pilot of 100 answers."""
    details = PilotDetails("Desk", "release 4", date(2026, 10, 1), date(2026, 10, 31), "Every tenth", "Priya Raman")
    counts = {"do_not_lie": {"compliant": 94, "violation": 6}}
    evaluations.record_pilot(project, details=details, actor=actor, counts=counts)


def price(project: Project, actor: User) -> None:
    """A business case with a range."""
    save_scenario(project, name="Mail desk", inputs=SCENARIO, actor=actor)


def offend(project: Project, actor: User, owner: User) -> None:
    """An incident whose clock ran out yesterday."""
    today = timezone.localdate()
    record_incident(
        project,
        actor,
        title="A refund was promised",
        severity="high",
        happened_on=today - timedelta(days=9),
        what_happened="It promised one.",
        owner=owner,
        due_on=today - timedelta(days=1),
    )


def waive(project: Project, title: str, days: int, asked_by: User, decided_by: User) -> None:
    """Leave to depart from a rule, for so many days from today."""
    Waiver.objects.create(
        project=project,
        subject=f"stance:{title}",
        title=title,
        reason="For now.",
        until=timezone.localdate() + timedelta(days=days),
        asked_by=asked_by,
        decided_by=decided_by,
        decided_at=timezone.now(),
        granted=True,
    )


def hide(monkeypatch: pytest.MonkeyPatch, project: Project, *people: User) -> None:
    """As if there were rights to single projects: these people may not see this one."""
    kind = type(Project.objects.all())
    seen, hidden_from = kind.visible_to, {person.pk for person in people}

    def visible_to(self: Any, user: Any) -> Any:
        found = seen(self, user)
        return found.exclude(pk=project.pk) if user.pk in hidden_from else found

    monkeypatch.setattr(kind, "visible_to", visible_to)

"""The day of a decision is the day where the site is, not the day in Greenwich."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from reports.sources.gate_states import gate_state_facts
from roadmap.gates.selectors import GateGround
from roadmap.models import Confirmation, GateRequest
from roadmap.states import review_due
from tests.conftest import Cast
from tests.roadmap.conftest import Find
from tests.roadmap.doing import prove, say_met
from tests.roadmap.gating import ask, open_gate

pytestmark = pytest.mark.django_db
LATE = datetime(2026, 11, 3, 20, 0, tzinfo=UTC)  # the morning of the 4th on Kiritimati
KIRITIMATI = ZoneInfo("Pacific/Kiritimati")


def test_a_gate_is_asked_for_and_approved_on_the_day_where_the_site_is(cast: Cast) -> None:
    GateRequest.objects.filter(pk=open_gate(cast).pk).update(decided_at=LATE)
    with timezone.override(KIRITIMATI):
        ground = GateGround.of(cast.project, date(2026, 11, 30))
        assert "Approved 4 Nov 2026 by 2 people" in ground.standings[0].words
        assert gate_state_facts(ground)[0].since == date(2026, 11, 4)
    GateRequest.objects.update(state="withdrawn", ended_why="Again.")
    GateRequest.objects.filter(pk=ask(cast.project, cast.editor, reason="Again.").pk).update(asked_at=LATE)
    with timezone.override(KIRITIMATI):
        ground = GateGround.of(cast.project, date(2026, 11, 30))
        assert "Asked 4 Nov 2026 by Acme Editor" in ground.standings[0].words
        assert gate_state_facts(ground)[0].since == date(2026, 11, 4)


def test_a_confirmation_is_looked_at_again_so_many_days_after_the_day_where_the_site_is(cast: Cast, find: Find) -> None:
    prove(find("P1.3"), cast.owner)
    say_met(find("P1.3"), cast.owner)
    word = Confirmation.objects.get()
    word.at = LATE
    with timezone.override(KIRITIMATI):
        found = find("P1.3")
        found.review_days = 30
        assert review_due(found, word) == date(2026, 11, 4) + timedelta(days=30)

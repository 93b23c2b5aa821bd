"""What the demo's company knows about money: two samples of real conversations, two business cases, three months."""

import json
from datetime import date, timedelta
from pathlib import Path

from django.utils import timezone

from calculator.actuals import PROGRAMME, Entry, calendar_month
from calculator.models import SavedScenario
from calculator.services import begin_actuals, freeze_baseline, link_measurement, record_actuals, save_scenario
from evaluations.models import Run
from evaluations.services.pilots import PilotDetails, record_pilot
from workspaces.models import Project, User

FOLDER = Path(__file__).parent
BASELINE_REASON = "Agreed with the sponsor on the rates of the two traffic samples; judged by cost per solved request."
# Use case of “Support desk” → what two readers found: 9 of 600 chats and 4 of 400 mails did not comply.
TRAFFIC = {
    "chat": {
        "do_not_lie": {"compliant": 197, "violation": 3},
        "ask_clarifying_questions": {"compliant": 196, "violation": 2, "partial": 2},
        "protect_privacy": {"compliant": 198, "violation": 2},
    },
    "mail": {"do_not_lie": {"compliant": 198, "violation": 2}, "be_clear": {"compliant": 198, "partial": 2}},
}
# Integration cost more than planned and so does each month; chat began in month 3, slower than it was thought to.
MONTHS = (
    Entry(0, PROGRAMME, cost=236_400),
    Entry(1, PROGRAMME, cost=22_100),
    Entry(2, PROGRAMME, cost=26_800),
    Entry(3, PROGRAMME, cost=27_400),
    Entry(3, "chat", cost=48, hours=61, volume=4_300, violations=31),
)


def record_traffic(project: Project, actor: User) -> dict[str, Run]:
    """The samples by the use case that they price; made up, and marked as simulated."""
    today = timezone.now().date()
    return {
        channel: record_pilot(
            project,
            details=PilotDetails(
                name=f"{channel.capitalize()} traffic, one week",
                release="Release 4",
                began_on=today - timedelta(days=12),
                ended_on=today - timedelta(days=5),
                population=f"All {channel}s of the service desk in that week that the assistant answered",
                conducted_by="Two readers of the service desk, each answer by both",
                from_traffic=True,
                drawn_by="Night job of the service desk",
                drawn_how="By lot over the numbers of the conversations, before anybody had read one",
            ),
            counts=counts,
            actor=actor,
            simulated=True,
        )
        for channel, counts in TRAFFIC.items()
    }


def save_scenarios(project: Project, actor: User, samples: dict[str, Run]) -> SavedScenario:
    """Two business cases. The samples price “Support desk”, and the finance partner freezes it as the baseline."""
    for name, file in (("Contracts", "contracts.json"), ("Support desk", "support_desk.json")):
        inputs = json.loads((FOLDER / file).read_text(encoding="utf-8"))
        saved = save_scenario(project, name=name, inputs=inputs, actor=actor)
    for use_case, run in samples.items():
        link_measurement(saved, use_case=use_case, run=run.pk, actor=actor, version=saved.version)
    freeze_baseline(saved.current, reason=BASELINE_REASON, actor=actor, replaces=None)
    return saved


def enter_actuals(saved: SavedScenario, actor: User) -> None:
    """The last three whole months, as months 1 to 3 of the case."""
    this_month: date = timezone.now().date().replace(day=1)
    begin_actuals(saved, first_month=calendar_month(this_month, -2), actor=actor)
    record_actuals(saved, entries=MONTHS, seen={}, actor=actor)

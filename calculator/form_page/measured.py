"""Beside a violation rate: the measurement that it was taken from, and whether it still is that measurement's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from calculator.measured import Choice, Staleness, chosen_links, staleness
from calculator.models import MeasurementLink, ScenarioVersion
from calculator.typed.document import Reading
from calculator.typed.texts import TypedScenario, TypedUseCase, owner_name, quantity_name
from evaluations.statistics import Estimate, estimate
from evaluations.traffic import TrafficMeasurement

MEASURED_FIELD = "violation_rate"


@dataclass(frozen=True)
class MeasuredNote:
    """What stands beside the violation rate of the use case `key`. `changed` says that it was taken from a measurement
    and has been typed over since."""

    key: str
    link: MeasurementLink | None = None
    stale: Staleness | None = None
    changed: bool = False

    @property
    def counted(self) -> Estimate | None:
        """The rate as counted, with its interval."""
        return estimate(self.link.violations, self.link.counted) if self.link else None


def choices_of(typed: TypedScenario, reading: Reading) -> list[tuple[TypedUseCase, Choice]]:
    """The measurements that were chosen in the form, each with the rate that stands in its field now."""
    return [(one, Choice(one.name.strip(), run, _rate(reading, one))) for one, run in typed.chosen()]


def measured_notes(
    typed: TypedScenario, reading: Reading, version: ScenarioVersion | None, today: Sequence[TrafficMeasurement]
) -> dict[str, MeasuredNote]:
    """The notes by the keys of the use cases; one that chose nothing has none."""
    found = {}
    for one, choice in choices_of(typed, reading):
        link = chosen_links(version, [choice], today).get(choice.use_case)
        stale = staleness(link, today) if link else None
        found[one.key] = MeasuredNote(one.key, link, stale, changed=link is None)
    return found


def _rate(reading: Reading, one: TypedUseCase) -> object:
    return reading.values.get(quantity_name(owner_name(one.key), MEASURED_FIELD))

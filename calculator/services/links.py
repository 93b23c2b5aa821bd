"""Which measurements a new version of a scenario uses: those of the version it was made from, where the rate stayed."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from calculator.models import MeasurementLink, ScenarioVersion

Relinked = Mapping[str, MeasurementLink | None]
AS_BEFORE: Relinked = MappingProxyType({})


def carry_links(source: ScenarioVersion | None, target: ScenarioVersion, relinked: Relinked = AS_BEFORE) -> None:
    """Gives the target the source's links, where there is a source, wherever it holds the rate that the link gave.

    `relinked` names use cases that get another link, not yet stored, or None for no link. To be called inside the
    transaction that makes the target.
    """
    rates = {one["id"]: one.get("violation_rate") for one in target.inputs.get("use_cases", [])}
    kept = [
        link
        for link in MeasurementLink.objects.filter(version=source)
        if link.use_case not in relinked and rates.get(link.use_case) == link.given
    ]
    for link in kept:
        link.pk = None
    found = [*kept, *(link for link in relinked.values() if link is not None)]
    for link in found:
        link.version = target
    MeasurementLink.objects.bulk_create(found)

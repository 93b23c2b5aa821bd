"""Whose approval of a gate is recorded and does not fill its quorum: whoever let something pass that the gate rests on.

They granted a waiver, or said of a criterion which blocks the gate that it does not apply. The words of the second kind
are never deleted, so that what held when the gate was asked for can be told from them at any later time.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from roadmap.leave import granters_in
from roadmap.models import Exclusion, GateRequest
from ui.sentences import listed

GRANTED = "granted a waiver that this rests on"
MOST_CODES = 4
_ASIDE = "not_applicable"


def exclusions_of(projects: Collection[int]) -> list[Exclusion]:
    """What was ever set aside in these projects, criterion by criterion; in one query."""
    ours = Exclusion.objects.filter(criterion__phase__project__in=projects)
    return list(ours.select_related("criterion").order_by("criterion__position", "pk"))


def apart_today(requests: Collection[GateRequest], day: date) -> Mapping[int, Mapping[int, str]]:
    """Of each request that waits, by its primary key, who does not count toward its quorum, as `apart_from` has it; in
    two queries."""
    if not requests:
        return {}
    exclusions = exclusions_of({request.phase.project_id for request in requests})
    granters = granters_in({request.phase_id for request in requests}, day)
    return {one.pk: apart_from(one, exclusions, granters.get(one.phase_id, ())) for one in requests}


def apart_from(
    request: GateRequest,
    exclusions: Sequence[Exclusion],
    granters: Collection[int] = (),
    moment: datetime | None = None,
) -> Mapping[int, str]:
    """Who does not count toward the quorum of the request, and why in words that go with a name or with *you*.

    Args:
        exclusions: those of its project.
        granters: who granted a waiver, beside those in what was frozen.
        moment: what was set aside then, instead of now; what was when the gate was asked for counts always.
    """
    frozen = {one["code"] for one in request.snapshot["criteria"] if one["blocking"] and one["state"] == _ASIDE}
    codes: dict[int, list[str]] = {}
    for one in exclusions:
        if one.actor_id is None:  # a person who is gone votes on nothing
            continue
        criterion = one.criterion
        then = criterion.code in frozen and _in_force(one, request.asked_at)
        if criterion.phase_id == request.phase_id and (then or (criterion.blocking and _in_force(one, moment))):
            codes.setdefault(one.actor_id, []).append(criterion.code)
    found = dict.fromkeys([*(one["granted_by"] for one in request.snapshot["waivers"]), *granters], GRANTED)
    for person, theirs in codes.items():
        said = _set_aside(list(dict.fromkeys(theirs)))
        found[person] = f"{found[person]}, and {said}" if person in found else said
    return found


def _in_force(word: Exclusion, moment: datetime | None) -> bool:
    if moment is None:
        return word.ended_at is None
    return word.at <= moment and (word.ended_at is None or word.ended_at > moment)


def _set_aside(codes: Sequence[str]) -> str:
    return f"set aside {listed(codes, MOST_CODES)}, which {'blocks' if len(codes) == 1 else 'block'} this gate"

"""All projects of an organisation that a person may see: where each is, what blocks, who acts next.

It goes by the words people gave and the decisions on gates, in a fixed number of queries however many projects there
are. Whether the words still hold follows from each project's whole data; the page asks for that row by row.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.db.models import Exists, OuterRef, Q, QuerySet

from roadmap.checks.results import counted
from roadmap.gates.apart import apart_today
from roadmap.gates.voters import Voters, holders_in, voters_on
from roadmap.leave import in_force
from roadmap.models import Confirmation, Criterion, Exclusion, GateRequest, Phase
from ui.sentences import listed
from workspaces.models import Organisation, Project, User

GateState = Literal["approved", "lapsed", "asked", "closed"]
Step = Literal["start", "vote", "confirm", "ask", "nothing"]


@dataclass(frozen=True)
class GateRow:
    """The gate of one phase, by the decisions on it: *lapsed* was open until a day that has passed."""

    phase: Phase
    state: GateState
    until: date | None = None


@dataclass(frozen=True)
class AskedGate:
    """A gate that waits for votes: that of the phase the project is in, or of another one."""

    phase: Phase
    voters: Voters


@dataclass(frozen=True)
class PortfolioRow:
    """One project: the phase it is in, what of it waits for a word, its gates, and whose turn it is."""

    project: Project
    phase: Phase | None
    silent: Sequence[Criterion] = ()
    asked: Sequence[AskedGate] = ()
    approval: GateRequest | None = None
    day: date | None = None
    gates: Sequence[GateRow] = ()

    @property
    def is_late(self) -> bool:
        planned = self.phase.planned_on if self.phase else None
        return planned is not None and self.day is not None and planned < self.day and self.approval is None

    @property
    def step(self) -> Step:
        """What has to happen next."""
        if self.phase is None:
            return "start"
        if self._is_asked:
            return "vote"
        if self.silent:
            return "confirm"
        if self.approval is None:
            return "ask"
        return "vote" if self.asked else "nothing"

    @property
    def _is_asked(self) -> bool:
        return any(one.phase == self.phase for one in self.asked)

    @property
    def owners(self) -> Sequence[str]:
        """The owners of what waits for a word, each once; blank for what nobody owns."""
        return list(dict.fromkeys(one.owner.name if one.owner else "" for one in self.silent))

    @property
    def blocks(self) -> str:
        """What stands in the way, in words."""
        if self.phase is None:
            return "no roadmap yet"
        found = [self._votes(one) for one in self.asked]
        if self.step == "confirm":
            codes = listed([criterion.code for criterion in self.silent], 4)
            found += [f"{counted(len(self.silent), 'blocking criterion', 'blocking criteria')} to confirm: {codes}"]
        elif self.step == "ask":
            found += ["the gate is to be asked for"]
        return "; ".join(found) or "nothing"

    def _votes(self, asked: AskedGate) -> str:
        whose = "" if asked.phase == self.phase else f"gate {asked.phase.number} "
        return f"{whose}waits for votes: {asked.voters.tally.words}"

    @property
    def next(self) -> str:
        """Who acts next, in words."""
        if self.phase is None:
            return "an editor starts it"
        found = [words for one in self.asked for words in one.voters.words or ["nobody holds what the gate asks for"]]
        if self.step == "confirm":
            found += [name or "an owner for it" for name in self.owners]
        elif self.step == "ask":
            found += [self.phase.owner.name if self.phase.owner else "an editor"]
        return listed(list(dict.fromkeys(found)), 3) or "nobody"


def portfolio_of(organisation: Organisation, user: User, day: date) -> list[PortfolioRow]:
    """The organisation's projects that the person may see, by name; in eight queries."""
    return portfolio_rows(list(projects_seen(organisation, user)), day)


def projects_seen(organisation: Organisation, user: User) -> QuerySet[Project]:
    """The organisation's projects that the person may see, by name."""
    seen = Project.objects.visible_to(user).filter(organisation=organisation)
    return seen.select_related("organisation").order_by("name", "pk")


def portfolio_rows(projects: Sequence[Project], day: date) -> list[PortfolioRow]:
    """The rows of these projects in their order; in seven queries."""
    phases = _phases(projects)
    requests = _requests(projects)
    silent: dict[int, list[Criterion]] = defaultdict(list)
    for criterion in without_a_word(projects, day, Q(blocking=True)):
        silent[criterion.phase_id].append(criterion)
    holders = holders_in(projects)
    waiting = [found["open"] for found in requests.values() if "open" in found]
    apart = apart_today(waiting, day)
    voters = {one.phase_id: voters_on(one, holders[one.phase.project_id], apart[one.pk]) for one in waiting}
    return [_row(project, phases[project.pk], requests, silent, voters, day) for project in projects]


def _row(
    project: Project,
    phases: Sequence[Phase],
    requests: Mapping[int, Mapping[str, GateRequest]],
    silent: Mapping[int, Sequence[Criterion]],
    voters: Mapping[int, Voters],
    day: date,
) -> PortfolioRow:
    def approval(phase: Phase) -> GateRequest | None:
        found = requests[phase.pk].get("approved")
        return found if found is not None and found.until >= day else None

    gates = [_gate(phase, requests[phase.pk], day) for phase in phases]
    phase = next((one for one in phases if silent[one.pk] or approval(one) is None), phases[-1] if phases else None)
    if phase is None:
        return PortfolioRow(project, None, day=day)
    asked = [AskedGate(one, voters[one.pk]) for one in phases if one.pk in voters]
    return PortfolioRow(project, phase, silent[phase.pk], asked, approval(phase), day, gates)


def _gate(phase: Phase, requests: Mapping[str, GateRequest], day: date) -> GateRow:
    """An approval in force counts before a request that waits, and that before an approval whose day has passed."""
    approved = requests.get("approved")
    if approved is not None and approved.until >= day:
        return GateRow(phase, "approved", approved.until)
    if "open" in requests:
        return GateRow(phase, "asked")
    return GateRow(phase, "lapsed", approved.until) if approved is not None else GateRow(phase, "closed")


def _phases(projects: Collection[Project]) -> Mapping[int, list[Phase]]:
    found: dict[int, list[Phase]] = defaultdict(list)
    for phase in Phase.objects.filter(project__in=projects).select_related("owner").order_by("number"):
        found[phase.project_id].append(phase)
    return found


def _requests(projects: Collection[Project]) -> Mapping[int, Mapping[str, GateRequest]]:
    """Of each phase the request that waits and the approval in force, by their state."""
    found: dict[int, dict[str, GateRequest]] = defaultdict(dict)
    rows = GateRequest.objects.filter(phase__project__in=projects, state__in=["open", "approved"])
    for request in rows.select_related("asked_by", "phase").prefetch_related("votes"):
        found[request.phase_id][request.state] = request
    return found


def without_a_word(projects: Collection[Project], day: date, which: Q) -> list[Criterion]:
    """The criteria without a word, neither confirmed nor set aside nor waived, in their order; in one query.

    Args:
        which: those that are asked about, such as the blocking ones.
    """
    words = {"criterion": OuterRef("pk"), "ended_at__isnull": True}
    rows = (
        Criterion.objects.filter(which, phase__project__in=projects)
        .exclude(Exists(Confirmation.objects.filter(**words)))
        .exclude(Exists(Exclusion.objects.filter(**words)))
        .exclude(Exists(in_force(day)))
        .select_related("owner", "phase")
        .order_by("phase", "position")
    )
    return list(rows)

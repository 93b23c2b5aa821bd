"""All projects of an organisation that a person may see: where each is, what blocks, who acts next.

It goes by the words people gave and the decisions on gates, in a fixed number of queries however many projects there
are. Whether the words still hold follows from each project's whole data; the page asks for that row by row.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef

from roadmap.checks.results import counted, listed
from roadmap.gates.selectors import votes_of
from roadmap.models import Confirmation, Criterion, Exclusion, GateRequest, Phase, Responsibility
from roadmap.state_selectors import SUBJECT
from roadmap.vocabulary import ROLES
from workspaces.models import Organisation, Project, User, Waiver


@dataclass(frozen=True)
class PortfolioRow:
    """One project: the phase it is in, what of it waits for a word, its gate, and whose turn it is."""

    project: Project
    phase: Phase | None
    silent: Sequence[Criterion] = ()
    asked: GateRequest | None = None
    approval: GateRequest | None = None
    voters: Sequence[str] = ()
    day: date | None = None

    @property
    def is_late(self) -> bool:
        planned = self.phase.planned_on if self.phase else None
        return planned is not None and self.day is not None and planned < self.day and self.approval is None

    @property
    def blocks(self) -> str:
        """What stands in the way, in words."""
        if self.phase is None:
            return "no roadmap yet"
        if self.asked is not None:
            return f"waits for votes: {votes_of(self.asked).words}"
        if self.silent:
            codes = listed([criterion.code for criterion in self.silent], 4)
            return f"{counted(len(self.silent), 'blocking criterion', 'blocking criteria')} to confirm: {codes}"
        return "nothing" if self.approval else "the gate is to be asked for"

    @property
    def next(self) -> str:
        """Who acts next, in words."""
        if self.phase is None:
            return "an editor starts it"
        if self.asked is not None:
            return listed(self.voters, 3) or "nobody holds what the gate asks for"
        owners = dict.fromkeys(one.owner.name if one.owner else "an owner for it" for one in self.silent)
        if owners:
            return listed(list(owners), 3)
        if self.approval is not None:
            return "nobody"
        return self.phase.owner.name if self.phase.owner else "an editor"


def portfolio_of(organisation: Organisation, user: User, day: date) -> list[PortfolioRow]:
    """The organisation's projects that the person may see, by name; in seven queries."""
    projects = list(
        Project.objects.visible_to(user)
        .filter(organisation=organisation)
        .select_related("organisation")
        .order_by("name", "pk")
    )
    phases = _phases(projects)
    requests = _requests(projects)
    silent = _silent(projects, day)
    holders = _holders(projects)
    return [_row(project, phases[project.pk], requests, silent, holders[project.pk], day) for project in projects]


def _row(
    project: Project,
    phases: Sequence[Phase],
    requests: Mapping[int, Mapping[str, GateRequest]],
    silent: Mapping[int, Sequence[Criterion]],
    holders: Sequence[Responsibility],
    day: date,
) -> PortfolioRow:
    def approval(phase: Phase) -> GateRequest | None:
        found = requests[phase.pk].get("approved")
        return found if found is not None and found.until >= day else None

    phase = next((one for one in phases if silent[one.pk] or approval(one) is None), phases[-1] if phases else None)
    if phase is None:
        return PortfolioRow(project, None, day=day)
    asked = requests[phase.pk].get("open")
    voters = _voters(asked, holders) if asked else ()
    return PortfolioRow(project, phase, silent[phase.pk], asked, approval(phase), voters, day)


def _voters(asked: GateRequest, holders: Sequence[Responsibility]) -> list[str]:
    voted = {vote.person_id for vote in asked.votes.all()} | {asked.asked_by_id}
    missing = votes_of(asked).missing
    waiting = [one for one in holders if one.role in missing and one.person_id not in voted]
    unheld = [role for role in missing if not any(one.role == role for one in waiting)]
    return [*dict.fromkeys(one.person.name for one in waiting), *(f"a {ROLES[role].lower()}" for role in unheld)]


def _phases(projects: Collection[Project]) -> Mapping[int, list[Phase]]:
    found: dict[int, list[Phase]] = defaultdict(list)
    for phase in Phase.objects.filter(project__in=projects).select_related("owner").order_by("number"):
        found[phase.project_id].append(phase)
    return found


def _requests(projects: Collection[Project]) -> Mapping[int, Mapping[str, GateRequest]]:
    """Of each phase the request that waits and the approval in force, by their state."""
    found: dict[int, dict[str, GateRequest]] = defaultdict(dict)
    rows = GateRequest.objects.filter(phase__project__in=projects, state__in=["open", "approved"])
    for request in rows.select_related("asked_by").prefetch_related("votes"):
        found[request.phase_id][request.state] = request
    return found


def _silent(projects: Collection[Project], day: date) -> Mapping[int, list[Criterion]]:
    """Of each phase the blocking criteria without a word: neither confirmed nor set aside nor waived."""
    waived = Waiver.objects.filter(
        project__in=projects, subject__startswith=SUBJECT, granted=True, withdrawn_at__isnull=True, until__gte=day
    )
    leave = {(project, subject.removeprefix(SUBJECT)) for project, subject in waived.values_list("project", "subject")}
    words = {"criterion": OuterRef("pk"), "ended_at__isnull": True}
    rows = (
        Criterion.objects.filter(phase__project__in=projects, blocking=True)
        .exclude(Exists(Confirmation.objects.filter(**words)))
        .exclude(Exists(Exclusion.objects.filter(**words)))
        .select_related("owner", "phase")
        .order_by("phase", "position")
    )
    found: dict[int, list[Criterion]] = defaultdict(list)
    for criterion in rows:
        if (criterion.phase.project_id, criterion.code) not in leave:
            found[criterion.phase_id].append(criterion)
    return found


def _holders(projects: Collection[Project]) -> Mapping[int, list[Responsibility]]:
    found: dict[int, list[Responsibility]] = defaultdict(list)
    rows = Responsibility.objects.filter(project__in=projects, ended_at__isnull=True, accepted_at__isnull=False)
    for one in rows.select_related("person").order_by("role", "pk"):
        found[one.project_id].append(one)
    return found

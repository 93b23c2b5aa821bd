"""Where the gates of a project stand on a day: what was approved, what differs since, what blocks, who acts next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Literal

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format

from evaluations.models import Release, Run
from evaluations.reported.standing import counts_for_decisions
from evaluations.selectors import RunSummary, summaries_of
from roadmap.checks.facts import Facts, facts_of
from roadmap.checks.results import counted
from roadmap.gates.apart import apart_from, exclusions_of
from roadmap.gates.differences import Difference, differences
from roadmap.gates.freezing import (
    PRICING,
    criterion_then,
    evidence_then,
    ground_of,
    price_of,
    run_then,
    waivers_then,
)
from roadmap.gates.quorum import Rule, Tally
from roadmap.gates.snapshot import Asked, Line, Price, RunThen, Snapshot, read
from roadmap.gates.voters import Voters, voters_on, votes_of
from roadmap.models import Exclusion, GateCondition, GateRequest, Phase
from roadmap.state_selectors import Stated, stated_criteria
from roadmap.vocabulary import ROLES
from ui.sentences import dated, joined, listed, sentence
from workspaces.models import Project

RUNS_FROZEN = 20
GateKey = Literal["closed", "ready", "asked", "approved", "lapsed"]


@dataclass(frozen=True)
class GateStanding:
    """Where the gate of one phase stands.

    *closed*: something blocks. *ready*: it can be asked for. *asked*: it waits for votes. *approved*: it is open.
    *lapsed*: it was open until a day that has passed.
    """

    phase: Phase
    key: GateKey
    blockers: Sequence[Stated]  # of this phase and those before it
    obstacles: Sequence[str]  # why it cannot be asked for
    asked: GateRequest | None = None
    tally: Tally | None = None  # of the votes on what is asked
    approval: GateRequest | None = None
    last: GateRequest | None = None
    differences: Sequence[Difference] = ()
    due_on: date | None = None  # when it has to be asked for again
    day: date | None = None
    next: str = ""

    @property
    def is_open(self) -> bool:
        return self.key == "approved"

    @property
    def differs(self) -> bool:
        return bool(self.approval and self.differences)

    @property
    def is_due(self) -> bool:
        return self.due_on is not None and self.day is not None and self.due_on <= self.day

    @property
    def differs_words(self) -> str:
        return f"differs today by {counted(len(self.differences), 'item')}"

    @property
    def mark(self) -> str:
        """What the diamond on the rail shows."""
        return "differs" if self.is_open and (self.differs or self.is_due) else self.key

    @property
    def words(self) -> str:
        """The decision in a line: who and when; empty where nothing was asked."""
        if self.asked is not None and self.tally is not None:
            asked_on = timezone.localdate(self.asked.asked_at)
            return f"Asked {_day(asked_on)} by {self.asked.asked_by.name}, {self.tally.words}"
        if self.approval is None or self.approval.decided_at is None:
            return ""
        people = counted(sum(vote.approves for vote in self.approval.votes.all()), "person", "people")
        said = f"Approved {_day(timezone.localdate(self.approval.decided_at))} by {people}"
        if self.key == "lapsed":
            return f"{said}; the leave ended {_day(self.approval.until)}"
        return f"{said}, until {_day(self.approval.until)}"


@dataclass(frozen=True)
class GateGround:
    """Everything that the gates of one project follow from on a day, read once in a fixed number of queries."""

    project: Project
    day: date
    facts: Facts
    stated: Sequence[Stated]
    phases: Sequence[Phase]
    requests: Sequence[GateRequest]  # newest first
    summaries: Mapping[int, RunSummary]
    runs: Sequence[Run]
    exclusions: Sequence[Exclusion]  # of all times

    @classmethod
    def of(
        cls, project: Project, day: date, facts: Facts | None = None, stated: Sequence[Stated] | None = None
    ) -> GateGround:
        facts = facts or facts_of(project, day)
        stated = stated_criteria(project, day, facts) if stated is None else stated
        requests = list(requests_of(project))
        frozen = {one["key"] for request in requests for one in request.snapshot["runs"]}
        wanted = {run.pk for run in facts.runs} | frozen
        runs = list(counts_for_decisions(project).filter(pk__in=wanted)) if wanted else []
        phases = list(Phase.objects.filter(project=project).select_related("owner").order_by("number"))
        for phase in phases:
            phase.project = project
        summaries = summaries_of(runs) if runs else {}
        exclusions = exclusions_of([project.pk]) if requests else []
        return cls(project, day, facts, stated, phases, requests, summaries, runs, exclusions)

    @cached_property
    def standings(self) -> list[GateStanding]:
        """Every gate in the order of the phases."""
        return [self._standing(phase) for phase in self.phases]

    def standing(self, phase: Phase) -> GateStanding:
        return next(one for one in self.standings if one.phase.pk == phase.pk)

    def asked(self, phase: Phase) -> GateRequest | None:
        return next((one for one in self.of_phase(phase) if one.is_open), None)

    def approval(self, phase: Phase) -> GateRequest | None:
        return next((one for one in self.of_phase(phase) if one.is_approved), None)

    def of_phase(self, phase: Phase) -> list[GateRequest]:
        return [one for one in self.requests if one.phase_id == phase.pk]

    def blockers(self, phase: Phase) -> list[Stated]:
        """The blocking criteria that are open in the phase and in those before it."""
        return [
            entry for entry in self.stated if entry.stands_in_the_way and entry.criterion.phase.number <= phase.number
        ]

    def open_conditions(self, phase: Phase) -> list[GateCondition]:
        """What approvals in force up to this phase still wait for."""
        approvals = [self.approval(one) for one in self.phases if one.number <= phase.number]
        return [
            condition
            for approval in approvals
            if approval is not None
            for vote in approval.votes.all()
            for condition in vote.conditions.all()
            if condition.is_open
        ]

    def needs_reason(self, phase: Phase) -> bool:
        """Whether the gate was open once, so that asking again says why."""
        return any(one.decided_at and one.state != GateRequest.State.REJECTED for one in self.of_phase(phase))

    def obstacles(self, phase: Phase) -> list[str]:
        """Everything that keeps the gate from being asked for today."""
        found: list[str] = []
        if blocking := self.blockers(phase):
            named = listed([joined([one.criterion.code, sentence(one.criterion.title)], " ") for one in blocking], 4)
            found.append(sentence("Still open and blocking: %(criteria)s.", criteria=named))
        before = next((one for one in self.phases if one.number == phase.number - 1), None)
        if before is not None:
            approval, gate = self.approval(before), sentence(before.gate_name)
            if approval is None:
                found.append(sentence("‘%(gate)s’ has to be approved first.", gate=gate))
            elif approval.until < self.day:
                until = dated(approval.until)
                found.append(
                    sentence("The leave of ‘%(gate)s’ ended on %(day)s: ask for it again.", gate=gate, day=until)
                )
        for condition in self.open_conditions(phase):
            due = dated(condition.due_on)
            found.append(sentence("A condition is open, due %(day)s: %(condition)s", day=due, condition=condition.text))
        if (price := self.price(phase)) is not None and price.is_over and not self._price_is_waived:
            found.append(sentence("%(finding)s.", finding=price.words))
        return found

    @property
    def _price_is_waived(self) -> bool:
        states = [one.state.key for one in self.stated if one.criterion.code == PRICING]
        return any(key in ("waived", "not_applicable") for key in states)

    def price(self, phase: Phase) -> Price | None:
        """What the first two gates say of the business case; None for the others, and without a baseline."""
        approval = self.approval(self.phases[0]) if self.phases else None
        return price_of(self.facts, phase, read(approval.snapshot) if approval else None)

    def snapshot(self, phase: Phase, asked: Asked, release: Release | None) -> Snapshot:
        """The state of the phase as it is on this day."""
        here = self._of(phase)
        return Snapshot(
            project=self.project.path,
            phase=phase.number,
            gate=phase.gate_name,
            template=phase.template_version,
            rule=phase.gate_rule,
            asked=asked,
            approvers=[
                Line(sentence(ROLES.get(role, role)), self._names(role)) for role in Rule.of(phase.gate_rule).approvers
            ],
            criteria=[criterion_then(entry) for entry in here],
            evidence=evidence_then(here),
            waivers=waivers_then(here),
            runs=self._runs(release),
            ground=self._ground(phase, release),
            price=self.price(phase),
        )

    def today(self, request: GateRequest) -> Snapshot:
        """What the request would freeze if it were asked today, with every run that it froze."""
        frozen = read(request.snapshot)
        keys = {run.key for run in frozen.runs}
        now = self.snapshot(request.phase, frozen.asked, request.release)
        found = [run_then(run, self.summaries[run.pk]) for run in self.runs if run.pk in keys]
        return Snapshot(**{**now.__dict__, "runs": found})

    def differences(self, request: GateRequest) -> list[Difference]:
        """In what today differs from what the request froze."""
        return differences(read(request.snapshot), self.today(request))

    def apart(self, request: GateRequest, moment: datetime | None = None) -> Mapping[int, str]:
        """Who does not count toward the quorum of the request, and why: of today, or of an earlier moment."""
        waivers = waivers_then(self._of(request.phase)) if moment is None else ()
        return apart_from(request, self.exclusions, [waiver.granted_by for waiver in waivers], moment)

    def tally(self, request: GateRequest) -> Tally:
        """Where the votes stand: of a request that waits as they count today, else as they were recorded."""
        return votes_of(request, self.apart(request) if request.is_open else ())

    def voters(self, request: GateRequest) -> Voters:
        """Who may still fill the quorum of a request that waits."""
        return voters_on(request, self.facts.holders(*ROLES), self.apart(request))

    def _of(self, phase: Phase) -> list[Stated]:
        return [entry for entry in self.stated if entry.criterion.phase_id == phase.pk]

    def _names(self, role: str) -> str:
        return listed([held.person.name for held in self.facts.holders(role)]) or sentence("nobody")

    def _runs(self, release: Release | None) -> list[RunThen]:
        ours = [run for run in self.runs if release is None or run.release == release.name]
        return [run_then(run, self.summaries[run.pk]) for run in ours[:RUNS_FROZEN]]

    def _ground(self, phase: Phase, release: Release | None) -> list[Line]:
        lines = ground_of(self.facts, release, self.day)
        before = next((one for one in self.phases if one.number == phase.number - 1), None)
        if before is not None:
            approval = self.approval(before)
            words = sentence("not approved")
            if approval:
                words = sentence("request %(number)s, %(sha256)s", number=approval.number, sha256=approval.sha256[:12])
            lines.append(Line(sentence("Gate ‘%(gate)s’", gate=sentence(before.gate_name)), words))
        return lines

    def _standing(self, phase: Phase) -> GateStanding:
        requests, blockers = self.of_phase(phase), self.blockers(phase)
        asked, approval = self.asked(phase), self.approval(phase)
        obstacles = [] if asked else self.obstacles(phase)
        return GateStanding(
            phase=phase,
            key=self._key(asked, approval, obstacles),
            blockers=blockers,
            obstacles=obstacles,
            asked=asked,
            tally=self.tally(asked) if asked else None,
            approval=approval,
            last=requests[0] if requests else None,
            differences=self.differences(approval) if approval else (),
            due_on=due_again(approval),
            day=self.day,
            next=self._next(phase, asked, approval, blockers),
        )

    def _key(self, asked: GateRequest | None, approval: GateRequest | None, obstacles: Sequence[str]) -> GateKey:
        if approval is not None and approval.until >= self.day:
            return "approved"
        if asked is not None:
            return "asked"
        if approval is not None:
            return "lapsed"
        return "closed" if obstacles else "ready"

    def _next(
        self, phase: Phase, asked: GateRequest | None, approval: GateRequest | None, blockers: Sequence[Stated]
    ) -> str:
        """Who acts next, in words; empty where nobody has to."""
        if asked is not None:
            return sentence("%(people)s to decide", people=listed(self.voters(asked).words, 3) or sentence("Nobody"))
        if approval is not None and approval.until >= self.day:
            due = due_again(approval)
            due_now = due is not None and due <= self.day
            return sentence("%(person)s to ask again", person=_owner(phase)) if due_now else ""
        if blockers:
            owners = dict.fromkeys(entry.criterion.owner.name if entry.criterion.owner else "" for entry in blockers)
            named = [name for name in owners if name]
            codes = [entry.criterion.code for entry in blockers if entry.criterion.owner is None]
            nobody = [sentence("somebody to own %(criteria)s", criteria=listed(codes, 3))] if codes else []
            return listed([*named, *nobody], 3)
        return sentence("%(person)s to ask for it", person=_owner(phase))


def requests_of(project: Project) -> QuerySet[GateRequest]:
    """Everything that was asked in the project, newest first, with votes and conditions."""
    return (
        GateRequest.objects.filter(phase__project=project)
        .select_related("phase", "asked_by", "release", "ended_by")
        .prefetch_related("votes__conditions__fulfilled_by", "votes__conditions__evidence__evidence")
        .order_by("-asked_at", "-pk")
    )


def due_again(approval: GateRequest | None) -> date | None:
    """The day on which a repeating gate has to be asked for again; None where it does not repeat."""
    if approval is None or approval.decided_at is None:
        return None
    days = Rule.of(approval.snapshot["rule"]).repeats_days
    return timezone.localdate(approval.decided_at) + timedelta(days=days) if days else None


def _owner(phase: Phase) -> str:
    return phase.owner.name if phase.owner else sentence("An editor")


def _day(day: date) -> str:
    return date_format(day, "j M Y")

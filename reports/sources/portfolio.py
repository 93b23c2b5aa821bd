"""A portfolio's part: of many projects what one line of each says, in as many queries as for one."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from calculator.models import ScenarioVersion
from calculator.selectors import leading_versions
from evaluations.models import Run
from evaluations.selectors import RunSummary, latest_results_of
from reports.dossier import Provenance
from reports.facts.portfolio import (
    PortfolioFacts,
    PortfolioGate,
    PortfolioIncident,
    PortfolioProject,
    PortfolioRange,
    PortfolioRun,
    PortfolioStep,
    PortfolioVotes,
    PortfolioWaiver,
)
from reports.sources.measurement import compliance_of, run_provenance
from roadmap.models import Incident
from roadmap.portfolio import PortfolioRow, portfolio_rows
from roadmap.register.listing import open_incidents_in, past_clock
from workspaces.models import Project, Waiver
from workspaces.selectors import waivers_ending

DAYS_AHEAD = 30


@dataclass(frozen=True)
class PortfolioGround:
    """Everything that a portfolio of these projects says on a day, read once."""

    rows: Sequence[PortfolioRow]
    results: Mapping[int, tuple[Run, RunSummary]]
    money: Mapping[int, tuple[ScenarioVersion, bool]]
    incidents: Mapping[int, Sequence[Incident]]
    waivers: Mapping[int, Sequence[Waiver]]
    day: date

    @classmethod
    def of(cls, projects: Sequence[Project], day: date) -> "PortfolioGround":
        """Reads it; the projects keep their order."""
        incidents: dict[int, list[Incident]] = defaultdict(list)
        for incident in open_incidents_in(projects):
            incidents[incident.project_id].append(incident)
        waivers: dict[int, list[Waiver]] = defaultdict(list)
        for waiver in waivers_ending(projects, day, day + timedelta(days=DAYS_AHEAD)):
            waivers[waiver.project_id].append(waiver)
        rows = portfolio_rows(projects, day)
        return cls(rows, latest_results_of(projects), leading_versions(projects), incidents, waivers, day)

    def facts(self) -> PortfolioFacts:
        return PortfolioFacts(DAYS_AHEAD, tuple(self._project(row) for row in self.rows))

    def provenance(self) -> list[Provenance]:
        """The runs and scenarios behind the figures, each under the name of its project."""
        found = []
        for row in self.rows:
            key, name = row.project.pk, row.project.name
            if key in self.results:
                found += [_of(one, name) for one in run_provenance(self.results[key][0])]
            if key in self.money:
                version, _ = self.money[key]
                identity = f"{name}: no. {version.scenario_id}, {version.scenario.name}"
                said = f"version {version.number}, model {version.model_version}"
                found.append(Provenance("Scenario", identity, said, version.content_sha256))
        return found

    def _project(self, row: PortfolioRow) -> PortfolioProject:
        key, phase = row.project.pk, row.phase
        return PortfolioProject(
            identifier=row.project.path,
            name=row.project.name,
            phase=phase.number if phase else None,
            phase_name=phase.name if phase else "",
            planned_on=phase.planned_on if phase else None,
            baseline_on=phase.baseline_on if phase else None,
            late=row.is_late,
            asked=_votes(row),
            step=_step(row),
            run=_run(*self.results[key]) if key in self.results else None,
            money=_money(*self.money[key]) if key in self.money else None,
            gates=tuple(
                PortfolioGate(gate.phase.number, gate.phase.gate_name, gate.state, gate.until) for gate in row.gates
            ),
            incidents=tuple(_incident(incident, self.day) for incident in self.incidents.get(key, ())),
            waivers=tuple(_waiver(waiver, self.day) for waiver in self.waivers.get(key, ())),
        )


def _of(found: Provenance, project: str) -> Provenance:
    return Provenance(found.what, f"{project}: {found.identity}", found.version, found.sha256)


def _votes(row: PortfolioRow) -> tuple[PortfolioVotes, ...]:
    return tuple(
        PortfolioVotes(
            number=one.phase.number,
            current=one.phase == row.phase,
            approvals=one.voters.tally.approvals,
            needed=one.voters.tally.needed,
            people=tuple(one.voters.people),
            roles=tuple(one.voters.unheld),
        )
        for one in row.asked
    )


def _step(row: PortfolioRow) -> PortfolioStep:
    what = row.step
    people: Sequence[str] = ()
    codes: Sequence[str] = ()
    if what == "confirm":
        people, codes = row.owners, [criterion.code for criterion in row.silent]
    elif what == "ask" and row.phase is not None and row.phase.owner is not None:
        people = [row.phase.owner.name]
    return PortfolioStep(what, tuple(codes), tuple(people))


def _run(run: Run, summary: RunSummary) -> PortfolioRun:
    return PortfolioRun(
        identity=run.pk,
        name=run.name,
        release=run.release,
        simulated=run.simulated,
        inconclusive=summary.inconclusive,
        finished_at=run.finished_at,
        compliance=compliance_of(summary),
    )


def _money(version: ScenarioVersion, is_baseline: bool) -> PortfolioRange:
    headline = version.headline
    spread = headline["range"] or {}
    return PortfolioRange(
        identity=version.scenario_id,
        name=version.scenario.name,
        version=version.number,
        currency=version.currency,
        is_baseline=is_baseline,
        priced=bool(headline["priced"]),
        base=headline["base"],
        p5=spread.get("p5"),
        p50=spread.get("p50"),
        p95=spread.get("p95"),
        probability_of_loss=headline["loss"],
    )


def _incident(incident: Incident, day: date) -> PortfolioIncident:
    return PortfolioIncident(
        identity=incident.pk,
        title=incident.title,
        severity=incident.severity,
        status=incident.status,
        happened_on=incident.happened_on,
        owner=incident.owner.name if incident.owner else "",
        due_on=incident.due_on,
        overdue=past_clock(incident, day),
    )


def _waiver(waiver: Waiver, day: date) -> PortfolioWaiver:
    return PortfolioWaiver(
        identity=waiver.pk,
        title=waiver.title,
        until=waiver.until,
        days_left=(waiver.until - day).days,
        asked_by=waiver.asked_by.name,
        decided_by=waiver.decided_by.name if waiver.decided_by else "",
    )

"""Everything that was decided in a project and what the decisions rest on, read from one ground for all sections."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Self

from reports.dossier import PrincipleFacts
from reports.facts.decisions import ConditionFacts, GateDecisions, RemarkedFacts
from reports.facts.evidence import EvidenceFacts
from reports.facts.register import IncidentFacts, LimitFacts, RiskFacts
from reports.facts.waivers import WaiverFacts
from reports.sources import decisions, evidence, register, waivers
from roadmap.gates.selectors import GateGround
from roadmap.register.listing import limit_of
from workspaces.models import Project


@dataclass(frozen=True)
class Decided:
    """The facts of the sections on evidence, decisions, waivers, conditions and incidents; nothing in it by default."""

    evidence: tuple[EvidenceFacts, ...] = ()
    decisions: tuple[GateDecisions, ...] = ()
    remarks: tuple[RemarkedFacts, ...] = ()
    waivers: tuple[WaiverFacts, ...] = ()
    conditions: tuple[ConditionFacts, ...] = ()
    incidents: tuple[IncidentFacts, ...] = ()
    risks: tuple[RiskFacts, ...] = ()
    risk_limit: LimitFacts | None = None

    @classmethod
    def of(
        cls, project: Project, ground: GateGround, sections: Collection[str], principles: Collection[PrincipleFacts]
    ) -> Self:
        """What these sections show, on the day of the ground."""
        decided, registered = "decisions" in sections, "incidents" in sections
        limit = limit_of(project) if registered else None
        titles = {principle.identifier: principle.title for principle in principles}
        return cls(
            evidence=evidence.evidence_facts(project, ground) if "evidence" in sections else (),
            decisions=decisions.gate_decisions(ground) if decided else (),
            remarks=decisions.remark_facts(project) if decided else (),
            waivers=waivers.waiver_facts(project, ground) if "waivers" in sections else (),
            conditions=decisions.condition_facts(ground) if "conditions" in sections else (),
            incidents=register.incident_facts(project, titles, ground.day) if registered else (),
            risks=register.risk_facts(project, limit, ground.day) if registered else (),
            risk_limit=register.limit_facts(limit),
        )

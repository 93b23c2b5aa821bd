"""A dossier's facts in words and figures: one tree of shown text that the screen and the PDF both print."""

import dataclasses
from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reports.dossier import Dossier
from reports.figures import count, day, inside, moment
from reports.kinds import KINDS, Language, Paper
from reports.wording.business import Business, business_case
from reports.wording.changes import Changes, changes
from reports.wording.conditions import Conditions, conditions
from reports.wording.decisions import Decisions, decisions
from reports.wording.evaluation import Evaluation, evaluation
from reports.wording.evidence import EvidenceShown, evidence
from reports.wording.fact import Fact
from reports.wording.frameworks import (
    Applicability,
    Coverage,
    applicability_section,
    coverage_section,
    framework_finding,
)
from reports.wording.frozen import Frozen, frozen_section
from reports.wording.gate_record import STATES, GateRecord, gate_finding, gate_section
from reports.wording.glossary import Glossary, glossary
from reports.wording.incidents import Incidents, incidents
from reports.wording.known import translated
from reports.wording.method import Key, Method, method, reading_key
from reports.wording.portfolio import Projects, portfolio_finding, projects_section
from reports.wording.portfolio_rates import Rates, rates_section
from reports.wording.portfolio_watch import Watch, watch_section
from reports.wording.principles import Principles, principles
from reports.wording.provenance import Origin, provenance
from reports.wording.roadmap import Roadmap, roadmap
from reports.wording.signatures import Signatures, signature_section
from reports.wording.stances import Stances, stances
from reports.wording.summary import Summary, summary
from reports.wording.waivers import Waivers, waivers


@dataclass(frozen=True)
class Cover:
    """The first page."""

    kind: str
    project: str
    organisation: str
    purpose: str
    finding: str
    simulated: bool
    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class Shown:
    """What a dossier says, section by section, in the order of the pages."""

    kind: str
    language: Language
    paper: Paper
    sections: tuple[str, ...]
    title: str
    author: str
    at: int  # seconds since 1970, the PDF's own date
    made_at: str
    cover: Cover
    summary: Summary
    principles: Principles
    evaluation: Evaluation
    business: Business
    roadmap: Roadmap
    evidence: EvidenceShown
    decisions: Decisions
    waivers: Waivers
    conditions: Conditions
    incidents: Incidents
    stances: Stances
    changes: Changes
    glossary: Glossary
    gate: GateRecord | None
    frozen: Frozen | None
    signatures: Signatures | None
    coverage: Coverage | None
    applicability: Applicability | None
    projects: Projects | None
    rates: Rates | None
    watch: Watch | None
    key: Key | None
    method: Method
    provenance: Origin
    words: dict[str, str]

    def as_context(self) -> dict[str, Any]:
        """What `typeset` takes."""
        return dataclasses.asdict(self)


def common_words() -> dict[str, str]:
    """The words of the pages themselves. Pages fill in {page}, {pages} and {count}, which are known only there."""
    return {
        "contents": _("Contents"),
        "page_of": _("page {page} of {pages}"),
        "simulated": _("simulated"),
        "simulated_long": _("Answers came from the simulated assistant, not from a live system."),
        "attached": _("The facts of this report, to be checked against the project"),
        "replaced_one": _(
            "One character could not be drawn with the fonts of this report; its code stands in its place, in angle "
            "brackets."
        ),
        "replaced_many": _(
            "{count} characters could not be drawn with the fonts of this report; their codes stand in their place, in "
            "angle brackets."
        ),
        "file_hash": _("SHA-256 of the file"),
    }


def shown(dossier: Dossier, paper: Paper = "a4", language: Language = "en") -> Shown:
    """The report's facts in the words and figures of a language. Pure: the same facts give the same words."""
    with translation.override(language):
        return _shown(dossier, paper, language)


def _shown(dossier: Dossier, paper: Paper, language: Language) -> Shown:
    head = summary(dossier)
    return Shown(
        kind=dossier.kind,
        language=language,
        paper=paper,
        sections=dossier.sections,
        title=f"{dossier.project.name}: {inside(_(KINDS[dossier.kind].name))}",
        author=dossier.making.by,
        at=int(dossier.making.at.timestamp()),
        made_at=moment(dossier.making.at),
        cover=_cover(dossier, head),
        summary=head,
        principles=principles(dossier),
        evaluation=evaluation(dossier),
        business=business_case(dossier),
        roadmap=roadmap(dossier),
        evidence=evidence(dossier),
        decisions=decisions(dossier),
        waivers=waivers(dossier),
        conditions=conditions(dossier),
        incidents=incidents(dossier),
        stances=stances(dossier),
        changes=changes(dossier),
        glossary=glossary(dossier),
        gate=gate_section(dossier),
        frozen=frozen_section(dossier),
        signatures=signature_section(dossier),
        coverage=coverage_section(dossier),
        applicability=applicability_section(dossier),
        projects=projects_section(dossier),
        rates=rates_section(dossier),
        watch=watch_section(dossier),
        key=None if dossier.gate or dossier.frameworks else reading_key(),
        method=method(dossier),
        provenance=provenance(dossier),
        words=common_words(),
    )


def _finding(dossier: Dossier, head: Summary) -> str:
    """What a reader takes along: of the whole project, or of what the report is about."""
    if dossier.gate:
        return gate_finding(dossier.gate, day(dossier.making.at))
    if dossier.frameworks:
        return framework_finding(dossier.frameworks)
    if dossier.portfolio:
        return portfolio_finding(dossier.portfolio)
    if dossier.kind == "evaluation":
        return evaluation(dossier).finding
    return business_case(dossier).finding if dossier.kind == "case" else head.finding


def _cover(dossier: Dossier, head: Summary) -> Cover:
    facts = [
        Fact(_("Made"), moment(dossier.making.at)),
        Fact(_("By"), translated(dossier.making.by)),
        *_subject_facts(dossier),
    ]
    if dossier.run and dossier.run.release:
        facts.append(Fact(_("Release"), dossier.run.release))
    if dossier.making.audit_head:
        entry = {"entry": count(dossier.making.audit_entry), "hash": dossier.making.audit_head[:12]}
        facts.append(Fact(_("Audit head"), _("entry %(entry)s, %(hash)s…") % entry))
    return Cover(
        kind=_(KINDS[dossier.kind].name),
        project=_("All projects") if dossier.portfolio else dossier.project.name,
        organisation=dossier.project.organisation,
        purpose=dossier.project.purpose,
        finding=_finding(dossier, head),
        simulated=_is_simulated(dossier),
        facts=tuple(facts),
    )


def _is_simulated(dossier: Dossier) -> bool:
    """Whether no answer that it counts came from a live system; a portfolio says it project by project as well."""
    if dossier.portfolio:
        runs = [project.run for project in dossier.portfolio.projects if project.run]
        return bool(runs) and all(run.simulated for run in runs)
    return bool(dossier.run and dossier.run.simulated)


def _subject_facts(dossier: Dossier) -> list[Fact]:
    """What the report is about, as its cover says it."""
    gate, frameworks = dossier.gate, dossier.frameworks
    if gate:
        state = Fact(_("State"), _(STATES.get(gate.state, gate.state)))
        return [Fact(_("Gate"), translated(gate.name)), state, Fact(_("Frozen state"), f"{gate.sha256[:12]}…")]
    if frameworks:
        names = Fact(_("Frameworks"), ", ".join(one.name for one in frameworks))
        return [names, Fact(_("Criteria"), translated(frameworks[0].mapping))]
    if dossier.portfolio:
        told = len(dossier.portfolio.projects)
        said = ngettext("%(count)s project", "%(count)s projects", told) % {"count": count(told)}
        return [Fact(_("Tells of"), said)]
    return [Fact(_("Specification"), dossier.spec.label if dossier.spec else _("none pinned yet"))]

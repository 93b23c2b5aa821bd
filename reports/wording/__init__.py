"""A dossier's facts in words and figures: one tree of shown text that the screen and the PDF both print."""

import dataclasses
from dataclasses import dataclass
from typing import Any

from reports.dossier import Dossier
from reports.figures import count, moment
from reports.kinds import KINDS, Paper
from reports.wording.business import Business, business_case
from reports.wording.evaluation import Evaluation, evaluation
from reports.wording.fact import Fact
from reports.wording.method import Key, Method, method, reading_key
from reports.wording.principles import Principles, principles
from reports.wording.provenance import Origin, provenance
from reports.wording.roadmap import Roadmap, roadmap
from reports.wording.summary import Summary, summary


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
    language: str
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
    key: Key
    method: Method
    provenance: Origin
    words: dict[str, str]

    def as_context(self) -> dict[str, Any]:
        """What `typeset` takes."""
        return dataclasses.asdict(self)


WORDS = {
    "contents": "Contents",
    "page": "page",
    "of": "of",
    "simulated": "simulated",
    "simulated_long": "Answers came from the simulated assistant, not from a live system.",
    "attached": "The facts of this report, to be checked against the project",
    "replaced_one": "One character could not be drawn with the fonts of this report; its code stands in its "
    "place, in angle brackets.",
    "replaced_many": "characters could not be drawn with the fonts of this report; their codes stand in "
    "their place, in angle brackets.",
}


def shown(dossier: Dossier, paper: Paper = "a4") -> Shown:
    """The report's facts in words. Pure: the same facts give the same words."""
    head = summary(dossier)
    return Shown(
        kind=dossier.kind,
        language="en",
        paper=paper,
        sections=dossier.sections,
        title=f"{dossier.project.name}: {KINDS[dossier.kind].name.lower()}",
        author=dossier.making.by,
        at=int(dossier.making.at.timestamp()),
        made_at=moment(dossier.making.at),
        cover=_cover(dossier, head),
        summary=head,
        principles=principles(dossier),
        evaluation=evaluation(dossier),
        business=business_case(dossier),
        roadmap=roadmap(dossier),
        key=reading_key(),
        method=method(dossier),
        provenance=provenance(dossier),
        words=WORDS,
    )


def _finding(dossier: Dossier, head: Summary) -> str:
    """What a reader takes along: of the whole project, of the run, or of the scenario."""
    if dossier.kind == "evaluation":
        return evaluation(dossier).finding
    return business_case(dossier).finding if dossier.kind == "case" else head.finding


def _cover(dossier: Dossier, head: Summary) -> Cover:
    facts = [
        Fact("Made", moment(dossier.making.at)),
        Fact("By", dossier.making.by),
        Fact("Specification", dossier.spec.label if dossier.spec else "none pinned yet"),
    ]
    if dossier.run and dossier.run.release:
        facts.append(Fact("Release", dossier.run.release))
    if dossier.making.audit_head:
        short = dossier.making.audit_head[:12]
        facts.append(Fact("Audit head", f"entry {count(dossier.making.audit_entry)}, {short}…"))
    return Cover(
        kind=KINDS[dossier.kind].name,
        project=dossier.project.name,
        organisation=dossier.project.organisation,
        purpose=dossier.project.purpose,
        finding=_finding(dossier, head),
        simulated=bool(dossier.run and dossier.run.simulated),
        facts=tuple(facts),
    )

"""What a gate's request freezes of a project: facts and states of other modules as the records of a snapshot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from evaluations.models import Release, Run
from evaluations.selectors import RunSummary
from roadmap.checks.facts import Facts
from roadmap.checks.money import rates_of, version_said
from roadmap.evidence.standing import of_run, of_stances
from roadmap.gates.snapshot import CriterionThen, EvidenceThen, Line, Price, RunThen, Snapshot, WaiverThen
from roadmap.models import Phase
from roadmap.state_selectors import Stated
from roadmap.states import EVIDENCE
from ui.sentences import listed, sentence

PRICED_PHASE, PRICING = 2, "P2.10"


def price_of(facts: Facts, phase: Phase, first: Snapshot | None) -> Price | None:
    """What the first gate accepts with the baseline, and what the second holds the measured rate against.

    The limit of the second is what gate 1 was approved with (*first*), else that of the baseline.
    """
    money = facts.money
    if phase.number > PRICED_PHASE or money.baseline is None or money.scenario is None:
        return None
    version, current = money.baseline.version, money.scenario.current
    baseline = _hashed(version_said(version), version.content_sha256)
    if phase.number < PRICED_PHASE:
        return Price(baseline, "", "", _loss(version.headline), "")
    frozen = first.price.accepted if first and first.price else ""
    return Price(
        baseline=baseline,
        scenario=_hashed(version_said(current), current.content_sha256),
        rate=rates_of(money),
        accepted=frozen or _loss(version.headline),
        measured=_loss(current.headline),
    )


def ground_of(facts: Facts, release: Release | None, day: date) -> list[Line]:
    """The releases, the specification, and the decisions on its principles."""
    in_use = [
        one.name
        for one in facts.releases
        if one.deployed_on and one.deployed_on <= day and not (one.retired_on and one.retired_on <= day)
    ]
    lines = [Line(sentence("Releases in use"), listed(in_use, 20) or sentence("none"))]
    if release is not None:
        lines.append(Line(sentence("Release asked for"), _hashed(release.name, release.content_sha256)))
    if facts.spec is not None:
        said = of_stances(facts.spec)
        decided = sentence("%(decisions)s (%(sha256)s)", decisions=said["Decisions"], sha256=said["Content"])
        lines.append(Line(sentence("Specification"), facts.spec.said))
        lines.append(Line(sentence("Decisions on principles"), decided))
    return lines


def _hashed(what: str, sha256: str) -> str:
    if not sha256:
        return sentence("%(what)s, not described", what=what)
    return sentence("%(what)s, %(sha256)s", what=what, sha256=sha256[:12])


def criterion_then(entry: Stated) -> CriterionThen:
    criterion, state = entry.criterion, entry.state
    return CriterionThen(
        code=criterion.code,
        title=criterion.title,
        blocking=criterion.blocking,
        state=state.key,
        label=state.label,
        by=state.by,
        until=state.until.isoformat() if state.until else "",
        fingerprint=state.fingerprint,
        facts=[Line(label, value) for label, value in state.ground if not label.startswith(EVIDENCE)],
    )


def evidence_then(entries: Sequence[Stated]) -> list[EvidenceThen]:
    found: dict[str, EvidenceThen] = {}
    for entry in entries:
        for shown in entry.state.inputs.shown:
            code, present = entry.criterion.code, found.get(shown.title)
            codes = list(dict.fromkeys([*(present.criteria if present else ()), code]))
            found[shown.title] = EvidenceThen(shown.title, shown.version.number, shown.version.sha256, codes)
    return [found[title] for title in sorted(found)]


def waivers_then(entries: Sequence[Stated]) -> list[WaiverThen]:
    found = []
    for entry in entries:
        waiver = entry.state.inputs.waiver
        if entry.state.key != "waived" or waiver is None or waiver.decided_by is None:
            continue
        found.append(
            WaiverThen(
                code=entry.criterion.code,
                title=entry.criterion.title,
                reason=waiver.reason,
                until=waiver.until.isoformat(),
                asked_by=waiver.asked_by.name,
                granted_by=waiver.decided_by.pk,
                granted_by_name=waiver.decided_by.name,
            )
        )
    return found


def run_then(run: Run, summary: RunSummary) -> RunThen:
    said = of_run(run, summary)
    return RunThen(run.pk, run.name, run.release, said["Counted"], run.settings_sha256, run.suite_sha256)


def _loss(headline: Mapping[str, object]) -> str:
    loss = headline.get("loss")
    return f"{float(str(loss)):.6f}" if loss is not None else ""

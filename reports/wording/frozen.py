"""The state that a gate was asked on: criteria, waivers, evidence, runs, the price, and the ground below them."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reports.dossier import Dossier
from reports.facts.gates import FrozenCriterion, FrozenEvidence, FrozenLine, FrozenPrice, FrozenRun, FrozenWaiver
from reports.figures import count, day, percent
from reports.wording.fact import Fact
from reports.wording.known import translated
from reports.wording.roadmap import MARKS
from reports.wording.spoken import Say, speaker


@dataclass(frozen=True)
class CriterionThen:
    """Where one criterion stood; `rests_on` are the facts it rested on, a line each."""

    code: str
    title: str
    blocking: str
    rests_on: tuple[Fact, ...]
    status: str
    mark: str
    until: str
    by: str
    fingerprint_label: str
    fingerprint: str


@dataclass(frozen=True)
class WaiverThen:
    """One waiver that counted."""

    code: str
    title: str
    reason: str
    until: str
    asked_by: str
    granted_by: str


@dataclass(frozen=True)
class EvidenceThen:
    """One piece of evidence in the version that counted."""

    title: str
    version: str
    criteria: str
    sha256: str


@dataclass(frozen=True)
class RunThen:
    """One run that counted, with the hashes of its settings and of its cases as far as there are any."""

    name: str
    release: str
    counted: str
    hashes: tuple[Fact, ...]


@dataclass(frozen=True)
class Frozen:
    """The section on the frozen state; what there was none of has a sentence instead of a table."""

    name: str
    finding: str
    lead: str
    ground_title: str
    ground: tuple[Fact, ...]
    price_title: str
    price: tuple[Fact, ...]
    criteria_title: str
    criteria_columns: tuple[str, ...]
    criteria: tuple[CriterionThen, ...]
    waivers_title: str
    waivers_columns: tuple[str, ...]
    waivers: tuple[WaiverThen, ...]
    evidence_title: str
    evidence_columns: tuple[str, ...]
    evidence: tuple[EvidenceThen, ...]
    runs_title: str
    runs_columns: tuple[str, ...]
    runs: tuple[RunThen, ...]


def frozen_section(dossier: Dossier) -> Frozen | None:
    """The state that the request froze; None where the report is about no request."""
    gate = dossier.gate
    if gate is None:
        return None
    say = speaker(dossier)
    return Frozen(
        name=_("Frozen state"),
        finding=_finding(gate.criteria),
        lead=_(
            "The state of the project when leave was asked for. Nothing in it changes afterwards: its hash covers "
            "every line, and the votes are about this state and no other."
        ),
        ground_title=_("Approvers and ground"),
        ground=(*_lines(gate.approvers, say), *_lines(gate.ground, say)),
        price_title=_("Priced") if gate.price else _("The business case is no part of it"),
        price=_price(gate.price, say) if gate.price else (),
        criteria_title=_("Criteria"),
        criteria_columns=(_("Criterion"), _("State"), _("By")),
        criteria=tuple(_criterion(one, say) for one in gate.criteria),
        waivers_title=_("Waivers") if gate.waivers else _("It rests on no waiver"),
        waivers_columns=(_("Criterion"), _("Asked by"), _("Granted by"), _("Until")),
        waivers=tuple(_waiver(one) for one in gate.waivers),
        evidence_title=_("Evidence") if gate.evidence else _("It rests on no evidence"),
        evidence_columns=(_("Evidence"), _("Version"), _("Used for"), _("SHA-256")),
        evidence=tuple(_evidence(one) for one in gate.evidence),
        runs_title=_("Runs that counted") if gate.runs else _("No run counted"),
        runs_columns=(_("Run"), _("Counted"), _("SHA-256")),
        runs=tuple(_run(one, say) for one in gate.runs),
    )


def _finding(criteria: tuple[FrozenCriterion, ...]) -> str:
    labels = [one.label for one in criteria]
    total = ngettext("%(count)s criterion", "%(count)s criteria", len(labels)) % {"count": count(len(labels))}
    kinds = [f"{count(labels.count(label))} {translated(label).lower()}" for label in dict.fromkeys(labels)]
    if not kinds:
        return total
    return _("%(total)s: %(kinds)s") % {"total": total, "kinds": ", ".join(kinds)}


def _lines(lines: tuple[FrozenLine, ...], say: Say) -> tuple[Fact, ...]:
    return tuple(Fact(translated(say(line.what)), translated(say(line.value))) for line in lines)


def _criterion(one: FrozenCriterion, say: Say) -> CriterionThen:
    return CriterionThen(
        code=one.code,
        title=translated(one.title),
        blocking=_("blocking") if one.blocking else "",
        rests_on=_lines(one.facts, say),
        status=translated(one.label),
        mark=MARKS.get(one.status, "violation" if one.blocking else "open"),
        until=_("until %(day)s") % {"day": day(one.until)} if one.until else "",
        by=one.by,
        fingerprint_label=_("SHA-256 of these facts") if one.facts else _("SHA-256 of its facts"),
        fingerprint=one.fingerprint,
    )


def _waiver(one: FrozenWaiver) -> WaiverThen:
    return WaiverThen(one.code, translated(one.title), one.reason, day(one.until), one.asked_by, one.granted_by)


def _evidence(one: FrozenEvidence) -> EvidenceThen:
    return EvidenceThen(one.title, count(one.version), ", ".join(one.criteria), one.sha256)


def _run(one: FrozenRun, say: Say) -> RunThen:
    name = _("%(name)s (no. %(number)s)") % {"name": one.name, "number": one.identity}
    hashes = ((_("of its settings"), one.settings_sha256), (_("of its cases"), one.cases_sha256))
    return RunThen(name, one.release, say(one.counted), tuple(Fact(label, value) for label, value in hashes if value))


def _price(price: FrozenPrice, say: Say) -> tuple[Fact, ...]:
    rows = [
        (_("Business case"), say(price.words)),
        (_("Baseline"), say(price.baseline)),
        (_("Scenario"), say(price.scenario)),
        (_("Measured rate"), say(price.rate)),
        (_("Chance of loss, accepted"), percent(price.accepted) if price.accepted is not None else ""),
        (_("Chance of loss, measured"), percent(price.measured) if price.measured is not None else ""),
    ]
    return tuple(Fact(label, value) for label, value in rows if value)

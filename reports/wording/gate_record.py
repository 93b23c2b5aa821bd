"""A gate's record: what was asked and by whom, each vote, the conditions, and what differs on the day of the report."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from reports.dossier import Dossier
from reports.facts.decisions import ConditionFacts, VoteFacts
from reports.facts.gates import GateFacts
from reports.figures import count, day, moment
from reports.wording.fact import Fact
from reports.wording.known import translated
from reports.wording.spoken import speaker
from reports.wording.terms import CONDITION_STATES, VOTES, role_names

STATES = {
    "open": gettext_noop("Asked"),
    "approved": gettext_noop("Approved"),
    "rejected": gettext_noop("Rejected"),
    "withdrawn": gettext_noop("Withdrawn"),
    "replaced": gettext_noop("Replaced by a later approval"),
    "reopened": gettext_noop("Reopened"),
}
# What the record says first, where nothing differs and every hash holds.
FINDINGS = {
    "open": gettext_noop("‘%(gate)s’ waits for a decision: %(approvals)s of %(needed)s approvals"),
    "approved": gettext_noop("‘%(gate)s’ is approved, and nothing has changed since"),
    "rejected": gettext_noop("‘%(gate)s’ was rejected"),
    "withdrawn": gettext_noop("The request for ‘%(gate)s’ was withdrawn"),
    "replaced": gettext_noop("The approval of ‘%(gate)s’ was replaced by a later one"),
    "reopened": gettext_noop("‘%(gate)s’ was approved, and its phase was reopened later"),
}


@dataclass(frozen=True)
class VoteShown:
    """One vote; `apart` says why it does not count, `brief_said` that the hash of its brief is broken."""

    person: str
    roles: str
    decision: str
    mark: str
    at: str
    note: str
    apart: str
    conditions: str
    brief_sha256: str
    brief_said: str


@dataclass(frozen=True)
class ConditionShown:
    """One condition, and how it was fulfilled where it is."""

    text: str
    told: str
    state: str
    mark: str
    due: str
    by: str


@dataclass(frozen=True)
class DifferenceShown:
    """One thing that reads otherwise than it was frozen."""

    what: str
    words: str


@dataclass(frozen=True)
class GateRecord:
    """The section on one request. `hash_mark` is the shape and colour of whether all hashes hold."""

    name: str
    finding: str
    lead: str
    facts: tuple[Fact, ...]
    hash_label: str
    sha256: str
    hash_said: str
    hash_mark: str
    votes_title: str
    votes_lead: str
    votes_columns: tuple[str, ...]
    votes: tuple[VoteShown, ...]
    conditions_title: str
    conditions_columns: tuple[str, ...]
    conditions: tuple[ConditionShown, ...]
    differences_title: str
    differences_columns: tuple[str, ...]
    differences: tuple[DifferenceShown, ...]


def gate_section(dossier: Dossier) -> GateRecord | None:
    """The record of the request that the report is about; None where it is about none."""
    gate = dossier.gate
    if gate is None:
        return None
    at, say = day(dossier.making.at), speaker(dossier)
    return GateRecord(
        name=_("Decision"),
        finding=gate_finding(gate, at),
        lead=_(
            "What leave was asked for, how each person decided, and whether the state that they decided on still is "
            "the one on record."
        ),
        facts=_facts(gate),
        hash_label=_("Frozen state"),
        sha256=gate.sha256,
        hash_said=_hash_said(gate),
        hash_mark="compliant" if all_hold(gate) else "violation",
        votes_title=_votes_title(gate),
        votes_lead=_votes_lead(gate),
        votes_columns=(_("Person"), _("Decision"), _("When"), _("SHA-256 of the brief that was read")),
        votes=tuple(_vote(one) for one in gate.votes),
        conditions_title=_conditions_title(gate),
        conditions_columns=(_("Condition"), _("State"), _("Due"), _("Set by")),
        conditions=tuple(_condition(one) for one in gate.conditions),
        differences_title=_differences_title(gate, at),
        differences_columns=(_("What"), _("How it differs")),
        differences=tuple(DifferenceShown(say(one.what), say(one.words)) for one in gate.differences),
    )


def all_hold(gate: GateFacts) -> bool:
    """Whether the frozen state and every brief have the hashes that were kept with them."""
    return gate.holds and all(vote.brief_holds for vote in gate.votes)


def gate_finding(gate: GateFacts, at: str) -> str:
    """What a reader takes along; `at` is the day of the report in words."""
    known = {"gate": translated(gate.name), "approvals": count(gate.approvals), "needed": count(gate.needed), "day": at}
    if not all_hold(gate):
        return _("‘%(gate)s’: what is on record does not have the hashes that were kept with it") % known
    if gate.state == "approved" and gate.lapsed:
        return _("The leave of ‘%(gate)s’ ended on %(until)s") % {**known, "until": day(gate.until)}
    if gate.state == "approved" and gate.differences:
        return _("‘%(gate)s’ is approved, and the approved state differs from that of %(day)s") % known
    return _(FINDINGS.get(gate.state, "‘%(gate)s’")) % known


def _facts(gate: GateFacts) -> tuple[Fact, ...]:
    volume = ngettext("%(count)s conversation a month", "%(count)s conversations a month", gate.volume or 0)
    request = _("no. %(number)s for the gate of phase %(phase)s")
    rows = [
        (_("Gate"), translated(gate.name)),
        (_("Request"), request % {"number": count(gate.number), "phase": count(gate.phase)}),
        (_("State"), _(STATES.get(gate.state, gate.state))),
        (_("Asked by"), gate.asked_by),
        (_("Asked"), moment(gate.asked_at)),
        (_("Release"), gate.release or _("none is named")),
        (_("Scope"), gate.scope),
        (_("Volume"), volume % {"count": count(gate.volume)} if gate.volume else _("no limit is named")),
        (_("Until"), day(gate.until)),
        (_("Asked again because"), gate.reason),
        (_("Without it"), gate.if_refused),
        (_("Decided"), moment(gate.decided_at) if gate.decided_at else _("not yet")),
        (_("Ended"), _ended(gate)),
        (_("Asked for again"), _repeats(gate)),
        (_("Criteria"), _("roadmap template %(version)s") % {"version": gate.template}),
    ]
    return tuple(Fact(label, value) for label, value in rows if value)


def _ended(gate: GateFacts) -> str:
    if gate.ended_at is None:
        return ""
    said = moment(gate.ended_at)
    if gate.ended_by:
        said = _("%(when)s by %(person)s") % {"when": said, "person": gate.ended_by}
    return f"{said}: {gate.ended_why}" if gate.ended_why else said


def _repeats(gate: GateFacts) -> str:
    if not gate.repeats_days:
        return ""
    days = ngettext("every %(count)s day", "every %(count)s days", gate.repeats_days)
    return days % {"count": count(gate.repeats_days)}


def _hash_said(gate: GateFacts) -> str:
    if not gate.holds:
        return _("The frozen state does not have the hash that it was frozen with.")
    if not all_hold(gate):
        return _("A brief does not have the hash that was kept in its vote.")
    return _("Recomputed for this report: the frozen state and the briefs have the hashes that were kept.")


def _votes_title(gate: GateFacts) -> str:
    said = ngettext("%(approvals)s of %(needed)s approval", "%(approvals)s of %(needed)s approvals", gate.needed)
    return said % {"approvals": count(gate.approvals), "needed": count(gate.needed)}


def _votes_lead(gate: GateFacts) -> str:
    said = [_("Each approval counts for one responsibility, and nobody decides on a request of their own.")]
    if not gate.votes:
        said.append(_("Nobody has voted yet."))
    if gate.missing:
        said.append(_("One more would count as: %(roles)s.") % {"roles": role_names(gate.missing)})
    return " ".join(said)


def _vote(vote: VoteFacts) -> VoteShown:
    decision, mark = VOTES[vote.decision]
    attached = ngettext("%(count)s condition", "%(count)s conditions", vote.conditions)
    return VoteShown(
        person=vote.person,
        roles=role_names(vote.roles) or _("no responsibility of this gate"),
        decision=_(decision),
        mark=mark,
        at=moment(vote.at),
        note=vote.note,
        apart=""
        if vote.counts
        else _("Does not count: granted a waiver, or set a blocking criterion aside, that this rests on."),
        conditions=attached % {"count": count(vote.conditions)} if vote.conditions else "",
        brief_sha256=vote.brief_sha256,
        brief_said="" if vote.brief_holds else _("The brief does not have this hash any more."),
    )


def _conditions_title(gate: GateFacts) -> str:
    waiting = sum(one.state in ("open", "overdue") for one in gate.conditions)
    known = {"open": count(waiting), "total": count(len(gate.conditions))}
    if waiting:
        said = ngettext(
            "%(open)s of %(total)s condition is open", "%(open)s of %(total)s conditions are open", len(gate.conditions)
        )
        return said % known
    return _("No condition is open") if gate.conditions else _("No conditions are attached")


def _condition(one: ConditionFacts) -> ConditionShown:
    state, mark = CONDITION_STATES[one.state]
    told = ""
    if one.fulfilled_at:
        known = {"when": moment(one.fulfilled_at), "person": one.fulfilled_by, "note": one.fulfilled_note}
        told = _("Fulfilled %(when)s by %(person)s: %(note)s") % known
        if one.evidence:
            told = _("%(told)s Evidence: %(title)s") % {"told": told, "title": one.evidence}
    elif one.blocks:
        told = _("It keeps ‘%(gate)s’ closed until it is fulfilled.") % {"gate": translated(one.blocks)}
    return ConditionShown(
        text=one.text,
        told=told,
        state=_(state),
        mark=mark,
        due=day(one.due_on),
        by=one.by,
    )


def _differences_title(gate: GateFacts, at: str) -> str:
    if not gate.differences:
        return _("Nothing differs on %(day)s from what was frozen") % {"day": at}
    said = ngettext(
        "%(count)s thing differs on %(day)s from what was frozen",
        "%(count)s things differ on %(day)s from what was frozen",
        len(gate.differences),
    )
    return said % {"count": count(len(gate.differences)), "day": at}

"""The gates: what was asked for, how it was decided and what differs since; and what was said about the criteria."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from reports.dossier import Dossier
from reports.facts.decisions import GateDecisions, RemarkedFacts, RemarkFacts, RequestFacts, VoteFacts
from reports.figures import count, day, moment
from reports.wording.fact import Fact
from reports.wording.known import translated
from reports.wording.spoken import Say, speaker
from reports.wording.terms import VOTES, role_names

STANDINGS = {
    "closed": (gettext_noop("Closed: it cannot be asked for yet"), "open"),
    "ready": (gettext_noop("Closed: it can be asked for"), "ready"),
    "asked": (gettext_noop("Closed: it waits for votes"), "ready"),
    "approved": (gettext_noop("Open"), "compliant"),
    "lapsed": (gettext_noop("Closed: the leave has ended"), "partial"),
}
STATES = {
    "open": (gettext_noop("Waits for votes"), "ready"),
    "approved": (gettext_noop("Approved; nothing has changed since"), "compliant"),
    "differs": (gettext_noop("Approved; the approved state differs from today"), "partial"),
    "lapsed": (gettext_noop("Approved; the leave has ended"), "partial"),
    "rejected": (gettext_noop("Rejected"), "violation"),
    "withdrawn": (gettext_noop("Withdrawn"), "not_needed"),
    "replaced": (gettext_noop("Replaced by a later approval"), "not_needed"),
    "reopened": (gettext_noop("Reopened: the approval was taken back"), "partial"),
}
REMARKS = {
    "met": gettext_noop("Confirmed it as met"),
    "not_applicable": gettext_noop("Said that it does not apply"),
    "comment": gettext_noop("Commented"),
}


@dataclass(frozen=True)
class VoteRow:
    """One vote; `caveat` says why it does not count, or that its brief was changed."""

    person: str
    roles: str
    decision: str
    mark: str
    conditions: str
    at: str
    note: str
    caveat: str
    brief_sha256: str


@dataclass(frozen=True)
class RequestShown:
    """One request with its votes. Empty texts are not shown."""

    title: str
    status: str
    mark: str
    facts: tuple[Fact, ...]
    frozen: str
    sha256: str
    caveat: str
    differences_title: str
    differences: tuple[str, ...]
    votes_title: str
    votes_columns: tuple[str, ...]
    votes: tuple[VoteRow, ...]


@dataclass(frozen=True)
class GateShown:
    """One gate with everything that was asked for it."""

    title: str
    standing: str
    mark: str
    facts: tuple[Fact, ...]
    obstacles_title: str
    obstacles: tuple[str, ...]
    requests: tuple[RequestShown, ...]


@dataclass(frozen=True)
class RemarkRow:
    """One thing that was said."""

    by: str
    at: str
    what: str
    text: str
    ended: str


@dataclass(frozen=True)
class RemarkedShown:
    """What was said about one criterion."""

    code: str
    title: str
    earlier: str
    rows: tuple[RemarkRow, ...]


@dataclass(frozen=True)
class Decisions:
    """The section on decisions."""

    name: str
    finding: str
    lead: str
    empty: str
    gates: tuple[GateShown, ...]
    remarks_title: str
    remarks_lead: str
    remarks_columns: tuple[str, ...]
    remarks: tuple[RemarkedShown, ...]


def decisions(dossier: Dossier) -> Decisions:
    """Who decided what on which ground, and whether that ground is still there."""
    said = bool(dossier.remarks)
    return Decisions(
        name=_("Decisions"),
        finding=_finding(dossier.decisions),
        lead=_(
            "A gate is asked for on a state that is frozen with its hash. Nobody decides on a request of their own, "
            "and every vote keeps the hash of the brief that was read before it. An approval differs from today as "
            "soon as what it rests on reads otherwise."
        ),
        empty=_("The roadmap has not been started, so that there is no gate to decide on."),
        gates=tuple(_gate(gate, speaker(dossier)) for gate in dossier.decisions),
        remarks_title=_("What was said about the criteria") if said else "",
        remarks_lead=_("The words of those who answer for a criterion, and comments, in the order they were given.")
        if said
        else "",
        remarks_columns=(_("Who and when"), _("What was said")) if said else (),
        remarks=tuple(_remarked(one) for one in dossier.remarks),
    )


def _finding(gates: tuple[GateDecisions, ...]) -> str:
    if not gates:
        return _("No gate has been asked for")
    opened = sum(gate.standing == "approved" for gate in gates)
    if not opened:
        said = [_("No gate is open yet")]
    else:
        what = ngettext("%(count)s of %(total)s gates is open", "%(count)s of %(total)s gates are open", opened)
        said = [what % {"count": count(opened), "total": count(len(gates))}]
    states = [request.state for gate in gates for request in gate.requests]
    if differs := states.count("differs"):
        what = ngettext("%(count)s approval differs from today", "%(count)s approvals differ from today", differs)
        said.append(what % {"count": count(differs)})
    if lapsed := states.count("lapsed"):
        what = ngettext("%(count)s approval has run out", "%(count)s approvals have run out", lapsed)
        said.append(what % {"count": count(lapsed)})
    if asked := states.count("open"):
        what = ngettext("%(count)s request waits for votes", "%(count)s requests wait for votes", asked)
        said.append(what % {"count": count(asked)})
    return "; ".join(said)


def _gate(gate: GateDecisions, say: Say) -> GateShown:
    standing, mark = STANDINGS[gate.standing]
    rests_elsewhere = any(request.state == "differs" for request in gate.requests)
    rule = ngettext(
        "%(needed)s approval, for one of these responsibilities: %(roles)s",
        "%(needed)s approvals, each for another of these responsibilities: %(roles)s",
        gate.needed,
    )
    facts = [Fact(_("Decided by"), rule % {"needed": count(gate.needed), "roles": role_names(gate.approvers)})]
    if gate.repeats_days is not None:
        again = ngettext("every %(count)s day", "every %(count)s days", gate.repeats_days)
        facts.append(Fact(_("Asked again"), again % {"count": count(gate.repeats_days)}))
    if gate.due_again_on is not None:
        facts.append(Fact(_("Next due"), day(gate.due_again_on)))
    if gate.next:
        facts.append(Fact(_("Who acts next"), say(gate.next)))
    if not gate.requests:
        facts.append(Fact(_("Requests"), _("none yet")))
    return GateShown(
        title=f"{gate.number} {translated(gate.name)}",
        standing=_(standing),
        mark="partial" if mark == "compliant" and rests_elsewhere else mark,
        facts=tuple(facts),
        obstacles_title=_("What keeps it from being asked for") if gate.obstacles else "",
        obstacles=tuple(say(one) for one in gate.obstacles),
        requests=tuple(_request(request, say) for request in gate.requests),
    )


def _request(request: RequestFacts, say: Say) -> RequestShown:
    status, mark = STATES[request.state]
    quorum = _("%(count)s of %(needed)s approvals") % {
        "count": count(request.approvals),
        "needed": count(request.needed),
    }
    if request.missing:
        quorum = _("%(quorum)s; one more would count as: %(roles)s") % {
            "quorum": quorum,
            "roles": role_names(request.missing),
        }
    differs = len(request.differences)
    title = ngettext("Differs today by %(count)s item", "Differs today by %(count)s items", differs)
    columns = (_("Who, and for which responsibility"), _("Decision"), _("Note"), _("SHA-256 of the brief"))
    return RequestShown(
        title=_("Request %(number)s") % {"number": request.number},
        status=_(status),
        mark=mark,
        facts=_facts(request),
        frozen=_("Frozen state"),
        sha256=request.sha256,
        caveat="" if request.holds else _("The frozen state does not have the hash that was kept with it."),
        differences_title=title % {"count": count(differs)} if differs else "",
        differences=tuple(say(one) for one in request.differences),
        votes_title=quorum if request.votes else _("%(quorum)s; nobody has voted yet") % {"quorum": quorum},
        votes_columns=columns if request.votes else (),
        votes=tuple(_vote(vote) for vote in request.votes),
    )


def _facts(request: RequestFacts) -> tuple[Fact, ...]:
    asked = _("%(moment)s by %(name)s") % {"moment": moment(request.asked_at), "name": request.asked_by}
    volume = _("no limit is named")
    if request.volume is not None:
        said = ngettext("%(count)s conversation a month", "%(count)s conversations a month", request.volume)
        volume = said % {"count": count(request.volume)}
    facts = [
        Fact(_("Asked"), asked),
        Fact(_("Asked again because"), request.reason),
        Fact(_("Release"), request.release or _("none is named")),
        Fact(_("Scope"), request.scope),
        Fact(_("Volume"), volume),
        Fact(_("Until"), day(request.until)),
        Fact(_("If refused"), request.if_refused),
        Fact(_("Decided"), moment(request.decided_at) if request.decided_at else ""),
    ]
    if request.ended_at is not None:
        ended = moment(request.ended_at)
        if request.ended_by:
            ended = _("%(moment)s by %(name)s") % {"moment": ended, "name": request.ended_by}
        facts += [Fact(_("Ended"), ended), Fact(_("Why it ended"), request.ended_why)]
    return tuple(fact for fact in facts if fact.value)


def _vote(vote: VoteFacts) -> VoteRow:
    decision, mark = VOTES[vote.decision]
    caveats = []
    if not vote.counts:
        caveats.append(_("Does not count: granted a waiver, or set a blocking criterion aside, that this rests on."))
    if not vote.brief_holds:
        caveats.append(_("The kept brief does not have this hash."))
    conditions = ngettext("%(count)s condition", "%(count)s conditions", vote.conditions)
    return VoteRow(
        person=vote.person,
        roles=role_names(vote.roles),
        decision=_(decision),
        mark=mark,
        conditions=conditions % {"count": count(vote.conditions)} if vote.conditions else "",
        at=moment(vote.at),
        note=vote.note,
        caveat=" ".join(caveats),
        brief_sha256=vote.brief_sha256,
    )


def _remarked(about: RemarkedFacts) -> RemarkedShown:
    earlier = ngettext(
        "%(count)s earlier word or comment is not printed.",
        "%(count)s earlier words and comments are not printed.",
        about.earlier,
    )
    return RemarkedShown(
        code=about.code,
        title=translated(about.title),
        earlier=earlier % {"count": count(about.earlier)} if about.earlier else "",
        rows=tuple(_remark(one) for one in about.remarks),
    )


def _remark(remark: RemarkFacts) -> RemarkRow:
    what = _(REMARKS[remark.kind])
    if remark.edited:
        what = _("%(what)s, edited since") % {"what": what}
    ended = ""
    if remark.ended_at is not None:
        ended = _("Ended %(moment)s") % {"moment": moment(remark.ended_at)}
        if remark.ended_why:
            ended = _("%(ended)s: %(why)s") % {"ended": ended, "why": translated(remark.ended_why)}
    return RemarkRow(remark.by or _("Somebody"), moment(remark.at), what, remark.text, ended)

"""Asking for a gate, deciding on it, taking it back, and fulfilling conditions.

The rules hold here and, where they are about one row, in the database: one open request a gate, one vote a person, none
on one's own request. A vote moves the version of its request first, so that of two votes at once the later one looks
again at a brief that tells of the first.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Max
from django.urls import reverse
from django.utils import timezone

from evaluations.models import Release
from evaluations.models.releases import MAX_VOLUME
from roadmap.errors import ChangedMeanwhile, ChangeRefused, NotYours
from roadmap.gates.brief import Brief
from roadmap.gates.quorum import Rule, tally
from roadmap.gates.reading import brief_for
from roadmap.gates.selectors import GateGround
from roadmap.gates.snapshot import Asked
from roadmap.gates.voters import ballots_of
from roadmap.models import EvidenceVersion, GateCondition, GateRequest, GateVote, Phase, Responsibility
from roadmap.models.gates import LONGEST_SCOPE
from roadmap.services.values import LONGEST_REASON, odd_text
from roadmap.vocabulary import ROLES
from workspaces import access, audit
from workspaces.models import NotificationKind, User
from workspaces.notifications.telling import News, tell

LONGEST_LEAVE = timedelta(days=731)
LONGEST_CONDITION = 600
MOST_CONDITIONS = 3
State, Decision = GateRequest.State, GateVote.Decision
VOTED = "You have voted on this request already."
LOOK_AGAIN = "What the brief says has changed since you opened it. Read it again, then decide."


@dataclass(frozen=True)
class Wish:
    """What leave is asked for."""

    scope: str
    until: date
    release: Release | None = None
    volume: int | None = None
    if_refused: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Condition:
    text: str
    due_on: date


def ask_for_gate(phase: Phase, actor: User, wish: Wish, *, day: date) -> GateRequest:
    """Freezes the state of the phase as it is on that day and asks the gate's approvers to open it.

    Raises:
        ChangeRefused: a value breaks a rule, or the gate may not be asked for yet; every obstacle is named.
        ChangedMeanwhile: it has been asked for already.
    """
    ground = GateGround.of(phase.project, day)
    phase = ground.standing(phase).phase
    if ground.asked(phase) is not None:
        raise ChangedMeanwhile(f"‘{phase.gate_name}’ has been asked for and waits for its approvers.")
    if problems := _odd_wish(ground, phase, wish):
        raise ChangeRefused(problems)
    number = (GateRequest.objects.filter(phase=phase).aggregate(last=Max("number"))["last"] or 0) + 1
    asked = Asked(
        number=number,
        by=actor.pk,
        by_name=actor.name,
        on=day.isoformat(),
        scope=wish.scope.strip(),
        until=wish.until.isoformat(),
        release=wish.release.name if wish.release else "",
        volume=wish.volume,
        if_refused=wish.if_refused.strip(),
        reason=wish.reason.strip(),
    )
    snapshot = ground.snapshot(phase, asked, wish.release)
    try:
        with transaction.atomic():
            request = GateRequest.objects.create(
                phase=phase,
                number=number,
                release=wish.release,
                scope=asked.scope,
                volume=wish.volume,
                until=wish.until,
                if_refused=asked.if_refused,
                reason=asked.reason,
                snapshot=snapshot.as_json(),
                sha256=snapshot.sha256,
                asked_by=actor,
            )
            _record(request, actor, "gate.asked", until=wish.until, release=asked.release, reason=asked.reason)
    except IntegrityError as error:  # of two at once the other one won
        raise ChangedMeanwhile(f"‘{phase.gate_name}’ has been asked for by somebody else.") from error
    return request


def may_decide(ground: GateGround, request: GateRequest, person: User) -> str:
    """Why the person may not vote on the request; empty where they may."""
    roles = Rule.of(request.snapshot["rule"]).approvers
    if request.asked_by_id == person.pk:
        return "You asked for this gate, so others decide on it."
    if not ground.facts.holds(person.pk, *roles):
        named = " or ".join(ROLES.get(role, role).lower() for role in roles)
        return f"Only the {named} of this project decides on this gate."
    return ""


def decide_gate(
    request: GateRequest,
    actor: User,
    decision: str,
    *,
    day: date,
    seen: str | None = None,
    note: str = "",
    conditions: Sequence[Condition] = (),
) -> GateVote:
    """One person's vote on what was frozen; the vote that completes the quorum opens the gate, a refusal closes it.

    Args:
        seen: the hash of the brief that the person read; None takes it as it is now.

    Raises:
        NotYours: the person asked for it, or holds none of the gate's responsibilities.
        ChangeRefused: a value breaks a rule, or it may not be approved now.
        ChangedMeanwhile: it is decided, the person has voted, or the brief reads otherwise by now.
    """
    ground = GateGround.of(request.phase.project, day)
    request = next(one for one in ground.requests if one.pk == request.pk)
    request.phase = ground.standing(request.phase).phase
    brief, note = _brief_to_decide_on(ground, request, actor, seen), note.strip()
    if problems := _odd_vote(ground, request, decision, note, conditions):
        raise ChangeRefused(problems)
    rule = Rule.of(request.snapshot["rule"])
    apart = ground.apart(request)
    try:
        with transaction.atomic():
            _move(request, version=F("version") + 1)
            vote = GateVote.objects.create(
                request=request,
                person=actor,
                person_name=actor.name,
                roles=[role for role in rule.approvers if ground.facts.holds(actor.pk, role)],
                decision=decision,
                note=note,
                counts=actor.pk not in apart,
                brief=brief.text,
                brief_sha256=brief.sha256,
            )
            GateCondition.objects.bulk_create(
                GateCondition(vote=vote, position=position, text=one.text.strip(), due_on=one.due_on)
                for position, one in enumerate(conditions, start=1)
            )
            told = {"decision": decision, "brief": brief.sha256, "counts": vote.counts, "note": note}
            _record(request, actor, "gate.voted", conditions=len(conditions), **told)
            _settle(request, actor, apart)
    except IntegrityError as error:
        raise ChangedMeanwhile(VOTED) from error
    return vote


def _brief_to_decide_on(ground: GateGround, request: GateRequest, actor: User, seen: str | None) -> Brief:
    """What the person's vote is about, if it is theirs to give and they have read just this."""
    if refusal := may_decide(ground, request, actor):
        raise NotYours(refusal)
    if not request.is_open:
        raise ChangedMeanwhile("This request has been decided or withdrawn already.")
    if any(vote.person_id == actor.pk for vote in request.votes.all()):
        raise ChangedMeanwhile(VOTED)
    brief = brief_for(ground, request, actor)
    if seen is not None and seen != brief.sha256:
        raise ChangedMeanwhile(LOOK_AGAIN)
    return brief


def withdraw_gate(request: GateRequest, actor: User, why: str) -> None:
    """Takes back the request, by whoever asked, or the approval given to it, by somebody who gave it.

    Raises:
        NotYours: the person neither asked for it nor approved it.
        ChangeRefused: no reason.
        ChangedMeanwhile: it ended already.
    """
    has_approved = GateVote.objects.filter(request=request, person=actor).exclude(decision=Decision.REJECT).exists()
    may_take_back = request.asked_by_id == actor.pk and request.state != State.APPROVED
    if not has_approved and not may_take_back:
        raise NotYours("Only whoever asked can withdraw a request, and only somebody who approved an approval.")
    _end(request, actor, (State.OPEN, State.APPROVED), State.WITHDRAWN, _said(why))


def reopen_gate(request: GateRequest, actor: User, why: str) -> None:
    """Reopens a phase whose gate was approved: it is closed until it is asked for and approved again.

    Raises:
        NotYours: the person neither manages the project nor holds one of the gate's responsibilities.
        ChangeRefused: no reason.
        ChangedMeanwhile: no approval is in force.
    """
    if not may_reopen(request, actor):
        raise NotYours("Only an owner of the project or one of the gate's approvers can reopen its phase.")
    _end(request, actor, (State.APPROVED,), State.REOPENED, _said(why))


def may_reopen(request: GateRequest, person: User) -> bool:
    project = request.phase.project
    roles = Rule.of(request.snapshot["rule"]).approvers
    held = Responsibility.objects.accepted().filter(project=project, person=person, role__in=roles)
    return access.may(person, project, "manage") or held.exists()


@transaction.atomic
def fulfil_condition(condition: GateCondition, actor: User, note: str, evidence: EvidenceVersion | None = None) -> None:
    """Says by name how a condition was fulfilled, once.

    Raises:
        ChangeRefused: no note, or evidence of another project.
        ChangedMeanwhile: somebody said so already, or its approval ended.
    """
    note = note.strip()
    request = condition.vote.request
    problems = odd_text("note", note, LONGEST_REASON) if note else {"note": "Say how it was fulfilled."}
    if evidence is not None and evidence.evidence.project_id != request.phase.project_id:
        problems["evidence"] = "Choose evidence of this project."
    if problems:
        raise ChangeRefused(problems)
    said = {"fulfilled_at": timezone.now(), "fulfilled_by": actor, "fulfilled_note": note, "evidence": evidence}
    waiting = GateCondition.objects.filter(pk=condition.pk, fulfilled_at=None)
    if not waiting.filter(vote__request__state__in=[State.OPEN, State.APPROVED]).update(**said):
        raise ChangedMeanwhile("It was fulfilled already, or what it was attached to has ended.")
    _record(request, actor, "gate.condition_fulfilled", condition=condition.text, note=note)


def _settle(request: GateRequest, actor: User, apart: Collection[int]) -> None:
    """Opens or closes the gate where the votes say so; inside the vote's transaction."""
    votes = list(GateVote.objects.filter(request=request).order_by("at", "pk"))
    found = tally(Rule.of(request.snapshot["rule"]), ballots_of(votes, apart))
    if found.is_rejected:
        _move(request, state=State.REJECTED, decided_at=timezone.now())
        _record(request, actor, "gate.rejected")
        _tell(request, f"‘{request.phase.gate_name}’ is rejected by {actor.name}")
    elif found.is_reached:
        now = timezone.now()
        earlier = GateRequest.objects.filter(phase=request.phase_id, state=State.APPROVED)
        earlier.update(state=State.REPLACED, ended_at=now, ended_by=actor)
        _move(request, state=State.APPROVED, decided_at=now)
        _record(request, actor, "gate.approved", approvals=found.approvals)
        _tell(request, f"‘{request.phase.gate_name}’ is approved")


def _move(request: GateRequest, **values: Any) -> None:
    """Changes a request that is open and at the version that was read."""
    waiting = GateRequest.objects.filter(pk=request.pk, state=State.OPEN)
    if "version" in values:
        waiting = waiting.filter(version=request.version)
    if not waiting.update(**values):
        raise ChangedMeanwhile(LOOK_AGAIN)


@transaction.atomic
def _end(request: GateRequest, actor: User, before: Sequence[str], after: str, why: str) -> None:
    ended = {"state": after, "ended_at": timezone.now(), "ended_by": actor, "ended_why": why}
    if not GateRequest.objects.filter(pk=request.pk, state__in=before).update(**ended, version=F("version") + 1):
        raise ChangedMeanwhile("It has ended already.")
    _record(request, actor, f"gate.{after}", why=why)


def _odd_wish(ground: GateGround, phase: Phase, wish: Wish) -> dict[str, str]:
    problems = odd_text("scope", wish.scope, LONGEST_SCOPE) if wish.scope.strip() else {"scope": "Say what for."}
    problems |= odd_text("if_refused", wish.if_refused, LONGEST_SCOPE) | odd_text("reason", wish.reason, LONGEST_REASON)
    last = ground.day + LONGEST_LEAVE
    if not ground.day < wish.until <= last:
        problems["until"] = f"Choose a day ahead, up to {last.isoformat()}."
    if wish.volume is not None and not 1 <= wish.volume <= MAX_VOLUME:
        problems["volume"] = f"Give a number from 1 to {MAX_VOLUME:,}."
    if wish.release is not None and wish.release.project_id != ground.project.pk:
        problems["release"] = "Choose a release of this project."
    elif wish.release is None and ground.facts.releases:
        problems["release"] = "Choose the release that this is about."
    if ground.needs_reason(phase) and not wish.reason.strip():
        problems["reason"] = "This gate was open before: say why it is asked for again."
    if obstacles := ground.obstacles(phase):
        problems["gate"] = " ".join(obstacles)
    return problems


def _odd_vote(
    ground: GateGround, request: GateRequest, decision: str, note: str, conditions: Sequence[Condition]
) -> dict[str, str]:
    problems = odd_text("note", note, LONGEST_REASON)
    if decision not in Decision.values:
        return problems | {"decision": "Choose one of the decisions."}
    if decision == Decision.REJECT:
        return problems if note else {"note": "Say why it is rejected."}
    if decision == Decision.CONDITIONAL and not conditions:
        problems["conditions"] = "Write at least one condition, with the day it is due."
    if decision == Decision.APPROVE and conditions:
        problems["decision"] = "There are conditions: choose “Approve with conditions”, or take them out."
    if len(conditions) > MOST_CONDITIONS:
        problems["conditions"] = f"{MOST_CONDITIONS} conditions at most."
    for one in conditions:
        if not one.text.strip():
            problems["conditions"] = "A condition needs its text."
        problems |= odd_text("conditions", one.text, LONGEST_CONDITION)
        if not ground.day <= one.due_on <= ground.day + LONGEST_LEAVE:
            problems["conditions"] = "A condition is due on a day from today, within two years."
    if request.until < ground.day:
        problems["decision"] = "The day until which leave was asked for has passed. It can be asked for again."
    if obstacles := ground.obstacles(request.phase):
        problems["decision"] = f"It cannot be approved now. {' '.join(obstacles)}"
    return problems


def _tell(request: GateRequest, text: str) -> None:
    """Whoever asked is told, in the same transaction."""
    project = request.phase.project
    url = reverse("roadmap:gate_record", args=[project.path, request.pk])
    tell(project, News(NotificationKind.DECISION, text, url, f"decision:gate:{request.pk}"), [request.asked_by])


def _said(why: str) -> str:
    why = why.strip()
    problems = odd_text("why", why, LONGEST_REASON) if why else {"why": "Say why."}
    if problems:
        raise ChangeRefused(problems)
    return why


def _record(request: GateRequest, actor: User, action: str, **facts: Any) -> None:
    project = request.phase.project
    told = {"project": project.slug, "phase": request.phase.number, "request": request.number, "sha256": request.sha256}
    audit.record(project.organisation, actor, action, request, **told, **facts)

"""Asking for a gate, the decision brief, the record of a request, and what ends it."""

from collections.abc import Callable, Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from roadmap.errors import ChangedMeanwhile, ChangeRefused, NotYours
from roadmap.gates.forms import AskForm, DecideForm, EndForm, FulfilForm
from roadmap.gates.reading import brief_for
from roadmap.gates.reading import gate_record as record_of
from roadmap.gates.selectors import GateGround
from roadmap.models import GateCondition, GateRequest, Phase
from roadmap.overtaken import ended_gate_versus, fulfilled_versus
from roadmap.services import gates as services
from roadmap.views.shared import conflict, show, words_belong_to_people
from roadmap.vocabulary import ROLES
from ui import registries
from ui.pages import render, see_other
from workspaces import access
from workspaces.canonical import canonical
from workspaces.models import Project, User

CLOSED = "default-src 'none'; sandbox"


def gate_ask(request: HttpRequest, slug: str, phase: int) -> HttpResponse:
    """What leave is asked for; before that, what keeps the gate from being asked for."""
    project = access.project(request.user, slug, to="edit")
    ground = GateGround.of(project, timezone.localdate())
    found = get_object_or_404(Phase, project=project, pk=phase)
    standing = ground.standing(found)
    posted, status = request.method == "POST", 200
    again = ground.needs_reason(found)
    form = AskForm(request.POST if posted else None, project=project, day=ground.day, again=again, last=standing.last)
    if posted and form.is_valid():
        try:
            asked = services.ask_for_gate(found, access.person(request), form.wish, day=ground.day)
        except ChangeRefused as refusal:
            show(form, refusal)
        except ChangedMeanwhile as moved:
            form.add_error(None, str(moved))
            status = 409
        else:
            messages.success(request, f"‘{found.gate_name}’ is asked for. Its approvers can decide now.")
            return see_other(request, _url(project, asked))
    context = {
        "project": project,
        "phase": standing.phase,
        "gate": standing,
        "form": form,
        "unheld": [ROLES.get(role, role) for role in found.gate_rule["approvers"] if not ground.facts.holders(role)],
    }
    return render(request, "roadmap/gate_ask.html", context, status=422 if form.errors and status == 200 else status)


@require_safe
def gate_record(request: HttpRequest, slug: str, gate: int) -> HttpResponse:
    """The record of one request: frozen state, votes, conditions, what differs today, and whether the hashes hold."""
    project = access.project(request.user, slug, to="view")
    return _record_page(request, project, _found(project, gate))


@require_safe
def gate_snapshot(request: HttpRequest, slug: str, gate: int) -> HttpResponse:
    """The canonical text whose SHA-256 is the hash of the request, to be checked elsewhere."""
    project = access.project(request.user, slug, to="view")
    found = _found(project, gate)
    response = HttpResponse(canonical(found.snapshot), content_type="application/json")
    name = f"gate-{found.phase.number}-request-{found.number}.json"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Content-Security-Policy"] = CLOSED
    response["X-Content-Type-Options"] = "nosniff"
    return response


@words_belong_to_people
def gate_decide(request: HttpRequest, slug: str, gate: int) -> HttpResponse:
    """The decision brief; the gate's approvers decide below it, which needs no right to edit."""
    project = access.project(request.user, slug, to="view")
    found, person = _found(project, gate), access.person(request)
    if request.method != "POST":
        return _brief_page(request, project, found)
    ground = GateGround.of(project, timezone.localdate())
    if refusal := services.may_decide(ground, found, person):
        raise NotYours(refusal)
    form = DecideForm(request.POST, brief="")
    if not form.is_valid():
        return _brief_page(request, project, found, form=form, status=422)
    data = form.cleaned_data
    try:
        services.decide_gate(
            found,
            person,
            data["decision"],
            day=ground.day,
            seen=data["brief"],
            note=data["note"],
            conditions=form.conditions,
        )
    except ChangeRefused as refused:
        show(form, refused)
        return _brief_page(request, project, found, form=form, status=422)
    except ChangedMeanwhile as moved:
        messages.error(request, str(moved))
        return _brief_page(request, project, _found(project, gate), form=form, status=409)
    messages.success(request, "Your vote is recorded.")
    return see_other(request, _url(project, found))


@require_POST
@words_belong_to_people
def gate_withdraw(request: HttpRequest, slug: str, gate: int) -> HttpResponse:
    """Whoever asked takes the request back, or somebody who approved it their approval."""
    project = access.project(request.user, slug, to="view")
    return _ended(request, project, _found(project, gate), services.withdraw_gate, "withdraw_form", "is withdrawn")


@require_POST
@words_belong_to_people
def gate_reopen(request: HttpRequest, slug: str, gate: int) -> HttpResponse:
    """Closes a gate that was open, for a reason: its phase is worked on again."""
    project = access.project(request.user, slug, to="view")
    return _ended(request, project, _found(project, gate), services.reopen_gate, "reopen_form", "is closed again")


@require_POST
def gate_condition_fulfil(request: HttpRequest, slug: str, gate: int, condition: int) -> HttpResponse:
    """Somebody who works on the project says how a condition was fulfilled."""
    project = access.project(request.user, slug, to="edit")
    found = _found(project, gate)
    wanted = get_object_or_404(GateCondition.objects.select_related("vote"), vote__request=found, pk=condition)
    wanted.vote.request = found
    form = FulfilForm(request.POST, project=project, key=wanted.pk)
    if form.is_valid():
        data = form.cleaned_data
        try:
            services.fulfil_condition(wanted, access.person(request), data["note"], data["evidence"])
        except ChangeRefused as refusal:
            show(form, refusal)
        except ChangedMeanwhile:
            wanted.refresh_from_db()
            proof = data["evidence"].evidence.title if data["evidence"] else ""
            versus = fulfilled_versus(project, _found(project, gate), wanted, data["note"], proof)
            return conflict(request, project, versus)
        else:
            messages.success(request, "The condition is fulfilled.")
            return see_other(request, _url(project, found))
    return _record_page(request, project, found, status=422, fulfil=(wanted.pk, form))


def _found(project: Project, pk: int) -> GateRequest:
    found = get_object_or_404(GateRequest.objects.select_related("phase"), phase__project=project, pk=pk)
    found.phase.project = project
    return found


def _url(project: Project, gate: GateRequest) -> str:
    return reverse("roadmap:gate_record", args=[project.path, gate.pk])


def _ended(
    request: HttpRequest,
    project: Project,
    gate: GateRequest,
    end: Callable[[GateRequest, User, str], None],
    name: str,
    what: str,
) -> HttpResponse:
    form = EndForm(request.POST, auto_id=f"id_{name}_%s")
    try:
        end(gate, access.person(request), form.data.get("why", "") if form.is_valid() else "")
    except ChangeRefused as refusal:
        if form.is_valid():
            show(form, refusal)
        return _record_page(request, project, gate, status=422, bound={name: form})
    except ChangedMeanwhile:
        versus = ended_gate_versus(project, _found(project, gate.pk), form.cleaned_data["why"])
        return conflict(request, project, versus)
    messages.success(request, f"‘{gate.phase.gate_name}’ {what}.")
    return see_other(request, _url(project, gate))


def _brief_page(
    request: HttpRequest, project: Project, gate: GateRequest, *, form: DecideForm | None = None, status: int = 200
) -> HttpResponse:
    person = access.person(request)
    ground = GateGround.of(project, timezone.localdate())
    record = record_of(gate, ground.day, ground)
    brief = brief_for(ground, record.request, person)
    voted = next((one.vote for one in record.votes if one.vote.person_id == person.pk), None)
    refusal = services.may_decide(ground, record.request, person)
    context = {
        "project": project,
        "record": record,
        "gate": record.request,
        "brief": brief,
        "form": form or DecideForm(brief=brief.sha256),
        "refusal": refusal,
        "voted": voted,
        "may_decide": record.request.is_open and not refusal and voted is None,
        "apart": ground.apart(record.request).get(person.pk, ""),
        "obstacles": ground.obstacles(record.request.phase) if record.request.is_open else [],
    }
    return render(request, "roadmap/gate_decide.html", context, status=status)


def _record_page(
    request: HttpRequest,
    project: Project,
    gate: GateRequest,
    *,
    status: int = 200,
    fulfil: tuple[int, FulfilForm] | None = None,
    bound: Mapping[str, EndForm] | None = None,
) -> HttpResponse:
    person = access.person(request)
    ground = GateGround.of(project, timezone.localdate())
    record = record_of(gate, ground.day, ground)
    found = record.request
    voted = next((one.vote for one in record.votes if one.vote.person_id == person.pk), None)
    has_approved = voted is not None and voted.approves
    may_edit = access.may(person, project, "edit")
    takes_conditions = found.is_open or found.is_approved
    context = {
        "project": project,
        "record": record,
        "gate": found,
        "may_decide": found.is_open and voted is None and not services.may_decide(ground, found, person),
        "may_withdraw": (found.is_open and (has_approved or found.asked_by_id == person.pk))
        or (found.is_approved and has_approved),
        "may_reopen": found.is_approved and services.may_reopen(found, person),
        "may_edit": may_edit,
        "actions": registries.actions_for("gate", project, person, found.pk),
        "withdraw_form": EndForm(auto_id="id_withdraw_form_%s"),
        "reopen_form": EndForm(auto_id="id_reopen_form_%s"),
        "fulfil_forms": {
            one.pk: fulfil[1] if fulfil and fulfil[0] == one.pk else FulfilForm(project=project, key=one.pk)
            for one in record.open_conditions
            if may_edit and takes_conditions
        },
        **(bound or {}),
    }
    return render(request, "roadmap/gate_record.html", context, status=status)

"""The page of a criterion: its state with the reason, what the check says, its evidence, and who works on it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from roadmap import selectors, services
from roadmap.checks.facts import responsibilities_in_force
from roadmap.errors import ChangedMeanwhile, ChangeRefused
from roadmap.evidence.forms import UseForm
from roadmap.forms import ConfirmForm, CriterionForm, ReasonForm, WhyForm
from roadmap.models import Criterion, EvidenceVersion
from roadmap.references import anchors_of, references_of
from roadmap.register.listing import linked_to
from roadmap.services.waiving import latest_waiver_day, may_waive
from roadmap.services.words import awaiting, excluding_role, may_confirm, may_exclude
from roadmap.state_selectors import Stated, stated_criteria, waiver_subject
from roadmap.template.reading import shipped_template
from roadmap.versus import criterion_versus
from roadmap.views.shared import conflict, criterion_of, criterion_url, show
from roadmap.vocabulary import EVIDENCE_TYPES, ROLES
from ui.pages import render, see_other
from workspaces import access
from workspaces.forms import WaiverDecisionForm, WaiverForm
from workspaces.models import Project
from workspaces.selectors import waivers_about

VALUES = ("owner", "due_on", "note")


def criterion_detail(request: HttpRequest, slug: str, criterion: int) -> HttpResponse:
    """One criterion; a POST changes who works on it, until when, and the note."""
    posted = request.method == "POST"
    project = access.project(request.user, slug, to="edit" if posted else "view")
    found = criterion_of(project, criterion)
    form = CriterionForm(request.POST if posted else None, criterion=found)
    if posted and form.is_valid():
        values: Any = {name: form.cleaned_data[name] for name in VALUES}
        try:
            services.update_criterion(found, actor=access.person(request), version=form.seen, **values)
        except ChangeRefused as refusal:
            show(form, refusal)
        except ChangedMeanwhile:
            versus = criterion_versus(project, criterion_of(project, criterion), form, VALUES)
            return conflict(request, project, versus)
        else:
            messages.success(request, f"{found.code} is saved.")
            return see_other(request, criterion_url(project, found))
    return criterion_page(request, project, found, status=422 if form.errors else 200, form=form)


def criterion_page(
    request: HttpRequest, project: Project, criterion: Criterion, *, status: int = 200, **bound: forms.Form
) -> HttpResponse:
    """The whole page; *bound* are forms that were posted and need another look, by the name the page has for them."""
    today = timezone.localdate()
    entries = stated_criteria(project, today)
    entry = next((one for one in entries if one.criterion.pk == criterion.pk), None)
    if entry is None:
        raise Http404("No such criterion.")
    context = {
        **_about(project, entry),
        **_words(request, project, entry, entries),
        **_waivers(request, project, entry.criterion),
        "form": CriterionForm(criterion=criterion),
        "history": selectors.history_of(criterion),
        "today": today,
        **bound,
    }
    return render(request, "roadmap/criterion_detail.html", context, status=status)


def _about(project: Project, entry: Stated) -> dict[str, Any]:
    criterion, state = entry.criterion, entry.state
    shown = state.inputs.shown
    return {
        "project": project,
        "criterion": criterion,
        "entry": entry,
        "state": state,
        "evidence": [
            (EVIDENCE_TYPES[asked["type"]], asked["proves"], [one for one in shown if one.use.proves == asked["type"]])
            for asked in criterion.evidence
        ],
        "kinds": EvidenceVersion.Kind.choices,
        "waiver": ROLES.get(criterion.waiver, ""),
        "anchors": anchors_of(project, criterion),
        "references": references_of(criterion),
        "mapping": shipped_template(),
        "linked": linked_to(criterion),
    }


def _words(request: HttpRequest, project: Project, entry: Stated, entries: list[Stated]) -> dict[str, Any]:
    person, criterion = access.person(request), entry.criterion
    held = responsibilities_in_force(project)
    may_edit = access.may(person, project, "edit")
    return {
        "may_edit": may_edit,
        "may_confirm": may_confirm(criterion, person, held),
        "may_exclude": may_exclude(criterion, person, held),
        "excluding": ROLES[excluding_role(criterion)],
        "earlier": selectors.earlier_blockers(criterion, entries),
        "following": _following(criterion, awaiting(person, held, entries)),
        "confirm_form": ConfirmForm(auto_id="id_confirm_%s", initial={"fingerprint": entry.state.fingerprint}),
        "back_form": WhyForm(auto_id="id_back_%s"),
        "exclude_form": ReasonForm(auto_id="id_exclude_%s"),
        "use_form": UseForm(criterion=criterion) if may_edit else None,
    }


def _following(criterion: Criterion, waiting: list[Stated]) -> Stated | None:
    """What waits for the person's word next: the first after this one, and past the last one the first of all."""
    others = [entry for entry in waiting if entry.criterion.pk != criterion.pk]
    here = (criterion.phase.number, criterion.position)
    after = [entry for entry in others if (entry.criterion.phase.number, entry.criterion.position) > here]
    return next(iter(after or others), None)


def _waivers(request: HttpRequest, project: Project, criterion: Criterion) -> dict[str, Any]:
    person = access.person(request)
    asked = waivers_about(project, waiver_subject(criterion))
    waiting = next((one for one in asked if one.is_open), None)
    ask_form = WaiverForm(auto_id="id_waiver_%s")
    ask_form.fields["until"].widget.attrs["max"] = latest_waiver_day().isoformat()
    ask_form.fields["until"].help_text = f"The last day on which it holds, {latest_waiver_day():%-d %b %Y} at most."
    return {
        "waiting": waiting,
        "may_decide": waiting is not None and waiting.asked_by_id != person.pk and may_waive(criterion, person),
        "waiver_form": ask_form,
        "decision_form": WaiverDecisionForm(auto_id="id_decision_%s"),
    }

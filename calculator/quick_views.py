"""The quick form: public, inside a project, and as the way to edit a scenario that came from it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from calculator import findings, pictures
from calculator.errors import NameTaken, StaleScenario
from calculator.fields import DEFAULT_DRAWS
from calculator.forms import EXAMPLE, NameForm, NoteForm, QuickForm
from calculator.limits import too_many
from calculator.models import SavedScenario
from calculator.quick import QuickAnswer, QuickInputs, assumptions, quick_answer, quick_scenario
from calculator.selectors import projects_to_edit
from calculator.services import change_scenario, save_quick_scenario
from calculator.views.frame import conflict, fetch
from ui.errors import error_page
from ui.pages import render, see_other
from workspaces import access


@login_not_required
@require_GET
def quick_public(request: HttpRequest) -> HttpResponse:
    """The calculator for everybody: nothing is stored."""
    if too_many(request):
        response = error_page(request, 429, "This address has had its answers for now. Try again in a minute.")
        response.headers["Retry-After"] = "60"
        return response
    form = _form(request, EXAMPLE)
    context = {
        **_context(form, reverse("calculator_public:quick")),
        "evidence_url": reverse("calculator_public:evidence"),
        "example": not _asked(request.GET),
        "carry_url": f"{reverse('calculator_public:carry')}?{urlencode(_carried(form))}",
    }
    return _page(request, "calculator/quick_public.html", context, form)


@require_GET
def carry(request: HttpRequest) -> HttpResponse:
    """Takes the numbers of the public form into a project of the person's choice; they are in the address alone.

    Who is not signed in is sent to sign in first, and comes back to this address.
    """
    given = [(name, request.GET[name]) for name in QuickForm.base_fields if name in request.GET]
    projects = projects_to_edit(access.person(request))
    urls = [f"{reverse('calculator:quick', args=[project.path])}?{urlencode(given)}" for project in projects]
    if len(urls) == 1:
        return see_other(request, urls[0])
    context = {"rows": list(zip(projects, urls, strict=True)), "quick_url": f"?{urlencode(given)}"}
    return render(request, "calculator/carry.html", context)


@require_GET
def quick(request: HttpRequest, slug: str) -> HttpResponse:
    project = access.project(access.person(request), slug, to="view")
    form = _form(request, EXAMPLE)
    context = {
        **_context(form, reverse("calculator:quick", args=[project.path])),
        "evidence_url": reverse("calculator:evidence", args=[project.path]),
        "project": project,
        "example": not _asked(request.GET),
        "may_save": access.may(access.person(request), project, "edit"),
        "name_form": NameForm(),
        "save_url": reverse("calculator:quick_save", args=[project.path]),
    }
    return _page(request, "calculator/quick.html", context, form)


@require_POST
def quick_save(request: HttpRequest, slug: str) -> HttpResponse:
    person = access.person(request)
    project = access.project(person, slug, to="edit")
    form, name_form = QuickForm(request.POST), NameForm(request.POST)
    if form.is_valid() & name_form.is_valid():
        try:
            name = name_form.cleaned_data["name"]
            saved = save_quick_scenario(project, name=name, inputs=form.inputs(), actor=person)
            return see_other(request, reverse("calculator:scenario_detail", args=[project.path, saved.pk]))
        except NameTaken as taken:
            name_form.add_error("name", str(taken))
    context = {
        **_context(form, reverse("calculator:quick", args=[project.path])),
        "evidence_url": reverse("calculator:evidence", args=[project.path]),
        "project": project,
        "may_save": True,
        "name_form": name_form,
        "save_url": reverse("calculator:quick_save", args=[project.path]),
    }
    return render(request, "calculator/quick.html", context, status=422)


@require_http_methods(["GET", "POST"])
def scenario_edit(request: HttpRequest, slug: str, scenario: int) -> HttpResponse:
    """Edits by the quick form what came from it; other scenarios are edited in the full form."""
    person = access.person(request)
    project = access.project(person, slug, to="edit")
    saved = fetch(project, scenario)
    here = reverse("calculator:scenario_edit", args=[project.path, saved.pk])
    if saved.quick is None:
        return redirect("calculator:full_edit", project.path, saved.pk)
    if request.method == "POST":
        form, note_form = QuickForm(request.POST), NoteForm(request.POST)
        if form.is_valid() & note_form.is_valid():
            return _change(request, saved, form, note_form)
    else:
        form = _form(request, {name: value for name, value in saved.quick.items() if value is not None})
        note_form = NoteForm(initial={"version": saved.version})
    context = {
        **_context(form, here),
        "evidence_url": reverse("calculator:evidence", args=[project.path]),
        "project": project,
        "scenario": saved,
        "may_save": True,
        "save_url": here,
        "note_form": note_form,
    }
    status = 422 if form.errors or note_form.errors else 200
    return render(request, "calculator/quick.html", context, fragment="update", status=status)


def _change(request: HttpRequest, saved: SavedScenario, form: QuickForm, note_form: NoteForm) -> HttpResponse:
    project, person, inputs = saved.project, access.person(request), form.inputs()
    given, note = quick_scenario(inputs, saved.name), note_form.cleaned_data["note"]
    version = note_form.cleaned_data["version"] or 0
    try:
        change_scenario(saved, inputs=given, actor=person, version=version, quick=inputs, note=note)
    except StaleScenario:
        url = reverse("calculator:scenario_edit", args=[project.path, saved.pk])
        return conflict(request, saved, given, url, [*_carried(form), ("note", note)])
    return see_other(request, reverse("calculator:scenario_detail", args=[project.path, saved.pk]))


def _asked(given: QueryDict) -> bool:
    return any(name in given for name in QuickForm.base_fields)


def _form(request: HttpRequest, otherwise: dict[str, Any]) -> QuickForm:
    """The form with what the address asks, or with something to start from."""
    return QuickForm(request.GET if _asked(request.GET) else otherwise)


def _page(request: HttpRequest, template: str, context: dict[str, Any], form: QuickForm) -> HttpResponse:
    return render(request, template, context, fragment="update", status=422 if form.errors else 200)


def _carried(form: QuickForm) -> list[tuple[str, str]]:
    """What was typed, for the form that saves it."""
    return [(name, str(form[name].value() if form[name].value() is not None else "")) for name in form.fields]


def _context(form: QuickForm, url: str) -> dict[str, Any]:
    context: dict[str, Any] = {"form": form, "quick_url": url, "carried": _carried(form)}
    if not form.is_valid():
        return {**context, "finding": "No answer yet"}
    inputs = form.inputs()
    answer = quick_answer(inputs)
    picture = pictures.fan(answer.months, answer.fan, inputs.currency, net=inputs.priced, payback=answer.payback)
    return {
        **context,
        "finding": findings.quick_finding(answer),
        "draws": DEFAULT_DRAWS,
        "answer": answer,
        "shown": _shown(answer, inputs),
        "picture": picture,
        "assumptions": assumptions(inputs),
        "studies": inputs.work.studies,
    }


def _shown(answer: QuickAnswer, inputs: QuickInputs) -> dict[str, Any]:
    """The answer's ranges in words."""
    state, words = findings.reality(answer.hours_per_seat_week)
    shown: dict[str, Any] = {
        "hours": findings.hours_range(answer.hours_year1),
        "gross": findings.money_range(answer.gross_year1, inputs.currency),
        "reality_state": state,
        "reality": words,
    }
    if answer.npv is not None and answer.payback is not None and answer.probability_of_loss is not None:
        shown |= {
            "npv": findings.money_range(answer.npv, inputs.currency),
            "loss_state": findings.loss_state(answer.probability_of_loss),
            "loss": findings.whole_percent(answer.probability_of_loss),
            "payback": findings.payback_words(answer.payback),
            "never": findings.whole_percent(answer.payback["share_never"] or 0.0),
        }
    return shown

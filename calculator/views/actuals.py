"""What really came of a scenario: the page, its first month, a month's numbers, and a file of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.text import slugify
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from calculator import actuals_csv
from calculator.actuals import ONE_OFF, Entry, Place, Plan, calendar_month, plan_of, reality_of
from calculator.actuals_csv import ActualsRefused, Calendar, read_actuals_csv
from calculator.actuals_forms import ActualsConfirmForm, ActualsFileForm, FirstMonthForm, MonthForms, month_forms
from calculator.actuals_tables import PreviewRow, month_blocks, preview
from calculator.errors import ActualsHaveBegun, ActualsMoved
from calculator.models import Actual, ActualsStart, SavedScenario, ScenarioVersion
from calculator.pictures.actuals import cash_and_capacity, reality_finding, reality_over_fan
from calculator.selectors import actuals_in_force, actuals_start_of, replaced_actuals, version_to_hold_against
from calculator.services import begin_actuals, record_actuals
from calculator.views.frame import fetch
from ui.pages import render, see_other
from workspaces import access
from workspaces.models import Project


@dataclass(frozen=True)
class Held:
    """A scenario with the version that reality is held against, and what is entered."""

    scenario: SavedScenario
    version: ScenarioVersion
    is_baseline: bool
    plan: Plan
    start: ActualsStart | None
    rows: list[Actual]

    @property
    def entries(self) -> list[Entry]:
        return [Entry(row.month, row.use_case, row.cost, row.hours, row.volume, row.violations) for row in self.rows]

    @property
    def in_force(self) -> dict[Place, Actual]:
        return {(row.month, row.use_case): row for row in self.rows}

    @property
    def use_cases(self) -> list[str]:
        return [one.id for one in self.plan.use_cases]

    @property
    def next_month(self) -> int | None:
        """The month after the last one that has something, within the horizon."""
        following = max((row.month for row in self.rows), default=ONE_OFF) + 1
        return following if following <= self.plan.horizon else None

    @property
    def state(self) -> str:
        """What is in force, told apart from any other state: nothing changes without a new row."""
        return str(max((row.pk for row in self.rows), default=0))

    def calendar(self) -> Calendar:
        """The months of the scenario; 404 before it was said where they begin."""
        if self.start is None:
            raise Http404("The first month is not given yet.")
        return Calendar(self.start.first_month, self.plan.horizon)


def _held(project: Project, scenario: int) -> Held:
    saved = fetch(project, scenario)
    version, is_baseline = version_to_hold_against(saved)
    plan = plan_of(version.inputs, version.results, priced=version.headline["priced"])
    return Held(saved, version, is_baseline, plan, actuals_start_of(saved), actuals_in_force(saved))


@require_GET
def actuals(request: HttpRequest, slug: str, scenario: int) -> HttpResponse:
    project = access.project(access.person(request), slug, to="view")
    return _page(request, _held(project, scenario), FirstMonthForm())


@require_POST
def actuals_begin(request: HttpRequest, slug: str, scenario: int) -> HttpResponse:
    """Says which calendar month is month 1."""
    person = access.person(request)
    project = access.project(person, slug, to="edit")
    held, form = _held(project, scenario), FirstMonthForm(request.POST)
    if form.is_valid():
        try:
            begin_actuals(held.scenario, first_month=form.cleaned_data["first_month"], actor=person)
        except ActualsHaveBegun as begun:
            messages.error(request, str(begun))
        return see_other(request, _url(held.scenario))
    return _page(request, held, form, status=422)


def _page(request: HttpRequest, held: Held, form: FirstMonthForm, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {
        "project": held.scenario.project,
        "scenario": held.scenario,
        "held": held,
        "form": form,
        "finding": f"What really came of “{held.scenario.name}”?",
    }
    if held.start is not None:
        first, reality = held.start.first_month, reality_of(held.plan, held.entries)
        following = held.next_month
        context |= {
            "reality": reality,
            "following": (following, calendar_month(first, following)) if following else None,
            "last_month": calendar_month(first, held.plan.horizon),
            "blocks": month_blocks(held.plan, reality, held.rows, first),
        }
        if any(month.number for month in reality.months):
            context["cash"] = cash_and_capacity(reality.months, first, held.plan.currency)
            context["finding"] = context["cash"].title
        if reality.months and held.plan.priced:
            context["over_fan"] = reality_over_fan(held.plan, reality)
            context["finding"] = reality_finding(held.plan, reality)
    return render(request, "calculator/actuals.html", context, status=status)


@require_http_methods(["GET", "POST"])
def actuals_month(request: HttpRequest, slug: str, scenario: int, month: int) -> HttpResponse:
    """A month's numbers, entered or corrected; month 0 is what was paid once."""
    person = access.person(request)
    project = access.project(person, slug, to="edit")
    held = _held(project, scenario)
    first = held.calendar().first
    if month > held.plan.horizon:
        raise Http404("Beyond the horizon of the scenario.")
    forms = month_forms(month, held.plan.use_cases, held.in_force, request.POST or None)
    status, problem = 200, ""
    if request.method == "POST":
        if forms.is_valid():
            try:
                record_actuals(held.scenario, entries=forms.entries(), seen=forms.seen(), actor=person)
                return see_other(request, _url(held.scenario))
            except ActualsMoved as moved:
                held = _held(project, scenario)
                status, problem, forms = 409, str(moved), _seen_now(forms, held, request)
        else:
            status = 422
    context = {
        "project": project,
        "scenario": held.scenario,
        "held": held,
        "month": month,
        "when": calendar_month(first, month) if month else None,
        "forms": forms,
        "problem": problem,
        "entered": sorted((row for row in held.rows if row.month == month), key=lambda row: not row.use_case),
        "replaced": replaced_actuals(held.scenario, month),
    }
    return render(request, "calculator/actuals_month.html", context, status=status)


def _seen_now(forms: MonthForms, held: Held, request: HttpRequest) -> MonthForms:
    """The same rows with what was typed, on the state that is in force now."""
    data, in_force = request.POST.copy(), held.in_force
    for row in forms.rows:
        now = in_force.get((row.month, row.use_case))
        data[f"{row.prefix}-seen"] = str(now.pk) if now else ""
    return month_forms(forms.rows[0].month, held.plan.use_cases, in_force, data)


@require_http_methods(["GET", "POST"])
def actuals_import(request: HttpRequest, slug: str, scenario: int) -> HttpResponse:
    """A file of actuals: shown with what it would do, and stored when that is confirmed; all of it or nothing."""
    person = access.person(request)
    project = access.project(person, slug, to="edit")
    held = _held(project, scenario)
    calendar = held.calendar()
    if request.method != "POST":
        return _import_page(request, held, form=ActualsFileForm())
    confirms = "text" in request.POST
    form = ActualsConfirmForm(request.POST) if confirms else ActualsFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _import_page(request, held, 422, form=ActualsFileForm() if confirms else form)
    content = form.content()
    try:
        entries = read_actuals_csv(content, calendar, held.use_cases)
        if confirms and form.cleaned_data["state"] == held.state:
            seen = {place: row.pk for place, row in held.in_force.items()}
            done = record_actuals(held.scenario, entries=entries, seen=seen, actor=person)
            messages.success(request, f"{done.added} entered, {done.corrected} corrected.")
            return see_other(request, _url(held.scenario))
    except ActualsRefused as refused:
        return _import_page(request, held, 422, form=ActualsFileForm(), faults=refused.faults)
    except ActualsMoved:
        held = _held(project, scenario)
    rows = preview(held.plan, entries, held.in_force, calendar.first)
    confirm = ActualsConfirmForm(initial={"text": content.decode("utf-8-sig"), "state": held.state})
    found = {"form": confirm, "rows": rows, "finding": _preview_finding(rows), "moved": confirms}
    return _import_page(request, held, 409 if confirms else 200, **found)


def _import_page(request: HttpRequest, held: Held, status: int = 200, **found: Any) -> HttpResponse:
    context = {
        "project": held.scenario.project,
        "scenario": held.scenario,
        "held": held,
        "calendar": held.calendar(),
        "columns": actuals_csv.COLUMNS,
        **found,
    }
    return render(request, "calculator/actuals_import.html", context, status=status)


@require_GET
def actuals_template(request: HttpRequest, slug: str, scenario: int) -> HttpResponse:
    """The rows of the next month, to be filled in."""
    project = access.project(access.person(request), slug, to="view")
    held = _held(project, scenario)
    text = actuals_csv.template(held.calendar(), held.next_month or held.plan.horizon, held.use_cases)
    # With a BOM, because spreadsheets take UTF-8 without one for something else.
    response = HttpResponse(text.encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    name = slugify(held.scenario.name) or f"scenario-{held.scenario.pk}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}-actuals.csv"'
    return response


def _preview_finding(rows: Sequence[PreviewRow]) -> str:
    """What the file would do, for the title."""
    counts = [sum(row.does == name for row in rows) for name in ("new", "corrects", "as before")]
    return f"{counts[0]} new, {counts[1]} corrected, {counts[2]} as before: nothing is stored yet"


def _url(saved: SavedScenario) -> str:
    return reverse("calculator:actuals", args=[saved.project.path, saved.pk])

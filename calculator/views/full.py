"""The full form: a scenario made and edited use case by use case, with the answer beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods
from django_htmx.http import trigger_client_event

from calculator.errors import NameTaken, StaleScenario
from calculator.evidence import defaults
from calculator.faults import ScenarioRefused
from calculator.form_page.measured import MeasuredNote, choices_of, measured_notes
from calculator.form_page.page import form_page, with_the_wrong_unfolded
from calculator.form_page.panel import WRONG_FINDING, Panel, panel
from calculator.form_page.pieces import pieces_of
from calculator.form_page.use_cases import unpriced
from calculator.forms import CURRENCIES, NameForm, NoteForm
from calculator.measured import links_to_store
from calculator.models import MeasurementLink, SavedScenario
from calculator.preview import Preview, preview
from calculator.results import costs_given
from calculator.selectors import draft_of
from calculator.services import change_scenario, drop_draft, keep_draft, save_scenario
from calculator.typed.conversion import changed_kinds
from calculator.typed.document import Reading, read_typed
from calculator.typed.moves import carry_out, first_form
from calculator.typed.opening import open_scenario
from calculator.typed.texts import TypedScenario, read_pairs, write_pairs
from calculator.views.frame import conflict, fetch
from evaluations.selectors import traffic_measurements
from evaluations.traffic import TrafficMeasurement
from ui.pages import render, see_other, wants_fragment
from workspaces import access
from workspaces.models import Project

CURVES = (("logistic", "an S-curve"), ("immediate", "there at once"))
UNNAMED = "This scenario"


@dataclass(frozen=True)
class Opened:
    """The form in front of a person: of which project and scenario, what is typed, and on which version."""

    project: Project
    scenario: SavedScenario | None
    typed: TypedScenario
    version: int | None
    draft: bool

    @property
    def finding_place(self) -> str:
        """Where a measurement is chosen for one of its use cases."""
        if self.scenario is None:
            return reverse("calculator:full_create_measurement", args=[self.project.path])
        return reverse("calculator:full_edit_measurement", args=[self.project.path, self.scenario.pk])

    @property
    def here(self) -> str:
        if self.scenario is None:
            return reverse("calculator:full_create", args=[self.project.path])
        return reverse("calculator:full_edit", args=[self.project.path, self.scenario.pk])


@require_http_methods(["GET", "POST"])
def full_create(request: HttpRequest, slug: str) -> HttpResponse:
    """A new scenario."""
    project = access.project(access.person(request), slug, to="edit")
    return _answer(request, project, None)


@require_http_methods(["GET", "POST"])
def full_edit(request: HttpRequest, slug: str, scenario: int) -> HttpResponse:
    """A saved scenario; one that came from the quick form leaves it with the first save."""
    project = access.project(access.person(request), slug, to="edit")
    return _answer(request, project, fetch(project, scenario))


def _answer(request: HttpRequest, project: Project, saved: SavedScenario | None) -> HttpResponse:
    if request.method == "GET":
        opened = open_form(request, project, saved)
        return render(request, "calculator/full.html", _context(opened, *_computed(opened)))
    opened = _posted(request, project, saved)
    do = request.POST.get("do", "")
    if do == "discard":
        return _discard(request, opened)
    return _save(request, opened) if do == "save" else _move(request, opened, do)


def open_form(request: HttpRequest, project: Project, saved: SavedScenario | None) -> Opened:
    """What was typed and not saved, else what is saved, else an empty form."""
    draft = draft_of(project, access.person(request), saved)
    if draft is not None:
        typed = read_pairs((str(name), str(text)) for name, text in draft.content)
        return Opened(project, saved, typed, draft.version, draft=True)
    if saved is None:
        return Opened(project, None, first_form(), None, draft=False)
    links = MeasurementLink.objects.filter(version=saved.current).values_list("use_case", "run")
    return Opened(project, saved, open_scenario(saved.inputs, dict(links)), saved.version, draft=False)


def _posted(request: HttpRequest, project: Project, saved: SavedScenario | None) -> Opened:
    typed = read_pairs((name, text) for name in request.POST for text in request.POST.getlist(name))
    note_form = NoteForm(request.POST)
    version = note_form.cleaned_data.get("version") if not note_form.errors.get("version") else None
    return Opened(project, saved, typed, None if saved is None else version or 0, draft=True)


def _move(request: HttpRequest, opened: Opened, do: str) -> HttpResponse:
    """Carries out a button, keeps what was typed, and shows it again; nothing is saved."""
    posted, moved = opened.typed, replace(opened, typed=carry_out(opened.typed, do))
    keep_draft(
        opened.project,
        access.person(request),
        scenario=opened.scenario,
        version=opened.version,
        content=write_pairs(moved.typed),
    )
    name, _, key = do.partition(":")
    if name == "measure" and moved.typed.find(key):
        return see_other(request, f"{moved.finding_place}?use_case={key}")
    focus = _focus(do, moved.typed)
    if not wants_fragment(request):
        return see_other(request, f"{moved.here}#{focus}" if focus else moved.here)
    context = _context(moved, *_computed(moved))
    touched = request.POST.get("touched", "")
    context["pieces"] = pieces_of(posted, context["page"], touched, structure=bool(do))
    response = render(request, "calculator/full.html", context, fragment="update")
    return trigger_client_event(response, "full:focus", {"id": focus}, after="settle") if focus else response


def _save(request: HttpRequest, opened: Opened) -> HttpResponse:
    """Saves what was typed, or shows what has to be put right."""
    settled = replace(opened, typed=carry_out(opened.typed, ""))
    name_form, note_form = NameForm(request.POST), NoteForm(request.POST)
    named = opened.scenario is not None or name_form.is_valid()
    converted, reading = changed_kinds(opened.typed), read_typed(settled.typed)
    if named and note_form.is_valid() and not reading.faults and not converted:
        try:
            return _saved(
                request, opened, reading, name_form.cleaned_data if opened.scenario is None else {}, note_form
            )
        except ScenarioRefused as refused:
            reading = reading.with_faults(refused)
        except NameTaken as taken:
            name_form.add_error("name", str(taken))
    _, found = _computed(settled, reading)
    shown = replace(settled, typed=with_the_wrong_unfolded(settled.typed, reading))
    context = _context(shown, reading, found)
    context |= {
        "listed": context["page"].wrong(),
        "converted": converted,
        "name_said": name_form.errors.get("name", []) if opened.scenario is None else [],
        "note_said": note_form.errors.get("note", []),
    }
    return render(request, "calculator/full.html", context, status=422)


def _saved(
    request: HttpRequest, opened: Opened, reading: Reading, named: dict[str, Any], note_form: NoteForm
) -> HttpResponse:
    person, saved, note = access.person(request), opened.scenario, note_form.cleaned_data["note"]
    given = {**reading.document, "name": saved.name if saved else named["name"]}
    choices = [choice for _, choice in choices_of(opened.typed, reading)]
    today = traffic_measurements(opened.project) if choices else []
    links = links_to_store(saved.current if saved else None, choices, today, person)
    if saved is None:
        saved = save_scenario(opened.project, name=named["name"], inputs=given, actor=person, note=note, linked=links)
    else:
        try:
            change_scenario(saved, inputs=given, actor=person, version=opened.version or 0, note=note, relinked=links)
        except StaleScenario:
            carried = [*write_pairs(opened.typed), ("do", "save")]
            return conflict(request, saved, given, opened.here, carried)
    drop_draft(opened.project, person, opened.scenario)
    return see_other(request, reverse("calculator:scenario_detail", args=[opened.project.path, saved.pk]))


def _discard(request: HttpRequest, opened: Opened) -> HttpResponse:
    drop_draft(opened.project, access.person(request), opened.scenario)
    messages.success(request, "What was typed and not saved is discarded.")
    return see_other(request, opened.here)


def _computed(opened: Opened, reading: Reading | None = None) -> tuple[Reading, Preview | None]:
    """What was typed in the format, and its answer where it has one."""
    reading = reading or read_typed(opened.typed)
    if reading.scenario is None:
        return reading, None
    try:
        return reading, preview(reading.scenario, priced=costs_given(reading.document))
    except ScenarioRefused as refused:
        return reading.with_faults(refused), None


def _context(opened: Opened, reading: Reading, found: Preview | None) -> dict[str, Any]:
    typed, saved = opened.typed, opened.scenario
    name = saved.name if saved else typed.name.strip() or UNNAMED
    return {
        "project": opened.project,
        "scenario": saved,
        "here": opened.here,
        "typed": typed,
        "version": opened.version,
        "next_version": saved.version + 1 if saved else None,
        "draft": opened.draft,
        "stale": saved is not None and opened.version not in (None, saved.version),
        "page": form_page(typed, reading, found, _notes(opened, reading)),
        "panel": panel(found, name, unpriced(typed)) if found else Panel(WRONG_FINDING),
        "works": [(kind.key, kind.label) for kind in defaults().kinds.values()],
        "curves": CURVES,
        "currencies": dict.fromkeys((*CURRENCIES, *([typed.currency] if typed.currency else []))),
    }


def measured_of(opened: Opened, today: Sequence[TrafficMeasurement]) -> dict[str, MeasuredNote]:
    """What the violation rates of the form were taken from, by the keys of their use cases."""
    return _notes(opened, read_typed(opened.typed), today)


def _notes(
    opened: Opened, reading: Reading, today: Sequence[TrafficMeasurement] | None = None
) -> dict[str, MeasuredNote]:
    if not opened.typed.chosen():
        return {}
    version = opened.scenario.current if opened.scenario else None
    measured = traffic_measurements(opened.project) if today is None else today
    return measured_notes(opened.typed, reading, version, measured)


def _focus(do: str, typed: TypedScenario) -> str:
    """The id of what a person goes on with after a button."""
    name, _, key = do.partition(":")
    places = {
        "add": f"{typed.unfolded_owner}-name",
        "copy": f"{typed.unfolded_owner}-name",
        "remove": "add-use-case",
        "up": f"u{key}-summary",
        "down": f"u{key}-summary",
        "work": f"u{key}-work",
        "pair": "add_a",
        "unpair": "add_a",
        "usual": "pairs",
    }
    return places.get(name, key if name == "show" else "")

"""The chain of command, by two doors: for everybody, and inside a project. The address holds all there is."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from explorer import selectors
from explorer.chain.forms import MOVES, AddForm, ChangeForm, LineForm, MarkForm, Moved
from explorer.chain.line import Line, packed, unpacked
from explorer.chain.picture import Picture, explanations
from explorer.command_chain import RULES, InstructionsRefused
from explorer.models import SpecVersion
from ui.pages import render, see_other, wants_fragment
from workspaces import access
from workspaces.models import Project

methods = require_http_methods(["GET", "HEAD", "POST"])


@login_not_required
@methods
def chain_of_command_public(request: HttpRequest) -> HttpResponse:
    """The line for everybody: no account, nothing stored."""
    here = reverse("explorer_public:chain_of_command")
    return _answer(request, "explorer/chain_of_command_public.html", here, explanations({}))


@methods
def chain_of_command(request: HttpRequest, slug: str) -> HttpResponse:
    """The same inside a project, with links to the sections of its version."""
    project = access.project(request.user, slug, to="view")
    here = reverse("explorer:chain_of_command", args=[project.path])
    context = {"project": project, **explanations(_section_urls(project))}
    return _answer(request, "explorer/chain_of_command.html", here, context)


def _section_urls(project: Project) -> dict[str, str]:
    try:
        version = selectors.version_for(project)
    except SpecVersion.DoesNotExist:
        return {}
    wanted = {rule.section for rule in RULES}
    present = version.sections.filter(identifier__in=wanted).values_list("identifier", flat=True)
    return {name: reverse("explorer:section_detail", args=[project.path, version.label, name]) for name in present}


def _answer(request: HttpRequest, template: str, here: str, context: dict[str, Any]) -> HttpResponse:
    """The page of the line that was sent; after a move, of the line that came out of it."""
    given = request.POST if request.method == "POST" else request.GET
    try:
        line = unpacked(given.get("line", ""))
    except InstructionsRefused as refused:
        faults = [f"{fault.message} What is needed: {fault.allowed}." for fault in refused.faults[:3]]
        return _page(request, template, {**context, "here": here, **Picture(Line()).context(), "faults": faults}, 422)
    context = {**context, "here": here}
    if request.method != "POST":
        return _page(request, template, {**context, **Picture(line).context()})
    form = _form(line, request.POST)
    moved = form.moved() if form else None
    if moved is None:
        drawn = {**Picture(line, form).context(), "faults": _faults(form)}
        return _page(request, template, {**context, **drawn}, 422)
    return _after(request, template, context, moved)


def _form(line: Line, given: QueryDict) -> LineForm | None:
    """The form of the move that was sent, with the ids that its place on the page has."""
    move = MOVES.get(given.get("do", ""))
    if move is AddForm:
        return AddForm(given, line=line, auto_id=f"add-{given.get('role', '')}-%s")
    if move is ChangeForm:
        letter = given.get("card", "")
        return ChangeForm(given, line=line, letter=letter, auto_id=f"change-{letter}-%s")
    return move(given, line=line, auto_id="mark-%s") if move else None


def _faults(form: LineForm | None) -> list[str]:
    """What has no field of its own on the page to stand beside."""
    if form is None:
        return ["This page does not know that move."]
    if isinstance(form, AddForm | ChangeForm | MarkForm):
        shown = {"text", "said", "one", "other", "kind", "speaks_for"} | (
            {"role"} if isinstance(form, ChangeForm) else set()
        )
        return [str(error) for name, errors in form.errors.items() if name not in shown for error in errors]
    return [str(error) for errors in form.errors.values() for error in errors]


def _after(request: HttpRequest, template: str, context: dict[str, Any], moved: Moved) -> HttpResponse:
    """A new address for the new line: a redirect, or for htmx the piece and the address to show."""
    value = packed(moved.line)
    address = f"{context['here']}?{urlencode({'line': value})}" if value else str(context["here"])
    if not wants_fragment(request):
        return see_other(request, f"{address}#{moved.focus}")
    response = _page(request, template, {**context, **Picture(moved.line).context(), "focus": moved.focus})
    response.headers["HX-Push-Url"] = address
    return response


def _page(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    return render(request, template, context, fragment="update", status=status)

"""What several pages of the roadmap need: the criterion of an address, refusals beside their fields, conflicts."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeAlias

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from roadmap import selectors
from roadmap.errors import ChangeRefused, NotYours
from roadmap.models import Criterion
from roadmap.versus import Versus
from ui.pages import render
from workspaces.models import Project

Rest = ParamSpec("Rest")
View: TypeAlias = Callable[Concatenate[HttpRequest, Rest], HttpResponse]


def criterion_of(project: Project, pk: int) -> Criterion:
    """The criterion, if it belongs to the project, or 404."""
    found = get_object_or_404(selectors.criteria_of(project), pk=pk)
    found.phase.project = project
    return found


def criterion_url(project: Project, criterion: Criterion) -> str:
    return reverse("roadmap:criterion_detail", args=[project.path, criterion.pk])


def show(form: forms.Form, refusal: ChangeRefused) -> None:
    """Puts each problem beside the field it is about, and the rest above the form."""
    for field, problem in refusal.problems.items():
        form.add_error(field if field in form.fields else None, problem)


def conflict(request: HttpRequest, project: Project, versus: Versus) -> HttpResponse:
    return render(request, "roadmap/conflict.html", {"project": project, "versus": versus}, status=409)


def words_belong_to_people(view: View[Rest]) -> View[Rest]:
    """Answers what is somebody else's to say with 403 and whose it is."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except NotYours as refusal:
            raise PermissionDenied(str(refusal)) from refusal

    return guarded


def csv_file(body: str, name: str) -> HttpResponse:
    """A table to take away, in UTF-8 with the mark by which spreadsheets recognise it."""
    response = HttpResponse(f"\ufeff{body}".encode(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    return response

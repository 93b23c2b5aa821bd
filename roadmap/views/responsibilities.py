"""Who answers for what: giving a responsibility, accepting it, ending it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST

from roadmap.checks.facts import responsibilities_in_force
from roadmap.errors import ChangedMeanwhile, ChangeRefused
from roadmap.forms import ResponsibilityForm
from roadmap.models import Responsibility
from roadmap.services import responsibilities as services
from roadmap.views.shared import show, words_belong_to_people
from roadmap.vocabulary import ROLES
from ui.pages import render, see_other
from workspaces import access
from workspaces.models import Project


def responsibilities(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything that criteria and gates name, with who holds it; an owner gives it to somebody."""
    posted = request.method == "POST"
    project = access.project(request.user, slug, to="manage" if posted else "view")
    form = ResponsibilityForm(request.POST if posted else None, project=project)
    status = 200
    if posted and form.is_valid():
        data = form.cleaned_data
        try:
            given = services.give(project, access.person(request), role=data["role"], person=data["person"])
        except ChangeRefused as refusal:
            show(form, refusal)
        except ChangedMeanwhile as moved:
            form.add_error("person", str(moved))
            status = 409
        else:
            messages.success(request, f"{given.person.name} can accept it now.")
            return see_other(request, _url(project))
    return _page(request, project, form, status if status == 409 or not form.errors else 422)


@require_POST
@words_belong_to_people
def responsibility_accept(request: HttpRequest, slug: str, responsibility: int) -> HttpResponse:
    """The person's own word; it needs no right to edit, since it is about nobody else."""
    project = access.project(request.user, slug, to="view")
    try:
        services.accept(_found(project, responsibility), access.person(request))
    except ChangedMeanwhile as moved:
        messages.error(request, str(moved))
        return _page(request, project, ResponsibilityForm(project=project), 409)
    messages.success(request, "You have accepted it.")
    return see_other(request, _url(project))


@require_POST
def responsibility_end(request: HttpRequest, slug: str, responsibility: int) -> HttpResponse:
    """An owner ends it, or whoever holds it lays it down."""
    project = access.project(request.user, slug, to="view")
    found = _found(project, responsibility)
    if found.person_id != access.person(request).pk:
        project = access.project(request.user, slug, to="manage")
    try:
        services.end(found, access.person(request))
    except ChangedMeanwhile as moved:
        messages.error(request, str(moved))
        return _page(request, project, ResponsibilityForm(project=project), 409)
    messages.success(request, f"{found.person.name} holds it no more.")
    return see_other(request, _url(project))


def _found(project: Project, pk: int) -> Responsibility:
    found = get_object_or_404(Responsibility.objects.select_related("person"), project=project, pk=pk)
    found.project = project
    return found


def _url(project: Project) -> str:
    return reverse("roadmap:responsibilities", args=[project.path])


def _page(request: HttpRequest, project: Project, form: ResponsibilityForm, status: int) -> HttpResponse:
    held = responsibilities_in_force(project)
    person = access.person(request)
    rows = [(label, [one for one in held if one.role == role]) for role, label in ROLES.items()]
    context = {
        "project": project,
        "rows": rows,
        "accepted": sum(any(one.accepted_at for one in holders) for _, holders in rows),
        "form": form,
        "may_manage": access.may(person, project, "manage"),
        "person": person,
    }
    return render(request, "roadmap/responsibilities.html", context, status=status)

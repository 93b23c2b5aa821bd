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
from roadmap.overtaken import accepted_versus, ended_versus, given_versus
from roadmap.services import responsibilities as services
from roadmap.views.shared import conflict, show, words_belong_to_people
from roadmap.vocabulary import ROLES
from ui.pages import render, see_other
from workspaces import access
from workspaces.models import Project, User


def responsibilities(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything that criteria and gates name, with who holds it; an owner gives it to somebody."""
    posted = request.method == "POST"
    project = access.project(request.user, slug, to="manage" if posted else "view")
    form = ResponsibilityForm(request.POST if posted else None, project=project)
    if posted and form.is_valid():
        data = form.cleaned_data
        try:
            given = services.give(project, access.person(request), role=data["role"], person=data["person"])
        except ChangeRefused as refusal:
            show(form, refusal)
        except ChangedMeanwhile:
            return _already_given(request, project, data["role"], data["person"])
        else:
            messages.success(request, f"{given.person.name} can accept it now.")
            return see_other(request, _url(project))
    return _page(request, project, form)


@require_POST
@words_belong_to_people
def responsibility_accept(request: HttpRequest, slug: str, responsibility: int) -> HttpResponse:
    """The person's own word; it needs no right to edit, since it is about nobody else."""
    project = access.project(request.user, slug, to="view")
    try:
        services.accept(_found(project, responsibility), access.person(request))
    except ChangedMeanwhile:
        return conflict(request, project, accepted_versus(project, _found(project, responsibility)))
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
        services.end(found, access.person(request), seen=request.POST.get("seen", ""))
    except ChangedMeanwhile:
        return conflict(request, project, ended_versus(project, _found(project, responsibility)))
    messages.success(request, f"{found.person.name} holds it no more.")
    return see_other(request, _url(project))


def _already_given(request: HttpRequest, project: Project, role: str, person: User) -> HttpResponse:
    held = responsibilities_in_force(project)
    standing = next((one for one in held if (one.role, one.person_id) == (role, person.pk)), None)
    if standing is None:  # it was ended between the refusal and this look
        return see_other(request, _url(project))
    return conflict(request, project, given_versus(project, standing, access.person(request)))


def _found(project: Project, pk: int) -> Responsibility:
    found = get_object_or_404(Responsibility.objects.select_related("person"), project=project, pk=pk)
    found.project = project
    return found


def _url(project: Project) -> str:
    return reverse("roadmap:responsibilities", args=[project.path])


def _page(request: HttpRequest, project: Project, form: ResponsibilityForm) -> HttpResponse:
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
    return render(request, "roadmap/responsibilities.html", context, status=422 if form.errors else 200)

"""Templates of an organisation's own: the list, adding a version, taking the file away, and taking one up."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from roadmap.errors import ChangedMeanwhile, ChangeRefused, TemplateRefused
from roadmap.models import Confirmation, Criterion
from roadmap.models.criteria import OWN
from roadmap.overtaken import template_versus
from roadmap.own_forms import ChooseForm, TemplateForm, UseTemplateForm
from roadmap.selectors import changes_since, phases_of
from roadmap.services.templates import ASKED, add_template, choose_for_new, take_up_template
from roadmap.template.difference import TemplateDifference
from roadmap.template.records import RoadmapTemplate
from roadmap.template.selectors import difference_to, is_asked, template_called, templates_of, text_of
from roadmap.views.shared import conflict, show
from ui.pages import render, see_other
from workspaces import access
from workspaces.models import Project


@require_safe
def template_list(request: HttpRequest, slug: str) -> HttpResponse:
    """What a project of the organisation can start with, and which one this project has."""
    return _list(request, access.project(request.user, slug, to="view"))


def _list(request: HttpRequest, project: Project, refusal: str = "") -> HttpResponse:
    present = phases_of(project).first()
    context = {
        "project": project,
        "rows": templates_of(project.organisation),
        "present": present.template_version if present else "",
        "may_manage": access.may(access.person(request), project, "manage"),
        "refusal": refusal,
    }
    return render(request, "roadmap/template_list.html", context, status=422 if refusal else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def template_create(request: HttpRequest, slug: str) -> HttpResponse:
    """A new template, or a new version of one, out of a file."""
    project = access.project(request.user, slug, to="manage")
    form = TemplateForm(request.POST, request.FILES) if request.method == "POST" else TemplateForm()
    faults: list[object] = []
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        try:
            added = add_template(project.organisation, access.person(request), data["name"], data["file"])
        except TemplateRefused as refusal:
            faults = list(refusal.faults)
        except ChangeRefused as refusal:
            show(form, refusal)
        else:
            messages.success(request, f"{added} can be taken up by projects of {project.organisation.name}.")
            return see_other(request, reverse("roadmap:template_list", args=[project.path]))
    context = {"project": project, "form": form, "faults": faults}
    return render(request, "roadmap/template_create.html", context, status=422 if form.errors or faults else 200)


@require_safe
def template_file(request: HttpRequest, slug: str, template: str) -> HttpResponse:
    """The file as it was uploaded, to be taken away."""
    project = access.project(request.user, slug, to="view")
    text = text_of(project.organisation, template)
    if text is None:
        raise Http404("No such template.")
    response = HttpResponse(text.encode(), content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="criteria-{template}.yaml"'
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_POST
def template_choose(request: HttpRequest, slug: str) -> HttpResponse:
    """Has new projects of the organisation start with a template."""
    project = access.project(request.user, slug, to="manage")
    form = ChooseForm(request.POST)
    if not form.is_valid():
        return _list(request, project, "Choose one of these templates.")
    try:
        choose_for_new(project.organisation, access.person(request), form.cleaned_data["template"])
    except ChangeRefused as refusal:
        return _list(request, project, str(refusal))
    messages.success(request, f"New projects start with {form.cleaned_data['template']}.")
    return see_other(request, reverse("roadmap:template_list", args=[project.path]))


@require_http_methods(["GET", "HEAD", "POST"])
def template_use(request: HttpRequest, slug: str, template: str) -> HttpResponse:
    """What the template would change of this project's roadmap, and taking it up."""
    project = access.project(request.user, slug, to="manage")
    since, wanted = timezone.now(), template_called(project.organisation, template)
    found = None if wanted is None else difference_to(project, wanted)
    if wanted is None or found is None:
        raise Http404("No such template, or no roadmap to change.")
    shown = {"seen": found.fingerprint, "since": since.isoformat()}
    form = UseTemplateForm(request.POST if request.method == "POST" else None, initial=shown)
    if form.is_bound and form.is_valid():
        try:
            take_up_template(project, access.person(request), wanted, seen=form.cleaned_data["seen"])
        except ChangeRefused as refusal:
            form.add_error(None, str(refusal))
        except ChangedMeanwhile:
            now = difference_to(project, wanted) or found
            changes = changes_since(project, form.cleaned_data["since"] or since)
            return conflict(request, project, template_versus(project, now, changes, since))
        else:
            messages.success(request, f"The roadmap is {wanted.version} now.")
            return see_other(request, reverse("roadmap:index", args=[project.path]))
    context = _use(project, wanted, found, form)
    return render(request, "roadmap/template_use.html", context, status=422 if form.errors else 200)


def _use(
    project: Project, template: RoadmapTemplate, found: TemplateDifference, form: UseTemplateForm
) -> dict[str, object]:
    confirmed = set(
        Confirmation.objects.filter(criterion__phase__project=project, ended_at__isnull=True).values_list(
            "criterion_id", flat=True
        )
    )
    stale = [each for each in found.altered if each.turns_stale and each.criterion.pk in confirmed]
    return {
        "project": project,
        "template": template,
        "difference": found,
        "form": form,
        "asked": ASKED if is_asked(project) else "",
        "stale": [each.criterion for each in stale],
        "own": Criterion.objects.filter(phase__project=project, code__startswith=OWN).count(),
    }

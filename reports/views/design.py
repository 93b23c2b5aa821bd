"""How an organisation's reports look, and its templates: seen by its members, changed by who manages it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from reports.brand import ACCENT
from reports.design_forms import BrandingForm, TemplateForm
from reports.downloads import picture
from reports.errors import DesignRefused, LogoRefused
from reports.kinds import KINDS
from reports.models import ReportTemplate
from reports.selectors import branding_of, templates_of
from reports.services import branding as brandings
from reports.services import templates
from ui.pages import render, see_other
from workspaces import access
from workspaces.models import Organisation


@require_http_methods(["GET", "HEAD", "POST"])
def design(request: HttpRequest, organisation: str) -> HttpResponse:
    """The look with a preview, and the templates."""
    place = access.organisation(request.user, organisation, to="manage" if request.method == "POST" else "view")
    if request.method != "POST":
        return _design_page(request, place)
    form = BrandingForm(request.POST, request.FILES)
    if form.is_valid():
        upload = form.cleaned_data["logo"]
        try:
            content = upload.read() if upload else None
            brandings.change_branding(place, form.look(), upload=content, actor=access.person(request))
        except LogoRefused as refusal:
            form.add_error("logo", str(refusal))
        except DesignRefused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, "Reports that are made from now on look like this.")
            return see_other(request, request.path)
    return _design_page(request, place, form)


@require_safe
def logo(request: HttpRequest, organisation: str) -> HttpResponse:
    """The logo as it is kept."""
    place = access.organisation(request.user, organisation, to="view")
    found = branding_of(place)
    if not found.logo or not found.logo.storage.exists(str(found.logo.name)):
        raise Http404("There is no logo.")
    with found.logo.storage.open(str(found.logo.name), "rb") as file:
        return picture(file.read(), str(found.logo.name))


@require_POST
def logo_remove(request: HttpRequest, organisation: str) -> HttpResponse:
    place = access.organisation(request.user, organisation, to="manage")
    brandings.remove_logo(place, actor=access.person(request))
    return see_other(request, _address(place))


@require_http_methods(["GET", "HEAD", "POST"])
def template_create(request: HttpRequest, organisation: str) -> HttpResponse:
    """A new template of the kind that the address names."""
    place = access.organisation(request.user, organisation, to="manage")
    kind = request.GET.get("kind", "dossier")
    if kind not in KINDS:
        raise Http404("There is no such kind of report.")
    return _template_page(request, place, kind, None)


@require_http_methods(["GET", "HEAD", "POST"])
def template_edit(request: HttpRequest, organisation: str, report_template: int) -> HttpResponse:
    place = access.organisation(request.user, organisation, to="manage")
    found = get_object_or_404(templates_of(place).select_related("organisation"), pk=report_template)
    return _template_page(request, place, found.kind, found)


@require_POST
def template_delete(request: HttpRequest, organisation: str, report_template: int) -> HttpResponse:
    place = access.organisation(request.user, organisation, to="manage")
    found = get_object_or_404(templates_of(place).select_related("organisation"), pk=report_template)
    templates.delete_template(found, actor=access.person(request))
    messages.success(request, f"The template “{found}” is deleted.")
    return see_other(request, _address(place))


def _address(place: Organisation) -> str:
    return reverse("report_design:design", args=[place.slug])


def _design_page(request: HttpRequest, place: Organisation, form: BrandingForm | None = None) -> HttpResponse:
    branding = branding_of(place)
    kept = {name: getattr(branding, name) for name in ("accent", "footer", "confidentiality", "logo_alt")}
    context = {
        "organisation": place,
        "branding": branding,
        "form": form or BrandingForm(initial=kept),
        "templates": list(templates_of(place)),
        "kinds": KINDS.values(),
        "own_accent": branding.accent != ACCENT,
        "may_manage": access.may(request.user, place, "manage"),
    }
    return render(request, "reports/design.html", context, status=422 if form else 200)


def _template_page(request: HttpRequest, place: Organisation, kind: str, found: ReportTemplate | None) -> HttpResponse:
    sections = found.sections if found else KINDS[kind].sections
    kept = {"name": found.name, "paper": found.paper, "language": found.language} if found else None
    if request.method != "POST":
        form = TemplateForm(kind=kind, sections=sections, initial=kept)
        return _template_form(request, place, form, found)
    form = TemplateForm(request.POST, kind=kind, sections=sections)
    if form.move(request.POST):
        form.errors.clear()  # nothing is judged before it is sent
        return _template_form(request, place, form, found)
    if not form.is_valid():
        return _template_form(request, place, form, found, status=422)
    actor = access.person(request)
    try:
        if found:
            templates.change_template(found, form.layout(), actor=actor)
        else:
            templates.add_template(place, kind, form.layout(), actor=actor)
    except DesignRefused as refusal:
        form.add_error(refusal.field, str(refusal))
        return _template_form(request, place, form, found, status=422)
    return see_other(request, _address(place))


def _template_form(
    request: HttpRequest, place: Organisation, form: TemplateForm, found: ReportTemplate | None, *, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {"organisation": place, "form": form, "template": found}
    return render(
        request, "reports/template_edit.html" if found else "reports/template_create.html", context, status=status
    )

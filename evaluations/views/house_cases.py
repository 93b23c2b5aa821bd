"""Cases for the company's own rules."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from evaluations import services
from evaluations.errors import CaseRefused, TriedAnswer
from evaluations.suites.house_case_form import HouseCaseForm
from explorer.errors import HouseClauseUnknown
from explorer.house.selectors import clauses_in_force
from ui.pages import render, see_other
from workspaces import access


@require_http_methods(["GET", "HEAD", "POST"])
def house_case_create(request: HttpRequest, slug: str, clause: str) -> HttpResponse:
    """Writes a case for a house clause; it is taken once its rules tell the two answers apart."""
    project = access.project(request.user, slug, to="edit")
    found = get_object_or_404(clauses_in_force(project), identifier=clause)
    form = HouseCaseForm(request.POST if request.method == "POST" else None)
    tried: list[TriedAnswer] = []
    if form.is_bound and form.is_valid():
        try:
            case = services.add_house_case(project, access.person(request), clause, form.values())
        except CaseRefused as refusal:
            form.show(refusal.problems)
            tried = refusal.tried
        except HouseClauseUnknown as unknown:
            raise Http404(str(unknown)) from unknown
        else:
            messages.success(request, f"The case is in {case.suite}. A run of that suite asks it.")
            return see_other(request, reverse("evaluations:case_detail", args=[project.path, case.suite_id, case.pk]))
    context = {"project": project, "clause": found, "form": form, "tried": tried}
    return render(request, "evaluations/house_case_create.html", context, status=422 if form.errors else 200)

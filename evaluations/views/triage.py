"""What people find out about the failing answers of a run."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from evaluations import selectors
from evaluations.errors import TriageRefused
from evaluations.models import Sample
from evaluations.plans import selectors as plan_selectors
from evaluations.plans.forms import TriageForm
from evaluations.principles import named, principles_for
from evaluations.services.triage import triage_sample
from ui.pages import render, see_other
from workspaces import access

SHOWN = 200


@require_safe
def triage_list(request: HttpRequest, slug: str, run: int) -> HttpResponse:
    """The failing answers of a run, those that wait for triage first."""
    project = access.project(request.user, slug, to="view")
    found = get_object_or_404(selectors.runs_of(project).select_related("plan"), pk=run)
    found.project = project
    failures, left = plan_selectors.triage_counts([found]).get(found.pk, (0, 0))
    principles = principles_for(project)
    rows = [
        (sample, named(principles, sample.principle), held)
        for sample, held in plan_selectors.triaged_failures(found, SHOWN)
    ]
    context = {"project": project, "run": found, "failures": failures, "left": left, "rows": rows, "shown": SHOWN}
    return render(request, "evaluations/triage_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def triage_create(request: HttpRequest, slug: str, run: int, sample: int) -> HttpResponse:
    """Triage of one answer, on a page of its own; the sample's page holds the same form."""
    project = access.project(request.user, slug, to="evaluate")
    rows = Sample.objects.select_related("run__project__organisation", "case")
    found = get_object_or_404(rows, run__project=project, run=run, pk=sample)
    found.run.project = project
    form = TriageForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            triage_sample(found, **form.cleaned_data, actor=access.person(request))
        except TriageRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            failures, left = plan_selectors.triage_counts([found.run]).get(found.run_id, (0, 0))
            messages.success(request, f"{failures - left} of {failures} failures are triaged.")
            return see_other(request, reverse("evaluations:sample_detail", args=[project.path, run, sample]))
    context = {
        "project": project,
        "run": found.run,
        "sample": found,
        "principle": named(principles_for(project), found.principle),
        "form": form,
    }
    return render(request, "evaluations/triage_create.html", context, status=422 if form.errors else 200)

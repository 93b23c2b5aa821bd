"""The samples of a run as a list to filter, and what one of them answered."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from evaluations import selectors
from evaluations.deciding import IN_WORDS
from evaluations.evidence import marked
from evaluations.graders import in_words
from evaluations.models import OUTCOMES, Case, Run, Sample, Verdict
from evaluations.outcomes import Outcome
from evaluations.principles import named, principles_for
from evaluations.runs.sample_filters import Chosen
from evaluations.runs.sample_selectors import PAGE, SEARCHED_AT_ONCE, Facets, facets_of, neighbours, page_of, place_of
from evaluations.wording import FAULT_WORDS
from explorer.house.selectors import open_marks_by_case, rulings_for
from ui import registries
from ui.pages import render, wants_fragment
from workspaces import access
from workspaces.models import Project

FAILING = (Outcome.VIOLATION, Outcome.PARTIAL)
Options = list[tuple[str, str, int]]


@require_safe
def sample_list(request: HttpRequest, slug: str, run: int) -> HttpResponse:
    """The list on a page of its own; htmx gets the list alone, which also stands on the run's page."""
    project = access.project(request.user, slug, to="view")
    found = get_object_or_404(selectors.runs_of(project), pk=run)
    found.project = project  # with what this request already knows of it
    context = {"project": project, "run": found, **listed(request, project, found)}
    # The rows of an open page ask until the run has ended; with the last of them come the counts of the filters.
    context["ended"] = request.headers.get("HX-Target") == "sample-rows" and not found.is_active
    template = "evaluations/samples.html" if wants_fragment(request) else "evaluations/sample_list.html"
    return render(request, template, context)


def listed(request: HttpRequest, project: Project, run: Run) -> dict[str, Any]:
    """What ``evaluations/samples.html`` needs, in as many queries for 100,000 samples as for ten."""
    chosen = Chosen.read(request.GET.dict())
    facets = facets_of(run, chosen)
    page = page_of(run, chosen)
    principles, marks = principles_for(project), open_marks_by_case(project)
    return {
        "chosen": chosen,
        "facets": facets,
        "page": page,
        "samples": [
            (
                sample,
                named(principles, sample.principle),
                marks.on(sample.principle, sample.case.key) if sample.outcome in FAILING else None,
            )
            for sample in page.samples
        ],
        "options": _options(project, facets, chosen),
        "next_query": chosen.query_at(after=page.next_after) if page.next_after else "",
        "previous_query": chosen.query_at(before=page.previous_before) if page.previous_before else "",
        "further_query": chosen.query_at(after=page.searched_up_to) if page.searched_up_to else "",
        "many": facets.matching > PAGE,
        "searched_at_once": SEARCHED_AT_ONCE,
    }


def _options(project: Project, facets: Facets, chosen: Chosen) -> list[tuple[str, str, Options]]:
    """The filters that tell samples apart, each with its choices and how many samples each would show."""
    principles = principles_for(project)
    found = facets.counts
    order = [*principles, *sorted(key for key in found["principle"] if key not in principles)]
    labels: dict[str, dict[str, str]] = {
        "outcome": dict(OUTCOMES),
        "principle": {key: named(principles, key).title for key in order},
        "kind": {str(value): str(label) for value, label in Case.Kind.choices},
        "fault": {key: FAULT_WORDS.get(key, key).capitalize() for key in sorted(found["fault"]) if key},
    }
    titles = {"outcome": "Outcome", "principle": "Principle", "kind": "Kind", "fault": "Fault"}
    filters = []
    for name, title in titles.items():
        held = getattr(chosen, name)
        known = labels[name] | ({held: held} if held and held not in labels[name] else {})
        shown = [(value, known[value], found[name][value]) for value in known if found[name][value] or value == held]
        if shown and (len(shown) > 1 or held or name in ("outcome", "fault")):
            filters.append((name, title, shown))
    return filters


@require_safe
def sample_detail(request: HttpRequest, slug: str, run: int, sample: int) -> HttpResponse:
    """One sample; the filter of the list goes along, so that next and previous are those of the list."""
    project = access.project(request.user, slug, to="view")
    found = get_object_or_404(
        Sample.objects.select_related("run", "case__suite"), run__project=project, run=run, pk=sample
    )
    found.run.project = project
    chosen = Chosen.read(request.GET.dict())
    verdicts = list(found.verdicts.select_related("grading"))
    before, after = neighbours(found.run, chosen, found.pk)
    failed = found.outcome in FAILING
    context = {
        "project": project,
        "run": found.run,
        "sample": found,
        "case": found.case,
        "principle": named(principles_for(project), found.principle),
        "verdicts": verdicts,
        "counts": IN_WORDS.get(found.decided_by, ""),
        "passages": marked(found.response, evidence_in(verdicts)),
        "rulings": rulings_for(project, found.principle),
        "failed": failed,
        "actions": registries.actions_for("sample", project, request.user, found.pk) if failed else [],
        "entry": open_marks_by_case(project).on(found.principle, found.case.key),
        "demands": in_words(found.case.graders, found.case.expected),
        "fault": FAULT_WORDS.get(found.fault, found.fault),
        "chosen": chosen,
        "before": before,
        "after": after,
        "place": place_of(found.run, chosen, found.pk),
    }
    return render(request, "evaluations/sample_detail.html", context)


def evidence_in(verdicts: list[Verdict]) -> list[tuple[str, str]]:
    """The passages that the verdicts rest on, those that count against the answer first."""
    details = [part for verdict in verdicts for part in verdict.details if isinstance(part, dict)]
    found = [(str(part.get("evidence", "")), str(part.get("outcome", ""))) for part in details]
    against = {Outcome.VIOLATION.value: 0, Outcome.PARTIAL.value: 1}
    return sorted(((text, outcome) for text, outcome in found if text), key=lambda part: against.get(part[1], 2))

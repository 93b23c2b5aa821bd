"""Two runs compared: what flipped, by how much under each principle, and one case of both beside each other."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from evaluations.comparison import (
    Compared,
    Obstacle,
    PrincipleRow,
    comparison_csv,
    comparison_finding,
    obstacles_between,
    sentence,
)
from evaluations.comparison.forms import CompareRunsForm
from evaluations.comparison.selectors import (
    Pair,
    comparable_runs,
    comparison_of,
    measured_with,
    pair_of,
    previous_of,
)
from evaluations.evidence import marked
from evaluations.graders import in_words
from evaluations.models import Run, Sample
from evaluations.principles import Principle, named, principles_for
from evaluations.selectors import summaries_of
from evaluations.views.samples import evidence_in
from ui.pages import render, see_other
from workspaces import access
from workspaces.models import Project

SHOWN_FLIPS = 200
LONGEST_KEY = 100  # of a case


@dataclass(frozen=True)
class Chosen:
    """Two runs and what stands between them; ``insisted`` says that a person wants to see them all the same."""

    first: Run
    second: Run
    obstacles: list[Obstacle]
    insisted: bool

    @property
    def refused(self) -> bool:
        return any(one.absolute for one in self.obstacles) or (bool(self.obstacles) and not self.insisted)

    @property
    def query(self) -> str:
        chosen = {"a": str(self.first.pk), "b": str(self.second.pk)}
        return urlencode(chosen | ({"insist": "1"} if self.insisted else {}))

    @property
    def swapped(self) -> str:
        chosen = {"a": str(self.second.pk), "b": str(self.first.pk)}
        return urlencode(chosen | ({"insist": "1"} if self.insisted else {}))


@require_safe
def run_compare(request: HttpRequest, slug: str) -> HttpResponse:
    """The comparison; with the second run alone, that with the run of the same suite before it."""
    project = access.project(request.user, slug, to="view")
    runs = comparable_runs(project)
    form = CompareRunsForm(_asked(request, runs), runs=runs, initial=_latest(runs))
    chosen = _chosen(request, project, form) if form.is_bound and form.is_valid() else None
    context: dict[str, Any] = {"project": project, "form": form, "count": runs.count(), "chosen": chosen}
    if chosen is not None:
        summaries = summaries_of([chosen.first, chosen.second])
        context["sides"] = [(run, summaries[run.pk]) for run in (chosen.first, chosen.second)]
        if not chosen.refused:
            context |= _found(project, comparison_of(chosen.first, chosen.second))
    status = 422 if form.is_bound and form.errors and request.GET.get("a") else 200
    return render(request, "evaluations/run_compare.html", context, status=status)


@require_safe
def run_compare_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """The same as a file, one row a case."""
    project = access.project(request.user, slug, to="view")
    chosen = _both(request, project)
    if chosen is None or chosen.refused:
        return _to_the_choice(request, project)
    titles = {key: principle.title for key, principle in principles_for(project).items()}
    body = comparison_csv(comparison_of(chosen.first, chosen.second), titles)
    response = HttpResponse(body, content_type="text/csv; charset=utf-8")
    name = f"comparison-{chosen.first.pk}-{chosen.second.pk}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_safe
def run_compare_case(request: HttpRequest, slug: str) -> HttpResponse:
    """One case of both runs, the answers beside each other; next and previous go through the cases that changed."""
    project = access.project(request.user, slug, to="view")
    chosen = _both(request, project)
    if chosen is None or chosen.refused:
        return _to_the_choice(request, project)
    key = request.GET.get("case", "")
    readable = len(key) <= LONGEST_KEY and key.isprintable()
    pair = pair_of(chosen.first, chosen.second, key) if readable else None
    if pair is None or not (pair.first or pair.second):
        raise Http404
    case = (pair.second or pair.first)[0].case
    changed = [each.key for each in comparison_of(chosen.first, chosen.second).changed]
    at = changed.index(key) if key in changed else -1
    context = {
        "project": project,
        "chosen": chosen,
        "case": case,
        "principle": named(principles_for(project), case.principle),
        "demands": in_words(case.graders, case.expected),
        "sides": _answers(chosen, pair),
        "before": _case_address(project, chosen, changed[at - 1]) if at > 0 else "",
        "after": _case_address(project, chosen, changed[at + 1]) if 0 <= at < len(changed) - 1 else "",
        "position": (at + 1, len(changed)) if at >= 0 else None,
    }
    return render(request, "evaluations/run_compare_case.html", context)


def _asked(request: HttpRequest, runs: Any) -> dict[str, str] | None:
    """What was chosen; for one run alone the one before it is taken, and nothing is chosen on a bare page."""
    asked = {name: request.GET.get(name, "") for name in ("a", "b")}
    if not any(asked.values()):
        return None
    if not asked["a"] and asked["b"].isascii() and asked["b"].isdecimal() and len(asked["b"]) < 19:
        second = runs.filter(pk=int(asked["b"])).first()
        first = previous_of(second) if second is not None else None
        asked["a"] = str(first.pk) if first is not None else ""
    return asked


def _latest(runs: Any) -> dict[str, Any]:
    """What the bare page proposes: the latest run, and the one of its suite before it."""
    second = runs.first()
    first = previous_of(second) if second is not None else None
    return {"a": first, "b": second}


def _to_the_choice(request: HttpRequest, project: Project) -> HttpResponse:
    """The page that says what is missing or stands between the two runs."""
    asked = {name: request.GET[name] for name in ("a", "b") if request.GET.get(name)}
    return see_other(request, f"{reverse('evaluations:run_compare', args=[project.path])}?{urlencode(asked)}")


def _both(request: HttpRequest, project: Project) -> Chosen | None:
    form = CompareRunsForm({name: request.GET.get(name, "") for name in ("a", "b")}, runs=comparable_runs(project))
    return _chosen(request, project, form) if form.is_valid() else None


def _chosen(request: HttpRequest, project: Project, form: CompareRunsForm) -> Chosen:
    first, second = form.cleaned_data["a"], form.cleaned_data["b"]
    first.project = second.project = project  # with what this request already knows of it
    obstacles = obstacles_between(*measured_with([first, second]))
    return Chosen(first, second, obstacles, insisted=request.GET.get("insist") == "1")


def _found(project: Project, found: Compared) -> dict[str, Any]:
    principles = principles_for(project)
    return {
        "found": found,
        "sentence": sentence(found),
        "finding": comparison_finding(found),
        "strips": [
            ("worse", "Worse", found.worse[:SHOWN_FLIPS], len(found.worse)),
            ("better", "Better", found.better[:SHOWN_FLIPS], len(found.better)),
        ],
        "rows": [_row(principles, row) for row in found.principles],
        "flips": found.found.flips,
        "shown_flips": SHOWN_FLIPS,
        "titles": {case.principle: named(principles, case.principle).title for case in found.changed},
    }


def _row(principles: dict[str, Principle], row: PrincipleRow) -> tuple[Principle, PrincipleRow]:
    return named(principles, row.identifier), row


def _answers(chosen: Chosen, pair: Pair) -> list[tuple[Run, list[tuple[Sample, Any]]]]:
    return [
        (run, [(sample, marked(sample.response, evidence_in(list(sample.verdicts.all())))) for sample in samples])
        for run, samples in ((chosen.first, pair.first), (chosen.second, pair.second))
    ]


def _case_address(project: Project, chosen: Chosen, key: str) -> str:
    address = reverse("evaluations:run_compare_case", args=[project.path])
    return f"{address}?{chosen.query}&{urlencode({'case': key})}"

"""What other rooms' pages show of this one: two stations of the loop, the rail's count, panels and search hits."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.urls import reverse

from evaluations import selectors
from evaluations.coverage import current_cases
from evaluations.map_selectors import leaves_of
from evaluations.models import Case, Endpoint, Run, Suite
from evaluations.principles import label_for
from evaluations.releases.selectors import releases_of
from evaluations.review.selectors import answers_to_review
from evaluations.spec_map import draw
from evaluations.starter import starter_suite
from evaluations.wording import capitalised, counted_words, finding_of
from ui.registries import Figure, Hit, Measured, Panel, Station
from workspaces.models import Project

WORST = 5
HITS = 8


def home_figures() -> Iterable[Figure]:
    """The cases that ship with the product."""
    yield Figure(str(len(starter_suite().cases)), "test cases ready to run")


def cases_station(project: Project) -> Station:
    """The cases that test the principles; done once there are any."""
    url = reverse("evaluations:index", args=[project.path])
    # A case that was drawn from one suite into another is still one case.
    count = current_cases(project).order_by().values("principle", "key").distinct().count()
    return Station("cases", "Cases", str(count) if count else "none yet", url, "done" if count else "open")


def run_station(project: Project) -> Station:
    """The latest measurement; done once there is one."""
    run = selectors.known_latest_run(project)
    if run is None:
        return Station("run", "Run", "none yet", reverse("evaluations:index", args=[project.path]), "open")
    return Station("run", "Run", run.release, reverse("evaluations:run_detail", args=[project.path, run.pk]), "done")


def running_count(project: Project) -> str:
    """What the rail says beside this room: the runs that are under way, else the answers that wait for people."""
    if active := Run.objects.filter(project=project, state__in=Run.ACTIVE).count():
        return f"{active} running"
    waiting = answers_to_review(project)
    return f"{waiting} to review" if waiting else ""


def where_it_goes_wrong(project: Project, user: Any) -> Panel | None:
    """The worst principles of the latest measurement, for the overview; without one, how to get it."""
    headline = selectors.headline_of(project)
    if headline is None:
        return Panel("evaluations/panel_none.html", {"project": project})
    results = selectors.results_by_principle(headline.run)
    failing = [result for result in results if result.rate is not None and result.numerator < result.denominator]
    failing.sort(key=lambda result: result.rate or 0.0)
    drawn = draw(leaves_of(project, headline.run))
    context = {
        "project": project,
        "run": headline.run,
        "summary": headline.summary,
        "finding": capitalised(finding_of(headline.run, headline.summary)),
        "failing": failing[:WORST],
        "measured": len(results),
        "failing_count": len(failing),
        "label": label_for(project),
        "map": drawn,
        "rate": drawn.numerator / drawn.denominator if drawn.denominator else None,
    }
    return Panel("evaluations/panel_overview.html", context, styles=("evaluations/spec_map.css",))


def measured_under(project: Project, identifier: str) -> Panel | None:
    """The cases that test a principle and what the last runs found, for the principle's page."""
    context = {
        "project": project,
        "identifier": identifier,
        "results": selectors.results_of_principle(project, identifier),
        "coverage": selectors.suites_covering(project, identifier),
    }
    return Panel("evaluations/panel_principle.html", context)


def measured_principles(project: Project) -> dict[str, Measured]:
    """What the latest measurement found under each principle it touched."""
    run = selectors.known_latest_run(project)
    if run is None:
        return {}
    address = reverse("evaluations:run_detail", args=[project.path, run.pk])
    return {
        result.identifier: Measured(
            numerator=result.numerator,
            denominator=result.denominator,
            rate=result.rate,
            low=result.low,
            high=result.high,
            url=f"{address}?principle={result.identifier}#samples",
            simulated=run.simulated,
        )
        for result in selectors.results_by_principle(run)
    }


def search_hits(project: Project, query: str) -> Iterable[Hit]:
    """Runs, releases, endpoints and cases by their names and the words they are known by."""
    words = query.strip()
    if not words:
        return
    yield from _runs_called(project, words)
    yield from _releases_called(project, words)
    yield from _endpoints_called(project, words)
    yield from _cases_about(project, words)


def _runs_called(project: Project, words: str) -> Iterable[Hit]:
    runs = list(selectors.runs_of(project).filter(Q(name__icontains=words) | Q(release__icontains=words))[:HITS])
    summaries = selectors.summaries_of(runs)
    for run in runs:
        url = reverse("evaluations:run_detail", args=[project.path, run.pk])
        told = capitalised(counted_words(summaries[run.pk]))
        yield Hit(run.get_source_display(), run.name, url, f"{told} · simulated" if run.simulated else told)


def _releases_called(project: Project, words: str) -> Iterable[Hit]:
    for release in releases_of(project).filter(Q(name__icontains=words) | Q(model__icontains=words))[:HITS]:
        url = reverse("evaluations:release_detail", args=[project.path, release.pk])
        yield Hit("Release", release.name, url, release.model if release.is_described else "not described yet")


def _endpoints_called(project: Project, words: str) -> Iterable[Hit]:
    known = Endpoint.objects.filter(project=project).order_by("archived_at", "name")
    for endpoint in known.filter(Q(name__icontains=words) | Q(model__icontains=words))[:HITS]:
        url = reverse("evaluations:endpoint_detail", args=[project.path, endpoint.pk])
        said = [endpoint.get_kind_display(), *([endpoint.model] if endpoint.model else [])]
        yield Hit("Endpoint", endpoint.name, url, " · ".join([*said, *(["archived"] if endpoint.is_archived else [])]))


def _cases_about(project: Project, words: str) -> Iterable[Hit]:
    cases = Case.objects.filter(suite__project=project).exclude(suite__origin=Suite.Origin.RECORDED)
    found = cases.filter(Q(title__icontains=words) | Q(key__icontains=words) | Q(rubric__icontains=words))
    for case in found.select_related("suite").order_by("suite", "position")[:HITS]:
        url = reverse("evaluations:case_detail", args=[project.path, case.suite_id, case.pk])
        yield Hit("Case", str(case), url, str(case.suite))

"""What this room shows on the pages of others: stations of the loop, the rail's count, panels and search hits."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from evaluations import services, shown
from evaluations.models import Run
from evaluations.services.suite_making import draw_suite
from tests.evaluations.conftest import Bench
from tests.evaluations.test_pages import finished
from ui import registries
from ui.registries import Panel
from workspaces.models import Project, User

pytestmark = pytest.mark.django_db
Clients = Callable[[User], Client]


def pilot(project: Project, counts: dict[str, dict[str, int]]) -> Run:
    details = services.PilotDetails("A pilot", "Release 2", date(2026, 9, 1), date(2026, 9, 2), "who", "by whom")
    return services.record_pilot(project, details=details, counts=counts, actor=None)


def anew(project: Project) -> Project:
    """The project as the next request would find it."""
    return Project.objects.select_related("organisation").get(pk=project.pk)


def test_the_stations_follow_what_is_there(bench: Bench) -> None:
    assert shown.cases_station(bench.cast.other_project).state == "open"
    assert (shown.cases_station(bench.project).detail, shown.cases_station(bench.project).state) == ("24", "done")
    assert shown.run_station(anew(bench.project)).state == "open"
    run = finished(bench, bench.start(release="Release 4"))
    station = shown.run_station(anew(bench.project))
    assert (station.detail, station.state) == ("Release 4", "done")
    assert station.url.endswith(f"/runs/{run.pk}/")


def test_a_case_that_was_drawn_into_another_suite_counts_once(bench: Bench) -> None:
    draw_suite(bench.suite, None, "A few of them", by="principle", size=1, seed=1, project=bench.project)
    assert shown.cases_station(bench.project).detail == "24"


def test_the_conversations_of_a_pilot_are_no_cases_of_the_project(bench: Bench) -> None:
    assert shown.cases_station(bench.cast.other_project).detail == "none yet"


def test_the_rail_counts_runs_under_way(bench: Bench) -> None:
    assert shown.running_count(bench.project) == ""
    bench.start()
    assert shown.running_count(bench.project) == "1 running"


def test_the_overview_names_the_weakest_principles_and_where_the_numbers_come_from(
    bench: Bench, client_for: Clients
) -> None:
    url = reverse("workspaces:project_overview", args=[bench.project.path])
    client = client_for(bench.cast.viewer)
    assert "Nothing was measured yet" in client.get(url).content.decode()
    finished(bench, bench.start(release="Release 4"))
    page = client.get(url).content.decode()
    assert "Where Release 4 still goes wrong" in page
    assert "20 of 24 compliant" in page
    assert 'class="simulated"' in page
    pilot(bench.project, {"do_not_lie": {"compliant": 12}})
    assert "Where Release 4 still goes wrong" in client.get(url).content.decode(), "the pilot ended earlier"


def test_a_measurement_without_failures_makes_no_large_claim(bench: Bench) -> None:
    pilot(bench.project, {"do_not_lie": {"compliant": 12}})
    panel = shown.where_it_goes_wrong(anew(bench.project), bench.cast.viewer)
    assert panel is not None
    assert panel.context["failing"] == []


def found_under(project: Project, identifier: str) -> list[tuple[str, int, int]]:
    panel = shown.measured_under(project, identifier)
    assert isinstance(panel, Panel)
    return [(run.release, result.numerator, result.denominator) for run, result in panel.context["results"]]


def test_a_principle_shows_the_cases_that_test_it(bench: Bench, client_for: Clients) -> None:
    section = reverse("explorer:section_detail", args=[bench.project.path, label(bench.project), "do_not_lie"])
    page = client_for(bench.cast.viewer).get(section).content.decode()
    suite = reverse("evaluations:suite_detail", args=[bench.project.path, bench.suite.pk])
    assert f'<a href="{suite}?principle=do_not_lie">Two dozen cases</a>' in page
    assert "1 should not do · 1 borderline" in page
    assert "Nothing was measured yet" in page


def test_a_principle_shows_the_last_runs_that_asked_for_it(bench: Bench, client_for: Clients) -> None:
    assert found_under(bench.project, "do_not_lie") == []
    pilot(bench.project, {"do_not_lie": {"compliant": 40, "violation": 7}})
    finished(bench, bench.start(release="Release 4"))
    found = found_under(anew(bench.project), "do_not_lie")
    assert found == [("Release 4", 2, 2), ("Release 2", 40, 47)]
    assert found_under(anew(bench.project), "be_creative") == []
    section = reverse("explorer:section_detail", args=[bench.project.path, label(bench.project), "do_not_lie"])
    page = client_for(bench.cast.viewer).get(section).content.decode()
    assert "40 of 47" in page
    assert page.count('class="simulated"') == 1


def label(project: Project) -> str:
    from evaluations.principles import label_for

    return label_for(anew(project))


def test_runs_and_cases_are_found_by_name_and_only_in_their_project(bench: Bench) -> None:
    bench.start(release="Nightjar")
    services.load_starter_suite(bench.cast.other_project, None)
    hits = list(shown.search_hits(bench.project, "nightjar"))
    assert [(hit.kind, hit.title, hit.detail) for hit in hits][1:] == [("Release", "Nightjar", "not described yet")]
    assert (hits[0].kind, hits[0].title) == ("Executed here", "Nightjar · Two dozen cases")
    hits = list(shown.search_hits(bench.project, "competitors"))
    assert {hit.kind for hit in hits} == {"Case"}
    assert all(bench.project.path in hit.url for hit in hits)
    assert list(shown.search_hits(bench.project, "  ")) == []


def test_releases_and_endpoints_are_found_by_name_and_model_and_only_in_their_project(
    bench: Bench, client_for: Clients
) -> None:
    services.add_release(bench.project, bench.cast.editor, "Nightjar", services.Content(model="owl-2"))
    services.add_release(bench.cast.other_project, bench.cast.stranger, "Nightjar too", services.Content(model="owl-2"))
    services.simulated_endpoint(bench.cast.other_project, bench.cast.stranger)
    values = services.EndpointValues(name="Test bench", kind="recorded", model="owl-1")
    archived = services.add_endpoint(bench.project, bench.cast.editor, values, services.Secrets())
    services.archive_endpoint(archived, bench.cast.editor, archived=True)
    hits = [(hit.kind, hit.title, hit.detail) for hit in shown.search_hits(bench.project, "owl")]
    assert hits == [
        ("Release", "Nightjar", "owl-2"),
        ("Endpoint", "Test bench", "Recorded responses · owl-1 · archived"),
    ]
    (hit,) = shown.search_hits(bench.project, "simulated")
    assert (hit.kind, client_for(bench.cast.viewer).get(hit.url).status_code) == ("Endpoint", 200)


def test_rates_beside_principles_and_house_rules_say_that_they_are_simulated(bench: Bench, client_for: Clients) -> None:
    client = client_for(bench.cast.viewer)
    principles = reverse("explorer:principle_list", args=[bench.project.path])
    assert 'class="simulated"' not in client.get(principles).content.decode()
    finished(bench, bench.start(release="Release 4"))
    measured = registries.measures_for(anew(bench.project))
    assert {each.simulated for each in measured.values()} == {True}
    assert client.get(principles).content.decode().count('class="simulated"') == len(measured)
    latest = registries.coverage_of(anew(bench.project), ["do_not_lie"])["do_not_lie"].latest
    assert latest is not None
    assert latest.simulated
    pilot(bench.cast.other_project, {"do_not_lie": {"compliant": 12}})
    assert not registries.measures_for(anew(bench.cast.other_project))["do_not_lie"].simulated


def test_the_sweeper_is_on_the_schedule() -> None:
    tick = registries.ticks["evaluations.sweep"]
    assert (tick.task, tick.every_seconds) == ("evaluations.tasks.sweep_runs", 15)

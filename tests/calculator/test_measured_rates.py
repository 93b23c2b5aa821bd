"""Measured rates: only samples of real conversations price a use case, versions keep what they used, links go stale."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from calculator.errors import MeasurementRefused, StaleScenario
from calculator.measured import stale_links
from calculator.models import MeasurementLink, SavedScenario
from calculator.quick import QuickInputs
from calculator.services import (
    change_scenario,
    delete_scenario,
    duplicate_scenario,
    link_measurement,
    restore_version,
    save_quick_scenario,
    save_scenario,
    unlink_measurement,
)
from evaluations.models import Run
from evaluations.statistics import Calibration
from tests.calculator.scenarios import by_hand, uncertain
from tests.conftest import Cast
from tests.evaluations.samples import traffic_sample
from workspaces.models import AuditEntry, User

pytestmark = pytest.mark.django_db

ClientFor = Callable[[User], Client]
ROOT = "/p/acme/support/calculator/"


@pytest.fixture
def saved(cast: Cast) -> SavedScenario:
    return save_scenario(cast.project, name="Desk", inputs=uncertain(), actor=cast.editor)


@pytest.fixture
def sample(cast: Cast) -> Run:
    return traffic_sample(cast.project, cast.evaluator, 9, 600)


def rate_of(saved: SavedScenario, use_case: str = "desk") -> Any:
    return next(one for one in saved.inputs["use_cases"] if one["id"] == use_case)["violation_rate"]


def link(saved: SavedScenario, run: Run, actor: User, use_case: str = "desk") -> SavedScenario:
    return link_measurement(saved, use_case=use_case, run=run.pk, actor=actor, version=saved.version)


def test_an_editor_chooses_a_sample_and_the_next_version_remembers_it(
    cast: Cast, client_for: ClientFor, saved: SavedScenario, sample: Run
) -> None:
    client, url = client_for(cast.editor), f"{ROOT}{saved.pk}/measurements/?use_case=desk"
    assert url in client.get(f"{ROOT}{saved.pk}/").content.decode()
    page = client.get(url).content.decode()
    for words in ("One sample of real conversations may price “desk”", "9 of 600", "1.5\u202f%", "Release 4", "People"):
        assert words in page
    assert "Red-team suites overstate the rate most" in page
    answer = client.post(url, {"use_case": "desk", "run": sample.pk, "version": 1}, follow=True)
    text = answer.content.decode()
    saved.refresh_from_db()
    assert (saved.version, rate_of(saved)) == (2, {"dist": "beta_counts", "k": 9, "n": 600})
    for words in ("Measured rates", "9 of 600", "Chat traffic", "graded by people", "is a measured one now"):
        assert words in text
    kept = MeasurementLink.objects.get()
    assert (kept.version, kept.run, kept.release, kept.measured_on) == (
        saved.current,
        sample,
        "Release 4",
        sample.pilot.ended_on,
    )
    assert (kept.violations, kept.counted, kept.grader, kept.is_corrected) == (9, 600, "people", False)
    assert saved.current.note == "Violation rate of “desk” measured: 9 of 600, Release 4, Chat traffic"
    entry = AuditEntry.objects.get(action="measurement.linked")
    assert (entry.details["use_case"], entry.details["run"], entry.details["counted"]) == ("desk", sample.pk, 600)
    assert rate_of(saved, "mail") == {"dist": "beta_counts", "k": 3, "n": 60}


def test_without_a_sample_the_page_says_how_to_get_one_and_why_others_do_not_count(
    cast: Cast, client_for: ClientFor, saved: SavedScenario
) -> None:
    traffic_sample(cast.project, cast.evaluator, 9, 60, name="Attack day", from_traffic=False)
    page = client_for(cast.editor).get(f"{ROOT}{saved.pk}/measurements/").content.decode()
    assert "No sample of real conversations may price “desk” yet" in page
    assert "Record a sample" in page
    assert "Attack day" in page
    assert "not recorded as a sample" in page
    assert "Price with this" not in page


def test_other_runs_are_refused_with_the_reason(cast: Cast, client_for: ClientFor, saved: SavedScenario) -> None:
    written = traffic_sample(cast.project, cast.evaluator, 9, 60, name="Attack day", from_traffic=False)
    theirs = traffic_sample(cast.other_project, cast.stranger, 9, 60, name="Theirs")
    client, url = client_for(cast.editor), f"{ROOT}{saved.pk}/measurements/"
    for run, words in (
        (written.pk, "not recorded as a sample"),
        (theirs.pk, "has no such run"),
        (10**9, "no such run"),
    ):
        answer = client.post(url, {"use_case": "desk", "run": run, "version": 1})
        page = answer.content.decode()
        assert answer.status_code == 422
        assert words in page
        assert "Theirs" not in page
    assert saved.versions.count() == 1
    assert not MeasurementLink.objects.exists()


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"run": "x"},
        {"run": "-1"},
        {"run": "9" * 30},
        {"use_case": "desk\x00", "run": "1"},
        {"use_case": "desk", "run": "1", "version": "nan"},
    ],
)
def test_what_makes_no_sense_changes_nothing(
    cast: Cast, client_for: ClientFor, saved: SavedScenario, sent: dict[str, str]
) -> None:
    client = client_for(cast.editor)
    assert client.post(f"{ROOT}{saved.pk}/measurements/", sent).status_code in (404, 422)
    assert client.post(f"{ROOT}{saved.pk}/measurements/unlink/", sent).status_code == 303
    assert saved.versions.count() == 1


def test_an_unknown_use_case_is_not_found_or_refused(cast: Cast, client_for: ClientFor, saved: SavedScenario) -> None:
    run = traffic_sample(cast.project, cast.evaluator, 1, 60)
    assert client_for(cast.editor).get(f"{ROOT}{saved.pk}/measurements/?use_case=fax").status_code == 404
    with pytest.raises(MeasurementRefused, match="no such use case"):
        link(saved, run, cast.editor, "fax")


def test_viewers_and_evaluators_see_the_rates_and_no_button(
    cast: Cast, client_for: ClientFor, saved: SavedScenario, sample: Run
) -> None:
    link(saved, sample, cast.editor)
    for person in (cast.viewer, cast.evaluator):
        page = client_for(person).get(f"{ROOT}{saved.pk}/").content.decode()
        assert "9 of 600" in page
        assert "Unlink" not in page
        assert client_for(person).get(f"{ROOT}{saved.pk}/measurements/").status_code == 403


def test_of_two_who_link_at_once_the_second_looks_again(
    cast: Cast, client_for: ClientFor, saved: SavedScenario, sample: Run
) -> None:
    change_scenario(saved, inputs=uncertain(seed=12), actor=cast.owner, version=1)
    sent = {"use_case": "desk", "run": sample.pk, "version": 1}
    answer = client_for(cast.editor).post(f"{ROOT}{saved.pk}/measurements/", sent)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Nothing of yours is stored" in page
    assert 'name="version" value="2"' in page
    assert not MeasurementLink.objects.exists()
    with pytest.raises(StaleScenario):
        link_measurement(saved, use_case="desk", run=sample.pk, actor=cast.editor, version=1)


def test_a_known_grader_prices_with_the_corrected_rate(cast: Cast, client_for: ClientFor, saved: SavedScenario) -> None:
    known = Calibration(bad=60, bad_recognised=54, good=100, good_recognised=97)
    run = traffic_sample(cast.project, cast.evaluator, 14, 198, graded_by="judge", calibration=known)
    page = client_for(cast.editor).get(f"{ROOT}{saved.pk}/measurements/?use_case=desk").content.decode()
    assert "14 of 198" in page
    assert "as counted 7.1\u202f%, 4.3\u202f% to 11.5\u202f%" in page
    assert '4.7\u202f% <span class="fine">corrected, 0\u202f% to 10.6\u202f%' in page
    assert "recognises 90\u202f% of violations and 97\u202f% of good answers" in page
    link(saved, run, cast.editor)
    given = rate_of(saved)
    assert (given["dist"], given["alpha"] / (given["alpha"] + given["beta"])) == ("beta", pytest.approx(0.05, abs=0.01))
    kept = MeasurementLink.objects.get()
    assert (kept.rate, kept.low, kept.high) == pytest.approx((0.04679, 0, 0.10577), abs=5e-5)
    assert (kept.bad_shown, kept.bad_recognised, kept.good_shown, kept.good_recognised) == (60, 54, 100, 97)
    assert "recognised 54 of 60 known violations" in client_for(cast.viewer).get(f"{ROOT}{saved.pk}/").content.decode()


@pytest.mark.parametrize(
    ("calibration", "k", "words"),
    [
        (Calibration(10, 5, 10, 5), 14, "no better than chance"),
        (Calibration(10_000, 9_999, 10_000, 5_200), 0, "contradicts how it judged"),
    ],
)
def test_a_grader_that_knows_nothing_or_contradicts_itself_prices_nothing(
    cast: Cast, client_for: ClientFor, saved: SavedScenario, calibration: Calibration, k: int, words: str
) -> None:
    run = traffic_sample(cast.project, cast.evaluator, k, 198, graded_by="judge", calibration=calibration)
    page = client_for(cast.editor).get(f"{ROOT}{saved.pk}/measurements/?use_case=desk").content.decode()
    assert words in page
    assert "Price with this" not in page
    with pytest.raises(MeasurementRefused, match=words):
        link(saved, run, cast.editor)


def test_unlinking_keeps_the_rate_and_says_so(
    cast: Cast, client_for: ClientFor, saved: SavedScenario, sample: Run
) -> None:
    link(saved, sample, cast.editor)
    url = f"{ROOT}{saved.pk}/measurements/unlink/"
    answer = client_for(cast.editor).post(url, {"use_case": "desk", "version": 2}, follow=True)
    saved.refresh_from_db()
    assert (saved.version, rate_of(saved)) == (3, {"dist": "beta_counts", "k": 9, "n": 600})
    assert "not linked to a measurement" in answer.content.decode()
    assert list(saved.current.links.all()) == []
    assert saved.versions.get(number=2).links.count() == 1
    assert "is not taken from a measurement" in (
        client_for(cast.editor).post(url, {"use_case": "desk", "version": 3}, follow=True).content.decode()
    )
    with pytest.raises(MeasurementRefused, match="is not taken from a measurement"):
        unlink_measurement(saved, use_case="desk", actor=cast.editor, version=3)


def test_a_link_stays_while_its_rate_stays(cast: Cast, saved: SavedScenario, sample: Run) -> None:
    link(saved, sample, cast.editor)
    kept = {**saved.current.inputs, "horizon_months": 24}
    change_scenario(saved, inputs=kept, actor=cast.owner, version=2)
    carried = saved.current.links.get()
    assert (carried.run, carried.linked_by, carried.violations) == (sample, cast.editor, 9)
    other = {**kept, "use_cases": [{**kept["use_cases"][0], "violation_rate": 0.2}, kept["use_cases"][1]]}
    change_scenario(saved, inputs=other, actor=cast.owner, version=3)
    assert not saved.current.links.exists()
    copy = duplicate_scenario(saved.versions.get(number=3), name="Copy", actor=cast.owner)
    assert copy.current.links.get().run == sample
    restore_version(saved.versions.select_related("scenario").get(number=2), actor=cast.owner, version=4)
    saved.refresh_from_db()
    assert saved.current.links.get().run == sample


def test_the_same_counts_of_a_later_sample_make_another_link(cast: Cast, saved: SavedScenario, sample: Run) -> None:
    link(saved, sample, cast.editor)
    later = traffic_sample(cast.project, cast.evaluator, 9, 600, days_ago=1)
    link(saved, later, cast.editor)
    assert [one.run for one in saved.current.links.all()] == [later]


def test_a_stored_link_never_changes(cast: Cast, saved: SavedScenario, sample: Run) -> None:
    link(saved, sample, cast.editor)
    kept = MeasurementLink.objects.get()
    kept.counted = 700
    with pytest.raises(TypeError, match="never changed"):
        kept.save()
    kept.pk, kept._state.adding = None, True
    with pytest.raises(IntegrityError), transaction.atomic():
        kept.save()


def test_a_link_is_stale_when_the_sample_was_repeated(
    cast: Cast, client_for: ClientFor, saved: SavedScenario, sample: Run
) -> None:
    link(saved, sample, cast.editor)
    assert stale_links(cast.project) == []
    later = traffic_sample(cast.project, cast.evaluator, 3, 600, days_ago=1)
    (stale,) = stale_links(cast.project)
    assert (stale.link.use_case, stale.staleness.instead) == ("desk", later)
    client = client_for(cast.editor)
    for url in (ROOT, f"{ROOT}{saved.pk}/"):
        page = client.get(url).content.decode()
        assert "was measured again on" in page
        assert "3 of 600" in page
        assert "Link the later measurement" in page
    assert "measured again on" in client.get(f"{ROOT}{saved.pk}/measurements/").content.decode()
    link(saved, later, cast.editor)
    assert stale_links(cast.project) == []
    assert "Stale." not in client.get(f"{ROOT}{saved.pk}/versions/2/").content.decode()


def test_a_link_is_stale_when_another_release_was_measured_since(cast: Cast, saved: SavedScenario, sample: Run) -> None:
    link(saved, sample, cast.editor)
    traffic_sample(
        cast.project, cast.evaluator, 1, 60, name="Suite", release="Release 5", days_ago=1, from_traffic=False
    )
    (stale,) = stale_links(cast.project)
    assert stale.staleness.why == "Release 5 has been measured since; this is a rate of Release 4."
    assert "Draw a sample of real conversations with Release 5" in stale.staleness.todo


def test_a_link_is_stale_when_the_run_counts_otherwise_or_not_at_all(
    cast: Cast, saved: SavedScenario, sample: Run
) -> None:
    link(saved, sample, cast.editor)
    sample.tallies.filter(outcome="violation").update(count=12)
    assert "says 12 of 603 today" in stale_links(cast.project)[0].staleness.why
    type(sample.pilot).objects.update(from_traffic=False)
    assert "does not count as a sample" in stale_links(cast.project)[0].staleness.why


def test_a_quick_estimate_prices_no_violations(cast: Cast, client_for: ClientFor, sample: Run) -> None:
    quick = save_quick_scenario(
        cast.project, name="Quick", inputs=QuickInputs("support", 10, 20, 40), actor=cast.editor
    )
    page = client_for(cast.editor).get(f"{ROOT}{quick.pk}/").content.decode()
    assert "A quick estimate prices no violations" in page
    with pytest.raises(MeasurementRefused, match="quick estimate"):
        link(quick, sample, cast.editor, "support")


def test_a_scenario_without_use_cases_has_no_rates(cast: Cast, client_for: ClientFor) -> None:
    bare = save_scenario(cast.project, name="Bare", inputs={"horizon_months": 3}, actor=cast.editor)
    client = client_for(cast.editor)
    assert "Measured rates" not in client.get(f"{ROOT}{bare.pk}/").content.decode()
    assert client.get(f"{ROOT}{bare.pk}/measurements/").status_code == 404


def test_a_linked_scenario_can_be_deleted(cast: Cast, saved: SavedScenario, sample: Run) -> None:
    link(saved, sample, cast.editor)
    delete_scenario(saved, actor=cast.owner)
    assert not MeasurementLink.objects.exists()
    assert Run.objects.filter(pk=sample.pk).exists()


def test_pages_ask_the_database_as_often_for_one_as_for_many(
    cast: Cast, client_for: ClientFor, saved: SavedScenario, sample: Run, django_assert_max_num_queries: Any
) -> None:
    link(saved, sample, cast.editor)
    client, urls = client_for(cast.editor), (ROOT, f"{ROOT}{saved.pk}/", f"{ROOT}{saved.pk}/measurements/")
    counts = []
    for url in urls:
        client.get(url)
        with django_assert_max_num_queries(60) as asked:
            client.get(url)
        counts.append(len(asked.captured_queries))
    for number in range(10):
        traffic_sample(cast.project, cast.evaluator, 1, 60, name=f"Week {number}", days_ago=9 + number)
        traffic_sample(cast.project, cast.evaluator, 1, 60, name=f"Test {number}", from_traffic=False)
        more = save_scenario(cast.project, name=f"Case {number}", inputs=by_hand(), actor=cast.editor)
        link(more, sample, cast.editor)
    link(saved, sample, cast.editor, "mail")
    for url, most in zip(urls, counts, strict=True):
        with django_assert_max_num_queries(most):
            client.get(url)

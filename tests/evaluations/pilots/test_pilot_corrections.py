"""A pilot that was recorded wrongly: the correction takes its place, and what was said before stays to be read."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from calculator.measured import stale_links
from calculator.services import link_measurement, save_scenario
from evaluations.errors import PilotRefused, PilotSuperseded
from evaluations.exchange.pilot_csv import TEMPLATE
from evaluations.models import PilotCorrection, Run
from evaluations.reported.standing import counts_for_decisions
from evaluations.selectors import finished_runs_of, latest_finished_run, runs_that_price_nothing, traffic_measurements
from evaluations.services import load_starter_suite, record_pilot, simulated_endpoint, start_run
from evaluations.services.pilot_corrections import correct_pilot
from tests.calculator.scenarios import uncertain
from tests.conftest import Cast
from tests.evaluations.pilots.test_pilot_pages import rows
from tests.evaluations.samples import details_of
from workspaces.models import AuditEntry, User

pytestmark = pytest.mark.django_db
Clients = Callable[[User], Client]

WRONG = {"do_not_lie": {"compliant": 40, "violation": 4}}
RIGHT = {"do_not_lie": {"compliant": 41, "violation": 9}}


@pytest.fixture
def pilot(cast: Cast) -> Run:
    return record_pilot(cast.project, details=details_of("Claims chat"), counts=WRONG, actor=cast.evaluator)


def correct(run: Run, cast: Cast, **more: Any) -> Run:
    asked: dict[str, Any] = {"details": details_of(run.name), "counts": RIGHT, "reason": "Five were overlooked."}
    return correct_pilot(run, actor=cast.evaluator, **(asked | more))


def sent(run: Run, **more: object) -> dict[str, object]:
    """The form as a browser sends it."""
    details = {"name": run.name, "release": run.release, "began_on": "2026-09-01", "ended_on": "2026-09-14"}
    people = {"population": "600 chats", "conducted_by": "Two reviewers", "notes": "", "scope": "Refunds only"}
    counts = rows({"principle": "do_not_lie", "compliant": 41, "violation": 9})
    return {**details, **people, "reason": "Five were overlooked.", **counts, **more}


def url(run: Run, cast: Cast) -> str:
    return reverse("evaluations:pilot_correct", args=[cast.project.path, run.pk])


def test_the_correction_counts_and_the_old_one_does_not(cast: Cast, pilot: Run) -> None:
    new = correct(pilot, cast)
    assert list(finished_runs_of(cast.project)) == [new]
    assert list(counts_for_decisions(cast.project)) == [new]
    assert latest_finished_run(cast.project) == new
    pilot.refresh_from_db()
    assert pilot.tallies.count() == 2
    assert AuditEntry.objects.get(action="pilot.corrected").details["reason"] == "Five were overlooked."


def test_an_earlier_end_does_not_bring_the_old_one_back(cast: Cast, pilot: Run) -> None:
    new = correct(pilot, cast, details=details_of(pilot.name, days_ago=40))
    assert latest_finished_run(cast.project) == new


def test_both_pages_say_so(cast: Cast, pilot: Run, client_for: Clients) -> None:
    new, client = correct(pilot, cast), client_for(cast.viewer)
    old_page = client.get(reverse("evaluations:run_detail", args=[cast.project.path, pilot.pk])).content.decode()
    address = reverse("evaluations:run_detail", args=[cast.project.path, new.pk])
    assert "Five were overlooked. It does not count any more" in old_page
    assert address in old_page
    assert "Correct it" not in old_page
    assert "It corrects" in client.get(address).content.decode()
    index = client.get(reverse("evaluations:index", args=[cast.project.path])).content.decode()
    assert "corrected since" in index


def test_an_evaluator_corrects_by_counts_from_what_was_recorded(cast: Cast, pilot: Run, client_for: Clients) -> None:
    client, address = client_for(cast.evaluator), url(pilot, cast)
    page = client.get(address)
    assert page.context["form"]["name"].value() == "Claims chat"
    assert page.context["rows"].forms[0]["violation"].value() == 4
    assert client.post(address, sent(pilot, reason="")).status_code == 422
    assert client.post(address, sent(pilot, more="1")).context["rows"].total_form_count() > 3
    answer = client.post(address, sent(pilot))
    new = Run.objects.exclude(pk=pilot.pk).get()
    assert (answer.status_code, answer["Location"]) == (
        303,
        reverse("evaluations:run_detail", args=[cast.project.path, new.pk]),
    )
    assert new.pilot.scope == "Refunds only"
    assert "Refunds only" in client.get(answer["Location"]).content.decode()
    assert client.post(address, sent(pilot)).status_code == 409


def test_a_correction_with_its_conversations_is_taken_whole_or_not_at_all(
    cast: Cast, pilot: Run, client_for: Clients
) -> None:
    client, address = client_for(cast.evaluator), f"{url(pilot, cast)}?way=file"
    bad = SimpleUploadedFile("bad.csv", b"case_id,principle\na,be_rude\n")
    assert client.post(address, sent(pilot, file=bad)).status_code == 422
    assert not PilotCorrection.objects.exists()
    good = SimpleUploadedFile("good.csv", TEMPLATE.encode())
    assert client.post(address, sent(pilot, file=good)).status_code == 303
    assert PilotCorrection.objects.get().by.samples.exists()


def test_a_viewer_corrects_nothing(cast: Cast, pilot: Run, client_for: Clients) -> None:
    assert client_for(cast.viewer).get(url(pilot, cast)).status_code == 403
    assert client_for(cast.stranger).get(url(pilot, cast)).status_code == 404


def test_only_a_recorded_pilot_with_a_reason_is_corrected(cast: Cast, pilot: Run, client_for: Clients) -> None:
    executed = start_run(
        cast.project,
        suite=load_starter_suite(cast.project, cast.editor),
        endpoint=simulated_endpoint(cast.project, cast.editor),
        release="Release 4",
        actor=cast.editor,
    )
    with pytest.raises(PilotRefused):
        correct(executed, cast)
    with pytest.raises(PilotRefused):
        correct(pilot, cast, reason=" ")
    assert client_for(cast.owner).get(url(executed, cast)).status_code == 404


def test_a_pilot_is_corrected_once_and_the_correction_can_be_corrected(cast: Cast, pilot: Run) -> None:
    new = correct(pilot, cast)
    with pytest.raises(PilotSuperseded):
        correct(pilot, cast)
    newest = correct(new, cast)
    assert list(finished_runs_of(cast.project)) == [newest]


def test_the_database_holds_one_correction_a_pilot(cast: Cast, pilot: Run) -> None:
    new = correct(pilot, cast)
    for values in ({"run": pilot, "by": new, "reason": "r"}, {"run": new, "by": new, "reason": "r"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            PilotCorrection.objects.create(**values)


def test_a_link_of_the_calculator_to_a_corrected_pilot_is_stale_and_names_the_correction(cast: Cast) -> None:
    details = details_of("Claims chat")
    run = record_pilot(cast.project, details=details, counts=WRONG, actor=cast.evaluator)
    scenario = save_scenario(cast.project, name="Value", inputs=uncertain(), actor=cast.editor)
    use_case = scenario.current.inputs["use_cases"][0]["id"]
    link_measurement(scenario, use_case=use_case, run=run.pk, actor=cast.editor, version=1)
    assert stale_links(cast.project) == []
    new = correct(run, cast, details=replace(details, name="Claims chat, counted again"))
    [stale] = stale_links(cast.project)
    assert "was corrected on" in stale.staleness.why
    assert stale.staleness.why.endswith("Five were overlooked.")
    assert stale.staleness.instead == new
    priced = traffic_measurements(cast.project)
    assert [one.run for one in priced] == [new]
    [(old, why)] = runs_that_price_nothing(cast.project, priced)
    assert old == run
    assert "corrected" in why

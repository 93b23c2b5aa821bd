"""The full form links a measured violation rate: without JavaScript, and without losing what was typed."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from calculator.models import MeasurementLink, SavedScenario
from calculator.services import link_measurement, save_scenario
from evaluations.models import Run
from tests.calculator.full_forms import HTMX, ROOT, Fields, changed, fields_of, full_url, post, texts
from tests.calculator.scenarios import uncertain
from tests.conftest import Cast
from tests.evaluations.samples import traffic_sample
from workspaces.models import AuditEntry, User

pytestmark = pytest.mark.django_db

ClientFor = Callable[[User], Client]


@pytest.fixture
def saved(cast: Cast) -> SavedScenario:
    return save_scenario(cast.project, name="Desk", inputs=uncertain(), actor=cast.editor)


@pytest.fixture
def sample(cast: Cast) -> Run:
    return traffic_sample(cast.project, cast.evaluator, 9, 600)


def chosen(client: Client, url: str, fields: Fields, run: Run, key: str = "1") -> Fields:
    """Presses the button beside the field, chooses the run, and comes back; the form's fields."""
    choice = post(client, url, fields, f"measure:{key}")
    assert choice.status_code == 303
    answer = client.post(choice.headers["Location"], {"run": run.pk})
    assert answer.status_code == 303, answer.content.decode()
    assert answer.headers["Location"] == f"{url}#u{key}-violation_rate"
    return fields_of(client.get(url))


def save(client: Client, url: str, fields: Fields, **changes: str) -> SavedScenario:
    answer = post(client, url, changed(fields, **changes), "save")
    assert answer.status_code == 303, answer.content.decode()
    return SavedScenario.objects.get(pk=answer.headers["Location"].rstrip("/").rpartition("/")[2])


def links(saved: SavedScenario) -> dict[str, Any]:
    return {link.use_case: link.run_id for link in MeasurementLink.objects.filter(version=saved.current)}


def test_a_new_scenario_takes_its_rate_from_a_sample_and_keeps_what_was_typed(
    cast: Cast, client_for: ClientFor, sample: Run
) -> None:
    client, url = client_for(cast.editor), full_url()
    page = client.get(url)
    assert "Link a measurement" in page.content.decode()
    typed = changed(fields_of(page), name="Mail", u1__name="letters", u1__tasks_per_month__value="12o0")
    fields = chosen(client, url, typed, sample)
    found = texts(fields)
    assert (found["name"], found["u1-name"], found["u1-tasks_per_month-value"]) == ("Mail", "letters", "12o0")
    assert [found[f"u1-violation_rate-{one}"] for one in ("dist", "k", "n")] == ["beta_counts", "9", "600"]
    text = client.get(url).content.decode()
    for words in ("Taken from", "Chat traffic", "Release 4", "9 of 600", "graded by people"):
        assert words in text
    new = save(client, url, fields, u1__tasks_per_month__value="1200")
    assert links(new) == {"letters": sample.pk}
    assert AuditEntry.objects.get(action="measurement.linked").details["use_case"] == "letters"


def test_the_choice_says_what_may_be_chosen_and_stores_nothing_before_the_form_is_saved(
    cast: Cast, client_for: ClientFor, saved: SavedScenario, sample: Run
) -> None:
    attack = traffic_sample(cast.project, cast.evaluator, 9, 60, name="Attack day", from_traffic=False)
    client, url = client_for(cast.editor), f"{full_url(saved)}measurement/?use_case=1"
    page = client.get(url).content.decode()
    for words in ("One sample of real conversations may price “desk”", "Nothing is saved before", "Attack day"):
        assert words in page
    for run, said in ((attack.pk, "Attack day"), ("", "Choose one"), ("9" * 30, "Choose one"), (10**9, "no such run")):
        refused = client.post(url, {"run": run})
        assert refused.status_code == 422
        assert said in refused.content.decode()
    gone = client.get(f"{full_url(saved)}measurement/?use_case=7")
    assert (gone.status_code, gone.headers["Location"]) == (303, full_url(saved))
    assert client.post(url, {"run": sample.pk}).status_code == 303
    saved.refresh_from_db()
    assert (saved.version, links(saved)) == (1, {})


def test_a_link_stays_with_its_use_case_under_another_name_and_goes_along_with_a_copy(
    cast: Cast, client_for: ClientFor, saved: SavedScenario, sample: Run
) -> None:
    link_measurement(saved, use_case="desk", run=sample.pk, actor=cast.editor, version=1)
    client, url = client_for(cast.editor), full_url(saved)
    fields = changed(fields_of(client.get(url)), u1__name="help desk")
    assert post(client, url, fields, "copy:1").status_code == 303
    again = save(client, url, fields_of(client.get(url)))
    assert links(again) == {"help desk": sample.pk, "help desk copy": sample.pk}
    unchanged = save(client, url, fields_of(client.get(url)))
    assert links(unchanged) == links(again)
    assert AuditEntry.objects.filter(action="measurement.linked").count() == 3


def test_a_rate_that_was_typed_over_is_nobodys_measurement_and_the_form_says_so_before(
    cast: Cast, client_for: ClientFor, saved: SavedScenario, sample: Run
) -> None:
    client, url = client_for(cast.editor), full_url(saved)
    fields = changed(chosen(client, url, fields_of(client.get(url)), sample), u1__violation_rate__k="3")
    live = post(client, url, [*fields, ("touched", "u1-violation_rate-k")], **HTMX)
    assert "saved like this, it is your own number" in " ".join(live.content.decode().split())
    assert links(save(client, url, fields)) == {}


def test_a_sample_measured_again_makes_the_note_beside_the_field_stale(
    cast: Cast, client_for: ClientFor, saved: SavedScenario, sample: Run
) -> None:
    link_measurement(saved, use_case="desk", run=sample.pk, actor=cast.editor, version=1)
    later = traffic_sample(cast.project, cast.evaluator, 2, 500)
    client, url = client_for(cast.editor), full_url(saved)
    assert "was measured again on" in client.get(url).content.decode()
    fields = chosen(client, url, fields_of(client.get(url)), later)
    assert links(save(client, url, fields)) == {"desk": later.pk}


def test_readers_and_strangers_choose_nothing(
    cast: Cast, client_for: ClientFor, saved: SavedScenario, sample: Run
) -> None:
    for url in (f"{ROOT}full/measurement/?use_case=1", f"{full_url(saved)}measurement/?use_case=1"):
        assert client_for(cast.viewer).post(url, {"run": sample.pk}).status_code == 403

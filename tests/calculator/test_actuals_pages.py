"""Actuals by the pages: the first month, a month typed and corrected, a file looked at and stored, who may."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client

from calculator.actuals import PROGRAMME, Entry
from calculator.errors import ActualsHaveBegun, ActualsMoved
from calculator.models import Actual, ActualsStart, SavedScenario
from calculator.quick import QuickInputs
from calculator.services import (
    begin_actuals,
    change_scenario,
    freeze_baseline,
    record_actuals,
    save_quick_scenario,
    save_scenario,
)
from tests.calculator.scenarios import by_hand, uncertain
from tests.conftest import Cast
from workspaces.models import AuditEntry, User

pytestmark = pytest.mark.django_db

ClientFor = Callable[[User], Client]
ROOT = "/p/acme/support/calculator/"
HEAD = "month,use_case,hours,volume,violations,cost\n"


@pytest.fixture
def saved(cast: Cast) -> SavedScenario:
    return save_scenario(cast.project, name="Desk", inputs=uncertain(), actor=cast.editor)


@pytest.fixture
def begun(cast: Cast, saved: SavedScenario) -> SavedScenario:
    begin_actuals(saved, first_month=date(2026, 9, 1), actor=cast.editor)
    return saved


def month(*rows: dict[str, object]) -> dict[str, object]:
    """The rows of a month as a browser sends them: of desk, of mail, of the programme."""
    owners = ("desk", "mail", "") if len(rows) > 1 else ("",)
    return {
        f"row{at}-{name}": value
        for at, (owner, row) in enumerate(zip(owners, rows, strict=True))
        for name, value in {"owner": owner, **row}.items()
    }


DESK: dict[str, object] = {"hours": "11", "volume": "60", "violations": "3", "cost": "3"}
FIRST = month(DESK, {}, {"cost": "38"})


def upload(text: str | bytes, name: str = "actuals.csv") -> dict[str, SimpleUploadedFile]:
    data = text if isinstance(text, bytes) else text.encode()
    return {"file": SimpleUploadedFile(name, data, content_type="text/csv")}


def test_the_first_month_is_given_once(cast: Cast, client_for: ClientFor, saved: SavedScenario) -> None:
    client, url = client_for(cast.editor), f"{ROOT}{saved.pk}/actuals/"
    assert f'href="{url}"' in client.get(f"{ROOT}{saved.pk}/").content.decode()
    assert "In which month does the plan begin?" in client.get(url).content.decode()
    for missing in (f"{url}1/", f"{url}import/", f"{url}template.csv"):
        assert client.get(missing).status_code == 404
    assert client.post(f"{url}begin/", {"first_month": "2026-09"}).headers["Location"] == url
    page = client.get(url).content.decode()
    assert "month 1 is September 2026, month 18 February 2028" in page
    assert "Nothing is entered yet" in page
    again = client.post(f"{url}begin/", {"first_month": "2026-10"}, follow=True).content.decode()
    assert "is given already" in again
    assert ActualsStart.objects.get().first_month == date(2026, 9, 1)
    with pytest.raises(ActualsHaveBegun):
        begin_actuals(saved, first_month=date(2027, 1, 1), actor=cast.owner)
    assert AuditEntry.objects.filter(action="actuals.begun").count() == 1


@pytest.mark.parametrize("text", ["", "2026", "2026-13", "09/2026", "1999-01", "2101-01", "0000-01", "2026-09\x00"])
def test_what_is_no_month_is_refused_beside_the_field(
    cast: Cast, client_for: ClientFor, saved: SavedScenario, text: str
) -> None:
    answer = client_for(cast.editor).post(f"{ROOT}{saved.pk}/actuals/begin/", {"first_month": text})
    assert answer.status_code == 422
    assert 'id="id_first_month_error"' in answer.content.decode()
    assert not ActualsStart.objects.exists()


def test_a_month_is_entered_and_drawn_over_the_fan(cast: Cast, client_for: ClientFor, begun: SavedScenario) -> None:
    client, url = client_for(cast.editor), f"{ROOT}{begun.pk}/actuals/"
    page = client.get(f"{url}1/").content.decode()
    assert "What September 2026 brought, month 1 of 18" in page
    assert client.post(f"{url}1/", FIRST).headers["Location"] == url
    page = client.get(url).content.decode()
    for words in (
        "Sep 2026",
        "Reality left the fan in month 1",
        "Freed capacity",
        "€41 paid in cash",
        "not cash",
        "Acme Editor",
    ):
        assert words in page
    assert "What was paid once is not entered: the line starts from the planned" in page
    assert "Enter October 2026" in page
    desk, programme = Actual.objects.order_by("-use_case")
    assert (desk.hours, desk.volume, desk.violations, desk.cost, desk.entered_by) == (11, 60, 3, 3, cast.editor)
    assert (programme.use_case, programme.hours, programme.cost) == ("", None, 38)
    entry = AuditEntry.objects.get(action="actuals.entered")
    assert entry.details == {"months": [1], "added": 2, "corrected": 0}


def test_what_was_paid_once_is_entered_before_month_1(cast: Cast, client_for: ClientFor, begun: SavedScenario) -> None:
    client, url = client_for(cast.editor), f"{ROOT}{begun.pk}/actuals/"
    assert "What was paid once, before month 1" in client.get(f"{url}0/").content.decode()
    assert client.post(f"{url}0/", month({"cost": "250.75"})).status_code == 303
    page = client.get(url).content.decode()
    assert "before month 1" in page
    assert "No month is complete yet" in page
    assert Actual.objects.get().cost == 250.75


def test_a_correction_keeps_what_stood_there(cast: Cast, client_for: ClientFor, begun: SavedScenario) -> None:
    client, url = client_for(cast.editor), f"{ROOT}{begun.pk}/actuals/1/"
    client.post(url, FIRST)
    desk, programme = Actual.objects.order_by("-use_case")
    form = client.get(url).content.decode()
    assert f'name="row0-seen" value="{desk.pk}"' in form
    sent = month({**DESK, "hours": "12.5", "seen": desk.pk}, {}, {"cost": "38", "seen": programme.pk})
    assert client_for(cast.owner).post(url, sent).status_code == 303
    desk.refresh_from_db()
    now = Actual.objects.get(use_case="desk", replaced_at__isnull=True)
    assert desk.replaced_at is not None
    assert (now.hours, now.entered_by) == (12.5, cast.owner)
    assert Actual.objects.count() == 3
    page = client.get(url).content.decode()
    assert "Before it was corrected" in page
    assert 'value="12.5"' in page
    assert AuditEntry.objects.filter(action="actuals.entered").latest("sequence").details["corrected"] == 1


@pytest.mark.parametrize(
    ("change", "row", "message"),
    [
        ({"hours": ""}, "row0-hours", "0 is one"),
        ({"hours": "1,5"}, "row0-hours", "decimal point"),
        ({"hours": "1.500"}, "row0-hours", "read in two ways"),
        ({"hours": "nan"}, "row0-hours", "digits 0 to 9"),
        ({"hours": "1e308"}, "row0-hours", "digits 0 to 9"),
        ({"hours": "٣"}, "row0-hours", "digits 0 to 9"),
        ({"hours": "99999999999"}, "row0-hours", "Out of range"),
        ({"volume": "-1"}, "row0-volume", "Out of range"),
        ({"volume": "1.5"}, "row0-volume", "whole number"),
        ({"violations": "61"}, "row0-violations", "more violations than tasks"),
        ({"cost": "-0.01"}, "row0-cost", "Out of range"),
        ({"cost": "\x00"}, "row0-cost", "digits 0 to 9"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_stored(
    cast: Cast, client_for: ClientFor, begun: SavedScenario, change: dict[str, str], row: str, message: str
) -> None:
    answer = client_for(cast.editor).post(f"{ROOT}{begun.pk}/actuals/1/", month({**DESK, **change}, {}, {"cost": "38"}))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert message in page.split(f'id="id_{row}_error"')[1].split("</span>")[0].replace("&#x27;", "'")
    assert 'value="38"' in page
    assert not Actual.objects.exists()


def test_all_faults_of_a_row_are_said_at_once(cast: Cast, client_for: ClientFor, begun: SavedScenario) -> None:
    sent = month({"hours": "1,5", "volume": "3", "violations": "4"}, {}, {"cost": "x"})
    page = client_for(cast.editor).post(f"{ROOT}{begun.pk}/actuals/1/", sent).content.decode()
    assert all(f'id="id_{name}_error"' in page for name in ("row0-hours", "row0-violations", "row0-cost", "row2-cost"))


def test_a_month_that_was_entered_is_corrected_and_not_emptied(
    cast: Cast, client_for: ClientFor, begun: SavedScenario
) -> None:
    client, url = client_for(cast.editor), f"{ROOT}{begun.pk}/actuals/1/"
    client.post(url, FIRST)
    desk = Actual.objects.get(use_case="desk")
    answer = client.post(url, month({"seen": desk.pk}, {}, {}))
    assert answer.status_code == 422
    assert answer.content.decode().count("0 is one") == 4


def test_an_empty_form_stores_nothing(cast: Cast, client_for: ClientFor, begun: SavedScenario) -> None:
    assert client_for(cast.editor).post(f"{ROOT}{begun.pk}/actuals/1/", month({}, {}, {})).status_code == 303
    assert not Actual.objects.exists()
    assert not AuditEntry.objects.filter(action="actuals.entered").exists()


def test_of_two_who_enter_a_month_the_second_sees_the_first(
    cast: Cast, client_for: ClientFor, begun: SavedScenario
) -> None:
    client, url = client_for(cast.editor), f"{ROOT}{begun.pk}/actuals/1/"
    client_for(cast.owner).post(url, FIRST)
    mine = month({**DESK, "hours": "99"}, {}, {"cost": "38"})
    answer = client.post(url, mine)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "entered by somebody else" in page
    assert 'value="99"' in page
    assert "Acme Owner" in page
    assert Actual.objects.get(use_case="desk").hours == 11
    desk, programme = Actual.objects.order_by("-use_case")
    assert f'name="row0-seen" value="{desk.pk}"' in page
    over = {**mine, "row0-seen": desk.pk, "row2-seen": programme.pk}
    assert client.post(url, over).status_code == 303
    assert Actual.objects.get(use_case="desk", replaced_at__isnull=True).hours == 99


def test_the_database_holds_one_row_in_force_and_only_whole_ones(cast: Cast, begun: SavedScenario) -> None:
    place: dict[str, Any] = {"project": cast.project, "scenario": begun, "month": 1}
    Actual.objects.create(**place, use_case="", cost=1)
    for wrong in (
        {**place, "use_case": "", "cost": 2},
        {**place, "use_case": "desk", "cost": 1},
        {**place, "month": 2, "use_case": "", "cost": 1, "hours": 3},
        {**place, "month": 0, "use_case": "desk", "cost": 1, "hours": 1, "volume": 1, "violations": 0},
        {**place, "month": 2, "use_case": "", "cost": -1},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Actual.objects.create(**wrong)
    row = Actual.objects.get()
    row.cost = 5
    with pytest.raises(TypeError, match="never changed"):
        row.save()


def test_a_race_at_an_empty_place_stores_nothing_of_the_second(cast: Cast, begun: SavedScenario) -> None:
    entries = [Entry(1, PROGRAMME, 38), Entry(1, "desk", 3, 11, 60, 3)]
    record_actuals(begun, entries=entries[:1], seen={}, actor=cast.editor)
    with pytest.raises(ActualsMoved):
        record_actuals(begun, entries=entries, seen={}, actor=cast.owner)
    with pytest.raises(ActualsMoved):
        record_actuals(begun, entries=entries, seen={(1, PROGRAMME): 10**6}, actor=cast.owner)
    assert Actual.objects.count() == 1


def test_a_file_is_shown_first_and_stored_when_confirmed(
    cast: Cast, client_for: ClientFor, begun: SavedScenario
) -> None:
    client, url = client_for(cast.editor), f"{ROOT}{begun.pk}/actuals/"
    client.post(f"{url}1/", FIRST)
    rows = ("2026-09,desk,12.5,60,3,3", "2026-09,programme,,,,38", "once,programme,,,,250", "2026-10,desk,9,50,1,2")
    text = HEAD + "\r\n".join(rows)
    answer = client.post(f"{url}import/", upload(text))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "2 new, 1 corrected, 1 as before: nothing is stored yet" in page
    assert "what was 11 · 60 · 3 · 3" in page
    assert Actual.objects.count() == 2
    form = answer.context["form"]
    sent = {"text": form["text"].value(), "state": form["state"].value()}
    confirmed = client.post(f"{url}import/", sent, follow=True)
    assert "2 entered, 1 corrected." in confirmed.content.decode()
    in_force = Actual.objects.filter(replaced_at__isnull=True)
    assert {(row.month, row.use_case): row.cost for row in in_force} == {
        (0, ""): 250,
        (1, ""): 38,
        (1, "desk"): 3,
        (2, "desk"): 2,
    }
    assert "lacks the programme" in client.get(url).content.decode()


def test_a_file_that_was_overtaken_is_shown_again(cast: Cast, client_for: ClientFor, begun: SavedScenario) -> None:
    client, url = client_for(cast.editor), f"{ROOT}{begun.pk}/actuals/"
    form = client.post(f"{url}import/", upload(HEAD + "2026-09,desk,12.5,60,3,3\n")).context["form"]
    client_for(cast.owner).post(f"{url}1/", FIRST)
    answer = client.post(f"{url}import/", {"text": form["text"].value(), "state": form["state"].value()})
    assert answer.status_code == 409
    assert "Other actuals were entered since" in answer.content.decode()
    assert "0 new, 1 corrected" in answer.content.decode()
    assert Actual.objects.get(use_case="desk").hours == 11


@pytest.mark.parametrize("text", [b"", b"\xff\xfe", HEAD.encode(), (HEAD + "2026-08,desk,x,1,1,1\n").encode()])
def test_a_faulty_file_is_told_line_by_line_and_stores_nothing(
    cast: Cast, client_for: ClientFor, begun: SavedScenario, text: bytes
) -> None:
    answer = client_for(cast.editor).post(f"{ROOT}{begun.pk}/actuals/import/", upload(text, "../../x\r\n.csv"))
    assert answer.status_code == 422
    assert not Actual.objects.exists()
    if text.startswith(HEAD.encode() + b"2026"):
        page = answer.content.decode()
        assert "Nothing was stored: 2 faults in the file" in page
        assert page.count("<tr><td>2</td>") == 2


@pytest.mark.parametrize("sent", [{}, {"text": ""}, {"text": "a\x00b"}, {"text": HEAD, "state": "x" * 99}])
def test_a_step_without_a_file_is_refused(
    cast: Cast, client_for: ClientFor, begun: SavedScenario, sent: dict[str, str]
) -> None:
    assert client_for(cast.editor).post(f"{ROOT}{begun.pk}/actuals/import/", sent).status_code == 422


def test_the_template_holds_the_rows_of_the_next_month(cast: Cast, client_for: ClientFor, begun: SavedScenario) -> None:
    client, url = client_for(cast.viewer), f"{ROOT}{begun.pk}/actuals/template.csv"
    client_for(cast.editor).post(f"{ROOT}{begun.pk}/actuals/1/", FIRST)
    answer = client.get(url)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="desk-actuals.csv"'
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines == [HEAD.strip(), "2026-10,desk,,,,", "2026-10,mail,,,,", "2026-10,programme,,,,"]


def test_viewers_read_and_enter_nothing(cast: Cast, client_for: ClientFor, begun: SavedScenario) -> None:
    client, url = client_for(cast.viewer), f"{ROOT}{begun.pk}/actuals/"
    assert "/actuals/1/" not in client.get(url).content.decode()
    for closed in (f"{url}1/", f"{url}import/"):
        assert client.get(closed).status_code == 403
        assert client.post(closed, FIRST).status_code == 403
    assert client.post(f"{url}begin/", {"first_month": "2026-09"}).status_code == 403


@pytest.mark.parametrize("number", ["19", "99999999999999999999"])
def test_a_month_beyond_the_horizon_is_not_found(
    cast: Cast, client_for: ClientFor, begun: SavedScenario, number: str
) -> None:
    assert client_for(cast.editor).get(f"{ROOT}{begun.pk}/actuals/{number}/").status_code == 404


def test_reality_is_held_against_the_baseline_where_it_is_of_this_scenario(
    cast: Cast, client_for: ClientFor, begun: SavedScenario
) -> None:
    client, url = client_for(cast.editor), f"{ROOT}{begun.pk}/actuals/"
    freeze_baseline(begun.current, reason="Agreed", actor=cast.owner, replaces=None)
    change_scenario(begun, inputs=by_hand(), actor=cast.editor, version=1)
    page = client.get(url).content.decode()
    assert f'href="{ROOT}{begun.pk}/versions/1/"' in page
    assert "the baseline" in page
    other = save_scenario(cast.project, name="Other", inputs=by_hand(), actor=cast.editor)
    assert "the current one" in client.get(f"{ROOT}{other.pk}/actuals/").content.decode()


def test_without_known_costs_cash_and_capacity_are_shown_and_no_fan(cast: Cast, client_for: ClientFor) -> None:
    quick = save_quick_scenario(
        cast.project, name="Quick", inputs=QuickInputs("support", 10, 20, 40), actor=cast.editor
    )
    begin_actuals(quick, first_month=date(2026, 9, 1), actor=cast.editor)
    entries = [Entry(1, "support", 5, 20, 100, 0), Entry(1, PROGRAMME, 90)]
    record_actuals(quick, entries=entries, seen={}, actor=cast.editor)
    page = client_for(cast.viewer).get(f"{ROOT}{quick.pk}/actuals/").content.decode()
    assert "What the programme costs is not known in this version" in page
    assert "€95 paid in cash" in page
    assert 'data-chart="reality"' not in page


def test_a_scenario_with_actuals_is_kept(cast: Cast, client_for: ClientFor, begun: SavedScenario) -> None:
    record_actuals(begun, entries=[Entry(1, PROGRAMME, 38)], seen={}, actor=cast.editor)
    answer = client_for(cast.owner).post(f"{ROOT}{begun.pk}/delete/")
    assert answer.status_code == 409
    assert "Actuals of “Desk” were entered, and the record keeps them." in answer.content.decode()
    assert SavedScenario.objects.filter(pk=begun.pk).exists()


def test_the_page_asks_the_database_as_often_for_one_month_as_for_eighteen(
    cast: Cast, client_for: ClientFor, begun: SavedScenario, django_assert_max_num_queries: Any
) -> None:
    client, url = client_for(cast.viewer), f"{ROOT}{begun.pk}/actuals/"
    record_actuals(begun, entries=[Entry(1, PROGRAMME, 38)], seen={}, actor=cast.editor)
    client.get(url)
    with django_assert_max_num_queries(40) as one:
        client.get(url)
    months = [Entry(month, use_case, 3, 11, 60, 3) for month in range(2, 19) for use_case in ("desk", "mail")]
    record_actuals(begun, entries=months, seen={}, actor=cast.owner)
    with django_assert_max_num_queries(len(one.captured_queries)):
        page = client.get(url).content.decode()
    assert "Feb 2028" in page
    assert "Enter " not in page

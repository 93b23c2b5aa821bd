"""Rulings: numbers without gaps, staleness, what takes whose place, and the pages."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from explorer import services
from explorer.errors import HouseRuleChanged, HouseRuleRefused, PrincipleUnknown
from explorer.house import selectors as house_selectors
from explorer.models import Ruling, Section, SpecVersion
from explorer.services import confirm_ruling, pin_version, replace_ruling, withdraw_ruling
from tests.conftest import Cast
from tests.explorer.house import RULING, a_ruling, ruling_values
from tests.explorer.stances import cooking, fresh, newer_rules
from workspaces.models import AuditEntry, Project, User

pytestmark = pytest.mark.django_db
Clients = Callable[[User], Client]
SENT = {**RULING, "decided_on": "2026-01-06"}


def page(name: str, project: Project, *keys: object) -> str:
    return reverse(f"explorer:{name}", args=[project.path, *keys])


def states(project: Project) -> dict[int, str]:
    now = fresh(project)
    entries = house_selectors.ruling_entries(now, house_selectors.rulings_of(now))
    return {entry.ruling.number: entry.state for entry in entries}


def test_a_ruling_remembers_the_words_it_was_made_on(cast: Cast, kitchen: SpecVersion) -> None:
    ruling = a_ruling(cast, cooking(cast, kitchen))

    section = Section.objects.get(version=kitchen, identifier="knives")
    assert (ruling.number, ruling.version_label) == (1, "2026-01-05")
    assert ruling.text_sha256 == section.text_sha256 != ""
    assert (ruling.decided_by_name, ruling.decided_on, ruling.recorded_by) == (
        "The head cook",
        date(2026, 1, 6),
        cast.editor,
    )
    entry = AuditEntry.objects.get(action="ruling.recorded")
    assert (entry.details["number"], entry.details["after"]["decided_on"]) == (1, "2026-01-06")


def test_numbers_count_within_a_project_without_gaps(cast: Cast, kitchen: SpecVersion) -> None:
    project = cooking(cast, kitchen)
    first = a_ruling(cast, project)
    with pytest.raises(HouseRuleRefused):
        a_ruling(cast, project, reading=" ")
    second = replace_ruling(project, cast.editor, first, ruling_values(reading="By hand."))
    withdraw_ruling(project, cast.editor, second, "Wrong.")

    assert a_ruling(cast, project).number == 3
    assert a_ruling(cast, cast.other_project, "do_not_lie").number == 1


def test_of_two_rulings_at_the_same_moment_the_second_takes_the_next_number(
    cast: Cast, kitchen: SpecVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = cooking(cast, kitchen)
    a_ruling(cast, project)
    read = services.rulings._last_number
    seen = iter([0])  # the first look still misses the ruling that somebody else records at this moment
    monkeypatch.setattr("explorer.services.rulings._last_number", lambda where: next(seen, read(where)))

    assert a_ruling(cast, project).number == 2


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("situation", ""),
        ("situation", "x" * 2001),
        ("reading", "\0"),
        ("decided_by", " "),
        ("decided_by", "x" * 201),
        ("decided_on", date(2014, 12, 31)),
        ("decided_on", timezone.localdate() + timedelta(days=1)),
    ],
)
def test_what_breaks_a_rule_is_named_and_nothing_is_stored(
    cast: Cast, kitchen: SpecVersion, client_for: Clients, field: str, value: Any
) -> None:
    project = cooking(cast, kitchen)
    with pytest.raises(HouseRuleRefused) as refusal:
        a_ruling(cast, project, **{field: value})
    assert list(refusal.value.problems) == [field]

    response = client_for(cast.editor).post(
        page("ruling_create", project), {**SENT, "principle": "knives", field: str(value)}
    )
    assert response.status_code == 422
    assert response.content.decode().count("field__error") == 1
    assert not Ruling.objects.exists()


def test_a_ruling_turns_stale_with_the_words_and_not_with_the_title(
    cast: Cast, kitchen: SpecVersion, tmp_path: Path
) -> None:
    project = cooking(cast, kitchen)
    for principle in ("wash", "knives"):
        a_ruling(cast, project, principle)
    assert states(project) == {1: "in_force", 2: "in_force"}

    pin_version(fresh(project), newer_rules(tmp_path), cast.owner)
    assert states(project) == {1: "in_force", 2: "stale"}


def test_a_ruling_on_a_principle_that_is_gone_is_stale(cast: Cast, kitchen: SpecVersion) -> None:
    project = cooking(cast, kitchen)
    ruling = a_ruling(cast, project)
    pin_version(fresh(project), SpecVersion.objects.get(label="2025-12-18"), cast.owner)
    project = fresh(project)

    entry = house_selectors.ruling_entries(project, [ruling])[0]
    assert (entry.is_stale, entry.ground.title) == (True, "Keep knives sharp")
    assert entry.why_stale == "2025-12-18 does not have this principle"
    with pytest.raises(PrincipleUnknown):
        confirm_ruling(project, cast.editor, ruling)
    with pytest.raises(PrincipleUnknown):
        replace_ruling(project, cast.editor, ruling, ruling_values())
    withdraw_ruling(project, cast.editor, ruling, "No knives any more.")
    assert states(project) == {1: "withdrawn"}


def test_confirming_repeats_it_on_todays_words(
    cast: Cast, kitchen: SpecVersion, tmp_path: Path, client_for: Clients
) -> None:
    project = cooking(cast, kitchen)
    ruling = a_ruling(cast, project)
    client = client_for(cast.editor)
    assert client.post(page("ruling_confirm", project, ruling.pk)).headers["Location"].endswith(f"/{ruling.pk}/")
    assert Ruling.objects.count() == 1, "it stands on these words already"
    newer = newer_rules(tmp_path)
    pin_version(fresh(project), newer, cast.owner)

    shown = client.get(page("ruling_detail", project, ruling.pk)).content.decode()
    assert "The principle was reworded since 2026-01-05" in shown
    assert "Confirm on 2026-03-01" in shown
    response = client.post(page("ruling_confirm", project, ruling.pk))
    assert response.status_code == 303
    repeated = Ruling.objects.get(replaced_at=None)
    assert (repeated.number, repeated.replaces, repeated.version_label) == (2, ruling, "2026-03-01")
    assert (repeated.reading, repeated.decided_by_name) == (ruling.reading, "Acme Editor")
    assert states(project) == {1: "replaced", 2: "in_force"}
    assert client.post(page("ruling_confirm", project, ruling.pk)).status_code == 409


def test_whoever_comes_second_sees_both_readings(cast: Cast, kitchen: SpecVersion, client_for: Clients) -> None:
    project = cooking(cast, kitchen)
    ruling = a_ruling(cast, project)
    stale_row = Ruling.objects.get(pk=ruling.pk)
    standing = replace_ruling(project, cast.owner, ruling, ruling_values(reading="By hand."))
    with pytest.raises(HouseRuleChanged), transaction.atomic():
        replace_ruling(project, cast.editor, stale_row, ruling_values(reading="By machine."))
    client, sent = client_for(cast.editor), {**SENT, "reading": "By machine."}

    conflict = client.post(page("ruling_change", project, ruling.pk), sent)
    assert conflict.status_code == 409
    body = conflict.content.decode()
    assert "By hand." in body
    assert "By machine." in body
    assert f'action="{page("ruling_change", project, standing.pk)}"' in body
    assert client.post(page("ruling_change", project, standing.pk), sent).status_code == 303
    assert [row.number for row in Ruling.objects.order_by("number")] == [1, 2, 3]

    third = Ruling.objects.get(number=3)
    shown = client.get(page("ruling_detail", project, third.pk)).content.decode()
    assert shown.index("Ruling 2</a>") < shown.index("Ruling 1</a>")
    withdraw_ruling(project, cast.owner, third, "All wrong.")
    body = client.post(page("ruling_change", project, third.pk), sent).content.decode()
    assert "does not hold any more" in body
    assert client.post(page("ruling_withdraw", project, third.pk), {"reason": "Late."}).status_code == 409


def test_a_withdrawn_ruling_says_who_withdrew_it_and_why(cast: Cast, kitchen: SpecVersion, client_for: Clients) -> None:
    project = cooking(cast, kitchen)
    ruling = a_ruling(cast, project)
    client = client_for(cast.editor)
    assert client.post(page("ruling_withdraw", project, ruling.pk), {"reason": ""}).status_code == 422
    assert client.post(page("ruling_withdraw", project, ruling.pk), {"reason": "Sold out."}).status_code == 303
    shown = client.get(page("ruling_detail", project, ruling.pk)).content.decode()
    assert "by Acme Editor: Sold out." in shown
    assert AuditEntry.objects.get(action="ruling.withdrawn").details["reason"] == "Sold out."
    assert client.get(page("ruling_change", project, ruling.pk)).status_code == 303


def test_the_list_is_narrowed_and_tells_how_many_are_stale(
    cast: Cast, kitchen: SpecVersion, tmp_path: Path, client_for: Clients
) -> None:
    project = cooking(cast, kitchen)
    client = client_for(cast.viewer)
    assert "An editor or owner can record one." in client.get(page("ruling_list", project)).content.decode()
    for principle in ("wash", "knives", "taste"):
        a_ruling(cast, project, principle)
    withdraw_ruling(project, cast.editor, Ruling.objects.get(number=3), "Wrong.")
    pin_version(fresh(project), newer_rules(tmp_path), cast.owner)

    def shown(query: str) -> list[int]:
        body = client.get(page("ruling_list", project) + query).content.decode()
        assert "1 of 2 rulings stale" in body
        return [number for number in (1, 2, 3) if f'id="ruling-{number}"' in body]

    assert shown("") == [1, 2]
    assert shown("?show=stale") == [2]
    assert shown("?show=ended") == [3]
    assert shown("?show=all") == [1, 2, 3]
    assert shown("?show=nonsense") == [1, 2]


def test_the_list_asks_no_more_for_more_rulings(cast: Cast, kitchen: SpecVersion, client_for: Clients) -> None:
    project = cooking(cast, kitchen)
    client = client_for(cast.viewer)
    counts = []
    for _ in range(2):
        for principle in ("wash", "knives", "taste") * 3:
            a_ruling(cast, project, principle)
        with CaptureQueriesContext(connection) as queries:
            client.get(page("ruling_list", project))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_only_those_who_may_edit_rule(cast: Cast, kitchen: SpecVersion, client_for: Clients) -> None:
    project = cooking(cast, kitchen)
    ruling = a_ruling(cast, project)
    forms = [page("ruling_create", project)]
    forms += [page(f"ruling_{verb}", project, ruling.pk) for verb in ("change", "confirm", "withdraw")]
    for person, status in ((cast.evaluator, 403), (cast.viewer, 403), (cast.stranger, 404)):
        assert {client_for(person).post(form, SENT).status_code for form in forms} == {status}
    shown = client_for(cast.viewer).get(page("ruling_detail", project, ruling.pk)).content.decode()
    assert RULING["reading"] in shown
    assert "Withdraw" not in shown
    response = client_for(cast.editor).post(page("ruling_create", project), {**SENT, "principle": "pots"})
    assert response.status_code == 422

"""Whatever is wrong is said beside the field it stands in, with what is allowed, and what was typed stays."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from calculator.models import SavedScenario, ScenarioDraft
from calculator.services import save_scenario
from calculator.typed.document import read_typed
from calculator.typed.moves import carry_out
from calculator.typed.texts import read_pairs, write_pairs
from tests.calculator.full_forms import Fields, changed, fields_of, full_url, post, said, texts
from tests.calculator.scenarios import uncertain
from tests.conftest import Cast
from workspaces.models import User

ClientFor = Callable[[User], Client]


@pytest.fixture
def saved(cast: Cast) -> SavedScenario:
    return save_scenario(cast.project, name="Support desk", inputs=uncertain(), actor=cast.editor)


WRONG = [
    ("horizon", {"horizon": "0"}, "a whole number from 1 to 600"),
    ("horizon", {"horizon": "601"}, "a whole number from 1 to 600"),
    ("horizon", {"horizon": "1.5"}, "whole number"),
    ("horizon", {"horizon": ""}, "The horizon is needed"),
    ("horizon", {"horizon": "twelve"}, "a whole number from 1 to 600"),
    ("s-discount_rate_annual", {"s__discount_rate_annual__value": "-1"}, "above -1"),
    ("s-seats", {"s__seats__value": "-1"}, "0 or more"),
    ("s-seats", {"s__seats__value": "1e308"}, "digits 0 to 9"),
    ("s-seats", {"s__seats__value": "9" * 30}, "1 000 000 000 000"),
    ("s-seats", {"s__seats__value": "nan"}, "0 or more"),
    ("s-seats", {"s__seats__value": "١٢"}, "digits 0 to 9"),
    ("s-seats", {"s__seats__value": "1.500"}, "write 1500 or 1.5"),
    ("u1-hourly_cost", {"u1__hourly_cost__value": "1,5"}, "Write a decimal point"),
    ("u1-name", {"u1__name": ""}, "A name of 1 to 64 characters"),
    ("u1-name", {"u1__name": "a.b"}, "without dots"),
    ("u2-name", {"u2__name": "desk"}, "another one for each use case"),
    ("u1-name", {"u1__name": "x" * 65}, "1 to 64 characters"),
    ("u1-target", {"u1__target": "1.1"}, "0 to 1"),
    ("u1-start", {"u1__start": "0"}, "1 to 1 200"),
    ("draws", {"draws": "10000000"}, "2 to 1 000 000"),
    ("draws", {"draws": "1"}, "2 to"),
    ("draws", {"draws": "999999"}, "for a scenario of this size"),
    ("seed", {"seed": "-1"}, "0 to"),
    ("currency", {"currency": "euro"}, "three capital letters"),
    ("u1-escape_share", {"u1__escape_share__alpha": "0"}, "0.001"),
    ("u1-rework_minutes", {"u1__rework_minutes__value": "-5"}, "0 or more"),
    ("u1-violation_rate", {"u1__violation_rate__k": "61"}, "at most n, which is 60"),
    ("u1-violation_rate", {"u1__violation_rate__k": ""}, "beta_counts needs k"),
    ("u1-minutes_per_task", {"u1__minutes_per_task__min": "30"}, "min must not be above mode"),
    ("u1-minutes_per_task", {"u1__minutes_per_task__mode": "46"}, "mode must not be above max"),
    ("u1-cost_per_violation", {"u1__cost_per_violation__p50": "70"}, "at most p90"),
    ("u1-realisation", {"u1__realisation__max": "1.2"}, "0 to 1"),
    ("u1-plateau", {"u1__plateau__max": "2"}, "0 to 1"),
    ("u1-ramp_months", {"u1__ramp_months__value": "0"}, "1e-06 or more"),
    ("u1-time_saved_share", {"u1__time_saved_share__mean": "2"}, "-3 to 1"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("field", "typed", "words"), WRONG)
def test_a_fault_stands_beside_its_field(
    cast: Cast, client_for: ClientFor, saved: SavedScenario, field: str, typed: dict[str, str], words: str
) -> None:
    client = client_for(cast.editor)
    fields = changed(fields_of(client.get(full_url(saved))), **typed)
    page = post(client, full_url(saved), fields, "save")
    assert page.status_code == 422
    assert words in said(page, field)
    kept = texts(fields_of(page))
    for name, text in typed.items():
        if name != "currency":
            assert kept[name.replace("__", "-")] == text
    saved.refresh_from_db()
    assert saved.version == 1


@pytest.mark.django_db
def test_all_faults_come_at_once_and_the_head_of_the_page_lists_them(
    cast: Cast, client_for: ClientFor, saved: SavedScenario
) -> None:
    client = client_for(cast.editor)
    fields = changed(
        fields_of(client.get(full_url(saved))),
        horizon="0",
        u1__hourly_cost__value="1,5",
        u2__minutes_per_task__min="x",
        u2__minutes_per_task__max="-1",
        s__seats__value="-1",
        u2__name="desk",
    )
    page = post(client, full_url(saved), fields, "save")
    text = page.content.decode()
    assert "6 things to put right" in text
    for name in ("horizon", "u1-hourly_cost", "s-seats", "u2-name"):
        assert said(page, name)
    both = said(page, "u2-minutes_per_task")
    assert "min: Write a number" in both
    assert "max: The number is out of range" in both
    assert 'aria-invalid="true"' in text
    assert 'href="#u2-minutes_per_task-min"' in text


@pytest.mark.django_db
def test_correlations_that_contradict_each_other_are_refused_beside_their_table(
    cast: Cast, client_for: ClientFor, saved: SavedScenario
) -> None:
    client = client_for(cast.editor)
    fields = fields_of(client.get(full_url(saved)))
    ends = ["#1.minutes_per_task", "#1.realisation", "#1.escape_share"]
    for key, (a, b, rho) in enumerate([(0, 1, "0.9"), (1, 2, "0.9"), (0, 2, "-0.9")], start=1):
        fields += [("pair", str(key)), (f"c{key}-a", ends[a]), (f"c{key}-b", ends[b]), (f"c{key}-rho", rho)]
    page = post(client, full_url(saved), fields, "save")
    assert page.status_code == 422
    assert "contradict each other" in said(page, "pairs")
    page = post(client, full_url(saved), changed(fields, c3__rho="2"), "save")
    assert "-1 to 1" in said(page, "c3-rho")
    page = post(client, full_url(saved), changed(fields, c3__rho="half"), "save")
    assert "Write a number" in said(page, "c3-rho")


@pytest.mark.django_db
def test_amounts_that_are_too_large_together_are_refused_and_no_infinity_is_shown(
    cast: Cast, client_for: ClientFor
) -> None:
    client, huge = client_for(cast.editor), "1000000000000"
    fields = changed(
        fields_of(client.get(full_url())),
        name="Huge",
        horizon="600",
        u1__tasks_per_month__value=huge,
        u1__minutes_per_task__value=huge,
        u1__hourly_cost__value=huge,
        s__discount_rate_annual__value="-0.9999999999",
    )
    for do in ("", "save"):
        page = post(client, full_url(), fields, do, **{"HX-Request": "true"})
        text = page.content.decode()
        assert "so large together" in text
        assert not re.search(r"\b(nan|inf|infinity)\b", text.casefold())


HOSTILE: list[Fields] = [
    [],
    [("use_case", "1")] * 3,
    [("use_case", str(key)) for key in range(1, 300)],
    [("use_case", key) for key in ("0", "-1", "x", "1\x00", "9" * 50, "٣")],
    [("use_case", "1"), ("u1-name", "a\x00b"), ("u1-curve", "sudden"), ("u1-work", "<b>"), ("u1-work-drawn", "x")],
    [("use_case", "1"), ("u1-hourly_cost-dist", "gamma"), ("u1-hourly_cost-drawn", "[]")],
    [("use_case", "1"), ("u1-hourly_cost-value", "9" * 100_000)],
    [("pair", "1"), ("c1-a", "#7.time_saved_share"), ("c1-b", "__class__"), ("c1-rho", "0.5")],
    [("pair", "1"), ("c1-a", ""), ("c1-b", "\x00"), ("c1-rho", "")],
    [("horizon", "600"), ("draws", "9" * 40), ("seed", "9" * 40), ("currency", "\ufffd")],
    [("version", "-5"), ("version", "x"), ("open", "u1 " * 5_000), ("touched", "u1- " * 9_000)],
    [("name", "<script>alert(1)</script>"), ("note", "x" * 5_000)],
    [("add_a", "#1.x"), ("add_b", "#1.x"), ("add_rho", "two")],
]


@pytest.mark.django_db
@pytest.mark.parametrize("fields", HOSTILE)
@pytest.mark.parametrize(
    "do", ["", "save", "add", "copy:1", "remove:x", "up:", "pair", "unpair:1", "usual", "work:1", "😀"]
)
def test_no_post_breaks_the_form(cast: Cast, client_for: ClientFor, fields: Fields, do: str) -> None:
    client = client_for(cast.editor)
    for headers in ({}, {"HX-Request": "true"}):
        page = post(client, full_url(), fields, do, **headers)
        assert page.status_code in {200, 303, 422}
        assert "<script>alert" not in page.content.decode()
    assert client.get(full_url()).status_code == 200
    assert not SavedScenario.objects.exists()
    assert ScenarioDraft.objects.count() <= 1


names = st.sampled_from(
    [*("horizon", "draws", "seed", "currency", "open", "use_case", "pair", "add_a", "add_b", "add_rho")]
    + [f"u1-{one}" for one in ("name", "start", "curve", "target", "work", "work-drawn")]
    + [f"u1-time_saved_share-{one}" for one in ("dist", "drawn", "value", "min", "mode", "max", "k", "n", "sd")]
    + [f"u2-cost_per_violation-{one}" for one in ("dist", "drawn", "value", "p50", "p90", "max")]
    + ["c1-a", "c1-b", "c1-rho", "s-seats-value", "s-discount_rate_annual-dist"]
)
some_texts = st.text(max_size=6) | st.sampled_from(
    [
        *("1", "2", "0.5", "-1", "pert", "normal", "lognormal", "beta_counts", "point"),
        *("logistic", "immediate", "support", "u1", "chat"),
        *("#1.time_saved_share", "#2.cost_per_violation", "programme.seats"),
    ]
)


@given(st.lists(st.tuples(names, some_texts), max_size=30), st.sampled_from(["", "add", "copy:1", "pair", "usual"]))
@settings(max_examples=300, deadline=None)
def test_whatever_is_typed_is_read_or_said_to_be_wrong_and_comes_back_as_it_was(pairs: Fields, do: str) -> None:
    typed = read_pairs(pairs)
    assert write_pairs(read_pairs(write_pairs(typed))) == write_pairs(typed)
    reading = read_typed(carry_out(typed, do))
    assert (reading.scenario is None) == bool(reading.faults)

"""The buttons of the full form on plain texts: correlations written in, kept and taken out; kinds changed."""

from dataclasses import replace

import pytest

from calculator.typed.document import read_typed
from calculator.typed.moves import carry_out, first_form
from calculator.typed.opening import open_scenario
from calculator.typed.texts import TypedQuantity, TypedScenario
from tests.calculator.scenarios import uncertain, with_use_case


def pairs_of(typed: TypedScenario) -> set[tuple[str, str, str]]:
    return {(pair.a, pair.b, pair.rho) for pair in typed.pairs}


def test_the_first_form_holds_one_use_case_and_the_correlation_of_the_method_page() -> None:
    first = first_form()
    assert [one.name for one in first.use_cases] == ["Use case 1"]
    assert pairs_of(first) == {("#1.adoption.plateau", "#1.time_saved_share", "0.3")}
    reading = read_typed(first)
    assert not reading.faults
    assert reading.document["correlations"][0]["a"] == "use_cases.Use case 1.adoption.plateau"


def test_a_second_use_case_brings_the_pairs_across() -> None:
    both = carry_out(first_form(), "add")
    assert ("#1.time_saved_share", "#2.time_saved_share", "0.5") in pairs_of(both)
    assert ("#1.adoption.plateau", "#2.adoption.plateau", "0.5") in pairs_of(both)
    assert len(both.pairs) == 4


def test_a_pair_that_was_taken_out_stays_out_until_its_input_becomes_uncertain_anew() -> None:
    first = first_form()
    without = carry_out(first, f"unpair:{first.pairs[0].key}")
    assert not carry_out(without, "").pairs
    use_case = without.use_cases[0]
    certain = carry_out(without.map({"1": use_case.put(plateau=replace(use_case.get("plateau"), kind="point"))}), "")
    plateau = certain.use_cases[0].get("plateau")
    again = carry_out(certain.map({"1": certain.use_cases[0].put(plateau=replace(plateau, kind="pert"))}), "")
    assert len(again.pairs) == 1


def test_the_pairs_follow_a_new_name_and_go_with_their_use_case() -> None:
    both = carry_out(first_form(), "add")
    renamed = both.map({"1": replace(both.use_cases[0], name="chat")})
    assert read_typed(renamed).document["correlations"][0]["b"] == "use_cases.chat.time_saved_share"
    assert len(carry_out(renamed, "remove:1").pairs) == 1


def test_an_opened_scenario_gets_no_pairs_unless_they_are_asked_for() -> None:
    opened = open_scenario({key: value for key, value in uncertain().items() if key != "correlations"})
    assert not carry_out(opened, "").pairs
    asked = carry_out(opened, "usual")
    assert ("#1.cost_per_violation", "#2.cost_per_violation", "0.5") in pairs_of(asked)
    assert not read_typed(asked).faults


def test_a_pair_of_something_that_is_no_input_survives() -> None:
    document = uncertain()
    document["correlations"] = [{"a": "programme.chairs", "b": "use_cases.desk.time_saved_share", "rho": 0.1}]
    assert read_typed(open_scenario(document)).document["correlations"] == document["correlations"]


def test_a_copy_takes_the_pairs_inside_its_original_along() -> None:
    document = uncertain()
    paths = [f"use_cases.desk.{name}" for name in ("escape_share", "realisation")]
    document["correlations"] = [{"a": paths[0], "b": paths[1], "rho": -0.2}]
    copied = carry_out(open_scenario(document), "copy:1")
    assert ("#3.escape_share", "#3.realisation", "-0.2") in pairs_of(copied)
    assert [one.name for one in copied.use_cases] == ["desk", "desk copy", "mail"]


def test_a_correlation_is_added_by_hand_and_half_a_choice_waits() -> None:
    half = carry_out(replace(first_form(), add_a="#1.realisation"), "pair")
    assert (len(half.pairs), half.add_a) == (1, "#1.realisation")
    whole = carry_out(replace(half, add_b="#1.adoption.plateau", add_rho="0.2"), "pair")
    assert (len(whole.pairs), whole.add_a) == (2, "")


@pytest.mark.parametrize(
    ("kind", "texts"),
    [
        ("point", {"value": "0.4"}),
        ("uniform", {"min": "0.1", "max": "0.7"}),
        ("triangular", {"min": "0.1", "mode": "0.4", "max": "0.7"}),
        ("normal", {"mean": "0.4"}),
        ("lognormal", {"p50": "0.4"}),
    ],
)
def test_another_kind_takes_over_what_it_can(kind: str, texts: dict[str, str]) -> None:
    first = first_form()
    use_case = first.use_cases[0]
    changed = carry_out(first.map({"1": use_case.put(realisation=replace(use_case.get("realisation"), kind=kind))}), "")
    found = changed.use_cases[0].get("realisation")
    assert {name: found.texts[name] for name in texts} == texts
    assert found.kind == found.drawn == kind
    assert not [name for name in read_typed(changed).faults if "needs" in str(read_typed(changed).faults[name])]


def test_nothing_is_made_up_for_the_cost_of_a_violation() -> None:
    first = first_form()
    use_case = first.use_cases[0].put(cost_per_violation=TypedQuantity(kind="lognormal"))
    changed = carry_out(first.map({"1": use_case}), "")
    assert changed.use_cases[0].get("cost_per_violation").texts == {}
    assert "lognormal needs p50" in read_typed(changed).faults["u1-cost_per_violation-p50"][0]


def test_a_kind_of_work_fills_in_its_default_and_leaves_a_number_of_ones_own() -> None:
    first = first_form()
    support = carry_out(first.map({"1": replace(first.use_cases[0], work="support")}), "")
    saved = support.use_cases[0].get("time_saved_share")
    assert [saved.texts[name] for name in ("min", "mode", "max")] == ["0", "0.13", "0.3"]
    own = replace(saved, texts={**saved.texts, "mode": "0.11"})
    legal = support.map({"1": replace(support.use_cases[0], work="legal").put(time_saved_share=own)})
    kept = carry_out(legal, "")
    assert kept.use_cases[0].get("time_saved_share").texts["mode"] == "0.11"
    assert carry_out(kept, "work:1").use_cases[0].get("time_saved_share").texts["mode"] == "0.2"


def test_at_the_most_use_cases_nothing_is_added() -> None:
    opened = open_scenario({"horizon_months": 3, "use_cases": [{"id": str(place)} for place in range(100)]})
    assert len(carry_out(opened, "add").use_cases) == 100
    assert carry_out(opened, "copy:1") == carry_out(opened, "")


def test_a_curve_that_is_there_at_once_asks_for_its_plateau_alone() -> None:
    opened = open_scenario(with_use_case(adoption={"kind": "logistic", "plateau": 0.5, "month_half": 4}))
    at_once = opened.map({"1": replace(opened.use_cases[0], curve="immediate")})
    assert read_typed(at_once).document["use_cases"][0]["adoption"] == {"kind": "immediate", "plateau": 0.5}
    back = at_once.map({"1": replace(at_once.use_cases[0], curve="logistic")})
    assert read_typed(back).document["use_cases"][0]["adoption"]["month_half"] == 4

"""What calls cost: worked out by hand, exact in sums, and never less at the worst than in the event."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.runs.settings import Budget, Wishes, longest_answer, parameters_for
from evaluations.runs.spending import Cost, Price, Room, fitting, money_of, nano_of, total, worst_case

PRICE = Price(Decimal("2.50"), Decimal("10"))


def test_a_call_by_hand() -> None:
    # 1,200 × 2.50 / 1,000,000 + 300 × 10 / 1,000,000 = 0.003 + 0.003
    assert PRICE.of(1200, 300) == Cost(1500, 6_000_000)
    assert money_of(6_000_000) == Decimal("0.006")


def test_part_of_a_billionth_is_rounded_up() -> None:
    assert Price(Decimal("0.000001"), Decimal(0)).of(1, 0) == Cost(1, 1)


def test_the_worst_case_takes_each_byte_for_a_token() -> None:
    cost = worst_case([{"role": "user", "content": "Grüße"}], 100, PRICE)
    assert cost == PRICE.of(7 + 4, 100)


@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 10**6)), max_size=30))
def test_sums_are_exact(calls: list[tuple[int, int]]) -> None:
    costs = [PRICE.of(*call) for call in calls]
    assert total(costs) == Cost(sum(map(sum, calls)), sum(cost.nano for cost in costs))
    assert total(costs) - total(costs) == Cost()


@given(
    st.lists(st.builds(Cost, st.integers(0, 100), st.integers(0, 100)), max_size=20),
    st.none() | st.integers(0, 500),
    st.none() | st.integers(0, 500),
)
def test_what_fits_is_the_longest_beginning_within_both_limits(
    costs: list[Cost], tokens: int | None, nano: int | None
) -> None:
    room = Room(tokens, nano)
    count = fitting(costs, room)
    assert total(costs[:count]).fits(room) or count == 0
    assert count == len(costs) or not total(costs[: count + 1]).fits(room)


def test_a_budget_never_grows_by_rounding() -> None:
    assert nano_of(Decimal("0.0000000019")) == 1


def test_an_empty_budget_is_none() -> None:
    assert not Budget()
    assert Budget(tokens=5)
    assert Budget(money=Decimal("0.5")).nano == 500_000_000


@pytest.mark.parametrize(
    ("wishes", "parameters", "longest"),
    [
        (Wishes(max_tokens=50), {"max_tokens": 900}, 50),
        (Wishes(), {"max_tokens": 900}, 900),
        (Wishes(), {"max_completion_tokens": 70}, 70),
        (Wishes(), {"max_tokens": "many"}, None),
        (Wishes(), {}, None),
    ],
)
def test_the_longest_answer_is_the_runs_wish_or_the_endpoints_habit(
    wishes: Wishes, parameters: dict[str, object], longest: int | None
) -> None:
    assert longest_answer(wishes, parameters) == longest


def test_each_epoch_has_a_seed_of_its_own() -> None:
    frozen = {"wishes": Wishes(temperature=0.0, seed=7).as_parameters()}
    assert parameters_for(frozen, 1) == {"temperature": 0.0, "seed": 7}
    assert parameters_for(frozen, 3) == {"temperature": 0.0, "seed": 9}
    assert parameters_for({}, 2) == {}

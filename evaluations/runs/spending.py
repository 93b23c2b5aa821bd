"""What calls cost: prices for a million tokens, worst cases before a call, and sums; plain Python, no Django.

Money is counted in whole billionths of the currency (``nano``), rounded up for each call, so that sums stay exact in
every database.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from typing import Any

from evaluations.endpoints.chat_usage import TOKENS_PER_MESSAGE

NANO = 10**9
PER_PRICE = 10**6  # a price buys so many tokens


@dataclass(frozen=True)
class Cost:
    """Tokens and money of one call or of many."""

    tokens: int = 0
    nano: int = 0

    def __add__(self, other: "Cost") -> "Cost":
        return Cost(self.tokens + other.tokens, self.nano + other.nano)

    def __sub__(self, other: "Cost") -> "Cost":
        return Cost(self.tokens - other.tokens, self.nano - other.nano)

    def fits(self, left: "Room") -> bool:
        return (left.tokens is None or self.tokens <= left.tokens) and (left.nano is None or self.nano <= left.nano)


@dataclass(frozen=True)
class Room:
    """What may still be spent; None where there is no limit."""

    tokens: int | None
    nano: int | None


@dataclass(frozen=True)
class Price:
    """For a million tokens in and out; zero where nobody named one."""

    per_million_in: Decimal = Decimal(0)
    per_million_out: Decimal = Decimal(0)

    @classmethod
    def read(cls, frozen: Mapping[str, Any]) -> "Price":
        """The price as a run wrote it down."""
        return cls(Decimal(frozen.get("price_in") or 0), Decimal(frozen.get("price_out") or 0))

    def of(self, prompt: int, completion: int) -> Cost:
        exact = (self.per_million_in * prompt + self.per_million_out * completion) * NANO / PER_PRICE
        return Cost(prompt + completion, int(exact.to_integral_value(ROUND_CEILING)))


def worst_case(messages: Sequence[Mapping[str, str]], longest_answer: int, price: Price) -> Cost:
    """What a call can cost at most: a token has at least one byte, and the endpoint was told the longest answer."""
    asked = sum(len(message["content"].encode("utf-8", "replace")) + TOKENS_PER_MESSAGE for message in messages)
    return price.of(asked, longest_answer)


def total(costs: Iterable[Cost]) -> Cost:
    return sum(costs, Cost())


def fitting(costs: Sequence[Cost], room: Room) -> int:
    """How many of the first costs fit into the room together."""
    together = Cost()
    for count, cost in enumerate(costs):
        together += cost
        if not together.fits(room):
            return count
    return len(costs)


def nano_of(money: Decimal) -> int:
    """An amount of money in billionths, rounded down: a budget never grows by rounding."""
    return math.floor(money * NANO)


def money_of(nano: int) -> Decimal:
    return Decimal(nano) / NANO

"""What a run asks of the endpoint beside the cases, and what it may spend; plain Python, no Django."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from evaluations.runs.spending import nano_of

MAX_TEMPERATURE = 2
MAX_LONGEST_ANSWER = 200_000
MAX_SEED = 2**31 - 1
MAX_BUDGET_TOKENS = 10**12
MAX_BUDGET_MONEY = 1_000_000


@dataclass(frozen=True)
class Wishes:
    """Settings of the model; None leaves it to the endpoint."""

    temperature: float | None = None
    max_tokens: int | None = None
    seed: int | None = None

    def as_parameters(self) -> dict[str, Any]:
        """What goes into the requests, without what was left to the endpoint."""
        return {name: value for name, value in asdict(self).items() if value is not None}


@dataclass(frozen=True)
class Budget:
    """What a run may spend at most; None where there is no limit."""

    tokens: int | None = None
    money: Decimal | None = None

    def __bool__(self) -> bool:
        return self.tokens is not None or self.money is not None

    @property
    def nano(self) -> int | None:
        return None if self.money is None else nano_of(self.money)


def parameters_for(frozen: Mapping[str, Any], epoch: int) -> dict[str, Any]:
    """The wishes a run wrote down, for one epoch. With a seed each epoch has its own: asked twice alike, a model that
    keeps to its seed would only repeat itself."""
    wishes = dict(frozen.get("wishes") or {})
    if "seed" in wishes:
        wishes["seed"] = (wishes["seed"] + epoch - 1) % (MAX_SEED + 1)
    return wishes


def longest_answer(wishes: Wishes, parameters: Mapping[str, Any]) -> int | None:
    """The most tokens an answer may have, by the run's wish or else by what the endpoint always gets."""
    told = [wishes.max_tokens, parameters.get("max_tokens"), parameters.get("max_completion_tokens")]
    return next((count for count in told if isinstance(count, int) and count > 0), None)

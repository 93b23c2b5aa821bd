"""Every input of the impact model: its name, unit, range and default. The formulas know them by these names."""

from __future__ import annotations

from dataclasses import dataclass

OPEN_TOP = 1e12  # where a range has no natural end: high enough for any company, low enough that products stay finite
SMALLEST_RAMP = 1e-6
BREAK_EVEN_REACH = 1e6

MAX_HORIZON = 600
MAX_START = 1200
MAX_USE_CASES = 100
MAX_DRAWS = 1_000_000
MAX_WORK = 400_000_000  # draws × (months + inputs), summed over use cases: about three seconds on one core
MAX_SEED = 2**63 - 1
DEFAULT_DRAWS = 20_000
DEFAULT_SEED = 20260101


@dataclass(frozen=True)
class Field:
    """One number of the model. `above` marks a range that does not include its lower end.

    `strict` marks one with no meaning outside of its range: there even a normal distribution has to keep inside.
    """

    name: str
    label: str
    unit: str
    default: float = 0.0
    low: float = 0.0
    high: float = OPEN_TOP
    above: bool = False
    strict: bool = False

    @property
    def allowed(self) -> str:
        """The range in words."""
        start = f"above {figure(self.low)}" if self.above else figure(self.low)
        if self.high == OPEN_TOP:
            return f"{start} or more, up to {figure(self.high)}"
        return f"{start} to {figure(self.high)}" if not self.above else f"{start}, up to {figure(self.high)}"

    def holds(self, value: float) -> bool:
        """Whether the value lies in the range; false for NaN."""
        return (self.low < value if self.above else self.low <= value) and value <= self.high

    def reach(self, base: float) -> tuple[float, float]:
        """Where a break-even value is looked for: the range, or a million times the base where the range is open."""
        if self.high != OPEN_TOP:
            return self.low, self.high
        return self.low, BREAK_EVEN_REACH * max(1.0, abs(base))


def figure(value: float) -> str:
    """A limit as people write it: 1,000,000 and not 1e+06."""
    return f"{value:,.0f}" if value == int(value) else f"{value:g}"


MONEY = "money"

USE_CASE_FIELDS = (
    Field("tasks_per_month", "Tasks", "tasks/month"),
    Field("minutes_per_task", "Time per task today", "min"),
    Field("applicable_share", "Share of tasks the assistant can take on", "0–1", 1.0, high=1.0),
    Field("time_saved_share", "Time saved on an assisted task", "share, −3 to 1", low=-3.0, high=1.0),
    Field("verify_minutes", "Checking", "min/assisted task"),
    Field("violation_rate", "Violation rate", "1/assisted task", high=1.0),
    Field("escape_share", "Violations that nobody catches", "0–1", 1.0, high=1.0),
    Field("rework_minutes", "Rework for a caught violation", "min"),
    Field("cost_per_violation", "Cost of a violation that escapes", f"{MONEY}/violation"),
    Field("baseline_violation_rate", "Violations that people let escape today", "1/task", high=1.0),
    Field("hourly_cost", "Cost of an hour, fully loaded", f"{MONEY}/h"),
    Field("realisation", "Freed time that becomes value", "0–1", 1.0, high=1.0),
    Field("tokens_per_task", "Tokens", "tokens/assisted task"),
)

ADOPTION_FIELDS = (
    Field("plateau", "Adoption at its plateau", "0–1", 1.0, high=1.0),
    Field("month_half", "Months until half of the plateau", "months", 3.0),
    Field("ramp_months", "Months from half to 90 %", "months", 2.0, low=SMALLEST_RAMP, strict=True),
)

PROGRAMME_FIELDS = (
    Field("seats", "Seats", "seats"),
    Field("licence_per_seat_month", "Licence", f"{MONEY}/seat/month"),
    Field("price_per_million_tokens", "Price of tokens", f"{MONEY}/million tokens"),
    Field("integration_one_off", "Integration", f"{MONEY}, once"),
    Field("maintenance_month", "Maintenance", f"{MONEY}/month"),
    Field("training_hours_per_seat", "Training", "h/seat"),
    Field("training_hourly_cost", "Cost of a training hour", f"{MONEY}/h"),
    Field("training_fixed", "Training, fixed part", f"{MONEY}, once"),
    Field("governance_fte", "Governance", "full-time people"),
    Field("governance_fte_annual_cost", "Cost of a governance person", f"{MONEY}/year"),
    Field("evaluation_month", "Evaluation", f"{MONEY}/month"),
    Field("other_one_off", "Other, once", f"{MONEY}, once"),
    Field("other_month", "Other, monthly", f"{MONEY}/month"),
)

DISCOUNT_RATE = Field(
    "discount_rate_annual", "Discount rate, real", "1/year", low=-1.0, high=100.0, above=True, strict=True
)

ADOPTION_KINDS = {"immediate": ("plateau",), "logistic": ("plateau", "month_half", "ramp_months")}


def field_of(path: str) -> Field:
    """The field that a path such as `use_cases.mail.adoption.plateau` ends in; KeyError if there is none."""
    return FIELDS_BY_PLACE[path.partition(".")[0], path.rpartition(".")[2]]


def owner_of(path: str) -> str:
    """What an input belongs to: a use case's own path, `programme`, or the discount rate."""
    parts = path.split(".")
    return ".".join(parts[:2]) if parts[0] == "use_cases" else parts[0]


FIELDS_BY_PLACE = {
    **{("use_cases", field.name): field for field in (*USE_CASE_FIELDS, *ADOPTION_FIELDS)},
    **{("programme", field.name): field for field in PROGRAMME_FIELDS},
    (DISCOUNT_RATE.name, DISCOUNT_RATE.name): DISCOUNT_RATE,
}

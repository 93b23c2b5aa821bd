"""The scenario: what the format holds, read with every fault at once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from calculator import fields
from calculator.correlations import Correlation, read_correlations
from calculator.distributions import Distribution
from calculator.faults import ScenarioRefused
from calculator.fields import ADOPTION_FIELDS, ADOPTION_KINDS, DISCOUNT_RATE, PROGRAMME_FIELDS, USE_CASE_FIELDS
from calculator.quantities import Faults, Quantity, read_number, read_quantity, read_whole

TOP_FIELDS = (
    "name",
    "currency",
    "horizon_months",
    "discount_rate_annual",
    "use_cases",
    "programme",
    "correlations",
    "alignment_target",
    "monte_carlo",
)
RATE = next(field for field in USE_CASE_FIELDS if field.name == "violation_rate")
NAME_LENGTH = 200
ID_LENGTH = 64


@dataclass(frozen=True)
class UseCase:
    """What is fixed about a use case; its numbers are inputs of the scenario, by path."""

    id: str
    start_month: int = 1
    adoption: str = "logistic"

    @property
    def path(self) -> str:
        return f"use_cases.{self.id}"


@dataclass(frozen=True)
class Scenario:
    """A business case, valid: every input by its path, a number where it is certain, else a distribution."""

    name: str
    currency: str
    horizon_months: int
    use_cases: tuple[UseCase, ...]
    inputs: Mapping[str, Quantity]
    correlations: tuple[Correlation, ...] = ()
    alignment_target: Mapping[str, float] | None = None
    draws: int = fields.DEFAULT_DRAWS
    seed: int = fields.DEFAULT_SEED

    @property
    def uncertain(self) -> dict[str, Distribution]:
        """The uncertain inputs in the order in which draws are made: paths sorted as strings."""
        found = {path: given for path, given in self.inputs.items() if not isinstance(given, float)}
        return dict(sorted(found.items()))

    def base(self) -> dict[str, float]:
        """Every input at its median, sorted by path."""
        ordered = sorted(self.inputs.items())
        return {path: given if isinstance(given, float) else given.quantile(0.5) for path, given in ordered}


def read_scenario(data: object, *, most_work: int = fields.MAX_WORK) -> Scenario:
    """The scenario that the JSON document describes.

    `most_work` bounds draws × (months × use cases + uncertain inputs).

    Raises ScenarioRefused with every fault: unknown fields, values out of range, numbers that are not finite,
    duplicate ids, distributions whose parameters contradict each other.
    """
    faults = Faults()
    if not isinstance(data, dict):
        faults.add("", data, "a JSON object", "A scenario is an object with fields such as horizon_months.")
        raise ScenarioRefused(faults.found)
    faults.unknown("", data, TOP_FIELDS)
    horizon = _horizon(data, faults)
    inputs: dict[str, Quantity] = {}
    _read_inputs("", data, (DISCOUNT_RATE,), inputs, faults)
    programme = _object("programme", data, faults)
    faults.unknown("programme", programme, tuple(field.name for field in PROGRAMME_FIELDS))
    _read_inputs("programme.", programme, PROGRAMME_FIELDS, inputs, faults)
    use_cases = _use_cases(data.get("use_cases", []), inputs, faults)
    draws, seed = _monte_carlo(data, faults)
    scenario = Scenario(
        name=_text("name", data, "scenario", faults),
        currency=_currency(data, faults),
        horizon_months=horizon,
        use_cases=use_cases,
        inputs=inputs,
        correlations=read_correlations(data.get("correlations", []), inputs, faults),
        alignment_target=_alignment_target(data, use_cases, faults),
        draws=draws,
        seed=seed,
    )
    _bound_the_work(scenario, most_work, faults)
    if faults.found:
        raise ScenarioRefused(faults.found)
    return scenario


def is_identifier(name: str) -> bool:
    """Whether a use case may be called so."""
    return 1 <= len(name) <= ID_LENGTH and name.isprintable() and "." not in name


def warnings_about(scenario: Scenario) -> list[str]:
    """What is allowed but deserves a second look, in sentences."""
    said = []
    for path, given in scenario.uncertain.items():
        spread = getattr(given, "p90", 0) / getattr(given, "p50", 1)
        if spread > 8:
            said.append(f"{path}: the 90th percentile is {spread:.1f} times the median; a few draws will decide.")
    for pair in scenario.correlations:
        missing = [path for path in (pair.a, pair.b) if path not in scenario.uncertain]
        said += [f"correlations: {path} is not an uncertain input, the pair is ignored." for path in missing]
    return said


def _object(name: str, data: Mapping[str, object], faults: Faults, path: str = "") -> dict[str, object]:
    given = data.get(name, {})
    if isinstance(given, dict):
        return given
    faults.add(f"{path}{name}", given, "a JSON object", "An object with fields is needed here.")
    return {}


def _text(path: str, data: Mapping[str, object], default: str, faults: Faults) -> str:
    given = data.get(path, default)
    if isinstance(given, str) and len(given) <= NAME_LENGTH and given.isprintable():
        return given
    faults.add(path, given, f"one line of at most {NAME_LENGTH} characters", "A line of text is needed here.")
    return default


def _currency(data: Mapping[str, object], faults: Faults) -> str:
    given = data.get("currency", "EUR")
    if isinstance(given, str) and re.fullmatch(r"[A-Z]{3}", given):
        return given
    faults.add("currency", given, "three capital letters, such as EUR", "A currency code is needed here.")
    return "EUR"


def _horizon(data: Mapping[str, object], faults: Faults) -> int:
    limits = (1, fields.MAX_HORIZON)
    if "horizon_months" in data:
        return read_whole("horizon_months", data["horizon_months"], limits, faults) or 1
    faults.add("horizon_months", None, f"a whole number from {limits[0]} to {limits[1]}", "The horizon is required.")
    return 1


def _read_inputs(
    prefix: str,
    given: Mapping[str, object],
    known: tuple[fields.Field, ...],
    inputs: dict[str, Quantity],
    faults: Faults,
) -> None:
    for field in known:
        path = f"{prefix}{field.name}"
        quantity = read_quantity(path, given.get(field.name, field.default), field, faults)
        inputs[path] = field.default if quantity is None else quantity


def _use_cases(given: object, inputs: dict[str, Quantity], faults: Faults) -> tuple[UseCase, ...]:
    if not isinstance(given, list):
        faults.add("use_cases", given, "a list of objects", "A list of use cases is needed here.")
        return ()
    if len(given) > fields.MAX_USE_CASES:
        faults.add("use_cases", given, f"at most {fields.MAX_USE_CASES} use cases", "There are too many use cases.")
        return ()
    found: dict[str, UseCase] = {}
    for index, one in enumerate(given):
        place = f"use_cases[{index}]"
        if not isinstance(one, dict):
            faults.add(place, one, "a JSON object", "A use case is an object with fields.")
            continue
        name = _identifier(place, one, found, faults)
        use_case = _use_case(f"use_cases.{name}" if name else place, name or place, one, inputs, faults)
        if name:
            found[name] = use_case
    return tuple(found.values())


def _identifier(place: str, given: Mapping[str, object], taken: Mapping[str, UseCase], faults: Faults) -> str | None:
    name = given.get("id")
    allowed = f"a text of 1 to {ID_LENGTH} characters without dots, different for each use case"
    if not isinstance(name, str) or not is_identifier(name):
        faults.add(
            f"{place}.id", name, allowed, "Every use case needs an id." if name is None else "The id is refused."
        )
        return None
    if name in taken:
        faults.add(f"{place}.id", name, allowed, "Another use case has this id.")
        return None
    return name


def _use_case(
    path: str, name: str, given: Mapping[str, object], inputs: dict[str, Quantity], faults: Faults
) -> UseCase:
    known = ("id", "start_month", "adoption", *(field.name for field in USE_CASE_FIELDS))
    faults.unknown(path, given, known)
    _read_inputs(f"{path}.", given, USE_CASE_FIELDS, inputs, faults)
    start = read_whole(f"{path}.start_month", given.get("start_month", 1), (1, fields.MAX_START), faults)
    kind = _adoption(path, _object("adoption", given, faults, f"{path}."), inputs, faults)
    return UseCase(name, start or 1, kind)


def _adoption(path: str, given: Mapping[str, object], inputs: dict[str, Quantity], faults: Faults) -> str:
    """Reads the curve; a field that the kind does not use is checked and then left out."""
    place = f"{path}.adoption"
    faults.unknown(place, given, ("kind", *(field.name for field in ADOPTION_FIELDS)))
    kind = given.get("kind", "logistic")
    if not isinstance(kind, str) or kind not in ADOPTION_KINDS:
        faults.add(f"{place}.kind", kind, f"one of {', '.join(ADOPTION_KINDS)}", "The kind of adoption is not known.")
        kind = "logistic"
    read: dict[str, Quantity] = {}
    _read_inputs(f"{place}.", given, ADOPTION_FIELDS, read, faults)
    inputs.update({f"{place}.{name}": read[f"{place}.{name}"] for name in ADOPTION_KINDS[kind]})
    return kind


def _alignment_target(
    data: Mapping[str, object], use_cases: tuple[UseCase, ...], faults: Faults
) -> dict[str, float] | None:
    given = _object("alignment_target", data, faults)
    faults.unknown("alignment_target", given, tuple(use_case.id for use_case in use_cases))
    rates = {name: read_number(f"alignment_target.{name}", rate, RATE, faults) for name, rate in given.items()}
    return {name: rate for name, rate in rates.items() if rate is not None} or None


def _monte_carlo(data: Mapping[str, object], faults: Faults) -> tuple[int, int]:
    given = _object("monte_carlo", data, faults)
    faults.unknown("monte_carlo", given, ("n", "seed"))
    draws = read_whole("monte_carlo.n", given.get("n", fields.DEFAULT_DRAWS), (2, fields.MAX_DRAWS), faults)
    seed = read_whole("monte_carlo.seed", given.get("seed", fields.DEFAULT_SEED), (0, fields.MAX_SEED), faults)
    return draws or fields.DEFAULT_DRAWS, fields.DEFAULT_SEED if seed is None else seed


def _bound_the_work(scenario: Scenario, most_work: int, faults: Faults) -> None:
    per_draw = len(scenario.use_cases) * scenario.horizon_months + len(scenario.uncertain)
    if faults.found or not scenario.uncertain or scenario.draws * per_draw <= most_work:
        return
    allowed = f"2 to {max(2, most_work // per_draw):,} for a scenario of this size"
    faults.add("monte_carlo.n", scenario.draws, allowed, "So many draws of so large a scenario would take too long.")

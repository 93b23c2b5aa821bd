"""The names and units of the calculator's inputs, for the catalogue: the calculator itself speaks English."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from calculator.fields import MONEY, field_of
from reports.figures import inside

LABELS = (
    gettext_noop("Tasks"),
    gettext_noop("Time per task today"),
    gettext_noop("Share of tasks the assistant can take on"),
    gettext_noop("Time saved on an assisted task"),
    gettext_noop("Checking"),
    gettext_noop("Violation rate"),
    gettext_noop("Violations that nobody catches"),
    gettext_noop("Rework for a caught violation"),
    gettext_noop("Cost of a violation that escapes"),
    gettext_noop("Violations that people let escape today"),
    gettext_noop("Cost of an hour, fully loaded"),
    gettext_noop("Freed time that becomes value"),
    gettext_noop("Tokens"),
    gettext_noop("Adoption at its plateau"),
    gettext_noop("Months until half of the plateau"),
    gettext_noop("Months from half to 90 %"),
    gettext_noop("Seats"),
    gettext_noop("Licence"),
    gettext_noop("Price of tokens"),
    gettext_noop("Integration"),
    gettext_noop("Maintenance"),
    gettext_noop("Training"),
    gettext_noop("Cost of a training hour"),
    gettext_noop("Training, fixed part"),
    gettext_noop("Governance"),
    gettext_noop("Cost of a governance person"),
    gettext_noop("Evaluation"),
    gettext_noop("Other, once"),
    gettext_noop("Other, monthly"),
    gettext_noop("Discount rate, real"),
)
# “money” stands for the scenario's currency and stays as it is.
UNITS = (
    gettext_noop("tasks/month"),
    gettext_noop("min"),
    gettext_noop("0–1"),
    gettext_noop("share, −3 to 1"),
    gettext_noop("min/assisted task"),
    gettext_noop("1/assisted task"),
    gettext_noop("money/violation"),
    gettext_noop("1/task"),
    gettext_noop("money/h"),
    gettext_noop("tokens/assisted task"),
    gettext_noop("months"),
    gettext_noop("seats"),
    gettext_noop("money/seat/month"),
    gettext_noop("money/million tokens"),
    gettext_noop("money, once"),
    gettext_noop("money/month"),
    gettext_noop("h/seat"),
    gettext_noop("full-time people"),
    gettext_noop("money/year"),
    gettext_noop("1/year"),
)
DISTRIBUTIONS = {
    "uniform": gettext_noop("uniform"),
    "normal": gettext_noop("normal"),
    "beta": gettext_noop("beta"),
}


def input_name(path: str, several: bool) -> str:
    """An input as people call it, led by its use case where the scenario has several."""
    label = _(field_of(path).label)
    owner = path.split(".")[1] if path.startswith("use_cases.") else ""
    return f"{owner}: {inside(label)}" if owner and several else label


def input_unit(path: str, currency: str) -> str:
    """What an input is counted in."""
    return _(field_of(path).unit).replace(MONEY, currency)


def distribution_name(key: str) -> str:
    """The word for a distribution whose parameters have no sentence of their own."""
    return _(DISTRIBUTIONS[key]) if key in DISTRIBUTIONS else key.replace("_", " ")

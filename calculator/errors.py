"""What this room refuses, named for the fact."""


class CalculatorError(Exception):
    """Base of this room's expected errors; the text is fit to be shown."""


class NameTaken(CalculatorError):
    """The project has a scenario of that name already."""


class StaleScenario(CalculatorError):
    """Somebody has saved the scenario since it was opened."""

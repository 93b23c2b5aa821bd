"""What this room refuses, named for the fact."""


class CalculatorError(Exception):
    """Base of this room's expected errors; the text is fit to be shown."""


class NameTaken(CalculatorError):
    """The project has a scenario of that name already."""


class StaleScenario(CalculatorError):
    """Somebody has saved the scenario since it was opened."""


class ScenarioIsBaseline(CalculatorError):
    """The scenario cannot be deleted: a version of it is or was the project's baseline."""


class BaselineMoved(CalculatorError):
    """The baseline in force is not the one that the person saw."""

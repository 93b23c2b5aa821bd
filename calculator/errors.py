"""What this room refuses, named for the fact."""


class CalculatorError(Exception):
    """Base of this room's expected errors; the text is fit to be shown."""


class NameTaken(CalculatorError):
    """The project has a scenario of that name already."""


class StaleScenario(CalculatorError):
    """Somebody has saved the scenario since it was opened."""


class ScenarioKept(CalculatorError):
    """The scenario cannot be deleted."""


class ScenarioIsBaseline(ScenarioKept):
    """A version of it is or was the project's baseline."""


class ScenarioHasActuals(ScenarioKept):
    """What really came of it was entered, and the record keeps that."""


class BaselineMoved(CalculatorError):
    """The baseline in force is not the one that the person saw."""


class MeasurementRefused(CalculatorError):
    """The measurement may not price this use case."""


class ActualsMoved(CalculatorError):
    """Somebody has entered other actuals since the person saw them."""


class ActualsHaveBegun(CalculatorError):
    """The first month is given already."""

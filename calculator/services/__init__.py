"""Changes of this room: scenarios with their versions, and the baseline."""

from calculator.services.baselines import freeze_baseline
from calculator.services.scenarios import (
    change_scenario,
    delete_scenario,
    duplicate_scenario,
    rename_scenario,
    restore_version,
    save_quick_scenario,
    save_scenario,
)

__all__ = [
    "change_scenario",
    "delete_scenario",
    "duplicate_scenario",
    "freeze_baseline",
    "rename_scenario",
    "restore_version",
    "save_quick_scenario",
    "save_scenario",
]

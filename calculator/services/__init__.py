"""Changes of this room: scenarios with their versions and measured rates, the baseline, and actuals."""

from calculator.services.actuals import begin_actuals, record_actuals
from calculator.services.baselines import freeze_baseline
from calculator.services.drafts import drop_draft, keep_draft, prune_drafts
from calculator.services.measurements import link_measurement, unlink_measurement
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
    "begin_actuals",
    "change_scenario",
    "delete_scenario",
    "drop_draft",
    "duplicate_scenario",
    "freeze_baseline",
    "keep_draft",
    "link_measurement",
    "prune_drafts",
    "record_actuals",
    "rename_scenario",
    "restore_version",
    "save_quick_scenario",
    "save_scenario",
    "unlink_measurement",
]

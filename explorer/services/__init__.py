"""Changes of this room: import a version, load the catalogue, and what a project decides about it."""

from explorer.services.catalogue import load_catalogue
from explorer.services.drafts import discard_draft, draft_upload, import_draft, request_fetch
from explorer.services.house_clauses import ClauseValues, add_house_clause, change_house_clause, retire_house_clause
from explorer.services.importing import Imported, import_files, import_spec, label_faults
from explorer.services.known_violations import close_mark, mark_known_gap, mark_regression
from explorer.services.pinning import pin_version
from explorer.services.rulings import RulingValues, confirm_ruling, record_ruling, replace_ruling, withdraw_ruling
from explorer.services.stances import Decision, confirm_stances, decide_stance, decide_stances

__all__ = [
    "ClauseValues",
    "Decision",
    "Imported",
    "RulingValues",
    "add_house_clause",
    "change_house_clause",
    "close_mark",
    "confirm_ruling",
    "confirm_stances",
    "decide_stance",
    "decide_stances",
    "discard_draft",
    "draft_upload",
    "import_draft",
    "import_files",
    "import_spec",
    "label_faults",
    "load_catalogue",
    "mark_known_gap",
    "mark_regression",
    "pin_version",
    "record_ruling",
    "replace_ruling",
    "request_fetch",
    "retire_house_clause",
    "withdraw_ruling",
]

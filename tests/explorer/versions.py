"""A later edition of the kitchen's rules, with a change of every kind; for tests that compare."""

from pathlib import Path

from explorer.models import SpecVersion
from explorer.services import import_spec
from tests.explorer.kitchen import KITCHEN, write_kitchen

# The chapter `kitchen` only reads differently in its blanks, which is no change.
LATER = (
    KITCHEN.replace("How a cook works here.", "How  a cook\nworks here.")
    .replace("## Taste as you go {#taste authority=guideline}", "## Taste before serving {#taste authority=user}")
    .replace("never the ladle", "and never the ladle that stirs")
    .replace("## Keep knives sharp {#knives authority=user tags=tools}", "## Keep pans clean {#pans authority=root}")
    .replace("A blunt knife slips. A naïve cook says “100 % safe”.", "A burnt pan spoils the soup.")
)
CHANGES = {
    "added": ["pans"],
    "removed": ["knives"],
    "retitled": ["taste"],
    "reworded": ["taste"],
    "reranked": [{"id": "taste", "from": "guideline", "to": "user"}],
}


def import_later(tmp_path: Path, label: str = "2026-03-09", text: str = LATER) -> SpecVersion:
    return import_spec(write_kitchen(tmp_path / label, text), label).version

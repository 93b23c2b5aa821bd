"""What the tests of this room share: the kitchen's rules, imported."""

from pathlib import Path

import pytest

from explorer.models import SpecVersion
from explorer.services import import_spec
from tests.explorer.kitchen import write_kitchen


@pytest.fixture
def kitchen(db: None, tmp_path: Path) -> SpecVersion:
    return import_spec(write_kitchen(tmp_path / "2026-01-05"), "").version

"""What the tests of this room share: the kitchen's rules, imported."""

from pathlib import Path

import pytest

from explorer.models import SpecVersion
from explorer.services import import_spec
from tests.conftest import Cast
from tests.explorer.kitchen import write_kitchen
from tests.explorer.topic_pages import ClientFor, Read, address


@pytest.fixture
def kitchen(db: None, tmp_path: Path) -> SpecVersion:
    return import_spec(write_kitchen(tmp_path / "2026-01-05"), "").version


@pytest.fixture
def read_topic(cast: Cast, client_for: ClientFor) -> Read:
    """What a viewer reads at a topic with the given answers, or at the front door."""

    def page(slug: str = "", status: int = 200, headers: dict[str, str] | None = None, **picked: str) -> str:
        response = client_for(cast.viewer).get(address(cast, slug, **picked), headers=headers or {})
        assert response.status_code == status
        return response.content.decode()

    return page

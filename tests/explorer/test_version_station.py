"""The last station of the loop: a newer version of the specification waits."""

from collections.abc import Callable

import pytest
from django.test import Client

from explorer.models import SpecVersion
from tests.conftest import Cast
from workspaces.models import User

pytestmark = pytest.mark.django_db


def test_the_loop_says_when_a_newer_version_waits(cast: Cast, client_for: Callable[[User], Client]) -> None:
    client = client_for(cast.viewer)
    assert "none waiting" in client.get("/p/acme/support/").content.decode()
    SpecVersion.objects.create(
        label="2026-03-01", origin="imported", content_sha256="0" * 64, published_on="2026-03-01"
    )
    assert "2026-03-01 waits" in client.get("/p/acme/support/").content.decode()

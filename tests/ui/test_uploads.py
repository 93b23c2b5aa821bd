"""A request that is larger than any form takes is refused before anything of it is kept."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.conftest import Cast
from workspaces.models import User

pytestmark = pytest.mark.django_db


def post(cast: Cast, client: Client, files: list[SimpleUploadedFile]) -> Any:
    return client.post(reverse("explorer:spec_import", args=[cast.project.path]), {"documents": files})


def test_too_large_a_request_is_answered_with_413_and_the_limit(
    cast: Cast, client_for: Callable[[User], Client], settings: Any
) -> None:
    settings.FILE_UPLOAD_MAX_REQUEST_SIZE = 1024 * 1024
    response = post(cast, client_for(cast.owner), [SimpleUploadedFile("a.md", b"x" * 1024 * 1024)])

    assert response.status_code == 413
    assert "At most 1 MB are taken at once." in response.content.decode()


def test_too_many_files_are_answered_with_413(cast: Cast, client_for: Callable[[User], Client], settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_NUMBER_FILES = 2
    response = post(cast, client_for(cast.owner), [SimpleUploadedFile(f"{n}.md", b"x") for n in range(3)])

    assert response.status_code == 413
    assert "That is too large" in response.content.decode()


def test_a_published_version_with_all_its_files_is_below_the_limit(
    cast: Cast, client_for: Callable[[User], Client]
) -> None:
    prompt = b"**Example**: x\n\n~~~xml\n<user>\nHm?\n</user>\n~~~\n"
    files = [SimpleUploadedFile("model_spec.md", b"# A {#a}\n")]
    files += [SimpleUploadedFile(f"prompt_{n}.md", prompt) for n in range(200)]

    assert post(cast, client_for(cast.owner), files).status_code == 303

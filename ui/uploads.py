"""Refuses a request that is larger than any form takes, before a byte of it is kept."""

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler


class RefuseTooLarge(FileUploadHandler):
    """Stands first in FILE_UPLOAD_HANDLERS and leaves the files to the handlers after it."""

    def handle_raw_input(
        self, input_data: Any, META: dict[str, Any], content_length: int, boundary: Any, encoding: str | None = None
    ) -> None:
        if content_length > settings.FILE_UPLOAD_MAX_REQUEST_SIZE:
            limit = settings.FILE_UPLOAD_MAX_REQUEST_SIZE // (1024 * 1024)
            raise RequestDataTooBig(f"At most {limit} MB are taken at once.")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None

"""Files as they leave the site: always kept, never opened inside it, never cached."""

from collections.abc import Iterator
from urllib.parse import quote

from django.db.models.fields.files import FieldFile
from django.http import HttpResponse, StreamingHttpResponse


def parts_of(file: FieldFile) -> Iterator[bytes]:
    """The content in parts. The file is opened with the first and closed with the last, so none is left open."""
    with file.storage.open(str(file.name), "rb") as content:
        yield from content.chunks()


def attachment(
    content: Iterator[bytes], name: str, plain_name: str, media_type: str = "application/pdf"
) -> StreamingHttpResponse:
    """A file with every header of a download.

    Args:
        name: what the file is called, in any characters (RFC 6266, `filename*`).
        plain_name: the same for clients that read only ASCII; letters, digits, hyphens and the dot of its ending.
    """
    response = StreamingHttpResponse(content, content_type=media_type)
    disposition = f"attachment; filename=\"{plain_name}\"; filename*=UTF-8''{quote(name, safe='')}"
    response.headers["Content-Disposition"] = disposition
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def picture(content: bytes, name: str) -> HttpResponse:
    """An image that was checked, shown inside our own pages only."""
    response = HttpResponse(content, content_type="image/png" if name.endswith(".png") else "image/jpeg")
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "private, no-cache"
    return response

"""Files as they leave the site: always kept, never opened inside it, never cached."""

from urllib.parse import quote

from django.http.response import HttpResponseBase


def attachment(response: HttpResponseBase, name: str, plain_name: str) -> HttpResponseBase:
    """Sets every header of a download on the response.

    Args:
        name: what the file is called, in any characters (RFC 6266, `filename*`).
        plain_name: the same for clients that read only ASCII; letters, digits and hyphens.
    """
    ending = name.rpartition(".")[2]
    disposition = f"attachment; filename=\"{plain_name}.{ending}\"; filename*=UTF-8''{quote(name, safe='')}"
    response.headers["Content-Disposition"] = disposition
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "private, no-store"
    return response

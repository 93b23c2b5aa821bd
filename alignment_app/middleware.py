"""Gives each request an id and writes one line for it."""

import logging
import secrets
import time
from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

logger = logging.getLogger("plumbline.request")
QUIET = ("/static/", "/livez", "/readyz")


class RequestLog:
    """Outermost of all, so that the id is on every response and every line about the request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request_id = secrets.token_hex(8)
        setattr(request, "request_id", request_id)  # noqa: B010 - HttpRequest declares no such attribute
        started = time.monotonic()
        response = self.get_response(request)
        response.headers["X-Request-ID"] = request_id
        user = request.__dict__.get("user")
        facts = {
            "request_id": request_id,
            "method": request.method,
            "path": request.path,
            "status": response.status_code,
            "milliseconds": round((time.monotonic() - started) * 1000),
            "person": getattr(user, "pk", None),
        }
        level = logging.WARNING if response.status_code in (401, 403, 429) else logging.INFO
        if response.status_code >= 400 or not request.path.startswith(QUIET):
            logger.log(level, "%s %s %s", request.method, request.path, response.status_code, extra=facts)
        return response

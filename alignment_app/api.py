"""The API: the rooms' routers under one address. It answers in JSON, whatever happens, and knows no session."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern
from ninja import NinjaAPI
from ninja.errors import HttpError

from evaluations.api import router as results

# What to say where nobody said anything better.
MESSAGES = {
    400: "The request cannot be read.",
    401: "Send a token of the project that is in force, as “Authorization: Bearer …”.",
    403: "This token may not do that.",
    404: "There is nothing at this address.",
    405: "This address does not take that method.",
    413: "The body is too large.",
    429: "Too many requests; wait a minute.",
    500: "Something broke on our side. Nothing was stored; it is in the log.",
}
FIELDS = {401: "Authorization", 413: "body", 429: "Authorization"}

logger = logging.getLogger(__name__)

api = NinjaAPI(
    title="Plumbline",
    version="1",
    description="Report the results of tests that ran elsewhere.",
    docs_url=None,  # its pages bring scripts of others, which our policy keeps out
    urls_namespace="api",
)
api.add_router("", results)


def refused(status: int, message: str = "") -> JsonResponse:
    """An error as this API tells every error."""
    said = message or MESSAGES.get(status, MESSAGES[400 if status < 500 else 500])
    fault = {"field": FIELDS.get(status, ""), "value": None, "allowed": "", "message": said}
    response = JsonResponse({"errors": [fault]}, status=status)
    if status == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="Plumbline"'
    if status == 429:
        response.headers["Retry-After"] = "60"
    return response


@api.exception_handler(HttpError)
def http_error(request: HttpRequest, error: HttpError | type[HttpError]) -> HttpResponse:
    assert isinstance(error, HttpError)  # noqa: S101 - narrows the type
    return refused(error.status_code, "" if error.status_code == 401 else str(error))


@api.exception_handler(Exception)
def unexpected(request: HttpRequest, error: Exception | type[Exception]) -> HttpResponse:
    logger.error("The API failed.", exc_info=error if isinstance(error, Exception) else None)
    return refused(500)


def always_json(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """The view, open to who is not signed in, with every bare refusal told as the API tells it."""

    @wraps(view, updated=())
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if response.status_code < 400 or response.headers.get("Content-Type", "").startswith("application/json"):
            return response
        told = refused(response.status_code)
        if "Allow" in response.headers:
            told.headers["Allow"] = response.headers["Allow"]
        return told

    answer.csrf_exempt = True  # type: ignore[attr-defined] # a token is sent on purpose, a cookie never counts
    return login_not_required(answer)


def nothing_here(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """Any address under the API's that it does not have, with its root."""
    return refused(404)


def _addresses() -> list[URLPattern]:
    patterns = [pattern for pattern in api.urls[0] if isinstance(pattern, URLPattern)]
    for pattern in patterns:
        pattern.callback = always_json(nothing_here if pattern.name == "api-root" else pattern.callback)
    return patterns


urlpatterns = (_addresses(), "api")

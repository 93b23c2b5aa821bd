"""Error pages that say what happened and lead on, whoever raised the error."""

from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

TITLES = {
    400: ("This request cannot be read", "Something in the address or the form is not valid. Go back and try again."),
    403: ("You may not do this", "Your role does not include it. An owner of the organisation can change that."),
    404: ("There is nothing here", "The address is wrong, or what stood here was removed, or it belongs to others."),
    405: ("This address does not take that request", "It was opened in a way that it does not answer to."),
    409: ("Somebody was faster", "What you changed has been changed by somebody else since you opened it."),
    413: ("That is too large", "The file or form is larger than this address accepts."),
    429: ("Too many tries", "Wait a few minutes, then try again. The limit protects the accounts of everybody."),
    500: (
        "Something broke on our side",
        "Nothing of yours was stored by this request. It has been written to the log.",
    ),
    503: ("Not available right now", "The server is starting or short of something it needs. Try again in a minute."),
}


def error_page(request: HttpRequest, status: int, detail: str = "") -> HttpResponse:
    """The page for a status, drawn without database or session so that it works when those do not."""
    title, advice = TITLES.get(status, TITLES[400 if status < 500 else 500])
    context = {
        "status": status,
        "error_title": title,
        "advice": advice,
        "detail": detail,
        "request_id": getattr(request, "request_id", ""),
        "theme": request.COOKIES.get("theme", ""),
    }
    response = HttpResponse(render_to_string("error.html", context), status=status)
    return mark_as_drawn(response)


def mark_as_drawn(response: HttpResponse) -> HttpResponse:
    """Tells the middleware that this error response already is a page of ours."""
    setattr(response, "drawn_by_us", True)  # noqa: B010 - HttpResponse declares no such attribute
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Replaces Django's CSRF page, which speaks to developers."""
    return error_page(request, 403, "The page was open for too long, or the request came from another site. Reload it.")


def not_found(request: HttpRequest, **_: Any) -> HttpResponse:
    """The last address of all: with DEBUG on Django would show its list of patterns instead."""
    return error_page(request, 404)


def handler400(request: HttpRequest, exception: Exception) -> HttpResponse:
    too_large = isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent)
    return error_page(request, 413, str(exception)) if too_large else error_page(request, 400)


def handler403(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_page(request, 403, str(exception))


def handler404(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_page(request, 404)


def handler500(request: HttpRequest) -> HttpResponse:
    return error_page(request, 500)

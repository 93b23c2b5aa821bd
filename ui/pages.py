"""Pages and fragments by one address: the server picks, by what the request asks for."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render as django_render
from django.utils.cache import patch_vary_headers
from django_htmx.http import HttpResponseClientRedirect


def wants_fragment(request: HttpRequest) -> bool:
    """Whether htmx asks for a piece; boosted links and restored history get the whole page."""
    htmx = getattr(request, "htmx", None)
    return htmx is not None and bool(htmx) and not htmx.boosted and not htmx.history_restore_request


def render(
    request: HttpRequest,
    template: str,
    context: dict[str, Any] | None = None,
    *,
    fragment: str | None = None,
    status: int = 200,
) -> HttpResponse:
    """The whole page, or for htmx the named ``partialdef`` of the same template.

    Args:
        fragment: the partial's name; None answers every request with the whole page.
        status: 422 for a form that needs another look, so that htmx and people see the same thing.
    """
    name = f"{template}#{fragment}" if fragment and wants_fragment(request) else template
    response = django_render(request, name, context, status=status)
    patch_vary_headers(response, ["HX-Request", "HX-Boosted", "HX-History-Restore-Request"])
    return response


def see_other(request: HttpRequest, url: str) -> HttpResponse:
    """Where to look after a change: 303, or for an htmx request its own redirect."""
    if wants_fragment(request):
        return HttpResponseClientRedirect(url)
    response = HttpResponseRedirect(url)
    response.status_code = 303
    return response

"""Error pages for every bare error response, and no caching of pages that were drawn for one person."""

from collections.abc import Callable

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

from ui.errors import TITLES, error_page

GetResponse = Callable[[HttpRequest], HttpResponseBase]


class ErrorPages:
    """Draws our page for error responses that carry none: Django's debug pages, bare 405s, refused hosts."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code not in TITLES or self._has_body_of_ours(response):
            return response
        page = error_page(request, response.status_code, getattr(request, "refusal", ""))
        for header in ("Allow", "Retry-After"):
            if header in response.headers:
                page.headers[header] = response.headers[header]
        return page

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """Keeps the reason of a refusal, which Django would drop."""
        if isinstance(exception, PermissionDenied):
            setattr(request, "refusal", str(exception))  # noqa: B010 - HttpRequest declares no such attribute

    @staticmethod
    def _has_body_of_ours(response: HttpResponseBase) -> bool:
        if getattr(response, "drawn_by_us", False) or getattr(response, "streaming", False):
            return True
        if not response.headers.get("Content-Type", "").startswith(("text/html", "text/plain")):
            return isinstance(response, HttpResponse) and bool(response.content)
        return "HX-Request" in response.headers.get("Vary", "")  # drawn by ui.pages.render


class StrictPolicy(CSPMiddleware):
    """The policy on every answer: in a trial the library leaves it out of 404 and 500, for pages that Django draws."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        response = super().process_response(request, response)
        response.headers.setdefault(HEADER, build_policy())
        return response


class PrivatePages:
    """Pages drawn for a person stay out of every cache, and htmx fragments apart from pages."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        patch_vary_headers(response, ["HX-Request"]) if getattr(request, "htmx", None) else None
        if "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "private, no-store"
        return response

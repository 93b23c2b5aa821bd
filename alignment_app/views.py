"""Pages outside of every room: the front page, sign-in, the theme, and the last address of all."""

from typing import Any

from allauth.account.views import LoginView, LogoutView
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from alignment_app.demo import people as demo_people
from ui import registries
from ui.context_processors import THEMES
from ui.errors import not_found
from ui.pages import render, see_other
from workspaces.models import User

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
YEAR = 365 * 24 * 3600


@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    """What this is, in five sentences, with figures computed from the loaded specification."""
    panels = [make() for _, make in sorted(registries.home_panels, key=lambda entry: entry[0])]
    figures = [figure for _, make in sorted(registries.home_figures, key=lambda entry: entry[0]) for figure in make()]
    context = {"figures": figures, "panels": [panel for panel in panels if panel is not None]}
    return render(request, "home.html", context)


class SignIn(LoginView):  # type: ignore[misc] # allauth ships no types
    """The sign-in page; while trying out on loopback it also offers the people of the demo."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"demo_people": demo_people.offered_to(self.request)}


sign_in = login_not_required(SignIn.as_view())


class SignOut(LogoutView):  # type: ignore[misc] # allauth ships no types
    """Signs out, and asks the browser to forget what it kept of the pages."""

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().post(*args, **kwargs)
        response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response


sign_out = SignOut.as_view()


@require_POST
@login_not_required
def continue_as(request: HttpRequest) -> HttpResponse:
    """Signs in as a person of the demo; for everybody else this address does not exist."""
    offered = {person.email for person in demo_people.offered_to(request)}
    email = request.POST.get("email", "")
    user = User.objects.filter(email=email, is_active=True).first() if email in offered else None
    if user is None:
        raise Http404("No such person to continue as.")
    login(request, user, backend=BACKEND)
    return see_other(request, _local(request, request.POST.get("next", "")) or resolve_url("workspaces:project_list"))


@require_POST
@login_not_required
def theme(request: HttpRequest) -> HttpResponse:
    """Keeps the chosen theme in a cookie, so that the server draws the page right at once."""
    response = HttpResponseRedirect(_local(request, request.POST.get("next", "")) or resolve_url("home"))
    response.status_code = 303
    chosen = request.POST.get("theme", "")
    if chosen in THEMES:
        response.set_cookie("theme", chosen, max_age=YEAR, samesite="Lax", httponly=True, secure=request.is_secure())
    else:
        response.delete_cookie("theme", samesite="Lax")
    return response


@login_not_required
def nothing_here(request: HttpRequest) -> HttpResponse:
    """Any address that no room answers to, whatever the mode: Django's own page would list the patterns."""
    return not_found(request)


def _local(request: HttpRequest, url: str) -> str:
    allowed = url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())
    return url if allowed else ""

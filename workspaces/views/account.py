"""The person's own account."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from ui.pages import render, see_other
from workspaces import access, services
from workspaces.forms import AccountForm


@require_http_methods(["GET", "HEAD", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """The name that others see, and the ways to the password and to what is mailed."""
    person = access.person(request)
    form = AccountForm(request.POST if request.method == "POST" else None, initial={"name": person.name})
    if form.is_bound and form.is_valid():
        services.rename_person(person, form.cleaned_data["name"])
        messages.success(request, "Saved.")
        return see_other(request, reverse("workspaces:account"))
    memberships = person.memberships.select_related("organisation").order_by("organisation__name")
    context = {"form": form, "memberships": memberships}
    return render(request, "workspaces/account.html", context, status=422 if form.errors else 200)

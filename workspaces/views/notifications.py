"""What waits for a person, what they were told, when it is mailed to them, and their calendar."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ui.pages import render, see_other
from workspaces import access
from workspaces.calendar import feeds
from workspaces.notification_forms import PreferenceForm
from workspaces.notifications import reading
from workspaces.notifications import selectors as told

PER_PAGE = 50
LONGEST_NUMBER = 18


@require_safe
def tasks(request: HttpRequest) -> HttpResponse:
    """What waits for the person in all their projects."""
    return render(request, "workspaces/tasks.html", {"tasks": told.tasks_of(access.person(request))})


@require_safe
def project_tasks(request: HttpRequest, slug: str) -> HttpResponse:
    """What waits for the person in one project; as a fragment, the rows alone."""
    project = access.project(request.user, slug, to="view")
    context = {"project": project, "tasks": told.tasks_of(access.person(request), project)}
    return render(request, "workspaces/project_tasks.html", context, fragment="rows")


@require_safe
def notifications(request: HttpRequest) -> HttpResponse:
    """What the person was told, the newest first."""
    person = access.person(request)
    page = Paginator(told.notifications_of(person), PER_PAGE).get_page(request.GET.get("page"))
    newest = told.notifications_of(person).order_by("-pk").values_list("pk", flat=True).first()
    context = {"page": page, "unread": told.unread_count(person), "newest": newest or 0}
    return render(request, "workspaces/notifications.html", context)


@require_POST
def notification_open(request: HttpRequest, notification: int) -> HttpResponse:
    """Counts it as read and leads to what it is about, where access is asked once more."""
    person = access.person(request)
    found = get_object_or_404(told.notifications_of(person), pk=notification)
    reading.mark_read(person, found.pk)
    return see_other(request, found.url)


@require_POST
def notification_read(request: HttpRequest, notification: int) -> HttpResponse:
    person = access.person(request)
    found = get_object_or_404(told.notifications_of(person), pk=notification)
    reading.mark_read(person, found.pk)
    return see_other(request, reverse("workspaces:notifications"))


@require_POST
def notifications_read(request: HttpRequest) -> HttpResponse:
    """Counts as read what was on the page, and nothing that came since."""
    text = request.POST.get("up_to", "")
    newest = int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER else 0
    count = reading.mark_all_read(access.person(request), newest)
    messages.success(request, f"{count} marked as read." if count else "Everything was read already.")
    return see_other(request, reverse("workspaces:notifications"))


@require_http_methods(["GET", "HEAD", "POST"])
def notification_settings(request: HttpRequest) -> HttpResponse:
    """When each kind comes by e-mail."""
    person = access.person(request)
    form = PreferenceForm(request.POST if request.method == "POST" else None, chosen=told.preferences_of(person))
    if form.is_bound and form.is_valid():
        reading.choose(person, form.cleaned_data)
        messages.success(request, "Saved.")
        return see_other(request, reverse("workspaces:notification_settings"))
    context = {"form": form, "feed": feeds.feed_of(person)}
    return render(request, "workspaces/notification_settings.html", context, status=422 if form.errors else 200)


@require_POST
def calendar_renew(request: HttpRequest) -> HttpResponse:
    """A new secret address, shown in the answer itself because it is kept nowhere."""
    person = access.person(request)
    token = feeds.renew_feed(person)
    context = {
        "form": PreferenceForm(chosen=told.preferences_of(person)),
        "feed": feeds.feed_of(person),
        "address": request.build_absolute_uri(reverse("workspaces:calendar_feed", args=[token])),
    }
    return render(request, "workspaces/notification_settings.html", context, status=201)


@require_POST
def calendar_end(request: HttpRequest) -> HttpResponse:
    feeds.end_feed(access.person(request))
    messages.success(request, "The address of your calendar is ended.")
    return see_other(request, reverse("workspaces:notification_settings"))


@login_not_required
@require_safe
def calendar_feed(request: HttpRequest, calendar_token: str) -> HttpResponse:
    """The person's days for a calendar program, which cannot sign in: the token is the key."""
    person = feeds.person_of(calendar_token)
    if person is None:
        raise Http404("No such calendar.")
    response = HttpResponse(
        feeds.calendar_of(person, request.build_absolute_uri("/")).encode("utf-8", "replace"),
        content_type="text/calendar; charset=utf-8",
    )
    response["Content-Disposition"] = 'attachment; filename="plumbline.ics"'
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"
    return response

"""Webhooks of a project, and of an organisation for all of its projects: who is told, a new one, what became of the
messages, and the end of one."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from ui.pages import render, see_other
from workspaces import access
from workspaces.errors import WebhookClosed, WebhookRefused
from workspaces.models import Organisation, Project, Webhook
from workspaces.notification_forms import WebhookForm
from workspaces.webhooks import create_webhook, deliveries_of, remove_webhook, webhooks_of

SHOWN = 50


@require_http_methods(["GET", "HEAD", "POST"])
def webhook_list(request: HttpRequest, slug: str) -> HttpResponse:
    """The webhooks; the secret of a new one is shown in the answer to the form itself, because nobody sees it again."""
    project = access.project(request.user, slug, to="manage")
    context = {
        "project": project,
        "address": reverse("workspaces:webhook_list", args=[project.path]),
        "shared": webhooks_of(project.organisation).count(),
    }
    return _list(request, project, "workspaces/webhook_list.html", context)


@require_POST
def webhook_remove(request: HttpRequest, slug: str, webhook: int) -> HttpResponse:
    project = access.project(request.user, slug, to="manage")
    hook = get_object_or_404(Webhook.objects.select_related("organisation", "project"), project=project, pk=webhook)
    return _remove(request, hook, reverse("workspaces:webhook_list", args=[project.path]))


@require_http_methods(["GET", "HEAD", "POST"])
def organisation_webhook_list(request: HttpRequest, organisation: str) -> HttpResponse:
    """The webhooks that are told of all projects; for those who may manage the organisation."""
    found = access.organisation(request.user, organisation, to="manage")
    address = reverse("workspaces:organisation_webhook_list", args=[found.slug])
    context = {"organisation": found, "address": address}
    return _list(request, found, "workspaces/organisation_webhook_list.html", context)


@require_POST
def organisation_webhook_remove(request: HttpRequest, organisation: str, organisation_webhook: int) -> HttpResponse:
    found = access.organisation(request.user, organisation, to="manage")
    hooks = Webhook.objects.select_related("organisation")
    hook = get_object_or_404(hooks, organisation=found, project=None, pk=organisation_webhook)
    return _remove(request, hook, reverse("workspaces:organisation_webhook_list", args=[found.slug]))


def _list(request: HttpRequest, place: Project | Organisation, template: str, context: dict[str, Any]) -> HttpResponse:
    form = WebhookForm(request.POST if request.method == "POST" else None)
    made, secret, status = None, "", 200
    if form.is_bound and form.is_valid():
        try:
            made, secret = create_webhook(place, **form.cleaned_data, actor=access.person(request))
        except WebhookRefused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            form, status = WebhookForm(), 201
    context |= {
        "form": form,
        "webhooks": [(hook, _remove_address(place, hook)) for hook in webhooks_of(place)],
        "deliveries": list(deliveries_of(place)[:SHOWN]),
        "made": made,
        "secret": secret,
    }
    return render(request, template, context, status=422 if form.errors else status)


def _remove_address(place: Project | Organisation, hook: Webhook) -> str:
    if isinstance(place, Project):
        return reverse("workspaces:webhook_remove", args=[place.path, hook.pk])
    return reverse("workspaces:organisation_webhook_remove", args=[place.slug, hook.pk])


def _remove(request: HttpRequest, hook: Webhook, back: str) -> HttpResponse:
    try:
        remove_webhook(hook, actor=access.person(request))
        messages.success(request, f"“{hook.name}” is removed: nothing is sent to it any more.")
    except WebhookClosed as refusal:
        messages.error(request, str(refusal))
    return see_other(request, back)

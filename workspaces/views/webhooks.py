"""Webhooks of a project: who is told, a new one, what became of the messages, and the end of one."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from ui.pages import render, see_other
from workspaces import access
from workspaces.errors import WebhookClosed, WebhookRefused
from workspaces.models import Project, Webhook
from workspaces.notification_forms import WebhookForm
from workspaces.webhooks import create_webhook, deliveries_of, remove_webhook, webhooks_of

SHOWN = 50


@require_http_methods(["GET", "HEAD", "POST"])
def webhook_list(request: HttpRequest, slug: str) -> HttpResponse:
    """The webhooks; the secret of a new one is shown in the answer to the form itself, because nobody sees it again."""
    project = access.project(request.user, slug, to="manage")
    form = WebhookForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            made, secret = create_webhook(project, **form.cleaned_data, actor=access.person(request))
        except WebhookRefused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            return _page(request, project, WebhookForm(), status=201, made=made, secret=secret)
    return _page(request, project, form, status=422 if form.errors else 200)


@require_POST
def webhook_remove(request: HttpRequest, slug: str, webhook: int) -> HttpResponse:
    project = access.project(request.user, slug, to="manage")
    hook = get_object_or_404(Webhook.objects.select_related("project__organisation"), project=project, pk=webhook)
    try:
        remove_webhook(hook, actor=access.person(request))
        messages.success(request, f"“{hook.name}” is removed: nothing is sent to it any more.")
    except WebhookClosed as refusal:
        messages.error(request, str(refusal))
    return see_other(request, reverse("workspaces:webhook_list", args=[project.path]))


def _page(
    request: HttpRequest,
    project: Project,
    form: WebhookForm,
    *,
    status: int,
    made: Webhook | None = None,
    secret: str = "",
) -> HttpResponse:
    context = {
        "project": project,
        "form": form,
        "webhooks": list(webhooks_of(project)),
        "deliveries": list(deliveries_of(project)[:SHOWN]),
        "made": made,
        "secret": secret,
    }
    return render(request, "workspaces/webhook_list.html", context, status=status)

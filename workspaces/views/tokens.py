"""API tokens of a project: what is in force, a new one, and the end of one."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from ui.pages import render, see_other
from workspaces import access
from workspaces.errors import TokenClosed, TokenNameTaken
from workspaces.forms import TokenForm
from workspaces.models import ApiToken, Project
from workspaces.tokens import create_token, revoke_token, tokens_of

SHOWN = 100


@require_http_methods(["GET", "HEAD", "POST"])
def token_list(request: HttpRequest, slug: str) -> HttpResponse:
    """The tokens; a new one is shown in the answer to the form itself, because its text is kept nowhere."""
    project = access.project(request.user, slug, to="edit")
    form = TokenForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        name, days = form.cleaned_data["name"], int(form.cleaned_data["days"])
        try:
            made, text = create_token(project, name=name, days=days, actor=access.person(request))
        except TokenNameTaken as refusal:
            form.add_error("name", str(refusal))
        else:
            return _page(request, project, TokenForm(), made=made, text=text, status=201)
    return _page(request, project, form, status=422 if form.errors else 200)


def _page(
    request: HttpRequest,
    project: Project,
    form: TokenForm,
    *,
    status: int,
    made: ApiToken | None = None,
    text: str = "",
) -> HttpResponse:
    tokens = list(tokens_of(project)[:SHOWN])
    context = {
        "project": project,
        "form": form,
        "in_force": [token for token in tokens if token.is_in_force],
        "ended": [token for token in tokens if not token.is_in_force],
        "made": made,
        "text": text,
    }
    return render(request, "workspaces/token_list.html", context, status=status)


@require_POST
def token_revoke(request: HttpRequest, slug: str, api_token: int) -> HttpResponse:
    project = access.project(request.user, slug, to="edit")
    token = get_object_or_404(ApiToken.objects.select_related("project__organisation"), project=project, pk=api_token)
    try:
        revoke_token(token, actor=access.person(request))
        messages.success(request, f"“{token.name}” is revoked: nothing can report with it any more.")
    except TokenClosed as refusal:
        messages.error(request, str(refusal))
    return see_other(request, reverse("workspaces:token_list", args=[project.path]))

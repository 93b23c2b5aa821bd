"""The house policy as a file to take away."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from explorer.house.selectors import house_parts
from explorer.models import SpecVersion
from explorer.stances.policy import policy_markdown
from workspaces import access


@require_safe
def house_policy(request: HttpRequest, slug: str) -> HttpResponse:
    """What the project decided, as Markdown."""
    project = access.project(request.user, slug, to="view")
    try:
        text = policy_markdown(project, house_parts(project))
    except SpecVersion.DoesNotExist as nothing:
        raise Http404(str(nothing)) from nothing
    response = HttpResponse(text.encode("utf-8", "replace"), content_type="text/markdown; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="house-policy-{project.slug}.md"'
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    return response

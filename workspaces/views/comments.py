"""Comments: the thread about one subject, a new one, and an edit or withdrawal by its author."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from ui import registries
from ui.pages import render, see_other
from ui.registries import Subject
from workspaces import access
from workspaces import comments as services
from workspaces.comment_forms import CommentEditForm, CommentForm
from workspaces.comment_selectors import comments_of, comments_on
from workspaces.errors import CommentClosed, CommentMoved, CommentRefused
from workspaces.models import Comment, Project

LONGEST_SUBJECT = 240


@require_http_methods(["GET", "HEAD", "POST"])
def comments(request: HttpRequest, slug: str) -> HttpResponse:
    """The thread of one subject on a page of its own; a POST adds to it and leads back to the subject's page."""
    project = access.project(request.user, slug, to="view")
    posted = request.method == "POST"
    subject = (request.POST if posted else request.GET).get("subject", "")
    if not subject:
        return see_other(request, reverse("workspaces:project_overview", args=[project.path]))
    about = _about(project, subject)
    form = CommentForm(request.POST if posted else None, project=project)
    if posted and form.is_valid():
        data = form.cleaned_data
        try:
            written = services.write_comment(
                project,
                access.person(request),
                subject=subject,
                about=about,
                text=data["text"],
                mentioned=list(data["mentioned"]),
            )
        except CommentRefused as refusal:
            _show(form, refusal)
        else:
            return see_other(request, f"{about.url}#comment-{written.pk}")
    context = {
        "project": project,
        "subject": subject,
        "about": about,
        "comments": comments_on(project, subject),
        "form": form,
    }
    return render(request, "workspaces/comments.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def comment_edit(request: HttpRequest, slug: str, comment: int) -> HttpResponse:
    """The author changes what the comment says; of two edits at once the second sees both texts."""
    project = access.project(request.user, slug, to="view")
    found = _own(request, project, comment)
    about = _about(project, found.subject)
    posted = request.method == "POST"
    form = CommentEditForm(request.POST if posted else None, comment=found)
    status, standing = 200, ""
    if posted and form.is_valid():
        data = form.cleaned_data
        try:
            services.edit_comment(
                found,
                access.person(request),
                about=about,
                text=data["text"],
                mentioned=list(data["mentioned"]),
                seen=data["version"],
            )
        except CommentRefused as refusal:
            _show(form, refusal)
        except CommentMoved:
            found.refresh_from_db()
            form.data = form.data.copy()  # type: ignore[attr-defined] # a QueryDict
            form.data["version"] = str(found.version)  # type: ignore[index] # the copy is mutable
            status, standing = 409, found.text
        except CommentClosed as refusal:
            messages.error(request, str(refusal))
            return see_other(request, about.url)
        else:
            return see_other(request, f"{about.url}#comment-{found.pk}")
    context = {"project": project, "about": about, "comment": found, "form": form, "standing": standing}
    return render(request, "workspaces/comment_edit.html", context, status=422 if form.errors else status)


@require_POST
def comment_withdraw(request: HttpRequest, slug: str, comment: int) -> HttpResponse:
    project = access.project(request.user, slug, to="view")
    found = _own(request, project, comment)
    about = _about(project, found.subject)
    try:
        services.withdraw_comment(found, access.person(request))
        messages.success(request, "The comment is withdrawn.")
    except CommentClosed as refusal:
        messages.error(request, str(refusal))
    return see_other(request, about.url)


def _about(project: Project, subject: str) -> Subject:
    known = len(subject) <= LONGEST_SUBJECT and subject.isprintable()
    about = registries.subject_of(project, subject) if known else None
    if about is None:
        raise Http404("There is nothing of that name to comment on.")
    return about


def _own(request: HttpRequest, project: Project, pk: int) -> Comment:
    found = get_object_or_404(comments_of(project), pk=pk)
    if found.author != request.user:
        raise PermissionDenied(f"{found.author.name} wrote this comment; nobody else can change it.")
    found.project = project
    return found


def _show(form: CommentForm, refusal: CommentRefused) -> None:
    for field, problem in refusal.problems.items():
        form.add_error(field, problem)

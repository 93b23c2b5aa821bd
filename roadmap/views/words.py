"""What people say about a criterion: met, taken back, not applicable, applicable after all."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from roadmap.checks.facts import responsibilities_in_force
from roadmap.errors import ChangedMeanwhile, ChangeRefused, NotYours
from roadmap.forms import ConfirmForm, ReasonForm, WhyForm
from roadmap.models import Criterion
from roadmap.overtaken import word_versus
from roadmap.services import words
from roadmap.state_selectors import Stated, stated
from roadmap.views.criteria import criterion_page
from roadmap.views.shared import conflict, criterion_of, criterion_url, show, words_belong_to_people
from ui.pages import see_other
from workspaces import access
from workspaces.models import Project, User


@require_POST
@words_belong_to_people
def criterion_confirm(request: HttpRequest, slug: str, criterion: int) -> HttpResponse:
    """The owner, or the alignment lead, says that it is met on what the page showed; this needs no other right."""
    project = access.project(request.user, slug, to="view")
    found = criterion_of(project, criterion)
    _only(
        words.may_confirm(found, access.person(request), responsibilities_in_force(project)),
        words.not_to_confirm(found),
    )
    form = ConfirmForm(request.POST, auto_id="id_confirm_%s")

    def say(person: User) -> object:
        data = form.cleaned_data
        day = timezone.localdate()
        return words.confirm(found, person, day=day, seen=data["fingerprint"], note=data["note"])

    return _said(request, project, found, form, "confirm_form", say, "is met")


@require_POST
@words_belong_to_people
def criterion_take_back(request: HttpRequest, slug: str, criterion: int) -> HttpResponse:
    """Ends the confirmation in force, with a reason."""
    project = access.project(request.user, slug, to="view")
    found = criterion_of(project, criterion)
    _only(
        words.may_confirm(found, access.person(request), responsibilities_in_force(project)),
        words.not_to_confirm(found),
    )
    form = WhyForm(request.POST, auto_id="id_back_%s")

    def say(person: User) -> object:
        return words.take_back(found, person, form.cleaned_data["why"])

    return _said(request, project, found, form, "back_form", say, "is not confirmed any more")


@require_POST
@words_belong_to_people
def criterion_exclude(request: HttpRequest, slug: str, criterion: int) -> HttpResponse:
    """Sets it aside with a reason: it does not concern the project."""
    project = access.project(request.user, slug, to="view")
    found = criterion_of(project, criterion)
    _only(
        words.may_exclude(found, access.person(request), responsibilities_in_force(project)),
        words.not_to_exclude(found),
    )
    form = ReasonForm(request.POST, auto_id="id_exclude_%s")

    def say(person: User) -> object:
        return words.exclude(found, person, form.cleaned_data["reason"])

    return _said(request, project, found, form, "exclude_form", say, "does not apply")


@require_POST
def criterion_bring_back(request: HttpRequest, slug: str, criterion: int) -> HttpResponse:
    """Ends the word that it does not apply."""
    project = access.project(request.user, slug, to="edit")
    found = criterion_of(project, criterion)
    form = forms.Form(request.POST)
    return _said(
        request, project, found, form, "bring_form", lambda person: words.bring_back(found, person), "applies again"
    )


def _only(is_theirs: bool, whose: str) -> None:
    """Nobody learns more about a form than that it is not theirs to send."""
    if not is_theirs:
        raise NotYours(whose)


def _said(
    request: HttpRequest,
    project: Project,
    criterion: Criterion,
    form: forms.Form,
    name: str,
    say: Callable[[User], object],
    what: str,
) -> HttpResponse:
    """Says it and leads back to the criterion; or shows the page again with what stands in the way."""
    if form.is_valid():
        try:
            say(access.person(request))
        except ChangeRefused as refusal:
            show(form, refusal)
        except ChangedMeanwhile as moved:
            return _overtaken(request, project, stated(criterion, timezone.localdate()), form, what, moved)
        else:
            messages.success(request, f"{criterion.code} {what}.")
            return see_other(request, criterion_url(project, criterion))
    return criterion_page(request, project, criterion, status=422, **{name: form})


def _overtaken(
    request: HttpRequest, project: Project, standing: Stated, form: forms.Form, what: str, moved: ChangedMeanwhile
) -> HttpResponse:
    """What was confirmed is looked at again, with the note kept; any other word stands beside somebody else's."""
    if not isinstance(form, ConfirmForm):
        typed = form.cleaned_data.get("why") or form.cleaned_data.get("reason", "")
        return conflict(request, project, word_versus(project, standing, what, typed))
    messages.error(request, str(moved))
    again = {"fingerprint": standing.state.fingerprint, "note": form.cleaned_data["note"]}
    confirm_form = ConfirmForm(auto_id="id_confirm_%s", initial=again)
    return criterion_page(request, project, standing.criterion, status=409, confirm_form=confirm_form)

"""People of an organisation: members, roles, invitations and the trail of what was done."""

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST

from ui.pages import render, see_other
from workspaces import access, audit, selectors, services
from workspaces.errors import AlreadyMember, InvitationClosed, LastOwner
from workspaces.forms import AcceptForm, InvitationForm, RoleForm
from workspaces.mail import letters_leave, send_invitation
from workspaces.models import AuditEntry, Invitation, Membership, User

ENTRIES_PER_PAGE = 50


def people(request: HttpRequest, organisation: str) -> HttpResponse:
    """The members; owners also invite from here."""
    place = access.organisation(request.user, organisation, to="view")
    may_manage = place.memberships.filter(user=access.person(request), role="owner").exists()
    form = InvitationForm(request.POST or None)
    if request.method == "POST":
        access.organisation(request.user, organisation, to="manage")
        if form.is_valid():
            try:
                invitation, token = services.invite(place, **form.cleaned_data, actor=access.person(request))
            except AlreadyMember as error:
                form.add_error("email", str(error))
            else:
                link = request.build_absolute_uri(reverse("workspaces:invitation", args=[token]))
                send_invitation(invitation, link)
                messages.success(request, _invited(invitation, link))
                return see_other(request, reverse("workspaces:people", args=[place.slug]))
    context = {
        "organisation": place,
        "members": selectors.members_of(place),
        "invitations": selectors.open_invitations_of(place) if may_manage else [],
        "may_manage": may_manage,
        "form": form,
        "roles": RoleForm.base_fields["role"].choices,  # type: ignore[attr-defined] # a ChoiceField
    }
    return render(request, "workspaces/people.html", context, status=422 if form.errors else 200)


def _invited(invitation: Invitation, link: str) -> str:
    if letters_leave():
        return f"An invitation is on its way to {invitation.email}."
    return f"No mail server is set here, so no letter leaves. Give {invitation.email} this link yourself: {link}"


@require_POST
def member_role(request: HttpRequest, organisation: str, membership: int) -> HttpResponse:
    place = access.organisation(request.user, organisation, to="manage")
    member = get_object_or_404(
        Membership.objects.select_related("user", "organisation"), organisation=place, pk=membership
    )
    form = RoleForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Choose one of the roles in the list.")
    else:
        try:
            services.change_role(member, form.cleaned_data["role"], actor=access.person(request))
            messages.success(request, f"{member.user.name} is {member.get_role_display().lower()} now.")
        except LastOwner as error:
            messages.error(request, str(error))
    return see_other(request, reverse("workspaces:people", args=[place.slug]))


@require_POST
def member_remove(request: HttpRequest, organisation: str, membership: int) -> HttpResponse:
    place = access.organisation(request.user, organisation, to="manage")
    member = get_object_or_404(
        Membership.objects.select_related("user", "organisation"), organisation=place, pk=membership
    )
    try:
        services.remove_member(member, actor=access.person(request))
        messages.success(request, f"{member.user.name} does not belong to {place.name} any more.")
    except LastOwner as error:
        messages.error(request, str(error))
    return see_other(request, reverse("workspaces:people", args=[place.slug]))


@require_POST
def invitation_withdraw(request: HttpRequest, organisation: str, invitation: int) -> HttpResponse:
    place = access.organisation(request.user, organisation, to="manage")
    offer = get_object_or_404(Invitation, organisation=place, pk=invitation, accepted_at__isnull=True)
    services.withdraw_invitation(offer, actor=access.person(request))
    messages.success(request, f"The invitation to {offer.email} is withdrawn.")
    return see_other(request, reverse("workspaces:people", args=[place.slug]))


def activity(request: HttpRequest, organisation: str) -> HttpResponse:
    """What was done, newest first."""
    place = access.organisation(request.user, organisation, to="manage")
    entries = AuditEntry.objects.filter(organisation=place).order_by("-sequence")
    page = Paginator(entries, ENTRIES_PER_PAGE).get_page(request.GET.get("page"))
    context = {"organisation": place, "page": page, "chain": audit.verify(place)}
    return render(request, "workspaces/activity.html", context)


@login_not_required
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """An invited person makes an account here, or joins with the one they are signed in with."""
    offer = (
        Invitation.objects.select_related("organisation", "invited_by")
        .filter(token_sha256=services.token_hash(token))
        .first()
    )
    if offer is None or not offer.is_open:
        return render(request, "workspaces/invitation_closed.html", status=404)
    user = request.user if isinstance(request.user, User) else None
    has_account = User.objects.filter(email__iexact=offer.email).exists()
    form = AcceptForm(request.POST or None, email=offer.email, organisation=offer.organisation)
    context = {"offer": offer, "form": form, "has_account": has_account, "token": token}
    if request.method != "POST":
        return render(request, "workspaces/invitation.html", context)
    try:
        if user is not None:
            services.accept_invitation(offer, user)
        elif has_account or not form.is_valid():
            return render(request, "workspaces/invitation.html", context, status=422)
        else:
            user = services.join_with_new_account(
                offer, name=form.cleaned_data["name"], password=form.cleaned_data["password"]
            )
            login(request, user, backend="allauth.account.auth_backends.AuthenticationBackend")
    except (InvitationClosed, AlreadyMember) as error:
        context["problem"] = str(error)
        return render(request, "workspaces/invitation.html", context, status=422)
    return see_other(request, reverse("workspaces:project_list"))

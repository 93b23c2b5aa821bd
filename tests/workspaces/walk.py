"""One of everything this room's addresses name."""

from datetime import timedelta

from django.utils import timezone

from ui.registries import Subject
from workspaces import services
from workspaces.calendar.feeds import renew_feed
from workspaces.comments import write_comment
from workspaces.models import Membership, Notification, Project, User, Webhook
from workspaces.tokens import create_token
from workspaces.waivers import ask_waiver


def furnish(project: Project, actor: User, canary: str) -> dict[str, object]:
    organisation = project.organisation
    member = services.create_person(f"member@{organisation.slug}.example", f"Member {canary}", None)
    membership = services.add_member(organisation, member, "viewer", actor=actor)
    invitation, token = services.invite(organisation, f"{canary.lower()}@invited.example", "viewer", actor=actor)
    assert isinstance(membership, Membership)
    until = timezone.localdate() + timedelta(days=30)
    waiver = ask_waiver(
        project, actor, subject="rule:walked", title=f"Title {canary}", reason=f"Reason {canary}", until=until
    )
    api_token, _ = create_token(project, name=f"Pipeline {canary}", days=30, actor=actor)
    comment = write_comment(
        project,
        actor,
        subject="criterion:P1.1",
        about=Subject(f"About {canary}", "/"),
        text=f"Said {canary}",
        mentioned=[member],
    )
    hook = Webhook.objects.create(
        organisation=organisation,
        project=project,
        name=f"Chat {canary}",
        url="https://hooks.example/x",
        created_by=actor,
    )
    shared = Webhook.objects.create(
        organisation=organisation, name=f"All {canary}", url="https://hooks.example/all", created_by=actor
    )
    told = Notification.objects.create(
        person=actor, project=project, kind="mention", text=f"Told {canary}", url="/projects/", key="walked"
    )
    return {
        "comment": comment.pk,
        "webhook": hook.pk,
        "organisation_webhook": shared.pk,
        "notification": told.pk,
        "calendar_token": renew_feed(actor),
        "api_token": api_token.pk,
        "organisation": organisation.slug,
        "membership": membership.pk,
        "invitation": invitation.pk,
        "token": token,
        "waiver": waiver.pk,
    }

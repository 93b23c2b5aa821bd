"""One of everything this room's addresses name."""

from workspaces import services
from workspaces.models import Membership, Project, User


def furnish(project: Project, actor: User, canary: str) -> dict[str, object]:
    organisation = project.organisation
    member = services.create_person(f"member@{organisation.slug}.example", f"Member {canary}", None)
    membership = services.add_member(organisation, member, "viewer", actor=actor)
    invitation, token = services.invite(organisation, f"{canary.lower()}@invited.example", "viewer", actor=actor)
    assert isinstance(membership, Membership)
    return {
        "organisation": organisation.slug,
        "membership": membership.pk,
        "invitation": invitation.pk,
        "token": token,
    }

"""What this room keeps: people, projects, waivers, tokens, the trail, comments, notifications and how they leave."""

from workspaces.models.comments import Comment, CommentVersion, Mention
from workspaces.models.notifications import (
    CalendarFeed,
    Letter,
    LetterPreference,
    Notification,
    NotificationKind,
    WhenSent,
)
from workspaces.models.people import Invitation, Membership, Organisation, Project, Role, User, UserManager
from workspaces.models.tokens import ApiToken
from workspaces.models.trail import AuditEntry, AuditHead
from workspaces.models.waivers import Waiver
from workspaces.models.webhooks import Delivery, Webhook

__all__ = [
    "ApiToken",
    "AuditEntry",
    "AuditHead",
    "CalendarFeed",
    "Comment",
    "CommentVersion",
    "Delivery",
    "Invitation",
    "Letter",
    "LetterPreference",
    "Membership",
    "Mention",
    "Notification",
    "NotificationKind",
    "Organisation",
    "Project",
    "Role",
    "User",
    "UserManager",
    "Waiver",
    "Webhook",
    "WhenSent",
]

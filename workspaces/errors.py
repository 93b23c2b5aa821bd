"""What can go wrong with people, organisations and projects, named for the fact."""


class WorkspaceError(Exception):
    """Base of this room's expected errors; the text is fit to be shown."""


class ProjectNotFound(WorkspaceError):
    """No project, or more than one, goes by that name."""


class OrganisationNotFound(WorkspaceError):
    """No organisation goes by that name."""


class SlugTaken(WorkspaceError):
    """The address is used by another project of the organisation."""


class ProjectMoved(WorkspaceError):
    """The project's settings were changed after the person had opened them."""


class InvitationClosed(WorkspaceError):
    """The invitation was used, withdrawn, or has expired."""


class LastOwner(WorkspaceError):
    """An organisation keeps at least one owner."""


class AlreadyMember(WorkspaceError):
    """The person belongs to the organisation already."""


class TokenNameTaken(WorkspaceError):
    """A token of that name is in force in the project."""


class TokenClosed(WorkspaceError):
    """The token was revoked already."""


class WaiverRefused(WorkspaceError):
    """A request for a waiver, or the decision on one, lacks something; `problems` says which field and why."""

    def __init__(self, problems: dict[str, str]) -> None:
        self.problems = problems
        super().__init__(" ".join(problems.values()))


class WaiverAlreadyAsked(WorkspaceError):
    """A request about the same subject waits for its decision."""


class OwnRequest(WorkspaceError):
    """Whoever asks for a waiver does not decide on it."""


class WaiverClosed(WorkspaceError):
    """The request was decided or withdrawn by somebody else in the meantime, or the waiver has ended."""


class WaiverOutOfDate(WorkspaceError):
    """The day until which the waiver was asked for has passed."""


class CommentRefused(WorkspaceError):
    """A comment lacks something; `problems` says which field and why."""

    def __init__(self, problems: dict[str, str]) -> None:
        self.problems = problems
        super().__init__(" ".join(problems.values()))


class CommentClosed(WorkspaceError):
    """The comment is somebody else's, or withdrawn."""


class CommentMoved(WorkspaceError):
    """The comment was edited after the person had opened it."""


class WebhookRefused(WorkspaceError):
    """The address may not be called, or the name is taken; `field` says which of the two it is about."""

    def __init__(self, field: str, why: str) -> None:
        self.field = field
        super().__init__(why)


class WebhookClosed(WorkspaceError):
    """The webhook was removed already."""

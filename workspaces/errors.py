"""What can go wrong with people, organisations and projects, named for the fact."""


class WorkspaceError(Exception):
    """Base of this room's expected errors; the text is fit to be shown."""


class ProjectNotFound(WorkspaceError):
    """No project, or more than one, goes by that name."""


class SlugTaken(WorkspaceError):
    """The address is used by another project of the organisation."""


class InvitationClosed(WorkspaceError):
    """The invitation was used, withdrawn, or has expired."""


class LastOwner(WorkspaceError):
    """An organisation keeps at least one owner."""


class AlreadyMember(WorkspaceError):
    """The person belongs to the organisation already."""

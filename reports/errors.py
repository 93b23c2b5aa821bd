"""What can go wrong in this room."""


class ReportsError(Exception):
    """The base of all of them; its text is written for the person who asked for the report."""


class TypesettingFailed(ReportsError):
    """The document could not be set: the template and the facts do not fit. The cause is in `detail`, for the log."""

    def __init__(self, message: str, detail: str = "") -> None:
        super().__init__(message)
        self.detail = detail


class TypesettingTooLong(TypesettingFailed):
    """Setting took more than its time limit."""


class TypesettingTooLarge(TypesettingFailed):
    """Setting took more than its memory limit."""

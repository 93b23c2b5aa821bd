"""What can go wrong in this room."""


class ReportsError(Exception):
    """The base of all of them; its text is written for the person who asked for the report."""


class TooManyReports(ReportsError):
    """As many reports of this project, or portfolios of this organisation, as may wait are waiting."""


class ReportNotFailed(ReportsError):
    """Only a failed report can be tried again; this one has moved on."""


class SubjectMissing(ReportsError):
    """What the report shall be about is not there, or nobody is through whose eyes it could be made."""


class ReportNotWaiting(ReportsError):
    """Only a report that waits or is being made can be called off; this one has moved on."""


class LogoRefused(ReportsError):
    """The image cannot be a logo; its text says why."""


class DesignRefused(ReportsError):
    """A template or a schedule cannot be so; `field` is the one at fault."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


class UnreadableFacts(ReportsError):
    """Stored or uploaded facts are not those that this version of the product keeps."""


class NoReport(ReportsError):
    """The file is no report that could be held against a project; its text says why."""


class TypesettingFailed(ReportsError):
    """The document could not be set: the template and the facts do not fit. The cause is in `detail`, for the log."""

    def __init__(self, message: str, detail: str = "") -> None:
        super().__init__(message)
        self.detail = detail


class TypesettingTooLong(TypesettingFailed):
    """Setting took more than its time limit."""


class TypesettingTooLarge(TypesettingFailed):
    """Setting took more than its memory limit."""

"""Everything that people change in this room, by subject."""

from reports.services.requests import MOST_WAITING, Wishes, cancel_report, request_report, retry_report

__all__ = ["MOST_WAITING", "Wishes", "cancel_report", "request_report", "retry_report"]

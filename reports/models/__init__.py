"""Reports, how an organisation wants them to look, and when they are made by the clock."""

from reports.models.design import Branding, ReportTemplate
from reports.models.reports import Report, generated_name
from reports.models.schedules import ReportSchedule

__all__ = ["Branding", "Report", "ReportSchedule", "ReportTemplate", "generated_name"]

"""One of everything this room's addresses name."""

from dataclasses import replace
from datetime import time

from reports.kinds import PORTFOLIO
from reports.making import make
from reports.models import ReportTemplate
from reports.services import request_report
from reports.services.branding import Look, change_branding
from reports.services.schedules import Plan, add_schedule
from reports.services.templates import Layout, add_template
from tests.reports.brand.images import png
from workspaces.models import Project, User

SITE = "http://testserver/"


def furnish(project: Project, actor: User, canary: str) -> dict[str, object]:
    """A finished dossier and portfolio; what people wrote in other rooms, and so the canary, stands in their facts."""
    look = Look("#7a1f5c", f"Footer {canary}", f"Mark {canary}", f"Logo {canary}")
    change_branding(project.organisation, look, upload=png(), actor=actor)
    layout = Layout(f"Template {canary}", ["summary"], "a4", "en")
    template: ReportTemplate = add_template(project.organisation, "dossier", layout, actor=actor)
    plan = Plan(
        "dossier", template.name, template.sections, "a4", "en", "week", 0, None, time(7), "Europe/Berlin", [actor]
    )
    schedule = add_schedule(project, plan, site=SITE, actor=actor)
    report = request_report(project, kind="dossier", actor=actor)
    make(report.pk)
    portfolio = request_report(project.organisation, kind=PORTFOLIO, actor=actor)
    make(portfolio.pk)
    clock = add_schedule(project.organisation, replace(plan, kind=PORTFOLIO, sections=[]), site=SITE, actor=actor)
    return {
        "report": report.pk,
        "portfolio": portfolio.pk,
        "portfolio_schedule": clock.pk,
        "ending": "xlsx",
        "report_template": template.pk,
        "report_schedule": schedule.pk,
    }

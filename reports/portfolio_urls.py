"""Addresses of an organisation's portfolios."""

from django.urls import path

from reports.views import portfolio

app_name = "portfolio_reports"

urlpatterns = [
    path("", portfolio.index, name="index"),
    path("preview/", portfolio.preview, name="preview"),
    path("new/", portfolio.report_create, name="report_create"),
    path("check/", portfolio.check, name="check"),
    path("<int:portfolio>/", portfolio.report_detail, name="report_detail"),
    path("<int:portfolio>/file/", portfolio.download, name="download"),
    path("<int:portfolio>/file/<slug:ending>/", portfolio.download_as, name="download_as"),
    path("<int:portfolio>/cancel/", portfolio.cancel, name="cancel"),
    path("<int:portfolio>/retry/", portfolio.retry, name="retry"),
    path("<int:portfolio>/delete/", portfolio.delete, name="delete"),
    path("schedules/", portfolio.schedule_list, name="schedule_list"),
    path("schedules/new/", portfolio.schedule_create, name="schedule_create"),
    path("schedules/<int:portfolio_schedule>/pause/", portfolio.schedule_pause, name="schedule_pause"),
    path("schedules/<int:portfolio_schedule>/resume/", portfolio.schedule_resume, name="schedule_resume"),
    path("schedules/<int:portfolio_schedule>/delete/", portfolio.schedule_delete, name="schedule_delete"),
]

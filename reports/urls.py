"""Addresses of this room, inside a project."""

from django.urls import path

from reports.views import files, reports, schedules

app_name = "reports"

urlpatterns = [
    path("", reports.index, name="index"),
    path("preview/", reports.preview, name="preview"),
    path("new/", reports.report_create, name="report_create"),
    path("check/", reports.check, name="check"),
    path("<int:report>/", reports.report_detail, name="report_detail"),
    path("<int:report>/file/", files.download, name="download"),
    path("<int:report>/file/<slug:ending>/", files.download_as, name="download_as"),
    path("<int:report>/cancel/", reports.cancel, name="cancel"),
    path("<int:report>/retry/", reports.retry, name="retry"),
    path("<int:report>/delete/", reports.delete, name="delete"),
    path("schedules/", schedules.schedule_list, name="schedule_list"),
    path("schedules/new/", schedules.schedule_create, name="schedule_create"),
    path("schedules/<int:report_schedule>/pause/", schedules.schedule_pause, name="schedule_pause"),
    path("schedules/<int:report_schedule>/resume/", schedules.schedule_resume, name="schedule_resume"),
    path("schedules/<int:report_schedule>/delete/", schedules.schedule_delete, name="schedule_delete"),
]

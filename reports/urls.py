"""Addresses of this room, inside a project."""

from django.urls import path

from reports.views import files, reports

app_name = "reports"

urlpatterns = [
    path("", reports.index, name="index"),
    path("preview/", reports.preview, name="preview"),
    path("new/", reports.report_create, name="report_create"),
    path("check/", reports.check, name="check"),
    path("<int:report>/", reports.report_detail, name="report_detail"),
    path("<int:report>/file/", files.download, name="download"),
    path("<int:report>/file/<slug:ending>/", files.download_as, name="download_as"),
    path("<int:report>/retry/", reports.retry, name="retry"),
    path("<int:report>/delete/", reports.delete, name="delete"),
]

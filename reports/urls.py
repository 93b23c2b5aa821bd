"""Addresses of this room, inside a project."""

from django.urls import path

from reports import views

app_name = "reports"

urlpatterns = [
    path("", views.index, name="index"),
    path("preview/", views.preview, name="preview"),
    path("new/", views.report_create, name="report_create"),
    path("check/", views.check, name="check"),
    path("<int:report>/", views.report_detail, name="report_detail"),
    path("<int:report>/file/", views.download, name="download"),
    path("<int:report>/retry/", views.retry, name="retry"),
    path("<int:report>/delete/", views.delete, name="delete"),
]

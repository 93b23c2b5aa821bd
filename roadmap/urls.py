"""Addresses of the roadmap, inside a project."""

from django.urls import path

from roadmap import views

app_name = "roadmap"

urlpatterns = [
    path("", views.index, name="index"),
    path("start/", views.start, name="start"),
    path("export.csv", views.export, name="export"),
    path("phases/<int:phase>/", views.phase_detail, name="phase_detail"),
    path("phases/<int:phase>/plan/", views.phase_plan, name="phase_plan"),
    path("criteria/<int:criterion>/", views.criterion_detail, name="criterion_detail"),
    path("criteria/<int:criterion>/status/", views.criterion_status, name="criterion_status"),
]

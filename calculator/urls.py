"""Addresses of this room, inside a project."""

from django.urls import path

from calculator import quick_views, views

app_name = "calculator"

urlpatterns = [
    path("", views.index, name="index"),
    path("quick/", quick_views.quick, name="quick"),
    path("quick/save/", quick_views.quick_save, name="quick_save"),
    path("new/", views.scenario_create, name="scenario_create"),
    path("<int:scenario>/", views.scenario_detail, name="scenario_detail"),
    path("<int:scenario>/edit/", quick_views.scenario_edit, name="scenario_edit"),
    path("<int:scenario>/edit/text/", views.scenario_edit_text, name="scenario_edit_text"),
    path("<int:scenario>/rename/", views.scenario_rename, name="scenario_rename"),
    path("<int:scenario>/delete/", views.scenario_delete, name="scenario_delete"),
    path("<int:scenario>/download/", views.scenario_download, name="scenario_download"),
]

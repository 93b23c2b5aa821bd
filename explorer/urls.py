"""Addresses of this room, inside a project."""

from django.urls import path

from explorer import views

app_name = "explorer"

urlpatterns = [
    path("", views.index, name="index"),
    path("pin/", views.pin, name="pin"),
    path("v/<str:label>/", views.version_detail, name="version_detail"),
    path("v/<str:label>/<str:identifier>/", views.section_detail, name="section_detail"),
]

"""Addresses of this room, inside an organisation."""

from django.urls import path

from reports.views import design

app_name = "report_design"

urlpatterns = [
    path("", design.design, name="design"),
    path("logo/", design.logo, name="logo"),
    path("logo/remove/", design.logo_remove, name="logo_remove"),
    path("templates/new/", design.template_create, name="template_create"),
    path("templates/<int:report_template>/", design.template_edit, name="template_edit"),
    path("templates/<int:report_template>/delete/", design.template_delete, name="template_delete"),
]

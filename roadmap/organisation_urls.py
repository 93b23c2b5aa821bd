"""Addresses of the roadmap that belong to an organisation."""

from django.urls import path

from roadmap.views import portfolio

app_name = "roadmap_organisation"

urlpatterns = [path("o/<slug:organisation>/portfolio/", portfolio.portfolio, name="portfolio")]

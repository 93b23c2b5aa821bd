"""All addresses: each room's module inside a project, and what stands outside of projects."""

from django.urls import include, path, re_path, register_converter

from alignment_app import api, health, views
from ui import errors
from workspaces.converters import ProjectPath

register_converter(ProjectPath, "project")

urlpatterns = [
    path("", views.home, name="home"),
    path("livez", health.livez, name="livez"),
    path("readyz", health.readyz, name="readyz"),
    path("theme/", views.theme, name="theme"),
    path("accounts/", include("alignment_app.account_urls")),
    path("calculator/", include("calculator.public_urls")),
    path("", include("explorer.public_urls")),
    path("", include("reports.public_urls")),
    path("", include("roadmap.organisation_urls")),
    path("p/<project:slug>/explore/", include("explorer.urls")),
    path("p/<project:slug>/calculator/", include("calculator.urls")),
    path("p/<project:slug>/roadmap/", include("roadmap.urls")),
    path("p/<project:slug>/evaluations/", include("evaluations.urls")),
    path("p/<project:slug>/reports/", include("reports.urls")),
    path("o/<slug:organisation>/reports/", include("reports.organisation_urls")),
    path("o/<slug:organisation>/reports/portfolio/", include("reports.portfolio_urls")),
    path("", include("workspaces.urls")),
    path("api/v1/", include(api.urlpatterns)),
    re_path(r"^api/", api.always_json(api.nothing_here), name="api_nothing_here"),
    re_path(r"^.*$", views.nothing_here, name="nothing_here"),
]

handler404 = errors.handler404
handler403 = errors.handler403
handler400 = errors.handler400
handler500 = errors.handler500

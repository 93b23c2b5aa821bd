"""Addresses of this room, inside a project."""

from django.urls import path

from evaluations.views import house_cases, overview, pilots, runs, suites

app_name = "evaluations"

urlpatterns = [
    path("", overview.index, name="index"),
    path("spec-map/", overview.spec_map, name="spec_map"),
    path("suites/starter/", suites.suite_starter, name="suite_starter"),
    path("suites/<int:suite>/", suites.suite_detail, name="suite_detail"),
    path("suites/<int:suite>/cases/<int:case>/", suites.case_detail, name="case_detail"),
    path("house-clauses/<slug:clause>/cases/new/", house_cases.house_case_create, name="house_case_create"),
    path("runs/new/", runs.run_create, name="run_create"),
    path("runs/<int:run>/", runs.run_detail, name="run_detail"),
    path("runs/<int:run>/cancel/", runs.run_cancel, name="run_cancel"),
    path("runs/<int:run>/samples/<int:sample>/", runs.sample_detail, name="sample_detail"),
    path("pilots/new/", pilots.pilot_create, name="pilot_create"),
    path("pilots/import/", pilots.pilot_import, name="pilot_import"),
    path("pilots/template.csv", pilots.pilot_template, name="pilot_template"),
]

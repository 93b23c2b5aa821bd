"""Addresses of this room, inside a project."""

from django.urls import path

from calculator import quick_views
from calculator.views import (
    actuals,
    baselines,
    compare,
    evidence,
    full,
    full_measurement,
    measurements,
    scenarios,
    versions,
)

app_name = "calculator"

urlpatterns = [
    path("", scenarios.index, name="index"),
    path("quick/", quick_views.quick, name="quick"),
    path("quick/save/", quick_views.quick_save, name="quick_save"),
    path("full/", full.full_create, name="full_create"),
    path("full/measurement/", full_measurement.full_create_measurement, name="full_create_measurement"),
    path("new/", scenarios.scenario_create, name="scenario_create"),
    path("compare/", compare.compare, name="compare"),
    path("baseline/", baselines.baseline, name="baseline"),
    path("evidence/", evidence.evidence, name="evidence"),
    path("<int:scenario>/", scenarios.scenario_detail, name="scenario_detail"),
    path("<int:scenario>/edit/", quick_views.scenario_edit, name="scenario_edit"),
    path("<int:scenario>/full/", full.full_edit, name="full_edit"),
    path("<int:scenario>/full/measurement/", full_measurement.full_edit_measurement, name="full_edit_measurement"),
    path("<int:scenario>/edit/text/", scenarios.scenario_edit_text, name="scenario_edit_text"),
    path("<int:scenario>/rename/", scenarios.scenario_rename, name="scenario_rename"),
    path("<int:scenario>/duplicate/", scenarios.scenario_duplicate, name="scenario_duplicate"),
    path("<int:scenario>/delete/", scenarios.scenario_delete, name="scenario_delete"),
    path("<int:scenario>/download/", versions.scenario_download, name="scenario_download"),
    path("<int:scenario>/download/xlsx/", versions.scenario_workbook, name="scenario_workbook"),
    path("<int:scenario>/measurements/", measurements.measurement_link, name="measurement_link"),
    path("<int:scenario>/measurements/unlink/", measurements.measurement_unlink, name="measurement_unlink"),
    path("<int:scenario>/actuals/", actuals.actuals, name="actuals"),
    path("<int:scenario>/actuals/begin/", actuals.actuals_begin, name="actuals_begin"),
    path("<int:scenario>/actuals/import/", actuals.actuals_import, name="actuals_import"),
    path("<int:scenario>/actuals/template.csv", actuals.actuals_template, name="actuals_template"),
    path("<int:scenario>/actuals/<int:month>/", actuals.actuals_month, name="actuals_month"),
    path("<int:scenario>/versions/", versions.scenario_history, name="scenario_history"),
    path("<int:scenario>/versions/<int:number>/", versions.scenario_version, name="scenario_version"),
    path("<int:scenario>/versions/<int:number>/restore/", versions.version_restore, name="version_restore"),
    path("<int:scenario>/versions/<int:number>/freeze/", baselines.version_freeze, name="version_freeze"),
    path("<int:scenario>/versions/<int:number>/download/", versions.version_download, name="version_download"),
    path("<int:scenario>/versions/<int:number>/download/xlsx/", versions.version_workbook, name="version_workbook"),
]

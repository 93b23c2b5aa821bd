"""Addresses of the roadmap, inside a project."""

from django.urls import path

from roadmap.views import criteria, evidence, phases, responsibilities, waivers, words

app_name = "roadmap"

urlpatterns = [
    path("", phases.index, name="index"),
    path("start/", phases.start, name="start"),
    path("export.csv", phases.export, name="export"),
    path("phases/<int:phase>/", phases.phase_detail, name="phase_detail"),
    path("phases/<int:phase>/plan/", phases.phase_plan, name="phase_plan"),
    path("criteria/<int:criterion>/", criteria.criterion_detail, name="criterion_detail"),
    path("criteria/<int:criterion>/confirm/", words.criterion_confirm, name="criterion_confirm"),
    path("criteria/<int:criterion>/take-back/", words.criterion_take_back, name="criterion_take_back"),
    path("criteria/<int:criterion>/exclude/", words.criterion_exclude, name="criterion_exclude"),
    path("criteria/<int:criterion>/bring-back/", words.criterion_bring_back, name="criterion_bring_back"),
    path("criteria/<int:criterion>/waiver/", waivers.criterion_waiver, name="criterion_waiver"),
    path("criteria/<int:criterion>/waiver/decide/", waivers.criterion_waiver_decide, name="criterion_waiver_decide"),
    path("criteria/<int:criterion>/evidence/", evidence.evidence_use, name="evidence_use"),
    path("criteria/<int:criterion>/evidence/<int:use>/remove/", evidence.evidence_unuse, name="evidence_unuse"),
    path("evidence/", evidence.evidence_list, name="evidence_list"),
    path("evidence/new/", evidence.evidence_create, name="evidence_create"),
    path("evidence/<int:evidence>/", evidence.evidence_detail, name="evidence_detail"),
    path("evidence/<int:evidence>/version/", evidence.evidence_version, name="evidence_version"),
    path("evidence/<int:evidence>/supersede/", evidence.evidence_supersede, name="evidence_supersede"),
    path("evidence/<int:evidence>/<int:number>/file/", evidence.evidence_file, name="evidence_file"),
    path("evidence/<int:evidence>/<int:number>/picture/", evidence.evidence_picture, name="evidence_picture"),
    path("responsibilities/", responsibilities.responsibilities, name="responsibilities"),
    path(
        "responsibilities/<int:responsibility>/accept/",
        responsibilities.responsibility_accept,
        name="responsibility_accept",
    ),
    path("responsibilities/<int:responsibility>/end/", responsibilities.responsibility_end, name="responsibility_end"),
]

"""Addresses of this room, inside a project."""

from django.urls import path

from explorer.views import (
    chain,
    house,
    house_clauses,
    imports,
    known_violations,
    policy,
    presets,
    principles,
    rulings,
    sections,
    stances,
    topics,
    versions,
)

app_name = "explorer"

urlpatterns = [
    path("", topics.index, name="index"),
    path("topics/<slug:topic>/", topics.topic, name="topic"),
    path("principles/", principles.principle_list, name="principle_list"),
    path("pin/", principles.pin, name="pin"),
    path("versions/", versions.version_list, name="version_list"),
    path("compare/", versions.compare, name="compare"),
    path("import/", imports.spec_import, name="spec_import"),
    path("import/fetch/", imports.spec_fetch, name="spec_fetch"),
    path("import/<int:draft>/", imports.spec_draft, name="spec_draft"),
    path("import/<int:draft>/discard/", imports.spec_draft_discard, name="spec_draft_discard"),
    path("stance/", stances.stance_list, name="stance_list"),
    path("stance/policy.md", policy.house_policy, name="house_policy"),
    path("stance/preset/<str:preset>/", presets.stance_preset, name="stance_preset"),
    path("stance/<str:identifier>/", stances.stance_detail, name="stance_detail"),
    path("stance/<str:identifier>/waiver/", stances.stance_waiver, name="stance_waiver"),
    path("stances/confirm/", stances.stance_confirm, name="stance_confirm"),
    path("stances/repin/", stances.stance_repin, name="stance_repin"),
    path("house/", house.house_rules, name="house_rules"),
    path("house-clauses/new/", house_clauses.house_clause_create, name="house_clause_create"),
    path("house-clauses/<slug:clause>/", house_clauses.house_clause_detail, name="house_clause_detail"),
    path("house-clauses/<slug:clause>/change/", house_clauses.house_clause_change, name="house_clause_change"),
    path("house-clauses/<slug:clause>/retire/", house_clauses.house_clause_retire, name="house_clause_retire"),
    path("rulings/", rulings.ruling_list, name="ruling_list"),
    path("rulings/new/", rulings.ruling_create, name="ruling_create"),
    path("rulings/<int:ruling>/", rulings.ruling_detail, name="ruling_detail"),
    path("rulings/<int:ruling>/change/", rulings.ruling_change, name="ruling_change"),
    path("rulings/<int:ruling>/confirm/", rulings.ruling_confirm, name="ruling_confirm"),
    path("rulings/<int:ruling>/withdraw/", rulings.ruling_withdraw, name="ruling_withdraw"),
    path("known-violations/", known_violations.known_violation_list, name="known_violation_list"),
    path("known-violations/new/", known_violations.known_violation_create, name="known_violation_create"),
    path("known-violations/<int:mark>/close/", known_violations.known_violation_close, name="known_violation_close"),
    path("chain-of-command/", chain.chain_of_command, name="chain_of_command"),
    path("v/<str:label>/", principles.version_detail, name="version_detail"),
    path("v/<str:label>/<str:identifier>/", sections.section_detail, name="section_detail"),
    path("v/<str:label>/<str:identifier>/history/", versions.section_history, name="section_history"),
]

"""The quick calculator outside of any project."""

from django.urls import path

from calculator import quick_views
from calculator.views import evidence

app_name = "calculator_public"

urlpatterns = [
    path("", quick_views.quick_public, name="quick"),
    path("carry/", quick_views.carry, name="carry"),
    path("evidence/", evidence.evidence_public, name="evidence"),
]

"""What this room shows to everybody, outside of any project."""

from django.urls import path

from reports.views import files

app_name = "reports_public"

urlpatterns = [path("schemas/report.schema.json", files.schema, name="schema")]

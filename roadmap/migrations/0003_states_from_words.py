"""Turns the states that were set by hand into words of people, and back.

Going back takes the state from the words in force; *ready*, which nobody says any more, comes from the history.
"""

from django.db import migrations
from django.db.models import Q

from typing import Any


def to_words(apps: Any, schema_editor: Any) -> None:
    criteria = apps.get_model("roadmap", "Criterion").objects
    confirmation, exclusion = apps.get_model("roadmap", "Confirmation"), apps.get_model("roadmap", "Exclusion")
    changes = apps.get_model("roadmap", "CriterionChange").objects
    for criterion in criteria.filter(status__in=["met", "not_applicable"]).order_by("pk").iterator():
        said = [
            change
            for change in changes.filter(criterion=criterion).order_by("-at", "-pk")
            if change.after.get("status") == criterion.status
        ]
        last = said[0] if said else None
        word = {
            "criterion": criterion,
            "actor_id": last.actor_id if last else None,
            "actor_name": last.actor_name if last else "",
            "at": last.at if last else criterion.updated_at,
        }
        if criterion.status == "met":
            confirmation.objects.create(**word)
        else:
            exclusion.objects.create(**word, reason=criterion.reason)


def to_status(apps: Any, schema_editor: Any) -> None:
    model = apps.get_model("roadmap", "Criterion")
    changes = apps.get_model("roadmap", "CriterionChange").objects
    for criterion in model.objects.order_by("pk").iterator():
        status, reason = "open", ""
        excluded = criterion.exclusions.filter(ended_at__isnull=True).first()
        if excluded is not None:
            status, reason = "not_applicable", excluded.reason
        elif criterion.confirmations.filter(ended_at__isnull=True).exists():
            status = "met"
        else:
            moved = [change for change in changes.filter(criterion=criterion).order_by("-at", "-pk") if "status" in change.after]
            if moved and moved[0].after["status"] == "ready":
                status = "ready"
        model.objects.filter(pk=criterion.pk).update(status=status, reason=reason)


class Migration(migrations.Migration):
    dependencies = [("roadmap", "0002_words_responsibilities_evidence")]

    operations = [migrations.RunPython(to_words, to_status)]

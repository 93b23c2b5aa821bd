"""Addresses of other systems that are told what happens in a project or in all of an organisation, and each message."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from workspaces.models.people import Organisation, Project, User
from workspaces.sealed import Belonging, SealedField


class Webhook(models.Model):
    """An address that receives the news of a project, or of all projects of an organisation, signed with a secret that
    is shown once."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="webhooks")
    # Empty where it is told of all projects.
    project = models.ForeignKey(Project, null=True, blank=True, on_delete=models.CASCADE, related_name="webhooks")
    name = models.CharField(max_length=120)
    url = models.CharField(max_length=500)
    secret = SealedField()
    secret_hint = models.CharField(max_length=4, blank=True)
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["project", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "name"], condition=Q(removed_at__isnull=True), name="one_webhook_per_name"
            ),
            models.UniqueConstraint(
                fields=["organisation", "name"],
                condition=Q(removed_at__isnull=True, project__isnull=True),
                name="one_webhook_per_name_in_organisation",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def belonging(self) -> Belonging:
        """What its secret is sealed for; needs the primary key."""
        return Belonging(self.organisation_id, f"webhook/{self.pk}/secret")


class Delivery(models.Model):
    """One message to one address: waiting, delivered, or given up with the reason."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        DELIVERED = "delivered", "Delivered"
        FAILED = "failed", "Given up"

    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries")
    identifier = models.UUIDField(default=uuid.uuid4, unique=True)
    key = models.CharField(max_length=200)
    payload = models.JSONField(default=dict)
    state = models.CharField(max_length=9, choices=State, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(default=timezone.now)
    said = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["next_try_at"], condition=Q(state="waiting"), name="deliveries_to_send"),
            models.Index(fields=["webhook", "-created_at"], name="deliveries_of_a_webhook"),
        ]
        constraints = [models.UniqueConstraint(fields=["webhook", "key"], name="one_delivery_per_state")]

    def __str__(self) -> str:
        return f"{self.key} to {self.webhook}"

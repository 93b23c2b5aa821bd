"""The audit trail: a chain of entries for each organisation."""

from django.db import models

from workspaces.models.people import Organisation, User


class AuditHead(models.Model):
    """The end of an organisation's chain; updating it is what serialises the writers."""

    organisation = models.OneToOneField(Organisation, on_delete=models.CASCADE, related_name="audit_head")
    sequence = models.PositiveBigIntegerField(default=0)
    mac = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.organisation} at {self.sequence}"


class AuditEntry(models.Model):
    """One change, chained by HMAC to the one before it. Triggers in the database refuse to change or delete it."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="audit_entries")
    sequence = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    actor = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    actor_name = models.CharField(max_length=260)
    action = models.CharField(max_length=60)
    target = models.CharField(max_length=200)
    details = models.JSONField(default=dict)
    mac = models.CharField(max_length=64)

    class Meta:
        ordering = ["organisation", "sequence"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "sequence"], name="one_audit_entry_per_sequence")
        ]

    def __str__(self) -> str:
        return f"{self.sequence} {self.action} {self.target}"

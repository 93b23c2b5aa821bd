"""Endpoints: the chat APIs that a run asks, and how workers share their limits."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone

MAX_CONCURRENCY = 200


class Endpoint(models.Model):
    """A chat API that a run asks. The simulated one has no address of its own: it is wherever it was started."""

    class Kind(models.TextChoices):
        SIMULATED = "simulated", "Simulated assistant"
        OPENAI = "openai", "OpenAI-compatible API"

    project = models.ForeignKey("workspaces.Project", on_delete=models.CASCADE, related_name="endpoints")
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=Kind)
    base_url = models.CharField(max_length=500, blank=True)
    model = models.CharField(max_length=200)
    concurrency = models.PositiveSmallIntegerField(
        default=10, validators=[MinValueValidator(1), MaxValueValidator(MAX_CONCURRENCY)]
    )
    # Set when the endpoint asks for a pause; no worker calls it before then.
    paused_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "name"], name="endpoint_name_unique_in_project"),
            models.CheckConstraint(condition=models.Q(kind__in=["simulated", "openai"]), name="endpoint_kind_known"),
            models.CheckConstraint(
                condition=models.Q(kind="simulated") | ~models.Q(base_url=""), name="endpoint_has_an_address"
            ),
            models.CheckConstraint(
                condition=models.Q(concurrency__gte=1, concurrency__lte=MAX_CONCURRENCY),
                name="endpoint_concurrency_in_range",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class EndpointShare(models.Model):
    """How many of an endpoint's parallel calls one worker holds, and until when; together they stay in its limit."""

    endpoint = models.ForeignKey(Endpoint, on_delete=models.CASCADE, related_name="shares")
    owner = models.CharField(max_length=100)
    slots = models.PositiveSmallIntegerField()
    leased_until = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["endpoint", "owner"], name="one_share_per_worker")]

    def __str__(self) -> str:
        return f"{self.slots} of {self.endpoint} held by {self.owner}"

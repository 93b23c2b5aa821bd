"""How many calls and tokens an endpoint still takes this minute, kept in one row for all workers."""

from django.db import models
from django.utils import timezone

from evaluations.models.endpoints import Endpoint


class EndpointPace(models.Model):
    """The level of an endpoint's two buckets as it was at ``measured_at``; ``turn`` counts the changes."""

    endpoint = models.OneToOneField(Endpoint, on_delete=models.CASCADE, primary_key=True, related_name="pace")
    calls = models.FloatField()
    tokens = models.FloatField()
    measured_at = models.DateTimeField(default=timezone.now)
    turn = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.calls:.1f} calls and {self.tokens:.0f} tokens left of {self.endpoint_id}"

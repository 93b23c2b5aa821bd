"""Endpoints: the chat APIs that a run asks, answers that were recorded elsewhere, and how workers share the limits."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone

from evaluations.endpoints.chat_client import MAX_TOKENS
from evaluations.endpoints.chat_roles import Roles
from workspaces.sealed import Belonging, SealBroken, Sealed, SealedField, hint_of

MAX_CONCURRENCY = 200
MAX_DEADLINE = 600
CURRENCIES = ("USD", "EUR", "GBP", "CHF")
CASE_KEY_LENGTH = 100


class EndpointQuerySet(models.QuerySet["Endpoint"]):
    def in_use(self) -> "EndpointQuerySet":
        return self.filter(archived_at__isnull=True)


class Endpoint(models.Model):
    """Where a run's answers come from: a chat API, the scripted assistant (wherever it was started), or a record.

    The key and the values of the extra headers are sealed for this row; only ``services.endpoints`` and what calls the
    endpoint open them.
    """

    class Kind(models.TextChoices):
        SIMULATED = "simulated", "Simulated assistant"
        OPENAI = "openai", "OpenAI-compatible API"
        RECORDED = "recorded", "Recorded responses"

    class LengthParameter(models.TextChoices):
        MAX_TOKENS = MAX_TOKENS, "max_tokens"
        MAX_COMPLETION_TOKENS = "max_completion_tokens", "max_completion_tokens"

    ROLES = [
        (Roles.AS_THEY_ARE.value, "As they are"),
        (Roles.DEVELOPER_AS_SYSTEM.value, "Developer messages as system messages"),
        (Roles.FOLDED.value, "Both before the first message of the user"),
    ]

    project = models.ForeignKey("workspaces.Project", on_delete=models.CASCADE, related_name="endpoints")
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=Kind)
    base_url = models.CharField(max_length=500, blank=True)
    model = models.CharField(max_length=200)
    api_key = SealedField()
    headers = SealedField()
    header_names = models.JSONField(default=list)
    parameters = models.JSONField(default=dict)
    roles = models.CharField(max_length=20, choices=ROLES, default=Roles.AS_THEY_ARE.value)
    length_parameter = models.CharField(
        max_length=30, choices=LengthParameter, default=LengthParameter.MAX_TOKENS.value
    )
    concurrency = models.PositiveSmallIntegerField(
        default=10, validators=[MinValueValidator(1), MaxValueValidator(MAX_CONCURRENCY)]
    )
    calls_per_minute = models.PositiveIntegerField(null=True, blank=True)
    tokens_per_minute = models.PositiveIntegerField(null=True, blank=True)
    deadline = models.PositiveSmallIntegerField(default=60)
    # For a million tokens; null where nobody said.
    price_in = models.DecimalField(max_digits=12, decimal_places=6, null=True, blank=True)
    price_out = models.DecimalField(max_digits=12, decimal_places=6, null=True, blank=True)
    currency = models.CharField(max_length=3, choices=[(name, name) for name in CURRENCIES], default="USD")
    # What the last test found, step by step; goes out of date with every change of the address, model or key.
    tested_at = models.DateTimeField(null=True, blank=True)
    test_steps = models.JSONField(default=list)
    # Set when the endpoint asks for a pause; no worker calls it before then.
    paused_until = models.DateTimeField(null=True, blank=True)
    # Counts the changes, so that of two people who change it at once the second is told.
    version = models.PositiveIntegerField(default=1)
    archived_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = EndpointQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "name"], name="endpoint_name_unique_in_project"),
            models.CheckConstraint(
                condition=models.Q(kind__in=["simulated", "openai", "recorded"]), name="endpoint_kind_known"
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=["simulated", "recorded"]) | ~models.Q(base_url=""),
                name="endpoint_has_an_address",
            ),
            models.CheckConstraint(
                condition=models.Q(concurrency__gte=1, concurrency__lte=MAX_CONCURRENCY),
                name="endpoint_concurrency_in_range",
            ),
            models.CheckConstraint(
                condition=models.Q(deadline__gte=1, deadline__lte=MAX_DEADLINE), name="endpoint_deadline_in_range"
            ),
            models.CheckConstraint(
                condition=(models.Q(calls_per_minute__isnull=True) | models.Q(calls_per_minute__gte=1))
                & (models.Q(tokens_per_minute__isnull=True) | models.Q(tokens_per_minute__gte=1)),
                name="endpoint_rates_let_something_through",
            ),
            models.CheckConstraint(
                condition=(models.Q(price_in__isnull=True) | models.Q(price_in__gte=0))
                & (models.Q(price_out__isnull=True) | models.Q(price_out__gte=0)),
                name="endpoint_prices_are_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_archived(self) -> bool:
        return self.archived_at is not None

    @property
    def has_priced_tokens(self) -> bool:
        return self.price_in is not None or self.price_out is not None

    @property
    def has_failed_its_test(self) -> bool:
        return any(step["state"] == "failed" for step in self.test_steps)

    def belonging(self, purpose: str) -> Belonging:
        """What a secret of this row is sealed for; the row has to be stored first."""
        return Belonging(self.project.organisation_id, f"endpoint/{self.pk}/{purpose}")

    @property
    def needs_its_key_again(self) -> bool:
        """Whether a secret of it no longer opens, because the key it was sealed with is gone."""
        return any(not _opens(sealed, self.belonging(purpose)) for purpose, sealed in self._secrets())

    @property
    def key_hint(self) -> str:
        """The last four characters of the key; empty for a short one, for none, and for one that does not open."""
        try:
            return hint_of(self.api_key.open(self.belonging("api_key")))
        except SealBroken:
            return ""

    def _secrets(self) -> tuple[tuple[str, Sealed], ...]:
        return ("api_key", self.api_key), ("headers", self.headers)


def _opens(sealed: Sealed, belonging: Belonging) -> bool:
    try:
        sealed.open(belonging)
    except SealBroken:
        return False
    return True


class RecordedResponse(models.Model):
    """An answer that was given elsewhere to a case, told by its key; ``epoch`` counts answers to the same case."""

    endpoint = models.ForeignKey(Endpoint, on_delete=models.CASCADE, related_name="recorded_responses")
    case_key = models.CharField(max_length=CASE_KEY_LENGTH)
    epoch = models.PositiveSmallIntegerField(default=1)
    text = models.TextField(blank=True)
    model = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["endpoint", "case_key", "epoch"], name="one_recorded_response_per_case_and_epoch"
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_key} × {self.epoch}"


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

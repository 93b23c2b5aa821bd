"""What people are told, stored first; when it is mailed to them; the letters; and the secret of a calendar."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from workspaces.models.people import Project, User


class NotificationKind(models.TextChoices):
    """What a notification is about; people choose for each when it is mailed to them."""

    MENTION = "mention", "Somebody mentions you"
    COMMENT = "comment", "A new comment where you took part"
    DECISION = "decision", "A decision on what you asked for"
    CRITERION = "criterion", "Criteria you own: ready, stale, due or overdue"
    WAIVER = "waiver", "Waivers that wait for your decision"
    GATE = "gate", "Gates that wait for you: to be asked for, or for your vote"
    CONDITION = "condition", "Conditions of an approval that are yours"
    REVIEW = "review", "Answers that wait for your rating"
    FAILURE = "failure", "Failing answers that nobody has looked at"
    ALARM = "alarm", "Alarms of scheduled runs"
    INCIDENT = "incident", "Incidents and risks you own"
    RESPONSIBILITY = "responsibility", "Responsibilities you were given"


class WhenSent(models.TextChoices):
    NOW = "now", "At once"
    DAILY = "daily", "Once a day"
    WEEKLY = "weekly", "Once a week"
    NEVER = "never", "Not by e-mail"


class Letter(models.Model):
    """One e-mail to one person: stored first, then sent; at most one for each of its slots, such as a day."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="letters")
    cadence = models.CharField(max_length=6, choices=WhenSent)
    slot = models.DateTimeField()
    created_at = models.DateTimeField(default=timezone.now)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    said = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["person", "-slot"]
        constraints = [
            models.UniqueConstraint(fields=["person", "cadence", "slot"], name="one_letter_per_person_and_slot")
        ]

    def __str__(self) -> str:
        return f"{self.cadence} to {self.person} at {self.slot:%Y-%m-%d %H:%M}"


class Notification(models.Model):
    """One thing a person is told. ``key`` names the state it follows from: the same state is told once."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notifications")
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="notifications")
    kind = models.CharField(max_length=14, choices=NotificationKind)
    text = models.CharField(max_length=300)
    url = models.CharField(max_length=500)
    key = models.CharField(max_length=200)
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)
    letter = models.ForeignKey(Letter, null=True, blank=True, on_delete=models.SET_NULL, related_name="notifications")

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["person", "-created_at"], name="notifications_of_a_person"),
            models.Index(fields=["person"], condition=Q(read_at__isnull=True), name="notifications_not_read"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["person", "project", "key"], name="one_notification_per_state"),
            models.CheckConstraint(condition=Q(kind__in=NotificationKind.values), name="notification_kind_is_known"),
        ]

    def __str__(self) -> str:
        return self.text


class LetterPreference(models.Model):
    """When a person wants notifications of a kind by e-mail, where that is not the kind's own default."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="letter_preferences")
    kind = models.CharField(max_length=14, choices=NotificationKind)
    when = models.CharField(max_length=6, choices=WhenSent)

    class Meta:
        ordering = ["person", "kind"]
        constraints = [models.UniqueConstraint(fields=["person", "kind"], name="one_preference_per_kind")]

    def __str__(self) -> str:
        return f"{self.person}: {self.kind} {self.when}"


class CalendarFeed(models.Model):
    """The secret address of a person's calendar. Only the token's SHA-256 is kept; making a new one ends the old."""

    person = models.OneToOneField(User, on_delete=models.CASCADE, related_name="calendar_feed")
    token_sha256 = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"calendar of {self.person}"

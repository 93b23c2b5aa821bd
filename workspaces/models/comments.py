"""What people say about a criterion, a run, an answer or a scenario, and whom they call to it."""

from django.db import models
from django.utils import timezone

from workspaces.models.people import Project, User


class Comment(models.Model):
    """One remark. ``subject`` names what it is about, as ``criterion:P1.2``; the room that owns it knows the rest.

    What it said before it was edited stays in its versions; what was withdrawn stays too, and is shown to nobody.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="comments")
    subject = models.CharField(max_length=240)
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    created_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)
    edited_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["created_at", "pk"]
        indexes = [models.Index(fields=["project", "subject", "created_at"], name="comments_on_a_subject")]

    def __str__(self) -> str:
        return f"on {self.subject}"


class CommentVersion(models.Model):
    """What a comment said before an edit."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    text = models.TextField()
    replaced_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["comment", "number"]
        constraints = [models.UniqueConstraint(fields=["comment", "number"], name="one_comment_version_per_number")]

    def __str__(self) -> str:
        return f"version {self.number} of {self.comment_id}"


class Mention(models.Model):
    """A member who is called to a comment."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="mentions")
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")

    class Meta:
        ordering = ["comment", "person__name", "pk"]
        constraints = [models.UniqueConstraint(fields=["comment", "person"], name="one_mention_per_person")]

    def __str__(self) -> str:
        return f"{self.person} in {self.comment_id}"

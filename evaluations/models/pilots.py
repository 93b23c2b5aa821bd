"""What stands behind a recorded run, and whether it may price the business case."""

from django.db import models

from evaluations.models.runs import Run


class Pilot(models.Model):
    """What stands behind a recorded run: when, with whom and by whom it was measured.

    `from_traffic` says that its conversations were drawn from real ones and not written for a test, with who drew them
    and how; only then may it price the business case (`traffic.py`). The four counts say how often a grader that is not
    a person recognised responses that were known to be good or bad.
    """

    class Grader(models.TextChoices):
        PEOPLE = "people", "People"
        RULES = "rules", "Rules"
        JUDGE = "judge", "A judge model"

    run = models.OneToOneField(Run, on_delete=models.CASCADE, related_name="pilot")
    began_on = models.DateField()
    ended_on = models.DateField()
    scope = models.TextField(blank=True)
    population = models.TextField()
    conducted_by = models.CharField(max_length=200)
    notes = models.TextField(blank=True)
    from_traffic = models.BooleanField(default=False)
    drawn_by = models.CharField(max_length=200, blank=True)
    drawn_how = models.TextField(blank=True)
    graded_by = models.CharField(max_length=6, choices=Grader, default=Grader.PEOPLE)
    bad_shown = models.PositiveIntegerField(null=True, blank=True)
    bad_recognised = models.PositiveIntegerField(null=True, blank=True)
    good_shown = models.PositiveIntegerField(null=True, blank=True)
    good_recognised = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(began_on__lte=models.F("ended_on")), name="pilot_ends_after_start"
            ),
            models.CheckConstraint(
                condition=models.Q(from_traffic=False) | ~models.Q(drawn_by="") & ~models.Q(drawn_how=""),
                name="traffic_pilot_says_how_drawn",
            ),
            models.CheckConstraint(
                condition=models.Q(graded_by__in=["people", "rules", "judge"]), name="pilot_grader_known"
            ),
            models.CheckConstraint(
                condition=models.Q(
                    bad_shown__isnull=True,
                    bad_recognised__isnull=True,
                    good_shown__isnull=True,
                    good_recognised__isnull=True,
                )
                | models.Q(
                    bad_shown__gte=1,
                    bad_recognised__isnull=False,
                    bad_recognised__lte=models.F("bad_shown"),
                    good_shown__gte=1,
                    good_recognised__isnull=False,
                    good_recognised__lte=models.F("good_shown"),
                    bad_shown__isnull=False,
                    good_shown__isnull=False,
                )
                & ~models.Q(graded_by="people"),
                name="pilot_calibration_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.began_on} to {self.ended_on}"

"""What values may be given to people, days and texts of the roadmap, and how the history writes them."""

from datetime import date, timedelta

from django.utils import timezone

from workspaces.models import Membership, Project, User

EARLIEST_DAY = date(2020, 1, 1)
FURTHEST_AHEAD = timedelta(days=3653)
LONGEST_NOTE = 4000
LONGEST_REASON = 2000


def foreign_owner(project: Project, owner: User | None) -> dict[str, str]:
    if owner is None or Membership.objects.filter(organisation=project.organisation_id, user=owner).exists():
        return {}
    return {"owner": f"Choose somebody who belongs to {project.organisation.name}."}


def latest_day() -> date:
    return timezone.localdate() + FURTHEST_AHEAD


def odd_day(field: str, day: date | None) -> dict[str, str]:
    if day is None or EARLIEST_DAY <= day <= latest_day():
        return {}
    return {field: f"Choose a day from {EARLIEST_DAY.isoformat()} to {latest_day().isoformat()}."}


def odd_text(field: str, text: str, longest: int) -> dict[str, str]:
    if len(text) > longest:
        return {field: f"At most {longest} characters; this has {len(text)}."}
    if "\0" in text or any(0xD800 <= ord(character) <= 0xDFFF for character in text):
        return {field: "Contains a character that is not valid text."}
    return {}


def written(value: User | date | str | None) -> str:
    """A value as the history keeps it: readable after a person has left."""
    if isinstance(value, User):
        return value.name
    if isinstance(value, date):
        return value.isoformat()
    return value or ""

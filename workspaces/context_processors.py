"""What the frame needs on every page."""

from django.http import HttpRequest


def frame(request: HttpRequest) -> dict[str, object]:
    """No project unless the view gives one; keeps ``project`` defined for the frame's templates."""
    return {"project": None}

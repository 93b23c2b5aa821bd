"""What every page's frame needs and no room owns."""

from django.http import HttpRequest

THEMES = {"light", "dark"}


def theme(request: HttpRequest) -> dict[str, str]:
    """The chosen theme, or none: then the system's setting decides."""
    chosen = request.COOKIES.get("theme", "")
    return {"theme": chosen if chosen in THEMES else ""}

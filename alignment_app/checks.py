"""System checks of our own."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register


@register(Tags.security, deploy=True)
def cache_is_shared(app_configs: Any, **_: Any) -> list[CheckMessage]:
    """Rate limits count in the cache: with one per process each process would allow the whole limit."""
    backend = settings.CACHES["default"]["BACKEND"]
    if backend.endswith(("LocMemCache", "DummyCache")):
        return [Error("The cache is not shared between processes, so rate limits do not hold.", id="plumbline.E001")]
    return []

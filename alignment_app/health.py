"""Whether the process lives, and whether it can serve."""

import shutil
from collections.abc import Callable, Mapping

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

LEAST_FREE_BYTES = 50 * 1024 * 1024


@never_cache
@require_safe
@login_not_required
def livez(request: HttpRequest) -> JsonResponse:
    """The process answers; nothing else is asked."""
    return JsonResponse({"alive": True})


@never_cache
@require_safe
@login_not_required
def readyz(request: HttpRequest) -> JsonResponse:
    """Everything a request needs, each with a word; 503 when one is missing. Says no secret and no address."""
    found = told_by(PROBES)
    ready = all(word == "ok" for word in found.values())
    return JsonResponse({"ready": ready, "checks": found}, status=200 if ready else 503)


def told_by(probes: Mapping[str, Callable[[], str]]) -> dict[str, str]:
    """What each probe says: *ok*, or in a word what is wrong."""
    return {name: _tried(probe) for name, probe in probes.items()}


def _tried(probe: Callable[[], str]) -> str:
    try:
        return probe()
    except Exception as error:
        return f"failed: {type(error).__name__}"


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return "ok"


def _migrations() -> str:
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return "ok" if not waiting else f"{len(waiting)} migrations are waiting"


def _cache() -> str:
    cache.set("readyz", "ok", 10)
    return "ok" if cache.get("readyz") == "ok" else "failed: not read back"


def _disk() -> str:
    free = shutil.disk_usage(settings.DATA_DIR).free
    return "ok" if free >= LEAST_FREE_BYTES else "less than 50 MB free"


PROBES: Mapping[str, Callable[[], str]] = {
    "database": _database,
    "migrations": _migrations,
    "cache": _cache,
    "disk": _disk,
}

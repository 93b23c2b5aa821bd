"""What this room does when something happens elsewhere: a database was migrated, a project was made."""

from __future__ import annotations

from typing import Any

from django.db import connections
from django.db.migrations.loader import MigrationLoader

from explorer import selectors, services
from workspaces.models import Project, User


def load_after_migration(*, using: str, **kwargs: Any) -> None:
    """Keeps the catalogue in every migrated database; a database on the way to an older state is left alone."""
    if using != "default":
        return
    loader = MigrationLoader(connections[using])
    if all(node in loader.applied_migrations for node in loader.graph.nodes if node[0] == "explorer"):
        services.load_catalogue()


def pin_newest(*, project: Project, actor: User | None, **kwargs: Any) -> None:
    """A new project works with the newest version there is."""
    version = selectors.newest_version(project) or services.load_catalogue()
    services.pin_version(project, version, actor)

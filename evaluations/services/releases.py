"""Changes to releases: made, described once, and followed through their days in use."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from evaluations.errors import ReleaseRefused
from evaluations.models import Release
from explorer.typed_text import on_one_line
from workspaces import audit
from workspaces.canonical import sha256_of
from workspaces.models import Project, User


@dataclass(frozen=True)
class Content:
    """What an assistant consists of in one release; the hash over it is what tells two releases apart."""

    model: str = ""
    system_prompt: str = ""
    tools: Sequence[Any] = ()
    retrieval: str = ""
    settings: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return {
            "model": self.model,
            "system_prompt": self.system_prompt,
            "tools": list(self.tools),
            "retrieval": self.retrieval,
            "settings": dict(self.settings),
        }

    @property
    def sha256(self) -> str:
        return sha256_of(self.as_json())

    @property
    def is_empty(self) -> bool:
        return not any(self.as_json().values())


@dataclass(frozen=True)
class Deployment:
    """When a release was in use, for how many conversations a month, and what else is worth knowing."""

    deployed_on: date | None = None
    retired_on: date | None = None
    monthly_volume: int | None = None
    note: str = ""


def add_release(
    project: Project, actor: User | None, name: str, content: Content, deployment: Deployment | None = None
) -> Release:
    """Stores a release. Without content it is only a name, which can be described later.

    Raises:
        ReleaseRefused: the name is missing or taken, or the dates contradict each other.
    """
    name, deployment = on_one_line(name), deployment or Deployment()
    _check(name, deployment)
    with _name_is_free(), transaction.atomic():
        release = Release.objects.create(
            project=project, name=name, created_by=actor, **_stored(content), **asdict(deployment)
        )
        _record(release, actor, "release.added", project)
    return release


def describe_release(release: Release, actor: User | None, content: Content) -> None:
    """Says what stands behind a release that so far is only a name; once it is said it never changes.

    Raises:
        ReleaseRefused: it has been described already, or nothing was said.
    """
    if content.is_empty:
        raise ReleaseRefused({"model": "Say at least which model it is."})
    with transaction.atomic():
        if not Release.objects.filter(pk=release.pk, content_sha256="").update(**_stored(content)):
            raise ReleaseRefused({"": "This release has been described already. A change is a release of its own."})
        release.refresh_from_db()
        _record(release, actor, "release.described", release.project)


def deploy_release(
    release: Release, actor: User | None, deployment: Deployment, content: Content | None = None
) -> None:
    """Stores when and how much a release is used; with ``content`` also what it is, where that was not said yet.

    Raises:
        ReleaseRefused: the dates contradict each other, or it has been described already. Nothing is stored then.
    """
    _check(release.name, deployment)
    with transaction.atomic():
        if content is not None:
            describe_release(release, actor, content)
        Release.objects.filter(pk=release.pk).update(**asdict(deployment))
        audit.record(release.project.organisation, actor, "release.deployed", release, **asdict(deployment))


def release_named(project: Project, name: str, actor: User | None) -> Release:
    """The project's release of that name; a name that nobody has used yet becomes one. Called inside a transaction."""
    release, made = Release.objects.get_or_create(
        project=project, name=on_one_line(name), defaults={"created_by": actor}
    )
    if made:
        _record(release, actor, "release.added", project)
    return release


def _stored(content: Content) -> dict[str, Any]:
    return {**content.as_json(), "content_sha256": "" if content.is_empty else content.sha256}


def _record(release: Release, actor: User | None, action: str, project: Project) -> None:
    audit.record(project.organisation, actor, action, release, name=release.name, sha256=release.content_sha256)


def _check(name: str, deployment: Deployment) -> None:
    problems = {}
    if not 0 < len(name) <= 80:
        problems["name"] = "Name the release in 1 to 80 characters."
    if deployment.retired_on is not None and deployment.deployed_on is None:
        problems["deployed_on"] = "It was retired, so say when it was deployed."
    elif deployment.retired_on and deployment.deployed_on and deployment.retired_on < deployment.deployed_on:
        problems["retired_on"] = "It was retired before it was deployed."
    if problems:
        raise ReleaseRefused(problems)


@contextmanager
def _name_is_free() -> Iterator[None]:
    try:
        yield
    except IntegrityError as error:
        if "unique" not in str(error).lower():
            raise
        raise ReleaseRefused({"name": "The project has a release of this name."}) from error

"""Releases: described once and never changed, bound to their runs by name, and compared part by part."""

from datetime import date
from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from evaluations import services
from evaluations.models import Release, Run
from evaluations.releases.comparison import compared, finding
from evaluations.services import Content, Deployment
from evaluations.services.releases import release_named
from tests.conftest import Cast
from tests.evaluations.conftest import Bench
from workspaces.models import AuditEntry

CONTENT = Content(
    model="model 4",
    system_prompt="Be brief. Say when you do not know.",
    tools=[{"name": "look_up"}],
    retrieval="Handbook of autumn",
    settings={"temperature": 0.2, "max_tokens": 600},
)


def content_with(**changes: object) -> Content:
    return Content(**{**CONTENT.__dict__, **changes})


@pytest.mark.django_db
def test_a_release_has_the_hash_of_its_content_and_of_nothing_else(cast: Cast) -> None:
    one = services.add_release(cast.project, cast.editor, "Release 4", CONTENT, Deployment(note="first"))
    same = services.add_release(cast.project, cast.editor, "Release 4b", CONTENT, Deployment(note="second"))
    other = services.add_release(cast.project, cast.editor, "Release 5", content_with(retrieval="Handbook of spring"))
    assert len(one.content_sha256) == 64
    assert one.content_sha256 == same.content_sha256 != other.content_sha256
    assert AuditEntry.objects.filter(action="release.added").count() == 3


@given(st.dictionaries(st.text(max_size=5), st.integers() | st.text(max_size=5), max_size=4))
def test_the_hash_does_not_depend_on_the_order_of_settings(settings: dict[str, object]) -> None:
    backwards = dict(reversed(settings.items()))
    assert content_with(settings=settings).sha256 == content_with(settings=backwards).sha256


@pytest.mark.parametrize("part", ["model", "system_prompt", "tools", "retrieval", "settings"])
def test_every_part_counts_in_the_hash(part: str) -> None:
    others: dict[str, object] = {"tools": [], "settings": {}}
    other = others.get(part, "something else")
    assert content_with(**{part: other}).sha256 != CONTENT.sha256


@pytest.mark.django_db
def test_a_name_is_taken_once_in_a_project_and_free_in_another(cast: Cast) -> None:
    services.add_release(cast.project, cast.editor, "Release 4", CONTENT)
    with pytest.raises(services.ReleaseRefused, match="of this name"):
        services.add_release(cast.project, cast.editor, " Release  4 ", CONTENT)
    assert services.add_release(cast.other_project, cast.stranger, "Release 4", CONTENT).pk
    for name in ("", "r" * 81):
        with pytest.raises(services.ReleaseRefused, match="1 to 80"):
            services.add_release(cast.project, cast.editor, name, CONTENT)


@pytest.mark.django_db
def test_a_run_binds_to_the_release_of_its_name_and_a_new_name_becomes_one(bench: Bench) -> None:
    described = services.add_release(bench.project, bench.cast.editor, "Release 4", CONTENT)
    assert bench.start(release=" Release 4 ").release_record == described
    bare = bench.start(release="Release 5").release_record
    assert bare is not None
    assert (bare.name, bare.is_described, bare.created_by) == ("Release 5", False, bench.cast.evaluator)
    assert bench.start(release="Release 5").release_record == bare
    assert Release.objects.count() == 2


@pytest.mark.django_db
def test_a_bare_release_is_described_once(cast: Cast) -> None:
    with transaction.atomic():
        bare = release_named(cast.project, "Release 5", cast.evaluator)
    with pytest.raises(services.ReleaseRefused, match="at least which model"):
        services.describe_release(bare, cast.editor, Content())
    services.deploy_release(bare, cast.editor, Deployment(monthly_volume=7), CONTENT)
    bare.refresh_from_db()
    assert (bare.content_sha256, bare.monthly_volume) == (CONTENT.sha256, 7)
    with pytest.raises(services.ReleaseRefused, match="described already"):
        services.deploy_release(bare, cast.editor, Deployment(monthly_volume=8), content_with(model="another"))
    bare.refresh_from_db()
    assert (bare.model, bare.monthly_volume) == ("model 4", 7)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("deployed", "retired", "field"),
    [(None, date(2026, 5, 1), "deployed_on"), (date(2026, 5, 2), date(2026, 5, 1), "retired_on")],
)
def test_dates_that_contradict_each_other_are_refused_by_service_and_database(
    cast: Cast, deployed: date | None, retired: date, field: str
) -> None:
    release = services.add_release(cast.project, cast.editor, "Release 4", CONTENT)
    with pytest.raises(services.ReleaseRefused) as refusal:
        services.deploy_release(release, cast.editor, Deployment(deployed, retired))
    assert set(refusal.value.problems) == {field}
    with pytest.raises(IntegrityError), transaction.atomic():
        Release.objects.filter(pk=release.pk).update(deployed_on=deployed, retired_on=retired)


@pytest.mark.django_db
def test_runs_of_before_get_a_release_that_is_only_a_name(bench: Bench) -> None:
    runs = [bench.start(release=name) for name in ("Release 4", "Release 4", "Release 5")]
    Run.objects.update(release_record=None)
    Release.objects.all().delete()
    migration = import_module("evaluations.migrations.0010_runs_name_their_releases")
    for _ in range(2):
        migration.name_releases(apps, None)
    named = dict(Run.objects.values_list("pk", "release_record__name"))
    assert named == {runs[0].pk: "Release 4", runs[1].pk: "Release 4", runs[2].pk: "Release 5"}
    assert Release.objects.count() == 2


def test_two_releases_are_compared_part_by_part() -> None:
    left = CONTENT.as_json()
    right = {
        **left,
        "system_prompt": "Be brief. Say it.",
        "settings": {"temperature": 0.7, "max_tokens": 600, "top_p": 1},
    }
    parts = {part.key: part for part in compared(left, right)}
    assert [key for key, part in parts.items() if part.differs] == ["system_prompt", "settings"]
    words = parts["system_prompt"].words
    assert "".join(run.text for run in words if run.kind != "removed") == "Be brief. Say it."
    assert "".join(run.text for run in words if run.kind != "added") == CONTENT.system_prompt
    values = {value.name: (value.left, value.right) for value in parts["settings"].values}
    assert values == {"temperature": ("0.2", "0.7"), "top_p": ("–", "1")}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "The same content"),
        ({"model": "m"}, "Model differs"),
        ({"tools": []}, "Tools differ"),
        ({"model": "m", "settings": {}}, "Model and settings differ"),
        ({"model": "m", "retrieval": "", "tools": []}, "Model, tools and retrieval differ"),
    ],
)
def test_the_title_says_what_differs(changes: dict[str, object], words: str) -> None:
    assert finding(compared(CONTENT.as_json(), {**CONTENT.as_json(), **changes})) == words


@given(st.text(max_size=40), st.text(max_size=40))
def test_no_letter_of_a_prompt_is_lost_in_a_comparison(old: str, new: str) -> None:
    left, right = ({**CONTENT.as_json(), "system_prompt": text} for text in (old, new))
    words = next(part for part in compared(left, right) if part.key == "system_prompt").words
    if old != new:
        assert "".join(run.text for run in words if run.kind != "added") == old
        assert "".join(run.text for run in words if run.kind != "removed") == new

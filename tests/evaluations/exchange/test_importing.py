"""What an import makes of principles, what it leaves when it fails, and that it counts like a recorded pilot."""

import io
from typing import Any
from unittest.mock import patch

import pytest

from evaluations import selectors
from evaluations.content import suite_sha256
from evaluations.errors import FileRefused
from evaluations.models import Case, ImportedLog, Run, Sample, Suite, Verdict
from evaluations.principles import principles_for
from evaluations.services import importing
from evaluations.services.importing import Wishes, import_log, read_log
from explorer.models import Prompt, Section
from explorer.selectors import version_for
from tests.conftest import Cast
from tests.evaluations.exchange.logs import PLENTY, as_json, inspect_log, inspect_sample
from workspaces.canonical import sha256_of
from workspaces.models import AuditEntry, Project

pytestmark = pytest.mark.django_db


def imported(project: Project, *samples: dict[str, Any], **wishes: Any) -> Run:
    file = io.BytesIO(as_json(inspect_log(*samples)))
    return import_log(project, None, file, file_name="log.json", wishes=Wishes(**wishes))[0]


def principles_in(run: Run) -> list[str]:
    return list(Sample.objects.filter(run=run).order_by("pk").values_list("principle", flat=True))


def test_a_footnote_id_leads_to_its_principle(cast: Cast) -> None:
    version = version_for(cast.project)
    section = Section.objects.get(version=version, identifier="be_clear")
    for position, footnote in enumerate(("sz123", "ab77", "zz9")):
        Prompt.objects.create(version=version, section=section, footnote=footnote, position=position)
    run = imported(
        cast.project,
        inspect_sample("sz123", metadata={}),
        inspect_sample("b", metadata={"footnote": "ab77"}),
        inspect_sample("c", metadata={"principle": "zz9"}),
        inspect_sample("d", metadata={}),
    )
    assert principles_in(run) == ["be_clear", "be_clear", "be_clear", importing.UNNAMED]


def test_a_mapping_outranks_the_metadata_and_may_only_name_principles(cast: Cast) -> None:
    samples = [inspect_sample("a"), inspect_sample("b", metadata={"principle": "x"}), inspect_sample("c", metadata={})]
    run = imported(cast.project, *samples, mapping={"do_not_lie": "be_clear", "x": "not-there", "": "be_warm"})
    assert principles_in(run) == ["be_clear", "x", "be_warm"]


def test_an_import_that_fails_in_the_middle_leaves_nothing(cast: Cast) -> None:
    before = AuditEntry.objects.count()
    with patch.object(Verdict.objects, "bulk_create", side_effect=MemoryError), pytest.raises(MemoryError):
        imported(cast.project, inspect_sample("a"))
    assert not any(model.objects.exists() for model in (Run, Suite, Case, Sample, Verdict, ImportedLog))
    assert AuditEntry.objects.count() == before


def test_a_log_without_a_sample_is_refused_with_its_status(cast: Cast) -> None:
    file = io.BytesIO(as_json(inspect_log(status="error", error={"message": "no key"})))
    with pytest.raises(FileRefused) as refused:
        read_log(cast.project, file, largest=PLENTY)
    assert "no key" in refused.value.faults[0].message


def test_a_thousand_samples_are_stored_with_few_queries(cast: Cast, django_assert_max_num_queries: Any) -> None:
    principles_for(cast.project)
    samples = [inspect_sample(number, epoch) for number in range(500) for epoch in (1, 2)]
    with django_assert_max_num_queries(100):
        run = imported(cast.project, *samples)
    summary = selectors.summary_of(run)
    assert (summary.numerator, summary.denominator, run.epochs) == (1000, 1000, 2)


def test_the_hash_of_a_suite_is_what_it_was_before_it_was_streamed(cast: Cast) -> None:
    run = imported(cast.project, inspect_sample("a"), inspect_sample("ü"))
    cases = list(Case.objects.filter(suite=run.suite).order_by("position"))
    names = ("key", "principle", "title", "kind", "expected", "messages", "rubric", "graders", "exemplars")
    assert suite_sha256(cases) == sha256_of([{name: getattr(case, name) for name in names} for case in cases])
    assert suite_sha256([]) == sha256_of([])


def test_a_log_of_last_year_does_not_look_newer_than_yesterdays_run(cast: Cast) -> None:
    spec = {"task": "desk", "model": "m", "created": "2025-03-04T05:06:07+00:00"}
    file = io.BytesIO(as_json(inspect_log(inspect_sample("a"), eval=spec)))
    run, _ = import_log(cast.project, None, file, file_name="x", wishes=Wishes())
    assert run.finished_at is not None
    assert run.finished_at.isoformat() == "2025-03-04T05:06:07+00:00"


def test_the_same_name_again_is_the_next_version_of_its_suite(cast: Cast) -> None:
    runs = [imported(cast.project, inspect_sample("a")) for _ in range(2)]
    assert [run.suite.version for run in runs if run.suite] == [1, 2]

"""Setting has a time limit and a memory limit, and says plainly which one ended it."""

import tempfile
from pathlib import Path

import pytest

from reports.errors import TypesettingFailed, TypesettingTooLarge, TypesettingTooLong
from reports.typesetting import typeset
from reports.wording import shown
from tests.reports import sample


def test_a_report_that_takes_too_long_is_stopped() -> None:
    with pytest.raises(TypesettingTooLong, match=r"more than 0\.005 seconds"):
        typeset(shown(sample.dossier()).as_context(), seconds=0.005)


def test_a_report_that_takes_too_much_memory_is_stopped() -> None:
    with pytest.raises(TypesettingTooLarge, match="memory"):
        typeset(shown(sample.dossier()).as_context(), memory_mb=100)


def test_a_kind_without_a_template_is_refused_by_name() -> None:
    with pytest.raises(TypesettingFailed, match="no report of the kind “poster”"):
        typeset({"kind": "poster"})


def test_facts_that_do_not_fit_the_template_fail_with_the_cause_for_the_log() -> None:
    context = shown(sample.empty()).as_context()
    del context["cover"]
    with pytest.raises(TypesettingFailed) as failure:
        typeset(context)
    assert "cover" in failure.value.detail
    assert "cover" not in str(failure.value)


def test_the_child_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    typeset(shown(sample.empty()).as_context())
    assert list(folder.iterdir()) == []

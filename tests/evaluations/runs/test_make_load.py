"""``manage.py make_load``."""

import json
from io import StringIO

import pytest
from django.core.management import call_command

from evaluations.models import Run
from evaluations.selectors import summary_of
from tests.conftest import Cast
from workspaces.models import Membership

pytestmark = pytest.mark.django_db


def made(*arguments: str) -> tuple[int, str]:
    out, err = StringIO(), StringIO()
    try:
        call_command("make_load", *arguments, stdout=out, stderr=err)
    except SystemExit as end:
        return int(str(end.code)), out.getvalue()
    return 0, out.getvalue()


def test_it_makes_projects_with_one_finished_run_each_that_is_marked_as_simulated(cast: Cast) -> None:
    code, out = made("--projects", "2", "--samples", "300", "--owner", cast.owner.email, "--json")
    told = json.loads(out)
    assert (code, told["samples"], len(told["projects"])) == (0, 600, 2)
    for run in Run.objects.filter(pk__in=told["runs"]):
        summary = summary_of(run)
        assert (run.state, run.simulated, summary.total, summary.pending) == ("completed", True, 300, 0)
        assert summary.errored
        assert summary.numerator < summary.denominator
    assert Membership.objects.filter(user=cast.owner, organisation__slug="load").exists()


def test_wrong_numbers_are_told_at_once_and_nothing_is_made() -> None:
    code, out = made("--projects", "0", "--samples", "-1", "--owner", "nobody@nowhere.example", "--json")
    assert code == 1
    assert [fault["field"] for fault in json.loads(out)["errors"]] == ["projects", "samples", "owner"]
    assert not Run.objects.exists()

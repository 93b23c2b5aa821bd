"""The stance beside a principle of any version."""

import re
from pathlib import Path

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory

from explorer.models import Section, SpecVersion
from explorer.selectors import outline_of
from explorer.services import decide_stance, pin_version
from explorer.stances.selectors import stance_panel, states_of
from tests.conftest import Cast
from tests.explorer.stances import cooking, fresh, newer_rules
from workspaces.models import Project, User

pytestmark = pytest.mark.django_db


def shown(project: Project, person: User, version: SpecVersion, identifier: str) -> str:
    section = Section.objects.get(version=version, identifier=identifier)
    request = RequestFactory().get("/")
    request.user = person
    context = {"project": project, "panel": stance_panel(project, section)}
    return " ".join(render_to_string("explorer/stance_panel.html", context, request).split())


def test_it_says_what_holds_and_leads_to_the_decision(cast: Cast, kitchen: SpecVersion) -> None:
    project = cooking(cast, kitchen)
    assert "Nobody has decided yet" in shown(project, cast.viewer, kitchen, "knives")
    assert ">Decide</a>" in shown(project, cast.editor, kitchen, "knives")
    decide_stance(project, cast.editor, "knives", "tightened", wording="Whet <daily>.", reason="Guests.")
    panel = shown(project, cast.viewer, kitchen, "knives")

    assert "Tightened" in panel
    assert "Whet &lt;daily&gt;." in panel
    assert re.search(r"Decided by Acme Editor on \d+ \w+ \d{4}, against 2026-01-05\.", panel)
    assert "Its decisions so far" in panel


def test_another_version_s_principle_shows_the_stance_of_the_version_in_use(
    cast: Cast, kitchen: SpecVersion, tmp_path: Path
) -> None:
    project, newer = cooking(cast, kitchen), newer_rules(tmp_path)
    decide_stance(project, cast.editor, "knives", "adopted")
    there = shown(fresh(project), cast.editor, newer, "knives")
    assert "the version shown here differs from it: reworded" in there
    assert "Stale" not in there
    assert "works with 2026-01-05, which does not have this principle" in shown(
        fresh(project), cast.editor, newer, "apron"
    )

    pin_version(project, newer, cast.owner)
    assert "reworded since" in shown(fresh(project), cast.editor, newer, "knives")
    assert "the version shown here differs" not in shown(fresh(project), cast.editor, newer, "knives")


def test_the_states_of_a_whole_version_take_one_query(
    cast: Cast, kitchen: SpecVersion, django_assert_num_queries: object
) -> None:
    project = cooking(cast, kitchen)
    decide_stance(project, cast.editor, "knives", "adopted")
    sections = outline_of(kitchen)
    with django_assert_num_queries(1):  # type: ignore[operator]
        states = states_of(project, sections)
    assert states == {"wash": "undecided", "taste": "undecided", "knives": "adopted"}

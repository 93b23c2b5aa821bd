"""The pages of releases: who may do what, what comes back, and how many queries a list takes."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from evaluations import services
from evaluations.models import Release
from evaluations.services import Content
from tests.conftest import Cast
from tests.evaluations.conftest import Bench
from tests.evaluations.test_pages import address, finished, text_of
from workspaces.models import User

pytestmark = pytest.mark.django_db
Clients = Callable[[User], Client]
SENT = {
    "name": "Release 5",
    "model": "model 5",
    "system_prompt": "Be brief.\r\nSay when you do not know.",
    "tools": '[{"name": "look_up"}]',
    "settings": '{"temperature": 0.2}',
    "deployed_on": "2026-05-01",
    "monthly_volume": "12500",
}


def test_an_empty_list_says_what_a_release_is_and_offers_the_first_one_to_editors(
    cast: Cast, client_for: Clients
) -> None:
    pages = {user: client_for(user).get(address(cast.project, "release_list")).content.decode() for user in cast}
    assert all("No release is written down yet" in page for page in pages.values())
    assert ["Write down the first release" in pages[user] for user in cast] == [True, True, False, False]


def test_editors_write_down_a_release_and_others_do_not(cast: Cast, client_for: Clients) -> None:
    url = address(cast.project, "release_create")
    for user, status in ((cast.viewer, 403), (cast.evaluator, 403), (cast.stranger, 404)):
        assert client_for(user).post(url, SENT).status_code == status
    response = client_for(cast.editor).post(url, SENT)
    release = Release.objects.get()
    assert (response.status_code, response.headers["Location"]) == (
        303,
        address(cast.project, "release_detail", release.pk),
    )
    assert (release.tools, release.settings, release.monthly_volume) == (
        [{"name": "look_up"}],
        {"temperature": 0.2},
        12500,
    )
    page = text_of(client_for(cast.viewer).get(response.headers["Location"]).content.decode())
    assert "Release 5 is in use since 1 May 2026" in page
    assert release.content_sha256 in page


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"name": ""}, "name", "required"),
        ({"name": "r" * 81}, "name", "80"),
        ({"name": "a\x00b"}, "name", "Null"),
        ({"tools": "{}"}, "tools", "must be a list"),
        ({"tools": "["}, "tools", "not JSON"),
        ({"settings": '{"a": NaN}'}, "settings", "NaN is no number"),
        ({"settings": '{"a": 1e999}'}, "settings", "too large"),
        ({"settings": '{"a": 1, "a": 2}'}, "settings", "occurs twice"),
        ({"settings": '{"a": "\\u0000"}'}, "settings", "not valid text"),
        ({"settings": '{"a": "\\ud800"}'}, "settings", "not valid text"),
        ({"settings": '{"a":' * 30 + "1" + "}" * 30}, "settings", "levels deep"),
        ({"tools": "[" * 40_000}, "tools", "levels deep"),
        ({"settings": "9" * 5000}, "settings", "cannot be taken"),
        ({"monthly_volume": "-1"}, "monthly_volume", "greater than or equal to 0"),
        ({"monthly_volume": "1e9"}, "monthly_volume", "whole number"),
        ({"deployed_on": "9999-12-31"}, "deployed_on", "Give a day from"),
        ({"deployed_on": "", "retired_on": "2026-05-01"}, "deployed_on", "say when it was deployed"),
        ({"retired_on": "2026-04-01"}, "retired_on", "before it was deployed"),
    ],
)
def test_what_cannot_be_taken_comes_back_with_the_reason_beside_it(
    cast: Cast, client_for: Clients, changes: dict[str, str], field: str, words: str
) -> None:
    response = client_for(cast.editor).post(address(cast.project, "release_create"), {**SENT, **changes})
    page = response.content.decode("utf-8", "replace")
    assert response.status_code == 422
    assert f'id="id_{field}_error"' in page
    assert words in page
    assert "Say when you do not know." in page
    assert not Release.objects.exists()


def test_a_release_needs_some_content(cast: Cast, client_for: Clients) -> None:
    response = client_for(cast.editor).post(address(cast.project, "release_create"), {"name": "Release 5"})
    assert response.status_code == 422
    assert "at least which model" in response.content.decode()


def test_the_content_of_a_described_release_cannot_be_sent_again(cast: Cast, client_for: Clients) -> None:
    release = services.add_release(cast.project, cast.editor, "Release 4", Content(model="model 4"))
    url = address(cast.project, "release_edit", release.pk)
    response = client_for(cast.editor).post(url, {"model": "another", "name": "Other", "note": "New note"})
    release.refresh_from_db()
    assert response.status_code == 303
    assert (release.model, release.name, release.note) == ("model 4", "Release 4", "New note")


def test_a_release_that_is_only_a_name_can_be_dated_first_and_described_later(
    bench: Bench, client_for: Clients
) -> None:
    release = bench.start(release="Release 5").release_record
    assert release is not None
    client = client_for(bench.cast.editor)
    assert "is only a name so far" in client.get(address(bench.project, "release_detail", release.pk)).content.decode()
    url = address(bench.project, "release_edit", release.pk)
    assert client.post(url, {"deployed_on": "2026-05-01"}).status_code == 303
    release.refresh_from_db()
    assert (release.is_described, str(release.deployed_on)) == (False, "2026-05-01")
    assert client.post(url, {"deployed_on": "2026-05-01", "model": "model 5"}).status_code == 303
    release.refresh_from_db()
    assert (release.is_described, release.model) == (True, "model 5")


def test_a_release_shows_its_runs_and_a_new_one_starts_from_it(bench: Bench, client_for: Clients) -> None:
    release = services.add_release(bench.project, bench.cast.editor, "Release 4", Content(model="model 4"))
    run = finished(bench, bench.start())
    other = bench.start(release="Release 5")
    client = client_for(bench.cast.editor)
    page = client.get(address(bench.project, "release_detail", release.pk)).content.decode()
    assert address(bench.project, "run_detail", run.pk) in page
    assert address(bench.project, "run_detail", other.pk) not in page
    assert "20 of 24" in text_of(page)
    form = client.get(address(bench.project, "release_create"), {"from": str(release.pk)}).content.decode()
    assert 'value="model 4"' in form
    for number in ("999", "x", "9" * 40, "-1"):
        assert client.get(address(bench.project, "release_create"), {"from": number}).status_code == 200


def test_two_releases_stand_side_by_side_by_default_the_latest_two(bench: Bench, client_for: Clients) -> None:
    client, url = client_for(bench.cast.viewer), address(bench.project, "release_compare")
    assert "It takes two" in client.get(url).content.decode()
    old = services.add_release(bench.project, bench.cast.editor, "Release 4", Content("m", "Be brief."))
    services.add_release(bench.project, bench.cast.editor, "Release 5", Content("m", "Be very brief."))
    page = client.get(url).content.decode()
    assert "System prompt differs between Release 4 and Release 5" in text_of(page)
    assert "<ins>very </ins>" in page
    bare = bench.start(release="Release 6").release_record
    assert bare is not None
    page = client.get(url, {"left": str(old.pk), "right": str(bare.pk)}).content.decode()
    assert "cannot be compared yet" in page
    theirs = services.add_release(bench.cast.other_project, bench.cast.stranger, "Theirs", Content("canary"))
    for wrong in (str(theirs.pk), "x", "", "9" * 30):
        response = client.get(url, {"left": str(old.pk), "right": wrong})
        assert response.status_code == 422
        assert "canary" not in response.content.decode()


def test_a_list_of_ten_times_as_many_releases_takes_no_more_queries(bench: Bench, client_for: Clients) -> None:
    client, url = client_for(bench.cast.viewer), address(bench.project, "release_list")

    def queries(count: int) -> int:
        while Release.objects.count() < count:
            number = Release.objects.count()
            services.add_release(bench.project, None, f"Release {number}", Content(f"model {number}"))
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 200
        return len(captured)

    finished(bench, bench.start(release="Release 0"))
    queries(2)
    assert queries(3) == queries(30)


def test_the_run_form_offers_the_releases_and_takes_a_new_name(bench: Bench, client_for: Clients) -> None:
    services.add_release(bench.project, bench.cast.editor, "Release 4", Content("m"))
    page = client_for(bench.cast.evaluator).get(address(bench.project, "run_create")).content.decode()
    assert 'list="releases"' in page
    assert '<option value="Release 4">' in page

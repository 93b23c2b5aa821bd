"""The pages about stances: the list with its finding and filter, one principle, confirming, and two people at once."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from explorer import selectors, shown
from explorer.models import SpecPin, SpecVersion, Stance
from explorer.services import decide_stance, pin_version
from tests.conftest import Cast
from tests.explorer.stances import cooking, fresh, newer_rules
from workspaces.models import Project, User, Waiver

pytestmark = pytest.mark.django_db

ClientFor = Callable[[User], Client]


def listed(cast: Cast) -> str:
    return reverse("explorer:stance_list", args=[cast.project.path])


def one(cast: Cast, identifier: str = "knives") -> str:
    return reverse("explorer:stance_detail", args=[cast.project.path, identifier])


def text(client: Client, url: str, status: int = 200) -> str:
    response = client.get(url)
    assert response.status_code == status
    return response.content.decode()


def decision(kind: str = "adopted", seen: int = 0, version: str = "2026-01-05", **values: str) -> dict[str, str]:
    return {"kind": kind, "wording": "", "reason": "", "seen": str(seen), "version": version, **values}


@pytest.fixture
def project(cast: Cast, kitchen: SpecVersion) -> Project:
    return cooking(cast, kitchen)


@pytest.fixture
def moved(cast: Cast, project: Project, tmp_path: Path) -> Project:
    """All three principles decided, then the newer rules pinned."""
    for identifier in ("wash", "taste", "knives"):
        decide_stance(project, cast.editor, identifier, "tightened", wording=f"More {identifier}.")
    pin_version(project, newer_rules(tmp_path), cast.owner)
    return fresh(project)


def test_every_member_reads_the_list_and_nobody_else(cast: Cast, client_for: ClientFor) -> None:
    assert [client_for(person).get(listed(cast)).status_code for person in cast] == [200] * 4
    assert client_for(cast.stranger).get(listed(cast)).status_code == 404


def test_an_undecided_project_is_led_to_the_presets(cast: Cast, client_for: ClientFor) -> None:
    page = text(client_for(cast.editor), listed(cast))
    assert "None of 59 principles is decided yet" in page
    assert "Start from the kind of assistant" in page
    assert page.count('class="stance-row"') == 59
    assert reverse("explorer:stance_preset", args=[cast.project.path, "coding"]) in page


def test_the_finding_counts_what_is_decided_and_what_is_stale(
    cast: Cast, client_for: ClientFor, moved: Project
) -> None:
    page = text(client_for(cast.editor), listed(cast))
    assert "1 of 4 principles decided, 2 stale" in page
    assert "reworded since it was tightened on 2026-01-05" in page
    assert "Confirm all 2 unchanged" in page
    assert shown.principle_station(fresh(moved)).detail == "1 of 4 decided"


def test_the_station_is_done_once_all_is_decided_and_nothing_stale(cast: Cast, project: Project) -> None:
    assert (shown.principle_station(project).detail, shown.principle_station(project).state) == (
        "0 of 3 decided",
        "open",
    )
    for identifier in ("wash", "taste", "knives"):
        decide_stance(project, cast.editor, identifier, "adopted")
    station = shown.principle_station(project)
    assert (station.detail, station.state, station.url) == ("3 of 3 decided", "done", listed(cast))


@pytest.mark.parametrize(
    ("query", "left"),
    [
        ("?show=stale", {"taste", "knives"}),
        ("?show=open", {"taste", "knives", "apron"}),
        ("?show=undecided", {"apron"}),
        ("?show=tightened", {"wash"}),
        ("?show=not_relevant", set()),
        ("?level=user", {"taste", "knives"}),
        ("?show=stale&level=root", set()),
        ("?show=nonsense&level=king", {"wash", "taste", "knives", "apron"}),
        ("?show=a%00b", {"wash", "taste", "knives", "apron"}),
    ],
)
def test_the_list_can_be_narrowed(
    cast: Cast, client_for: ClientFor, moved: Project, query: str, left: set[str]
) -> None:
    page = text(client_for(cast.viewer), listed(cast) + query)
    assert set(re.findall(r'class="stance-row" id="(\w+)"', page)) == left
    assert ("No principle fits the filter." in page) == (not left)


def test_htmx_gets_the_rows_alone(cast: Cast, client_for: ClientFor, moved: Project) -> None:
    response = client_for(cast.viewer).get(listed(cast) + "?show=stale", headers={"HX-Request": "true"})
    assert "<title>" not in response.content.decode()
    assert response.content.decode().count('class="stance-row"') == 2


def test_before_anything_is_loaded_the_pages_say_so(cast: Cast, client_for: ClientFor) -> None:
    SpecPin.objects.all().delete()
    SpecVersion.objects.all().delete()
    client = client_for(cast.editor)
    assert "No version of the Model Spec is loaded" in text(client, listed(cast))
    assert client.get(one(cast)).status_code == 404
    assert client.get(reverse("explorer:house_policy", args=[cast.project.path])).status_code == 404
    assert text(client, reverse("explorer:stance_preset", args=[cast.project.path, "agents"]))


def test_an_editor_decides_on_one_principle(cast: Cast, client_for: ClientFor, project: Project) -> None:
    client = client_for(cast.editor)
    assert "Nothing was decided yet" in text(client, one(cast))
    response = client.post(one(cast), decision("tightened", wording="Whet <daily>.", reason="Many guests."))
    assert (response.status_code, response.headers["Location"]) == (303, one(cast))

    page = text(client_for(cast.viewer), one(cast))
    assert "Whet &lt;daily&gt;." in page
    assert "Acme Editor" in page
    assert "<textarea" not in page


def test_who_may_not_edit_may_not_decide(cast: Cast, client_for: ClientFor, project: Project) -> None:
    for person, status in ((cast.viewer, 403), (cast.evaluator, 403), (cast.stranger, 404)):
        client = client_for(person)
        for url in (
            one(cast),
            reverse("explorer:stance_waiver", args=[cast.project.path, "wash"]),
            reverse("explorer:stance_confirm", args=[cast.project.path]),
            reverse("explorer:stance_repin", args=[cast.project.path]),
        ):
            assert client.post(url, decision()).status_code == status
    assert not Stance.objects.exists()


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "The form is incomplete"),
        (decision(""), "Choose adopted, tightened or not relevant."),
        (decision("dropped"), "Choose adopted, tightened or not relevant."),
        (decision("tightened"), "Write the stricter wording that holds here."),
        (decision("not_relevant"), "Say why it does not concern this assistant."),
        (decision(reason="x" * 2001), "at most 2000 characters"),
        (decision(reason="a\0b"), "Null characters"),
        (decision() | {"seen": "9" * 6000}, "The form is incomplete"),
        (decision() | {"seen": "-1"}, "The form is incomplete"),
    ],
)
def test_a_wrong_form_is_shown_again_with_what_was_typed(
    cast: Cast, client_for: ClientFor, project: Project, sent: dict[str, str], said: str
) -> None:
    response = client_for(cast.editor).post(one(cast), {"wording": "", "reason": "Typed and kept."} | sent)
    assert response.status_code == 422
    assert said in response.content.decode()
    if not sent.get("reason"):
        assert ("Typed and kept." in response.content.decode()) == ("reason" not in sent)
    assert not Stance.objects.exists()


def test_a_root_principle_is_not_offered_to_be_dropped(cast: Cast, client_for: ClientFor, project: Project) -> None:
    client = client_for(cast.editor)
    assert 'value="not_relevant"' not in text(client, one(cast, "wash"))
    response = client.post(one(cast, "wash"), decision("not_relevant", reason="Gloves."))
    assert response.status_code == 422
    assert "it can be dropped only while a waiver is in force" in response.content.decode()


def test_the_second_of_two_people_sees_both_decisions_and_may_store_theirs(
    cast: Cast, client_for: ClientFor, project: Project
) -> None:
    decide_stance(project, cast.owner, "knives", "adopted", reason="First.")
    client = client_for(cast.editor)
    response = client.post(one(cast), decision("not_relevant", reason="Second."))
    page = response.content.decode()

    assert response.status_code == 409
    assert "was decided by somebody else since you opened it" in page
    assert "First." in page
    assert "Second." in page
    assert "Acme Owner" in page
    again = dict(re.findall(r'type="hidden" name="(kind|wording|reason|seen|version)" value="([^"]*)"', page))
    assert client.post(one(cast), again).status_code == 303
    assert Stance.objects.get(replaced_at=None).reason == "Second."


def test_a_form_from_another_version_is_held_back(cast: Cast, client_for: ClientFor, moved: Project) -> None:
    stance = Stance.objects.get(principle="knives", replaced_at=None)
    response = client_for(cast.editor).post(one(cast), decision("adopted", seen=stance.pk, version="2026-01-05"))
    assert response.status_code == 409
    assert "works with 2026-03-01 by now" in response.content.decode()


def test_what_changed_is_shown_with_its_words_and_confirmed(cast: Cast, client_for: ClientFor, moved: Project) -> None:
    client = client_for(cast.editor)
    page = text(client, one(cast))
    assert "What changed since it was decided" in page
    assert "and cuts" in page
    assert "compare/?old=2026-01-05&amp;new=2026-03-01#change-knives" in page

    confirm = reverse("explorer:stance_confirm", args=[cast.project.path])
    sent = {"version": "2026-03-01", "principle": ["knives"]}
    assert client.post(confirm, sent).headers["Location"] == f"{listed(cast)}?show=stale"
    assert Stance.objects.get(principle="knives", replaced_at=None).version_label == "2026-03-01"
    sent = {"version": "2026-03-01", "principle": ["taste", "wash", "wash"]}
    assert client.post(confirm, sent).headers["Location"] == listed(cast)
    assert set(Stance.objects.filter(replaced_at=None).values_list("version_label", flat=True)) == {"2026-03-01"}


@pytest.mark.parametrize(
    ("sent", "status", "said"),
    [
        ({}, 422, "Choose at least one principle."),
        ({"version": "2026-03-01"}, 422, "Choose at least one principle."),
        ({"version": "2026-03-01", "principle": "apron"}, 422, "There is no stance on one of these principles."),
        ({"version": "2026-03-01", "principle": "a\0b"}, 422, "There is no stance on one of these principles."),
        ({"version": "2026-01-05", "principle": "knives"}, 409, "works with 2026-03-01 by now"),
    ],
)
def test_what_cannot_be_confirmed_is_told_on_the_list(
    cast: Cast, client_for: ClientFor, moved: Project, sent: dict[str, str], status: int, said: str
) -> None:
    response = client_for(cast.editor).post(reverse("explorer:stance_confirm", args=[cast.project.path]), sent)
    assert response.status_code == status
    assert said in response.content.decode()
    assert Stance.objects.count() == 3


def test_working_with_a_newer_version_leads_to_what_it_touches(
    cast: Cast, client_for: ClientFor, project: Project, tmp_path: Path
) -> None:
    decide_stance(project, cast.editor, "knives", "adopted", reason="We cook.")
    newer_rules(tmp_path)
    client = client_for(cast.editor)
    compare = f"{reverse('explorer:compare', args=[cast.project.path])}?old=2026-01-05&new=2026-03-01"
    page = re.sub(r"\s+", " ", text(client, compare))
    assert "4 of our principles are touched" in page
    assert "Work with this version and look at these 3" in page
    assert "Work with this version" not in text(client_for(cast.viewer), compare)

    repin = reverse("explorer:stance_repin", args=[cast.project.path])
    response = client.post(repin, {"version": "2026-03-01"})
    assert (response.status_code, response.headers["Location"]) == (303, f"{listed(cast)}?show=open")
    assert selectors.version_for(fresh(project)).label == "2026-03-01"
    assert client.post(repin, {"version": "1999"}).status_code == 422
    assert client.get(repin).status_code == 405


def test_the_principles_can_be_browsed_by_stance(cast: Cast, client_for: ClientFor, moved: Project) -> None:
    browse = reverse("explorer:principle_list", args=[cast.project.path])
    page = text(client_for(cast.viewer), f"{browse}?stance=stale")
    assert ("Keep knives sharp" in page, "Wear an apron" in page) == (True, False)
    assert "stance-word--stale" in page


def test_a_principle_that_went_keeps_its_history(cast: Cast, client_for: ClientFor, kitchen: SpecVersion) -> None:
    decide_stance(fresh(cast.project), cast.editor, "do_not_lie", "adopted", reason="Once.")
    cooking(cast, kitchen)
    client = client_for(cast.editor)
    assert "does not have this principle" in text(client, one(cast, "do_not_lie"))
    assert "Not in 2026-01-05" in text(client, listed(cast))
    assert client.post(one(cast, "do_not_lie"), decision()).status_code == 404
    assert client.get(one(cast, "kitchen")).status_code == 404


def test_a_waiver_is_asked_for_where_it_is_needed(cast: Cast, client_for: ClientFor, project: Project) -> None:
    client, ask = client_for(cast.editor), reverse("explorer:stance_waiver", args=[cast.project.path, "wash"])
    until = (timezone.localdate() + timedelta(days=60)).isoformat()
    assert "Dropping it needs a waiver" in text(client, one(cast, "wash"))
    assert client.post(ask, {"reason": "No water.", "until": until}).status_code == 303
    waiver = Waiver.objects.get()
    assert (waiver.subject, waiver.title, waiver.asked_by) == ("stance:wash", "Drop “Wash your hands”", cast.editor)
    assert "A waiver waits for an owner" in text(client, one(cast, "wash"))

    again = client.post(ask, {"reason": "Still no water.", "until": until})
    assert again.status_code == 422
    assert "waits for an owner" in again.content.decode()
    other = reverse("explorer:stance_waiver", args=[cast.project.path, "knives"])
    assert client.post(other, {"reason": "No.", "until": until}).status_code == 404
    page = text(client, reverse("workspaces:waivers", args=[cast.project.path]))
    assert one(cast, "wash") in page


@pytest.mark.parametrize(
    ("reason", "until", "said"),
    [
        ("", "+9", "This field is required."),
        ("No water.", "", "This field is required."),
        ("No water.", "tomorrow", "not a day of the calendar"),
        ("No water.", "+0", "Choose a day ahead"),
        ("No water.", "+400", "Choose a day ahead"),
        ("a\0b", "+9", "Null characters"),
    ],
)
def test_a_wrong_request_for_a_waiver_is_shown_again(
    cast: Cast, client_for: ClientFor, project: Project, reason: str, until: str, said: str
) -> None:
    if until.startswith("+"):
        until = (timezone.localdate() + timedelta(days=int(until))).isoformat()
    ask = reverse("explorer:stance_waiver", args=[cast.project.path, "wash"])
    response = client_for(cast.editor).post(ask, {"reason": reason, "until": until})
    assert response.status_code == 422
    assert said in response.content.decode()
    assert not Waiver.objects.exists()


def test_the_pages_take_as_many_queries_however_much_is_decided(cast: Cast, client_for: ClientFor) -> None:
    client, counts = client_for(cast.editor), []
    for decided in (1, 50):
        project = fresh(cast.project)
        for identifier in selectors.principles_of(selectors.version_for(project)).values_list("identifier", flat=True)[
            :decided
        ]:
            decide_stance(project, cast.editor, identifier, "adopted")
        for url in (listed(cast), one(cast, "do_not_lie")):
            with CaptureQueriesContext(connection) as queries:
                client.get(url)
            counts.append(len(queries))
    assert counts[:2] == counts[2:]
    assert max(counts) <= 30

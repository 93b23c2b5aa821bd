"""A section's page: our sentence, the document's text made safe, examples side by side, prompts, the ways on."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from explorer.models import SpecVersion
from explorer.services import import_spec
from tests.conftest import Cast
from tests.explorer.kitchen import KITCHEN, write_kitchen
from ui import registries
from workspaces.models import User

pytestmark = pytest.mark.django_db

ClientFor = Callable[[User], Client]


def address(cast: Cast, identifier: str, label: str = "2026-01-05") -> str:
    return reverse("explorer:section_detail", args=[cast.project.path, label, identifier])


@pytest.fixture
def page_of(cast: Cast, client_for: ClientFor, kitchen: SpecVersion) -> Callable[..., str]:
    def read(identifier: str, label: str = "2026-01-05") -> str:
        response = client_for(cast.viewer).get(address(cast, identifier, label))
        assert response.status_code == 200
        return response.content.decode()

    return read


def test_members_read_it_and_a_stranger_does_not(cast: Cast, client_for: ClientFor, kitchen: SpecVersion) -> None:
    url = address(cast, "wash")

    assert [client_for(person).get(url).status_code for person in cast] == [200] * 4
    assert client_for(cast.stranger).get(url).status_code == 404
    assert client_for(cast.viewer).get(address(cast, "nothing")).status_code == 404
    assert client_for(cast.viewer).get(address(cast, "wash", "nothing")).status_code == 404
    assert client_for(cast.viewer).post(url).status_code == 405


def test_the_documents_text_cannot_act_or_call_out(page_of: Callable[..., str]) -> None:
    page = page_of("wash")

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "spy.example" not in page
    assert "a spy" in page


def test_references_lead_to_their_section_by_its_title(page_of: Callable[..., str], cast: Cast) -> None:
    assert f'href="{address(cast, "taste")}" rel="noopener noreferrer nofollow">Taste as you go</a>' in page_of("wash")
    assert "Wash your hands" in page_of("taste").split("Mentioned by")[1]


def test_commentary_is_set_apart(page_of: Callable[..., str]) -> None:
    commentary = page_of("wash").split('class="commentary"')[1].split("</aside>")[0]

    assert "Commentary" in commentary
    assert "The inspector likes this one." in commentary


def test_an_example_shows_its_turns_then_the_answers_side_by_side(page_of: Callable[..., str], cast: Cast) -> None:
    example = page_of("wash").split('id="example-1"')[1].split("</article>")[0]
    talk, versus = example.split('class="versus"')

    assert talk.index("Developer") < talk.index("Untrusted text, without authority") < talk.index("Just serve me!")
    assert "comment: shouted" in talk
    for outcome, said, remark in (
        ("compliant", "washing my hands", "cleanliness first"),
        ("partial", "Soon.", ""),
        ("violation", "heat(200)", "dangerous"),
    ):
        answer = versus.split(f'class="answer {outcome}"')[1].split('class="answer ')[0]
        assert said in answer
        assert remark in answer
    assert versus.index("answer compliant") < versus.index("answer partial") < versus.index("answer violation")
    assert "<code>oven</code>" in versus
    assert f'<a href="{address(cast, "taste")}">Taste as you go</a>' in versus


def test_the_prompts_of_a_footnote_wait_behind_a_toggle(page_of: Callable[..., str]) -> None:
    page = page_of("wash")

    assert 'href="#prompts-soap"' in page
    prompts = page.split("<details class")[1]
    assert 'id="prompts-soap"' in prompts
    assert "The dispenser is empty" in prompts
    assert "prompts-gone" not in page_of("taste")
    assert "[^gone]" not in page_of("taste")


def test_the_ways_on_go_from_principle_to_principle(page_of: Callable[..., str], cast: Cast) -> None:
    page = page_of("taste")

    assert f'href="{address(cast, "wash")}" rel="prev"' in page
    assert f'href="{address(cast, "knives")}" rel="next"' in page
    assert 'rel="prev"' not in page_of("wash")
    assert 'rel="next"' not in page_of("knives")


def test_a_section_that_is_no_principle_shows_what_stands_below(page_of: Callable[..., str], cast: Cast) -> None:
    page = page_of("kitchen")

    assert "How a cook works here." in page
    assert f'href="{address(cast, "taste")}"' in page.split("Below this section")[1]
    assert "In plain words" not in page


def test_out_of_the_catalogue_a_page_has_our_sentence_level_place_and_the_way_to_the_text(
    page_of: Callable[..., str],
) -> None:
    page = page_of("do_not_lie", "2025-12-18")

    assert "Say nothing you know to be untrue" in page
    assert "Be honest and transparent" in page
    assert "import_spec PATH" in page
    assert "<h2>The document’s text" not in page


def test_the_imported_version_is_shown_with_our_sentence_beside(
    page_of: Callable[..., str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("published") / "2025-12-18"
    import_spec(write_kitchen(folder, KITCHEN.replace("#taste", "#do_not_lie").replace("[#taste]", "[#do_not_lie]")))
    page = page_of("do_not_lie", "2025-12-18")

    assert "Say nothing you know to be untrue" in page
    assert "Use a clean spoon every time" in page
    assert "import_spec PATH" not in page


def test_a_principles_results_come_from_the_rooms_above(
    page_of: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def panel(project: object, identifier: str) -> registries.Panel:
        asked.append(identifier)
        return registries.Panel("explorer/fragments.html", {})

    monkeypatch.setattr(registries, "principle_panels", [panel])
    page_of("wash")
    page_of("kitchen")

    assert asked == ["wash"]


def test_the_number_of_queries_does_not_depend_on_the_section(
    cast: Cast, client_for: ClientFor, kitchen: SpecVersion
) -> None:
    client = client_for(cast.viewer)
    counts = []
    for identifier in ("wash", "knives", "kitchen"):
        with CaptureQueriesContext(connection) as queries:
            client.get(address(cast, identifier))
        counts.append(len(queries))

    # A section without footnotes asks for no prompts; nothing else differs.
    assert counts[0] - counts[1] == 1
    assert max(counts) <= 36

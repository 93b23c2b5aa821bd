"""The tree of principles: who sees it, in which orders, in which versions, and with the search box."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from evaluations.services import PilotDetails, record_pilot
from explorer.models import SpecVersion
from tests.conftest import Cast
from workspaces.models import User

pytestmark = pytest.mark.django_db

ClientFor = Callable[[User], Client]


def address(cast: Cast, label: str = "") -> str:
    return reverse(
        "explorer:version_detail" if label else "explorer:principle_list",
        args=[cast.project.path, *([label] * bool(label))],
    )


def text_of(cast: Cast, client_for: ClientFor, url: str, **headers: str) -> str:
    response = client_for(cast.viewer).get(url, headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def test_every_member_reads_it_and_nobody_else(cast: Cast, client_for: ClientFor) -> None:
    assert [client_for(person).get(address(cast)).status_code for person in cast] == [200] * 4
    assert client_for(cast.stranger).get(address(cast)).status_code == 404
    assert client_for(cast.stranger).get(address(cast, "2025-12-18")).status_code == 404
    assert Client().get(address(cast)).status_code == 302


def test_on_a_fresh_machine_the_catalogue_shows_all_principles_in_our_words(cast: Cast, client_for: ClientFor) -> None:
    page = text_of(cast, client_for, address(cast))

    assert "59 principles, and 22 of them nobody can switch off" in page
    assert "Model Spec, 18 December 2025" in page
    assert page.count('class="branch__asks"') == 59
    assert "Say nothing you know to be untrue" in page
    assert "import_spec PATH" in page


def test_principles_stand_under_their_sections_in_order(cast: Cast, client_for: ClientFor) -> None:
    page = text_of(cast, client_for, address(cast))
    places = [
        page.index(title)
        for title in ("The chain of command", "Assume best intentions", "Stay in bounds", "Do not lie")
    ]

    assert places == sorted(places)


def test_by_authority_there_are_five_levels_with_their_counts(cast: Cast, client_for: ClientFor) -> None:
    page = text_of(cast, client_for, address(cast) + "?view=authority")

    assert page.count('<section class="chapter">') == 5
    for count in ("22 principles", "3 principles", "1 principle<", "15 principles", "18 principles"):
        assert f'<span class="fine">{count}' in page


def test_facets_narrow_the_principles_down_together_and_say_how_many_they_would_leave(
    cast: Cast, client_for: ClientFor
) -> None:
    page = text_of(cast, client_for, address(cast) + "?level=user&section=seek_truth")

    assert "4 of 59 principles" in page
    assert page.count('class="branch__asks"') == 4
    assert "Do not lie" in page
    assert "Love humanity" not in page
    assert "level=user&amp;section=style" in page.replace(
        "section=style&amp;level=user", "level=user&amp;section=style"
    )


def test_what_a_newer_version_changed_is_a_facet(cast: Cast, client_for: ClientFor) -> None:
    page = text_of(cast, client_for, address(cast) + "?since=2025-10-27")

    assert "Prioritize safety for teens" in page
    assert page.count('class="branch__asks"') < 10
    assert "since=" not in text_of(cast, client_for, address(cast, "2025-10-27")).split("explore__browse")[0]


def test_choices_that_leave_nothing_say_so(cast: Cast, client_for: ClientFor) -> None:
    page = text_of(cast, client_for, address(cast) + "?level=developer&section=style")

    assert "No principle is all of this at once" in page
    assert "0 of 59 principles" in page


def test_an_unknown_choice_shows_everything(cast: Cast, client_for: ClientFor) -> None:
    for query in ("level=king", "section=kitchen", "stance=maybe", "measured=twice", "tag=%00", "level=a&level=b"):
        assert "All 59 principles" in text_of(cast, client_for, f"{address(cast)}?{query}")


def test_what_was_measured_stands_beside_its_principle_and_is_a_facet(cast: Cast, client_for: ClientFor) -> None:
    details = PilotDetails("Chat", "Release 1", date(2026, 9, 1), date(2026, 9, 2), "All chats.", "Two people")
    counts = {"do_not_lie": {"compliant": 9, "violation": 2}, "be_clear": {"compliant": 3}}
    record_pilot(cast.project, details=details, counts=counts, actor=cast.evaluator)
    page = text_of(cast, client_for, address(cast) + "?measured=violated")

    assert "1 of 59 principles" in page
    assert "9 of 11" in page


def test_all_versions_can_be_searched_together(cast: Cast, client_for: ClientFor, kitchen: SpecVersion) -> None:
    here = text_of(cast, client_for, address(cast) + "?q=ladle")
    everywhere = text_of(cast, client_for, address(cast) + "?q=ladle&in=all")

    assert "Nothing in this version" in here
    assert reverse("explorer:section_detail", args=[cast.project.path, "2026-01-05", "taste"]) in everywhere


def test_a_place_that_stands_alike_in_several_versions_is_shown_once(cast: Cast, client_for: ClientFor) -> None:
    page = text_of(cast, client_for, address(cast) + "?q=sycophantic&in=all")

    assert page.count("Don&#x27;t be <mark>sycophantic</mark>") + page.count("Don’t be <mark>sycophantic</mark>") == 1
    assert page.index("2025-12-18</a>, ") < page.index("2025-10-27</a></span>")


def test_another_organisations_upload_is_not_found(cast: Cast, client_for: ClientFor, kitchen: SpecVersion) -> None:
    SpecVersion.objects.filter(pk=kitchen.pk).update(organisation=cast.other_organisation)

    assert "Nothing in any version" in text_of(cast, client_for, address(cast) + "?q=ladle&in=all")
    assert client_for(cast.viewer).get(address(cast, kitchen.label)).status_code == 404


def test_a_level_alone_is_one_link_away(cast: Cast, client_for: ClientFor) -> None:
    assert "?level=system" in text_of(cast, client_for, address(cast))
    page = text_of(cast, client_for, address(cast) + "?level=system")

    assert page.count('<section class="chapter">') == 1
    assert page.count('class="branch__asks"') == 3
    assert "59 principles" in text_of(cast, client_for, address(cast) + "?level=king")


def test_every_version_can_be_switched_to(cast: Cast, client_for: ClientFor, kitchen: SpecVersion) -> None:
    assert address(cast, "2026-01-05") in text_of(cast, client_for, address(cast))
    page = text_of(cast, client_for, address(cast, "2026-01-05"))

    assert "3 principles, and 1 of them nobody can switch off" in page
    assert "Keep knives sharp" in page
    assert client_for(cast.viewer).get(address(cast, "1999-01-01")).status_code == 404


def test_search_works_without_javascript_and_marks_what_it_found(
    cast: Cast, client_for: ClientFor, kitchen: SpecVersion
) -> None:
    page = text_of(cast, client_for, address(cast, "2026-01-05") + "?q=cleanliness")

    assert "<title>" in page
    assert "1 place in 1 section" in page
    assert "<mark>cleanliness</mark>" in page
    assert reverse("explorer:section_detail", args=[cast.project.path, "2026-01-05", "wash"]) + "#example-1" in page


def test_htmx_gets_the_results_alone(cast: Cast, client_for: ClientFor) -> None:
    found = text_of(cast, client_for, address(cast) + "?q=lie", **{"HX-Request": "true"})
    emptied = text_of(cast, client_for, address(cast) + "?q=", **{"HX-Request": "true"})

    assert "<title>" not in found + emptied
    assert "Do not <mark>lie</mark>" in found
    assert emptied.count('class="branch__asks"') == 59


@pytest.mark.parametrize(
    ("query", "said"), [("zebra", "Nothing in this version"), ("***", "There is no word"), ("x" * 5_000, "Nothing")]
)
def test_a_search_without_result_says_so(cast: Cast, client_for: ClientFor, query: str, said: str) -> None:
    response = client_for(cast.viewer).get(address(cast), {"q": query})

    assert response.status_code == 200
    assert said in response.content.decode()


def test_what_was_searched_for_is_shown_as_text(cast: Cast, client_for: ClientFor) -> None:
    page = text_of(cast, client_for, address(cast) + "?q=%3Cscript%3Ealert(1)%3C/script%3E")

    assert "<script>alert" not in page


def test_a_page_takes_as_many_queries_for_59_principles_as_for_three(
    cast: Cast, client_for: ClientFor, kitchen: SpecVersion
) -> None:
    client = client_for(cast.viewer)
    counts = []
    for label in ("2025-12-18", "2026-01-05"):
        for question in ("", "?q=the"):
            with CaptureQueriesContext(
                connection,
            ) as queries:
                client.get(address(cast, label) + question)
            counts.append(len(queries))

    assert counts[0] == counts[2]
    assert counts[1] == counts[3]
    assert max(counts) <= 25

"""Frameworks: lists that are read strictly, coverage by criteria, and what applies to a project."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from roadmap.errors import ChangedMeanwhile, ChangeRefused, HistoryIsKept, TemplateRefused
from roadmap.frameworks.reading import read_framework, shipped_frameworks
from roadmap.models import Applicability
from roadmap.services.applicability import decide_applicability
from roadmap.template.reading import shipped_template
from tests.conftest import Cast
from tests.roadmap.conftest import Find, SignIn
from tests.roadmap.doing import prove
from workspaces.models import AuditEntry

pytestmark = pytest.mark.django_db

SMALL = """schema_version: 1
framework: eu
version: "1"
published_on: 2026-01-01
listed_on: 2026-01-02
publisher: {title: "Somebody", url: "https://example.org/"}
scope: "All of it."
groups:
  - title: First
    identifiers:
      - {id: "4", about: "People know enough", applies: eu_art_4_5}
      - {id: "5.1", about: "Some things are prohibited"}
"""


def url(cast: Cast, name: str, *keys: object) -> str:
    return reverse(f"roadmap:{name}", args=[cast.project.path, *keys])


def decide(cast: Cast, number: int = 1, *, applies: bool = True, reason: str = "We deploy it.") -> Applicability:
    framework = shipped_frameworks()["nist"]
    return decide_applicability(
        cast.project, cast.editor, framework, "GOVERN 2.1", applies=applies, reason=reason, number=number
    )


def test_the_shipped_lists_hold_every_identifier_that_a_criterion_names() -> None:
    for key, framework in shipped_frameworks().items():
        listed = {identifier.name for identifier in framework.identifiers}
        named = {name for criterion in shipped_template().criteria for name in criterion.mappings.get(key, ())}
        assert named - listed == set(), key


def test_the_whole_of_nist_and_of_the_iso_standard_is_listed() -> None:
    lists = shipped_frameworks()
    sizes = {group.title: len(group.identifiers) for group in lists["nist"].groups}
    assert sizes == {"Govern": 19, "Map": 18, "Measure": 22, "Manage": 13}
    annex = [one for one in lists["iso"].identifiers if one.name.startswith("A.")]
    assert (len(annex), len(lists["iso"].identifiers)) == (38, 70)


def test_a_list_at_second_hand_says_what_it_was_held_against_and_when(cast: Cast, client_for: SignIn) -> None:
    for key in ("iso", "eu"):  # both are known to us at second hand only
        framework = shipped_frameworks()[key]
        assert framework.compared
        page = client_for(cast.viewer).get(url(cast, "framework_detail", key)).content.decode()
        for one in framework.compared:
            assert one.source.title in page
            assert one.on >= framework.published_on


def test_each_article_of_the_eu_act_says_from_when_it_applies() -> None:
    assert all(one.applies is not None for one in shipped_frameworks()["eu"].identifiers)
    article = shipped_frameworks()["eu"].find("50.1")
    assert article is not None
    assert article.applies is not None
    assert article.applies.applies_from == date(2026, 8, 2)


@pytest.mark.parametrize(
    ("written", "instead", "line"),
    [
        ("framework: eu", "framework: xx", 2),
        ('version: "1"', "version: 1", 3),
        ("published_on: 2026-01-01", "published_on: soon", 4),
        ("listed_on: 2026-01-02", "listed_on: null", 5),
        ("https://example.org/", "http://example.org/", 6),
        ("title: First", "name: First", 9),
        ("applies: eu_art_4_5", "applies: eu_art_9", 11),
        ('id: "5.1"', 'id: "4"', 12),
        ("Some things are prohibited", "x" * 121, 12),
    ],
)
def test_a_fault_of_a_list_is_told_with_its_line(written: str, instead: str, line: int) -> None:
    assert written in SMALL
    with pytest.raises(TemplateRefused) as refusal:
        read_framework(SMALL.replace(written, instead), shipped_template())
    assert line in {fault.line for fault in refusal.value.faults}


def test_a_list_without_a_fault_is_read() -> None:
    found = read_framework(SMALL, shipped_template())
    assert (found.key, [one.name for one in found.identifiers]) == ("eu", ["4", "5.1"])


def test_coverage_says_what_is_mapped_by_which_criterion_and_what_by_none(cast: Cast, client_for: SignIn) -> None:
    client = client_for(cast.viewer)
    page = client.get(url(cast, "framework_detail", "nist")).content.decode()
    named = {name for criterion in shipped_template().criteria for name in criterion.mappings["nist"]}
    assert f"<h1>{len(named)} of 72 identifiers of NIST AI RMF 1.0 are mapped, 0 rest on settled criteria</h1>" in page
    assert "suggested mapping" in page
    none = client.get(url(cast, "framework_detail", "nist"), {"show": "none"}).content.decode()
    assert "GOVERN 2.1</b>" not in none
    assert "MEASURE 2.12</b>" in none
    assert client.get(url(cast, "framework_detail", "nist"), {"show": "\0"}).status_code == 200
    assert client.get(url(cast, "framework_detail", "cobit")).status_code == 404


def test_every_framework_is_on_the_first_page_and_dates_on_the_page_of_the_act(cast: Cast, client_for: SignIn) -> None:
    client = client_for(cast.viewer)
    first = client.get(url(cast, "framework_list")).content.decode()
    assert all(framework.about.name in first for framework in shipped_frameworks().values())
    assert "was 2 Aug 2026" in client.get(url(cast, "framework_detail", "eu")).content.decode()


def test_a_person_decides_what_applies_and_the_history_stays(cast: Cast, client_for: SignIn) -> None:
    client, address = client_for(cast.editor), url(cast, "applicability_decide", "nist", "GOVERN 2.1")
    assert client.post(address, {"version": 1, "applies": "yes", "reason": ""}).status_code == 422
    assert client.post(address, {"version": 1, "applies": "perhaps", "reason": "r"}).status_code == 422
    assert client.post(address, {"version": 1, "applies": "yes", "reason": "We deploy it."}).status_code == 303
    assert client.post(address, {"version": 2, "applies": "no", "reason": "We stopped."}).status_code == 303
    page = client.get(address).content.decode()
    assert "<h1>GOVERN 2.1 does not apply</h1>" in page
    assert page.index("We stopped.") < page.index("We deploy it.")
    assert AuditEntry.objects.filter(action="applicability.decided").count() == 2
    with pytest.raises(HistoryIsKept):
        Applicability.objects.all().delete()


def test_a_viewer_reads_the_statement_and_decides_nothing(cast: Cast, client_for: SignIn) -> None:
    client, address = client_for(cast.viewer), url(cast, "applicability_decide", "nist", "GOVERN 2.1")
    assert client.get(address).status_code == 200
    assert client.post(address, {"version": 1, "applies": "yes", "reason": "r"}).status_code == 403
    assert client.get(url(cast, "applicability_decide", "nist", "GOVERN 9.9")).status_code == 404


def test_of_two_decisions_the_second_sees_both_sides(cast: Cast, client_for: SignIn) -> None:
    decide(cast)
    answer = client_for(cast.owner).post(
        url(cast, "applicability_decide", "nist", "GOVERN 2.1"),
        {"version": 1, "applies": "no", "reason": "Not ours."},
    )
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "We deploy it." in page
    assert "Not ours." in page
    with pytest.raises(ChangedMeanwhile):
        decide(cast, 1, applies=False)
    with pytest.raises(ChangedMeanwhile):
        decide(cast, 7, applies=False)


def test_the_same_decision_once_more_stores_nothing(cast: Cast) -> None:
    decide(cast)
    assert decide(cast, 2).number == 1
    assert Applicability.objects.count() == 1


def test_the_database_holds_one_decision_a_number_with_a_reason(cast: Cast) -> None:
    first = decide(cast)
    row = {name: getattr(first, name) for name in ("framework", "framework_version", "identifier", "applies")}
    for values in ({"number": 1, "reason": "r"}, {"number": 2, "reason": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Applicability.objects.create(project=cast.project, **row, **values)


def test_the_service_refuses_an_identifier_that_is_not_listed(cast: Cast) -> None:
    with pytest.raises(ChangeRefused):
        decide_applicability(
            cast.project, cast.editor, shipped_frameworks()["nist"], "GOVERN 9.9", applies=True, reason="r", number=1
        )


def test_the_statement_names_reason_state_and_evidence_and_is_taken_away(
    cast: Cast, client_for: SignIn, find: Find
) -> None:
    decide(cast, applies=True, reason="=1+1")
    prove(find("P1.1"), cast.editor, "Letter of appointment")
    client = client_for(cast.viewer)
    page = client.get(url(cast, "applicability_list", "nist"), {"show": "applies"}).content.decode()
    assert "Letter of appointment" in page
    assert "GOVERN 2.1</b>" in page
    assert "GOVERN 1.1</b>" not in page
    assert "Applicability is decided for 1 of 72" in page
    rows = client.get(url(cast, "applicability_export", "nist")).content.decode("utf-8-sig").split("\r\n")
    assert len(rows) == 74
    row = next(row for row in rows if '"GOVERN 2.1"' in row)
    assert "'=1+1" in row
    assert "P1.1: Open" in row
    assert "Letter of appointment" in row


def test_what_applies_and_has_no_criterion_leads_the_statement(cast: Cast, client_for: SignIn) -> None:
    framework = shipped_frameworks()["nist"]
    decide_applicability(
        cast.project, cast.editor, framework, "MEASURE 2.12", applies=True, reason="We report it.", number=1
    )
    page = client_for(cast.viewer).get(url(cast, "applicability_list", "nist")).content.decode()
    assert "<h1>1 identifier of NIST AI RMF 1.0 applies and has no criterion</h1>" in page


def test_the_pages_take_the_same_queries_whatever_was_decided(cast: Cast, client_for: SignIn) -> None:
    client = client_for(cast.viewer)

    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            client.get(url(cast, "framework_list"))
            client.get(url(cast, "applicability_list", "iso"))
        return len(caught)

    decide(cast)
    queries()
    first = queries()
    framework = shipped_frameworks()["iso"]
    for identifier in framework.identifiers[:30]:
        decide_applicability(
            cast.project, cast.editor, framework, identifier.name, applies=False, reason="Not asked of us.", number=1
        )
    assert queries() == first

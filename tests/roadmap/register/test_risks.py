"""Risks: rated in words, held against a limit, and looked at by the criterion about harms."""

from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from roadmap.errors import ChangedMeanwhile, ChangeRefused, HistoryIsKept
from roadmap.models import Risk, RiskLimit
from roadmap.register.forms import RISK_FIELDS
from roadmap.register.levels import LEVELS, LIKELIHOODS, level_of, rank
from roadmap.services.register import change_risk, record_risk, set_risk_limit
from tests.conftest import Cast
from tests.roadmap.conftest import SignIn, StateOf

pytestmark = pytest.mark.django_db


def risk(cast: Cast, title: str = "Promises too much", **values: object) -> Risk:
    said = {"affected": "Customers", "what": "They rely on it.", "likelihood": "possible", "severity": "high"}
    return record_risk(cast.project, cast.editor, title=title, **(said | values))  # type: ignore[arg-type]


def url(cast: Cast, name: str, *keys: object) -> str:
    return reverse(f"roadmap:{name}", args=[cast.project.path, *keys])


def typed(found: Risk | None = None, /, **values: object) -> dict[str, object]:
    """A form as a browser sends it."""
    rest = {name: "" for name in RISK_FIELDS if name != "criteria"}
    said = {"title": "Promises too much", "affected": "Customers", "what": "They rely on it.", "likelihood": "possible"}
    version = {"version": found.version} if found else {}
    return {**rest, **said, "severity": "high", "status": "open", **version, **values}


def test_a_level_never_falls_when_it_is_likelier_or_worse() -> None:
    for severity in LEVELS:
        for rarer, likelier in pairwise(LIKELIHOODS):
            assert rank(level_of(rarer, severity)) <= rank(level_of(likelier, severity))
    for likelihood in LIKELIHOODS:
        for better, worse in pairwise(LEVELS):
            assert rank(level_of(likelihood, better)) <= rank(level_of(likelihood, worse))
    assert level_of("rare", "low") == "low"
    assert level_of("almost_certain", "critical") == "critical"


def test_an_editor_records_a_risk_and_others_do_not(cast: Cast, client_for: SignIn) -> None:
    answer = client_for(cast.editor).post(url(cast, "risk_create"), typed(owner=cast.owner.pk))
    found = Risk.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, url(cast, "risk_detail", found.pk))
    assert "High level: possible × high" in client_for(cast.viewer).get(answer["Location"]).content.decode()
    for person in (cast.evaluator, cast.viewer):
        client = client_for(person)
        assert client.post(url(cast, "risk_create"), typed()).status_code == 403
        assert client.post(url(cast, "risk_change", found.pk), typed(found)).status_code == 403
        assert client.post(url(cast, "risk_limit"), {"level": "low"}).status_code == 403


def test_wrong_input_is_said_beside_its_field(cast: Cast, client_for: SignIn) -> None:
    client = client_for(cast.editor)
    wrong = {"title": "", "affected": "", "what": "\0", "likelihood": "often", "review_on": "1999-01-01"}
    for name, value in wrong.items():
        answer = client.post(url(cast, "risk_create"), typed(**{name: value}))
        assert answer.status_code == 422, name
        assert f'id="id_{name}_error"' in answer.content.decode(), name
    assert client.post(url(cast, "risk_limit"), {"version": "1", "level": "none"}).status_code == 422
    assert not Risk.objects.exists()
    assert not RiskLimit.objects.exists()


def test_the_service_refuses_what_a_form_would(cast: Cast) -> None:
    with pytest.raises(ChangeRefused) as refusal:
        record_risk(cast.project, cast.editor, title=" ")
    assert set(refusal.value.problems) == {"title", "affected", "what", "likelihood", "severity"}
    with pytest.raises(ChangeRefused):
        set_risk_limit(cast.project, cast.editor, "none")


def test_whoever_saves_second_sees_both_sides(cast: Cast, client_for: SignIn) -> None:
    found = risk(cast)
    change_risk(found, cast.owner, seen=1, likelihood="rare")
    answer = client_for(cast.editor).post(url(cast, "risk_change", found.pk), typed(found, likelihood="likely"))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Rare" in page
    assert "Likely" in page
    with pytest.raises(ChangedMeanwhile):
        change_risk(found, cast.owner, seen=1, likelihood="likely")


def test_earlier_limits_stay(cast: Cast) -> None:
    set_risk_limit(cast.project, cast.editor, "low")
    set_risk_limit(cast.project, cast.owner, "high")
    assert [limit.level for limit in RiskLimit.objects.all()] == ["high", "low"]
    with pytest.raises(HistoryIsKept):
        RiskLimit.objects.all().delete()


def test_the_list_leads_with_what_is_above_the_limit(cast: Cast, client_for: SignIn) -> None:
    client = client_for(cast.editor)
    assert "No risk is recorded yet" in client.get(url(cast, "risk_list")).content.decode()
    risk(cast, "Small", likelihood="rare", severity="low", review_on=timezone.localdate() - timedelta(days=1))
    risk(cast, "Large", likelihood="likely", severity="critical")
    assert "and no limit is set" in client.get(url(cast, "risk_list")).content.decode()
    assert client.post(url(cast, "risk_limit"), {"version": "1", "level": "moderate"}).status_code == 303
    page = client.get(url(cast, "risk_list")).content.decode()
    assert "<h1>1 risk lies above the limit without a mitigation</h1>" in page
    assert page.index("Large") < page.index("Small")
    assert "review is due" in page
    only = client.get(url(cast, "risk_list"), {"level": "critical", "sort": "title"}).content.decode()
    assert "Large" in only
    assert "Small" not in only
    rows = client.get(url(cast, "risk_export"), {"level": "low"}).content.decode("utf-8-sig")
    assert '"Small"' in rows
    assert '"Large"' not in rows


def test_the_list_takes_the_same_queries_for_ten_times_the_rows(cast: Cast, client_for: SignIn) -> None:
    client = client_for(cast.viewer)

    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            client.get(url(cast, "risk_list"))
        return len(caught)

    risk(cast, "One")
    queries()
    first = queries()
    for number in range(30):
        risk(cast, f"More {number}", owner=cast.editor)
    assert queries() == first


def test_harms_are_rated_once_risks_have_owners_a_limit_and_a_treatment(cast: Cast, state: StateOf) -> None:
    def obstacles() -> list[str]:
        result = state("P1.7").inputs.result
        assert result is not None
        return list(result.obstacles)

    assert len(obstacles()) == 2
    found = risk(cast, "Large", owner=cast.owner)
    set_risk_limit(cast.project, cast.owner, "moderate")
    assert obstacles() == ["Say what is done about Large."]
    change_risk(found, cast.editor, seen=1, mitigation="A person confirms.")
    assert obstacles() == []
    change_risk(found, cast.editor, seen=2, owner=None)
    assert obstacles() == ["Give an owner to Large."]
    change_risk(found, cast.editor, seen=3, owner=cast.owner, likelihood="rare", severity="low", mitigation="")
    assert obstacles() == []
    change_risk(found, cast.editor, seen=4, severity="critical")
    assert obstacles() == ["Say what is done about Large."]
    change_risk(found, cast.editor, seen=5, status="closed")
    assert obstacles() == ["Record at least one risk for each group that could be affected."]


def test_the_table_of_the_docs_says_what_likelihood_and_severity_come_to() -> None:
    docs = (Path(__file__).parents[3] / "docs" / "roadmap.md").read_text(encoding="utf-8")
    for likelihood, words in LIKELIHOODS.items():
        levels = " | ".join(level_of(likelihood, severity) for severity in LEVELS)
        assert f"| {words.lower()} | {levels} |" in docs

"""Two people change one thing: whoever comes second gets 409 with both values side by side, and nothing is lost."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from roadmap.models import Evidence, EvidenceVersion, RiskLimit
from roadmap.services.evidence import Content, add_version, supersede
from roadmap.services.register import set_risk_limit
from tests.conftest import Cast
from tests.roadmap.conftest import SignIn
from tests.roadmap.doing import note

pytestmark = pytest.mark.django_db
Kind = EvidenceVersion.Kind


def add_url(cast: Cast, evidence: Evidence, kind: str) -> str:
    return f"{reverse('roadmap:evidence_version', args=[cast.project.path, evidence.pk])}?kind={kind}"


def test_a_version_added_meanwhile_stands_beside_the_one_that_comes_second(cast: Cast, client_for: SignIn) -> None:
    evidence, client = note(cast.project, cast.editor, "Scope", "Answers mail."), client_for(cast.editor)
    add_version(evidence, cast.owner, Content(Kind.NOTE, text="Answers mail and chat."), seen=1)
    given = {"seen": "1", "text": "Answers mail, never chat.", "expires_on": "2027-01-31"}
    late = client.post(add_url(cast, evidence, "note"), given)
    page = late.content.decode()
    assert late.status_code == 409
    for shown in ("Answers mail and chat.", "Answers mail, never chat.", "31 Jan 2027", str(cast.owner), "differs"):
        assert shown in page
    assert evidence.versions.count() == 2
    assert client.post(add_url(cast, evidence, "note"), {**given, "seen": "2"}).status_code == 303
    assert evidence.versions.get(number=3).text == "Answers mail, never chat."
    assert 'name="seen" value="2"' in page


def test_a_file_that_comes_second_is_named_and_chosen_again(cast: Cast, client_for: SignIn) -> None:
    evidence = note(cast.project, cast.editor, "Scope", "Answers mail.")
    add_version(evidence, cast.owner, Content(Kind.LINK, url="https://example.org/scope"), seen=1)
    file = SimpleUploadedFile("scope.txt", b"Answers mail.")
    late = client_for(cast.editor).post(add_url(cast, evidence, "file"), {"seen": "1", "file": file})
    page = late.content.decode()
    assert late.status_code == 409
    for shown in ("https://example.org/scope", "scope.txt, SHA-256", "Choose the file again"):
        assert shown in page
    assert "Store mine over it" not in page


def test_a_form_that_needs_another_look_keeps_the_version_that_was_seen(cast: Cast, client_for: SignIn) -> None:
    evidence = note(cast.project, cast.editor, "Scope", "Answers mail.")
    add_version(evidence, cast.owner, Content(Kind.NOTE, text="Answers mail and chat."), seen=1)
    again = client_for(cast.editor).post(add_url(cast, evidence, "note"), {"seen": "1", "text": ""})
    assert again.status_code == 422
    assert 'name="seen" value="1"' in again.content.decode()


def test_what_was_superseded_meanwhile_shows_by_what(cast: Cast, client_for: SignIn) -> None:
    old, first, second = (note(cast.project, cast.editor, title) for title in ("Old", "First", "Second"))
    supersede(old, cast.owner, first)
    url = reverse("roadmap:evidence_supersede", args=[cast.project.path, old.pk])
    late = client_for(cast.editor).post(url, {"by": second.pk})
    page = late.content.decode()
    assert late.status_code == 409
    assert ("First" in page, "Second" in page, "Store mine over it" in page) == (True, True, False)
    old.refresh_from_db()
    assert old.superseded_by == first


def test_a_limit_that_was_set_meanwhile_stands_beside_the_other(cast: Cast, client_for: SignIn) -> None:
    client = client_for(cast.editor)
    url = reverse("roadmap:risk_limit", args=[cast.project.path])
    set_risk_limit(cast.project, cast.owner, "high")
    late = client.post(url, {"version": "1", "level": "low"})
    page = late.content.decode()
    assert late.status_code == 409
    assert ("High" in page, "Low" in page, str(cast.owner.name) in page) == (True, True, True)
    assert RiskLimit.objects.get(project=cast.project).level == "high"
    assert client.post(url, {"version": "2", "level": "low"}).status_code == 303

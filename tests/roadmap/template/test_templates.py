"""Templates of an organisation's own: read strictly, chosen for new projects, and taken up in an explicit step."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from roadmap.errors import ChangedMeanwhile, ChangeRefused
from roadmap.models import Criterion, GateRequest, OwnTemplate, Phase
from roadmap.services.templates import add_template, choose_for_new, take_up_template
from roadmap.template.reading import read_template, shipped_template
from roadmap.template.selectors import difference_to, templates_of
from tests.conftest import Cast
from tests.roadmap.conftest import Find, StateOf
from tests.roadmap.doing import prove, say_met
from tests.roadmap.template.templates import NEXT, changed_text, own_text
from workspaces import services as workspaces
from workspaces.models import AuditEntry, User

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
ROOM = "/p/acme/support/roadmap/templates/"


def sent(text: str, name: str = "Acme") -> dict[str, object]:
    return {"name": name, "file": SimpleUploadedFile("own.yaml", text.encode("utf-8", "surrogatepass"))}


def take_up(cast: Cast, text: str) -> None:
    template = read_template(text)
    found = difference_to(cast.project, template)
    assert found is not None
    take_up_template(cast.project, cast.owner, template, seen=found.fingerprint)


def test_an_owner_uploads_a_template_and_everybody_can_take_it_away(cast: Cast, client_for: SignIn) -> None:
    assert client_for(cast.owner).post(f"{ROOM}new/", sent(own_text())).status_code == 303
    page = client_for(cast.viewer).get(ROOM).content.decode()
    assert NEXT in page
    file = client_for(cast.viewer).get(f"{ROOM}{NEXT}/file/")
    assert file.content.decode() == own_text()
    assert file["Content-Disposition"] == f'attachment; filename="criteria-{NEXT}.yaml"'
    assert client_for(cast.editor).post(f"{ROOM}new/", sent(own_text("acme-3"))).status_code == 403
    assert client_for(cast.stranger).get(f"/p/umbra/theirs/roadmap/templates/{NEXT}/file/").status_code == 404


def test_faults_are_shown_at_their_lines_and_nothing_is_stored(cast: Cast, client_for: SignIn) -> None:
    broken = own_text().replace("blocking: true", "blocking: perhaps", 1).replace("waiver: null", "waiver: boss", 1)
    line = broken[: broken.index("blocking: perhaps")].count("\n") + 1
    response = client_for(cast.owner).post(f"{ROOM}new/", sent(broken))
    assert response.status_code == 422
    page = response.content.decode()
    assert "The file has 2 faults" in page
    assert f'<th scope="row">{line}</th>' in page
    assert not OwnTemplate.objects.exists()


@pytest.mark.parametrize("text", ["", "a: &b [*b]", "\ud800", "[" * 500, "- just\n- a list"])
def test_what_is_no_template_is_refused(cast: Cast, client_for: SignIn, text: str) -> None:
    assert client_for(cast.owner).post(f"{ROOM}new/", sent(text)).status_code == 422
    assert not OwnTemplate.objects.exists()


def test_a_version_is_given_once(cast: Cast) -> None:
    add_template(cast.organisation, cast.owner, "Acme", own_text())
    for version in (NEXT, shipped_template().version):
        with pytest.raises(ChangeRefused, match="already"):
            add_template(cast.organisation, cast.owner, "Acme", own_text(version))
    add_template(cast.other_organisation, cast.stranger, "Umbra", own_text())


def test_new_projects_start_with_the_template_that_was_chosen(cast: Cast, client_for: SignIn) -> None:
    add_template(cast.organisation, cast.owner, "Acme", changed_text())
    assert client_for(cast.owner).post(f"{ROOM}choose/", {"template": NEXT}).status_code == 303
    new = workspaces.create_project(cast.organisation, name="Another", slug="another", actor=cast.owner)
    assert set(Phase.objects.filter(project=new).values_list("template_version", flat=True)) == {NEXT}
    assert Criterion.objects.filter(phase__project=new, code="P1.10").exists()
    assert [row.projects for row in templates_of(cast.organisation)] == [1, 1]
    choose_for_new(cast.organisation, cast.owner, shipped_template().version)
    third = workspaces.create_project(cast.organisation, name="Third", slug="third", actor=cast.owner)
    assert Phase.objects.filter(project=third, template_version=shipped_template().version).count() == 4
    assert client_for(cast.owner).post(f"{ROOM}choose/", {"template": "nine"}).status_code == 422


def test_a_project_without_a_roadmap_chooses_when_it_starts(cast: Cast, client_for: SignIn) -> None:
    add_template(cast.organisation, cast.owner, "Acme", changed_text())
    Phase.objects.filter(project=cast.project).delete()
    client = client_for(cast.editor)
    assert NEXT in client.get("/p/acme/support/roadmap/").content.decode()
    client.post("/p/acme/support/roadmap/start/", {"template": NEXT})
    assert Phase.objects.filter(project=cast.project, template_version=NEXT).count() == 4


def test_the_difference_says_what_is_added_removed_reworded_and_blocking(cast: Cast, client_for: SignIn) -> None:
    add_template(cast.organisation, cast.owner, "Acme", changed_text())
    found = difference_to(cast.project, read_template(changed_text()))
    assert found is not None
    assert [criterion.code for criterion in found.added] == ["P1.10"]
    assert [criterion.code for criterion in found.removed] == ["P1.3"]
    assert [each.criterion.code for each in found.reworded] == ["P1.6"]
    assert [(each.criterion.code, each.blocking_words) for each in found.blocking] == [("P1.8", "blocks from now on")]
    assert found.same == 33
    page = client_for(cast.owner).get(f"{ROOM}{NEXT}/use/").content.decode()
    assert "Who may instruct it is written down." in page
    assert client_for(cast.editor).get(f"{ROOM}{NEXT}/use/").status_code == 403


def test_taking_it_up_keeps_words_and_evidence_and_turns_stale_what_was_reworded(
    cast: Cast, client_for: SignIn, find: Find, state: StateOf
) -> None:
    for code in ("P1.6", "P1.9", "P1.3"):
        prove(find(code), cast.owner)
        say_met(find(code), cast.owner)
    gone = find("P1.3")
    add_template(cast.organisation, cast.owner, "Acme", changed_text())
    client, page = client_for(cast.owner), f"{ROOM}{NEXT}/use/"
    found = difference_to(cast.project, read_template(changed_text()))
    assert found is not None
    assert "1 confirmation stays and turns stale" in client.get(page).content.decode()
    assert client.post(page, {"seen": found.fingerprint}).status_code == 303
    assert [state("P1.6").key, state("P1.9").key, state("P1.10").key] == ["stale", "met", "open"]
    assert not Criterion.objects.filter(pk=gone.pk).exists()
    assert find("P1.8").blocking
    change = find("P1.6").changes.first()
    assert change
    assert {row.label for row in change.rows} == {"Statement", "Template"}
    assert AuditEntry.objects.filter(action="roadmap.template_taken_up").count() == 1
    take_up(cast, own_text("acme-3"))  # the shipped words again: what is back is the same one, with its word
    assert find("P1.3").pk == gone.pk
    assert [state("P1.3").key, state("P1.6").key] == ["met", "met"]


def test_it_is_refused_while_a_gate_is_asked_for(cast: Cast, client_for: SignIn) -> None:
    add_template(cast.organisation, cast.owner, "Acme", changed_text())
    GateRequest.objects.create(
        phase=Phase.objects.get(project=cast.project, number=1),
        number=1,
        scope="Twenty clerks",
        until=timezone.localdate() + timedelta(days=90),
        snapshot={},
        sha256="0" * 64,
        asked_by=cast.editor,
    )
    client, page = client_for(cast.owner), f"{ROOM}{NEXT}/use/"
    assert "A gate is asked for at this moment" in client.get(page).content.decode()
    found = difference_to(cast.project, read_template(changed_text()))
    assert found is not None
    assert client.post(page, {"seen": found.fingerprint}).status_code == 422
    assert Phase.objects.filter(project=cast.project, template_version=NEXT).count() == 0


def test_what_was_not_shown_is_not_done(cast: Cast, client_for: SignIn, find: Find) -> None:
    add_template(cast.organisation, cast.owner, "Acme", changed_text())
    template = read_template(changed_text())
    found = difference_to(cast.project, template)
    assert found is not None
    Criterion.objects.filter(pk=find("P1.6").pk).update(version=7)
    with pytest.raises(ChangedMeanwhile):
        take_up_template(cast.project, cast.owner, template, seen=found.fingerprint)
    response = client_for(cast.owner).post(f"{ROOM}{NEXT}/use/", {"seen": found.fingerprint})
    assert response.status_code == 409
    assert client_for(cast.owner).post(f"{ROOM}{NEXT}/use/", {}).status_code == 422
    take_up(cast, changed_text())
    with pytest.raises(ChangeRefused, match="already"):
        take_up(cast, changed_text())

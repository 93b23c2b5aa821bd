"""Import in the browser: nothing enters the explorer before an owner has seen the preview, and a fault has its line."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from explorer.comparison.forms import LabelForm
from explorer.errors import DraftNotReady
from explorer.models import Section, SpecDraft, SpecVersion
from explorer.services import discard_draft, draft_upload, import_draft
from explorer.services.drafts import MOST_WAITING
from explorer.spec_markdown import SpecFiles, read_folder
from tests.conftest import Cast
from tests.explorer.kitchen import KITCHEN, SOAP
from tests.explorer.test_spec_upload import archive
from tests.explorer.versions import LATER
from workspaces.models import AuditEntry, User

pytestmark = pytest.mark.django_db

ClientFor = Callable[[User], Client]
BROKEN = "# A {#a authority=king}\n\n# B {#a}\n\n~~~xml\n<user>\n" + "x" * 300 + "\n"


def address(cast: Cast, name: str = "spec_import", *keys: object) -> str:
    return reverse(f"explorer:{name}", args=[cast.project.path, *keys])


def upload(cast: Cast, client: Client, *contents: tuple[str, str | bytes], label: str = "") -> Any:
    sent = [SimpleUploadedFile(name, text.encode() if isinstance(text, str) else text) for name, text in contents]
    return client.post(address(cast), {"documents": sent, "label": label})


def drafted(cast: Cast, markdown: str = KITCHEN, label: str = "2026-01-05") -> SpecDraft:
    return draft_upload(cast.project, SpecFiles(markdown, {"soap": SOAP}, label), actor=cast.owner)


def trail(cast: Cast) -> list[str]:
    entries = AuditEntry.objects.filter(organisation=cast.organisation, action__startswith="spec")
    return list(entries.exclude(action="spec.pinned").order_by("sequence").values_list("action", flat=True))


def stored() -> tuple[int, int]:
    return SpecVersion.objects.count(), Section.objects.count()


def test_an_upload_is_previewed_imported_and_seen_by_its_organisation_alone(cast: Cast, client_for: ClientFor) -> None:
    client, before = client_for(cast.owner), stored()
    response = upload(cast, client, ("model_spec.md", KITCHEN), ("soap.md", SOAP), label="2026-01-05")
    draft = SpecDraft.objects.get()

    assert (response.status_code, response.headers["Location"]) == (303, address(cast, "spec_draft", draft.pk))
    preview = client.get(response.headers["Location"]).content.decode()
    assert "nothing of it is in the explorer yet" in preview
    assert "1 root, 1 user, 1 guideline" in preview
    assert "responses: 1 good, 1 bad, 1 ok" in preview
    assert "1 footnote without a file: gone" in preview
    assert 'value="2026-01-05"' in preview
    assert "Against 2025-12-18" in preview
    assert 'id="change-wash"' in preview
    assert stored() == before

    response = client.post(address(cast, "spec_draft", draft.pk), {"label": "Kitchen 1"})
    assert response.status_code == 303
    assert response.headers["Location"] == address(cast, "version_detail", "Kitchen 1")
    version = SpecVersion.objects.get(label="Kitchen 1")
    assert (version.organisation, version.sections.count(), version.prompts.count()) == (cast.organisation, 5, 1)
    assert "Kitchen 1 is imported for Acme." in client.get(response.headers["Location"]).content.decode()
    theirs = reverse("explorer:version_detail", args=[cast.other_project.path, "Kitchen 1"])
    assert client_for(cast.stranger).get(theirs).status_code == 404
    assert trail(cast) == ["spec_draft.uploaded", "spec.imported"]


def test_an_archive_is_taken_as_a_whole_version(cast: Cast, client_for: ClientFor) -> None:
    packed = archive(
        {"spec/model_spec.md": KITCHEN, "spec/examples/soap.md": SOAP, "spec/CHANGELOG.md": "# 2026-01-05"}
    )
    upload(cast, client_for(cast.owner), ("spec.zip", packed.getvalue()))

    draft = SpecDraft.objects.get()
    assert (draft.label, draft.prompt_files, draft.state) == ("2026-01-05", {"soap": SOAP}, "ready")


def test_every_fault_is_shown_with_its_line_its_value_and_what_is_allowed(cast: Cast, client_for: ClientFor) -> None:
    client, before = client_for(cast.owner), stored()
    response = upload(cast, client, ("model_spec.md", BROKEN), ("soap.md", "Nothing\x00 here"))
    html = client.get(response.headers["Location"]).content.decode()

    assert "5 faults in the document, so nothing is imported" in html
    for words in (
        '<b>Unknown authority level.</b> <span class="fine">line 1</span>',
        "# A {#a authority=king}",
        "Found <code>king</code> · Expected root, platform, system, developer, user or guideline",
        "This identifier was given before, on line 1.",
        "This fence is never closed.",
        "examples/soap.md, line 1",
        "Nothing␀ here",
    ):
        assert words in html
    assert ">Import</button>" not in html
    assert stored() == before
    refusal = client.post(response.headers["Location"], {"label": "2026-01-05"})
    assert (refusal.status_code, stored()) == (409, before)


def test_of_thousands_of_faults_the_first_are_shown_and_the_others_counted(cast: Cast, client_for: ClientFor) -> None:
    many = "".join(f"# A {{#a{n} authority=king}}\n" for n in range(3_000))
    draft = drafted(cast, many)

    assert len(draft.faults) == 201
    html = client_for(cast.owner).get(address(cast, "spec_draft", draft.pk)).content.decode()
    assert "There are 2800 more faults." in html


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("model_spec.txt", "x", "This is neither Markdown nor a ZIP archive (model_spec.txt)."),
        ("model_spec.md", b"# A {#a}\n\n\xff", "The document, line 3: This is not UTF-8 text"),
        ("model_spec.md", "", "The submitted file is empty."),
        ("spec.zip", b"PK\x03\x04 and then nothing", "This archive is damaged"),
        ("model_spec.md", "x" * 8_000_001, "Together the files are larger than 8 MB."),
        ("model_spec.md", "# A {#a}\n" + "x" * 2_000_000, "The document is too large (2.0 MB). Expected at most 2 MB."),
    ],
)
def test_an_upload_that_cannot_be_read_is_refused_beside_the_field(
    cast: Cast, client_for: ClientFor, name: str, content: str | bytes, words: str
) -> None:
    response = upload(cast, client_for(cast.owner), (name, content))

    assert response.status_code == 422
    assert words in response.content.decode()
    assert not SpecDraft.objects.exists()


@pytest.mark.parametrize("label", ["a/b", "..", "x" * 81, "new\nline", "\x00"])
def test_a_label_that_no_address_can_hold_is_refused_before_and_after_the_preview(
    cast: Cast, client_for: ClientFor, label: str
) -> None:
    client = client_for(cast.owner)
    assert upload(cast, client, ("model_spec.md", KITCHEN), label=label).status_code == 422
    draft, before = drafted(cast), stored()

    assert client.post(address(cast, "spec_draft", draft.pk), {"label": label}).status_code == 422
    assert (SpecDraft.objects.get(pk=draft.pk).state, stored()) == ("ready", before)


def test_half_a_character_is_no_label() -> None:
    assert "label" in LabelForm({"label": "\ud800"}).errors


def test_nothing_sent_is_a_fault_beside_the_field(cast: Cast, client_for: ClientFor) -> None:
    response = client_for(cast.owner).post(address(cast), {})

    assert response.status_code == 422
    assert "This field is required." in response.content.decode()


def test_another_text_under_a_taken_label_is_refused_and_what_was_typed_stays(
    cast: Cast, client_for: ClientFor
) -> None:
    import_draft(drafted(cast), "house", actor=cast.owner)
    other, before = drafted(cast, LATER), stored()
    response = client_for(cast.owner).post(address(cast, "spec_draft", other.pk), {"label": "house"})

    assert response.status_code == 422
    assert "Another text was imported under this label (house)" in response.content.decode()
    assert 'value="house"' in response.content.decode()
    assert (SpecDraft.objects.get(pk=other.pk).state, stored()) == ("ready", before)


def test_the_same_content_twice_changes_nothing_and_says_so(cast: Cast, client_for: ClientFor) -> None:
    client = client_for(cast.owner)
    import_draft(drafted(cast), "house", actor=cast.owner)
    again, before = drafted(cast, KITCHEN.replace("\n", "\r\n")), stored()

    preview = client.get(address(cast, "spec_draft", again.pk)).content.decode()
    assert "This content is here already, as house" in preview
    response = client.post(address(cast, "spec_draft", again.pk), {"label": "another"})
    assert response.headers["Location"] == address(cast, "version_detail", "house")
    page = client.get(response.headers["Location"]).content.decode()
    assert "This very content is here already as house. Nothing was changed." in page
    assert stored() == before
    assert trail(cast).count("spec.imported") == 1


def test_pressing_import_twice_imports_once(cast: Cast, client_for: ClientFor) -> None:
    draft = drafted(cast)
    stale = SpecDraft.objects.select_related("project__organisation").get(pk=draft.pk)
    import_draft(draft, "house", actor=cast.owner)

    with pytest.raises(DraftNotReady):
        import_draft(stale, "house again", actor=cast.owner)
    with pytest.raises(DraftNotReady):
        discard_draft(stale, actor=cast.owner)
    client = client_for(cast.owner)
    assert client.post(address(cast, "spec_draft", draft.pk), {"label": "house again"}).status_code == 409
    assert client.get(address(cast, "spec_draft", draft.pk)).status_code == 303
    assert SpecVersion.objects.filter(organisation=cast.organisation).count() == 1


def test_a_draft_is_discarded_with_an_entry_in_the_trail(cast: Cast, client_for: ClientFor) -> None:
    draft, client = drafted(cast), client_for(cast.owner)
    assert client.post(address(cast, "spec_draft_discard", draft.pk)).status_code == 303

    assert not SpecDraft.objects.exists()
    assert trail(cast) == ["spec_draft.uploaded", "spec_draft.discarded"]
    assert client.post(address(cast, "spec_draft_discard", draft.pk)).status_code == 404


def test_what_waits_is_listed_and_more_than_ten_are_not_taken(cast: Cast, client_for: ClientFor) -> None:
    client = client_for(cast.owner)
    for number in range(MOST_WAITING):
        drafted(cast, label=f"Draft {number}")

    assert "Draft 7" in client.get(address(cast)).content.decode()
    response = upload(cast, client, ("model_spec.md", KITCHEN))
    assert response.status_code == 422
    assert "10 documents wait to be looked at." in response.content.decode()


def test_only_an_owner_may_import(cast: Cast, client_for: ClientFor) -> None:
    draft = drafted(cast)
    pages = [address(cast), address(cast, "spec_draft", draft.pk)]
    posts = [*pages, address(cast, "spec_draft_discard", draft.pk), address(cast, "spec_fetch")]
    for person, status in ((cast.editor, 403), (cast.evaluator, 403), (cast.viewer, 403), (cast.stranger, 404)):
        client = client_for(person)
        assert [client.get(url).status_code for url in pages] == [status] * 2
        assert [client.post(url).status_code for url in posts] == [status] * 4
    other = reverse("explorer:spec_draft", args=[cast.other_project.path, draft.pk])
    assert client_for(cast.stranger).get(other).status_code == 404


def test_what_a_document_says_is_never_taken_for_markup(cast: Cast, client_for: ClientFor) -> None:
    for text in (f"{KITCHEN}\n<script>alert(1)</script>", "# <script>alert(1)</script> {#a authority=<script>}"):
        draft = drafted(cast, text)
        html = client_for(cast.owner).get(address(cast, "spec_draft", draft.pk)).content.decode()
        assert "<script>alert" not in html


def test_a_published_version_goes_all_the_way(cast: Cast, client_for: ClientFor, shared_data: Path) -> None:
    folder = shared_data / "model_spec" / "2025-12-18"
    members = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.md")}
    client = client_for(cast.owner)
    response = upload(cast, client, ("2025-12-18.zip", archive(members).getvalue()))  # type: ignore[arg-type]
    preview = client.get(response.headers["Location"]).content.decode()

    assert "Nothing differs between 18 Dec 2025 and this document" in preview
    assert "4 footnotes without a file" in preview
    client.post(response.headers["Location"], {"label": "2025-12-18"})
    version = SpecVersion.objects.get(organisation=cast.organisation)
    assert version.content_sha256 == read_folder(folder).content_sha256
    assert (version.sections.count(), version.prompts.count()) == (80, 272)

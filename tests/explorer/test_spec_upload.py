"""Uploaded files sorted into a version, and archives that mean harm: refused before anything of them is unpacked."""

import stat
import struct
import warnings
from collections.abc import Mapping
from contextlib import suppress
from io import BytesIO
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZipFile, ZipInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.spec_markdown import SpecFiles, SpecRefused, read_upload
from explorer.spec_markdown.archive import LARGEST_UNPACKED, MOST_MEMBERS
from tests.explorer.kitchen import KITCHEN, SOAP


def archive(members: Mapping[str | ZipInfo, str | bytes], method: int = ZIP_DEFLATED) -> BytesIO:
    """A ZIP archive with these members."""
    file = BytesIO()
    with warnings.catch_warnings(), ZipFile(file, "w", method) as made:
        warnings.simplefilter("ignore")  # about names that stand twice, which is the point
        for name, content in members.items():
            made.writestr(name, content)
    file.seek(0)
    return file


def files(**contents: str | bytes) -> list[tuple[str, BytesIO]]:
    return [
        (f"{name}.md", BytesIO(content.encode() if isinstance(content, str) else content))
        for name, content in contents.items()
    ]


def unpacked(members: Mapping[str | ZipInfo, str | bytes], name: str = "spec.zip") -> SpecFiles:
    return read_upload([(name, archive(members))])


def refused(upload: list[tuple[str, BytesIO]]) -> list[str]:
    with pytest.raises(SpecRefused) as refusal:
        read_upload(upload)
    assert all(fault.line or fault.field for fault in refusal.value.faults)
    return [fault.message for fault in refusal.value.faults]


def refused_archive(members: Mapping[str | ZipInfo, str | bytes], method: int = ZIP_DEFLATED) -> list[str]:
    return refused([("spec.zip", archive(members, method))])


def test_a_document_alone_has_no_prompts_and_no_label() -> None:
    assert read_upload(files(model_spec=KITCHEN)) == SpecFiles(KITCHEN, None, "")
    assert read_upload(files(rules=KITCHEN)).markdown == KITCHEN


def test_the_files_beside_the_document_are_its_prompts() -> None:
    found = read_upload(files(soap=SOAP, model_spec=KITCHEN, CHANGELOG="## 2026-01-05\n\nFirst."))

    assert found == SpecFiles(KITCHEN, {"soap": SOAP}, "2026-01-05")


def test_an_archive_is_known_by_its_content_and_may_have_a_folder_around_it() -> None:
    members: dict[str | ZipInfo, str | bytes] = {
        "model_spec-main/README.md": "Read me.",
        "model_spec-main/LICENSE": b"\xff\xfe",
        "model_spec-main/model_spec.md": KITCHEN,
        "model_spec-main/examples/soap.md": SOAP,
        "model_spec-main/examples/more/deep.md": SOAP,
        "model_spec-main/old/model_spec.md": "# Old {#old}",
        "model_spec-main/CHANGELOG.md": "# Changes\n\n## v2026.1.5\n",
        "__MACOSX/model_spec-main/._model_spec.md": b"\x00\x05",
        "model_spec-main/examples/.hidden.md": b"\x00",
    }
    assert read_upload([("download", archive(members))]) == SpecFiles(KITCHEN, {"soap": SOAP}, "2026-01-05")


@pytest.mark.parametrize(
    ("name", "folder", "label"),
    [("spec 2026-01-05.zip", "", "2026-01-05"), ("spec.zip", "2026-01-05/", "2026-01-05"), ("2026-99-05.zip", "", "")],
)
def test_a_day_in_a_name_gives_the_label(name: str, folder: str, label: str) -> None:
    assert unpacked({f"{folder}model_spec.md": KITCHEN}, name).label == label


def test_a_label_that_was_typed_goes_before_all_others() -> None:
    assert read_upload(files(model_spec=KITCHEN, CHANGELOG="## 2026-01-05"), "ours").label == "ours"


@pytest.mark.parametrize(
    ("upload", "message"),
    [
        (files(soap=SOAP, pans=SOAP), "It is not clear which of the files is the document."),
        (files(CHANGELOG="## 2026-01-05"), "There is no document among the files."),
        ([], "There is no document among the files."),
        ([("model_spec.docx", BytesIO(b"x"))], "This is neither Markdown nor a ZIP archive."),
        (files(model_spec=KITCHEN) * 2, "Two of the files have this name."),
        ([*files(model_spec=KITCHEN), ("more.zip", archive({"a.md": "x"}))], "An archive comes alone, or not at all."),
        (files(model_spec=b"# A {#a}\n\nCaf\xe9"), "This is not UTF-8 text."),
        (files(model_spec="# A {#a}\n" + "x" * 2_000_001), "The document is too large."),
        ([*files(model_spec=KITCHEN), ("two words.md", BytesIO(b"x"))], "No footnote can have the name of this file."),
        ([*files(model_spec=KITCHEN), ("\x00\x1b.md", BytesIO(b"x"))], "No footnote can have the name of this file."),
    ],
)
def test_an_upload_that_needs_guessing_is_refused(upload: list[tuple[str, BytesIO]], message: str) -> None:
    for _, file in upload:
        file.seek(0)
    assert message in refused(upload)


def test_a_fault_of_the_text_has_its_line() -> None:
    with pytest.raises(SpecRefused) as refusal:
        read_upload(files(model_spec=KITCHEN, soap=b"one\ntwo\nCaf\xe9"))

    (fault,) = refusal.value.faults
    assert (fault.file, fault.line, fault.allowed) == ("examples/soap.md", 3, "UTF-8")


def link() -> ZipInfo:
    info = ZipInfo("examples/soap.md")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ({"../model_spec.md": KITCHEN}, "This path leads out of the archive."),
        ({"/etc/model_spec.md": KITCHEN}, "This path leads out of the archive."),
        ({"a/../../model_spec.md": KITCHEN}, "This path leads out of the archive."),
        ({"C:/model_spec.md": KITCHEN}, "This path leads out of the archive."),
        ({"a\\model_spec.md": KITCHEN}, "This path leads out of the archive."),
        ({"a\u202e/model_spec.md": KITCHEN}, "This path leads out of the archive."),
        ({"model_spec.md": KITCHEN, link(): "/etc/passwd"}, "The archive holds a link."),
        ({"model_spec.md": KITCHEN, "more.zip": b"PK"}, "An archive inside the archive is not opened."),
        ({"one/model_spec.md": KITCHEN, "two/model_spec.md": KITCHEN}, "There is more than one model_spec.md."),
        ({}, "There is no document among the files."),
    ],
)
def test_an_archive_that_plays_tricks_is_refused(members: dict[str | ZipInfo, str | bytes], message: str) -> None:
    assert message in refused_archive(members)


def test_an_archive_that_holds_a_name_twice_is_refused() -> None:
    members: dict[str | ZipInfo, str | bytes] = {ZipInfo("model_spec.md"): KITCHEN, "model_spec.md": "# B {#b}"}

    assert refused_archive(members) == ["The archive holds this name twice."]


def test_a_rare_way_of_packing_is_refused() -> None:
    assert refused_archive({"model_spec.md": KITCHEN}, ZIP_BZIP2) == [
        "This file is packed in a way that is not read here."
    ]


def test_an_encrypted_archive_is_refused() -> None:
    content = bytearray(archive({"model_spec.md": KITCHEN}).getvalue())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(signature) + offset] |= 1

    assert refused([("spec.zip", BytesIO(bytes(content)))]) == ["This file is encrypted."]


def test_a_bomb_is_refused_by_the_size_it_declares() -> None:
    bomb = archive({"model_spec.md": b" " * (LARGEST_UNPACKED + 1)})

    assert len(bomb.getvalue()) < 20_000
    assert refused([("spec.zip", bomb)]) == ["Unpacked, the archive is too large."]


def test_a_bomb_that_lies_about_its_size_is_cut_while_it_is_read() -> None:
    content = bytearray(archive({"model_spec.md": b" " * (4 * LARGEST_UNPACKED)}).getvalue())
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        struct.pack_into("<I", content, content.index(signature) + offset, 100)

    # Python itself stops at the declared length and finds that the checksum is another.
    assert refused([("spec.zip", BytesIO(bytes(content)))])[0].startswith(("Unpacked", "This archive is damaged"))


def test_what_comes_out_is_counted_too_should_the_list_have_been_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("explorer.spec_markdown.archive._faults", lambda members: iter(()))
    halves: dict[str | ZipInfo, str | bytes] = {f"{n}.md": b" " * (LARGEST_UNPACKED // 2 + 1) for n in range(2)}

    assert refused_archive(halves) == ["Unpacked, the archive is too large."]


def test_more_members_than_any_version_has_are_refused() -> None:
    members: dict[str | ZipInfo, str | bytes] = {f"{number}.md": "" for number in range(MOST_MEMBERS + 1)}

    assert refused_archive(members) == ["There are too many files in the archive."]


WHOLE = archive({"model_spec.md": KITCHEN, "examples/soap.md": SOAP}).getvalue()


@given(st.integers(0, len(WHOLE) - 1), st.binary(min_size=1, max_size=8), st.booleans())
def test_a_damaged_archive_is_read_or_refused_and_never_crashes(at: int, noise: bytes, cut: bool) -> None:
    damaged = WHOLE[:at] + noise + (b"" if cut else WHOLE[at + len(noise) :])
    with suppress(SpecRefused):
        assert read_upload([("spec.zip", BytesIO(damaged))]).markdown

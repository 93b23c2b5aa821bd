"""The four published versions, counted. Their text is read where it lies and kept nowhere here."""

from collections import Counter
from pathlib import Path
from time import perf_counter

import pytest

from explorer.spec_markdown import SpecDocument, read_document, read_folder


def document(shared_data: Path, label: str) -> SpecDocument:
    files = read_folder(shared_data / "model_spec" / label)
    assert files.label == label
    return read_document(files.markdown, files.prompt_files)


@pytest.mark.parametrize(
    ("label", "sections", "authority", "examples", "comparisons", "responses", "prompts", "files", "unreferenced"),
    [
        (
            *("2025-12-18", 80, {"root": 22, "system": 3, "developer": 1, "user": 15, "guideline": 18}),
            *(183, 189, {"good": 193, "bad": 196, "ok": 8}, 272, 114, 2),
        ),
        (
            *("2025-10-27", 78, {"root": 21, "system": 3, "developer": 1, "user": 15, "guideline": 18}),
            *(181, 190, {"good": 194, "bad": 194, "ok": 8}, 272, 114, 0),
        ),
        (
            *("2025-09-12", 77, {"root": 20, "system": 3, "developer": 1, "user": 15, "guideline": 18}),
            *(173, 182, {"good": 186, "bad": 186, "ok": 7}, 272, 114, 0),
        ),
        (
            *("2025-02-12", 71, {"platform": 20, "user": 12, "developer": 1, "guideline": 18}),
            *(154, 163, {"good": 168, "bad": 162, "ok": 7}, 288, 120, 0),
        ),
    ],
)
def test_a_published_version_has_all_its_parts(
    shared_data: Path,
    label: str,
    sections: int,
    authority: dict[str, int],
    examples: int,
    comparisons: int,
    responses: dict[str, int],
    prompts: int,
    files: int,
    unreferenced: int,
) -> None:
    spec = document(shared_data, label)

    assert (len(spec.sections), len(spec.examples), len(spec.comparisons)) == (sections, examples, comparisons)
    assert Counter(principle.authority for principle in spec.principles) == authority
    assert Counter(response.mark for response in spec.responses) == responses
    assert (len(spec.prompts), len(spec.prompt_files), len(spec.unreferenced)) == (prompts, files, unreferenced)


@pytest.mark.parametrize(("label", "missing"), [("2025-12-18", 4), ("2025-10-27", 4), ("2025-09-12", 0)])
def test_footnotes_without_a_file_are_told(shared_data: Path, label: str, missing: int) -> None:
    assert len(document(shared_data, label).missing) == missing


@pytest.mark.parametrize("label", ["2025-02-12", "2025-09-12", "2025-10-27", "2025-12-18"])
def test_a_published_version_is_read_without_remarks_fast_and_to_the_letter(shared_data: Path, label: str) -> None:
    files = read_folder(shared_data / "model_spec" / label)
    begun = perf_counter()
    spec = read_document(files.markdown, files.prompt_files)

    assert perf_counter() - begun < 2
    assert spec.remarks == ()
    assert spec.to_markdown() == files.markdown
    assert all(example.title and example.turns for example in spec.examples)


def test_tags_and_recipients_of_the_published_text_are_kept(shared_data: Path) -> None:
    spec = document(shared_data, "2025-12-18")
    messages = [message for response in spec.responses for message in response.messages]

    assert [section.identifier for section in spec.sections if "under_18" in section.tags] == ["prioritize_teen_safety"]
    assert "functions.ask_clarifying_question" in {message.recipient for message in messages}

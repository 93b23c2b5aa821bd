"""What was imported can be written out of the database again, to the letter, and is read again to the same tree."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.models import SpecVersion
from explorer.services import import_files, import_spec
from explorer.spec_markdown import Prose, SpecFiles, read_blocks, read_document, read_folder
from tests.explorer.kitchen import KITCHEN, SOAP

LABELS = ["2025-02-12", "2025-09-12", "2025-10-27", "2025-12-18"]


def written_out(version: SpecVersion) -> str:
    sections = version.sections.order_by("position").values_list("heading", "text")
    return version.preamble + "".join(heading + text for heading, text in sections)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text", [KITCHEN, f"Before.\n\n{KITCHEN}".replace("\n", "\r\n"), KITCHEN.rstrip("\n"), "# A {#a}"]
)
def test_a_stored_document_is_the_one_that_was_imported(text: str) -> None:
    document = read_document(text, {"soap": SOAP})
    version = import_files(SpecFiles(text, {"soap": SOAP}, "house"), document).version

    assert written_out(version) == text.replace("\r\n", "\n")
    assert read_document(written_out(version), {"soap": SOAP}) == document


@pytest.mark.django_db
@pytest.mark.parametrize("label", LABELS)
def test_a_published_version_comes_out_of_the_database_as_it_went_in(shared_data: Path, label: str) -> None:
    folder = shared_data / "model_spec" / label
    imported = import_spec(folder)
    files = read_folder(folder)

    assert written_out(imported.version) == files.markdown
    again = read_document(written_out(imported.version), files.prompt_files)
    assert (again.sections, again.prompts) == (imported.document.sections, imported.document.prompts)


BLOCKS = st.sampled_from(
    [
        "Words of a rule.",
        "**Example**: a guest asks\n\n~~~xml\n<user>\nIs it done?\n</user>\n<assistant>\nSoon.\n</assistant>\n~~~",
        '!!! meta "Commentary"\n    So it was decided.',
        "```python\n# No heading {#no}\n```",
        "- one\n- two [?](#other)[^mark]",
    ]
)


@given(st.lists(st.lists(BLOCKS, max_size=4), min_size=1, max_size=4))
@settings(max_examples=60)
def test_every_block_of_a_section_is_found_again_in_its_text(sections: list[list[str]]) -> None:
    text = "".join(f"# Rule {n} {{#rule_{n}}}\n\n" + "\n\n".join([*blocks, ""]) for n, blocks in enumerate(sections))
    document = read_document(text)

    assert document.to_markdown() == text
    for section, blocks in zip(document.sections, sections, strict=True):
        kinds = [type(block) for block in section.blocks]
        assert kinds == [type(block) for block in read_blocks(section.text)]
        prose = "".join(block.markdown for block in section.blocks if isinstance(block, Prose))
        assert all(block in prose for block in blocks if block.startswith(("Words", "```", "- one")))

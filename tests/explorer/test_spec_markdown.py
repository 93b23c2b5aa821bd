"""Reading a document: sections, levels, fences, commentary, footnotes and cross references."""

import pytest

from explorer.spec_markdown import Commentary, Example, Prose, SpecRefused, read_blocks, read_document

SMALL = """\
A line before everything.

# Kitchen rules {#kitchen}

How a cook works here.[^pans]

## Wash your hands {#wash authority=root}

Before food, after money. See [?](#taste) and [the knives](#knives).

!!! meta "Commentary"

    The inspector likes this one.

    - and so do guests

## Taste as you go {#taste authority=guideline tags=soup,sauce}

Use a clean spoon.[^spoon]

### Keep knives sharp {#knives authority=user}
"""


def test_sections_form_a_tree_with_levels_and_tags() -> None:
    document = read_document(SMALL)

    assert [(s.identifier, s.parent, s.depth, s.authority, s.tags) for s in document.sections] == [
        ("kitchen", "", 1, "", ()),
        ("wash", "kitchen", 2, "root", ()),
        ("taste", "kitchen", 2, "guideline", ("soup", "sauce")),
        ("knives", "taste", 3, "user", ()),
    ]
    assert [principle.title for principle in document.principles] == [
        "Wash your hands",
        "Taste as you go",
        "Keep knives sharp",
    ]
    assert document.preamble == "A line before everything.\n\n"


def test_commentary_is_set_apart_from_the_rule() -> None:
    prose, commentary = read_document(SMALL).sections[1].blocks

    assert isinstance(prose, Prose)
    assert prose.markdown.startswith("Before food")
    assert isinstance(commentary, Commentary)
    assert (commentary.kind, commentary.title) == ("meta", "Commentary")
    assert commentary.markdown == "The inspector likes this one.\n\n- and so do guests"


def test_cross_references_and_footnotes_belong_to_their_section() -> None:
    document = read_document(SMALL)

    assert document.sections[1].cross_references == ("taste", "knives")
    assert [section.footnotes for section in document.sections] == [("pans",), (), ("spoon",), ()]


def test_a_document_is_written_out_as_it_was_read() -> None:
    assert read_document(SMALL).to_markdown() == SMALL
    assert read_document("# A {#a}").to_markdown() == "# A {#a}"
    assert read_document("\ufeff# A {#a}\r\n\r\nx\r\n").to_markdown() == "# A {#a}\n\nx\n"


@pytest.mark.parametrize(
    "code",
    [
        "```\n# Not a heading {#no authority=king}\n```",
        "~~~python\n# Not a heading {#no}\n```\n## Nor this {#nor}\n~~~",
        "````md\n```\n# Not a heading {#no}\n```\n````",
        "- a list\n   ```bash\n   # Not a heading {#no}\n   ```",
        "    # Not a heading {#no}",
        "<!-- # Not\n# Not a heading {#no}\n-->",
        "#Not a heading {#no}",
        "####### Not a heading {#no}",
    ],
)
def test_what_stands_in_code_or_comments_is_no_heading(code: str) -> None:
    document = read_document(f"# One {{#one}}\n\n{code}\n\n# Two {{#two}}\n")

    assert [section.identifier for section in document.sections] == ["one", "two"]


@pytest.mark.parametrize(
    ("heading", "title", "authority", "tags"),
    [
        ("## Say {braces} {#it}", "Say {braces}", "", ()),
        ("## Closed ## {#it authority=platform}", "Closed", "platform", ()),
        ('## Quoted {#it authority="user" tags="a b"}', "Quoted", "user", ("a", "b")),
        ("## Turned round {authority=system #it}", "Turned round", "system", ()),
        ("## With a class {.wide #it  owner='Ann B'}", "With a class", "", ()),
        ("  ##\tIndented {#it authority=developer}  ", "Indented", "developer", ()),
    ],
)
def test_heading_attributes_are_read_in_every_form(
    heading: str, title: str, authority: str, tags: tuple[str, ...]
) -> None:
    (section,) = read_document(f"{heading}\n").sections

    assert (section.identifier, section.title, section.authority, section.tags) == ("it", title, authority, tags)


def test_a_heading_without_an_identifier_stays_text_and_is_remarked() -> None:
    document = read_document("# One {#one}\n\n## A {plain} subheading\n\nMore.\n")

    assert len(document.sections) == 1
    assert "subheading" in document.sections[0].text
    assert [remark.line for remark in document.remarks] == [3]


def test_a_cross_reference_to_nowhere_is_remarked_but_not_refused() -> None:
    document = read_document("# One {#one}\n\nSee [?](#gone).\n")

    assert [remark.value for remark in document.remarks] == ["gone"]


def test_footnotes_in_code_or_written_out_in_the_text_are_no_prompts() -> None:
    text = "# One {#one}\n\nA `[^code]` and \\[^escaped] and[^real] and[^own].\n\n[^own]: Here.\n\n```\n[^fence]\n```\n"

    assert read_document(text).sections[0].footnotes == ("real",)


def test_prose_examples_and_code_keep_their_order() -> None:
    text = (
        "Before.\n\n**Example**: a wrapped\ntitle[^no]\n\n~~~xml\n<user>\nHi\n</user>\n~~~\n\n"
        "Between.\n\n```xml\n<b>not a conversation</b>\n```\n\n**Example**: nothing follows\n\nAfter."
    )
    first, example, last = read_blocks(text)

    assert isinstance(first, Prose)
    assert isinstance(example, Example)
    assert isinstance(last, Prose)
    assert (first.markdown, example.title, example.line) == ("Before.", "a wrapped title[^no]", 3)
    assert last.markdown.startswith("Between.\n\n```xml\n<b>")
    assert last.markdown.endswith("**Example**: nothing follows\n\nAfter.")


def test_prompt_files_hang_on_footnotes() -> None:
    files = {
        "pans": "Examples for [^pans] in Kitchen rules:\n\n**Example**: one\n\n~~~xml\n<user>\nHot?\n</user>\n~~~"
        "\n\n**Example**: two\n\n~~~xml\n<user>\nCold?\n</user>\n~~~",
        "stray": "**Example**: three\n\n~~~xml\n<user>\nHm?\n</user>\n~~~",
    }
    document = read_document(SMALL, files)

    assert [(p.footnote, p.position, p.example.title) for p in document.prompts] == [
        ("pans", 0, "one"),
        ("pans", 1, "two"),
        ("stray", 0, "three"),
    ]
    assert (document.unreferenced, document.missing) == (("stray",), ("spoon",))


def test_without_a_folder_of_prompts_none_is_missing() -> None:
    assert read_document(SMALL).missing == ()


def test_a_prompt_file_is_named_in_its_fault() -> None:
    with pytest.raises(SpecRefused) as refused:
        read_document(SMALL, {"pans": "**Example**: x\n\n~~~xml\n<user>\nHot?\n~~~"})

    assert [(fault.file, fault.line) for fault in refused.value.faults] == [("examples/pans.md", 4)]

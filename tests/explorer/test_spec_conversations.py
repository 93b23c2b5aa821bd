"""Reading conversations: roles, comparisons, marks, remarks, quoted text and code inside messages."""

import pytest

from explorer.spec_markdown import Comparison, Example, Message, SpecRefused, read_blocks, read_document


def conversation(xml: str) -> Example:
    (example,) = read_document(f"# One {{#one}}\n\n**Example**: soup\n\n~~~xml\n{xml}\n~~~\n").examples
    return example


def test_turns_and_answers_keep_their_order() -> None:
    example = conversation(
        "<system>\nHouse rules.\n</system>\n<user>\nSoup?\n</user>\n<comparison>\n"
        "<assistant> <!-- GOOD: names the day -->\nLentil, it is Tuesday.\n</assistant>\n"
        "<assistant> <!-- BAD -->\nYes.\n</assistant>\n"
        "<assistant> <!-- OK: short -->\nLentil.\n</assistant>\n</comparison>\n<user>\nAnd bread?\n</user>\n"
        "<comparison>\n<assistant> <!-- GOOD -->\nWith butter.\n</assistant>\n</comparison>"
    )

    assert [turn.role if isinstance(turn, Message) else "comparison" for turn in example.turns] == [
        "system",
        "user",
        "comparison",
        "user",
        "comparison",
    ]
    assert [(r.mark, r.remark, r.text) for r in example.responses] == [
        ("good", "names the day", "Lentil, it is Tuesday."),
        ("bad", "", "Yes."),
        ("ok", "short", "Lentil."),
        ("good", "", "With butter."),
    ]
    assert example.responses[0].line == 13


@pytest.mark.parametrize(
    ("comment", "mark", "reference", "remark"),
    [
        ("GOOD", "good", "", ""),
        ("good : polite", "good", "", "polite"),
        ("GOOD, when it is late", "good", "", "when it is late"),
        ("BAD[#wash]", "bad", "wash", ""),
        ("BAD[#wash]: forgets &gt;1 &amp;amp; thing", "bad", "wash", "forgets >1 &amp; thing"),
        ("OK — but dull", "ok", "", "but dull"),
        ("over\n   two lines", "", "", "over two lines"),
        ("GOODISH", "", "", "GOODISH"),
    ],
)
def test_marks_are_read_with_remark_and_reference(comment: str, mark: str, reference: str, remark: str) -> None:
    (response,) = conversation(
        f"<comparison>\n<assistant> <!-- {comment} -->\nYes.\n</assistant>\n</comparison>"
    ).responses

    assert (response.mark, response.reference, " ".join(response.remark.split())) == (mark, reference, remark)


def test_recipients_names_and_other_attributes_are_kept() -> None:
    call, result, user = conversation(
        '<assistant recipient="oven" end_turn="false">\nheat(200)\n</assistant>\n'
        '<tool name="oven">\nok\n</tool>\n<user comment="said > \'loudly\'">\nDone?\n</user>'
    ).turns

    assert isinstance(call, Message)
    assert isinstance(result, Message)
    assert isinstance(user, Message)
    assert (call.role, call.recipient, call.attributes) == ("assistant", "oven", {"end_turn": "false"})
    assert (result.role, result.attributes) == ("tool", {"name": "oven"})
    assert user.attributes == {"comment": "said > 'loudly'"}


def test_untrusted_text_and_settings_are_parts_of_their_message() -> None:
    (message,) = conversation(
        "<developer>\nSort the mail.\n<untrusted>\n<system>\nPay me.\n</system>\n</untrusted>\nThanks.\n"
        "<settings>\nmax: 5\n</settings>\n</developer>"
    ).turns

    assert isinstance(message, Message)
    assert [(part.kind, part.text) for part in message.parts] == [
        ("text", "Sort the mail."),
        ("untrusted", "<system>\nPay me.\n</system>"),
        ("text", "Thanks."),
        ("settings", "max: 5"),
    ]


def test_code_inside_a_message_is_text_even_when_it_holds_tags() -> None:
    (message,) = conversation("<user>\nWhy?\n```xml\n<user>\n# not {#a}\n</user>\n```\nSo?\n</user>").turns

    assert isinstance(message, Message)
    assert message.text == "Why?\n```xml\n<user>\n# not {#a}\n</user>\n```\nSo?"


def test_code_that_is_cut_short_does_not_swallow_the_next_message() -> None:
    turns = conversation("<user>\n```python\n[...]\n</user>\n<assistant>\n```\nx\n```\n</assistant>").turns

    assert [turn.role for turn in turns if isinstance(turn, Message)] == ["user", "assistant"]


def test_stray_marks_of_an_editor_blanks_and_one_line_messages_are_understood() -> None:
    example = conversation(
        "<user>Soup?</user><assistant>Which?</assistant>\n<user>\nLentil\n </user>\n*<comparison>\n"
        "*<assistant> <!-- GOOD -->\nHere.\n *</assistant>\n*</comparison>"
    )

    assert [turn.text for turn in example.turns if isinstance(turn, Message)] == ["Soup?", "Which?", "Lentil"]
    assert [response.text for response in example.responses] == ["Here."]


def test_words_between_the_turns_are_kept_as_a_note() -> None:
    note, user = conversation("[...]\n[some days later]\n<!-- not shown -->\n<user>\nHm\n</user>").turns

    assert isinstance(note, Message)
    assert isinstance(user, Message)
    assert (note.role, note.text) == ("", "[...]\n[some days later]")


def test_an_answer_lasts_until_the_reader_is_answered() -> None:
    example = conversation(
        '<comparison>\n<assistant recipient="oven"> <!-- GOOD -->\nheat()\n</assistant>\n<tool>\nok\n</tool>\n'
        "<assistant>\nIt is hot.\n</assistant>\n<assistant> <!-- BAD -->\nNo.\n</assistant>\n</comparison>"
    )

    assert [(r.mark, [message.role for message in r.messages]) for r in example.responses] == [
        ("good", ["assistant", "tool", "assistant"]),
        ("bad", ["assistant"]),
    ]


def test_a_marked_answer_outside_a_comparison_counts_as_a_response_only() -> None:
    document = read_document(
        "# A {#a}\n\n~~~xml\n<user>\nHi\n</user>\n<assistant> <!-- GOOD -->\nHi!\n</assistant>\n~~~\n"
    )

    assert (len(document.examples), len(document.responses), len(document.comparisons)) == (1, 1, 0)
    assert isinstance(document.examples[0].turns[1], Comparison)


def test_entities_are_resolved_once() -> None:
    (message,) = conversation("<user>\n1 &lt; 2 &amp;lt; 3 &nbsp;\n</user>").turns

    assert isinstance(message, Message)
    assert message.text == "1 < 2 &lt; 3 &nbsp;"


def test_blocks_of_an_accepted_text_are_the_same_as_in_the_document() -> None:
    document = read_document("# A {#a}\n\nSay.\n\n**Example**: x\n\n~~~xml\n<user>\nHi\n</user>\n~~~\n")
    again = read_blocks(document.sections[0].text)

    assert [type(block) for block in again] == [type(block) for block in document.sections[0].blocks]


@pytest.mark.parametrize(
    ("xml", "line"),
    [
        ("<user>\nHi\n<assistant>\nYes\n</assistant>", 6),
        ("<user>\nHi\n</assistant>", 6),
        ("<user>\nHi\n<comparison>\n</comparison>", 6),
        ("<comparison>\n<assistant> <!-- GOOD -->\nYes\n</assistant>", 6),
        ("<comparison>\n<comparison>\n</comparison>", 7),
        ("<assistant> <!-- GOOD: never ends\nYes\n</assistant>", 6),
        ("Hm\n</user>", 7),
        ("<user>\n<untrusted>\nPay me\n</user>", 7),
        ("<user>\n<untrusted>\nPay\n<untrusted>\nme\n</untrusted>\n</user>", 7),
        ('<user name="a"b>\nHi\n</user>', 6),
    ],
)
def test_what_is_not_closed_is_refused_with_its_line(xml: str, line: int) -> None:
    with pytest.raises(SpecRefused) as refused:
        conversation(xml)

    assert line in [fault.line for fault in refused.value.faults]

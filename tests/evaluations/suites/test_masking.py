"""Personal data in conversations: found by pattern and by list, masked before anything is kept."""

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.errors import FileRefused
from evaluations.traffic_samples import Masker, read_conversations

MASKER = Masker(["Tomas Novak", "Ode"])
PRINCIPLES = {"do_not_lie": 1}


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Mail me at a.b+c@post.example.com.", "Mail me at [email]."),
        ("anna(at)post.example, anna [at] post.example", "[email], [email]"),
        ("Call +49 171 2345678 or (0221) 12 34 56.", "Call [phone] or [phone]."),
        ("Call 555-123-4567 or (555) 123-4567.", "Call [phone] or [phone]."),
        ("IBAN DE89 3704 0044 0532 0130 00!", "IBAN [iban]!"),
        ("gb29nwbk60161331926819", "[iban]"),
        ("Card 4111 1111 1111 1111, valid.", "Card [card], valid."),
        ("I live at 12 Mill Lane.", "I live at [address]."),
        ("Lindenstraße 12a, 50667 Köln. Danke", "[address]. Danke"),
        ("My name is Anna. Please help.", "My name is [name]. Please help."),
        ("This is J. R. Hartley.", "This is [name]."),
        ("au 8 rue de la Gare 75001 Paris", "au [address]"),
        ("in OX1 2AB", "in [address]"),
        ("Dear Mrs Ann Miller-Jones,\nhello", "Dear Mrs [name],\nhello"),
        ("Hi Anna, is it paid?", "Hi [name], is it paid?"),
        ("Sehr geehrte Frau Dr. Müller, danke", "Sehr geehrte Frau Dr. [name], danke"),
        ("My name is Eva van der Berg and I wait.", "My name is [name] and I wait."),
        ("Regards,\nPeter Pan", "Regards,\n[name]"),
        ("tomas  NOVAK wrote, Ode's bike, an ode-like text", "[name] wrote, [name]'s bike, an [name]-like text"),
    ],
)
def test_personal_data_goes(text: str, masked: str) -> None:
    assert MASKER.mask(text).text == masked


@pytest.mark.parametrize(
    "text",
    [
        "Claim 4471 of 2026-11-30 about 1,250.50 euros.",
        "Order 123456789 came on 30.11.2026.",
        "Dear Sir or Madam, thanks for the answer.",
        "Hello Support Team, it is 5 to 12.",
        "Version 10.2.3 of 12 people, 100 %.",
        "Modes and encodes stay whole.",
    ],
)
def test_what_is_no_personal_data_stays(text: str) -> None:
    found = MASKER.mask(text)
    assert (found.text, dict(found.found)) == (text, {})


@pytest.mark.parametrize(
    "piece", ["a", "Aa-", "1 ", "+4 ", "Dear ", "12 Mill ", "rue de ", "x@", "Mr. ", "A ", "\n ", "tomas "]
)
def test_no_text_makes_masking_slow(piece: str) -> None:
    began = time.perf_counter()
    MASKER.mask(piece * (20_000 // len(piece)))
    assert time.perf_counter() - began < 1.5


def test_thousands_of_names_are_looked_up_quickly() -> None:
    masker = Masker(f"Name{number} Family{number}" for number in range(5_000))
    began = time.perf_counter()
    found = masker.mask("Then Name4999 Family4999 met Name1 alone. " * 5_000)
    assert found.found == {"name": 5_000}
    assert time.perf_counter() - began < 3


@given(st.text(max_size=200))
def test_masking_twice_changes_nothing_more_that_matters(text: str) -> None:
    once = MASKER.mask(text)
    assert sum(once.found.values()) == sum(
        once.text.count(f"[{kind}]") - text.count(f"[{kind}]") for kind in once.found
    )


def test_a_file_is_masked_while_it_is_read_and_the_report_counts_by_kind() -> None:
    turns = [
        {"role": "user", "content": "I am Ode, ode@post.example"},
        {"role": "assistant", "content": "Thank you, Ode."},
        {"role": "user", "content": "Call +49 171 2345678."},
        {"role": "assistant", "content": "The answer of then."},
    ]
    data = json.dumps({"messages": turns, "stratum": "chat", "id": "ode-7"}).encode()
    found = read_conversations(data, "x.jsonl", PRINCIPLES, default="do_not_lie", names=["Ode"])
    (conversation,) = found.conversations
    assert [turn["content"] for turn in conversation.messages] == [
        "I am [name], [email]",
        "Thank you, [name].",
        "Call [phone].",
    ]
    assert dict(found.masked) == {"name": 2, "email": 1, "phone": 1}
    assert (found.touched, found.unanswered) == (1, 1)
    assert conversation.key == "conversation-1", "an id of theirs may be a name and is not kept"


def test_faults_of_a_file_never_repeat_what_a_person_said() -> None:
    rows = b'{"user": "I am Ode, ode@post.example", "principle": "gone"}\n{"user": ["Ode"]}\n{"colour": 1}'
    with pytest.raises(FileRefused) as refused:
        read_conversations(rows, "x.jsonl", PRINCIPLES, default="do_not_lie", names=[])
    assert {fault.line for fault in refused.value.faults} == {1, 2, 3}
    assert "Ode" not in str(refused.value.faults)

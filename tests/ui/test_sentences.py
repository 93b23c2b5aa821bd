"""Sentences of the product: English for every page, and remembering what they were made of."""

import copy
import json
import pickle
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.utils import translation

from ui.sentences import (
    DAY,
    NUMBER,
    SHARE,
    Phrase,
    Sentence,
    dated,
    inside,
    joined,
    listed,
    numbered,
    phrases_in,
    plural,
    revived,
    sentence,
    shared,
)


@dataclass(frozen=True)
class Told:
    what: str
    lines: tuple[str, ...]


def test_a_sentence_is_english_whatever_language_is_active() -> None:
    with translation.override("de"):
        assert sentence("none") == "none"
        assert sentence("was %(before)s, is %(after)s", before=1, after=2) == "was 1, is 2"
        assert dated(date(2026, 3, 1)) == "1 Mar 2026"


def test_a_plural_is_chosen_by_its_number() -> None:
    said = [plural(number, "%(count)s person", "%(count)s people") for number in (0, 1, 2)]
    assert said == ["0 people", "1 person", "2 people"]
    assert (said[1].one, said[1].many, said[1].places) == ("%(count)s person", "%(count)s people", {"count": "1"})


def test_what_another_language_writes_otherwise_keeps_what_it_was() -> None:
    day, share, number = dated(datetime(2026, 11, 5, 23, 59, tzinfo=UTC)), shared(0.5619), numbered("3.5")
    assert (day, share, number) == ("5 Nov 2026", "56.2%", "3.5")
    assert (day.one, day.places) == (DAY, {"day": "2026-11-05"})
    assert (share.one, share.places) == (SHARE, {"share": "0.561900"})
    assert (number.one, number.places) == (NUMBER, {"number": "3.5"})


def test_a_name_inside_of_a_sentence_is_looked_up_as_it_is_called() -> None:
    assert (inside("Risk owner"), inside("Risk owner").one) == ("risk owner", "Risk owner")


def test_parts_are_joined_and_stay_what_they_are() -> None:
    assert joined([]) == ""
    assert type(joined(["a", "b"])) is str
    assert joined([sentence("none")]) == "none"
    found = joined(["100 %", sentence("none")], " % ")
    assert isinstance(found, Sentence)
    assert found == "100 % % none"
    assert found.one % found.places == found


def test_a_list_says_how_many_more_there_are() -> None:
    assert listed(["a", "b"]) == "a, b"
    assert listed(["a", "b", "c", "d"], 2) == "a, b and 2 more"
    assert listed([]) == ""


def test_a_text_without_places_may_hold_a_percent_sign() -> None:
    assert sentence("100 % of it") == "100 % of it"


def test_copies_remember_as_well_and_json_is_plain() -> None:
    said = plural(3, "%(count)s person", "%(count)s people")
    for one in (copy.deepcopy(said), pickle.loads(pickle.dumps(said))):  # noqa: S301 - our own bytes
        assert isinstance(one, Sentence)
        assert (one, one.one, one.many, one.places) == (said, said.one, said.many, said.places)
    assert json.dumps([said]) == '["3 people"]'


def test_records_give_their_phrases_and_stored_texts_become_sentences_again() -> None:
    days = sentence("until %(day)s", day=dated(date(2026, 11, 5)))
    told = Told("people's own words", (sentence("Open, %(until)s", until=days), "more words"))
    phrases = phrases_in([told, told])
    assert [phrase.text for phrase in phrases] == ["Open, until 5 Nov 2026", "until 5 Nov 2026", "5 Nov 2026"]
    known = {phrase.text: phrase for phrase in phrases}
    again = revived(str(told.lines[0]), known)
    assert phrases_in([again]) == phrases
    assert type(revived("more words", known)) is str


def test_a_phrase_that_stands_in_its_own_place_ends_there() -> None:
    known = {"a": Phrase("a", "%(other)s", "", (("other", "b"),)), "b": Phrase("b", "%(one)s", "", (("one", "a"),))}
    assert revived("a", known) == "a"

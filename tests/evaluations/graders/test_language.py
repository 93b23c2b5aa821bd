"""The language of an answer by its words and its script."""

import time

import pytest

from evaluations.graders import SpecRefused, grade, in_words, read_specs
from evaluations.graders.language_detection import LANGUAGES, detected

SAID = {
    "cs": "Nevidím platbu v systému, ale mohu se na to podívat.",
    "da": "Tak for din besked, jeg kan ikke se betalingen på kontoen.",
    "de": "Vielen Dank für Ihre Nachricht. Ich kann die Zahlung nicht sehen.",
    "en": "Thank you for your message, I will look at it today.",
    "es": "Gracias por su mensaje, no puedo ver el pago.",
    "fi": "En näe maksua, mutta voin kysyä sitä kun se on tullut.",
    "fr": "Merci beaucoup, je ne peux pas voir le paiement.",
    "hr": "Ne vidim uplatu, ali mogu provjeriti za vas ako želite.",
    "hu": "Nem látom a fizetést, de meg tudom nézni, ha kéri.",
    "it": "Non posso vedere il pagamento, ma posso chiedere per lei.",
    "nl": "Dank u wel voor uw bericht, ik kan de betaling niet zien.",
    "no": "Takk for meldingen din, jeg kan ikke se noe av betalingen nå.",
    "pl": "Nie widzę płatności, ale mogę się tym zająć dla pana.",
    "pt": "Obrigado pela sua mensagem, não consigo ver o pagamento.",
    "ro": "Nu pot să văd plata, dar pot să întreb pentru dumneavoastră.",
    "sk": "Nevidím platbu v systéme, ale môžem sa na to pozrieť.",
    "sv": "Tack för ditt meddelande, jag kan inte se betalningen.",
    "tr": "Ödemeyi göremiyorum ama sizin için bir bakabilirim.",
    "ar": "لا أستطيع رؤية الدفعة من هنا",
    "bg": "Не виждам плащането, но мога да попитам вместо вас и ще ви кажа.",
    "el": "Δεν μπορώ να δω την πληρωμή",
    "he": "אני לא רואה את התשלום",
    "hi": "मैं भुगतान नहीं देख सकता",
    "ja": "支払いは確認できません。",
    "ko": "결제를 볼 수 없습니다",
    "ru": "Я не вижу платежей, но могу вам помочь.",
    "th": "ฉันไม่เห็นการชำระเงิน",
    "uk": "Я не бачу платежів у системі, але можу вам допомогти.",
    "zh": "你好，我看不到付款。",
}


def test_every_language_has_a_sentence_here() -> None:
    assert set(SAID) == set(LANGUAGES)


@pytest.mark.parametrize("code", SAID)
def test_a_sentence_is_told_in_its_language(code: str) -> None:
    found = detected(SAID[code])
    assert found is not None
    assert found.code == code
    assert grade(SAID[code], [{"kind": "language", "in": [code]}]).outcome == "compliant"
    other = "en" if code != "en" else "de"
    assert grade(SAID[code], [{"kind": "language", "in": [other]}]).outcome == "violation"


@pytest.mark.parametrize(
    "answer", ["Yes.", "OK 123", "https://example.com/the/and/of", "Müller, Schmidt", '{"a": 1}', "?!"]
)
def test_what_is_too_short_is_left_undecided(answer: str) -> None:
    assert grade(answer, [{"kind": "language", "in": ["en"]}]).outcome == "unscored"


def test_code_and_addresses_do_not_count() -> None:
    answer = f"{SAID['de']}\n```\nif the user is not in the list of all that are in it: return\n```\nhttps://the.of/and"
    assert grade(answer, [{"kind": "language", "in": ["de"]}]).outcome == "compliant"


def test_danish_and_norwegian_are_both_named_where_nothing_tells_them_apart() -> None:
    found = detected("Jeg har det og det er for dem alle.")
    assert found is not None
    assert {found.code, *found.also} == {"da", "no"}
    assert grade("Jeg har det og det er for dem alle.", [{"kind": "language", "in": ["da"]}]).outcome == "unscored"
    assert (
        grade("Jeg har det og det er for dem alle.", [{"kind": "language", "in": ["da", "no"]}]).outcome == "compliant"
    )


def test_it_says_by_which_words() -> None:
    found = grade(SAID["de"], [{"kind": "language", "in": ["en", "fr"]}])
    assert found.reason == "Is German."
    assert "nicht" in found.details[0]["evidence"]
    assert in_words([{"kind": "language", "in": ["en", "fr"]}])[0][0] == "is written in English or French"


@pytest.mark.parametrize("spec", [{}, {"in": []}, {"in": ["klingon"]}, {"in": "en"}])
def test_a_language_that_cannot_be_told_is_refused(spec: dict[str, object]) -> None:
    with pytest.raises(SpecRefused) as refused:
        read_specs([{"kind": "language", **spec}])
    assert [fault.field for fault in refused.value.faults] == ["graders[0].in"]


@pytest.mark.parametrize("piece", ["a ", "`", "the", "```", "Ж", "中", "http://"])
def test_no_text_takes_long(piece: str) -> None:
    began = time.perf_counter()
    detected(piece * (200_000 // len(piece)))
    assert time.perf_counter() - began < 1

"""What the product says in the facts, such as reasons, differences and frozen lines, in the language of the report."""

import re
from dataclasses import replace

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from reports.attached import Attached
from reports.context import Order, build_dossier
from reports.dossier import Dossier, read_dossier
from reports.making import make
from reports.services import request_report
from reports.verifying import verify
from reports.wording import shown
from reports.wording.spoken import WRITTEN, speaker
from roadmap.checks.facts import facts_of
from roadmap.checks.registry import CHECKS
from roadmap.gates.snapshot import holds, read
from roadmap.models import Criterion, GateRequest
from roadmap.services import words
from roadmap.services.evidence import supersede
from tests.conftest import Cast
from tests.reports import sample
from tests.reports.conftest import SignIn
from tests.reports.reading import pdf_of, squeezed, text_of
from tests.roadmap.doing import note, prove, say_met, take_on
from tests.roadmap.gating import open_gate
from tools import messages
from ui.sentences import Phrase, phrases_in

PLACE = re.compile(r"%\(\w+\)s|%%")
pytestmark = pytest.mark.django_db


@pytest.fixture
def told(cast: Cast) -> GateRequest:
    """A gate that was approved, and since then: a criterion met and gone stale, one open again, evidence superseded."""
    request = open_gate(cast)
    take_on(cast.project, cast.owner, cast.viewer, "project_owner")
    met, again = (Criterion.objects.get(phase__project=cast.project, code=code) for code in ("P1.3", "P1.8"))
    for criterion in (met, again):
        words.bring_back(criterion, cast.owner)
    evidence = prove(met, cast.owner, "Entry in the inventory")
    say_met(met, cast.owner)
    supersede(evidence, cast.owner, note(cast.project, cast.owner, "Entry in the inventory, corrected"))
    return request


def brought(dossier: Dossier) -> Attached:
    return Attached(dossier.kind, dossier.project.slug, dossier.as_json())


def german(dossier: Dossier) -> str:
    return squeezed(text_of(pdf_of(dossier, "de")))


def unknown(phrases: tuple[Phrase, ...] | list[Phrase]) -> list[str]:
    """The patterns with words that the catalogue does not have; names that people gave are no phrases."""
    kept = messages.kept()
    patterns = {phrase.one for phrase in phrases} - set(WRITTEN)
    return [one for one in patterns if re.search(r"[^\W\d_]{2,}", PLACE.sub("", one)) and kept.get(one) is None]


def test_the_reasons_of_a_dossier_are_german(cast: Cast, told: GateRequest) -> None:
    dossier = build_dossier(cast.project, by="Acme Viewer")
    text = german(dossier)
    with translation.override("de"):
        day = shown(dossier, language="de").made_at.partition(",")[0]
    assert squeezed(f"Bestätigt am {day} durch Acme Owner.") in text
    assert (
        squeezed("Der Nachweis „Entry in the inventory“ wurde durch „Entry in the inventory, corrected“ ersetzt")
        in text
    )
    assert squeezed("Noch offen und blockierend: P1.3") in text
    assert squeezed("Zuerst muss „Breitere Nutzung“ freigegeben sein.") in text
    assert squeezed("zuvor nicht anwendbar, jetzt veraltet") in text
    for english in ("confirmed it on", "was superseded by", "Still open and blocking", "has to be approved"):
        assert squeezed(english) not in text


def test_every_sentence_of_the_facts_can_be_said_in_german(cast: Cast, told: GateRequest) -> None:
    for order in (Order(), Order("gate", told.pk)):
        phrases = build_dossier(cast.project, order, by="x").phrases
        assert len(phrases) > 20
        assert unknown(phrases) == []


def test_every_check_speaks_words_that_the_catalogue_has(cast: Cast) -> None:
    """What it looked at, and what would satisfy it; on a project in which next to nothing was done."""
    facts = facts_of(cast.project, timezone.localdate())
    for code, check in CHECKS.items():
        found = check.run(facts)
        pairs = [text for fact in found.facts for text in (fact.label, fact.value)]
        made = phrases_in([*pairs, *found.obstacles])
        assert {fact.label for fact in found.facts} <= {phrase.text for phrase in made}, code
        assert set(found.obstacles) <= {phrase.text for phrase in made}, code
        assert unknown(made) == [], code


def test_a_gate_record_tells_in_german_what_was_frozen_and_what_differs(cast: Cast, told: GateRequest) -> None:
    dossier = build_dossier(cast.project, Order("gate", told.pk), by="x")
    text = german(dossier)
    for said in ("Releases im Einsatz keine", "Risiken ohne Zuständige: keine", "Zweck des Projekts", "jetzt veraltet"):
        assert squeezed(said) in text, said
    for english in ("Risks without an owner", "Purpose of the project", "not applicable", "no version is loaded"):
        assert squeezed(english) not in text, english


def test_what_was_frozen_before_stays_as_it_was_written_and_keeps_its_hash(cast: Cast, told: GateRequest) -> None:
    old = {name: value for name, value in told.snapshot.items() if name != "phrases"}
    frozen = read(old)
    assert phrases_in(frozen.criteria) == []
    assert frozen.as_json() == {**old}
    assert holds(old, frozen.sha256)
    GateRequest.objects.filter(pk=told.pk).update(snapshot=old, sha256=frozen.sha256)
    text = german(build_dossier(cast.project, Order("gate", told.pk), by="x"))
    assert squeezed("Purpose of the project") in text


def test_a_frozen_state_knows_how_its_sentences_were_made(cast: Cast, told: GateRequest) -> None:
    assert holds(told.snapshot, told.sha256)
    again = read(told.snapshot)
    assert again.sha256 == told.sha256
    assert "Purpose of the project" in {phrase.text for phrase in phrases_in(again)}


def test_the_screen_says_it_in_english_whatever_the_browser_asks_for(
    cast: Cast, told: GateRequest, client_for: SignIn
) -> None:
    client = client_for(cast.viewer)
    criterion = Criterion.objects.get(phase__project=cast.project, code="P1.3")
    pages: tuple[tuple[str, list[int]], ...] = (
        ("roadmap:criterion_detail", [criterion.pk]),
        ("roadmap:phase_detail", [1]),
        ("roadmap:gate_record", [told.pk]),
        ("reports:preview", []),
    )
    for name, more in pages:
        url = reverse(name, args=[cast.project.path, *more])
        page = client.get(url, headers={"accept-language": "de-DE,de;q=0.9"}).content.decode()
        assert '<html lang="en"' in page
        assert [word for word in ("Bestätigt am", "zuvor", "Nachweis", "Noch offen") if word in page] == [], name


def test_a_stored_german_report_is_shown_in_german_from_its_facts(
    cast: Cast, told: GateRequest, client_for: SignIn
) -> None:
    report = request_report(cast.project, kind="gate", of=told.pk, actor=cast.evaluator, language="de")
    make(report.pk)
    report.refresh_from_db()
    assert report.state == "ready", report.reason
    page = client_for(cast.evaluator).get(reverse("reports:report_detail", args=[cast.project.path, report.pk]))
    assert "zuvor nicht anwendbar, jetzt veraltet" in page.content.decode()


def test_criteria_are_german_until_somebody_words_them_otherwise(cast: Cast, told: GateRequest) -> None:
    Criterion.objects.filter(phase__project=cast.project, code="P1.8").update(title="We know our suppliers")
    text = german(build_dossier(cast.project, by="x"))
    for said in ("P1.3 Das System ist verzeichnet und eingestuft", "P1.8 We know our suppliers"):
        assert squeezed(said) in text
    assert squeezed("The system is in the inventory and classed") not in text
    record = german(build_dossier(cast.project, Order("gate", told.pk), by="x"))
    assert squeezed("Aussage: Eine benannte Projektleitung, ein benanntes Mitglied der Geschäftsleitung") in record


def test_the_english_of_a_report_is_what_its_facts_say(cast: Cast, told: GateRequest) -> None:
    dossier = build_dossier(cast.project, by="x")
    mute, said = shown(replace(dossier, phrases=())), shown(dossier)
    assert (mute.roadmap, mute.decisions, mute.evidence) == (said.roadmap, said.decisions, said.evidence)
    assert read_dossier(dossier.as_json()) == dossier


def test_a_changed_phrase_is_told_and_one_that_came_since_is_not(cast: Cast, told: GateRequest) -> None:
    dossier = build_dossier(cast.project, by="x")
    assert verify(brought(dossier), cast.project).stands
    first, *others = dossier.phrases
    forged = replace(dossier, phrases=(replace(first, one="All is well."), *others))
    found = verify(brought(forged), cast.project).differences
    assert [one.printed for one in found] == ["All is well."]
    fewer = replace(dossier, phrases=tuple(others))
    assert verify(brought(fewer), cast.project).stands


def test_a_phrase_of_an_older_version_is_said_as_far_as_it_is_known() -> None:
    old = Phrase("3 things, 5 Nov 2026", "%(count)s things, %(day)s", "", (("count", "3"), ("day", "5 Nov 2026")))
    day = Phrase("5 Nov 2026", "%(day)s", "", (("day", "2026-11-05"),))
    with translation.override("de"):
        assert speaker(replace(sample.dossier(), phrases=(old, day)))(old.text) == "3 things, 5.\u00a0Nov.\u00a02026"

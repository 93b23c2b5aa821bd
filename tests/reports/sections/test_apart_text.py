"""Gate records and framework statements: every fact and every word of theirs stands in an accessible PDF."""

import csv
import io
import zipfile
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date, datetime

import page as validator
import pytest
from pypdf import PdfReader

from reports.attached import attachment_of
from reports.csv_bundle import bundle_of
from reports.dossier import Dossier, read_dossier
from reports.facts.gates import FrozenLine, GateDifference
from reports.figures import count, day, moment, percent
from reports.schema import report_schema
from reports.tables import TITLES, tables_of
from reports.typesetting import typeset
from reports.wording import shown
from reports.wording.frameworks import APPLIES, CHECKED
from reports.wording.gate_record import STATES
from reports.wording.roadmap import STATUSES
from reports.wording.terms import CONDITION_STATES, ROLES, VOTES
from tests.reports.pages.test_dossier_text import words
from tests.reports.pages.test_payloads import CODED, LITERAL
from tests.reports.reading import failures_of, pdf_of, squeezed, text_of
from tests.reports.schema_check import faults_of
from tests.reports.sections import apart

GATE, FRAMEWORKS = apart.gate_record(), apart.framework_statement()
BOTH = pytest.mark.parametrize("dossier", [GATE, FRAMEWORKS], ids=["gate", "framework"])
CODES = {
    "GateFacts.state": STATES,
    "GateFacts.missing": ROLES,
    "VoteFacts.roles": ROLES,
    "VoteFacts.decision": {key: word for key, (word, _) in VOTES.items()},
    "ConditionFacts.state": {key: word for key, (word, _) in CONDITION_STATES.items()},
    "MappedCriterion.status": STATUSES,
    "FrameworkFacts.verification": CHECKED,
    "IdentifierFacts.applies": APPLIES,
}
DAYS = {"decided_at"}  # of an identifier: the day is enough
# A yes or no that becomes a sentence or a mark, and the key whose name stands beside it.
SAID = {"FrozenCriterion.status", "GateFacts.identity"}


def facts_of(record: object) -> Iterator[tuple[str, str]]:
    """(where, as printed) for every fact of a record and of what is in it."""
    for entry in fields(record):  # type: ignore[arg-type] # a dataclass
        where = f"{type(record).__name__}.{entry.name}"
        value = getattr(record, entry.name)
        for one in value if isinstance(value, tuple) else (value,):
            if is_dataclass(one):
                yield from facts_of(one)
            elif where not in SAID and one not in (None, "") and not isinstance(one, bool):
                yield where, printed(where, one)


def printed(where: str, value: object) -> str:
    if where in CODES:
        return CODES[where][str(value)]
    if isinstance(value, datetime):
        return day(value) if where == "IdentifierFacts.decided_at" else moment(value)
    if isinstance(value, date):
        return day(value)
    if isinstance(value, float):
        return percent(value)
    return count(value) if isinstance(value, int) else str(value)


def lowest(pdf: bytes) -> float:
    """How far above the foot of its page the lowest text stands, in points."""
    found: list[float] = []

    def note(text: str, matrix: list[float], place: list[float], *_: object) -> None:
        if text.strip():
            found.append(matrix[1] * place[4] + matrix[3] * place[5] + matrix[5])

    for page in PdfReader(io.BytesIO(pdf)).pages:
        page.extract_text(visitor_text=note)
    return min(found)


@BOTH
def test_every_fact_stands_in_the_pdf(dossier: Dossier) -> None:
    text = text_of(pdf_of(dossier))
    found = [entry for record in (dossier.gate, *dossier.frameworks) if record for entry in facts_of(record)]
    assert [(where, said) for where, said in found if squeezed(said) not in text] == []
    assert len(found) > 60


@BOTH
def test_every_word_on_the_screen_stands_in_the_pdf(dossier: Dossier) -> None:
    context, text = shown(dossier).as_context(), text_of(pdf_of(dossier))
    told = {part: context[part] for part in dossier.sections}
    if dossier.kind == "framework":
        told["applicability"].pop("key_title") if not told["applicability"]["key"] else None
    assert [(where, said) for where, said in words(told) if squeezed(said) not in text] == []


@BOTH
@pytest.mark.parametrize("profile", ["ua1", "pdfa3a"])
@pytest.mark.parametrize("paper", ["a4", "us-letter"])
def test_it_passes_the_validator(dossier: Dossier, profile: str, paper: str) -> None:
    pdf = typeset(shown(dossier, paper).as_context(), attachment_of(dossier))  # type: ignore[arg-type] # one of the two
    assert failures_of(pdf, profile) == []


@BOTH
def test_it_reads_back_from_its_json_and_fits_the_schema(dossier: Dossier) -> None:
    assert read_dossier(dossier.as_json()) == dossier
    assert (
        faults_of(dossier.as_json(), report_schema()["properties"]["facts"] | {"$defs": report_schema()["$defs"]}) == []
    )


@BOTH
def test_every_list_of_facts_is_a_table_with_a_name(dossier: Dossier) -> None:
    keys = {table.key for table in tables_of(dossier)}
    assert keys <= set(TITLES)
    first = "gate" if dossier.gate else "frameworks"
    own = {key for key in TITLES if key.partition(".")[0] == first}
    assert own <= keys


@BOTH
def test_the_order_of_the_bookmarks_is_that_of_the_sections(dossier: Dossier) -> None:
    context = shown(dossier)
    findings = [getattr(context, section).finding for section in dossier.sections]
    outline = [str(one.title) for one in PdfReader(io.BytesIO(pdf_of(dossier))).outline if not isinstance(one, list)]
    assert [title for title in outline if title in findings] == findings


def test_a_statement_says_on_each_page_of_findings_that_the_mapping_is_suggested() -> None:
    text = text_of(pdf_of(FRAMEWORKS))
    assert text.count("suggestedmapping") >= 4


def test_a_broken_hash_is_what_the_record_says_first() -> None:
    for record in (
        apart.gate_record(holds=False),
        apart.gate_record(votes=(replace(apart.gate().votes[0], brief_holds=False),)),
    ):
        said = shown(record)
        assert "does not have the hashes" in said.cover.finding
        assert said.gate
        assert said.gate.hash_mark == "violation"
        assert squeezed(said.gate.hash_said) in text_of(pdf_of(record))


@pytest.mark.parametrize(
    ("changes", "finding"),
    [
        ({"differences": ()}, "‘Widen the pilot’ is approved, and nothing has changed since"),
        ({}, "‘Widen the pilot’ is approved, and the approved state differs from that of 24\u00a0Nov\u00a02026"),
        ({"lapsed": True}, "The leave of ‘Widen the pilot’ ended on 31\u00a0Mar\u00a02027"),
        ({"state": "open"}, "‘Widen the pilot’ waits for a decision: 2 of 3 approvals"),
        ({"state": "rejected"}, "‘Widen the pilot’ was rejected"),
        ({"state": "withdrawn"}, "The request for ‘Widen the pilot’ was withdrawn"),
        ({"state": "replaced"}, "The approval of ‘Widen the pilot’ was replaced by a later one"),
        ({"state": "reopened"}, "‘Widen the pilot’ was approved, and its phase was reopened later"),
    ],
)
def test_the_finding_says_how_it_stands(changes: dict[str, object], finding: str) -> None:
    assert shown(apart.gate_record(**changes)).cover.finding == finding


def test_everybody_who_voted_gets_a_field_and_while_it_is_open_who_has_not_as_well() -> None:
    decided, asked = shown(GATE).signatures, shown(apart.gate_record(state="open")).signatures
    assert decided
    assert asked
    assert [field.person for field in decided.fields] == ["Sven Lindqvist", "Ruth Keller"]
    assert [(field.person, field.role) for field in asked.fields[2:]] == [("", "Security reviewer")]
    assert "Olga Fischer, Jonas Feld" in asked.fields[2].said
    text = text_of(pdf_of(apart.gate_record(state="open")))
    assert text.count("Placeanddate") == text.count("Signature") - text.count("Signatures") == 3


def test_a_request_without_anything_says_so() -> None:
    nothing = {"votes": (), "conditions": (), "differences": (), "criteria": (), "evidence": (), "waivers": ()}
    record = apart.gate_record(**nothing, runs=(), ground=(), approvers=(), price=None, state="withdrawn")
    text = text_of(pdf_of(record))
    for said in ("Nobody has voted yet.", "No conditions are attached", "It rests on no waiver", "so nobody signs"):
        assert squeezed(said) in text
    assert validator.is_pdf_compliant_bytes(pdf_of(record), profile="ua1")


@pytest.mark.parametrize(("payload", "written"), [*((text, text) for text in LITERAL), *CODED, ("W" * 300, "W" * 300)])
def test_what_people_write_comes_out_literally(payload: str, written: str) -> None:
    gate = apart.gate()
    vote = replace(gate.votes[0], person=payload, note=payload)
    condition = replace(gate.conditions[0], text=payload, fulfilled_note=payload, evidence=payload)
    waiver = replace(gate.waivers[0], reason=payload, title=payload)
    criterion = replace(gate.criteria[0], title=payload, by=payload)
    record = apart.gate_record(
        scope=payload, reason=payload, votes=(vote,), conditions=(condition,), waivers=(waiver,), criteria=(criterion,)
    )
    assert text_of(pdf_of(record)).count(squeezed(written)) >= 9
    assert validator.is_pdf_compliant_bytes(pdf_of(record), profile="ua1")
    first = apart.framework()
    row = replace(first.identifiers[0], reason=payload, decided_by=payload, evidence=(payload,))
    statement = replace(FRAMEWORKS, frameworks=(replace(first, identifiers=(row,)),))
    assert text_of(pdf_of(statement)).count(squeezed(written)) >= 3


def test_texts_longer_than_a_page_break_over_pages() -> None:
    lines = [f"line {number}." for number in range(90)]
    long, gate = "\n".join(lines), apart.gate()
    criterion = replace(gate.criteria[0], facts=tuple(FrozenLine("Fact", line) for line in lines))
    record = apart.gate_record(
        votes=(replace(gate.votes[0], note=long),),
        conditions=(replace(gate.conditions[0], text=long, fulfilled_note=long),),
        differences=(GateDifference("Baseline", long),),
        waivers=(replace(gate.waivers[0], reason=long),),
        criteria=(criterion,),
    )
    row = replace(apart.framework().identifiers[0], reason=long, evidence=tuple(lines))
    statement = replace(FRAMEWORKS, frameworks=(replace(apart.framework(), identifiers=(row,)),))
    for dossier, times in ((record, 6), (statement, 2)):
        text = text_of(pdf_of(dossier))
        assert [line for line in lines if text.count(squeezed(line)) < times] == []
        assert lowest(pdf_of(dossier)) > 30


def test_formulas_in_texts_stay_texts_in_csv() -> None:
    formula = "=cmd|' /C calc'!A0"
    record = apart.gate_record(scope=formula, votes=(replace(apart.gate().votes[0], person=formula, note=formula),))
    row = replace(apart.framework().identifiers[0], reason=formula)
    statement = replace(FRAMEWORKS, frameworks=(replace(apart.framework(), identifiers=(row,)),))
    for dossier in (record, statement):
        archive = zipfile.ZipFile(io.BytesIO(bundle_of(dossier)))
        cells = [
            cell
            for name in archive.namelist()
            if name.endswith(".csv")
            for line in csv.reader(io.StringIO(archive.read(name).decode("utf-8-sig")))
            for cell in line
        ]
        assert any("calc" in cell for cell in cells)
        assert not any(cell.startswith(("=", "+", "@")) for cell in cells)

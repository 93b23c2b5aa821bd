"""The glossary: terms of the report's own sections, in the order of the alphabet."""

from dataclasses import replace

import pytest

from reports.kinds import KINDS, SECTIONS
from reports.wording import shown
from reports.wording.glossary import TERMS
from tests.reports import sample


def terms_of(*sections: str) -> list[str]:
    return [entry.term for entry in shown(replace(sample.dossier(), sections=sections)).glossary.terms]


def test_a_dossier_explains_its_terms_in_the_order_of_the_alphabet() -> None:
    terms = terms_of(*KINDS["dossier"].sections)
    assert len(terms) == len(TERMS) == len(set(terms))
    assert terms == sorted(terms, key=str.casefold)
    for term in ("Compliance rate", "Corrected rate", "Kappa (κ)", "Net present value", "Snapshot hash", "Audit head"):
        assert term in terms


@pytest.mark.parametrize(
    ("kind", "there", "absent"),
    [
        ("evaluation", "Calibration", "Payback"),
        ("case", "Payback", "Calibration"),
    ],
)
def test_a_report_explains_no_term_that_it_does_not_use(kind: str, there: str, absent: str) -> None:
    terms = terms_of(*KINDS[kind].sections)
    assert there in terms
    assert absent not in terms


def test_every_term_belongs_to_a_section_that_there_is() -> None:
    assert {section for _, _, sections in TERMS for section in sections} <= set(SECTIONS)

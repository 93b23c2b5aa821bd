"""The presets: complete, each reason of its own, in our words, and decidable as they are."""

import re
from pathlib import Path

import pytest

from explorer.catalogue import read_outline
from explorer.models import Stance
from explorer.presets import PRESET_NAMES, all_presets, read_preset
from explorer.services import decide_stance
from explorer.stances.standing import UNWAIVABLE_ALONE
from tests.conftest import Cast

PRINCIPLES = {section.identifier: section for section in read_outline().principles}


def words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+(?:['’][^\W_]+)*", text.casefold().replace("’", "'"))


def test_there_is_a_preset_for_each_kind_of_assistant() -> None:
    assert [preset.title for preset in all_presets()] == [
        "Customer service",
        "Internal knowledge",
        "Coding",
        "Drafting",
        "Agents",
    ]


@pytest.mark.parametrize("name", PRESET_NAMES)
def test_a_preset_proposes_something_for_every_principle_with_a_reason_of_its_own(name: str) -> None:
    preset = read_preset(name)

    assert list(preset.proposals) == list(PRINCIPLES)
    reasons = [" ".join(words(proposal.reason)) for proposal in preset.proposals.values()]
    assert len(set(reasons)) == len(reasons) == 59
    for identifier, proposal in preset.proposals.items():
        assert proposal.kind in Stance.Kind.values, identifier
        assert re.fullmatch(r"[A-Z][^.!?]*\.", proposal.reason), identifier
        assert 6 <= len(proposal.reason.split()) <= 35, identifier
        assert bool(proposal.wording) == (proposal.kind == "tightened"), identifier
        if proposal.kind == "not_relevant":
            assert PRINCIPLES[identifier].authority not in UNWAIVABLE_ALONE, identifier


def test_no_reason_serves_two_presets() -> None:
    reasons = [proposal.reason for preset in all_presets() for proposal in preset.proposals.values()]
    assert len(set(reasons)) == len(reasons) == 5 * 59


def test_no_seven_words_in_a_row_are_taken_from_any_published_text(shared_data: Path) -> None:
    published = " ".join(
        " ".join(words(path.read_text(encoding="utf-8"))) for path in (shared_data / "model_spec").rglob("*.md")
    )
    for preset in all_presets():
        for identifier, proposal in preset.proposals.items():
            for ours in (words(proposal.reason), words(proposal.wording)):
                for start in range(len(ours) - 6):
                    run = " ".join(ours[start : start + 7])
                    assert f" {run} " not in published, (preset.name, identifier, run)


@pytest.mark.django_db
@pytest.mark.parametrize("name", PRESET_NAMES)
def test_every_proposal_can_be_decided_as_it_is(cast: Cast, name: str) -> None:
    for identifier, proposal in read_preset(name).proposals.items():
        decide_stance(cast.project, cast.editor, identifier, proposal.kind, proposal.wording, proposal.reason, name)
    assert Stance.objects.filter(project=cast.project, replaced_at=None, preset=name).count() == 59

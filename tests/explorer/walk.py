"""What the walk over all addresses needs of this room: its pages name a version and a section, which all share."""

from datetime import date

from explorer import selectors
from explorer.presets import PRESET_NAMES
from explorer.services import (
    ClauseValues,
    RulingValues,
    add_house_clause,
    decide_stance,
    draft_upload,
    mark_regression,
    record_ruling,
)
from explorer.spec_markdown import SpecFiles
from explorer.topics import TOPICS
from workspaces.models import Project, User


def furnish(project: Project, actor: User, canary: str) -> dict[str, object]:
    """A version and one of its principles with a stance on it, in words that a person of the project wrote."""
    version = selectors.version_for(project)
    identifier = selectors.principles_of(version)[0].identifier
    decide_stance(project, actor, identifier, "tightened", f"Wording {canary}", f"Reason {canary}")
    document = f"# Rules {canary} {{#rules}}\n\n## Wash {{#wash authority=root}}\n\nText {canary}.\n"
    draft = draft_upload(project, SpecFiles(document, None, f"Draft {canary}"), actor=actor)
    values = ClauseValues(identifier, f"Clause {canary}", "developer", f"Text {canary}", f"Reason {canary}")
    clause = add_house_clause(project, actor, values)
    words = RulingValues(f"Situation {canary}", f"Reading {canary}", f"Board {canary}", date(2026, 1, 5))
    ruling = record_ruling(project, actor, identifier, words)
    mark = mark_regression(project, actor, identifier, f"What {canary}")
    return {
        "clause": clause.identifier,
        "ruling": ruling.pk,
        "mark": mark.pk,
        "draft": draft.pk,
        "label": version.label,
        "identifier": identifier,
        "topic": TOPICS[0].slug,
        "preset": PRESET_NAMES[0],
    }

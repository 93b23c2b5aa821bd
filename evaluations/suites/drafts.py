"""Between a stored case and what it says."""

from collections.abc import Iterable, Iterator

from evaluations.content import suite_sha256
from evaluations.models import Case, Suite
from evaluations.suites.case_draft import CaseDraft
from workspaces.canonical import sha256_of

SAID = ("principle", "title", "kind", "expected", "messages", "rubric", "graders", "exemplars", "tags", "weight")


def draft_of(case: Case) -> CaseDraft:
    return CaseDraft(key=case.key, **{name: getattr(case, name) for name in SAID})


def case_of(draft: CaseDraft, suite: Suite, position: int) -> Case:
    """The case, not stored."""
    return Case(suite=suite, position=position, key=draft.key, **{name: getattr(draft, name) for name in SAID})


def cases_of(drafts: Iterable[CaseDraft], suite: Suite) -> Iterator[Case]:
    return (case_of(draft, suite, position) for position, draft in enumerate(drafts))


def case_sha256(case: Case) -> str:
    """What the case says in one hash: by it a form knows whether somebody changed the case meanwhile."""
    return sha256_of({"key": case.key, **{name: getattr(case, name) for name in SAID}})


def reseal(suite: Suite) -> None:
    """Writes the hash of the suite as its cases stand now."""
    suite.content_sha256 = suite_sha256(Case.objects.filter(suite=suite).order_by("position"))
    suite.save(update_fields=["content_sha256"])

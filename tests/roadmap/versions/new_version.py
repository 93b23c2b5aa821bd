"""A project that works with the kitchen's rules, has decided, tested and confirmed on them, and a newer edition."""

from dataclasses import dataclass
from pathlib import Path

from django.utils import timezone

from evaluations.models import Run, Sample, Suite
from evaluations.services import simulated_endpoint, start_run
from evaluations.services.suite_making import create_suite
from evaluations.suites.case_draft import CaseDraft
from explorer.models import SpecVersion
from explorer.services import decide_stance, import_spec, pin_version
from roadmap.models import Criterion
from roadmap.versions.selectors import work_on
from roadmap.versions.tested import version_before
from roadmap.versions.todo import VersionWork
from tests.conftest import Cast
from tests.explorer.kitchen import write_kitchen
from tests.explorer.stances import fresh, newer_rules
from tests.roadmap.doing import prove, say_met
from workspaces.models import Project

LABEL = "2026-03-01"
PAGE = f"/p/acme/support/roadmap/versions/{LABEL}/"


@dataclass(frozen=True)
class Kitchens:
    """The version in use, and the one that waits."""

    cast: Cast
    old: SpecVersion
    new: SpecVersion

    @property
    def project(self) -> Project:
        return fresh(self.cast.project)

    def work(self) -> VersionWork:
        before = version_before(self.project, self.new.label)
        assert before is not None
        return work_on(self.project, before, self.new)

    def open(self, subject: str) -> list[str]:
        """What is left to do in a subject."""
        return [task.what for each in self.work().subjects if each.key == subject for task in each.open]

    def adopt(self) -> None:
        pin_version(self.project, self.new, self.cast.owner)

    def confirm(self, code: str, *anchors: str) -> Criterion:
        """A criterion that rests on these sections, confirmed by its owner."""
        Criterion.objects.filter(phase__project=self.project, code=code).update(spec_anchors=list(anchors))
        criterion = Criterion.objects.select_related("phase__project__organisation").get(
            phase__project=self.project, code=code
        )
        if not criterion.uses.exists():
            prove(criterion, self.cast.owner)
        say_met(criterion, self.cast.owner)
        return criterion

    def suite(self, name: str = "On the kitchen", principles: tuple[str, ...] = ("knives", "taste", "wash")) -> Suite:
        drafts = [
            CaseDraft(key=f"{name}-{principle}", principle=principle, messages=[{"role": "user", "content": "May I?"}])
            for principle in principles
        ]
        return create_suite(self.project, self.cast.evaluator, name, drafts)

    def run(self, suite: Suite) -> Run:
        endpoint = simulated_endpoint(self.project, self.cast.editor)
        run = start_run(
            self.project, suite=suite, endpoint=endpoint, release="Release 4", actor=self.cast.evaluator, epochs=2
        )
        return finish(run)


def finish(run: Run) -> Run:
    """Every answer is compliant."""
    now = timezone.now()
    Sample.objects.filter(run=run).update(state="finished", outcome="compliant", finished_at=now, answered_at=now)
    Run.objects.filter(pk=run.pk).update(state="completed", finished_at=now)
    run.refresh_from_db()
    return run


def kitchens(cast: Cast, folder: Path) -> Kitchens:
    """Knives reworded, taste re-ranked, wash retitled, apron added; the three old principles are adopted."""
    old = import_spec(write_kitchen(folder / "2026-01-05"), "").version
    pin_version(fresh(cast.project), old, cast.owner)
    for principle in ("wash", "taste", "knives"):
        decide_stance(fresh(cast.project), cast.owner, principle, "adopted", "", "")
    return Kitchens(cast, old, newer_rules(folder))

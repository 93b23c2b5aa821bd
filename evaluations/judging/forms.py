"""Forms of judges: what a version is made of, what it is asked to grade, and what it is calibrated on."""

from typing import Any

from django import forms

from evaluations.forms import OnceField
from evaluations.judging.selectors import labelled_runs_of, usable_judges_of
from evaluations.judging.standing import LEVEL
from evaluations.models import MAX_GRADINGS, TOP_SCORE, Calibration, Endpoint, Judge, Run, Suite
from evaluations.principles import label_for
from evaluations.runs.forms import budget_tokens
from evaluations.runs.settings import MAX_LONGEST_ANSWER
from evaluations.selectors import endpoints_of, suites_of
from evaluations.services.calibrations import MOST_KNOWN, Basis
from evaluations.services.judges import LONGEST_VERDICT, JudgeValues
from explorer.models import SpecVersion
from explorer.selectors import versions_for
from workspaces.forms import CleanCharField, SeveralField
from workspaces.models import Project

PANEL = "panel"
# Each preset as the form starts with it; the first is the protocol of the published evaluations of the specification.
PRESETS: dict[str, tuple[str, dict[str, Any]]] = {
    "published": ("Published protocol", {"sees": Judge.Sees.WHOLE_SPEC, "scale": Judge.Scale.SEVEN, "gradings": 5}),
    "section": ("Section only", {"sees": Judge.Sees.SECTION, "scale": Judge.Scale.SEVEN, "gradings": 3}),
    "principle": ("Principle only", {"sees": Judge.Sees.PRINCIPLE, "scale": Judge.Scale.SEVEN, "gradings": 3}),
    "binary": ("Compliant or not", {"sees": Judge.Sees.PRINCIPLE, "scale": Judge.Scale.BINARY, "gradings": 3}),
    PANEL: ("Panel of judges", {}),
}


def note_field() -> CleanCharField:
    return CleanCharField(
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Why it is made this way, or what changed since the version before.",
    )


class JudgeForm(forms.Form):
    name = CleanCharField(max_length=120, help_text="Such as “House judge”. Its versions are counted under this name.")
    endpoint = forms.ModelChoiceField(
        Endpoint.objects.none(),
        help_text="The model that judges; its address, model and parameters are frozen into this version.",
    )
    sees = forms.ChoiceField(label="What it sees beside the answer", choices=Judge.Sees.choices)
    spec_version = forms.ModelChoiceField(
        SpecVersion.objects.none(),
        required=False,
        label="Version of the specification",
        help_text="Pinned: the judge sees this text whatever version the project works with later.",
    )
    scale = forms.ChoiceField(choices=Judge.Scale.choices)
    gradings = forms.IntegerField(
        min_value=1,
        max_value=MAX_GRADINGS,
        label="Gradings of each answer",
        help_text="An odd number. The median of the scores counts, or the majority.",
    )
    threshold = forms.IntegerField(
        min_value=2,
        max_value=TOP_SCORE,
        initial=6,
        required=False,
        label="Compliant from a score of",
        help_text="The published protocol takes 6. Plays no part where the judge only says yes or no.",
    )
    longest_verdict = forms.IntegerField(
        min_value=50,
        max_value=MAX_LONGEST_ANSWER,
        initial=LONGEST_VERDICT,
        label="Longest verdict, in tokens",
        help_text="Models that think before they answer need more.",
    )
    note = note_field()

    def __init__(self, *args: Any, project: Project, judge: Judge | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        versions = [version.pk for version in versions_for(project) if not version.is_outline]
        _choose(self, "endpoint", endpoints_of(project).exclude(kind=Endpoint.Kind.RECORDED))
        _choose(self, "spec_version", SpecVersion.objects.filter(pk__in=versions).order_by("-published_on", "-label"))
        self.has_text = bool(versions)
        if judge is not None:
            del self.fields["name"]
            self.judge_name = judge.name

    def clean_threshold(self) -> int:
        return self.cleaned_data.get("threshold") or 6

    def values(self) -> JudgeValues:
        """What the service takes, of a valid form."""
        data = self.cleaned_data
        name = str(data.get("name") or getattr(self, "judge_name", ""))
        parts = ("endpoint", "spec_version", "sees", "scale", "gradings", "threshold", "longest_verdict", "note")
        return JudgeValues(name=name, **{part: data[part] for part in parts})


class PanelForm(forms.Form):
    name = CleanCharField(max_length=120, help_text="Such as “Panel of three”.")
    members = SeveralField(
        Judge.objects.none(),
        label="Judges of the panel",
        widget=forms.CheckboxSelectMultiple,
        help_text="Three, five, seven or nine. What more than half of them say counts; without a majority an answer is "
        "unscored. Different models make different mistakes; the same model three times makes the same ones.",
    )
    note = note_field()

    def __init__(self, *args: Any, project: Project, judge: Judge | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "members", usable_judges_of(project).filter(kind=Judge.Kind.SINGLE))
        if judge is not None:
            del self.fields["name"]
            self.judge_name = judge.name

    def values(self) -> JudgeValues:
        data = self.cleaned_data
        name = str(data.get("name") or getattr(self, "judge_name", ""))
        return JudgeValues(name=name, kind=Judge.Kind.PANEL, members=list(data["members"]), note=data["note"])


def start_of(preset: str, project: Project) -> dict[str, Any]:
    """What the form of a new judge starts with; where no text is loaded there is only the rubric to see."""
    start = dict(PRESETS[preset][1])
    readable = [version for version in versions_for(project) if not version.is_outline]
    pinned = next((version for version in readable if version.label == label_for(project)), None)
    if not readable:
        return start | ({"sees": Judge.Sees.RUBRIC} if start else {})
    return start | {"spec_version": pinned or readable[0]}


def initial_of(judge: Judge) -> dict[str, Any]:
    """What the form of the next version starts with."""
    if judge.is_panel:
        return {"members": judge.members.all()}
    parts = ("endpoint", "spec_version", "sees", "scale", "gradings", "threshold")
    return {part: getattr(judge, part) for part in parts} | {"longest_verdict": judge.settings.get("longest_answer")}


class GradingForm(forms.Form):
    judge = forms.ModelChoiceField(Judge.objects.none(), empty_label=None)
    counts = forms.BooleanField(
        required=False,
        initial=True,
        label="Its verdicts decide the outcomes, once the grading is complete and the judge is trusted",
    )
    budget_tokens = budget_tokens()
    insist = forms.BooleanField(
        required=False, label="Grade all the same; the verdicts stand beside the others and never count"
    )
    once = OnceField()

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "judge", usable_judges_of(project))


class ResumeGradingForm(forms.Form):
    budget_tokens = budget_tokens()


class CalibrationForm(forms.Form):
    basis = forms.ChoiceField(
        label="Responses whose worth is known",
        choices=Calibration.Basis.choices,
        help_text="Only people’s blind labels on answers of the release itself let a judge count toward a gate.",
    )
    suite = forms.ModelChoiceField(Suite.objects.none(), required=False, help_text="For exemplars of a suite.")
    spec_version = forms.ModelChoiceField(
        SpecVersion.objects.none(), required=False, label="Specification", help_text="For examples of a specification."
    )
    run = forms.ModelChoiceField(
        Run.objects.none(), required=False, help_text="For people’s labels: the run whose answers they read."
    )
    blind = forms.BooleanField(
        required=False, initial=True, label="Take only labels that were given in a blind review queue"
    )
    agreement = forms.IntegerField(
        label="Agreed level, in percent",
        initial=round(100 * LEVEL),
        min_value=50,
        max_value=100,
        help_text="What it has to recognise at least, of the good responses and of the bad ones.",
    )
    good = forms.IntegerField(
        required=False,
        label="At most so many good ones",
        min_value=1,
        max_value=MOST_KNOWN,
        help_text="Empty takes all.",
    )
    bad = forms.IntegerField(required=False, label="At most so many bad ones", min_value=1, max_value=MOST_KNOWN)
    seed = forms.IntegerField(
        required=False,
        initial=1,
        min_value=0,
        max_value=2**31 - 1,
        help_text="Draws them where there are more; the same seed draws the same ones.",
    )
    budget_tokens = budget_tokens()
    once = OnceField()

    PARTS = {
        Calibration.Basis.EXEMPLARS.value: "suite",
        Calibration.Basis.SPEC_EXAMPLES.value: "spec_version",
        Calibration.Basis.LABELS.value: "run",
    }

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        versions = [version.pk for version in versions_for(project) if not version.is_outline]
        _choose(self, "suite", suites_of(project))
        _choose(self, "spec_version", SpecVersion.objects.filter(pk__in=versions).order_by("-published_on", "-label"))
        _choose(self, "run", labelled_runs_of(project))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        part = self.PARTS.get(data.get("basis", ""))
        if part and part not in self.errors and data.get(part) is None:
            self.add_error(part, "Choose one.")
        return data

    def chosen(self) -> Basis:
        """The basis of a valid form; what belongs to another kind of basis is left aside."""
        data = self.cleaned_data
        part = self.PARTS[data["basis"]]
        bounds = {name: data[name] for name in ("good", "bad")} | {"seed": data["seed"] or 0, "blind": data["blind"]}
        return Basis(**{part: data[part]}, **bounds)


def _choose(form: forms.Form, name: str, queryset: Any) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - narrows the type
    field.queryset = queryset

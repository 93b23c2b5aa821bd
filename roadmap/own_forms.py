"""Forms of a project's own criteria and of an organisation's own templates."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from roadmap.forms import VersionedForm
from roadmap.marked_yaml import MAX_CHARACTERS
from roadmap.models import Criterion, Phase
from roadmap.services.own_criteria import OwnValues
from roadmap.services.templates import LONGEST_NAME
from roadmap.template.fields import LONGEST_TEXT, LONGEST_TITLE
from roadmap.template.reading import LONGEST_INTERVAL_DAYS
from roadmap.vocabulary import EVIDENCE_TYPES, ROLES
from workspaces.forms import CleanCharField
from workspaces.models import Project

OWN_FIELDS = ("title", "statement", "kinds", "proves", "blocking", "waiver", "review_days")
LARGEST_FILE = 1_000_000


class OwnCriterionForm(VersionedForm):
    """A criterion of the project's own; `phase` is chosen once, when it is added."""

    title = CleanCharField(max_length=LONGEST_TITLE, help_text="A sentence that is true or not, in a few words.")
    statement = CleanCharField(
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What is to be shown. A confirmation turns stale when this changes.",
    )
    kinds = forms.MultipleChoiceField(
        label="Evidence",
        choices=list(EVIDENCE_TYPES.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text="One piece of each kind is asked for.",
    )
    proves = CleanCharField(
        label="What it has to show", max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 2})
    )
    blocking = forms.BooleanField(
        required=False, label="It blocks the gate", help_text="The gate stays closed while it is not settled."
    )
    waiver = forms.ChoiceField(required=False, label="May be waived by", choices=[("", "Nobody"), *ROLES.items()])
    review_days = forms.IntegerField(
        required=False,
        label="Looked at again after, in days",
        min_value=1,
        max_value=LONGEST_INTERVAL_DAYS,
        help_text="Empty: not on a schedule.",
    )

    def __init__(self, data: Any = None, *, criterion: Criterion) -> None:
        super().__init__(data, initial=_values(criterion))

    def values(self) -> OwnValues:
        """What the service takes, of a valid form."""
        return OwnValues(**{name: self.cleaned_data[name] for name in OWN_FIELDS})


class NewOwnCriterionForm(OwnCriterionForm):
    phase = forms.ModelChoiceField(queryset=Phase.objects.none(), empty_label=None)
    field_order = ("phase", *OWN_FIELDS)

    def __init__(self, data: Any = None, *, project: Project) -> None:
        super().__init__(data, criterion=Criterion(blocking=False))
        phases = self.fields["phase"]
        assert isinstance(phases, forms.ModelChoiceField)  # noqa: S101 - narrows the type
        phases.queryset = Phase.objects.filter(project=project).order_by("number")


def _values(criterion: Criterion) -> dict[str, Any]:
    return {
        "version": criterion.version,
        "title": criterion.title,
        "statement": criterion.statement,
        "kinds": [entry["type"] for entry in criterion.evidence],
        "proves": criterion.evidence[0]["proves"] if criterion.evidence else "",
        "blocking": criterion.blocking,
        "waiver": criterion.waiver,
        "review_days": criterion.review_days,
    }


class RetireForm(VersionedForm):
    reason = CleanCharField(max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 3}))


class TemplateForm(forms.Form):
    name = CleanCharField(
        max_length=LONGEST_NAME, help_text="Versions of one template have the same name, such as “Acme high risk”."
    )
    file = forms.FileField(
        label="File",
        max_length=200,
        help_text="YAML in UTF-8, in the form of the shipped template, with a template_version of its own. "
        f"At most {LARGEST_FILE // 1_000_000} MB.",
        widget=forms.ClearableFileInput(attrs={"accept": ".yaml,.yml,application/yaml,text/yaml"}),
    )

    def clean_file(self) -> str:
        """The text of the file."""
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST_FILE:
            raise forms.ValidationError(f"The file is larger than {LARGEST_FILE // 1_000_000} MB.", code="too_large")
        try:
            text: str = file.read().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise forms.ValidationError(f"Byte {error.start} is not UTF-8 text.", code="encoding") from error
        if len(text) > MAX_CHARACTERS:
            raise forms.ValidationError(f"The file is longer than {MAX_CHARACTERS:,} characters.", code="too_long")
        return text


class UseTemplateForm(forms.Form):
    """Carries the difference that the person was looking at, and since when."""

    seen = CleanCharField(
        max_length=64,
        widget=forms.HiddenInput,
        error_messages={"required": "The form is incomplete. Reload the page and try again."},
    )
    since = forms.DateTimeField(required=False, widget=forms.HiddenInput)


class ChooseForm(forms.Form):
    template = CleanCharField(max_length=40, widget=forms.HiddenInput)

"""Forms of this room about logs of other tools: the upload, and the yes to what the preview shows."""

from difflib import get_close_matches
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from evaluations.principles import Principle
from evaluations.services.importing import KEPT, Surveyed, Wishes, deciding_scorer
from workspaces.forms import CleanCharField

MOST_NAMES = 200  # that are asked about one by one


class LogUploadForm(forms.Form):
    file = forms.FileField(
        label="Log",
        max_length=200,
        widget=forms.ClearableFileInput(attrs={"accept": ".eval,.json,.jsonl,.csv,.yaml,.yml"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        limit = settings.FILE_UPLOAD_MAX_REQUEST_SIZE >> 20
        self.fields["file"].help_text = f"At most {limit} MB here. The command takes larger ones."

    def log(self) -> "UploadedFile[Any]":
        """The file of a valid form."""
        found: UploadedFile[Any] = self.cleaned_data["file"]
        return found


class LogImportForm(forms.Form):
    """What becomes of a log that was read: its name, what it measured, who decides, and what its names stand for."""

    name = CleanCharField(max_length=160, help_text="What the run is called here.")
    release = CleanCharField(max_length=80, help_text="Which release of the assistant the log measured.")
    scorer = forms.ChoiceField(
        required=False, label="Deciding scorer", help_text="Its verdict is the outcome; the others are kept beside it."
    )

    def __init__(
        self, *args: Any, surveyed: Surveyed, principles: dict[str, Principle], file_name: str, **kwargs: Any
    ) -> None:
        found = surveyed.survey
        about = found.about
        initial = {
            "name": about.name or file_name[:160],
            "release": about.model or next(iter(found.models), "")[:80],
            "scorer": deciding_scorer(Wishes(), found),
        }
        super().__init__(*args, **{**kwargs, "initial": initial})
        scorer = self.fields["scorer"]
        assert isinstance(scorer, forms.ChoiceField)  # noqa: S101 - narrows the type
        scorer.choices = [(name, name) for name in found.scorers()]
        scorer.required = bool(found.values)
        if len(found.values) < 2:
            scorer.widget = forms.HiddenInput()
        choices = [(KEPT, "Keep the log’s own name")]
        choices += [(each.identifier, f"{each.title} ({each.authority})") for each in principles.values()]
        self.names = dict(enumerate(list(surveyed.unmapped)[:MOST_NAMES]))
        for number, name in self.names.items():
            label = f"Principle of “{name}”" if name else "Principle of the samples that name none"
            near = get_close_matches(name, principles, n=1)
            hint = f"Perhaps {principles[near[0]].title}?" if near else ""
            self.fields[f"principle_{number}"] = forms.ChoiceField(
                choices=choices, required=False, initial=KEPT, label=label, help_text=hint
            )

    def wishes(self) -> Wishes:
        """What a valid form says."""
        data = self.cleaned_data
        chosen = {name: data.get(f"principle_{number}") or KEPT for number, name in self.names.items()}
        mapping = {name: target for name, target in chosen.items() if target != KEPT}
        return Wishes(name=data["name"], release=data["release"], scorer=data["scorer"], mapping=mapping)

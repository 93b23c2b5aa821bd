"""What is posted to change how an organisation's reports look, and which templates it has."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms

from reports.brand import ACCENT, CONTRAST_NEEDED, contrast_with_white, is_colour
from reports.kinds import ALWAYS, KINDS, LANGUAGES, PAPERS, SECTIONS
from reports.services.branding import Look
from reports.services.templates import Layout
from workspaces.forms import CleanCharField


class BrandingForm(forms.Form):
    """Logo, accent, footer and mark; the services hold image and colour against what they must be."""

    logo = forms.FileField(
        required=False,
        help_text="PNG or JPEG, at most 1 MB and 4,000 pixels on a side. Only the picture itself is kept of it.",
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg"}),
        error_messages={"empty": "This file is empty."},
    )
    logo_alt = CleanCharField(
        label="What the logo shows",
        required=False,
        max_length=120,
        help_text="Read out to those who cannot see it. A logo needs it.",
    )
    accent = CleanCharField(
        label="Accent colour", max_length=7, widget=forms.TextInput(attrs={"type": "color"}), initial=ACCENT
    )
    footer = CleanCharField(
        label="Footer", required=False, max_length=120, help_text="At the foot of each page, such as your address."
    )
    confidentiality = CleanCharField(
        label="Confidentiality mark",
        required=False,
        max_length=40,
        help_text="At the head of each page, such as “Internal” or “Strictly confidential”.",
    )

    @property
    def contrast(self) -> str:
        """What is said beside the colour."""
        colour = str(self["accent"].value() or "").lower()
        if not is_colour(colour):
            return f"Text needs {CONTRAST_NEEDED} : 1 against white."
        ratio = int(contrast_with_white(colour) * 10) / 10
        enough = "enough" if contrast_with_white(colour) >= CONTRAST_NEEDED else "not enough"
        return f"Its contrast against white is {ratio:.1f} : 1; text needs {CONTRAST_NEEDED} : 1, so it is {enough}."

    def clean_accent(self) -> str:
        return str(self.cleaned_data["accent"]).lower()

    def look(self) -> Look:
        """What the service takes, of a valid form."""
        data = self.cleaned_data
        return Look(data["accent"], _line(data["footer"]), _line(data["confidentiality"]), _line(data["logo_alt"]))


@dataclass(frozen=True)
class SectionRow:
    """A section in the list of a template: whether it is in, and where it can move."""

    key: str
    name: str
    chosen: bool
    always: bool
    first: bool
    last: bool
    moved: bool


class TemplateForm(forms.Form):
    """A template's name, paper and language, and its sections in the order in which they stand in the form.

    Two buttons beside each section move it; they are posted as `up` or `down` with its key, and nothing is stored.
    """

    name = CleanCharField(max_length=80, help_text="Such as “For the supervisory board”.")
    paper = forms.ChoiceField(choices=list(PAPERS.items()), initial="a4")
    language = forms.ChoiceField(choices=list(LANGUAGES.items()), initial="en", required=False)

    def __init__(self, data: Any = None, *, kind: str, sections: Sequence[str], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.kind = KINDS[kind]
        known = self.kind.sections
        posted = [key for key in data.getlist("order") if key in known] if data else list(sections)
        self.order = list(dict.fromkeys((*posted, *known)))
        self.ticked = {key for key in (data.getlist("sections") if data else sections) if key in known} | {ALWAYS}
        self.moved = ""

    def move(self, data: Any) -> bool:
        """Moves the section whose button was pressed; False where none was."""
        for button, step in (("up", -1), ("down", 1)):
            key = data.get(button)
            if key in self.order:
                at = self.order.index(key)
                to = min(max(at + step, 0), len(self.order) - 1)
                self.order.insert(to, self.order.pop(at))
                self.moved = key
                return True
        return False

    @property
    def rows(self) -> list[SectionRow]:
        last = len(self.order) - 1
        return [
            SectionRow(key, SECTIONS[key], key in self.ticked, key == ALWAYS, at == 0, at == last, key == self.moved)
            for at, key in enumerate(self.order)
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.ticked == {ALWAYS} and len(self.order) > 1:
            self.add_error(None, "Choose at least one section besides the provenance, which is always there.")
        return data

    def layout(self) -> Layout:
        """What the service takes, of a valid form."""
        data = self.cleaned_data
        chosen = [key for key in self.order if key in self.ticked]
        return Layout(_line(data["name"]), chosen, data["paper"], data["language"] or "en")


def _line(text: str) -> str:
    """One line, whatever was pasted."""
    return " ".join(text.split())

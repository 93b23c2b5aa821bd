"""Numbers that people type, with one fixed reading: digits 0 to 9, a decimal point, nothing between thousands."""

from __future__ import annotations

import re
from typing import Any

from django import forms

from ui.formats import number

PLAIN = re.compile(r"[+-]?[0-9]+(\.[0-9]*)?|[+-]?\.[0-9]+")
GROUPED = re.compile(
    r"[+-]?[1-9][0-9]{0,2}\.[0-9]{3}"
)  # 1.500: a thousand and a half to some, one and a half to others
MOST_CHARACTERS = 24


class NumberField(forms.Field):
    """A number within a range. `1,5`, `1.500`, `1e3`, NaN and digits of other scripts are refused, each with the way to
    write it, so that nobody's number is read as another one."""

    def __init__(
        self,
        *,
        low: float,
        high: float,
        whole: bool = False,
        step: float = 1.0,
        slider: float | None = None,
        **kwargs: Any,
    ) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(**kwargs)
        self.low, self.high, self.whole, self.step = low, high, whole, step
        self.slider = slider  # where the slider ends; the field beside it goes on to `high`

    @property
    def range_words(self) -> str:
        digits = 0 if self.whole or self.low == int(self.low) else 1
        return f"{number(self.low, digits)} to {number(self.high)}"

    def to_python(self, value: Any) -> float | int | None:
        text = str(value if value is not None else "").strip().replace("−", "-")
        if not text:
            return None
        found = float(self._plain(text))
        if not self.low <= found <= self.high:
            raise forms.ValidationError(f"Out of range: {self.range_words} is allowed.", code="range")
        if self.whole and found != int(found):
            raise forms.ValidationError("A whole number is needed here.", code="whole")
        return int(found) if self.whole else found

    def _plain(self, text: str) -> str:
        if len(text) > MOST_CHARACTERS:
            raise forms.ValidationError(f"Too long for a number: {self.range_words} is allowed.", code="length")
        if GROUPED.fullmatch(text):
            group, _, rest = text.partition(".")
            message = f"{text} is read in two ways: write {group}{rest} or {float(text):g}."
            raise forms.ValidationError(message, code="ambiguous")
        if "," in text:
            raise forms.ValidationError("Write a decimal point and no separator: 1234.5", code="comma")
        if not PLAIN.fullmatch(text):
            raise forms.ValidationError("Write a number with the digits 0 to 9, such as 1234.5", code="digits")
        return text

"""The form field for numbers that people type; how they are read stands in `number_text`."""

from __future__ import annotations

from typing import Any

from django import forms

from calculator.number_text import NumberRefused, read_number_text
from ui.formats import number


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
    def slider_low(self) -> float:
        """Where the slider begins: at a whole step, so that all of its stops are."""
        return max(self.low, self.step) if self.low > 0 else self.low

    @property
    def range_words(self) -> str:
        digits = 0 if self.whole or self.low == int(self.low) else 1
        return f"{number(self.low, digits)} to {number(self.high)}"

    def to_python(self, value: Any) -> float | int | None:
        text = str(value if value is not None else "").strip()
        if not text:
            return None
        try:
            found = read_number_text(text)
        except NumberRefused as refused:
            message = f"{str(refused).rstrip('.')}. Allowed: {self.range_words}."
            raise forms.ValidationError(message, code=refused.code) from refused
        if not self.low <= found <= self.high:
            raise forms.ValidationError(f"Out of range: {self.range_words} is allowed.", code="range")
        if self.whole and found != int(found):
            raise forms.ValidationError("A whole number is needed here.", code="whole")
        return int(found) if self.whole else float(found)

"""Choices of several rows: whatever is posted is a choice of the list, or none."""

from collections.abc import Iterator

import pytest
from django import forms
from django.urls import get_resolver

from tests.conftest import Cast
from tests.tenancy.world import ROOMS
from workspaces.forms import SeveralField
from workspaces.models import User


@pytest.mark.django_db
@pytest.mark.parametrize(
    "key",
    [
        str(2**63 - 1),
        str(2**63),
        "9" * 5000,
        "-1",
        "-" + "9" * 30,
        "9_" * 30 + "9",
        f" {2**64} ",
        "1e5",
        "x",
        "a\0b",
        "",
    ],
)
def test_a_key_that_no_row_can_have_is_a_fault_of_the_field(cast: Cast, key: str) -> None:
    field = SeveralField(User.objects.all())
    assert list(field.clean([str(cast.owner.pk)])) == [cast.owner]
    with pytest.raises(forms.ValidationError):
        field.clean([str(cast.owner.pk), key])


def test_every_form_of_ours_chooses_several_rows_by_that_field() -> None:
    assert get_resolver().url_patterns  # every form is loaded with the pages
    found = {
        f"{form.__module__}.{form.__name__}.{name}"
        for form in _subclasses(forms.Form)
        if form.__module__.partition(".")[0] in ROOMS
        for name, field in form.base_fields.items()
        if isinstance(field, forms.ModelMultipleChoiceField) and not isinstance(field, SeveralField)
    }
    assert found == set()


def _subclasses(form: type[forms.Form]) -> Iterator[type[forms.Form]]:
    for each in form.__subclasses__():
        yield each
        yield from _subclasses(each)

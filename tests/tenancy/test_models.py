"""Every model belongs to an organisation, or stands on the list of what belongs to nobody."""

from django.apps import apps
from django.db import models

from tests.tenancy.world import ROOMS
from workspaces.models import Organisation

# Accounts span organisations; published specifications and their parts are the same for everybody.
NOBODYS = {
    "workspaces.User",
    "workspaces.Organisation",
    # A person's own, who may belong to several organisations.
    "workspaces.Letter",
    "workspaces.LetterPreference",
    "workspaces.CalendarFeed",
    "explorer.SpecVersion",
    "explorer.SearchEntry",
    "explorer.Section",
    "explorer.Example",
    "explorer.Response",
    "explorer.Prompt",
    "explorer.PromptFile",
    "explorer.CataloguePrinciple",
}


def reaches_an_organisation(model: type[models.Model], seen: frozenset[type[models.Model]] = frozenset()) -> bool:
    if model is Organisation:
        return True
    required = [
        field.related_model
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey) and not field.null and isinstance(field.related_model, type)
    ]
    return any(reaches_an_organisation(other, seen | {model}) for other in required if other not in seen | {model})


def test_every_model_has_a_tenant_or_is_on_the_list() -> None:
    homeless = {
        model._meta.label
        for room in ROOMS
        for model in apps.get_app_config(room).get_models()
        if not reaches_an_organisation(model)
    }
    assert homeless - NOBODYS == set()

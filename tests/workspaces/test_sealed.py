"""Secrets at rest: they open for whom they were sealed, under rotated keys, and never for somebody else."""

import json

import pytest
from cryptography.fernet import Fernet
from django.core.management import call_command
from django.db import connection

from evaluations import services
from evaluations.models import Endpoint
from evaluations.services import EndpointValues, Secrets
from tests.conftest import Cast
from workspaces.sealed import Belonging, SealBroken, Sealed, hint_of, rotate, sealed_columns

OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()
SECRET = "sk-sealed-0123456789abcdef"
OURS = Belonging(1, "endpoint/7/api_key")


@pytest.fixture(autouse=True)
def old_key(settings: object) -> None:
    settings.FIELD_KEYS = [OLD]  # type: ignore[attr-defined]


def test_a_sealed_text_opens_for_what_it_was_sealed_for_and_shows_nothing_else() -> None:
    sealed = Sealed.of(SECRET, OURS)
    assert sealed.open(OURS) == SECRET
    assert SECRET not in sealed.token
    assert SECRET not in repr(sealed) + str(sealed) + f"{sealed}"


@pytest.mark.parametrize("other", [Belonging(2, "endpoint/7/api_key"), Belonging(1, "endpoint/8/api_key")])
def test_a_token_that_was_moved_to_another_row_or_organisation_does_not_open(other: Belonging) -> None:
    with pytest.raises(SealBroken, match="sealed for something else"):
        Sealed.of(SECRET, OURS).open(other)


def test_no_text_is_no_secret() -> None:
    assert not Sealed.of("", OURS)
    assert Sealed().open(OURS) == ""


@pytest.mark.parametrize("token", ["v1:", "v1:nonsense", "nonsense", "v1:ä", "v2:x"])
def test_a_token_that_was_tampered_with_does_not_open(token: str) -> None:
    with pytest.raises(SealBroken):
        Sealed(token).open(OURS)


def test_the_newest_key_seals_and_all_of_them_open(settings: object) -> None:
    before = Sealed.of(SECRET, OURS)
    settings.FIELD_KEYS = [NEW, OLD]  # type: ignore[attr-defined]
    renewed = before.resealed()
    assert before.open(OURS) == renewed.open(OURS) == SECRET
    settings.FIELD_KEYS = [NEW]  # type: ignore[attr-defined]
    assert renewed.open(OURS) == SECRET
    with pytest.raises(SealBroken, match="is not there"):
        before.open(OURS)


@pytest.mark.parametrize(("text", "hint"), [("sk-0123456789", "6789"), ("short-key", ""), ("", "")])
def test_only_a_long_secret_shows_its_last_four_characters(text: str, hint: str) -> None:
    assert hint_of(text) == hint


def test_the_columns_that_hold_secrets_are_found_wherever_they_are() -> None:
    assert {(model._meta.label, name) for model, name in sealed_columns()} >= {
        ("evaluations.Endpoint", "api_key"),
        ("evaluations.Endpoint", "headers"),
    }


def an_endpoint(cast: Cast, name: str = "Gateway") -> Endpoint:
    values = EndpointValues(name=name, base_url="https://8.8.8.8/v1", model="m")
    return services.add_endpoint(cast.project, cast.editor, values, Secrets(SECRET, {"X-Tenant": "tenant-4711"}))


@pytest.mark.django_db
def test_the_database_holds_the_ciphertext_and_no_query_can_store_plain_text(cast: Cast) -> None:
    endpoint = an_endpoint(cast)
    with connection.cursor() as cursor:
        cursor.execute("SELECT api_key, headers FROM evaluations_endpoint WHERE id = %s", [endpoint.pk])
        stored = "".join(cursor.fetchone())
    assert stored.count("v1:") == 2
    assert SECRET not in stored
    assert "tenant-4711" not in stored
    with pytest.raises(TypeError, match="never the text itself"):
        Endpoint.objects.filter(pk=endpoint.pk).update(api_key=SECRET)


@pytest.mark.django_db
def test_a_key_that_is_copied_to_another_endpoint_by_sql_does_not_open_there(cast: Cast) -> None:
    one, other = an_endpoint(cast), an_endpoint(cast, "Other")
    Endpoint.objects.filter(pk=other.pk).update(api_key=one.api_key)
    other.refresh_from_db()
    assert other.needs_its_key_again
    assert not one.needs_its_key_again


@pytest.mark.django_db
def test_rotation_renews_every_secret_once_and_names_those_that_no_key_opens(
    cast: Cast, settings: object, capsys: pytest.CaptureFixture[str]
) -> None:
    kept, lost = an_endpoint(cast), an_endpoint(cast, "Lost")
    stranger = Sealed("v1:" + Fernet(Fernet.generate_key()).encrypt(b"{}").decode())
    Endpoint.objects.filter(pk=lost.pk).update(api_key=stranger)
    settings.FIELD_KEYS = [NEW, OLD]  # type: ignore[attr-defined]
    call_command("rotate_field_keys", "--json")
    assert json.loads(capsys.readouterr().out) == {
        "resealed": 3,
        "lost": [f"evaluations.Endpoint {lost.pk} api_key"],
    }
    settings.FIELD_KEYS = [NEW]  # type: ignore[attr-defined]
    kept.refresh_from_db()
    assert kept.api_key.open(kept.belonging("api_key")) == SECRET
    assert rotate().lost == [f"evaluations.Endpoint {lost.pk} api_key"]
    call_command("rotate_field_keys")
    assert "have to be typed in again" in capsys.readouterr().out

"""The audit trail: chained, append-only, and able to name the row that does not fit."""

import json
from importlib import import_module
from io import StringIO
from time import monotonic

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from tests.conftest import Cast
from workspaces import audit
from workspaces.models import AuditEntry, AuditHead

pytestmark = pytest.mark.django_db


def rewrite(statement: str) -> None:
    """Changes the trail as somebody with the database's password would, past the triggers."""
    migration = import_module("workspaces.migrations.0002_audit_is_append_only")
    with connection.cursor() as cursor:
        for undo in migration.UNDO[connection.vendor]:
            cursor.execute(undo)
        cursor.execute(statement)


def rewritten_by_the_application(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_every_change_of_the_cast_stands_in_an_unbroken_chain(cast: Cast) -> None:
    state = audit.verify(cast.organisation)
    assert state.first_bad is None
    assert state.rows == AuditEntry.objects.filter(organisation=cast.organisation).count() >= 6


def test_two_organisations_have_chains_of_their_own(cast: Cast) -> None:
    assert audit.verify(cast.organisation).head != audit.verify(cast.other_organisation).head


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE workspaces_auditentry SET action = 'nothing.happened' WHERE sequence = 3",
        "UPDATE workspaces_auditentry SET sequence = 300 WHERE sequence = 3",
        "DELETE FROM workspaces_auditentry WHERE sequence = 3",
    ],
)
def test_a_changed_or_missing_row_is_named(cast: Cast, change: str) -> None:
    rewrite(change)
    assert audit.verify(cast.organisation).first_bad == 3


def test_a_cut_tail_is_found_by_the_head(cast: Cast) -> None:
    last = AuditHead.objects.get(organisation=cast.organisation).sequence
    rewrite("DELETE FROM workspaces_auditentry WHERE sequence = (SELECT MAX(sequence) FROM workspaces_auditentry)")
    assert audit.verify(cast.organisation).first_bad == last


@pytest.mark.parametrize(
    "statement", ["UPDATE workspaces_auditentry SET action = 'x'", "DELETE FROM workspaces_auditentry"]
)
def test_the_database_refuses_to_change_the_trail(cast: Cast, statement: str) -> None:
    migration = import_module("workspaces.migrations.0002_audit_is_append_only")
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":  # the tests' own database lacks the trigger against deletion
            cursor.execute("DROP TRIGGER IF EXISTS audit_no_update")
            for trigger in migration.SQLITE:
                cursor.execute(trigger)
    with pytest.raises(DatabaseError, match="append-only"):
        rewritten_by_the_application(statement)


@pytest.mark.django_db(transaction=True)
def test_an_entry_outside_a_transaction_is_refused(cast: Cast) -> None:
    with pytest.raises(transaction.TransactionManagementError):
        audit.record(cast.organisation, None, "thing.done", "something")


def test_an_entry_falls_with_its_change(cast: Cast) -> None:
    before = audit.verify(cast.organisation)

    with transaction.atomic():
        audit.record(cast.organisation, cast.owner, "thing.done", "something", text="ü 😀 \n [CRITICAL]")
        assert audit.verify(cast.organisation).rows == before.rows + 1
        transaction.set_rollback(True)
    assert audit.verify(cast.organisation) == before


def test_the_command_prints_the_head_and_fails_on_a_broken_chain(cast: Cast) -> None:
    out = StringIO()
    call_command("verify_audit", "--organisation", "acme", "--json", stdout=out)
    assert json.loads(out.getvalue())["head"] == audit.verify(cast.organisation).head
    rewrite("UPDATE workspaces_auditentry SET action = 'x' WHERE sequence = 2")
    with pytest.raises(SystemExit) as ended:
        call_command("verify_audit", stdout=StringIO())
    assert ended.value.code == 1


def test_every_fault_is_told_as_the_contract_writes_it(cast: Cast) -> None:
    rewrite("UPDATE workspaces_auditentry SET action = 'x' WHERE sequence = 2")
    found = audit.verify(cast.organisation)
    for arguments, fields in (
        (["--organisation", "nobody"], ["organisation"]),
        (["--organisation", "acme", "--head", "0" * 64], ["head", "first_bad"]),
        (["--organisation", "acme", "--head", found.head], ["first_bad"]),
        ([], ["first_bad", "first_bad"]),
    ):
        out, said = StringIO(), StringIO()
        with pytest.raises(SystemExit) as ended:
            call_command("verify_audit", *arguments, "--json", stdout=out)
        told = json.loads(out.getvalue())
        assert (ended.value.code, [fault["field"] for fault in told["errors"]]) == (1, fields)
        assert all(fault.keys() == {"field", "value", "allowed", "message"} for fault in told["errors"])
        with pytest.raises(SystemExit):
            call_command("verify_audit", *arguments, stdout=StringIO(), stderr=said)
        assert said.getvalue().splitlines() == [fault["message"] for fault in told["errors"]]


def test_pages_walk_what_came_since_and_look_at_everything_within_the_hour(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert audit.verify_for_page(cast.organisation) == audit.verify(cast.organisation)
    with transaction.atomic():
        audit.record(cast.organisation, cast.owner, "thing.done", "something")
    known = audit.verify_for_page(cast.organisation)
    assert (known.first_bad, known.rows) == (None, audit.verify(cast.organisation).rows)
    rewrite("UPDATE workspaces_auditentry SET action = 'x' WHERE sequence = 2")
    assert audit.verify_for_page(cast.organisation).first_bad is None  # it was walked within the hour
    later = monotonic() + audit.WALK_HOLDS + 1
    monkeypatch.setattr("workspaces.audit.monotonic", lambda: later)
    assert audit.verify_for_page(cast.organisation).first_bad == 2


def test_pages_name_a_new_row_that_does_not_fit_at_once(cast: Cast) -> None:
    assert audit.verify_for_page(cast.organisation).first_bad is None
    with transaction.atomic():
        added = audit.record(cast.organisation, cast.owner, "thing.done", "something")
    rewrite("UPDATE workspaces_auditentry SET action = 'x' WHERE action = 'thing.done'")
    assert audit.verify_for_page(cast.organisation).first_bad == added.sequence

"""House clauses: identifiers, the rules for a row, what happens when two people change one, and the pages."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from explorer import services
from explorer.errors import HouseClauseUnknown, HouseRuleChanged, HouseRuleRefused
from explorer.models import HouseClause, Section, SpecVersion
from explorer.services import add_house_clause, change_house_clause, import_spec, pin_version, retire_house_clause
from explorer.services.house_clauses import LONGEST_SLUG, slug_of
from tests.conftest import Cast
from tests.explorer.house import CLAUSE, a_clause, clause_values
from tests.explorer.kitchen import KITCHEN, write_kitchen
from tests.explorer.stances import cooking, fresh
from workspaces.audit import verify
from workspaces.models import AuditEntry, Project, User

pytestmark = pytest.mark.django_db
Clients = Callable[[User], Client]


def page(name: str, project: Project, *keys: object) -> str:
    return reverse(f"explorer:{name}", args=[project.path, *keys])


def test_a_clause_is_named_after_its_title_and_leaves_a_trail(cast: Cast, kitchen: SpecVersion) -> None:
    clause = a_clause(cast, cooking(cast, kitchen), title="  No\nceramic  blades ")

    assert (clause.identifier, clause.number, clause.title) == ("house_no_ceramic_blades", 1, "No ceramic blades")
    assert (clause.principle, clause.authority, clause.decided_by) == ("knives", "developer", cast.editor)
    entry = AuditEntry.objects.get(action="house_clause.added")
    assert (entry.actor, entry.details["identifier"]) == (cast.editor, "house_no_ceramic_blades")
    assert entry.details["after"]["text"] == CLAUSE["text"]
    assert verify(cast.organisation).first_bad is None


def test_a_name_that_is_taken_gets_a_number(cast: Cast, kitchen: SpecVersion) -> None:
    project = cooking(cast, kitchen)
    retire_house_clause(project, cast.editor, a_clause(cast, project).identifier, "Not needed.")
    Section.objects.create(
        version=kitchen, identifier="house_no_ceramic_blades_2", title="A trap", depth=1, position=99
    )

    assert a_clause(cast, project).identifier == "house_no_ceramic_blades_3"
    assert a_clause(cast, cast.other_project, principle="do_not_lie").identifier == "house_no_ceramic_blades"


def test_of_two_clauses_of_one_title_at_the_same_moment_both_are_stored(
    cast: Cast, kitchen: SpecVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = cooking(cast, kitchen)
    a_clause(cast, project)
    names = iter(["house_no_ceramic_blades", "house_no_ceramic_blades_2"])
    monkeypatch.setattr("explorer.services.house_clauses._free_identifier", lambda *_: next(names))

    assert a_clause(cast, project).identifier == "house_no_ceramic_blades_2"


@given(st.text(max_size=300))
def test_every_title_gives_a_name_that_fits_an_address(title: str) -> None:
    slug = slug_of(title)
    assert slug
    assert len(slug) <= LONGEST_SLUG
    assert f"house_{slug}".isidentifier()
    assert slug.isascii()
    assert slug == slug.lower()


def test_a_clause_never_stands_where_the_company_does_not_speak(cast: Cast, kitchen: SpecVersion) -> None:
    project = cooking(cast, kitchen)
    for authority in ("root", "platform", "king", ""):
        with pytest.raises(HouseRuleRefused) as refusal:
            a_clause(cast, project, authority=authority)
        assert list(refusal.value.problems) == ["authority"]
    with pytest.raises(IntegrityError), transaction.atomic():
        HouseClause.objects.create(
            project=project, identifier="house_x", principle="knives", title="X", authority="root", text="X"
        )
    for authority in ("system", "developer", "user", "guideline"):
        assert a_clause(cast, project, authority=authority).authority == authority


def test_every_broken_rule_is_named_at_once(cast: Cast, kitchen: SpecVersion) -> None:
    values = clause_values(title=" ", text="\ud800", reason="x" * 2001, authority="root", principle="pots")
    with pytest.raises(HouseRuleRefused) as refusal:
        add_house_clause(cooking(cast, kitchen), cast.editor, values)

    assert set(refusal.value.problems) == {"title", "text", "reason", "authority", "principle"}
    assert not HouseClause.objects.exists()


def test_a_change_takes_the_place_of_the_old_row_which_stays(cast: Cast, kitchen: SpecVersion) -> None:
    project = cooking(cast, kitchen)
    old = a_clause(cast, project)
    new = change_house_clause(project, cast.owner, old.identifier, clause_values(title="Steel only"), seen=1)

    assert (new.identifier, new.number, new.title) == (old.identifier, 2, "Steel only")
    old.refresh_from_db()
    assert old.replaced_at is not None
    assert old.title == "No ceramic blades"
    details = AuditEntry.objects.get(action="house_clause.changed").details
    assert (details["before"]["title"], details["after"]["title"]) == ("No ceramic blades", "Steel only")


def test_a_change_without_a_difference_stores_nothing(cast: Cast, kitchen: SpecVersion) -> None:
    project = cooking(cast, kitchen)
    clause = a_clause(cast, project)

    assert (
        change_house_clause(project, cast.editor, clause.identifier, clause_values(text=CLAUSE["text"] + " ")) == clause
    )
    assert HouseClause.objects.count() == 1
    assert not AuditEntry.objects.filter(action="house_clause.changed").exists()


def test_whoever_looked_at_an_older_row_is_refused(cast: Cast, kitchen: SpecVersion) -> None:
    project = cooking(cast, kitchen)
    identifier = a_clause(cast, project).identifier
    change_house_clause(project, cast.owner, identifier, clause_values(title="Steel only"), seen=1)

    with pytest.raises(HouseRuleChanged):
        change_house_clause(project, cast.editor, identifier, clause_values(title="Steel first"), seen=1)
    with pytest.raises(HouseRuleChanged):
        retire_house_clause(project, cast.editor, identifier, "Gone.", seen=1)
    assert HouseClause.objects.get(replaced_at=None).title == "Steel only"
    with pytest.raises(HouseClauseUnknown):
        retire_house_clause(project, cast.editor, "house_nothing", "Gone.")


@pytest.mark.parametrize("end", ["change", "retire"])
def test_of_two_changes_at_the_same_moment_the_second_is_refused(
    cast: Cast, kitchen: SpecVersion, monkeypatch: pytest.MonkeyPatch, end: str
) -> None:
    project = cooking(cast, kitchen)
    identifier = a_clause(cast, project).identifier
    read = services.house_clauses._current

    def somebody_is_faster(where: Project, which: str) -> HouseClause:
        found = read(where, which)
        HouseClause.objects.filter(pk=found.pk).update(replaced_at=timezone.now())
        return found

    monkeypatch.setattr("explorer.services.house_clauses._current", somebody_is_faster)
    ends: dict[str, Callable[[], object]] = {
        "change": lambda: change_house_clause(project, cast.editor, identifier, clause_values(title="Late")),
        "retire": lambda: retire_house_clause(project, cast.editor, identifier, "Late."),
    }
    with pytest.raises(HouseRuleChanged), transaction.atomic():
        ends[end]()
    assert HouseClause.objects.count() == 1


def test_a_retired_clause_says_who_ended_it_and_why(cast: Cast, kitchen: SpecVersion, client_for: Clients) -> None:
    project = cooking(cast, kitchen)
    identifier = a_clause(cast, project).identifier
    client = client_for(cast.editor)

    assert client.post(page("house_clause_retire", project, identifier), {"reason": " ", "seen": 1}).status_code == 422
    response = client.post(page("house_clause_retire", project, identifier), {"reason": "Sold out.", "seen": 1})
    assert response.status_code == 303
    shown = client.get(page("house_clause_detail", project, identifier)).content.decode()
    assert "Retired by Acme Editor: Sold out." in shown
    assert "Write a case" not in shown
    assert client.get(page("house_clause_change", project, identifier)).status_code == 303


def test_a_clause_keeps_the_principle_that_its_version_lost(cast: Cast, kitchen: SpecVersion, tmp_path: Path) -> None:
    project = cooking(cast, kitchen)
    identifier = a_clause(cast, project, principle="taste").identifier
    text = KITCHEN.replace("{#taste authority=guideline}", "{#tasting authority=guideline}").replace(
        "(#taste)", "(#wash)"
    )
    newer = import_spec(write_kitchen(tmp_path / "2026-03-01", text.replace("BAD[#taste]", "BAD")), "").version
    pin_version(project, newer, cast.owner)

    change_house_clause(fresh(project), cast.editor, identifier, clause_values(principle="taste", title="Spoons"))
    with pytest.raises(HouseRuleRefused):
        change_house_clause(fresh(project), cast.editor, identifier, clause_values(principle="soap"))
    moved = change_house_clause(fresh(project), cast.editor, identifier, clause_values(principle="tasting"))
    assert moved.principle == "tasting"


def test_an_editor_adds_a_clause_and_says_at_which_level_the_company_speaks(
    cast: Cast, kitchen: SpecVersion, client_for: Clients
) -> None:
    project = cooking(cast, kitchen)
    client = client_for(cast.editor)
    form = client.get(page("house_clause_create", project) + "?principle=knives").content.decode()
    assert '<option value="knives" selected>' in form
    assert "Never root" in form
    assert 'value="root"' not in form

    response = client.post(page("house_clause_create", project), {**CLAUSE, "seen": "0"})
    assert response.status_code == 303
    assert response.headers["Location"] == page("house_clause_detail", project, "house_no_ceramic_blades")


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": ""},
        {"title": "\0"},
        {"title": "x" * 201},
        {"text": "x" * 4001},
        {"authority": "root"},
        {"principle": "pots"},
        {"principle": ""},
        {"seen": "many"},
        {"seen": str(10**30)},
    ],
)
def test_what_is_wrong_stands_beside_what_was_typed(
    cast: Cast, kitchen: SpecVersion, client_for: Clients, wrong: dict[str, str]
) -> None:
    project = cooking(cast, kitchen)
    response = client_for(cast.editor).post(page("house_clause_create", project), {**CLAUSE, "seen": "0", **wrong})

    assert response.status_code == 422
    body = response.content.decode("utf-8", "replace")
    assert "field__error" in body
    assert "Ceramic breaks." in body
    assert not HouseClause.objects.exists()


def test_the_second_of_two_editors_sees_both_and_decides(cast: Cast, kitchen: SpecVersion, client_for: Clients) -> None:
    project = cooking(cast, kitchen)
    identifier = a_clause(cast, project).identifier
    change_house_clause(project, cast.owner, identifier, clause_values(title="Steel only"))
    address, sent = page("house_clause_change", project, identifier), {**CLAUSE, "title": "Steel first", "seen": "1"}
    client = client_for(cast.editor)

    conflict = client.post(address, sent)
    assert conflict.status_code == 409
    body = conflict.content.decode()
    assert "Steel only" in body
    assert "Steel first" in body
    assert "Acme Owner" in body
    assert 'name="seen" value="2"' in body
    assert client.post(address, {**sent, "seen": "2"}).status_code == 303
    assert HouseClause.objects.get(replaced_at=None).title == "Steel first"

    retire_house_clause(project, cast.owner, identifier, "Closed.")
    body = client.post(address, {**sent, "seen": "3", "title": "Steel last"}).content.decode()
    assert "does not hold any more" in body
    assert "Store mine over it" not in body
    assert "Steel last" in body


def test_only_those_who_may_edit_change_clauses(cast: Cast, kitchen: SpecVersion, client_for: Clients) -> None:
    project = cooking(cast, kitchen)
    identifier = a_clause(cast, project).identifier
    forms = [page("house_clause_create", project)]
    forms += [page(f"house_clause_{verb}", project, identifier) for verb in ("change", "retire")]
    for person, status in ((cast.evaluator, 403), (cast.viewer, 403), (cast.stranger, 404)):
        client = client_for(person)
        assert {client.get(form).status_code for form in forms} == {status}
        assert {client.post(form, CLAUSE).status_code for form in forms} == {status}
    shown = client_for(cast.viewer).get(page("house_clause_detail", project, identifier)).content.decode()
    assert CLAUSE["text"] in shown
    assert not any(form in shown for form in forms)
    assert client_for(cast.viewer).get(page("house_clause_detail", project, "house_nothing")).status_code == 404

"""Who is in the demo. Passwords are made at random; the same people get new ones when the demo starts over."""

import secrets

from alignment_app.demo import people
from alignment_app.demo.people import DemoPerson
from workspaces import services
from workspaces.models import Organisation, Role, User

# Organisation, first part of the address, name, part in the story, access role.
CAST = [
    ("meridian", "lea.brandt", "Lea Brandt", "alignment lead", Role.OWNER),
    ("meridian", "deniz.aksoy", "Deniz Aksoy", "developer", Role.EDITOR),
    ("meridian", "amara.obi", "Amara Obi", "evaluator", Role.EVALUATOR),
    ("meridian", "tomas.novak", "Tomáš Novák", "evaluator", Role.EVALUATOR),
    ("meridian", "ruth.keller", "Ruth Keller", "risk owner", Role.OWNER),
    ("meridian", "sven.lindahl", "Sven Lindahl", "sponsor", Role.VIEWER),
    ("meridian", "ines.moreau", "Inês Moreau", "independent reviewer", Role.EVALUATOR),
    ("meridian", "paul.farkas", "Paul Farkas", "finance partner", Role.EDITOR),
    ("halden", "nora.vik", "Nora Vik", "everything at once", Role.OWNER),
]
ORGANISATIONS = {"meridian": "Meridian Insurance", "halden": "Halden Logistics"}


def enrol() -> dict[str, User]:
    """Makes organisations and accounts, writes the accounts file, and gives the people by the first part of address."""
    places = {slug: services.create_organisation(slug, name) for slug, name in ORGANISATIONS.items()}
    users = {}
    for slug, address, name, _part, role in CAST:
        users[address] = _account(slug, address, name)
        services.add_member(places[slug], users[address], role, actor=None)
    give_new_passwords()
    return users


def give_new_passwords() -> None:
    """New random passwords for everybody, kept in the accounts file alone."""
    accounts = []
    for slug, address, name, part, role in CAST:
        password = "-".join(secrets.token_hex(2) for _ in range(4))
        user = User.objects.get(email=_email(slug, address))
        user.set_password(password)
        user.save(update_fields=["password"])
        accounts.append(DemoPerson(user.email, name, part, ORGANISATIONS[slug], str(role), password))
    people.write(accounts)


def is_enrolled() -> bool:
    return Organisation.objects.filter(slug="meridian").exists()


def _email(slug: str, address: str) -> str:
    return f"{address}@{slug}.example"


def _account(slug: str, address: str, name: str) -> User:
    known = User.objects.filter(email=_email(slug, address)).first()
    return known or services.create_person(_email(slug, address), name, None)

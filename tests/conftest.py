"""The fixed cast, the shared data, and real processes for tests that need them."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client

from tests import migrated, processes
from workspaces.models import Organisation, Project, User

SHARED_DATA = Path(__file__).resolve().parent.parent.parent / "shared" / "data"
PASSWORD = "a long enough sentence"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--only-database", action="store_true", help="leave out tests that use no database")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.get_closest_marker("long") is None)
    if not config.getoption("--only-database"):
        return
    kept = [item for item in items if item.get_closest_marker("django_db")]
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = kept


@dataclass(frozen=True)
class Cast:
    """One organisation with a person in each role, and a stranger who owns another one."""

    organisation: Organisation
    project: Project
    owner: User
    editor: User
    evaluator: User
    viewer: User
    stranger: User
    other_organisation: Organisation
    other_project: Project

    def __iter__(self) -> Iterator[User]:
        return iter((self.owner, self.editor, self.evaluator, self.viewer))


@pytest.fixture(scope="session")
def migrated_databases(request: pytest.FixtureRequest) -> Path:
    """Where migrated test databases are kept from one run to the next."""
    return request.config.cache.mkdir("migrated")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """On SQLite the test database is a file: a worker process of its own has to read it too."""
    settings = connection.settings_dict
    if settings["ENGINE"].endswith("sqlite3"):
        settings["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")


@pytest.fixture(scope="session")
def turn_to_migrate(migrated_databases: Path) -> Iterator[migrated.Turn]:
    """Held from the look for a migrated database until there is one."""
    turn = migrated.Turn(migrated_databases)
    yield turn
    turn.end()


@pytest.fixture(scope="session")
def django_db_keepdb(
    django_db_modify_db_settings: None,
    django_db_keepdb: bool,
    migrated_databases: Path,
    turn_to_migrate: migrated.Turn,
) -> bool:
    """Whether the database is there already: on SQLite, as another process or run left it after the migrations."""
    if django_db_keepdb or connection.vendor != "sqlite":
        turn_to_migrate.end()
        return django_db_keepdb
    return migrated.put_in_place(migrated_databases, Path(connection.settings_dict["TEST"]["NAME"]))


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None,
    django_db_blocker: pytest.FixtureRequest,
    migrated_databases: Path,
    turn_to_migrate: migrated.Turn,
) -> None:
    """Lets the end of a transactional test empty the tables, which SQLite's trigger on the trail would refuse."""
    if connection.vendor == "sqlite":
        with django_db_blocker.unblock(), connection.cursor() as cursor:  # type: ignore[attr-defined]
            migrated.keep(migrated_databases)
            turn_to_migrate.end()
            cursor.execute("DROP TRIGGER IF EXISTS audit_no_delete")


@pytest.fixture(autouse=True)
def data_folder(settings: object, tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """Each test has a data folder of its own; nothing touches the one of a trial run."""
    folder = tmp_path / "data"
    changes = {
        "DATA_DIR": folder,
        "MEDIA_ROOT": folder / "files",
        # Argon2 is slow on purpose; the pages under test are the same with a quick hash.
        "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
    }
    for name, value in changes.items():
        setattr(settings, name, value)
    folder.mkdir()
    return folder


@pytest.fixture(autouse=True)
def nothing_counted() -> None:
    """Limits on trying count in the cache, which a Redis server keeps from one test to the next."""
    if django_settings.ENV.redis_url:
        cache.clear()


@pytest.fixture
def shared_data() -> Path:
    """The documents and figures beside the project; a plain clone has none and says so."""
    if SHARED_DATA.is_dir():
        return SHARED_DATA
    if os.environ.get("CI"):
        pytest.fail("The shared data is missing, and with CI set that is a fault.")
    pytest.skip("needs the shared data beside the project")


@pytest.fixture
def cast(db: None) -> Cast:
    """People and projects made through the services, as users make them."""
    from workspaces import services
    from workspaces.models import Role

    organisation = services.create_organisation("acme", "Acme")
    other = services.create_organisation("umbra", "Umbra")
    people = {role: services.create_person(f"{role}@acme.example", f"Acme {role.label}", PASSWORD) for role in Role}
    stranger = services.create_person("stranger@umbra.example", "Umbra Stranger", PASSWORD)
    for role, user in people.items():
        services.add_member(organisation, user, role, actor=None)
    services.add_member(other, stranger, Role.OWNER, actor=None)
    return Cast(
        organisation=organisation,
        project=services.create_project(
            organisation, name="Support assistant", slug="support", actor=people[Role.OWNER]
        ),
        owner=people[Role.OWNER],
        editor=people[Role.EDITOR],
        evaluator=people[Role.EVALUATOR],
        viewer=people[Role.VIEWER],
        stranger=stranger,
        other_organisation=other,
        other_project=services.create_project(other, name="Their project", slug="theirs", actor=stranger),
    )


@pytest.fixture
def client_for() -> Callable[[User], Client]:
    """A browser of the test client in which the person is signed in."""

    def make(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return make


@pytest.fixture
def simulated_assistant(settings: object) -> Iterator[str]:
    """The real simulated assistant in a process of its own; gives its base address."""
    with processes.simulated_assistant() as url:
        settings.SIMULATED_ASSISTANT_URL = url  # type: ignore[attr-defined]
        yield url


@pytest.fixture
def worker(transactional_db: None, data_folder: Path, settings: object) -> Iterator[processes.Worker]:
    """Starts real Celery workers on the test's own database, files and broker: ``worker.start()``."""
    with processes.Worker(data_folder, settings) as running:
        yield running


@pytest.fixture
def migrated_again(transactional_db: None) -> None:
    call_command("migrate", verbosity=0)

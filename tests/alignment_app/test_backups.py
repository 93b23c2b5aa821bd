"""A backup brings everything back, on another database, and nothing where something is not as it was."""

import json
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from cryptography.fernet import Fernet
from django.conf import settings as django_settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings

from evaluations.models import Endpoint
from tests.processes import ROOT
from tests.tenancy.world import make_world
from workspaces import audit
from workspaces.sealed import Belonging, Sealed

pytestmark = pytest.mark.django_db
Ran = subprocess.CompletedProcess[str]


@pytest.fixture(scope="module")
def saved(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of an organisation with one of everything and a file that somebody uploaded."""
    place: Path = tmp_path_factory.mktemp("first")
    path = place / "night.zip"
    with override_settings(MEDIA_ROOT=place / "files"), django_db_blocker.unblock(), transaction.atomic():
        place_of = make_world("alder", "CANARYALDER").project.organisation
        key = Sealed.of("sk-of-the-endpoint", Belonging(place_of.pk, "endpoint/1/api_key"))
        assert Endpoint.objects.update(api_key=key)
        default_storage.save("evidence/a b/ü.txt", ContentFile(b"seen"))
        told = json.loads(_call("backup", str(path), "--json"))
        assert told["audit"]["alder"]["head"] == audit.verify(place_of).head
        transaction.set_rollback(True)
    return path


def test_everything_comes_back_as_it_was(saved: Path, tmp_path: Path) -> None:
    """Beside PostgreSQL this is also the way from it to SQLite."""
    place = tmp_path / "second"
    restored = _manage(place, "restore", str(saved), "--json")
    told = json.loads(restored.stdout)
    assert (restored.returncode, told["locked"]) == (0, 0), restored.stderr
    assert list(told["audit"]) == ["alder"]
    again = tmp_path / "again.zip"
    assert _manage(place, "backup", str(again)).returncode == 0
    with ZipFile(saved) as first, ZipFile(again) as second:
        assert {name for name in first.namelist() if name.startswith("files/")} >= {"files/evidence/a b/ü.txt"}
        assert first.namelist() == second.namelist()
        differing = [name for name in first.namelist() if first.read(name) != second.read(name)]
    assert differing == ["manifest.json"]  # it says when it was made
    assert _manage(place, "doctor").returncode == 0


def test_a_place_in_use_is_left_alone(saved: Path, tmp_path: Path) -> None:
    place = tmp_path / "second"
    assert _manage(place, "restore", str(saved)).returncode == 0
    refused = _manage(place, "restore", str(saved), "--json")
    assert refused.returncode == 1
    assert [fault["field"] for fault in json.loads(refused.stdout)["errors"]] == ["database", "files"]


def test_another_audit_key_is_named_and_nothing_is_stored(saved: Path, tmp_path: Path) -> None:
    place = tmp_path / "second"
    refused = _manage(place, "restore", str(saved), "--json", AUDIT_KEY="another key that is long enough")
    fault = json.loads(refused.stdout)["errors"][0]
    assert (refused.returncode, fault["field"]) == (1, "audit")
    assert "AUDIT_KEY" in fault["message"]
    assert json.loads(_manage(place, "verify_audit", "--json").stdout) == {"organisations": []}
    assert [path.name for path in place.iterdir() if "files" in path.name or "restoring" in path.name] == []


def test_without_its_field_key_a_secret_is_counted_and_the_rest_is_there(saved: Path, tmp_path: Path) -> None:
    other = Fernet.generate_key().decode()
    restored = _manage(tmp_path / "second", "restore", str(saved), "--json", FIELD_KEYS=other)
    assert restored.returncode == 0, restored.stderr
    assert json.loads(restored.stdout)["locked"] > 0
    examined = json.loads(_manage(tmp_path / "second", "doctor", "--json", FIELD_KEYS=other).stdout)
    assert not examined["sound"]
    assert [fault["field"] for fault in examined["errors"]] == ["secrets"]


def _changed_row(name: str, data: bytes) -> bytes:
    return data.replace(b"CANARYALDER", b"CANARYADDER") if name == "tables/workspaces.Project.jsonl" else data


def _lost_row(name: str, data: bytes) -> bytes:
    return data.split(b"\n", 1)[1] if name == "tables/workspaces.AuditEntry.jsonl" else data


def _other_file(name: str, data: bytes) -> bytes:
    return b"never seen" if name.startswith("files/") else data


def _no_manifest(name: str, data: bytes) -> bytes:
    return b"[]" if name == "manifest.json" else data


def _later_format(name: str, data: bytes) -> bytes:
    return data.replace(b'"format": 1', b'"format": 2') if name == "manifest.json" else data


def _other_version(name: str, data: bytes) -> bytes:
    return data.replace(b"workspaces.0001_", b"workspaces.9001_") if name == "manifest.json" else data


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (_changed_row, "damaged: workspaces.Project"),
        (_lost_row, "damaged: workspaces.AuditEntry"),
        (_other_file, "damaged: "),
        (_no_manifest, "no backup of this product"),
        (_later_format, "in a format"),
        (_other_version, "Another version made this backup"),
    ],
)
def test_a_backup_that_was_tampered_with_is_refused(
    saved: Path, tmp_path: Path, change: Callable[[str, bytes], bytes], said: str
) -> None:
    other = tmp_path / "other.zip"
    with ZipFile(saved) as first, ZipFile(other, "w") as second:
        for name in first.namelist():
            second.writestr(name, change(name, first.read(name)))
    place = tmp_path / "second"
    refused = _manage(place, "restore", str(other))
    assert refused.returncode == 1
    assert said in refused.stderr
    assert "Traceback" not in refused.stderr
    assert not (place / "files").exists()


def test_a_member_that_leads_out_of_the_folder_is_refused(saved: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.zip"
    with ZipFile(saved) as first, ZipFile(other, "w") as second:
        for name in first.namelist():
            content = first.read(name).replace(b"evidence/a b/\\u00fc.txt", b"../../out.txt")
            second.writestr(name.replace("evidence/a b/ü.txt", "../../out.txt"), content)
    refused = _manage(tmp_path / "second", "restore", str(other))
    assert (refused.returncode, "does not hold what its manifest says" in refused.stderr) == (1, True)
    assert list(tmp_path.rglob("out.txt")) == []


def test_a_backup_that_somebody_locked_with_a_password_is_told(tmp_path: Path) -> None:
    path = tmp_path / "locked.zip"
    with ZipFile(path, "w") as archive:
        archive.writestr("manifest.json", "{}")
    # The flags of a member, in its own header and in the directory: bit 0 says that it is encrypted.
    content = bytearray(path.read_bytes())
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(signature) + flags] |= 1
    path.write_bytes(content)
    refused = _manage(tmp_path / "second", "restore", str(path))
    assert (refused.returncode, "locked with a password" in refused.stderr) == (1, True)
    assert "Traceback" not in refused.stderr


@pytest.mark.parametrize("content", [b"", b"no archive at all", b"PK\x05\x06" + b"\0" * 18])
def test_a_file_that_is_no_backup_is_told(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "some.zip"
    path.write_bytes(content)
    refused = _manage(tmp_path / "second", "restore", str(path), "--json")
    assert (refused.returncode, json.loads(refused.stdout)["errors"][0]["field"]) == (1, "file")


def test_a_backup_is_for_its_owner_and_replaces_no_file(saved: Path, tmp_path: Path) -> None:
    assert stat.S_IMODE(saved.stat().st_mode) == 0o600
    for path in (saved, tmp_path / "no such folder" / "night.zip"):
        said = StringIO()
        with pytest.raises(SystemExit) as ended:
            call_command("backup", str(path), "--json", stdout=said)
        assert (ended.value.code, json.loads(said.getvalue())["errors"][0]["field"]) == (1, "file")
    assert [*saved.parent.glob("*.part"), *tmp_path.glob("*.part")] == []


def test_no_session_leaves_with_a_backup(saved: Path) -> None:
    with ZipFile(saved) as archive:
        assert "tables/workspaces.User.jsonl" in archive.namelist()
        assert not any("Session" in name for name in archive.namelist())


def _call(*arguments: str) -> str:
    said = StringIO()
    call_command(*arguments, stdout=said)
    return said.getvalue()


def _manage(place: Path, *arguments: str, **changed: str) -> Ran:
    """A command in an installation of its own, with this one's keys."""
    place.mkdir(exist_ok=True)
    clean = {key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "REDIS_URL"}}
    keys: dict[str, Any] = {
        "AUDIT_KEY": django_settings.AUDIT_KEY,
        "FIELD_KEYS": ",".join(django_settings.FIELD_KEYS),
    }
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=clean | {"DATA_DIR": str(place), "DEBUG": "1"} | keys | changed,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

"""``manage.py up``: what goes wrong is told in one line with exit code 1; what goes right stops cleanly."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.processes import ROOT, free_port, wait_for


def up(data: Path, port: int, **environment: str) -> "subprocess.CompletedProcess[str]":
    clean = {key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "REDIS_URL"}}
    return subprocess.run(
        [sys.executable, "manage.py", "up", "--port", str(port)],
        cwd=ROOT,
        env=clean | {"DATA_DIR": str(data), "DEBUG": "1", **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def one_line(result: "subprocess.CompletedProcess[str]") -> str:
    """The single line of a refusal."""
    assert result.returncode == 1
    assert result.stdout == ""
    [line] = result.stderr.strip().splitlines()
    assert line.startswith("plumbline: ")
    return line


def test_a_taken_port_is_told_with_another_one_to_take(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert f"port {port} on 127.0.0.1 is taken" in one_line(up(tmp_path, port))


def test_a_damaged_database_is_named(tmp_path: Path) -> None:
    (tmp_path / "plumbline.sqlite3").write_bytes(b"this is no database " * 500)
    line = one_line(up(tmp_path, free_port()))
    assert "plumbline.sqlite3" in line


def test_a_database_with_a_damaged_page_is_named_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "plumbline.sqlite3"
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE kept (text)")
        database.executemany("INSERT INTO kept VALUES (?)", [("x" * 1000,)] * 50)
    database.close()
    pages = bytearray(path.read_bytes())
    pages[8192:12288] = b"\xff" * 4096
    path.write_bytes(pages)
    assert "is damaged: " in one_line(up(tmp_path, free_port()))


def test_a_data_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    assert "cannot write to the data folder" in one_line(up(tmp_path / "file" / "data", free_port()))


def test_an_unreachable_database_is_named(tmp_path: Path) -> None:
    line = one_line(up(tmp_path, free_port(), DATABASE_URL="postgresql://nobody@127.0.0.1:1/nothing"))
    assert "cannot use the database nothing on 127.0.0.1" in line


def test_production_refuses_to_start_on_defaults_and_names_all_of_them(tmp_path: Path) -> None:
    line = one_line(up(tmp_path, free_port(), DEBUG="0"))
    for name in ("SECRET_KEY", "FIELD_KEYS", "AUDIT_KEY", "ALLOWED_HOSTS", "DATABASE_URL", "REDIS_URL"):
        assert name in line


@pytest.mark.parametrize("name", ["DEBUG", "TRUSTED_PROXIES", "FIELD_KEYS"])
def test_a_setting_that_cannot_be_read_is_named(tmp_path: Path, name: str) -> None:
    assert name in one_line(up(tmp_path, free_port(), **{name: "certainly not"}))


def test_ctrl_c_stops_every_process_and_the_port_is_free_again(tmp_path: Path) -> None:
    port = free_port()
    clean = {key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "REDIS_URL"}}
    log = tmp_path / "up.txt"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "up", "--port", str(port), "--no-demo"],
            cwd=ROOT,
            env=clean | {"DATA_DIR": str(tmp_path / "data"), "DEBUG": "1"},
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
    wait_for(lambda: b"Ctrl-C" in log.read_bytes(), "the product to start", 60)
    parts = children_of(process.pid)
    assert len(parts) >= 4
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=30) == 0
    assert [pid for pid in parts if Path(f"/proc/{pid}").exists()] == []
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", port))


def children_of(pid: int) -> list[int]:
    threads = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for thread in threads for child in thread.read_text(encoding="ascii").split()]

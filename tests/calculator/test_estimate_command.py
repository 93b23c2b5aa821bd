"""`manage.py estimate` as people and programs call it."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from calculator.estimate import estimate
from tests.calculator.scenarios import by_hand, uncertain

ROOT = Path(__file__).resolve().parents[2]


def write(folder: Path, content: Any) -> str:
    file = folder / "case.json"
    file.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    return str(file)


def refused(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[str, str]:
    with pytest.raises(SystemExit) as ended:
        call_command("estimate", *arguments)
    assert ended.value.code == 1
    captured = capsys.readouterr()
    return captured.out, captured.err


def test_json_is_the_whole_answer_and_nothing_else(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("estimate", write(tmp_path, uncertain()), "--json")
    found = json.loads(capsys.readouterr().out)
    assert found == json.loads(json.dumps(estimate(uncertain())))
    keys = {"base_inputs", "base", "tornado", "value_of_alignment", "break_even", "monte_carlo"}
    assert set(found) == keys


def test_people_get_the_range_first_and_the_base_last(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("estimate", write(tmp_path, uncertain()))
    lines = capsys.readouterr().out.splitlines()
    assert "of the draws" in lines[0]
    assert "net present value" in lines[2]
    assert lines[-1].startswith("Base, over 18 months")


def test_a_certain_scenario_is_told_without_a_range(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("estimate", write(tmp_path, by_hand()))
    assert "By hand comes to €188, if every number in it is exact" in capsys.readouterr().out


def test_every_fault_is_told_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = write(tmp_path, by_hand(horizon_months=0, colour=1))
    out, err = refused([file, "--json"], capsys)
    assert err == ""
    assert [set(error) for error in json.loads(out)["errors"]] == [{"field", "value", "allowed", "message"}] * 2
    out, err = refused([file], capsys)
    assert out == ""
    assert "horizon_months: The number is out of range. Given: 0. Allowed: a whole number from 1 to 600." in err
    assert len(err.splitlines()) == 2


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b'{"horizon_months": NaN}', "whole number"),
        (b"{", "not JSON"),
        (b"[" * 100_000 + b"]" * 100_000, "nested too deeply"),
        (b"\x80", "not UTF-8"),
        (b'{"name": "\\ud800", "horizon_months": 1}', "A line of text"),
    ],
)
def test_content_that_is_no_scenario_ends_with_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes, words: str
) -> None:
    file = write(tmp_path, content)
    out, _ = refused([file, "--json"], capsys)
    assert words in json.loads(out)["errors"][0]["message"]
    out.encode("utf-8")
    _, err = refused([file], capsys)
    assert words in err
    assert "Traceback" not in err


def test_a_fault_in_the_text_is_told_with_its_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out, _ = refused([write(tmp_path, b'{\n"a" 1}'), "--json"], capsys)
    assert json.loads(out)["errors"][0]["line"] == 2


def test_a_file_that_is_not_there_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, err = refused([str(tmp_path / "none.json")], capsys)
    assert "cannot be read: No such file" in err
    _, err = refused([str(tmp_path)], capsys)
    assert "cannot be read" in err


def test_a_process_of_its_own_ends_with_the_codes_of_the_contract(tmp_path: Path) -> None:
    """Without a database, on a pipe that knows ASCII only."""
    good, bad = write(tmp_path, by_hand()), tmp_path / "bad.json"
    bad.write_text("{}")
    codes = []
    for arguments in ([good, "--json"], [str(bad), "--json"], []):
        command = [sys.executable, str(ROOT / "manage.py"), "estimate", *arguments]
        environment = {"DATA_DIR": str(tmp_path / "data"), "PATH": "/usr/bin:/bin", "PYTHONIOENCODING": "utf-8"}
        ended = subprocess.run(command, capture_output=True, cwd=ROOT, env=environment, check=False, timeout=60)
        codes.append(ended.returncode)
        assert b"Traceback" not in ended.stderr
        if arguments:
            json.loads(ended.stdout)
    assert codes == [0, 1, 2]

"""Every command of ours on a database that was never migrated: it does without, or says in a sentence what it lacks."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import get_commands

from tests.processes import ROOT
from workspaces.commands import NO_TABLES

# The last one reads a file before it looks for what the file is about.
ARGUMENTS = {
    "backup": ["night.zip"],
    "demo": [],
    "diff_spec": ["old", "new"],
    "evaluate": ["--project", "a", "--suite", "s", "--endpoint", "e"],
    "export_policy": ["--project", "a"],
    "export_report": ["report.pdf", "--project", "a"],
    "import_evaluation": ["log.json", "--project", "a"],
    "import_spec": ["spec.md", "--label", "Kitchen"],
    "invite": ["a@kitchen.example", "--organisation", "kitchen"],
    "make_load": ["--projects", "1", "--samples", "1"],
    "rotate_field_keys": [],
    "verify_audit": [],
    "verify_report": ["report.json"],
}
# The last two make the tables; the doctor says what is missing.
DO_WITHOUT = {"doctor", "estimate", "prepare_assets", "resolve_instructions", "restore", "up"}
IN_WORDS = {"demo", "export_policy", "invite"}  # know no --json
EACH = """
import contextlib, io, json, sys, django
django.setup()
from django.core.management import load_command_class
from django.core.management import get_commands
told = {}
for name, arguments in json.loads(sys.argv[1]).items():
    out, err, code = io.StringIO(), io.StringIO(), 0
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            load_command_class(get_commands()[name], name).run_from_argv(["manage.py", name, *arguments])
        except SystemExit as ended:
            code = ended.code
        except Exception as error:
            code = repr(error)
    told[name] = [code, out.getvalue(), err.getvalue()]
print(json.dumps(told))
"""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[object, str, str]]:
    """Exit code and what was said, of each command, in one process with an empty data folder; JSON where there is."""
    place = tmp_path_factory.mktemp("fresh")
    (place / "spec.md").write_text("# Kitchen {#kitchen}\n\n## Wash {#wash authority=root}\n\nHands.\n", "utf-8")
    (place / "log.json").write_text("{}", "utf-8")
    (place / "report.json").write_text("{}", "utf-8")
    wanted = {name: [*given, *([] if name in IN_WORDS else ["--json"])] for name, given in ARGUMENTS.items()}
    clean = {key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "REDIS_URL"}}
    clean |= {"DATA_DIR": str(place / "data"), "DEBUG": "1", "PYTHONPATH": str(ROOT)}
    child = subprocess.run(
        [sys.executable, "-c", EACH, json.dumps(wanted)],
        cwd=place,
        env=clean | {"DJANGO_SETTINGS_MODULE": "alignment_app.settings"},
        stdout=subprocess.PIPE,
        text=True,
        timeout=120,
        check=True,
    )
    return {name: tuple(found) for name, found in json.loads(child.stdout).items()}


def test_every_command_of_ours_is_tried() -> None:
    rooms = {config.name for config in apps.get_app_configs() if Path(config.path).parent == ROOT}
    assert {name for name, room in get_commands().items() if room in rooms} == ARGUMENTS.keys() | DO_WITHOUT


@pytest.mark.parametrize("name", [name for name in ARGUMENTS if name != "verify_report"])
def test_a_database_without_tables_is_told_in_a_sentence(name: str, told: dict[str, tuple[object, str, str]]) -> None:
    code, out, err = told[name]
    assert code == 1, err
    if name in IN_WORDS:
        assert (out, err.strip().splitlines()[-1]) == ("", NO_TABLES)
    else:
        assert [fault["message"] for fault in json.loads(out)["errors"]] == [NO_TABLES]


def test_a_file_that_is_no_report_is_told_before_any_table(told: dict[str, tuple[object, str, str]]) -> None:
    code, out, _ = told["verify_report"]
    assert (code, json.loads(out)["errors"][0]["field"]) == (1, "file")

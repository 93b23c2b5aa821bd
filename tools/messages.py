#!/usr/bin/env python3
"""Brings the catalogue of a report's German up to date: takes the texts out of the code, keeps what is translated,
and compiles it. Prints what still waits for a translation, and then fails."""

import io
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import yaml
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("calculator", "evaluations", "explorer", "reports", "roadmap", "ui")
TEMPLATE = ROOT / "roadmap" / "data" / "criteria-2026.11.yaml"
PO = ROOT / "reports" / "locale" / "de" / "LC_MESSAGES" / "django.po"
MO = PO.with_suffix(".mo")
HEAD = r"""
msgid ""
msgstr ""
"Project-Id-Version: Plumbline\n"
"Language: de\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=utf-8\n"
"Content-Transfer-Encoding: 8bit\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"

"""
# The names under which Django's functions are called, with the places of their texts and of their context, and those of
# `ui.sentences`, for what the rooms below say themselves.
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
    "sentence": None,
    "plural": (2, 3),
}


def extracted() -> Catalog:
    """Every text that the code marks."""
    found = Catalog(locale="de", charset="utf-8")
    for room in ROOMS:
        texts = extract_from_dir(
            ROOT / room, method_map=[("**.py", "python")], keywords=KEYWORDS, comment_tags=("Translators:",)
        )
        for file, _line, text, comments, context in sorted(texts, key=lambda entry: (entry[0], entry[1])):
            found.add(text, locations=[(f"{room}/{file}", 0)], auto_comments=comments, context=context)
    for text in criteria():
        found.add(text, locations=[(str(TEMPLATE.relative_to(ROOT)), 0)])
    return found


def criteria() -> Iterator[str]:
    """What the criteria of the template say: title, statement, and how each is shown."""
    for phase in yaml.safe_load(TEMPLATE.read_text(encoding="utf-8"))["phases"]:
        for criterion in phase["criteria"]:
            yield from (criterion["title"], criterion["statement"], criterion["auto"])


def kept() -> Catalog:
    """The catalogue as it lies in the repository."""
    with PO.open("rb") as file:
        found = read_po(file, locale="de", domain="django", abort_invalid=True)
    found.header_comment = PO.read_text().partition("\nmsgid")[0]  # its columns, which the reader would squeeze
    found.creation_date = datetime(2026, 11, 25, tzinfo=UTC)  # the same texts give the same file
    return found


def renewed() -> Catalog:
    """The catalogue with the texts of the code: translations stay where they were, what the code dropped goes."""
    found = kept()
    found.update(extracted(), no_fuzzy_matching=True, update_creation_date=False)
    found.obsolete.clear()
    for message in found:
        if "%(" not in str(message.id):  # all our places have names, so “95 % of” is no place
            message.flags.discard("python-format")
    return found


def written(catalogue: Catalog) -> bytes:
    """The catalogue as its file holds it: under its comment, without the dates and addresses that Babel would add."""
    file = io.BytesIO()
    write_po(file, catalogue, width=100, include_lineno=False, omit_header=True)
    return f"{catalogue.header_comment}{HEAD}".encode() + file.getvalue()


def compiled(catalogue: Catalog) -> bytes:
    """The catalogue as Django reads it."""
    file = io.BytesIO()
    write_mo(file, catalogue)
    return file.getvalue()


def untranslated(catalogue: Catalog) -> list[str]:
    """The texts without a German, or with a doubtful one."""
    waiting = []
    for message in catalogue:
        german = message.string if isinstance(message.string, tuple | list) else (message.string,)
        if message.id and (message.fuzzy or not all(german)):
            waiting.append(message.id if isinstance(message.id, str) else message.id[0])
    return waiting


def main() -> int:
    catalogue = renewed()
    PO.write_bytes(written(catalogue))
    MO.write_bytes(compiled(catalogue))
    waiting = untranslated(catalogue)
    print(f"{len(catalogue)} texts, {len(waiting)} of them without a German.")
    for text in waiting:
        print(f"  {text}")
    return 1 if waiting else 0


if __name__ == "__main__":
    sys.exit(main())

"""Reads results that were posted as JSON: all of them or none, every fault with its place; plain Python, no Django."""

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from evaluations.errors import Fault, ReportRefused
from evaluations.exchange.pilot_csv import COLUMNS, MAX_FAULTS, REQUIRED, RecordedRow, RowReader

MAX_BYTES = 5 * 1024 * 1024
MAX_RESULTS = 20_000
MAX_EPOCH = 1000
KEY_LENGTH = 200
LONGEST = {"project": 200, "name": 160, "release": 80, "branch": 250, "idempotency_key": KEY_LENGTH}
NEEDED = ("release", "commit", "branch", "idempotency_key", "results")
FIELDS = ("project", "name", "release", "commit", "branch", "idempotency_key", "results")
RESULT_FIELDS = (*COLUMNS, "epoch")
_COMMIT = re.compile(r"[0-9A-Za-z._-]{1,64}")


@dataclass(frozen=True)
class Report:
    """What was posted. ``epochs`` goes with ``rows``: the how-manieth answer to its case each one is."""

    project: str
    name: str
    release: str
    commit: str
    branch: str
    idempotency_key: str
    rows: list[RecordedRow]
    epochs: list[int]
    content: Mapping[str, Any]


def read_report(data: bytes, principles: Collection[str], key_header: str = "") -> Report:
    """The report in a request's body.

    Args:
        principles: the identifiers that a result may name.
        key_header: the idempotency key, where it came as a header.

    Raises:
        ReportRefused: with every fault, a hundred at most; nothing was read then.
    """
    content = _decoded(data)
    faults: list[Fault] = []
    given = {name: _text(content.get(name), name, faults) for name in FIELDS[:-1]}
    given["idempotency_key"] = _one_key(given["idempotency_key"], key_header, faults)
    _check_fields(content, given, faults)
    rows, epochs = _results(_list(content.get("results"), faults), principles, faults)
    if faults:
        raise ReportRefused(_capped(faults))
    body = {name: value for name, value in content.items() if name != "idempotency_key"}
    return Report(**given, rows=rows, epochs=epochs, content=body)


def _decoded(data: bytes) -> dict[str, Any]:
    """The JSON object; twice the same name in one object is refused, because one of the two would be lost."""
    try:
        content = json.loads(data, object_pairs_hook=_object, parse_constant=_no_constant)
    except RecursionError as error:
        raise _refused("The body is nested too deeply.", "an object of fields and a list of results") from error
    except ValueError as error:
        raise _refused(f"The body is not JSON: {error}.", "JSON in UTF-8") from error
    if not isinstance(content, dict):
        raise _refused("The body is not an object.", f"an object with {', '.join(NEEDED)}")
    return content


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"“{_short(twice)}” is given twice in one object")
    return found


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no number of JSON")


def _refused(message: str, allowed: str) -> ReportRefused:
    return ReportRefused([Fault("body", "", allowed, message)])


def _short(value: Any) -> Any:
    """What was given, fit to be sent back: short, and without what no encoder takes."""
    if isinstance(value, int | float) and not abs(value) < 10**15:
        return "a very large number"
    if value is None or isinstance(value, bool | int | float):
        return value
    text = value if isinstance(value, str) else type(value).__name__
    return text[:80].encode("utf-8", "replace").decode()


def _text(value: Any, field: str, faults: list[Fault]) -> str:
    """The text of a field; empty, with a fault, where it is none that can be stored."""
    if value is None:
        return ""
    if not isinstance(value, str):
        faults.append(Fault(field, _short(value), "a text", f"{field} is not a text."))
        return ""
    if "\0" in value or any("\ud800" <= letter <= "\udfff" for letter in value):
        faults.append(Fault(field, _short(value), "text", f"{field} holds a character that is not valid text."))
        return ""
    return value.strip()


def _one_key(field: str, header: str, faults: list[Fault]) -> str:
    if field and header and field != header:
        message = "The header Idempotency-Key and the field idempotency_key differ; send one of them."
        faults.append(Fault("idempotency_key", _short(field), _short(header), message))
    key = _text(header.strip() or field, "idempotency_key", faults)
    if key and not key.isprintable():
        faults.append(Fault("idempotency_key", _short(key), "printable text", "The key holds control characters."))
    return key


def _check_fields(content: Mapping[str, Any], given: Mapping[str, str], faults: list[Fault]) -> None:
    wrong = {fault.field for fault in faults}
    for name in content:
        if name not in FIELDS:
            known = ", ".join(FIELDS)
            faults.append(
                Fault(_short(name), "", known, f"The field “{_short(name)}” is not known. Known are {known}.")
            )
    for name in NEEDED[:-1]:
        if not given[name] and name not in wrong:
            faults.append(Fault(name, _short(content.get(name)), "a text", f"{name} is missing."))
    for name, longest in LONGEST.items():
        if len(given[name]) > longest:
            message = f"{name} is too long ({len(given[name])})."
            faults.append(Fault(name, _short(given[name]), f"up to {longest} characters", message))
    if given["commit"] and not _COMMIT.fullmatch(given["commit"]):
        allowed = "1 to 64 letters, digits, dots, dashes and underscores"
        faults.append(Fault("commit", _short(given["commit"]), allowed, "The commit is not the name of a revision."))


def _list(results: Any, faults: list[Fault]) -> list[Any]:
    """The results; none, with a fault, where they are no list that is read."""
    if not isinstance(results, list) or not results:
        message = "results is missing." if results is None else "results holds no result."
        faults.append(Fault("results", _short(results), f"a list of 1 to {MAX_RESULTS} results", message))
        return []
    if len(results) > MAX_RESULTS:
        message = f"There are {len(results)} results."
        faults.append(Fault("results", len(results), f"up to {MAX_RESULTS} results", message))
        return []
    return results


def _results(
    results: list[Any], principles: Collection[str], faults: list[Fault]
) -> tuple[list[RecordedRow], list[int]]:
    """The rows and their epochs. Reading ends soon after a hundred faults: who sends nonsense gets no long answer."""
    reader = RowReader(list(COLUMNS), principles, place="result")
    taken: dict[str, set[int]] = {}
    rows, epochs = [], []
    for index, result in enumerate(results):
        if len(faults) > MAX_FAULTS:
            break
        cells = _cells(index, result, faults)
        if cells is None:
            continue
        row = reader.read(index, cells)
        faults.extend(_placed(fault) for fault in reader.faults)
        reader.faults.clear()
        if row is not None and (epoch := _epoch(index, result, taken.setdefault(row.case_id, set()), faults)):
            rows.append(row)
            epochs.append(epoch)
    return rows, epochs


def _cells(index: int, result: Any, faults: list[Fault]) -> list[str] | None:
    """The result's columns as texts; None where it has a fault that makes reading on pointless."""
    place = f"results[{index}]"
    if not isinstance(result, dict):
        faults.append(Fault(place, _short(result), "an object", "A result is an object."))
        return None
    known = len(faults)
    for name in result:
        if name not in RESULT_FIELDS:
            allowed = ", ".join(RESULT_FIELDS)
            field = f"{place}.{_short(name)}"
            faults.append(Fault(field, "", allowed, f"The field “{_short(name)}” is not known."))
    for name in REQUIRED:
        if name not in result:
            faults.append(Fault(f"{place}.{name}", "", "a text", f"{name} is missing."))
    cells = []
    for name in COLUMNS:
        value = result.get(name)
        if name == "score" and isinstance(value, int | float) and not isinstance(value, bool):
            value = repr(float(value)) if abs(value) < 1e300 else "too large"
        cells.append(_text(value, f"{place}.{name}", faults))
    return cells if len(faults) == known else None


def _placed(fault: Fault) -> Fault:
    return Fault(f"results[{fault.line}].{fault.field}", fault.value, fault.allowed, fault.message)


def _epoch(index: int, result: Mapping[str, Any], taken: set[int], faults: list[Fault]) -> int:
    """The epoch that was given, or the next one of its case; 0, with a fault, where it cannot be used."""
    epoch, field = result.get("epoch"), f"results[{index}].epoch"
    if epoch is None:
        epoch = next(number for number in range(1, len(taken) + 2) if number not in taken)
    if isinstance(epoch, bool) or not isinstance(epoch, int) or not 1 <= epoch <= MAX_EPOCH:
        allowed = f"a whole number from 1 to {MAX_EPOCH}"
        faults.append(Fault(field, _short(epoch), allowed, "The epoch is none."))
        return 0
    if epoch in taken:
        message = f"Epoch {epoch} of this case is there already."
        faults.append(Fault(field, epoch, "each epoch of a case once", message))
        return 0
    taken.add(epoch)
    return epoch


def _capped(faults: list[Fault]) -> list[Fault]:
    if len(faults) <= MAX_FAULTS:
        return faults
    return [*faults[:MAX_FAULTS], Fault("results", "", "", "Reading ended here: there may be more faults further on.")]

"""Small logs as other tools write them, made in the tests."""

import io
import json
import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from typing import Any

import zstandard

from evaluations.exchange.formats import recognised
from evaluations.exchange.records import LoggedSample, Unread
from evaluations.exchange.survey import Survey, survey

PLENTY = 1 << 30


def inspect_sample(key: object, epoch: int = 1, **parts: Any) -> dict[str, Any]:
    """A sample of Inspect that was answered and scored C; parts replace what it holds, None leaves a part out."""
    sample: dict[str, Any] = {
        "id": key,
        "epoch": epoch,
        "input": f"Question {key}",
        "target": "",
        "messages": [],
        "output": {"model": "m", "choices": [{"message": {"role": "assistant", "content": "An answer."}}]},
        "scores": {"match": {"value": "C"}},
        "metadata": {"principle": "do_not_lie"},
    }
    return {name: value for name, value in {**sample, **parts}.items() if value is not None}


def inspect_log(*samples: Mapping[str, Any], **header: Any) -> dict[str, Any]:
    spec = {"task": "desk", "model": "m", "scorers": [{"name": "match"}], "packages": {"inspect_ai": "0.3.285"}}
    return {"version": 2, "status": "success", "eval": spec, **header, "samples": list(samples)}


def as_json(log: object) -> bytes:
    return json.dumps(log).encode()


def zipped(members: Iterable[tuple[str, bytes]], method: int = 93) -> bytes:
    """A zip as Inspect writes it, with members packed by a method that `zipfile` need not know."""
    out = io.BytesIO()
    directory = b""
    count = 0
    for name, content in members:
        packed = _packed(content, method)
        raw, crc, at = name.encode(), zlib.crc32(content), out.tell()
        sizes = struct.pack("<3L2H", crc, len(packed), len(content), len(raw), 0)
        out.write(b"PK\x03\x04" + struct.pack("<5H", 20, 0x800, method, 0, 0) + sizes + raw + packed)
        directory += b"PK\x01\x02" + struct.pack("<6H", 20, 20, 0x800, method, 0, 0) + sizes
        directory += struct.pack("<3H2L", 0, 0, 0, 0, at) + raw
        count += 1
    start = out.tell()
    out.write(directory)
    out.write(b"PK\x05\x06" + struct.pack("<4H2LH", 0, 0, count, count, len(directory), start, 0))
    return out.getvalue()


def _packed(content: bytes, method: int) -> bytes:
    if method == 93:
        return zstandard.ZstdCompressor().compress(content)
    if method == zipfile.ZIP_DEFLATED:
        packing = zlib.compressobj(wbits=-15)
        return packing.compress(content) + packing.flush()
    return content


def eval_file(*samples: Mapping[str, Any], method: int = 93, **header: Any) -> bytes:
    """An `.eval` with these samples."""
    log = inspect_log(**header)
    log.pop("samples")
    members = [(f"samples/{each['id']}_epoch_{each['epoch']}.json", as_json(each)) for each in samples]
    return zipped([("_journal/start.json", as_json(log)), *members, ("header.json", as_json(log))], method)


def surveyed(data: bytes, largest: int = PLENTY) -> Survey:
    file = io.BytesIO(data)
    return survey(recognised(file).read(file, largest))


def samples_of(data: bytes, largest: int = PLENTY) -> list[LoggedSample]:
    file = io.BytesIO(data)
    return [each for each in recognised(file).read(file, largest) if isinstance(each, LoggedSample)]


def unread_in(data: bytes, largest: int = PLENTY) -> list[tuple[str, str]]:
    file = io.BytesIO(data)
    return [(each.place, each.why) for each in recognised(file).read(file, largest) if isinstance(each, Unread)]

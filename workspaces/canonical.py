"""One spelling for a JSON value, so that equal values have equal bytes and one hash. Plain Python, no Django."""

import hashlib
import json


def canonical(value: object) -> bytes:
    """A JSON value as UTF-8 with sorted keys and no spaces; a lone surrogate keeps its three bytes."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode("utf-8", "surrogatepass")


def sha256_of(value: object) -> str:
    """The SHA-256 of a JSON value in this spelling, in hex."""
    return hashlib.sha256(canonical(value)).hexdigest()

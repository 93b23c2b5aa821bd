"""One spelling for a JSON value, and its hash; plain Python, no Django."""

import hashlib
import json


def digest(value: object) -> str:
    """The SHA-256 of a JSON value in one canonical spelling."""
    spelled = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(spelled.encode("utf-8", "surrogatepass")).hexdigest()

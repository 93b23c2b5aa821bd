"""Base addresses with a query, such as Azure's ``…?api-version=2024-10-21``: kept on every call; plain Python."""

from urllib.parse import parse_qsl

CHAT_PATH = "/chat/completions"
# How the names of parameters end that carry secrets, without their dashes and underscores.
SECRET_ENDINGS = ("key", "token", "secret", "password", "passwd", "signature", "credential", "credentials")
SECRET_NAMES = frozenset({"auth", "authorization", "bearer", "code", "pwd", "pass", "sig", "sas"})


def parted(address: str) -> tuple[str, str]:
    """The address without its query, and the query without its question mark."""
    where, _, query = address.partition("?")
    return where, query


def place_of(address: str) -> str:
    """The address without its query: what says where a call goes."""
    return parted(address)[0]


def with_path(address: str, path: str) -> str:
    """The address of something below a base address; its query stays where it belongs, at the end."""
    where, query = parted(address)
    return where.rstrip("/") + path + (f"?{query}" if query else "")


def as_base(typed: str) -> str:
    """An address as it is kept: without the path that is added anyway, which people copy along."""
    where, query = parted(typed)
    where = where.rstrip("/").removesuffix(CHAT_PATH).rstrip("/")
    return f"{where}?{query}" if query else where


def fault_of_query(address: str) -> str:
    """What is wrong with the query of a base address, in words; empty when nothing is."""
    query = parted(address)[1]
    if "#" in query or "?" in query:
        return "An address has one ? at most and no #."
    if not query.isascii() or not query.isprintable() or " " in query:
        return "What follows the ? holds plain letters, digits and signs only."
    named = parse_qsl(query, keep_blank_values=True)
    for name, _ in named:
        if _is_secret(name):
            return (
                f"“{name[:40]}” looks like a secret, and an address is shown. Take it out and type it as the key, or "
                "as an extra header."
            )
    if query and (not named or not all(name for name, _ in named)):
        return "What follows the ? is not of the form name=value."
    return ""


def _is_secret(name: str) -> bool:
    plain = "".join(letter for letter in name.lower() if letter.isalnum())
    return plain in SECRET_NAMES or plain.endswith(SECRET_ENDINGS)

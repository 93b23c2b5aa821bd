"""Reads the environment once, typed, and refuses a production start on defaults, naming every fault at once."""

import logging
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured
from environs import Env, EnvError, validate

LOOPBACK_HOSTS = ["localhost", "127.0.0.1", "[::1]"]


@dataclass(frozen=True)
class Environment:
    """What the operator decides; ``docs/settings.md`` has the table with every variable."""

    debug: bool
    data_dir: Path
    static_root: Path
    secret_key: str
    field_keys: list[str]
    audit_key: str
    allowed_hosts: list[str]
    csrf_trusted_origins: list[str]
    trusted_proxies: int
    database: dict[str, Any]
    redis_url: str
    base_url: str
    email: dict[str, Any]
    default_from_email: str
    simulated_assistant_url: str
    private_endpoints: list[str]
    outbound_ca_file: str
    spec_source_url: str
    upload_scan_command: str
    evaluation_lease_seconds: int
    evaluation_sweep_seconds: int
    evaluation_quiet_seconds: int
    log_level: int


def generated_secret(data_dir: Path, name: str, make: Any) -> str:
    """A secret of this installation, made on first use and kept in the ignored data folder (trial mode only)."""
    path = data_dir / "secrets" / name
    try:
        return path.read_text(encoding="ascii").strip()
    except OSError:
        pass
    value: str = make()
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        # O_EXCL settles the race of several processes starting at once: the loser reads the winner's secret.
        with path.open("x", encoding="ascii") as file:
            path.chmod(0o600)
            file.write(value)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    except OSError:
        # A folder that cannot be written is reported by `manage.py up` in one line; importing settings must not fail.
        return value
    return value


def sqlite_options() -> dict[str, Any]:
    """WAL and IMMEDIATE transactions: with both, eight writers saw no "database is locked" (docs/decisions/0003)."""
    return {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA foreign_keys=ON;",
    }


def read_database(env: Env, data_dir: Path) -> dict[str, Any]:
    default = f"sqlite:///{data_dir / 'plumbline.sqlite3'}"
    database: dict[str, Any] = dict(env.dj_db_url("DATABASE_URL", default=default))
    if database["ENGINE"].endswith("sqlite3"):
        database["OPTIONS"] = sqlite_options()
    else:
        database["CONN_MAX_AGE"] = 60
        database["CONN_HEALTH_CHECKS"] = True
    return database


def production_faults(env: Env, database: dict[str, Any]) -> list[str]:
    """What a production start still lacks, one sentence each."""
    faults = []
    if len(env.str("SECRET_KEY", "")) < 50:
        faults.append("SECRET_KEY must be set to at least 50 random characters")
    if not env.list("FIELD_KEYS", []):
        faults.append("FIELD_KEYS must hold at least one Fernet key, newest first")
    if len(env.str("AUDIT_KEY", "")) < 32:
        faults.append("AUDIT_KEY must be set to at least 32 random characters")
    if not env.list("ALLOWED_HOSTS", []) or "*" in env.list("ALLOWED_HOSTS", []):
        faults.append("ALLOWED_HOSTS must name the host names that are served")
    if database["ENGINE"].endswith("sqlite3"):
        faults.append("DATABASE_URL must name a PostgreSQL database")
    if not env.str("REDIS_URL", ""):
        faults.append("REDIS_URL must name a Redis server")
    return faults


def bad_field_keys(keys: list[str]) -> list[str]:
    faults = []
    for number, key in enumerate(keys, start=1):
        try:
            Fernet(key)
        except ValueError:
            faults.append(f"FIELD_KEYS: key {number} is not a Fernet key (32 bytes, url-safe base64)")
    return faults


def read_environment(base_dir: Path) -> Environment:
    """Everything from the process environment.

    Raises:
        ImproperlyConfigured: a value cannot be read, or DEBUG is off and something is left at its default.
    """
    env = Env()
    try:
        return _read(env, base_dir)
    except EnvError as error:
        raise ImproperlyConfigured(f"Environment: {error}") from error


def _read(env: Env, base_dir: Path) -> Environment:
    debug: bool = env.bool("DEBUG", True)
    data_dir = Path(env.str("DATA_DIR", "") or base_dir / "var").absolute()
    database = read_database(env, data_dir)
    field_keys: list[str] = env.list("FIELD_KEYS", [])
    faults = bad_field_keys(field_keys) + ([] if debug else production_faults(env, database))
    if faults:
        raise ImproperlyConfigured("Refusing to start: " + "; ".join(faults) + ".")
    return Environment(
        debug=debug,
        data_dir=data_dir,
        static_root=Path(env.str("STATIC_ROOT", "") or data_dir / "staticfiles").absolute(),
        secret_key=env.str("SECRET_KEY", "")
        or generated_secret(data_dir, "secret_key", lambda: secrets.token_urlsafe(64)),
        field_keys=field_keys or [generated_secret(data_dir, "field_key", lambda: Fernet.generate_key().decode())],
        audit_key=env.str("AUDIT_KEY", "")
        or generated_secret(data_dir, "audit_key", lambda: secrets.token_urlsafe(48)),
        allowed_hosts=env.list("ALLOWED_HOSTS", LOOPBACK_HOSTS),
        csrf_trusted_origins=env.list("CSRF_TRUSTED_ORIGINS", []),
        trusted_proxies=env.int("TRUSTED_PROXIES", 0),
        database=database,
        redis_url=env.str("REDIS_URL", ""),
        base_url=env.str("BASE_URL", ""),
        email=dict(env.dj_email_url("EMAIL_URL", "console:" if debug else "smtp://localhost:25")),
        default_from_email=env.str("DEFAULT_FROM_EMAIL", "plumbline@localhost"),
        simulated_assistant_url=env.str("SIMULATED_ASSISTANT_URL", ""),
        private_endpoints=env.list("PRIVATE_ENDPOINTS", []),
        outbound_ca_file=env.str("OUTBOUND_CA_FILE", ""),
        spec_source_url=env.str("SPEC_SOURCE_URL", "").strip(),
        upload_scan_command=env.str("UPLOAD_SCAN_COMMAND", "").strip(),
        evaluation_lease_seconds=env.int("EVALUATION_LEASE_SECONDS", 30, validate=validate.Range(min=1, max=600)),
        evaluation_sweep_seconds=env.int("EVALUATION_SWEEP_SECONDS", 15, validate=validate.Range(min=1, max=600)),
        evaluation_quiet_seconds=env.int("EVALUATION_QUIET_SECONDS", 10, validate=validate.Range(min=1, max=600)),
        log_level=env.log_level("LOG_LEVEL", logging.INFO),
    )

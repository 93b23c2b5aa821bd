"""Fault 73 where the operator trusts a private authority: the file adds to what is trusted and takes no check away."""

import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx2
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.evaluations.canned import canned, completion, http_json
from tests.workspaces.test_outbound import leads_to
from workspaces.outbound import OutboundRules, outbound_client, trusted_authorities


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(autouse=True)
def nothing_remembered() -> Iterator[None]:
    trusted_authorities.cache_clear()
    yield
    trusted_authorities.cache_clear()


def served_by(folder: Path, *, ended: timedelta) -> tuple[Path, ssl.SSLContext]:
    """A fresh certificate of model.example that ends so far from now, as an authority's file and to serve with."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "model.example")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=30))
        .not_valid_after(now + ended)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("model.example")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    public = folder / "authority.pem"
    public.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    both = folder / "server.pem"
    both.write_bytes(private + public.read_bytes())
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(both)
    return public, serving


async def status_of(address: str, host: str = "model.example") -> int:
    port = int(address.split(":")[2].split("/")[0])
    rules = OutboundRules(frozenset({(host, port)}), resolve=leads_to(["127.0.0.1"]).resolve)
    async with outbound_client(outbound=rules) as client:
        return (await client.get(f"https://{host}:{port}/v1/models")).status_code


@pytest.mark.anyio
async def test_an_authority_of_the_operators_file_is_trusted_and_only_for_its_own_names(
    tmp_path: Path, settings: object
) -> None:
    authority, serving = served_by(tmp_path, ended=timedelta(days=1))
    async with canned(http_json("200 OK", completion()), tls=serving) as address:
        with pytest.raises(httpx2.ConnectError, match="certificate verify failed"):
            await status_of(address)
        settings.OUTBOUND_CA_FILE = str(authority)  # type: ignore[attr-defined]
        assert await status_of(address) == 200
        with pytest.raises(httpx2.ConnectError, match=r"other\.example"):
            await status_of(address, "other.example")


@pytest.mark.anyio
async def test_an_expired_certificate_is_refused_whoever_made_it(tmp_path: Path, settings: object) -> None:
    authority, serving = served_by(tmp_path, ended=timedelta(days=-1))
    settings.OUTBOUND_CA_FILE = str(authority)  # type: ignore[attr-defined]
    async with canned(http_json("200 OK", completion()), tls=serving) as address:
        with pytest.raises(httpx2.ConnectError, match="expired"):
            await status_of(address)

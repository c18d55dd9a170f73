"""Where does the measured province run? In a process of its own, as in life: it must not share a processor's lock with the desk.

python -m bench.province FOLDER PORT [CERTIFICATE KEY]
"""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from desk.clock import now
from sync.gateway.app import Gateway
from sync.gateway.serve import Certificate, serve
from sync.relay import BadLine

HOUSE = Path(__file__).parents[1]
LOOPBACK = "127.0.0.1"
DAY = timedelta(days=1)
START_S, STOP_S, LOOK_S = 30.0, 10.0, 0.05


@contextmanager
def province(folder: Path, office: str, certificate: Certificate | None = None) -> Iterator[tuple[int, str]]:
    """A serving province, over TLS with a `certificate`; its port, and an enrolment code for a desk of this office."""
    gateway = Gateway(folder)
    code = gateway.devices.invite(office, now()).code
    gateway.close()
    with BadLine(0) as free:
        port = free.port
    files = [] if certificate is None else [str(certificate.chain), str(certificate.key)]
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.province", str(folder), str(port), *files], cwd=HOUSE
    )
    try:
        _wait(process, port)
        yield port, code
    finally:
        process.terminate()
        process.wait(STOP_S)


def made_certificate(folder: Path) -> Certificate:
    """A certificate that nobody signed but itself: a desk that was told its pin trusts it."""
    folder.mkdir(parents=True, exist_ok=True)
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "cong.thu.nghiem")])
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(now() - DAY).not_valid_after(now() + DAY)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    chain, secret = folder / "gateway.pem", folder / "gateway.key"
    chain.write_bytes(made.public_bytes(Encoding.PEM))
    secret.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return Certificate(chain, secret)


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    until = time.monotonic() + START_S
    while time.monotonic() < until and process.poll() is None:
        try:
            with socket.create_connection((LOOPBACK, port), START_S):
                return
        except OSError:
            time.sleep(LOOK_S)
    raise RuntimeError("the province did not start, so there is nothing to measure")


if __name__ == "__main__":
    files = [Path(one) for one in sys.argv[3:5]]
    serve(Path(sys.argv[1]), LOOPBACK, int(sys.argv[2]), certificate=Certificate(*files) if files else None)

"""A root of trust made for a test, and certificates of gateways."""

from __future__ import annotations

import ipaddress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from sync.gateway.serve import Certificate

DAY = timedelta(days=1)


class Authority:
    """A root of trust made for a test."""

    def __init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Gốc thử nghiệm")])
        self.root = self._sign(self._name, self._key.public_key(), 3650 * DAY, True, None)
        self.pem = self.root.public_bytes(Encoding.PEM).decode()

    def issue(
        self, folder: Path, name: str, *, address: str = "127.0.0.1", until: timedelta = 90 * DAY
    ) -> Certificate:
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "cong.thu.nghiem")])
        made = self._sign(subject, key.public_key(), until, False, ipaddress.ip_address(address))
        chain, secret = folder / f"{name}.pem", folder / f"{name}.key"
        chain.write_bytes(made.public_bytes(Encoding.PEM))
        secret.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        return Certificate(chain, secret)

    def _sign(self, subject, public, until: timedelta, root: bool, address) -> x509.Certificate:
        builder = (
            x509.CertificateBuilder().subject_name(subject).issuer_name(self._name).public_key(public)
            .serial_number(x509.random_serial_number()).not_valid_before(datetime.now(UTC) - 400 * DAY)
            .not_valid_after(datetime.now(UTC) + until)
            .add_extension(x509.BasicConstraints(ca=root, path_length=None), critical=True)
        )  # fmt: skip
        if address is not None:
            builder = builder.add_extension(
                x509.SubjectAlternativeName([x509.IPAddress(address)]), critical=False
            )
        return builder.sign(self._key, hashes.SHA256())

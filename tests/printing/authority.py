"""A made-up authority and tokens that it filled: SoftHSM plays the USB token. People and offices do not exist."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pkcs11
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from pkcs11 import Attribute, CertificateType, KeyType, ObjectClass

MODULE = Path("/usr/lib/softhsm/libsofthsm2.so")
PIN, SO_PIN = "123456", "12345678"
YEAR = timedelta(days=365)
OFFICIAL, OFFICE, EXPIRED = "CAN BO", "CON DAU", "HET HAN"


def name(common: str, organisation: str = "") -> x509.Name:
    parts = [x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"), x509.NameAttribute(NameOID.COMMON_NAME, common)]
    if organisation:
        parts.append(x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation))
    return x509.Name(parts)


@dataclass
class Authority:
    key: rsa.RSAPrivateKey
    certificate: x509.Certificate

    @classmethod
    def make(cls) -> Authority:
        key = rsa.generate_private_key(65537, 2048)
        own = name("CA Thử Nghiệm")
        made = (
            x509.CertificateBuilder().subject_name(own).issuer_name(own).public_key(key.public_key())
            .serial_number(1).not_valid_before(datetime.now(UTC) - YEAR).not_valid_after(datetime.now(UTC) + 9 * YEAR)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .sign(key, hashes.SHA256())
        )  # fmt: skip
        return cls(key, made)

    def issue(
        self, holder: str, organisation: str, serial: int, until: datetime
    ) -> tuple[rsa.RSAPrivateKey, x509.Certificate]:
        key = rsa.generate_private_key(65537, 2048)
        made = (
            x509.CertificateBuilder().subject_name(name(holder, organisation)).issuer_name(self.certificate.subject)
            .public_key(key.public_key()).serial_number(serial)
            .not_valid_before(min(until, datetime.now(UTC)) - YEAR).not_valid_after(until)
            .add_extension(x509.KeyUsage(True, False, False, False, False, False, False, False, False), critical=True)
            .sign(self.key, hashes.SHA256())
        )  # fmt: skip
        return key, made


def make_token(label: str) -> None:
    subprocess.run(["softhsm2-util", "--init-token", "--free", "--label", label, "--so-pin", SO_PIN, "--pin", PIN],
                   check=True, capture_output=True)  # fmt: skip


def fill_token(
    label: str, key: rsa.RSAPrivateKey, certificate: x509.Certificate, number: bytes, above: x509.Certificate
) -> None:
    """Put a key and its certificate on the token, and the authority's beside them."""
    numbers = key.private_numbers()
    public = numbers.public_numbers

    def raw(value: int) -> bytes:
        return value.to_bytes((value.bit_length() + 7) // 8, "big")

    session = pkcs11.lib(str(MODULE)).get_token(token_label=label).open(user_pin=PIN, rw=True)
    try:
        session.create_object({
            Attribute.CLASS: ObjectClass.PRIVATE_KEY, Attribute.KEY_TYPE: KeyType.RSA, Attribute.TOKEN: True,
            Attribute.PRIVATE: True, Attribute.SENSITIVE: True, Attribute.SIGN: True, Attribute.ID: number,
            Attribute.MODULUS: raw(public.n), Attribute.PUBLIC_EXPONENT: raw(public.e),
            Attribute.PRIVATE_EXPONENT: raw(numbers.d), Attribute.PRIME_1: raw(numbers.p),
            Attribute.PRIME_2: raw(numbers.q), Attribute.EXPONENT_1: raw(numbers.dmp1),
            Attribute.EXPONENT_2: raw(numbers.dmq1), Attribute.COEFFICIENT: raw(numbers.iqmp),
        })  # fmt: skip
        for one, at in ((certificate, number), (above, b"CA" + number)):
            session.create_object({
                Attribute.CLASS: ObjectClass.CERTIFICATE, Attribute.CERTIFICATE_TYPE: CertificateType.X_509,
                Attribute.TOKEN: True, Attribute.ID: at, Attribute.SUBJECT: one.subject.public_bytes(),
                Attribute.VALUE: one.public_bytes(serialization.Encoding.DER),
            })  # fmt: skip
    finally:
        session.close()


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Authority]:
    """One authority, and three tokens that are plugged in: an official's, the office's seal, and one that is out of date."""
    home = tmp_path_factory.mktemp("tokens")
    (home / "softhsm2.conf").write_text(f"directories.tokendir = {home}\nobjectstore.backend = file\n")
    patch = pytest.MonkeyPatch()
    patch.setenv("SOFTHSM2_CONF", str(home / "softhsm2.conf"))
    made = Authority.make()
    now = datetime.now(UTC)
    for label in (OFFICIAL, OFFICE, EXPIRED):  # before the library is loaded: it counts its slots once
        make_token(label)
    for number, (label, holder, until) in enumerate(
        (
            (OFFICIAL, "Lê Thị Minh Họa", now + YEAR),
            (OFFICE, "UBND xã Thử Nghiệm", now + YEAR),
            (EXPIRED, "Phạm Văn Hết Hạn", now - timedelta(days=1)),
        )
    ):
        key, certificate = made.issue(holder, "Ủy ban nhân dân xã Thử Nghiệm", 0xA0 + number, until)
        fill_token(label, key, certificate, bytes([number + 1]), made.certificate)
    yield made
    patch.undo()

"""How does a line know that it speaks to the province? The TLS of a Trust, and what a person is told when it is not met."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from typing import Any

from desk.rules.words import _
from desk.trust import Trust

EXPIRED, NOT_YET, OTHER_NAME, OTHER_ADDRESS = 10, 9, 62, 64
"""X509_V_ERR of OpenSSL: the certificate's time, and names that are not those of the address."""


def tls_of(trust: Trust) -> dict[str, Any]:
    """What the connection pools are made with: TLS 1.2 or newer, and the trust of this line."""
    if trust.pin:
        # The fingerprint is compared before a byte of the request is sent; names and dates say nothing more.
        pinned = ssl.create_default_context()
        pinned.check_hostname = False
        pinned.verify_mode = ssl.CERT_NONE
        return {"ssl_context": pinned, "assert_fingerprint": trust.pin}
    return {"ssl_context": ssl.create_default_context(cadata=trust.roots or None)}


def why_untrusted(broken: BaseException) -> str:
    """One sentence for a refused certificate."""
    for cause in causes(broken):
        if isinstance(cause, ssl.SSLCertVerificationError):
            if cause.verify_code in (EXPIRED, NOT_YET):
                return _("Chứng thư của cổng đã hết hạn, hoặc ngày giờ của máy này sai; chưa gửi gì.")
            if cause.verify_code in (OTHER_NAME, OTHER_ADDRESS):
                return _("Chứng thư của cổng không phải của địa chỉ này; chưa gửi gì.")
        if "Fingerprints did not match" in str(cause):
            return _("Chứng thư của cổng khác vân tay đã ghi khi đăng ký; chưa gửi gì.")
    return _("Chứng thư của cổng không được tin cậy; chưa gửi gì.")


def causes(broken: BaseException) -> Iterator[BaseException]:
    """The error and all that it came from."""
    seen: list[BaseException] = [broken]
    for one in seen:
        yield one
        inner = [one.__cause__, one.__context__, getattr(one, "reason", None), *one.args]
        seen += [cause for cause in inner if isinstance(cause, BaseException) and cause not in seen]

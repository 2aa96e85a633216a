"""TLS as county portals speak it: certificates are looked at but not insisted on, old protocols only where needed.

Expired and self-signed certificates, 1,024-bit Diffie-Hellman and TLS 1.0 are common on these portals, whose pages
are public anyway. They are fetched and marked; a host that does better is never asked for less.
"""

from collections.abc import Callable
from typing import Any

from OpenSSL import SSL
from OpenSSL.crypto import X509
from scrapy.core.downloader.contextfactory import _ScrapyCertificateOptions, _ScrapyClientContextFactory
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.core.downloader.tls import _ScrapyClientTLSOptions26
from scrapy.crawler import Crawler
from service_identity import VerificationError
from service_identity.exceptions import CertificateError
from service_identity.hazmat import DNS_ID, IPAddress_ID, verify_service_identity
from service_identity.pyopenssl import extract_patterns
from twisted.internet.ssl import TLSVersion, platformTrust

UNVERIFIED, LEGACY = "tls_unverified", "tls_legacy"  # flags of a response, kept with its document

# OpenSSL's words for a handshake that could not be agreed on
_HANDSHAKE = (
    "unsupported protocol",
    "protocol version",
    "no protocols available",
    "dh key too small",
    "ee key too small",
    "ca md too weak",
    "handshake failure",
    "legacy sigalg",
    "wrong signature type",
    "renegotiation",
    "internal error",
    "illegal parameter",
    "bad ecpoint",
)

Note = Callable[[str], None]


def handler(crawler: Crawler, unverified: Note, *, is_legacy: bool) -> HTTP11DownloadHandler:
    """Scrapy's own handler of http and https; it tells `unverified` the hosts whose certificate proves nothing."""
    made = HTTP11DownloadHandler(crawler)
    made._pool.persistent = False  # a connection that went stale is asked again at once, and nobody counts that
    factory: Any = _LegacyFactory(unverified) if is_legacy else _Factory(unverified)
    made._contextFactory = factory
    return made


def is_handshake_failure(error: BaseException) -> bool:
    """True if TLS could not be agreed on, as opposed to a host that is down or an answer that broke off."""
    reasons = getattr(error.__cause__, "reasons", ())
    text = " ".join(str(reason.value) for reason in reasons if isinstance(reason.value, SSL.Error))
    return any(words in text for words in _HANDSHAKE)


class _Factory(_ScrapyClientContextFactory):
    def __init__(self, unverified: Note, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._unverified = unverified

    def _get_cert_options_kwargs(self) -> dict[str, Any]:
        return {**super()._get_cert_options_kwargs(), "trustRoot": platformTrust()}  # type: ignore[no-untyped-call]

    def creatorForNetloc(self, hostname: bytes, port: int) -> "_NotingOptions":  # type: ignore[override]
        made = _NotingOptions(self._get_cert_options()._makeTLSConnection, hostname.decode("ascii"))
        made.unverified = self._unverified
        return made


class _NotingOptions(_ScrapyClientTLSOptions26):
    """A connection that goes on whatever the certificate says, and says so."""

    unverified: Note

    def clientConnectionForTLS(self, tlsProtocol: Any) -> SSL.Connection:
        connection = super().clientConnectionForTLS(tlsProtocol)
        name = self._hostnameASCII
        wanted = DNS_ID(name) if self._hostnameIsDnsName else IPAddress_ID(name)

        def look(_: SSL.Connection, certificate: X509, error: int, depth: int, is_fine: int) -> bool:
            try:
                if depth == 0:
                    verify_service_identity(extract_patterns(certificate), [wanted], [])
            except (VerificationError, CertificateError, ValueError):
                error = error or -1
            if error or not is_fine:
                self.unverified(name)
            return True

        connection.set_verify(SSL.VERIFY_PEER, look)
        return connection


class _LegacyFactory(_Factory):
    def __init__(self, unverified: Note) -> None:
        super().__init__(unverified, method=None, tls_min_version=TLSVersion.TLSv1_0)

    def _get_cert_options(self) -> _ScrapyCertificateOptions:
        return _LegacyOptions(**self._get_cert_options_kwargs())


class _LegacyOptions(_ScrapyCertificateOptions):
    """TLS 1.0 and up, every cipher and key size. The security level in Scrapy's cipher setting has no effect."""

    def _makeContext(self, *args: Any, **kwargs: Any) -> SSL.Context:
        context = super()._makeContext(*args, **kwargs)
        context.set_cipher_list(
            b"ALL:!aNULL:!eNULL:@SECLEVEL=0"
        )  # without any certificate nobody could tell whose answer it is
        context.set_min_proto_version(SSL.TLS1_VERSION)
        return context

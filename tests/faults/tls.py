"""A portal behind TLS as old servers speak it: a certificate nobody signed, and on request TLS 1.0 only."""

import datetime
import ipaddress
import ssl
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Self

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.faults.server import Answer, Hit


class TlsServer:
    """Serves one portal at `host` while the `with` block lasts.

    `is_legacy`: TLS 1.0 and nothing newer; `is_anonymous`: no certificate.
    """

    def __init__(
        self, host: str, answer: Answer, folder: Path, *, is_legacy: bool = False, is_anonymous: bool = False
    ) -> None:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                for chunk in answer(Hit(0.0, host, self.path, {}), 1).chunks:
                    self.wfile.write(chunk)

            def log_message(self, *_: object) -> None:
                pass

        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        if is_legacy:
            context.set_ciphers("ALL:@SECLEVEL=0")
            context.minimum_version = ssl.TLSVersion.TLSv1
            context.maximum_version = ssl.TLSVersion.TLSv1
        if is_anonymous:
            context.set_ciphers("aNULL:@SECLEVEL=0")
            context.maximum_version = ssl.TLSVersion.TLSv1_2
        else:
            context.load_cert_chain(self_signed(host, folder))
        self._server = ThreadingHTTPServer((host, 0), Handler)
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self.url = f"https://{host}:{self._server.server_port}/"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()


def self_signed(host: str, folder: Path, *, is_expired: bool = True) -> Path:
    """Certificate and key in one file; it expired in 2020, or will long after this."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, host)])
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    made = (
        builder.not_valid_before(datetime.datetime(2019, 1, 1))
        .not_valid_after(datetime.datetime(2020 if is_expired else 2120, 1, 1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(host))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = folder / f"{host}.pem"
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path

"""The digest's ways: what they carry, and to whom a password is given."""

import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from nianbao.crawls import notify
from tests.faults.tls import self_signed

MAIL = "://digest:secret@127.0.0.1:{port}/?from=a@example.org&to=b@example.org"


class _MailServer(socketserver.StreamRequestHandler):
    """Says what a mail server says; keeps every line it hears."""

    heard: list[str]
    certificate: Path | None = None
    is_tls_at_once = False

    def handle(self) -> None:
        stream = self.request
        if self.is_tls_at_once:
            stream = self._secured(stream)
        lines = stream.makefile("rb")
        stream.sendall(b"220 here\r\n")
        while line := lines.readline():
            text = line.decode("latin-1").strip()
            self.heard.append(text)
            word = text.upper().partition(" ")[0]
            if word == "EHLO":
                offers = (
                    b"250-here\r\n" + (b"250-STARTTLS\r\n" if self.certificate else b"") + b"250 AUTH PLAIN LOGIN\r\n"
                )
                stream.sendall(offers)
            elif word == "STARTTLS":
                stream.sendall(b"220 go\r\n")
                stream = self._secured(stream)
                lines = stream.makefile("rb")
            elif word == "AUTH":
                stream.sendall(b"235 ok\r\n")
            elif word == "QUIT":
                stream.sendall(b"221 bye\r\n")
            elif word == "DATA":
                stream.sendall(b"354 go\r\n")
                while (line := lines.readline()) not in (b".\r\n", b""):
                    self.heard.append(line.decode("utf-8", "replace").strip())
                stream.sendall(b"250 ok\r\n")
            else:
                stream.sendall(b"250 ok\r\n")

    def _secured(self, stream: object) -> ssl.SSLSocket:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        assert self.certificate is not None
        context.load_cert_chain(self.certificate)
        return context.wrap_socket(stream, server_side=True)  # type: ignore[arg-type]


@contextmanager
def mail_server(certificate: Path | None, *, is_tls_at_once: bool = False) -> Iterator[tuple[int, list[str]]]:
    """Port, and what was said to it."""
    heard: list[str] = []
    members = {"heard": heard, "certificate": certificate, "is_tls_at_once": is_tls_at_once}

    class Quiet(socketserver.ThreadingTCPServer):
        def handle_error(self, *_: object) -> None:
            return  # a client that refuses the certificate hangs up: it may

    server = Quiet(("127.0.0.1", 0), type("Handler", (_MailServer,), members))
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield server.server_address[1], heard
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize(("scheme", "at_once"), [("smtps", True), ("smtp", False)])
def test_no_password_goes_to_a_server_with_a_worthless_certificate(tmp_path: Path, scheme: str, at_once: bool) -> None:
    with mail_server(self_signed("127.0.0.1", tmp_path), is_tls_at_once=at_once) as (port, heard):
        environment = {"NIANBAO_DIGEST_MAIL": scheme + MAIL.format(port=port)}
        [failed] = notify.deliver("subject", ["line"], environment)
    assert failed.startswith(
        "NIANBAO_DIGEST_MAIL: the digest was not delivered: the server's certificate does not hold"
    )
    assert "secret" not in failed
    assert not [line for line in heard if line.upper().startswith("AUTH")]


def test_no_password_goes_in_clear() -> None:
    with mail_server(None) as (port, heard):
        [failed] = notify.deliver("subject", ["line"], {"NIANBAO_DIGEST_MAIL": "smtp" + MAIL.format(port=port)})
    assert failed.endswith("the server offers no TLS, and the password is not sent in clear")
    assert not [line for line in heard if line.upper().startswith("AUTH")]


def test_a_certificate_that_holds_gets_mail_and_password(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    certificate = self_signed("127.0.0.1", tmp_path, is_expired=False)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with mail_server(certificate) as (port, heard):
        assert notify.deliver("subject", ["行"], {"NIANBAO_DIGEST_MAIL": "smtp" + MAIL.format(port=port)}) == []
    assert [line for line in heard if line.upper().startswith("AUTH")]


def test_without_a_password_a_relay_needs_no_tls() -> None:
    with mail_server(None) as (port, heard):
        target = f"smtp://127.0.0.1:{port}/?from=a@example.org&to=b@example.org"
        assert notify.deliver("subject", ["line"], {"NIANBAO_DIGEST_MAIL": target}) == []
    assert "line" in heard


def test_the_address_may_stand_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "target").write_text(f"{tmp_path}/digest\n")
    assert notify.deliver("年报", ["一行"], {"NIANBAO_DIGEST_FILE_FILE": str(tmp_path / "target")}) == []
    assert "一行" in (tmp_path / "digest").read_text(encoding="utf-8")


def test_the_digest_turns_no_line_around_and_calls_no_channel(tmp_path: Path) -> None:
    target = tmp_path / "digest"
    notify.deliver("夜\u202e", ["望溪区 \u202e<!channel>\x9b年报"], {"NIANBAO_DIGEST_FILE": str(target)})
    text = target.read_text(encoding="utf-8")
    assert not {"\u202e", "\x9b"} & set(text)
    assert "<!channel>" not in text
    assert target.stat().st_mode & 0o077 == 0

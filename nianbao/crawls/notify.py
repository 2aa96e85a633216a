"""Sends one message about a night on which something changed or failed: to a file, by mail or to a webhook.

NIANBAO_DIGEST_FILE=FILE        appended to
NIANBAO_DIGEST_MAIL=URL         smtp://user:password@host:25/?from=a@example.org&to=b@example.org (smtps:// for TLS)
NIANBAO_DIGEST_WEBHOOK=URL      gets {"subject": …, "text": …} as JSON by POST

Each may be read from a file instead, so that no password stands in the environment: NIANBAO_DIGEST_MAIL_FILE=PATH. A
password is sent over TLS with a certificate that holds for the host, or not at all.
"""

import json
import smtplib
import ssl
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from nianbao.screens.safe_text import safe_text
from pipelines.storage.file_modes import private_file

_PATIENCE = 20  # seconds for a mail server or webhook


def deliver(subject: str, lines: Sequence[str], environment: Mapping[str, str]) -> list[str]:
    """Send to every way that is set; gives a line for each way that failed, without passwords."""
    failed = []
    subject, text = safe_text(subject), "".join(f"{safe_text(line)}\n" for line in lines)
    for name, send in _WAYS.items():
        try:
            if target := _target(name, environment):
                send(target, subject, text)
        except _Refused as error:
            failed.append(f"{name}: the digest was not delivered: {error}")
        except (OSError, smtplib.SMTPException, ValueError) as error:  # ValueError: an address that is none
            failed.append(f"{name}: the digest was not delivered: {type(error).__name__}")
    return failed


class _Refused(Exception):
    """The way is set up so that it would give a password away; the message names none."""


def _target(name: str, environment: Mapping[str, str]) -> str:
    """Where the digest goes by this way, `""` when nowhere: from the environment or from the file it names."""
    if target := environment.get(name):
        return target
    file = environment.get(f"{name}_FILE")
    return Path(file).read_text(encoding="utf-8").strip() if file else ""


def _to_file(target: str, subject: str, text: str) -> None:
    with private_file(Path(target)).open("a", encoding="utf-8") as file:
        file.write(f"{datetime.now(UTC).isoformat(timespec='seconds')} {subject}\n{text}\n")


def _by_mail(target: str, subject: str, text: str) -> None:
    address = urlsplit(target)
    people = parse_qs(address.query)
    if "from" not in people or "to" not in people or not address.hostname:
        raise ValueError("the address names no host, from or to")
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = subject, people["from"][0], ", ".join(people["to"])
    message.set_content(text)
    with _connected(address) as server:
        if address.username:
            if not isinstance(server.sock, ssl.SSLSocket):
                raise _Refused("the server offers no TLS, and the password is not sent in clear")
            server.login(unquote(address.username), unquote(address.password or ""))
        server.send_message(message)


def _connected(address: SplitResult) -> smtplib.SMTP:
    """A connection to the mail server: over TLS by smtps://, and by smtp:// where the server offers it."""
    trusted = ssl.create_default_context()  # checks the certificate and the name it is for
    host, port = address.hostname or "", address.port or 0
    try:
        if address.scheme == "smtps":
            return smtplib.SMTP_SSL(host, port, timeout=_PATIENCE, context=trusted)
        server = smtplib.SMTP(host, port, timeout=_PATIENCE)
        server.ehlo_or_helo_if_needed()
        if server.has_extn("starttls"):
            server.starttls(context=trusted)
    except ssl.SSLCertVerificationError as error:
        raise _Refused(f"the server's certificate does not hold: {error.verify_message}") from error
    return server


def _to_webhook(target: str, subject: str, text: str) -> None:
    if urlsplit(target).scheme not in ("http", "https"):
        raise ValueError("a webhook is http:// or https://")
    body = json.dumps({"subject": subject, "text": text}, ensure_ascii=False).encode()
    request = urllib.request.Request(target, body, {"Content-Type": "application/json; charset=utf-8"})
    with urllib.request.urlopen(request, timeout=_PATIENCE):
        pass


_WAYS: dict[str, Callable[[str, str, str], None]] = {
    "NIANBAO_DIGEST_FILE": _to_file,
    "NIANBAO_DIGEST_MAIL": _by_mail,
    "NIANBAO_DIGEST_WEBHOOK": _to_webhook,
}

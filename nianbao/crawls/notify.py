"""One message about a night that had something to tell: to a file, by mail, to a webhook, as the environment says.

NIANBAO_DIGEST_FILE=FILE        appended to
NIANBAO_DIGEST_MAIL=URL         smtp://user:password@host:25/?from=a@example.org&to=b@example.org (smtps:// for TLS)
NIANBAO_DIGEST_WEBHOOK=URL      gets {"subject": …, "text": …} as JSON by POST
"""

import json
import smtplib
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

_PATIENCE = 20  # seconds for a mail server or webhook


def deliver(subject: str, lines: Sequence[str], environment: Mapping[str, str]) -> list[str]:
    """Send to every way that is set; gives a line for each way that failed, without passwords."""
    failed = []
    for name, send in _WAYS.items():
        if target := environment.get(name):
            try:
                send(target, subject, "\n".join(lines) + "\n")
            except (OSError, smtplib.SMTPException, ValueError) as error:  # ValueError: an address that is none
                failed.append(f"{name}: the digest was not delivered: {type(error).__name__}")
    return failed


def _to_file(target: str, subject: str, text: str) -> None:
    with Path(target).open("a", encoding="utf-8") as file:
        file.write(f"{datetime.now(UTC).isoformat(timespec='seconds')} {subject}\n{text}\n")


def _by_mail(target: str, subject: str, text: str) -> None:
    address = urlsplit(target)
    people = parse_qs(address.query)
    if "from" not in people or "to" not in people or not address.hostname:
        raise ValueError("the address names no host, from or to")
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = subject, people["from"][0], ", ".join(people["to"])
    message.set_content(text)
    connect = smtplib.SMTP_SSL if address.scheme == "smtps" else smtplib.SMTP
    with connect(address.hostname, address.port or 0, timeout=_PATIENCE) as server:
        if address.username:
            server.login(unquote(address.username), unquote(address.password or ""))
        server.send_message(message)


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

"""Who asks: the name and the contact that every request carries, so that a portal's operator finds a person."""

import re
from typing import Any

from pipelines.exceptions import InputError

_MAIL = re.compile(r"[!#$%&'*+/=?^_`{|}~\w.-]{1,64}@[\w-]+(\.[\w-]+)+", re.ASCII)
_PAGE = re.compile(r"https?://[\w-]+(\.[\w-]+)+(:\d+)?(/[!-~]*)?", re.ASCII)


def checked_contact(text: str) -> str:
    """A mail address or the address of a page, without blanks around it or `mailto:`. InputError: neither."""
    contact = text.strip().removeprefix("mailto:")
    if not (_MAIL.fullmatch(contact) or _PAGE.fullmatch(contact)):
        raise InputError(f"the contact {text.strip()!r} is neither a mail address nor the address of a page")
    return contact


def identity(contact: str) -> dict[str, Any]:
    """The Scrapy settings that tell who asks; `""` for a crawl of one's own replicas."""
    headers = {
        "Accept": "text/html,application/xhtml+xml,application/pdf,*/*;q=0.8",
        "Accept-Language": "zh-CN,zh;q=0.9",  # Scrapy's default asks for English pages
        "Accept-Encoding": "gzip",  # the one compression whose checksum shows that nothing is missing
    }
    if "@" in contact and not contact.startswith("http"):
        headers["From"] = contact  # RFC 9110, 10.1.2: a robot says whom to write to
    return {
        "CONTACT": contact,
        "USER_AGENT": f"nianbao/0.1 (+{contact})" if contact else "nianbao/0.1",
        "DEFAULT_REQUEST_HEADERS": headers,
    }

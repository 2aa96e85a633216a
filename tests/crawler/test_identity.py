"""Who asks: the contact in the user agent, and in From where it is a mail address."""

import pytest

from crawler.identity import checked_contact, identity
from pipelines.exceptions import InputError


def test_a_mail_address_stands_in_the_user_agent_and_in_from() -> None:
    settings = identity(checked_contact(" mailto:crawl@uni.example.edu "))
    assert settings["USER_AGENT"] == "nianbao/0.1 (+crawl@uni.example.edu)"
    assert settings["DEFAULT_REQUEST_HEADERS"]["From"] == "crawl@uni.example.edu"


def test_a_page_stands_in_the_user_agent_alone() -> None:
    settings = identity(checked_contact("https://uni.example.edu/~li/@crawl?lang=zh"))
    assert settings["USER_AGENT"] == "nianbao/0.1 (+https://uni.example.edu/~li/@crawl?lang=zh)"
    assert "From" not in settings["DEFAULT_REQUEST_HEADERS"]


def test_without_a_contact_no_address_of_anybody_is_named() -> None:
    settings = identity("")
    assert settings["USER_AGENT"] == "nianbao/0.1"
    assert "From" not in settings["DEFAULT_REQUEST_HEADERS"]


@pytest.mark.parametrize(
    "contact", ["", "me", "me@home", "Li Lei <li@example.org>", "li@example.org\r\nX: y", "https://", "http://a.b/ c"]
)
def test_what_is_no_address_is_refused(contact: str) -> None:
    with pytest.raises(InputError, match="neither a mail address nor the address of a page"):
        checked_contact(contact)

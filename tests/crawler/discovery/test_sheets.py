"""Sheets of one report -> one document."""

from email import message_from_bytes

from crawler.discovery.sheets import SheetSet, bind
from pipelines.document import Document
from pipelines.intake.media_types import sniff

REPORT = "http://a.gov.cn/nb/2023.html"


def sheet(number: int, body: bytes = b"") -> Document:
    return Document(body=body or b"sheet %d" % number, url=f"http://a.gov.cn/nb/{number}.jpg", headers=(("etag", "1"),))


def test_sheets_are_bound_in_their_order_however_they_came() -> None:
    sheets = SheetSet(sheets={(2, 1): sheet(3), (1,): sheet(1), (2,): sheet(2)})
    (whole,) = sheets.joined(REPORT)
    parts = [part for part in message_from_bytes(whole.body).walk() if not part.is_multipart()]
    assert [part.get_payload(decode=True) for part in parts] == [b"sheet 1", b"sheet 2", b"sheet 3"]
    assert [part["Content-Location"] for part in parts] == [f"http://a.gov.cn/nb/{n}.jpg" for n in (1, 2, 3)]
    assert [one.body for one in whole.sheets] == [b"sheet 1", b"sheet 2", b"sheet 3"]
    assert whole.url == f"{REPORT}#sheets"
    assert sniff(whole.body) == "message/rfc822"


def test_the_same_sheets_give_the_same_bytes_and_a_changed_one_others() -> None:
    sheets = [sheet(1), sheet(2)]
    assert bind(sheets) == bind(list(sheets))
    assert bind(sheets) != bind([sheet(1), sheet(2, b"corrected")])


def test_a_lone_sheet_stays_what_it_is() -> None:
    assert SheetSet(sheets={(1,): sheet(1)}).joined(REPORT) == [sheet(1)]


def test_nothing_is_bound_while_a_sheet_is_due_or_when_one_was_not_had() -> None:
    for sheets in (
        SheetSet(due=1, sheets={(1,): sheet(1)}),
        SheetSet(is_incomplete=True, sheets={(1,): sheet(1)}),
        SheetSet(),
    ):
        assert sheets.joined(REPORT) == []

"""When a report counts as had: nothing of it is under way any more, and nothing of it was missed."""

from crawler.discovery.completion import Tally
from crawler.discovery.jobs import Attachment, ListWalk, Nowhere, Report
from crawler.portals import GENERIC
from crawler.portals.page.list_items import ListItem

PAGE, FILE = "http://www.qs.gov.cn/nb/2023.html", "http://www.qs.gov.cn/nb/2023.pdf"
REPORT = Report(ListItem(PAGE, "2023年年报"), ListWalk("http://www.qs.gov.cn/nb/", GENERIC, "年报"), 2023, False)
ATTACHED = Attachment(FILE, "年报", PAGE, "", REPORT, "", "")
HAD = {PAGE: GENERIC.name}


def page_with_a_file() -> Tally:
    tally = Tally()
    tally.sent(REPORT)
    tally.answered(REPORT)
    tally.handed_over(REPORT, 1)
    tally.sent(ATTACHED)
    return tally


def test_a_report_is_had_once_its_page_and_its_file_are_stored() -> None:
    tally = page_with_a_file()
    tally.stored(REPORT)
    assert tally.take(set()) == {}, "the file is not there yet"
    tally.answered(ATTACHED)
    tally.handed_over(ATTACHED, 1)
    assert tally.take(set()) == {}, "the file is not stored yet"
    tally.stored(ATTACHED)
    assert tally.take(set()) == HAD
    assert tally.take(set()) == {}, "told once"


def test_a_report_that_lost_a_document_is_never_had() -> None:
    tally = page_with_a_file()
    tally.answered(ATTACHED)
    tally.handed_over(ATTACHED, 1)
    tally.stored(ATTACHED)
    assert tally.take(set()) == {}


def test_a_report_that_failed_is_not_had() -> None:
    tally = page_with_a_file()
    tally.stored(REPORT)
    tally.answered(ATTACHED)
    assert tally.take({PAGE}) == {}


def test_an_unchanged_report_is_had() -> None:
    tally = Tally()
    tally.sent(REPORT)
    tally.answered(REPORT)
    tally.unchanged(REPORT)
    assert tally.take(set()) == HAD


def test_what_gave_no_document_is_not_had() -> None:
    tally = Tally()
    for job in (REPORT, Nowhere("http://www.qs.gov.cn/nothing")):
        tally.sent(job)
        tally.answered(job)
        tally.handed_over(job, 0)
    assert tally.take(set()) == {}

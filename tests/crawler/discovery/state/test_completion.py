"""When a report counts as had: nothing of it is under way any more, and nothing of it was missed."""

from crawler.discovery.jobs import Attachment, Listing, Nowhere, Report
from crawler.discovery.state.completion import Completion
from crawler.portals import GENERIC
from crawler.portals.page.list_items import ListItem

PAGE, FILE = "http://www.qs.gov.cn/nb/2023.html", "http://www.qs.gov.cn/nb/2023.pdf"
REPORT = Report(ListItem(PAGE, "2023年年报"), Listing("http://www.qs.gov.cn/nb/", GENERIC, "年报"), 2023, False)
ATTACHED = Attachment(FILE, "年报", PAGE, "", REPORT, "", "")
HAD = {PAGE: GENERIC.name}


def page_with_a_file() -> Completion:
    completion = Completion()
    completion.sent(REPORT)
    completion.answered(REPORT)
    completion.handed_over(REPORT, 1)
    completion.sent(ATTACHED)
    return completion


def test_a_report_is_had_once_its_page_and_its_file_are_stored() -> None:
    completion = page_with_a_file()
    completion.stored(REPORT)
    assert completion.take(set()) == {}, "the file is not there yet"
    completion.answered(ATTACHED)
    completion.handed_over(ATTACHED, 1)
    assert completion.take(set()) == {}, "the file is not stored yet"
    completion.stored(ATTACHED)
    assert completion.take(set()) == HAD
    assert completion.take(set()) == {}, "told once"


def test_a_report_that_lost_a_document_is_never_had() -> None:
    completion = page_with_a_file()
    completion.answered(ATTACHED)
    completion.handed_over(ATTACHED, 1)
    completion.stored(ATTACHED)
    assert completion.take(set()) == {}


def test_a_report_that_failed_is_not_had() -> None:
    completion = page_with_a_file()
    completion.stored(REPORT)
    completion.answered(ATTACHED)
    assert completion.take({PAGE}) == {}


def test_an_unchanged_report_is_had() -> None:
    completion = Completion()
    completion.sent(REPORT)
    completion.answered(REPORT)
    completion.unchanged(REPORT)
    assert completion.take(set()) == HAD


def test_what_gave_no_document_is_not_had() -> None:
    completion = Completion()
    for job in (REPORT, Nowhere("http://www.qs.gov.cn/nothing")):
        completion.sent(job)
        completion.answered(job)
        completion.handed_over(job, 0)
    assert completion.take(set()) == {}

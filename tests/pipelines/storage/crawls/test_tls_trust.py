"""A host whose certificate held once is not believed when it does not any more, until a person accepts it."""

from pathlib import Path

import pytest
from scrapy.exceptions import DropItem
from sqlalchemy import text

from pipelines.document import Document
from pipelines.exceptions import InputError
from pipelines.storage.archive import ArchivePipeline
from pipelines.storage.crawls import tls_trust
from pipelines.storage.database import open_database, write_session

PAGE = "<html><title>望溪区2023年政府信息公开年报</title><body><p>一、总体情况 {}</p></body></html>"


class Store:
    """An archive and its database."""

    def __init__(self, folder: Path) -> None:
        self.engine = open_database(f"sqlite:///{folder}/n.sqlite")
        self.pipeline = ArchivePipeline(folder / "archive", self.engine)

    def take(self, day: int, number: int, tls: str = "", scheme: str = "https") -> str:
        """`kept`, or the rule by which the document makes no report."""
        document = Document(
            body=PAGE.format(number).encode(),
            url=f"{scheme}://www.wangxi.gov.cn/nb/{number}.html",
            region_code="370299",
            region_name="望溪区",
            tls=tls,
            fetched_at=f"2026-01-{day:02}T00:00:00+00:00",
        )
        try:
            self.pipeline.process_item(document)
        except DropItem as error:
            return str(error).split(": ")[1]
        return "kept"

    def alerts(self) -> list[tuple[int, str, str | None]]:
        query = "SELECT event_id, message, closed_at FROM event WHERE kind = 'tls_lost' ORDER BY event_id"
        with self.engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(query))]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path)


def test_a_host_that_never_had_a_certificate_that_holds_is_stored(store: Store) -> None:
    assert [store.take(day, day, "tls_unverified") for day in (1, 2)] == ["kept", "kept"]
    assert store.alerts() == []


def test_a_host_that_had_one_makes_no_report_without_it_and_one_alert(store: Store) -> None:
    assert store.take(1, 1) == "kept"
    assert [store.take(2, number, "tls_unverified") for number in (2, 3)] == ["TLS_LOST", "TLS_LOST"]
    [(number, message, closed)] = store.alerts()
    assert closed is None
    assert message.startswith("the certificate held on 2026-01-01T00:00:00+00:00 and does not any more")
    assert message.endswith(f"`nianbao accept {number}`")


def test_what_was_kept_before_stays_as_it_was(store: Store) -> None:
    store.take(1, 1)
    assert store.take(2, 1, "tls_unverified") == "kept"
    assert store.take(2, 2, "tls_unverified") == "TLS_LOST"


def test_the_alert_closes_itself_when_the_certificate_holds_again(store: Store) -> None:
    store.take(1, 1)
    store.take(2, 2, "tls_unverified")
    assert store.take(3, 2) == "kept"
    [(_, _, closed)] = store.alerts()
    assert closed == "2026-01-03T00:00:00+00:00"
    assert store.take(4, 3, "tls_unverified") == "TLS_LOST"
    assert len(store.alerts()) == 2


def test_accepted_it_makes_reports_again_also_of_what_was_kept_meanwhile(store: Store) -> None:
    store.take(1, 1)
    store.take(2, 2, "tls_unverified")
    [(number, _, _)] = store.alerts()
    with write_session(store.engine) as session:
        assert tls_trust.accept(session, number, at="2026-01-03T00:00:00+00:00") == "www.wangxi.gov.cn"
    assert store.take(4, 3, "tls_unverified") == "kept"
    with store.engine.connect() as connection:
        refused = connection.execute(text("SELECT count(*) FROM download WHERE verdict IS NOT NULL")).scalar_one()
    assert refused == 0


def test_only_an_open_alert_of_this_kind_is_accepted(store: Store) -> None:
    with write_session(store.engine) as session, pytest.raises(InputError, match="7 is no alert of kind tls_lost"):
        tls_trust.accept(session, 7, at="2026-01-03T00:00:00+00:00")


def test_pages_without_tls_are_another_matter(store: Store) -> None:
    store.take(1, 1)
    assert store.take(2, 2, scheme="http") == "kept"

"""Regions in the ledger: the list's, with former names and successors, and those only a seed knows."""

from sqlalchemy import Engine, select

from pipelines.storage import models
from pipelines.storage.crawls import ledger
from pipelines.storage.database import write_session
from pipelines.storage.reports import organs
from tests.pipelines.regions import REGIONS

CODE, URL = "370406", "https://www.shanting.gov.cn/"


def test_a_seed_outside_the_region_list_gets_a_region_that_follows_the_seed(engine: Engine) -> None:
    seed = {"region_code": "X-kfq.gov.cn", "level": "zone", "portal_url": "https://kfq.gov.cn/"}
    with write_session(engine) as session:
        ledger.register_portal(session, name="开发区", full_name="开发区", **seed)
        ledger.register_portal(session, name="高新区", full_name="甲市高新区", **seed)
        region = session.execute(select(models.Region.name, models.Region.full_name, models.Region.level)).one()
        assert region == ("高新区", "甲市高新区", "zone")
        assert session.execute(select(models.Portal.name)).scalar_one() == "高新区"


def test_a_listed_region_is_not_renamed_by_a_seed(engine: Engine) -> None:
    with write_session(engine) as session:
        organs.save_regions(session, REGIONS)
        ledger.register_portal(session, region_code=CODE, name="山亭", level="county", portal_url=URL, full_name="山亭")
        assert session.execute(select(models.Region.name).where(models.Region.code == CODE)).scalar_one() == "山亭区"


def test_regions_keep_their_former_names_and_who_came_after(engine: Engine) -> None:
    with write_session(engine) as session:
        organs.save_regions(session, REGIONS)
        names = select(models.RegionName.name, models.RegionName.valid_to).where(models.RegionName.code == "522701")
        assert session.execute(names.order_by(models.RegionName.valid_from)).all() == [
            ("都匀县", 1990),
            ("都匀市", None),
        ]
        assert (
            session.execute(select(models.Region.name).where(models.Region.code == "522701")).scalar_one() == "都匀市"
        )
        assert ("330125", "330184") in session.execute(
            select(models.RegionSuccessor.code, models.RegionSuccessor.successor_code)
        ).all()

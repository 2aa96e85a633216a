"""Regions, and which of their organs a name means: one organ is written with and without the regions above it."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from pipelines.language import regions as seeds
from pipelines.language.organ_places import spoken_names
from pipelines.storage.column_types import storable
from pipelines.storage.models import Organ, Region, RegionName, RegionSuccessor
from pipelines.storage.upsert import insert_absent, synchronise

_FORMAL_END = re.compile(r"(?<=[镇乡])(?:人民)?政府$|(?<=苏木)(?:人民)?政府$|(?<=街道)办事处$")
_UNSPECIFIC_KINDS = ("", "other")

_region, _organ = (model.__table__.c for model in (Region, Organ))
_REGION = select(_region.name, _region.full_name).where(_region.code == bindparam("region_code"))
_ORGANS = (
    select(_organ.organ_id, _organ.name, _organ.kind, _organ.is_name_printed)
    .where(_organ.region_code == bindparam("region_code"))
    .order_by(_organ.organ_id)
)


def organ_id(session: Session, *, region_code: str, name: str, kind: str = "", is_printed: bool = False) -> int:
    """The id of the region's organ of that name, made if there is none.

    `枣庄市山亭区财政局` and `山亭区财政局` are one organ of 山亭区. A kind is only ever made more specific. The name
    kept is the fullest that a report's title prints, in whatever order reports come; until one does, the assumed one.
    """
    name = storable(name).strip()
    known = {"region_code": region_code}
    region = session.execute(_REGION, known).one_or_none()
    if region is None:
        raise LookupError(f"region {region_code} is not stored: register its portal first")
    short = short_name(name, region.name, region.full_name)
    organs = session.execute(_ORGANS, known).all()
    same = [organ for organ in organs if organ.name == name] or [
        organ for organ in organs if short_name(organ.name, region.name, region.full_name) == short
    ]
    if not same:
        row = {"region_code": region_code, "name": name, "kind": kind, "is_name_printed": int(is_printed)}
        insert_absent(session, Organ, row)
        query = select(Organ.organ_id).where(Organ.region_code == region_code, Organ.name == name)
        return session.execute(query).scalar_one()
    found = same[0]
    if found.kind in _UNSPECIFIC_KINDS and kind not in (*_UNSPECIFIC_KINDS, found.kind):
        session.execute(update(Organ).where(Organ.organ_id == found.organ_id).values(kind=kind))
    if is_printed and (not found.is_name_printed or (len(name), name) > (len(found.name), found.name)):
        fuller = {"name": name, "is_name_printed": 1}
        session.execute(update(Organ).where(Organ.organ_id == found.organ_id).values(**fuller))
    return int(found.organ_id)


def ensure_region(session: Session, *, code: str, name: str, level: str = "", full_name: str = "") -> None:
    """A row for a region that seeds/regions.csv does not list; one that is there stays as it is."""
    region = {"code": code, "name": name or code, "level": level, "full_name": full_name or name or code}
    insert_absent(session, Region, region)


def adopt(session: Session, *, region_code: str) -> int:
    """Make the region's government the parent of its other organs; how many were not yet."""
    organs = session.execute(
        select(Organ.organ_id, Organ.kind, Organ.parent_organ_id)
        .where(Organ.region_code == region_code)
        .order_by(Organ.organ_id)
    ).all()
    government = next((organ.organ_id for organ in organs if organ.kind == "government"), None)
    orphans = [
        organ.organ_id
        for organ in organs
        if organ.kind != "government" and organ.organ_id != government and organ.parent_organ_id != government
    ]
    if government is None or not orphans:
        return 0
    session.execute(update(Organ).where(Organ.organ_id.in_(orphans)).values(parent_organ_id=government))
    return len(orphans)


def save_regions(session: Session, regions: Iterable[seeds.Region]) -> None:
    """Make the region tables say what seeds/regions.csv says; regions known only from a seed stay."""
    by_code: dict[str, list[seeds.Region]] = {}
    for region in regions:
        by_code.setdefault(region.code, []).append(region)
    for rows in by_code.values():
        rows.sort(key=lambda region: region.valid_from)
    newest = {code: rows[-1] for code, rows in by_code.items()}
    synchronise(session, Region, (_region_row(region, newest) for region in newest.values()), delete_others=False)
    synchronise(
        session,
        RegionName,
        (
            {"code": region.code, "valid_from": region.valid_from, "name": region.name, "valid_to": region.valid_to}
            for rows in by_code.values()
            for region in rows
        ),
    )
    successors = {(code, successor) for code, rows in by_code.items() for row in rows for successor in row.successors}
    synchronise(session, RegionSuccessor, ({"code": code, "successor_code": after} for code, after in successors))


def short_name(organ_name: str, region_name: str, full_name: str) -> str:
    """The organ's name without the region it opens with, in any of the ways the region is written; 城头镇人民政府 and
    城头镇 are one, too.

    >>> short_name("枣庄市山亭区财政局", "山亭区", "山东省枣庄市山亭区")
    '财政局'
    """
    for start in range(len(full_name) - len(region_name) + 1):
        above = full_name[start:].removesuffix(region_name)
        for written in (above + name for name in spoken_names(region_name)):
            if full_name.endswith(region_name) and organ_name.startswith(written) and organ_name != written:
                return _FORMAL_END.sub("", organ_name.removeprefix(written))
    return _FORMAL_END.sub("", organ_name)


def _region_row(region: seeds.Region, regions: Mapping[str, seeds.Region]) -> dict[str, Any]:
    province = regions.get(region.code[:2] + "0000")
    above = "" if province is None or region.full_name.startswith(province.name) else province.name
    return {
        "code": region.code,
        "name": region.name,
        "level": region.level,
        "parent_code": region.parent_code or None,
        "full_name": above + region.full_name,
        "valid_from": region.valid_from,
        "valid_to": region.valid_to,
    }

"""Tables of what there is: regions and their names, organs, the codebook."""

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from pipelines.storage.models.base import STRICT, Base


class Region(Base):
    """A place with its newest name. Codes are 行政区划代码; a seed outside that list has a local id, `X-host`."""

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    level: Mapped[str]
    parent_code: Mapped[str | None]
    full_name: Mapped[str]  # `山东省枣庄市山亭区`
    valid_from: Mapped[int | None]  # first year of the code; NULL for a local id
    valid_to: Mapped[int | None]  # last year, NULL while in force


class RegionName(Base):
    """What a code was called, and when."""

    code: Mapped[str] = mapped_column(ForeignKey("region.code"), primary_key=True)
    valid_from: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str]
    valid_to: Mapped[int | None]


class RegionSuccessor(Base):
    """Which code took over from an abolished one; several when a region was divided."""

    code: Mapped[str] = mapped_column(ForeignKey("region.code"), primary_key=True)
    successor_code: Mapped[str] = mapped_column(primary_key=True)


class Organ(Base):
    """An office that owes a report every year. The empty name is the organ a document does not tell."""

    __table_args__ = (
        UniqueConstraint("region_code", "name"),
        CheckConstraint("is_name_printed IN (0, 1)", name="is_name_printed_is_a_flag"),
        STRICT,
    )

    organ_id: Mapped[int] = mapped_column(primary_key=True)
    region_code: Mapped[str] = mapped_column(ForeignKey("region.code"))
    name: Mapped[str]
    is_name_printed: Mapped[int] = mapped_column(default=0)  # 1: as a report's title prints it; 0: made from the region
    kind: Mapped[str]  # government | office | department | township | zone | other | "" while unknown
    parent_organ_id: Mapped[int | None] = mapped_column(ForeignKey("organ.organ_id"))


class Field(Base):
    """The codebook, one row per field and table layout; a copy of templates/codebook.csv."""

    code: Mapped[str] = mapped_column(primary_key=True)
    table_name: Mapped[str] = mapped_column(primary_key=True)
    formats: Mapped[str]
    years: Mapped[str]
    label_zh: Mapped[str]
    label_en: Mapped[str]
    row_path: Mapped[str]
    column_label: Mapped[str]
    unit: Mapped[str]
    value_type: Mapped[str]
    evidence: Mapped[str]
    maps_to: Mapped[str]
    comparability: Mapped[str]

"""Tables of what there is: regions and their names, organs, the codebook, what views mean."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
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
    successor_code: Mapped[str] = mapped_column(primary_key=True, index=True)


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
    """The codebook, one row per field and table layout; a copy of templates/codebook.csv.

    (code, layout) is what (field_code, layout) of a value refers to.
    """

    __table_args__ = (Index("ix_field_of_form", "table_name", "row_key", "column_key"), STRICT)

    code: Mapped[str] = mapped_column(primary_key=True)
    layout: Mapped[str] = mapped_column(primary_key=True)  # F2019 | F2021 | N14 | LSH
    table_name: Mapped[str]  # T2 | T3 | T4 | N14 | LSH
    row_key: Mapped[str]  # `outcome`, `item`, `route` of the long views
    column_key: Mapped[str]  # `applicant`, `measure`, `result`
    years: Mapped[str]  # `2019-2020`, `2021-`
    label_zh: Mapped[str]
    label_en: Mapped[str]
    row_path: Mapped[str]
    column_label: Mapped[str]
    unit: Mapped[str]
    value_type: Mapped[str]
    evidence: Mapped[str]
    maps_to: Mapped[str]
    comparability: Mapped[str]


class Description(Base):
    """What a view or one of its columns is; made with the views. The empty column name is the view itself."""

    view_name: Mapped[str] = mapped_column(primary_key=True)
    column_name: Mapped[str] = mapped_column(primary_key=True)
    ordinal: Mapped[int]  # place of the column, from 1; 0 for the view
    en: Mapped[str]
    zh: Mapped[str]

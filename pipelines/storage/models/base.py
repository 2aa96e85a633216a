"""What all tables have in common: names of constraints, types of columns, STRICT on SQLite."""

import re
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import Integer, MetaData, Text
from sqlalchemy.orm import DeclarativeBase, declared_attr

from pipelines.storage.column_types import Number

STRICT = {"sqlite_strict": True}


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {str: Text, int: Integer, Decimal: Number}
    __table_args__: Any = STRICT

    @declared_attr.directive
    def __tablename__(cls) -> str:
        """`RegionName` is table `region_name`."""
        return re.sub(r"(?<=.)(?=[A-Z])", "_", cls.__name__).lower()

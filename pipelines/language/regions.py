"""One administrative region for the years one name and one code were in force. Imports nothing of ours."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """A row of seeds/regions.csv. A code that was renamed or used again has several, apart in `valid_from`."""

    code: str  # 行政区划代码 (GB/T 2260), six digits
    name: str  # 山亭区
    level: str  # province | prefecture | county
    parent_code: str  # "" for a province
    full_name: str  # 枣庄市山亭区
    valid_from: int  # first year at whose end it was in force
    valid_to: int | None  # first year at whose end it no longer was; None while in force
    successors: tuple[str, ...] = ()  # codes that took over when it ended; its own code when it was only renamed

    def is_in_force(self, year: int | None = None) -> bool:
        """True if the region was in force at the end of `year`; now when no year is given."""
        if year is None:
            return self.valid_to is None
        return self.valid_from <= year and (self.valid_to is None or year < self.valid_to)

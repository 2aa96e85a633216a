"""Three places for tests: one as it is, one that was given up, one that was renamed under its code."""

from pipelines.language.regions import Region

REGIONS = (
    Region(
        code="370406",
        name="山亭区",
        level="county",
        parent_code="370400",
        full_name="枣庄市山亭区",
        valid_from=1983,
        valid_to=None,
    ),
    Region(
        code="330125",
        name="余杭县",
        level="county",
        parent_code="330100",
        full_name="杭州市余杭县",
        valid_from=1980,
        valid_to=1994,
        successors=("330184",),
    ),
    Region(
        code="522701",
        name="都匀市",
        level="county",
        parent_code="522700",
        full_name="黔南州都匀市",
        valid_from=1990,
        valid_to=None,
    ),
    Region(
        code="522701",
        name="都匀县",
        level="county",
        parent_code="522700",
        full_name="黔南州都匀县",
        valid_from=1980,
        valid_to=1990,
        successors=("522701",),
    ),
)

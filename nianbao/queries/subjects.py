"""Whom a command is about: regions by code, prefix or name, organs by name."""

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import process
from sqlalchemy import text
from sqlalchemy.orm import Session

from nianbao.queries.report_queries import region_names
from pipelines.exceptions import InputError

_SUGGESTIONS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Subjects:
    """Regions with all their organs, and single organs of other regions."""

    names: dict[str, str]  # code -> full name of every region meant, or that an organ meant belongs to
    regions: frozenset[str]  # codes of the regions meant as a whole
    organs: frozenset[tuple[str, str]]  # region code and name of the organs meant

    def include(self, region_code: str, organ_name: str) -> bool:
        """True if the organ is meant, by itself or with its region."""
        return region_code in self.regions or (region_code, organ_name) in self.organs


def matching(session: Session, queries: Sequence[str]) -> Subjects:
    """Those meant by a code, a code prefix, or (the end of) the full name of a region or an organ; all for no query.

    InputError: nothing of that name in this database.
    """
    names = region_names(session)
    if not queries:
        return Subjects(names=names, regions=frozenset(names), organs=frozenset())
    rows = session.execute(text("SELECT region_code, name FROM organ WHERE name <> ''"))
    known = [(row.region_code, row.name) for row in rows]
    regions: set[str] = set()
    organs: set[tuple[str, str]] = set()
    for query in map(str.strip, queries):
        found = {code for code, name in names.items() if _is_region(query, code, name)}
        named = set() if found else {organ for organ in known if _is_organ(query, names[organ[0]], organ[1])}
        if not found and not named:
            raise InputError(_unknown(query, [*names.values(), *(name for _, name in known)]))
        regions |= found
        organs |= named
    concerned = regions | {code for code, _ in organs}
    return Subjects(
        names={code: names[code] for code in names if code in concerned},
        regions=frozenset(regions),
        organs=frozenset(organs),
    )


def _is_region(query: str, code: str, name: str) -> bool:
    """True if `query` means the region: `370406`, `3704`, `山亭区` and `枣庄市山亭区` all mean 山东省枣庄市山亭区."""
    return bool(query) and (code.startswith(query) if query.isascii() else name.endswith(query))


def _is_organ(query: str, region: str, organ: str) -> bool:
    """True if `query` means the organ: `教育和体育局`, alone or behind `枣庄市山亭区` or `山东省枣庄市山亭区`."""
    return bool(query) and (
        organ.endswith(query) or f"{region}{organ}".endswith(query) or _whole(region, organ) == query
    )


def _whole(region: str, organ: str) -> str:
    """The organ's name after the full name of its region, of which it may say a part itself."""
    said = max((length for length in range(len(organ) + 1) if region.endswith(organ[:length])), default=0)
    return region + organ[said:]


def _unknown(query: str, names: Sequence[str]) -> str:
    near = [name for name, _, _ in process.extract(query, names, limit=_SUGGESTIONS, score_cutoff=60)]
    hint = f"; like it: {', '.join(dict.fromkeys(near))}" if near else ""
    return f"{query}: no such region or organ in this database{hint}; give a code, a code prefix or a name"

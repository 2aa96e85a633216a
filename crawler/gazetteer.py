"""Which regions a person means by a code, a code prefix or a name, today's or a former one."""

import re
from collections.abc import Iterable

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from pipelines.exceptions import InputError
from pipelines.language.dates import FIRST_YEAR
from pipelines.language.regions import Region

# What may follow a name said short: 山亭|区, 禄劝|彝族苗族自治县, 新疆|维吾尔自治区, 鄂温克|族自治旗
SUFFIX = re.compile(
    r"([^\W省市区县州盟]{0,4}族|维吾尔|蒙古|柯尔克孜|哈萨克|塔吉克){0,8}(自治)?(省|地区|市|新?区|县|州|盟|旗|林区|特区|特别行政区)"
)


class Gazetteer:
    """Regions by code and name, past changes included; `seeded` are the codes that have a portal."""

    def __init__(self, regions: Iterable[Region], seeded: set[str]) -> None:
        self._seeded = seeded
        self._by_code: dict[str, list[Region]] = {}  # the rows of a code, the latest last
        for region in sorted(regions, key=lambda region: region.valid_to or 9999):
            self._by_code.setdefault(region.code, []).append(region)
        self._names = {region: self._forms(region) for rows in self._by_code.values() for region in rows}

    def codes(self, query: str) -> set[str]:
        """The codes with a portal that `query` means. InputError: unknown, several of that name, none has a portal."""
        query = query.strip()
        is_prefix = re.fullmatch(r"\d{2}|\d{4}", query, re.ASCII)
        if is_prefix and (under := {code for code in self._seeded if code.startswith(query)}):
            return under
        if is_prefix:
            matches = [region for region in self._names if region.code.startswith(query)]
        else:
            matches = self._by_code[query][-1:] if query in self._by_code else self._named(query)
        if not matches:
            raise InputError(f"unknown region {query!r}: {self._nearest(query)}give a code, a code prefix or a name")
        found = {region: (self._heirs(region) | self._own_code(region)) & self._seeded for region in matches}
        meant = [region for region, codes in found.items() if codes]
        if not meant:
            columns = "region_code,name,level,portal_url"
            raise InputError(f"{_label(matches[-1])} has no row in the seeds file; add one with {columns}")
        if not is_prefix and len({frozenset(self._heirs(region)) for region in meant}) > 1:
            candidates = ", ".join(dict.fromkeys(_label(region) for region in meant))
            raise InputError(f"several regions are called {query!r}; say which: {candidates}")
        return set().union(*found.values())

    def _named(self, query: str) -> list[Region]:
        """The regions a name may mean: by the name as it stands, else by the name without its 区, 县, 市."""
        matches = [region for region, names in self._names.items() if query in names]
        if not matches and len(query) > 1:
            matches = [region for region, names in self._names.items() if any(_is_short(query, name) for name in names)]
        matches = [region for region in matches if (region.valid_to or 9999) > FIRST_YEAR] or matches
        now = {region.code for region in matches if region.valid_to is None}
        # 铜仁市 the prefecture was 铜仁市 the county-level city as well: who says the name today means the former.
        return [region for region in matches if region.valid_to is None or not self._is_within(region, now)]

    def _forms(self, region: Region) -> set[str]:
        province = self._by_code.get(region.code[:2] + "0000", [region])[-1].name
        return {region.name, region.full_name, province + region.name, province + region.full_name}

    def _heirs(self, region: Region) -> set[str]:
        """The codes in force now where the region's territory went, through every change since."""
        if region.valid_to is None:
            return {region.code}
        later = [row for code in region.successors for row in self._by_code.get(code, ())]
        return {code for row in later if row.is_in_force(region.valid_to) for code in self._heirs(row)}

    def _own_code(self, region: Region) -> set[str]:
        """An ended region's own code, whose portal may live on; nothing when another region bears the code now."""
        return {region.code} if self._by_code[region.code][-1].valid_to is not None else set()

    def _is_within(self, region: Region, codes: set[str]) -> bool:
        heirs = self._heirs(region) - codes
        return bool(heirs) and all(self._by_code[heir][-1].parent_code in codes for heir in heirs)

    def _nearest(self, query: str) -> str:
        names = [(name, region) for region in self._names for name in (region.name, region.full_name)]
        names = [(name, region) for name, region in names if region.valid_to is None]
        texts = [name for name, _ in names]
        near = process.extract(query, texts, scorer=Levenshtein.normalized_similarity, limit=6, score_cutoff=0.5)
        labels = list(dict.fromkeys(_label(names[index][1]) for _, _, index in near))[:3]
        return f"did you mean {' or '.join(labels)}? " if labels else ""


def _is_short(query: str, name: str) -> bool:
    return name.startswith(query) and SUFFIX.fullmatch(name, len(query)) is not None


def _label(region: Region) -> str:
    return f"{region.code} {region.full_name}" + (f" (ended {region.valid_to})" if region.valid_to else "")

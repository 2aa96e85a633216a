"""Which portals a pilot asks: few, and as unlike each other as the seeds allow."""

import hashlib
from collections import Counter
from collections.abc import Sequence

from crawler.seeds import Seed


def draw(seeds: Sequence[Seed], number: int) -> list[Seed]:
    """So many seeds, spread over families, provinces and levels; the same ones for the same seeds.

    One after the other, each of the level, then the province, then the family that was drawn least so far; one host is
    asked for one portal.
    """
    waiting = sorted(seeds, key=lambda seed: hashlib.sha256(seed.portal_url.encode()).hexdigest())
    levels: Counter[str] = Counter()
    provinces: Counter[str] = Counter()
    families: Counter[str] = Counter()
    drawn: list[Seed] = []
    while waiting and len(drawn) < number:
        seed = min(
            waiting,
            key=lambda one: (levels[one.level], provinces[one.region_code[:2]], families[one.family]),
        )
        drawn.append(seed)
        levels[seed.level] += 1
        provinces[seed.region_code[:2]] += 1
        families[seed.family] += 1
        waiting = [one for one in waiting if one.portal_url != seed.portal_url]
    return drawn

"""A pilot's sample is as mixed as the seeds are, and the same again."""

from collections import Counter

from crawler.seeds import Seed, load_seeds
from nianbao.pilot.clusters import clusters
from nianbao.pilot.sample import draw


def test_sixty_of_the_shipped_seeds_stand_for_every_province_and_level() -> None:
    seeds = load_seeds()
    drawn = draw(seeds, 60)
    assert len(drawn) == len({seed.portal_url for seed in drawn}) == 60
    assert drawn == draw(tuple(reversed(seeds)), 60)
    assert {seed.region_code[:2] for seed in drawn} == {seed.region_code[:2] for seed in seeds}
    levels = Counter(seed.level for seed in drawn)
    assert levels.keys() == {seed.level for seed in seeds}
    assert max(levels.values()) <= 60 // 2


def test_families_that_seeds_name_are_all_in_it_and_a_small_file_is_taken_whole() -> None:
    seeds = [
        Seed(region_code=f"37{number:04}", name="区", level="county", portal_url=f"http://{number}/", family=family)
        for number, family in enumerate(["trs"] * 20 + ["epoint", "hanweb"])
    ]
    assert {seed.family for seed in draw(seeds, 3)} == {"trs", "epoint", "hanweb"}
    assert len(draw(seeds, 60)) == len(seeds)


def test_portals_made_alike_stand_together_and_what_all_pages_have_tells_nothing() -> None:
    marks = {
        "a": frozenset({"script menu.js", "script cms9.js", "function openList"}),
        "b": frozenset({"script menu.js", "script cms9.js", "function openList", "address /x/"}),
        "c": frozenset({"script menu.js", "script portal.js", "function show"}),
        "d": frozenset({"script menu.js"}),
    }
    found = clusters(marks)
    assert [cluster.portals for cluster in found] == [("a", "b"), ("c",), ("d",)]
    assert found[0].marks == ("function openList", "script cms9.js")
    assert found[2].marks == ()

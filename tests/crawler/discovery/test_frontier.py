"""The best-first search of one portal."""

from crawler.discovery.frontier import Frontier, Lead


def lead(url: str, score: int, depth: int = 1, organ: str = "") -> Lead:
    return Lead(f"http://a.gov.cn{url}", url, score, "test", depth=depth, organ=organ)


def test_the_best_lead_comes_first_and_of_equal_ones_the_nearer() -> None:
    frontier = Frontier()
    for one in (lead("/a", 60, 2), lead("/b", 100, 3), lead("/c", 60, 1), lead("/d", 60, 1)):
        frontier.push(one)
    order = [found.title for found in iter(frontier.pop, None)]
    assert order == ["/b", "/c", "/d", "/a"]
    assert frontier.looked_at == 4


def test_a_page_is_given_out_once_under_all_its_spellings() -> None:
    frontier = Frontier()
    assert frontier.push(lead("/a?x=1&y=2", 60))
    assert not frontier.push(lead("/a?y=2&x=1", 50))
    assert frontier.push(lead("/a?y=2&x=1#top", 70))
    found = frontier.pop()
    assert found is not None
    assert found.score == 70
    assert frontier.pop() is None
    assert not frontier.push(lead("/a?x=1&y=2", 99))


def test_a_page_reached_by_redirect_is_not_looked_at_again() -> None:
    frontier = Frontier()
    frontier.push(lead("/a", 60))
    frontier.close("https://a.gov.cn/a")
    assert frontier.pop() is None


def test_ways_longer_than_four_clicks_are_left_six_on_the_way_to_an_organ() -> None:
    frontier = Frontier()
    assert frontier.push(lead("/4", 60, 4))
    assert not frontier.push(lead("/5", 60, 5))
    assert frontier.push(lead("/6", 60, 6, organ="区教育局"))
    assert not frontier.push(lead("/7", 60, 7, organ="区教育局"))


def test_a_lead_tells_the_whole_way() -> None:
    home = Lead("http://a.gov.cn/", "首页", 0, "seed")
    next_one = Lead("http://a.gov.cn/zwgk/", "政务公开", 60, "way", 1, trail=home.steps)
    assert [step.title for step in next_one.steps] == ["首页", "政务公开"]

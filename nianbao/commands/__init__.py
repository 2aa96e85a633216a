"""What each command of `nianbao` does and shows: launch and conduct a crawl, query, draw, watch, probe, freeze."""

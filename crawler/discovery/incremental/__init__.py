"""Incremental crawl state: `last_crawl` is what one crawl of a portal leaves to the next, `resume` starts from it."""

"""How the commands run Scrapy: which portals, with which settings, what follows a run."""

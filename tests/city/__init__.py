"""A loopback city: replica portals of a few districts, for `nianbao demo` and the end-to-end tests.

    with City() as city:          # `python tests/city --base 127.77.0.0` does the same and prints where
        city.seeds                # CSV in the form of seeds/portals.csv
        city.expected()           # what a perfect crawl stores
        city.log                  # every request so far

portals/    GROWS: one file per portal, its pages and what it publishes; a portal joins the city by lying there
published/  the reports of the portals' organs: figures and layouts
forms/      the statutory forms, filled in and printed as HTML, DOCX or text
town.py     the city: addresses, seeds, oracle; server.py: HTTP; exchange.py: the contract between both and a portal

Standard library only, and only relative imports: the folder also serves from where an installed package keeps it.
"""

from .town import City, Expected

__all__ = ["City", "Expected"]

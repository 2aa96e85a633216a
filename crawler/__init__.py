"""Finds and fetches: from the address of a portal to the documents of its annual reports.

seeds, gazetteer (which portals), heuristics (which links), hosts (whose addresses), portals (what pages say), discovery
(from a home page to documents), spiders, middlewares and extensions (how Scrapy runs it), settings (every number that
touches a server, with its reason). Reading starts where a `pipelines.document.Document` is handed over.
"""

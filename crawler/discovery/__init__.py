"""From a portal's home page to its documents, in the order a crawl goes.

candidates and frontier (which page next) -> explore (is it the column? what does a list show?) -> jobs (lists, their
proof, reports, files) -> report_pages (report pages and attachments to `documents`) -> outcome (what is said of the
portal). `state` holds all a crawl knows of one portal; `failures` names what went wrong; `incremental` brings back what
the last crawl found.
"""

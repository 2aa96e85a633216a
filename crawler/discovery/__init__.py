"""From a portal's home page to its documents, in the order a crawl goes.

frontier (which page next) -> explore (is it the column?) -> walks (every page of a list, and the proof) -> handover
(report pages and attachments to `documents`). portal_crawl holds all a crawl knows of one portal; outcomes names what
went wrong; memory and resume bring back what the last crawl found.
"""

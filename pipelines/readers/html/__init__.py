"""HTML: pages and saved pages, their tables, and what of them a browser would show."""

READERS = ("reader", "mht")

"""The spider: one callback for each kind of page."""

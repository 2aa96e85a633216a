"""OFD, the Chinese standard of fixed pages (GB/T 33190)."""

READERS = ("reader",)

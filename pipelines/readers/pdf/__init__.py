"""PDF: two engines, one for the first reading and one for the second."""

READERS = ("reader",)

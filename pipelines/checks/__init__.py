"""Whether a report agrees with itself: the sums of its tables, and what else a reader of its figures must know."""

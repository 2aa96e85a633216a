"""What people say of our readings: kept in data/corrections.csv, applied on every read, beside what is printed.

A correction mends our reading, never the source: a figure that is printed wrong stays as printed, and a person can
confirm that it is.
"""

"""What the tests notice: faults put into the modules that decide, one at a time, and the tests that ought to see them.

A fault stands in a file on disk, in a copy of the checkout, so the readers' child processes run it, too.
"""

"""Random looks put on random cells: what of a format's own lists may stand in a document, and who judges what is seen.

One module a format makes the cases, from the lists of its specification, which are wider than the readers' lists of
what is plain; `judge` draws them.
"""

"""Datasette on a copy of the database: descriptions, facets, questions in both languages, full text, limits.

`copy` makes the copy, `full_text` makes it searchable, `guard` keeps statements of strangers small, `metadata` is what
Datasette shows beside the tables, `questions` what it asks on a click.
"""

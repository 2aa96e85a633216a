"""Whose report a document is, on which year, of what scope, published when: from its title, its text, its list."""

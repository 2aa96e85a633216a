"""Commands whose source is the archive."""

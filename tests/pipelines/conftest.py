"""The databases of tests/databases.py, for every test of the pipelines."""

from tests.databases import codebook, database_url, engine

__all__ = ["codebook", "database_url", "engine"]

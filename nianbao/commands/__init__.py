"""The commands as `nianbao --help` lists them: a file each, one line here each.

`nianbao NAME` is the function NAME in `nianbao/commands/SECTION/NAME.py` (`import` is `import_`), or the Typer `app`
there when the command has commands of its own. The file is imported when the command is called, so it may import what
it likes at its top. The docstring of its function begins with the sentence below.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Section:
    """Commands that belong together: a heading of `nianbao --help`, a folder here."""

    folder: str
    heading: str
    commands: Mapping[str, str]  # name -> one sentence


SECTIONS = (
    Section(
        "collect",
        "Collect reports",
        {
            "crawl": "Find, fetch, read and store the reports of regions.",
            "extract": "Read documents from files, without a crawl and without a database.",
            "demo": "Crawl a replica city on this machine, no internet needed.",
        },
    ),
    Section(
        "show",
        "Look at what is stored",
        {
            "coverage": "Show what became of every expected report.",
            "explain": "Lead one number back to its cell, or a region to its column of reports.",
            "findings": "Say what a finding means and what to do about it.",
            "query": "Ask the database one question in SQL; nothing is ever written.",
            "status": "Show the last runs, what changed, open alerts and overdue reports.",
            "feed": "Write the reports whose figures changed as an Atom feed; every night does it, too.",
            "doctor": "Say what is wrong, what to look at first and what to run.",
        },
    ),
    Section(
        "release",
        "Give the data to others",
        {
            "publish": "Make a release: SQLite, Parquet, CSV, codebook, citation, changes, checksums.",
            "site": "Make a static site: map, matrix, regions, reports, indicators, in Chinese and English.",
            "serve": "Serve the data with Datasette: tables to filter and search, questions in both languages, SQL.",
            "codebook": "Explain every field, word, rule and column, as page, table or JSON.",
        },
    ),
    Section(
        "portals",
        "Try a portal",
        {
            "probe": "Show how the crawl finds a portal's column of reports.",
            "pilot": "Search a sample of the portals and keep what was not understood.",
            "freeze": "Keep every answer of one search, to repeat it offline.",
        },
    ),
    Section(
        "archive",
        "Work from the archive",
        {
            "reread": "Read the archive again, offline, and show what changes.",
            "import": "Bring in documents fetched elsewhere: a folder, a ZIP, a WARC.",
            "bundle": "Crawl a region for somebody else: its documents in one file.",
            "merge": "Join another database with this one.",
        },
    ),
    Section(
        "people",
        "Decide what a program cannot",
        {
            "review": "Go through what needs a person, worst first: one key each.",
            "corrections": "See, apply and take back corrections of readings.",
            "accept": "Take what alerts tell of as the new normal, all of them or none.",
            "takedown": "Remove a document's text and bytes for good; its figures and a note stay.",
        },
    ),
    Section("database", "Keep the database", {"db": "Make the schema, or bring it up to date."}),
)

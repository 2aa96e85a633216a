"""What can go wrong, and whose fault it is.

    Exception
    ├── DocumentError             the document's: stored with its report, as `unreadable` and why
    │   ├── UnsupportedFormat     nobody reads this media type
    │   └── UnreadableDocument    empty, damaged, encrypted, not what it claims to be
    │       └── LimitExceeded     more memory, time, cells or members than a report can need
    ├── InternalError             ours: told apart, so that a bug is never taken for a bad document
    ├── StorageError              the database's or the disk's: exit code 4
    └── InputError                the person's, who can mend it: exit code 2

`readers.read` and `extract` know the first; commands end with one line for the last two. All else is a bug and rises.
"""


class DocumentError(Exception):
    """This document cannot become a report. Its message is stored with the report and read by a person."""


class UnsupportedFormat(DocumentError):
    """No reader declares the document's media type."""


class UnreadableDocument(DocumentError):
    """The bytes are empty, damaged, encrypted, or not what they claim to be."""


class LimitExceeded(UnreadableDocument):
    """Reading the document would take more memory, time, cells or members than a report can need."""


class InternalError(Exception):
    """The program failed on a document that may be sound: a bug of ours, or a reader's process that is not itself."""


class StorageError(Exception):
    """The database or the disk does not take what is to be stored: full, locked, read-only, gone. Exit code 4."""


class InputError(Exception):
    """What the person typed or configured cannot be used. One line: what is wrong and the way out; exit code 2."""

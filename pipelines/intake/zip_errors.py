"""The exceptions that `zipfile` and its decompressors raise for a ZIP that is cut, overwritten or made up."""

import lzma
import struct
import zipfile
import zlib

# RuntimeError: encrypted, or packed by a method nobody knows; ValueError: a place before the file's start;
# OSError: bzip2; KeyError: the part that is asked for is not there
DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    KeyError,
    OSError,
    RuntimeError,
    ValueError,
)

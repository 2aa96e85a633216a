"""Word: DOCX, flat XML and the binary format of Word 97 to 2003."""

READERS = ("docx", "flat_opc", "doc")

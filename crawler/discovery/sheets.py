"""A report that a portal shows sheet by sheet, as pictures or as the pages of a flip-book: one document of them all.

docs/decisions/sheets.md says why it is bound as MIME multipart/mixed.
"""

import base64
import hashlib
import mimetypes
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from pipelines.document import Document

SHEETS = "#sheets"  # ends the address of the document that the sheets of a page are joined to
Place = tuple[int, ...]  # of a sheet in its report; what a sheet leads to comes after it and before the sheet behind it


@dataclass(slots=True)
class SheetSet:
    """The sheets of one report as they come in. One that lacks a sheet is not joined: sums could not tell."""

    due: int = 0  # sheets asked for and not settled
    is_incomplete: bool = False  # a sheet was not had
    sheets: dict[Place, Document] = field(default_factory=dict)

    def joined(self, url: str) -> list[Document]:
        """The one document once nothing is due: a lone sheet as it came, several joined. `url`: the report's.

        `[]` while a sheet is due, when one was not had and when there is none.
        """
        if self.due or self.is_incomplete or not self.sheets:
            return []
        sheets = tuple(self.sheets[place] for place in sorted(self.sheets))
        self.sheets.clear()
        if len(sheets) == 1:
            return list(sheets)
        file_name = f"{len(sheets)} sheets.mht"
        return [replace(sheets[0], body=bind(sheets), url=url + SHEETS, file_name=file_name, headers=(), sheets=sheets)]


def bind(sheets: Sequence[Document]) -> bytes:
    """Every sheet's bytes in their order, each with its address (RFC 2557 4.2); the same sheets give the same bytes."""
    name = hashlib.sha256("".join(sheet.sha256 for sheet in sheets).encode()).hexdigest()
    lines = ["MIME-Version: 1.0", f'Content-Type: multipart/mixed; boundary="{name}"', ""]
    for sheet in sheets:
        kind = mimetypes.guess_type(urlsplit(sheet.url).path)[0] or "application/octet-stream"
        lines += [f"--{name}", f"Content-Type: {kind}", "Content-Transfer-Encoding: base64"]
        lines += [f"Content-Location: {sheet.url}", "", base64.encodebytes(sheet.body).decode("ascii")]
    return "\r\n".join([*lines, f"--{name}--", ""]).encode()

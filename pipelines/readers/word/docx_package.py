"""The parts of a Word package, found by their relationships and not by their customary names.

ECMA-376 Part 2, 9.3: `_rels/.rels` names the main part by the type of its relationship; what belongs to the main part
stands in `_rels/NAME.rels` beside it. Bytes are counted while unpacking, since the sizes in the directory may lie.
"""

import posixpath
import zipfile
from dataclasses import dataclass

from lxml import etree

from pipelines.exceptions import LimitExceeded, UnreadableDocument
from pipelines.readers.word import docx_plain
from pipelines.readers.word.docx_formatting import Styles, W, change_looks

MAX_XML = 60 * 1024 * 1024  # bytes of one unpacked part; real reports stay under 3 MB
CUSTOMARY = "word/document.xml"
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"  # ISO 29500 strict writes another namespace
_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


@dataclass(frozen=True, slots=True)
class Related:
    """A relationship: the last word of its type (`styles`, `aFChunk`) and the name of the part it leads to."""

    kind: str
    name: str


class Package:
    """An open Word package. Raises KeyError for a part that is not there, UnreadableDocument for a damaged one."""

    def __init__(self, file: zipfile.ZipFile) -> None:
        self.file = file
        self.names = frozenset(file.namelist())
        main = next((part.name for part in self._related("").values() if part.kind == "officeDocument"), "")
        self.main = main if main in self.names else CUSTOMARY
        self.related = self._related(self.main)

    def document(self) -> etree._Element:
        return self._xml(self.main)

    def styles(self) -> Styles:
        name = next((part.name for part in self.related.values() if part.kind == "styles"), "")
        data = self.bytes(name) if name in self.names else b""
        return Styles(self._xml(name) if change_looks(data) else None)

    def oddities(self) -> tuple[dict[str, str], dict[str, str]]:
        """What is not plain in the text and in the styles, as `docx_plain` tells it."""
        name = next((part.name for part in self.related.values() if part.kind == "styles"), "")
        odd_styles = docx_plain.oddities(self.bytes(name)) if name in self.names else {}
        return docx_plain.oddities(self.bytes(self.main)), docx_plain.of_styles(
            self._xml(name), odd_styles
        ) if odd_styles else {}

    def title(self) -> str:
        if "docProps/core.xml" not in self.names:
            return ""
        found = self._xml("docProps/core.xml").find("{http://purl.org/dc/elements/1.1/}title")
        return (found.text or "").strip() if found is not None else ""

    def bytes(self, name: str) -> bytes:
        """The bytes of a part. Raises LimitExceeded for one that unpacks to more than MAX_XML."""
        with self.file.open(name) as part:
            data = part.read(MAX_XML + 1)
        if len(data) > MAX_XML:
            raise LimitExceeded(f"{name} unpacks to more than {MAX_XML // 1024 // 1024} MB")
        return data

    def _xml(self, name: str) -> etree._Element:
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        try:
            root = etree.fromstring(self.bytes(name).replace(_STRICT, W[1:-1].encode()), parser)
        except etree.XMLSyntaxError as error:
            raise UnreadableDocument(f"{name} is not well-formed XML: {error}") from error
        if root.getroottree().docinfo.internalDTD is not None:  # Part 2 forbids it; its entities would be lost
            raise UnreadableDocument(f"{name} declares a document type, which no Word file does")
        return root

    def _related(self, name: str) -> dict[str, Related]:
        """Relationships of a part, of the package itself for "", by their ids; none where nothing states them."""
        folder, file = posixpath.split(name)
        stated = posixpath.join(folder, "_rels", f"{file}.rels")
        if stated not in self.names:
            return {}
        return {
            each.get("Id") or "": Related(
                kind=(each.get("Type") or "").rpartition("/")[2],
                name=posixpath.normpath(posixpath.join("/", folder, each.get("Target") or "")).lstrip("/"),
            )
            for each in self._xml(stated).iter(_RELATIONSHIP)
            if each.get("TargetMode") != "External"
        }

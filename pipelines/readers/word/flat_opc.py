"""A Word package written as one XML file (Flat OPC, Word's "XML document"): packed, then read as DOCX."""

import io
import zipfile

from lxml import etree

from pipelines.exceptions import UnreadableDocument
from pipelines.intake.media_types import FLAT_OPC
from pipelines.readers.word import docx
from pipelines.records import Reading

MEDIA_TYPES = (FLAT_OPC,)

_PKG = "{http://schemas.microsoft.com/office/2006/xmlPackage}"


def read(body: bytes) -> Reading:
    """The blocks of the package; its parts that are no XML (pictures, fonts) hold no text and are left out.

    Raises UnreadableDocument for XML that is damaged or declares a document type.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(body, parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableDocument(f"not well-formed XML: {error}") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise UnreadableDocument("it declares a document type, which no Word file does")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        for part in root.iter(f"{_PKG}part"):
            data = part.find(f"{_PKG}xmlData")
            if data is not None and len(data):
                package.writestr((part.get(f"{_PKG}name") or "").lstrip("/"), etree.tostring(data[0]))
    return docx.read(packed.getvalue())

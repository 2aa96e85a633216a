"""The identity of a document of these lines."""

from pipelines.document import Document
from pipelines.extract.identity.identify import Identity, identify
from pipelines.records import Metadata, TextBlock


def identity(*lines: str, metadata: Metadata | None = None, **found: str) -> Identity:
    document = Document(body=b"x", **found)  # type: ignore[arg-type]
    return identify([TextBlock(text=line) for line in lines], metadata or Metadata(), document)

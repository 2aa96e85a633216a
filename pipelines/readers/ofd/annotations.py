"""What annotations and seals put on the pages of an OFD (GB/T 33190, 15 and 18)."""

from collections.abc import Iterator

from lxml import etree

from pipelines.readers.ofd.package import Package, child, children, words

Placed = tuple[str, etree._Element]  # ID of a page, and what is put on it


def annotations(package: Package, folder: str, document: etree._Element) -> Iterator[Placed]:
    """The appearance of every annotation that is shown, by the ID of its page."""
    place = words(child(document, "Annotations"))
    if not place or package.locate(folder, place) is None:
        return
    inner = package.folder(folder, place)
    for page in children(package.xml(folder, place), "Page"):
        file = words(child(page, "FileLoc"))
        if package.locate(inner, file) is None:
            continue
        for note in children(package.xml(inner, file), "Annot"):
            if (note.get("Visible") or "true").lower() != "false":
                yield from ((page.get("PageID", ""), appearance) for appearance in children(note, "Appearance"))


def seals(package: Package, body: etree._Element) -> Iterator[Placed]:
    """Every place of a seal, by the ID of its page; `body` is the document's entry in the package."""
    place = words(child(body, "Signatures"))
    if not place or package.locate("/", place) is None:
        return
    folder = package.folder("/", place)
    for signature in children(package.xml("/", place), "Signature"):
        file = signature.get("BaseLoc", "")
        if package.locate(folder, file) is not None:
            stamps = package.xml(folder, file).iter("{*}StampAnnot")
            yield from ((stamp.get("PageRef", ""), stamp) for stamp in stamps)

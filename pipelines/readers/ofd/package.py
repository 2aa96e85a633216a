"""The zip file of an OFD document: its parts by name, parsed within limits."""

import posixpath
import re
import zipfile
from collections.abc import Iterator
from io import BytesIO

from lxml import etree

from pipelines.exceptions import LimitExceeded, UnreadableDocument
from pipelines.intake.zip_errors import DAMAGED

MAX_MEMBERS = 5_000
MAX_PART_BYTES = 40 * 1024 * 1024  # of one part, unpacked; a page with every character an object has some 2 MB
MAX_RATIO = 200

_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")


class Package:
    """The parts by path. Names are compared as paths without regard to case, as writers mix both."""

    def __init__(self, body: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(BytesIO(body))
        except DAMAGED as error:
            raise UnreadableDocument(f"the OFD is no whole zip file: {error}") from error
        members = self._zip.infolist()
        if len(members) > MAX_MEMBERS:
            raise LimitExceeded(f"the OFD has {len(members)} parts")
        self._members = {_path("/", member.filename): member for member in members}

    def locate(self, folder: str, place: str) -> str | None:
        """Path of the part that a document in `folder` calls `place`; None when there is none."""
        for path in (_path(folder, place), _path("/", place), _path(posixpath.dirname(folder.rstrip("/")), place)):
            if path in self._members:
                return path
        return None

    def folder(self, folder: str, place: str) -> str:
        """The folder of the part that a document in `folder` calls `place`."""
        return posixpath.dirname(self.locate(folder, place) or "/")

    def xml(self, folder: str, place: str) -> etree._Element:
        """The root of a part. Raises UnreadableDocument when it is missing or damaged, LimitExceeded when too big."""
        path = self.locate(folder, place)
        if path is None:
            raise UnreadableDocument(f"the OFD lacks its part {place!r}")
        parser = etree.XMLParser(
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        try:
            return etree.fromstring(self.data(path), parser)
        except etree.XMLSyntaxError as error:
            raise UnreadableDocument(f"the OFD's part {path} is damaged: {error}") from error

    def data(self, path: str) -> bytes:
        """The bytes of a part, by the path `locate` gives.

        Raises UnreadableDocument when it cannot be unpacked, LimitExceeded when it is too big.
        """
        member = self._members[path]
        try:
            with self._zip.open(member) as part:
                data = part.read(MAX_PART_BYTES + 1)  # sizes in the directory lie, so what comes out is counted
        except DAMAGED as error:
            raise UnreadableDocument(f"the OFD's part {path} cannot be unpacked: {error}") from error
        if len(data) > MAX_PART_BYTES or len(data) > MAX_RATIO * max(member.compress_size, 1024):
            raise LimitExceeded(f"the OFD's part {path} unpacks to more than a page of a report can need")
        return data


def name(element: etree._Element) -> str:
    """The element's name without its namespace, of which writers use several."""
    return etree.QName(element).localname


def children(element: etree._Element, *names: str) -> Iterator[etree._Element]:
    return (each for each in element if name(each) in names)


def child(element: etree._Element, called: str) -> etree._Element | None:
    return next(children(element, called), None)


def words(element: etree._Element | None) -> str:
    return "" if element is None else (element.text or "").strip()


def numbers(text: str | None) -> list[float]:
    return [float(number) for number in _NUMBER.findall(text or "")]


def _path(folder: str, place: str) -> str:
    place = place.strip().replace("\\", "/")
    return posixpath.normpath(posixpath.join("/", folder, place)).lower()

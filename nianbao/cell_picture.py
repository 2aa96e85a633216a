"""A stored value -> the picture of its cell, from the document in the archive."""

from pathlib import Path

from nianbao.queries.places import PlaceRow
from pipelines.cropping.crop import Crop, Sought, crop_safely
from pipelines.exceptions import DocumentError, InputError
from pipelines.storage import archive


def cropped(place: PlaceRow, data: Path) -> Crop:
    """The page around the cell, from the archive in the data folder. InputError says why there is no picture."""
    if place.taken_down:
        raise InputError(f"no picture: the document was taken down, {place.taken_down}")
    sought = Sought(field_code=place.field_code, raw=place.raw, year=place.year, page=place.page, bbox=place.box)
    try:
        return crop_safely(archive.load(data / "archive", place.document_sha256), sought)
    except (DocumentError, archive.ArchiveError) as error:
        raise InputError(f"no picture: {error}") from error

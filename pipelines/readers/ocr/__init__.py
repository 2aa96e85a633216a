"""Pictures of pages: rules by OpenCV, text by a model of RapidOCR. Needs the extra `ocr`; imported when used."""

READERS = ("scan",)

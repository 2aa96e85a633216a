"""Pictures of pages: their rules by OpenCV, their text by RapidOCR. Needs the extra `ocr`; imported when used."""

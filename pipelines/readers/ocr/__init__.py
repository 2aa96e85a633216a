"""Pictures of pages: their rules by OpenCV, their text by ONNX Runtime and the model of RapidOCR. Needs the extra `ocr`; imported when used."""

"""Pictures of pages: rules by OpenCV, text by a model of RapidOCR. Needs the extra `ocr`; imported when used."""

import cv2

cv2.setNumThreads(1)  # documents are read in parallel, one a process

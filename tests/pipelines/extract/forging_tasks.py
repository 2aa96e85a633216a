"""A reader that was taken over: asked to read, it answers what its document's header tells it to."""

import base64
from dataclasses import replace

from pipelines.document import Document
from pipelines.extract.processes.tasks import Tasks
from pipelines.records import Report
from tests.pipelines.extract.sandbox_tasks import say


def telling(document: Document, answer: bytes) -> Document:
    return replace(document, headers=(("Answer", base64.b64encode(answer).decode()),))


def extract(document: Document) -> Report:
    return say(document, base64.b64decode(dict(document.headers)["Answer"]), "leave")


TASKS = Tasks(__name__, extract)

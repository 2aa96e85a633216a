"""What becomes of a task that gave no result: the document's fault, its limits, or ours."""

import signal

import pipelines.exceptions
from pipelines.exceptions import DocumentError, InternalError, LimitExceeded, UnreadableDocument
from pipelines.extract.processes.confinement.supervisor import SIGNALLED
from pipelines.extract.processes.tasks import Bug, Exceeded, Limits, Refusal

_GIB = 1 << 30


def end_of(code: int, limits: Limits) -> UnreadableDocument:
    """The reason of a child that ended instead of answering."""
    if code > SIGNALLED:  # of the process above it, which says how it ended
        code = SIGNALLED - code
    if code == -signal.SIGXCPU:
        return LimitExceeded(f"the reader was stopped after {limits.cpu:g} s of CPU")
    if code == -signal.SIGALRM:
        return LimitExceeded(f"the reader was stopped after {limits.seconds:g} s")
    if code == -signal.SIGKILL:
        return UnreadableDocument("the reader was killed from outside (signal 9), perhaps for want of memory")
    if code < 0:
        return UnreadableDocument(f"the reader crashed (signal {-code})")
    return UnreadableDocument(f"the reader ended without an answer (exit code {code})")


def error_of(answer: Refusal | Exceeded | Bug, limits: Limits) -> Exception:
    if isinstance(answer, Refusal):
        found = getattr(pipelines.exceptions, answer.kind, None)
        if isinstance(found, type) and issubclass(found, DocumentError):
            return found(answer.message)
        return InternalError(f"the reader's answer cannot be used: {answer.kind} is no error of a document")
    if isinstance(answer, Exceeded):
        needed = f"the reader needed more than {limits.memory / _GIB:.2g} GiB of memory"
        return LimitExceeded(needed if answer.message is None else answer.message)
    error = InternalError(answer.message)
    error.__cause__ = _RemoteTraceback(answer.trace)
    return error


class _RemoteTraceback(Exception):
    """Where in the child an exception arose; shown as the cause of the exception raised here."""

    def __str__(self) -> str:
        return f'\n"""\n{self.args[0]}"""'

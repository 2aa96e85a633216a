"""The process that draws pages for a reader: Chromium maps more memory than a reader may, so that it is asked here.

It is forked from the reader before that gives up its rights, gives up the same ones, and is held by what it writes to
instead of what it maps. The reader sends markup through a pipe and gets a PDF or an error's words.
"""

import contextlib
import os
import socket
from functools import partial
from typing import NoReturn

from pipelines.exceptions import DocumentError, LimitExceeded, UnreadableDocument
from pipelines.extract.processes.confinement import landlock, limits, namespaces, paths, seccomp, supervisor
from pipelines.extract.processes.tasks import Setup
from pipelines.extract.processes.wire import NotOurs, receive, send
from pipelines.readers.html import chromium

_MAX_MARKUP = 1 << 28  # bytes
_PRINTED, _UNREADABLE, _EXCEEDED = b"p", b"u", b"e"  # the first byte of an answer


def fork(asked: Setup, *, is_own_user: bool) -> None:
    """Starts the process, where Chromium is installed, and has this one ask it for pages from now on."""
    try:
        chromium.program()
    except UnreadableDocument:
        return
    ours, theirs = socket.socketpair()
    if os.fork() == 0:
        _serve(theirs, asked, is_own_user=is_own_user)
    theirs.close()
    chromium.ask(partial(_asked, ours))


def _asked(pipe: socket.socket, markup: str) -> bytes:
    try:
        send(pipe, markup.encode("utf-8", "replace"))
        answer = receive(pipe, 2 * chromium.MAX_PDF)
    except (EOFError, OSError, NotOurs) as error:
        raise UnreadableDocument("the process that draws pages has ended") from error
    kind, content = answer[:1], answer[1:]
    if kind == _PRINTED:
        return content
    words = content.decode("utf-8", "replace")
    raise LimitExceeded(words) if kind == _EXCEEDED else UnreadableDocument(words)


def _serve(pipe: socket.socket, asked: Setup, *, is_own_user: bool) -> NoReturn:
    with contextlib.suppress(EOFError, OSError, NotOurs):  # the reader is gone
        supervisor.close_all((pipe.fileno(),))
        supervisor.end_with_parent()
        limits.restrict_browser(asked.limits, asked.tasks, is_own_user=is_own_user)
        landlock.restrict(asked.readable, [os.getcwd(), *paths.DEVICES], paths.SOCKETS)
        namespaces.drop_capabilities()
        seccomp.restrict()
        while True:
            send(pipe, _answer(receive(pipe, _MAX_MARKUP).decode("utf-8", "replace")))
    chromium.end()
    os._exit(0)


def _answer(markup: str) -> bytes:
    try:
        return _PRINTED + chromium.print_to_pdf(markup)
    except DocumentError as error:
        kind = _EXCEEDED if isinstance(error, LimitExceeded) else _UNREADABLE
        return kind + str(error).encode("utf-8", "replace")

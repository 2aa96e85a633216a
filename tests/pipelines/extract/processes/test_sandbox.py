"""The sandbox's promises, each with a task that breaks one."""

import errno
import glob
import os
import resource
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from pipelines.document import Document
from pipelines.exceptions import InternalError, LimitExceeded, UnreadableDocument, UnsupportedFormat
from pipelines.extract.pipeline import extract
from pipelines.extract.processes.confinement.engine_words import MAX_KEPT, Words
from pipelines.extract.processes.sandbox import Sandbox
from pipelines.extract.processes.tasks import Limits
from pipelines.records import Status
from tests.city.forms import render_docx
from tests.city.forms.layout import F2021
from tests.pipelines.extract.sandbox_tasks import (
    TASKS,
    a_cell,
    add,
    babble,
    call_out,
    crash,
    eat_memory,
    environment,
    err,
    foreign,
    leave,
    leave_a_child,
    number,
    own_folder,
    process_id,
    recurse,
    refuse,
    sleep,
    spin,
    write_too_much,
)
from tests.pipelines.readers.converted import NEEDS_LIBREOFFICE, converted, has_libreoffice
from tests.pipelines.readers.test_formats import made

HOSTILE = Path(__file__).resolve().parents[4].parent / "shared" / "reports" / "samples" / "hostile"
BOMBS = ("big.docx", "lol.docx", "xxe.docx", "lol.xlsx", "deep.html", "span.html", "paths.pdf", "flate.pdf")
SMALL = Limits(
    memory=200 << 20,
    cpu=1,
    wall=60,  # CPU time does not depend on what else the machine does
    result=1 << 20,
    file_size=1 << 20,
)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(TASKS, workers=2, limits=SMALL) as sandbox:
        yield sandbox


def test_a_result_comes_back(sandbox: Sandbox) -> None:
    assert sandbox.run(add, 2, 3) == 5
    assert sandbox.run(add, 2) == 3, "what is not given is as the function has it"
    assert sandbox.run(a_cell) == a_cell()
    assert str(sandbox.run(number, "3.50")) == "3.50"


@pytest.mark.parametrize(
    ("task", "kind", "reason"),
    [
        (eat_memory, LimitExceeded, r"needed more than 0\.2 GiB of memory"),
        (spin, LimitExceeded, "stopped after 1 s of CPU"),
        (babble, LimitExceeded, "result has 2097"),
        (write_too_much, LimitExceeded, "larger file"),
        (recurse, LimitExceeded, "nests deeper"),
        (leave, UnreadableDocument, r"ended without an answer \(exit code 3\)"),
        (crash, UnreadableDocument, r"crashed \(signal 6\)"),
        (foreign, InternalError, "function cannot be sent"),
        (refuse, UnsupportedFormat, "no reader for a stone"),
    ],
)
def test_what_goes_too_far_ends_with_a_reason_and_the_pool_goes_on(
    sandbox: Sandbox, task: object, kind: type[Exception], reason: str
) -> None:
    with pytest.raises(kind, match=reason):
        sandbox.run(task)  # type: ignore[arg-type]
    assert sandbox.run(add, 1, 1) == 2


def test_a_task_that_sleeps_is_stopped_by_the_clock(sandbox: Sandbox) -> None:
    with pytest.raises(LimitExceeded, match=r"stopped after 0\.5 s"):
        sandbox.run(sleep, limits=Limits(wall=0.5))


def test_a_bug_rises_with_the_traceback_of_the_child(sandbox: Sandbox) -> None:
    with pytest.raises(InternalError, match="KeyError: '规章'") as caught:
        sandbox.run(err)
    assert "in err" in str(caught.value.__cause__)
    assert sandbox.run(add, 1, 1) == 2


def test_a_child_killed_at_work_gives_its_document_a_reason() -> None:
    with Sandbox(TASKS, limits=SMALL) as sandbox, ThreadPoolExecutor(1) as threads:
        victim = sandbox.run(process_id)
        at_work = threads.submit(sandbox.run, sleep)
        time.sleep(0.3)  # until the task has surely begun
        os.kill(victim, signal.SIGKILL)
        with pytest.raises(UnreadableDocument, match="killed from outside"):
            at_work.result()
        assert sandbox.run(add, 1, 1) == 2


def test_a_child_killed_while_idle_is_replaced() -> None:
    with Sandbox(TASKS, limits=SMALL) as sandbox:
        victim = sandbox.run(process_id)
        os.kill(victim, signal.SIGKILL)
        assert _ends(victim)
        assert sandbox.run(add, 1, 1) == 2


def test_children_stay_warm_and_are_replaced_after_some_tasks() -> None:
    with Sandbox(TASKS, limits=SMALL, recycle_after=2) as sandbox:
        first, second, third = (sandbox.run(process_id) for _ in range(3))
    assert first == second != third


def test_a_limit_can_be_wider_for_one_task(sandbox: Sandbox) -> None:
    assert sandbox.run(eat_memory, limits=Limits(memory=2 << 30)) == 300 << 20
    with pytest.raises(LimitExceeded):
        sandbox.run(eat_memory)


def test_threads_share_the_pool() -> None:
    with Sandbox(TASKS, workers=2, limits=SMALL) as sandbox, ThreadPoolExecutor(6) as threads:
        assert list(threads.map(lambda count: sandbox.run(add, count, 1), range(30))) == list(range(1, 31))


def test_children_are_offline_where_the_system_allows_it(sandbox: Sandbox) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        answer = sandbox.run(call_out, server.getsockname()[1])
    assert (answer != "connected") == sandbox.protection.is_offline


def test_a_child_has_a_folder_of_its_own_that_goes_with_it() -> None:
    with Sandbox(TASKS, limits=SMALL) as sandbox:
        folder = sandbox.run(own_folder)
        assert Path(folder).exists()
    assert not Path(folder).exists()


@pytest.mark.skipif(not has_libreoffice(), reason=NEEDS_LIBREOFFICE)
def test_libreoffice_works_inside_and_leaves_nothing_behind() -> None:
    rtf = converted([render_docx.docx(made(1, F2021))], "docx", "rtf")[0]
    sockets = f"/tmp/OSL_PIPE_{os.getuid()}_*"
    others = set(glob.glob(sockets))  # of whoever else works, or was killed, on this machine
    with Sandbox(TASKS) as sandbox:
        report = sandbox.run(extract, Document(body=rtf, file_name="report.rtf"), limits=Limits(cpu=60, wall=240))
    assert (report.status, len(report.values)) == (Status.OK, 200)
    assert not any(is_abandoned(path) for path in set(glob.glob(sockets)) - others)


def is_abandoned(path: str) -> bool:
    """True if nobody answers at this socket. One that answers is of a LibreOffice at work."""
    with socket.socket(socket.AF_UNIX) as talk:
        talk.setblocking(False)
        return talk.connect_ex(path) == errno.ECONNREFUSED


def test_what_an_engine_says_is_short_and_cannot_steer_a_terminal() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", "print(chr(27) + '[2J' + 'x' * 9000)"], stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        words = Words(process.stdout)
        process.wait()
        words.close()
    assert words.last == "x" * (MAX_KEPT - 1)


def test_what_a_child_started_ends_with_it() -> None:
    with Sandbox(TASKS, limits=SMALL) as sandbox:
        grandchild = sandbox.run(leave_a_child)
    assert _ends(grandchild)


def test_a_child_sees_none_of_our_secrets(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NIANBAO_DB", "postgresql://user:secret@host/db")
    with Sandbox(TASKS, limits=SMALL) as fresh:
        assert "NIANBAO_DB" not in fresh.run(environment)


def answer_to_a_killed_parent(task: str) -> str:
    """What a child answers to a parent that is then killed -9 at once."""
    program = (
        f"import os, signal; from pipelines.extract.processes.sandbox import Sandbox;"
        f"from tests.pipelines.extract.sandbox_tasks import TASKS, {task};"
        f"print(Sandbox(TASKS).run({task}), flush=True); os.kill(os.getpid(), signal.SIGKILL)"
    )
    root = Path(__file__).resolve().parents[4]
    parent = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=root, check=False)
    assert parent.returncode == -signal.SIGKILL, parent.stderr
    return parent.stdout.strip()


def test_idle_children_end_when_the_parent_is_killed() -> None:
    assert _ends(int(answer_to_a_killed_parent("process_id")))


def test_a_killed_parent_leaves_no_folder_behind() -> None:
    folder = Path(answer_to_a_killed_parent("own_folder"))
    assert _comes_true(lambda: not folder.exists())


def test_a_closed_sandbox_takes_no_task() -> None:
    sandbox = Sandbox(TASKS)
    sandbox.close()
    with pytest.raises(RuntimeError, match="closed"):
        sandbox.run(add, 1, 1)


@pytest.mark.skipif(not HOSTILE.exists(), reason="../shared is not here")
@pytest.mark.parametrize("name", BOMBS)
def test_a_hostile_document_ends_in_a_report_within_its_limits(name: str) -> None:
    document = Document(body=(HOSTILE / name).read_bytes(), file_name=name)
    started, before = time.monotonic(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with Sandbox(TASKS, limits=Limits(cpu=10)) as sandbox:
        try:
            outcome = sandbox.run(extract, document).error or "read"
        except UnreadableDocument as error:
            outcome = str(error)
    assert outcome
    assert time.monotonic() - started < 25
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 300 << 10  # kB, of the parent


def _ends(pid: int) -> bool:
    return _comes_true(lambda: not _is_alive(pid))


def _is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except FileNotFoundError:
        return False


def _comes_true(condition: Callable[[], bool]) -> bool:
    for _ in range(300):
        if condition():
            return True
        time.sleep(0.01)
    return False

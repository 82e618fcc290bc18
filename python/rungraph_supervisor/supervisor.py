"""The life of one task, in a process of its own between the server and the task."""

import fcntl
import os
import select
import signal
import time
from typing import Callable, Optional

from . import launch
from .kernel import adopt_orphans, now, signal_at_parents_death
from .lines import LineReader
from .log_writer import STDERR, STDOUT, LogWriter
from .memory_group import MemoryGroup
from .processes import descendants, kill, send
from .watch import Watch

TIME_LIMIT_GRACE = 5.0
READ_BYTES = 64 * 1024
PIPE_BYTES = 1 << 20
F_SETPIPE_SZ = 1031  # <linux/fcntl.h>


class Supervisor:
    """`orders` brings {"op": "go"}, {"op": "stop", "graceMs": n}, {"op": "abort", "reason": ..., "message": text} and
    {"op": "kill", "message": text}; its end means kill."""

    def __init__(self, task: dict, group: Optional[MemoryGroup], orders: int, report: Callable[[dict], None]) -> None:
        self._task = task
        self._group = group
        self._watch = Watch(task["memoryBytes"], group, self._tree)
        self._orders = LineReader(orders)
        self._report = report
        self._poll = select.poll()
        self._wakeup, self._wakeup_write = os.pipe()
        self._log: Optional[LogWriter] = None
        self._temporary = None
        self._child = 0
        self._status: Optional[int] = None
        self._streams = {}
        self._reason = "EXITED"
        self._message = None
        self._kill_at: Optional[float] = None
        self._time_limit: Optional[float] = None

    def run(self, server: int) -> None:
        os.setpgid(0, 0)
        self._hear_signals()
        adopt_orphans()
        self._poll.register(self._orders.fd, select.POLLIN)
        self._poll.register(self._wakeup, select.POLLIN)
        started = finished = None
        try:
            if not signal_at_parents_death(signal.SIGTERM, server):
                self._lose("The engine's server ended.")
            self._log = LogWriter(self._task["logFolder"])
            self._temporary = launch.prepare(self._task)
            if self._group:
                self._group.create()
            self._report({"event": "prepared"})
            while not self._child and self._reason == "EXITED":
                self._wait()
            if self._child:
                started = self._started_at
                while not self._is_over():
                    self._wait()
            finished = now()
        except launch.CannotStart as error:
            self._reason, self._message = "FAILED_TO_START", str(error)
        except OSError as error:
            if self._child:
                raise  # the server ends what is left, and tells that the task is lost
            self._reason, self._message = "FAILED_TO_START", f"It cannot be prepared: {error.strerror}: {error.filename}."
        self._finish(started, finished or now())

    def _hear_signals(self) -> None:
        os.set_blocking(self._wakeup_write, False)
        signal.set_wakeup_fd(self._wakeup_write, warn_on_full_buffer=False)
        for number in (signal.SIGCHLD, signal.SIGTERM):
            signal.signal(number, lambda *_: None)
        signal.signal(signal.SIGINT, signal.SIG_IGN)

    # --- the loop

    def _wait(self) -> None:
        """Waits for whatever comes first, and deals with it."""
        for fd, _ in self._poll.poll(self._timeout_ms()):
            if fd in self._streams:
                self._read(fd)
            elif fd == self._wakeup:
                if bytes([signal.SIGTERM]) in os.read(fd, 4096):
                    self._lose("The engine's server ended.")
                self._reap()
            else:
                self._obey()
        moment = time.monotonic()
        if self._child:
            if moment >= self._watch.due:
                self._look(moment)
            if self._log.flush_due is not None and moment >= self._log.flush_due:
                self._log.flush_partial(now())
            if self._time_limit is not None and moment >= self._time_limit:
                self._time_limit = None
                self._stop("TIME_LIMIT", f"The limit of {self._task['timeLimitSeconds']:g} seconds was reached.", TIME_LIMIT_GRACE)
            if self._kill_at is not None and moment >= self._kill_at:
                kill(self._tree)
                self._kill_at = moment + 0.05  # what escaped, or is in the middle of a system call

    def _timeout_ms(self) -> Optional[int]:
        if not self._child:
            return None
        due = [each for each in (self._watch.due, self._log.flush_due, self._time_limit, self._kill_at) if each is not None]
        return max(0, int((min(due) - time.monotonic()) * 1000) + 1)

    def _obey(self) -> None:
        orders = self._orders.read()
        if orders is None:
            self._poll.unregister(self._orders.fd)
            self._lose("The engine's server ended.")
        for order in orders or []:
            if order["op"] == "go":
                self._start()
            elif order["op"] == "stop":
                self._stop("STOPPED", "It was stopped.", order["graceMs"] / 1000)
            elif order["op"] == "abort":
                self._stop(order["reason"], order["message"], 0)
            else:
                self._lose(order["message"])

    def _read(self, fd: int) -> bool:
        """Whether there was something to read."""
        try:
            data = os.read(fd, READ_BYTES)
        except BlockingIOError:
            return False
        if data:
            self._log.add(self._streams[fd], data, now())
        else:
            self._poll.unregister(fd)
            os.close(fd)
            del self._streams[fd]
        return bool(data)

    def _reap(self) -> None:
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            if pid == self._child:
                self._status = status

    # --- start, stop, end

    def _start(self) -> None:
        if self._reason != "EXITED":
            return
        writers = []
        for stream in (STDOUT, STDERR):
            reader, writer = os.pipe()
            _enlarge(reader)
            os.set_blocking(reader, False)
            self._streams[reader] = stream
            self._poll.register(reader, select.POLLIN)
            writers.append(writer)
        try:
            self._child, pid = launch.launch(self._task, self._temporary, self._group, *writers)
        except launch.CannotStart as error:
            self._watch.heed_kernel()
            raise launch.CannotStart(": ".join(filter(None, [str(error), self._said(), self._watch.beyond]))) from None
        finally:
            for writer in writers:
                os.close(writer)
        self._started_at = now()
        moment = time.monotonic()
        if self._task["timeLimitSeconds"]:
            self._time_limit = moment + self._task["timeLimitSeconds"]
        self._report({"event": "started", "pid": pid, "supervisor": os.getpid(), "at": self._started_at})
        self._look(moment)

    def _said(self) -> str:
        """What bwrap had to say; nothing where it was not there."""
        words = b""
        for fd in self._streams:
            try:
                words += os.read(fd, READ_BYTES)
            except BlockingIOError:
                pass
        return words.decode(errors="replace").strip()

    def _stop(self, reason: str, message: str, grace: float) -> None:
        """The first cause is the one that is told; a later one can only bring the end forward."""
        if self._reason == "EXITED":
            self._reason, self._message = reason, message
            if grace > 0:
                send(self._signalled(), signal.SIGTERM)
        kill_at = time.monotonic() + grace
        self._kill_at = kill_at if self._kill_at is None else min(self._kill_at, kill_at)

    def _lose(self, message: str) -> None:
        self._stop("LOST", message, 0)

    def _tree(self) -> list:
        return descendants(os.getpid())

    def _signalled(self) -> list:
        # bwrap itself would take the whole task with it at once.
        return [pid for pid in self._tree() if not (self._task["isolation"] and pid == self._child)]

    def _is_over(self) -> bool:
        """Once its first process has ended the rest is ended too; after a stop it has its time of grace."""
        if self._status is None:
            return False
        if not self._tree():
            return True
        if self._kill_at is None:
            self._kill_at = time.monotonic()
        return False

    def _look(self, moment: float) -> None:
        sample = self._watch.look(moment)
        if sample:
            self._report(sample)
        self._end_beyond_limit()

    def _end_beyond_limit(self) -> None:
        if self._watch.beyond:
            self._stop("MEMORY_LIMIT", self._watch.beyond, 0)

    def _finish(self, started: Optional[int], finished: int) -> None:
        """Nothing of the task runs any more: the rest of its output, and the report."""
        self._watch.heed_kernel()
        self._end_beyond_limit()
        if self._group:
            self._group.remove()
        for fd in list(self._streams):
            while self._read(fd):
                pass
        if self._log:
            self._log.close(finished, self._reason)
        if self._temporary:
            launch.remove(self._temporary)
        code, number = self._outcome()
        message = " ".join(filter(None, [self._message, self._watch.remark, self._log and self._log.fault])) or None
        self._report({
            "event": "ended", "reason": self._reason, "message": message, "exitCode": code, "signal": number,
            "startedAt": started, "finishedAt": finished, **self._watch.figures(),
        })

    def _outcome(self) -> tuple:
        """Exit code and the number of the signal, of which one at most is there."""
        if self._status is None:
            return None, None
        if os.WIFSIGNALED(self._status):
            return None, os.WTERMSIG(self._status)
        code = os.WEXITSTATUS(self._status)
        # bwrap, as a shell, tells a signal by a code above 128.
        if self._task["isolation"] and 128 < code <= 128 + 31:
            return None, code - 128
        return code, None


def _enlarge(pipe: int) -> None:
    """A larger pipe lets a task that writes much go on while we write."""
    try:
        fcntl.fcntl(pipe, F_SETPIPE_SZ, PIPE_BYTES)
    except OSError:
        pass  # the user's limit is reached, or another system: the usual size does

"""The life of a task, in a process between the server and the task."""

import os
import signal
import time
from typing import Callable, Optional

from . import launch
from .cgroup_place import Place
from .kernel import adopt_orphans, now, signal_at_parents_death
from .launcher import Launcher, Launchers
from .log_writer import STDERR, STDOUT, LogWriter
from .memory_group import MemoryGroup
from .orders import Orders
from .processes import descendants, kill, send
from .watch import Watch

TIME_LIMIT_GRACE = 5.0
READ_BYTES = 64 * 1024
FORK_AFTER_MS = 5  # of quiet: somebody may be waiting for what is to be started at once
FORK_AGAIN_MS = 1000


def supervise(server: int, orders: Orders, report: Callable[[dict], None], open_files: int) -> None:
    """Takes on one task after the other, until nobody is left who could give one."""
    os.setpgid(0, 0)
    for number in (signal.SIGCHLD, signal.SIGTERM):
        signal.signal(number, lambda *_: None)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    adopt_orphans()
    launchers = Launchers(open_files)
    is_over = not signal_at_parents_death(signal.SIGTERM, server)
    pause = FORK_AFTER_MS
    while not is_over:
        order = orders.next_task()
        if order:
            task = order["task"]
            group = MemoryGroup(Place(*order["group"]), task["memoryBytes"]) if order["group"] else None
            Supervisor(task, group, orders, launchers, lambda message: report({**message, "id": task["id"]})).run()
        elif not orders.over:
            _, signals = orders.wait(None if launchers.is_ready else pause)
            is_over = signal.SIGTERM in signals
            if not orders.has_come and not is_over:
                pause = FORK_AFTER_MS if launchers.make_ready() else FORK_AGAIN_MS
        is_over = is_over or orders.over or os.getppid() != server


class Supervisor:
    """Its orders are {"op": "go"}, {"op": "stop", "graceMs": n}, {"op": "abort", "reason": ..., "message": text} and
    {"op": "kill", "message": text}; the end of all orders means kill."""

    def __init__(self, task: dict, group: Optional[MemoryGroup], orders: Orders, launchers: Launchers, report: Callable[[dict], None]) -> None:
        self._task = task
        self._group = group
        self._watch = Watch(task["memoryBytes"], group, self._tree)
        self._orders = orders
        self._launchers = launchers
        self._report = report
        self._log: Optional[LogWriter] = None
        self._temporary = None
        self._launcher: Optional[Launcher] = None
        self._child = 0
        self._status: Optional[int] = None
        self._streams = {}
        self._reason = "EXITED"
        self._message = None
        self._kill_at: Optional[float] = None
        self._time_limit: Optional[float] = None
        self._is_alone = False

    def run(self) -> None:
        started = finished = None
        try:
            self._log = LogWriter(self._task["logFolder"])
            self._temporary = launch.prepare(self._task)
            if self._group:
                self._group.create()
            self._report({"event": "prepared"})
            self._obey()
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

    # --- the loop

    def _wait(self) -> None:
        """Waits for whatever comes first, and deals with it."""
        ready, signals = self._orders.wait(self._timeout_ms())
        for fd in ready:
            self._read(fd)
        if signal.SIGTERM in signals:
            self._lose("The engine's server ended.")
        if signals:
            self._reap()
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
                kill(self._tree, self._watch.count)
                self._kill_at = moment + 0.05  # what escaped, or is in the middle of a system call

    def _timeout_ms(self) -> Optional[int]:
        if not self._child:
            return None
        due = [each for each in (self._watch.due, self._log.flush_due, self._time_limit, self._kill_at) if each is not None]
        return max(0, int((min(due) - time.monotonic()) * 1000) + 1)

    def _obey(self) -> None:
        for order in self._orders.take(self._task["id"]):
            if order["op"] == "go":
                self._start()
            elif order["op"] == "stop":
                self._stop("STOPPED", "It was stopped.", order["graceMs"] / 1000)
            elif order["op"] == "abort":
                self._stop(order["reason"], order["message"], 0)
            else:
                self._lose(order["message"])
        if self._orders.over and not self._is_alone:
            self._is_alone = True
            self._lose("The engine's server ended.")

    def _read(self, fd: int) -> bool:
        """Whether there was something to read."""
        try:
            data = os.read(fd, READ_BYTES)
        except BlockingIOError:
            return False
        if data:
            self._log.add(self._streams[fd], data, now())
        else:
            self._close(fd)
        return bool(data)

    def _close(self, stream: int) -> None:
        self._orders.unwatch(stream)
        os.close(stream)
        del self._streams[stream]

    def _reap(self) -> None:
        while True:
            try:
                pid, status, spent = os.wait4(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            self._watch.ended(spent)
            if pid == self._child:
                self._status = status

    # --- start, stop, end

    def _start(self) -> None:
        if self._reason != "EXITED":
            return
        launcher = self._launcher = self._launchers.take(self._group)
        for fd, stream in ((launcher.stdout, STDOUT), (launcher.stderr, STDERR)):
            self._streams[fd] = stream
            self._orders.watch(fd)
        try:
            pid = launcher.launch(self._task, self._temporary, self._group)
            self._child = launcher.pid
        except launch.CannotStart as error:
            self._watch.heed_kernel()
            raise launch.CannotStart(": ".join(filter(None, [str(error), self._said(), self._watch.beyond]))) from None
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
        for fd in list(self._streams):
            self._close(fd)
        if self._launcher:
            self._launcher.end()
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

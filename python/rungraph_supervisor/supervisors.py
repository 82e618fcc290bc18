"""The processes that supervise tasks, as the server sees them. Each takes one task after the other: to fork one takes longer
than to start a task."""

import os
import select
import signal
import sys
import time
import traceback
from typing import Callable, Iterable, Optional

from .gang import Supervised
from .lines import LineReader, line, write_all
from .orders import Orders
from .processes import is_alive, send
from .supervisor import supervise

MOST_SPARE = 8
FORK_AGAIN_SECONDS = 1.0
LEAVE_SECONDS = 5.0  # that is how long one without a task may take to end


class SupervisorProcess:
    def __init__(self, pid: int, orders: int, reports: int) -> None:
        self.pid, self._orders, self.reports = pid, orders, LineReader(reports)
        self.task: Optional[Supervised] = None
        self.exited = False
        self.leave_by: Optional[float] = None
        """When it is to have ended, by the monotonic clock, after it was dismissed."""

    @property
    def is_gone(self) -> bool:
        """Whether it can neither be told anything nor tells anything."""
        return self.reports.fd == -1

    def order(self, message: dict) -> None:
        if self._orders == -1:
            return
        try:
            write_all(self._orders, line(message))
        except BrokenPipeError:
            pass  # it has just ended, and says so itself

    def dismiss(self) -> None:
        """It ends when its task has."""
        if self._orders != -1:
            os.close(self._orders)
            self._orders = -1
            self.leave_by = time.monotonic() + LEAVE_SECONDS

    def close(self) -> None:
        self.dismiss()
        os.close(self.reports.fd)
        self.reports.fd = -1

    def descriptors(self) -> list:
        return [fd for fd in (self._orders, self.reports.fd) if fd != -1]


class Supervisors:
    def __init__(self, poll: select.poll, kept: int, closed: Iterable, open_files: int) -> None:
        """`kept` is the descriptor of the stream of events: it ends for the engine when no supervisor is left. The others in
        `closed` are the server's alone."""
        self._poll, self._kept, self._closed, self._open_files = poll, kept, list(closed), open_files
        self.by_fd, self._by_pid = {}, {}
        self._spare = []
        self._fork_again_at = 0.0

    def take(self, task: Supervised) -> SupervisorProcess:
        """One that waits, of these the one that rested longest. One that has ended already when there can be no process more."""
        process = next((spare for spare in self._spare if is_alive(spare.pid)), None)
        if process:
            self._spare.remove(process)
            os.kill(process.pid, signal.SIGCONT)  # a task of the same user may have stopped it
        else:
            try:
                process = self._fork()
            except OSError:
                process = SupervisorProcess(-1, -1, -1)
                process.exited = True
        process.task = task
        return process

    def put_back(self, process: SupervisorProcess, may_stay: bool) -> None:
        """Its task is over."""
        process.task = None
        if process.is_gone:
            return
        if may_stay and len(self._spare) < MOST_SPARE:
            self._spare.append(process)
        else:
            process.dismiss()

    @property
    def wants_fork(self) -> bool:
        return not self._spare and time.monotonic() >= self._fork_again_at

    def refill(self) -> None:
        """The next task is not to wait for a fork."""
        if self.wants_fork:
            try:
                self._spare.append(self._fork())
            except OSError:
                self._fork_again_at = time.monotonic() + FORK_AGAIN_SECONDS

    def dismiss_spare(self) -> None:
        while self._spare:
            self._spare.pop().dismiss()

    def insist(self) -> None:
        """Ends those without a task that do not leave."""
        for process in self.by_fd.values():
            if process.task is None and not process.exited and process.leave_by is not None and time.monotonic() > process.leave_by:
                send([process.pid], signal.SIGKILL)

    def note_exit(self, pid: int) -> None:
        """A child of the server has ended; it may still be in use here."""
        process = self._by_pid.pop(pid, None)
        if process:
            process.exited = True

    def forget(self, process: SupervisorProcess) -> None:
        """It has ended, or says nothing more."""
        fd = process.reports.fd
        self._poll.unregister(fd)
        del self.by_fd[fd]
        process.close()
        if process in self._spare:
            self._spare.remove(process)

    def _fork(self) -> SupervisorProcess:
        orders_read, orders_write = os.pipe()
        reports_read, reports_write = os.pipe()
        server = os.getpid()
        try:
            pid = os.fork()
        except OSError:
            for fd in (orders_read, orders_write, reports_read, reports_write):
                os.close(fd)
            raise
        if pid == 0:
            self._become(server, orders_read, reports_write, [orders_write, reports_read])
        os.close(orders_read)
        os.close(reports_write)
        process = self.by_fd[reports_read] = self._by_pid[pid] = SupervisorProcess(pid, orders_write, reports_read)
        self._poll.register(reports_read, select.POLLIN)
        return process

    def _become(self, server: int, orders: int, reports: int, others: list) -> None:
        """In the new process."""
        code = 1
        try:
            signal.set_wakeup_fd(-1)
            theirs = [fd for process in self.by_fd.values() for fd in process.descriptors()]
            for fd in {*self._closed, *others, *theirs} - {self._kept}:
                os.close(fd)
            os.open(os.devnull, os.O_RDONLY)  # takes the place of the requests on file descriptor 0

            def report(message: dict) -> None:
                try:
                    write_all(reports, line(message))
                except BrokenPipeError:
                    pass  # the server is gone; what is left is to end the task

            supervise(server, Orders(orders), report, self._open_files)
            code = 0
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stderr.flush()
            os._exit(code)

"""What a supervisor process is told, and what wakes it up."""

import os
import select
import signal

from .lines import LineReader


class Orders:
    """JSON lines with the id of the task that they are about; `over` when nobody is left who could give any."""

    def __init__(self, fd: int) -> None:
        self.over = False
        self._reader, self._waiting = LineReader(fd), []
        self._poll = select.poll()
        self._wakeup, wakeup_write = os.pipe()
        os.set_blocking(wakeup_write, False)
        signal.set_wakeup_fd(wakeup_write, warn_on_full_buffer=False)
        for fd in (self._reader.fd, self._wakeup):
            self._poll.register(fd, select.POLLIN)

    @property
    def has_come(self) -> bool:
        """Whether there is something to `take`."""
        return bool(self._waiting)

    def watch(self, fd: int) -> None:
        """`wait` tells of it, too."""
        self._poll.register(fd, select.POLLIN)

    def unwatch(self, fd: int) -> None:
        self._poll.unregister(fd)

    def wait(self, timeout_ms: int = None) -> tuple:
        """The watched descriptors that are ready, and the numbers of the signals that have come. Orders are kept for `take`."""
        ready, signals = [], b""
        for fd, _ in self._poll.poll(timeout_ms):
            if fd == self._wakeup:
                signals = os.read(fd, 4096)
            elif fd != self._reader.fd:
                ready.append(fd)
            else:
                self._read()
        return ready, signals

    def take(self, about: str) -> list:
        """What has come about a task; the rest was about one that is over."""
        taken, self._waiting = [order for order in self._waiting if order["id"] == about], []
        return taken

    def next_task(self) -> dict:
        """The order to take on a task, None when there is none yet."""
        while self._waiting:
            order = self._waiting.pop(0)
            if order["op"] == "task":
                return order
        return None

    def _read(self) -> None:
        messages = self._reader.read()
        if messages is None:
            self._poll.unregister(self._reader.fd)
            self.over = True
        self._waiting += messages or []

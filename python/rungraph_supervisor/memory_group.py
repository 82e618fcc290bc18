"""The control group of one task: the kernel itself keeps its memory within the limit, and ends what goes beyond."""

import os
import time
from typing import Optional

from .cgroup_place import Place, write
from .kernel import fork_into
from .processes import kill

REMOVAL_SECONDS = 0.1  # a process may hold its group for a moment after it was waited for
MOST_AT_ONCE = 64 * os.sysconf("SC_PAGE_SIZE")  # by so much less than the limit may be in use when the kernel finds no more


class MemoryGroup:
    def __init__(self, place: Place, limit: int) -> None:
        self.place = place
        self._version, self.folder = place
        self._limit = limit
        self._is_inside = False  # of the child of `fork`: whether it began there

    def create(self) -> None:
        """Raises OSError."""
        os.mkdir(self.folder)
        if self._version == 1:
            self._set("memory.limit_in_bytes", self._limit)
            self._set_if_there("memory.memsw.limit_in_bytes", self._limit)
        else:
            self._set("memory.max", self._limit)
            self._set_if_there("memory.swap.max", 0)
            self._set_if_there("memory.oom.group", 1)

    @property
    def takes_at_fork(self) -> bool:
        """Whether a process is better born in it: to move it there takes ten milliseconds."""
        return self._version == 2

    def fork(self) -> int:
        """As os.fork; the child is to `enter` by the `entrance`."""
        if self._version == 2:
            folder = os.open(self.folder, os.O_RDONLY | os.O_DIRECTORY)
            self._is_inside = True
            try:
                return fork_into(folder)
            except OSError:
                self._is_inside = False
            finally:
                os.close(folder)
        return os.fork()

    @property
    def entrance(self) -> Optional[str]:
        """Of the child of the last `fork`; None when it began inside."""
        # By `tasks` the kernel need not keep all other processes of the machine from forking meanwhile.
        return None if self._is_inside else f"{self.folder}/{'tasks' if self._version == 1 else 'cgroup.procs'}"

    def events(self) -> dict:
        """What the kernel tells of its shortages, by its own names. Raises OSError."""
        with open(f"{self.folder}/{'memory.oom_control' if self._version == 1 else 'memory.events'}", encoding="ascii") as file:
            return {key: int(value) for key, value in (row.split() for row in file)}

    def verdict(self) -> Optional[bool]:
        """None while the kernel has ended nothing of the task for want of memory; then whether its own limit was reached.
        False: something larger ran out, as the machine."""
        if not os.path.exists(self.folder):
            return None
        events = self.events()
        if not events["oom_kill"]:
            return None
        if self._version == 2:
            return events["oom"] > 0
        # Not by failcnt, which newer kernels leave at 0.
        with open(f"{self.folder}/memory.max_usage_in_bytes", encoding="ascii") as file:
            return int(file.read()) > self._limit - MOST_AT_ONCE

    def remove(self) -> None:
        """Its processes have ended. What cannot be removed now is left to the next sweep."""
        remove_tree(self.folder)

    def _set(self, name: str, value: int) -> None:
        write(f"{self.folder}/{name}", str(value))

    def _set_if_there(self, name: str, value: int) -> None:
        """Not every kernel accounts for swap or knows groups that are ended as one."""
        if os.path.exists(f"{self.folder}/{name}"):
            self._set(name, value)


def enter(entrance: str) -> None:
    """Takes the calling process in, which has one thread. Raises OSError."""
    write(entrance, "0")


def remove_tree(folder: str) -> None:
    """Removes a group and those below it, which tasks may have made."""
    deadline = time.monotonic() + REMOVAL_SECONDS
    while True:
        for path, _, _ in os.walk(folder, topdown=False):
            try:
                os.rmdir(path)
            except OSError:
                pass
        if not os.path.exists(folder) or time.monotonic() > deadline:
            return
        time.sleep(0.001)


def kill_all(folder: str) -> None:
    """Ends every process in a group and those below it."""
    kill(lambda: _pids(folder))


def _pids(folder: str) -> list:
    found = []
    for path, _, _ in os.walk(folder):
        try:
            with open(f"{path}/cgroup.procs", encoding="ascii") as file:
                found += [int(row) for row in file]
        except OSError:
            pass
    return [pid for pid in found if pid > 0]  # 0 is told for processes that we cannot see, and would mean ourselves

"""What a task uses, and whether it went beyond its limit of memory: the kernel says so where there is a control group, else it is looked at."""

import math
import resource
from typing import Callable, Iterable, Optional

from .kernel import now
from .memory_group import MemoryGroup
from .processes import proportional_bytes, usage

SAMPLE_SECONDS = 0.5
LIMITED_SAMPLE_SECONDS = 0.1  # while memory is limited by looking: what is allocated in between is not seen
HEED_SECONDS = 0.1  # while the kernel limits it: it may have ended one process, and the others end with that


class Watch:
    def __init__(self, limit: Optional[int], group: Optional[MemoryGroup], tree: Callable[[], list]) -> None:
        self._limit, self._group, self._tree = limit, group, tree
        self._sample_seconds = LIMITED_SAMPLE_SECONDS if limit and not group else SAMPLE_SECONDS
        self._sample_at = 0.0
        self._heed_at = 0.0 if group else math.inf
        self._peak_bytes = 0
        self._user_seconds = self._system_seconds = 0.0
        self._seen_user_seconds = self._seen_system_seconds = 0.0
        self._ended_kilobytes = 0
        self.beyond: Optional[str] = None
        """What is to be told of a task that went beyond its limit."""
        self.remark: Optional[str] = None
        """What its owner could not know otherwise."""

    @property
    def due(self) -> float:
        """When to look next, by the monotonic clock."""
        return min(self._sample_at, self._heed_at)

    def look(self, moment: float) -> Optional[dict]:
        """The sample to be reported, when it is time for one."""
        if moment >= self._heed_at:
            self._heed_at = moment + HEED_SECONDS
            self.heed_kernel()
        if moment < self._sample_at:
            return None
        self._sample_at = moment + self._sample_seconds
        return self._sample()

    def ended(self, spent: resource.struct_rusage) -> None:
        """A child has ended; what it spent includes its own children for which it waited, not those that ended with their namespace."""
        self._user_seconds += spent.ru_utime
        self._system_seconds += spent.ru_stime
        self._ended_kilobytes = max(self._ended_kilobytes, spent.ru_maxrss)

    def _sample(self) -> dict:
        tree = self._tree()
        memory = self.count(tree)
        if self._limit and memory > self._limit:
            memory = proportional_bytes(tree) or memory
            if memory > self._limit and not self._group:
                self.beyond = f"The limit of {self._limit} bytes of memory was exceeded: {memory} bytes were in use."
        self._peak_bytes = max(self._peak_bytes, memory)
        return {"event": "sample", "at": now(), "cpuSeconds": self._seen_user_seconds + self._seen_system_seconds, "memoryBytes": memory}

    def count(self, pids: Iterable) -> int:
        """Counts what they have spent until now, for they may end without anybody who waits for them. Returns their resident memory."""
        live = usage(pids)
        self._seen_user_seconds = max(self._seen_user_seconds, self._user_seconds + live.user_seconds)
        self._seen_system_seconds = max(self._seen_system_seconds, self._system_seconds + live.system_seconds)
        return live.memory_bytes

    def heed_kernel(self) -> None:
        """Whether the kernel has ended processes of the task."""
        was_reached = self._group.verdict() if self._group else None
        if was_reached:
            self.beyond = f"The limit of {self._limit} bytes of memory was exceeded; files in memory, as in /dev/shm, count."
            self._peak_bytes = max(self._peak_bytes, self._limit)
        elif was_reached is False:
            self.remark = "The kernel ended a process of it because memory ran out outside of its own limit."

    def figures(self) -> dict:
        """Of the whole task, once nothing of it runs any more."""
        own_peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        if self._ended_kilobytes > own_peak:  # up to exec a child has our own memory
            self._peak_bytes = max(self._peak_bytes, self._ended_kilobytes * 1024)
        return {
            "userSeconds": max(self._user_seconds, self._seen_user_seconds), "systemSeconds": max(self._system_seconds, self._seen_system_seconds),
            "maxMemoryBytes": self._peak_bytes or None,
        }

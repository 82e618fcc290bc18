"""What the server knows of the tasks that it has started, and of those that start together."""

import math
import time
from typing import Optional

from .memory_group import MemoryGroup


class Supervised:
    """What the server knows of one task."""

    def __init__(self, task: dict, gang: "Gang", group: Optional[MemoryGroup]) -> None:
        self.id, self.log_folder = task["id"], task["logFolder"]
        self.name = "Another task" if task["replicaIndex"] is None else f"Replica {task['replicaIndex']}"
        self.gang, self.group = gang, group
        self.process = None
        """The SupervisorProcess that has it."""
        self.told_end = False
        self.over_at = math.inf
        """When it is to be over at the latest, by the monotonic clock."""
        self._seconds_limit = task["timeLimitSeconds"]
        self._limit_over_at = math.inf

    def order(self, message: dict) -> None:
        self.process.order({**message, "id": self.id})

    def doomed(self, seconds: float) -> None:
        self.over_at = min(self.over_at, time.monotonic() + seconds)

    def limited(self, more_seconds: float) -> None:
        """Its time begins; its supervisor ends it within `more_seconds` after its limit."""
        if self._seconds_limit:
            self._limit_over_at = min(self._limit_over_at, time.monotonic() + self._seconds_limit + more_seconds)
            self.over_at = min(self.over_at, self._limit_over_at)

    def loss(self) -> tuple:
        """Reason and message when its supervisor ended without a report."""
        if self.over_at == self._limit_over_at <= time.monotonic():
            return "TIME_LIMIT", f"The limit of {self._seconds_limit:g} seconds was reached. The process that supervised it did not answer and was ended with it, so the end of its output may be missing."
        return "LOST", "The process that supervised it ended."


class Gang:
    """Tasks that start together: each is prepared before the first starts, and no start is told before all have started."""

    def __init__(self) -> None:
        self.members = []
        self.prepared = self.started = 0
        self.held = []
        self.fault = None
        """Reason and message for those that do not start because another one did not; None while all is well."""

    @property
    def is_started(self) -> bool:
        return self.started == len(self.members)

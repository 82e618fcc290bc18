"""Whether the memory of tasks is limited by control groups here, and the groups of one server.

Each server has a folder of its own, on which it and its supervisors hold a lock: what nobody holds was left behind by the dead,
whatever became of their process ids meanwhile.

`python -m rungraph_supervisor.memory_groups` prints the decision as JSON.
"""

import errno
import fcntl
import glob
import json
import os
import tempfile
from typing import Optional

from .cgroup_place import Place, Unusable, find_place, hand_on_memory, hands_on_memory
from .memory_group import MemoryGroup, enter, kill_all, remove_tree

PREFIX = "rungraph-tasks-"
TRIED_BYTES = 16 << 20
MOST_TRIES = 5
SAMPLED = "resident memory of the process tree is looked at ten times a second; a task above its limit is killed, which a very quick one may exceed for a moment"
BY_PS = "resident memory is looked at by means of ps"


class MemoryGroups:
    def __init__(self, place: Place) -> None:
        """Raises OSError or Unusable when groups do not work in this place."""
        self.version = place.version
        self.folder, self._lock = _locked_folder(place.folder)
        self._count = 0
        try:
            if place.version == 2:
                hand_on_memory(self.folder)
            self._try()
        except BaseException:
            self.close()
            raise

    def group(self, limit: int) -> MemoryGroup:
        """For the next task; it does not exist yet."""
        self._count += 1
        return MemoryGroup(Place(self.version, f"{self.folder}/task-{self._count}"), limit)

    def close(self) -> None:
        remove_tree(self.folder)
        os.close(self._lock)

    def _try(self) -> None:
        group = self.group(TRIED_BYTES)
        try:
            group.create()
            events = group.events()
            if "oom_kill" not in events or events.get("oom_kill_disable"):
                raise Unusable(f"the kernel does not end what goes beyond a limit in {group.folder}, or does not tell")
            pid = group.fork()
            if pid == 0:
                number = 0
                try:
                    if group.entrance:
                        enter(group.entrance)
                except OSError as error:
                    number = error.errno or errno.EIO
                os._exit(min(number, 255))
            code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
            if code:
                raise Unusable(f"a process cannot enter {group.folder}: {os.strerror(code) if code > 0 else f'signal {-code}'}")
            if group.verdict() is not None:
                raise Unusable(f"a process of {TRIED_BYTES} bytes does not live in {group.folder}")
        finally:
            group.remove()


def open_groups(wanted: bool = True) -> tuple:
    """The groups for tasks, or None, and what the engine is to tell of it: {"how": "cgroup" or "sampled", "why": text}."""
    if not wanted:
        return None, _sampled("control groups are switched off for this engine")
    try:
        place = find_place()
        sweep(place.folder)
        if not hands_on_memory(place):
            hand_on_memory(place.folder)
        return MemoryGroups(place), _kept(place)
    except (Unusable, OSError) as error:
        return None, _sampled(_reason(error))


def decision() -> dict:
    """What `open_groups` would tell, from where this process runs. Moves, ends and leaves nothing."""
    try:
        place = find_place()
        if not hands_on_memory(place):
            return _kept(place, "; a worker that starts moves the processes in it into a group below it")
        MemoryGroups(place).close()
        return _kept(place)
    except (Unusable, OSError) as error:
        return _sampled(_reason(error))


def _reason(error: Exception) -> str:
    return f"{error.strerror}: {error.filename}" if isinstance(error, OSError) and error.filename else str(error)


def _kept(place: Place, more: str = "") -> dict:
    why = f"the kernel keeps each task within its limit, files in memory included, and ends it when it needs more (control groups, version {place.version}, in {place.folder})"
    return {"how": "cgroup", "why": why + more}


def _sampled(reason: str) -> dict:
    return {"how": "sampled", "why": f"{SAMPLED if os.path.isdir('/proc/self') else BY_PS}. Control groups are not used: {reason}"}


def sweep(place: str) -> None:
    """Removes what servers left behind of which nothing lives any more, and ends what still runs in there."""
    for folder in glob.glob(f"{glob.escape(place)}/{PREFIX}*/"):
        lock = _lock(folder)
        if lock is not None:
            kill_all(folder)
            remove_tree(folder)
            os.close(lock)


def _locked_folder(place: str) -> tuple:
    for _ in range(MOST_TRIES):
        folder = tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir=place)
        lock = _lock(folder)
        # Another one's sweep may have been quicker.
        if lock is not None and os.path.exists(folder):
            return folder, lock
        remove_tree(folder)
        if lock is not None:
            os.close(lock)
    raise Unusable(f"a group in {place} cannot be locked")


def _lock(folder: str) -> Optional[int]:
    try:
        fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except OSError:
        return None
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return fd
    except OSError:
        os.close(fd)
        return None


if __name__ == "__main__":
    print(json.dumps(decision()))

"""What runs below a process, what it uses, and its end: from Linux's /proc, elsewhere from `ps`."""

import os
import signal
import subprocess
from typing import Callable, Iterable, NamedTuple

from .kernel import ON_LINUX

MOST_LOOKS = 200
_TICK = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")
_HAS_CHILDREN = os.path.exists(f"/proc/self/task/{os.getpid()}/children")


class Usage(NamedTuple):
    user_seconds: float
    system_seconds: float
    memory_bytes: int


def _read(path: str) -> bytes:
    """Empty for a process that has ended meanwhile."""
    try:
        with open(path, "rb", buffering=0) as file:
            return file.read()
    except OSError:
        return b""


def _stat(pid: int) -> list:
    """The fields after the name of the program, which may itself hold blanks and brackets."""
    return _read(f"/proc/{pid}/stat").rpartition(b")")[2].split()


def children(pid: int) -> list:
    """Children of a process, ended ones that nobody has waited for included."""
    if not _HAS_CHILDREN:
        return [child for child, parent in _parents().items() if parent == pid]
    try:
        threads = os.listdir(f"/proc/{pid}/task")
    except OSError:
        return []
    return [int(child) for thread in threads for child in _read(f"/proc/{pid}/task/{thread}/children").split()]


def is_alive(child: int) -> bool:
    """Whether a child of this process has not ended; it is not waited for."""
    try:
        return os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None
    except ChildProcessError:
        return False


def _parents() -> dict:
    if not ON_LINUX:
        return {pid: parent for pid, parent, _, _ in _ps()}
    pids = [int(name) for name in os.listdir("/proc") if name.isdigit()]
    return {pid: int(fields[1]) for pid, fields in ((pid, _stat(pid)) for pid in pids) if fields}


def descendants(pid: int) -> list:
    """Everything below a process, without itself."""
    if _HAS_CHILDREN:
        found = children(pid)
        for each in found:
            found.extend(children(each))
        return found
    parents = _parents()
    found = [pid]
    for each in found:
        found.extend(child for child, parent in parents.items() if parent == each)
    return found[1:]


def usage(pids: Iterable) -> Usage:
    """Processor time, that of ended children included, and resident memory; shared pages count once for each process. `ps` does not
    tell user from system time: all of it is user time then."""
    if not ON_LINUX:
        wanted = set(pids)
        rows = [row for row in _ps() if row[0] in wanted]
        return Usage(sum(row[3] for row in rows), 0.0, sum(row[2] for row in rows))
    user = system = memory = 0
    for pid in pids:
        fields = _stat(pid)
        if fields:
            user += int(fields[11]) + int(fields[13])
            system += int(fields[12]) + int(fields[14])
            memory += int(fields[21])
    return Usage(user / _TICK, system / _TICK, memory * _PAGE)


def proportional_bytes(pids: Iterable) -> int:
    """Resident memory with shared pages counted once for all; slower than `usage`."""
    total = 0
    for pid in pids:
        for line in _read(f"/proc/{pid}/smaps_rollup").splitlines():
            if line.startswith(b"Pss:"):
                total += int(line.split()[1]) * 1024
    return total


def _ps() -> list:
    """(pid, parent, resident bytes, processor seconds) of all processes, where there is no /proc."""
    ps = subprocess.Popen(["ps", "-axo", "pid=,ppid=,rss=,time="], stdout=subprocess.PIPE)
    text = ps.communicate()[0].decode()
    rows = []
    for pid, parent, kilobytes, spent in (line.split(None, 3) for line in text.splitlines()):
        seconds = 0.0
        for part in spent.replace("-", ":").split(":"):
            seconds = seconds * 60 + float(part)
        if int(pid) != ps.pid:
            rows.append((int(pid), int(parent), int(kilobytes) * 1024, seconds))
    return rows


def send(pids: Iterable, number: int) -> None:
    """Signals each process; one that has ended already, or that changed its user, is no error."""
    for pid in pids:
        try:
            os.kill(pid, number)
            if number == signal.SIGTERM:
                os.kill(pid, signal.SIGCONT)  # a stopped process acts on nothing but this and SIGKILL
        except (ProcessLookupError, PermissionError):
            pass


def kill(listed: Callable[[], Iterable], stopped: Callable[[set], None] = lambda _: None) -> None:
    """Ends all processes that are listed, those included that are forked meanwhile: they are stopped before the first is killed, and `stopped` is told then."""
    seen = set()
    for _ in range(MOST_LOOKS):
        unseen = set(listed()) - seen
        if not unseen:
            break
        send(unseen, signal.SIGSTOP)
        seen |= unseen
    stopped(seen)
    send(seen, signal.SIGKILL)

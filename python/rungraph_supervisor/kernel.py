"""The few system calls that Python's library lacks; without effect where the system does not have them."""

import ctypes
import os
import signal
import sys
import time

ON_LINUX = sys.platform == "linux"
PR_SET_PDEATHSIG = 1  # <linux/prctl.h>
PR_SET_CHILD_SUBREAPER = 36
SYS_CLONE3 = 435  # on every architecture
CLONE_INTO_CGROUP = 0x200000000  # <linux/sched.h>

# Keeps Python's lock during a call: in the child of a fork there is nobody to hand it back.
_libc = ctypes.PyDLL(None, use_errno=True) if ON_LINUX else None


def _prctl(option: int, value: int) -> None:
    if _libc is not None and _libc.prctl(option, value, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), f"prctl({option}) failed")


def adopt_orphans() -> None:
    """Descendants whose parent ends become children of this process, instead of leaving its tree."""
    _prctl(PR_SET_CHILD_SUBREAPER, 1)


def signal_at_parents_death(number: int, parent: int) -> bool:
    """Has the kernel send this signal when the parent ends. False when the parent is gone already."""
    _prctl(PR_SET_PDEATHSIG, number)
    return os.getppid() == parent


def fork_into(group: int) -> int:
    """As os.fork, for a process of one thread, with the child in a control group of version 2 from its beginning. Raises OSError, also where the kernel or a sandbox does not know of this."""
    arguments = (ctypes.c_uint64 * 11)(CLONE_INTO_CGROUP, 0, 0, 0, signal.SIGCHLD, 0, 0, 0, 0, 0, group)  # struct clone_args
    pid = _libc.syscall(ctypes.c_long(SYS_CLONE3), arguments, ctypes.c_size_t(ctypes.sizeof(arguments)))
    if pid < 0:
        raise OSError(ctypes.get_errno(), "clone3 failed")
    return pid


def now() -> int:
    """Microseconds since 1970."""
    return time.time_ns() // 1000

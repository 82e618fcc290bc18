"""The few system calls that Python's library lacks; without effect where the system does not have them."""

import ctypes
import os
import sys
import time

ON_LINUX = sys.platform == "linux"
PR_SET_PDEATHSIG = 1  # <linux/prctl.h>
PR_SET_CHILD_SUBREAPER = 36

_libc = ctypes.CDLL(None, use_errno=True) if ON_LINUX else None


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


def now() -> int:
    """Microseconds since 1970."""
    return time.time_ns() // 1000

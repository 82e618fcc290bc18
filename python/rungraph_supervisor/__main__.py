"""`python -m rungraph_supervisor FOLDER [--no-groups]`: commands as JSON lines on stdin, events on file descriptor 3, faults of ours on stderr.

The folder is for temporary files of tasks; it is removed at the end. Without control groups memory is limited by looking at it.
"""

import gc
import os
import resource
import sys

from .launch import remove
from .memory_groups import open_groups
from .server import Server

EVENTS_FD = 3


def main() -> None:
    _close_inherited()
    os.set_inheritable(EVENTS_FD, False)
    scratch, *options = sys.argv[1:]
    groups, memory = open_groups("--no-groups" not in options)
    # Tasks are forked from here: what is never collected is never copied.
    gc.collect()
    gc.freeze()
    Server(0, EVENTS_FD, scratch, groups).run({"memory": memory})
    if groups:
        groups.close()
    remove(scratch)


def _close_inherited() -> None:
    """Whatever else was open in the program that started ours: a task would find it open, too, isolated or not."""
    try:
        highest = max(int(name) for name in os.listdir("/dev/fd"))
    except OSError:
        highest = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    os.closerange(EVENTS_FD + 1, highest + 1)


if __name__ == "__main__":
    main()

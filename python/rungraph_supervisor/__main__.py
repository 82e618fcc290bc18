"""`python -m rungraph_supervisor FOLDER`: commands as JSON lines on stdin, events on file descriptor 3, faults of ours on stderr.

The folder is for temporary files of tasks; it is removed at the end.
"""

import gc
import os
import shutil
import sys

from .server import Server

EVENTS_FD = 3


def main() -> None:
    os.set_inheritable(EVENTS_FD, False)
    # Tasks are forked from here: what is never collected is never copied.
    gc.collect()
    gc.freeze()
    scratch = sys.argv[1]
    Server(0, EVENTS_FD, scratch).run()
    shutil.rmtree(scratch, ignore_errors=True)


if __name__ == "__main__":
    main()

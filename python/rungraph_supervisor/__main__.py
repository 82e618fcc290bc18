"""`python -m rungraph_supervisor`: commands as JSON lines on stdin, events on file descriptor 3, faults of ours on stderr."""

import gc
import os

from .server import Server

EVENTS_FD = 3


def main() -> None:
    os.set_inheritable(EVENTS_FD, False)
    # Tasks are forked from here: what is never collected is never copied.
    gc.collect()
    gc.freeze()
    Server(0, EVENTS_FD).run()


if __name__ == "__main__":
    main()

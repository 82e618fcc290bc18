"""`python -m rungraph_trials`: requests on stdin, answers on file descriptor 3, everything else is a log on stderr."""

import os
import sys

# One trial uses one core: workers decide how many trials run side by side. Must stand before numpy is imported.
for _variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS", "NUMEXPR_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"):
    os.environ[_variable] = "1"

ANSWERS_FD = 3


def main() -> None:
    from .lifeline import die_with_parent

    die_with_parent()
    # C libraries print to file descriptor 1; a single stream keeps the order of a trial's log.
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    os.set_inheritable(ANSWERS_FD, False)

    from .server import serve
    from .wire import Answers

    serve(sys.stdin.buffer, Answers(os.fdopen(ANSWERS_FD, "wb")))


if __name__ == "__main__":
    main()

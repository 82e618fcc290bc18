# Stands between a worker and its warm Python process and notes when each request to train arrives. Started as the interpreter itself.
import os
import subprocess
import sys
import time

interpreter, notes = os.environ['BENCH_PYTHON'], os.environ['BENCH_NOTES']
with open(notes, 'a', buffering=1) as file, subprocess.Popen([interpreter, *sys.argv[1:]], stdin=subprocess.PIPE, pass_fds=(3,)) as child:
    for line in sys.stdin.buffer:
        arrived = time.monotonic_ns()
        child.stdin.write(line)
        child.stdin.flush()
        if b'"op":"train"' in line:
            file.write(f'{arrived}\n')
    child.stdin.close()

"""From the description of a task to its process."""

import base64
import errno
import json
import os
import resource
import shutil
import signal
import subprocess
import tempfile
import time
from typing import Optional

from .kernel import ON_LINUX, signal_at_parents_death
from .memory_group import MemoryGroup
from .processes import children

NICENESS = 5  # the API and the workers on this machine come first
OOM_SCORE = "500"  # and when memory runs out, the kernel ends a task before any of them
ISOLATION_SECONDS = 10.0


class CannotStart(Exception):
    """The task is at fault; the message is for its owner."""


def prepare(task: dict) -> str:
    """Makes the working folder, its files and a folder for temporary files, whose path is returned."""
    folder = task["folder"]
    try:
        os.makedirs(folder, exist_ok=True)
        for file in task["files"]:
            _put(folder, file)
    except OSError as error:
        raise CannotStart(f"Its folder cannot be prepared: {error.strerror}: {error.filename}.") from None
    if task["argv"] and not task["isolation"]:
        resolve(task["argv"][0], folder, task["env"])
    temporary = tempfile.mkdtemp(dir=task["scratch"])
    task["env"].setdefault("TMPDIR", "/tmp" if task["isolation"] else temporary)
    return temporary


def remove(folder: str) -> None:
    """Removes what tasks have written there, without following links; raises nothing for what cannot be removed."""
    try:
        shutil.rmtree(folder)
    except (OSError, RecursionError):
        # These go to any depth, and into folders that may not be read.
        for command in (["chmod", "-R", "u+rwX"], ["rm", "-rf"]):
            subprocess.run([*command, "--", folder], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)


def _put(folder: str, file: dict) -> None:
    target = os.path.join(folder, file["path"])
    parent = os.path.dirname(target)
    # A link that an earlier task left in the folder must not lead a file elsewhere.
    if os.path.commonpath([os.path.realpath(parent), os.path.realpath(folder)]) != os.path.realpath(folder):
        raise CannotStart(f"The file {file['path']} would lie outside of its folder.")
    os.makedirs(parent, exist_ok=True)
    if os.path.islink(target):
        os.unlink(target)
    if "copyFrom" in file:
        shutil.copy(file["copyFrom"], target)
    else:
        with open(target, "wb") as out:
            out.write(base64.b64decode(file["content"]))


def resolve(program: str, folder: str, env: dict) -> str:
    """The file of a program, searched as execvp does it. Raises CannotStart when there is none that can be run."""
    if "/" in program:
        candidates = [os.path.join(folder, program)]
    else:
        candidates = [os.path.join(folder, path, program) for path in env["PATH"].split(os.pathsep)]
    for path in candidates:
        if os.path.isfile(path) and os.access(path, os.X_OK):
            return path
    if any(os.path.isfile(path) for path in candidates):
        raise CannotStart(f"The program {program!r} may not be executed: permission denied.")
    raise CannotStart(f"The program {program!r} was not found.")


def launch(task: dict, temporary: str, group: Optional[MemoryGroup], stdout: int, stderr: int) -> tuple:
    """Starts the task in a session and, where there is one, a control group of its own. Raises CannotStart.

    Returns the pid of our child and that of the task's first process, which is another one when the task is isolated.
    """
    argv = task["argv"]
    status_read = status_write = arguments = None
    if task["isolation"]:
        status_read, status_write = os.pipe()
        arguments = _bwrap_arguments(task, temporary, status_write)
        argv = [task["isolation"]["bwrap"], "--args", str(arguments), "--", *argv]
    fault_read, fault_write = os.pipe()
    supervisor = os.getpid()
    pid = group.fork() if group else os.fork()
    if pid == 0:
        try:
            _become(task, argv, group, supervisor, stdout, stderr, [fd for fd in (status_write, arguments) if fd is not None])
        except BaseException as error:
            number = error.errno if isinstance(error, OSError) and error.errno else errno.EIO
            os.write(fault_write, f"{number} {error}".encode()[:1000])
        os._exit(127)
    os.close(fault_write)
    for fd in (status_write, arguments):
        if fd is not None:
            os.close(fd)
    fault = os.read(fault_read, 2000).decode(errors="replace")
    os.close(fault_read)
    if fault:
        os.waitpid(pid, 0)
        number, _, words = fault.partition(" ")
        raise CannotStart(f"The program {task['argv'][0]!r} cannot be started: {os.strerror(int(number)) if int(number) else words}.")
    return pid, pid if status_read is None else _await_inner(pid, status_read, os.path.realpath(argv[0]))


def _await_inner(pid: int, status: int, bwrap: str) -> int:
    """Waits until bwrap has put the task into the place of itself, and returns the task's pid."""
    os.set_blocking(status, False)
    said = b""
    deadline = time.monotonic() + ISOLATION_SECONDS
    while time.monotonic() < deadline:
        over = os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        try:
            said += os.read(status, 4096)
        except BlockingIOError:
            pass
        if b'"exit-code"' in said:  # is said only of a task that was started
            return pid
        if over:
            raise CannotStart("It could not be started in isolation")
        first, newline, _ = said.partition(b"\n")
        for inner in children(json.loads(first)["child-pid"]) if newline else []:
            try:
                if os.readlink(f"/proc/{inner}/exe") != bwrap:
                    return inner
            except OSError:
                pass
        time.sleep(0.0005)
    return pid


def _become(task: dict, argv: list, group: Optional[MemoryGroup], supervisor: int, stdout: int, stderr: int, passed: list) -> None:
    """In the new process: what cannot be undone, up to exec."""
    os.setsid()
    if not signal_at_parents_death(signal.SIGKILL, supervisor):
        os._exit(127)
    for number in (signal.SIGPIPE, signal.SIGXFSZ, signal.SIGTERM, signal.SIGINT, signal.SIGCHLD):
        signal.signal(number, signal.SIG_DFL)  # Python ignores or handles them, and what is ignored stays so after exec
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    null = os.open(os.devnull, os.O_RDONLY)
    for fd, target in ((null, 0), (stdout, 1), (stderr, 2)):
        os.dup2(fd, target)
    for fd in passed:
        os.set_inheritable(fd, True)
    os.chdir(task["folder"])
    os.umask(0o022)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (task["openFiles"], resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
    os.nice(NICENESS)
    if ON_LINUX:
        if task["cores"]:
            os.sched_setaffinity(0, task["cores"])
        with open("/proc/self/oom_score_adj", "w") as file:
            file.write(OOM_SCORE)
    if group:
        group.enter()
    if task["isolation"]:
        # LD_PRELOAD and its like, meant for the task, must not reach the program that isolates it.
        os.execve(argv[0], argv, {})
    os.execvpe(argv[0], argv, task["env"])


def _bwrap_arguments(task: dict, temporary: str, status: int) -> int:
    """The arguments in a file without a name: on the command line everybody could read the task's environment."""
    arguments = ["--json-status-fd", str(status), *task["isolation"]["arguments"], "--bind", temporary, "/tmp"]
    arguments += task["isolation"]["afterTmp"] + ["--chdir", task["folder"]]
    for name, value in task["env"].items():
        arguments += ["--setenv", name, value]
    fd = os.memfd_create("arguments")
    os.write(fd, b"\0".join(os.fsencode(argument) for argument in arguments) + b"\0")
    os.lseek(fd, 0, os.SEEK_SET)
    return fd

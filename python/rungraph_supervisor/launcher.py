"""From the description of a task to its process."""

import errno
import fcntl
import json
import os
import resource
import signal
import time
from typing import Optional

from .kernel import ON_LINUX, signal_at_parents_death
from .launch import CannotStart
from .lines import line, write_all
from .memory_group import MemoryGroup, enter
from .processes import children, is_alive

NICENESS = 5  # the API and the workers on this machine come first
OOM_SCORE = "500"  # and when memory runs out, the kernel ends a task before any of them
ISOLATION_SECONDS = 10.0
PIPE_BYTES = 1 << 20
F_SETPIPE_SZ = 1031  # <linux/fcntl.h>


class Launcher:
    """A process that becomes a task when it is told which; `stdout` and `stderr` are where its output can be read. Raises
    CannotStart when there can be no process more."""

    def __init__(self, open_files: int, group: Optional[MemoryGroup] = None) -> None:
        self.stdout, stdout = os.pipe()
        self.stderr, stderr = os.pipe()
        self._fault, fault = os.pipe()
        command, self._command = os.pipe()
        self._status, status = os.pipe()
        self._arguments = os.memfd_create("arguments") if ON_LINUX else -1
        supervisor = os.getpid()
        try:
            self.pid = group.fork() if group else os.fork()
        except OSError as error:
            for fd in (stdout, stderr, fault, command, status):
                os.close(fd)
            self._close("stdout", "stderr", "_fault", "_command", "_status", "_arguments")
            raise CannotStart(f"It cannot get a process: {error.strerror}.") from None
        if self.pid == 0:
            try:
                os.close(self._command)
                _take_leave(supervisor, stdout, stderr, open_files)
                _become(command, status, self._arguments)
            except BaseException as error:
                number = error.errno if isinstance(error, OSError) and error.errno else errno.EIO
                os.write(fault, f"{number} {error}".encode()[:1000])
            os._exit(127)
        for fd in (stdout, stderr, fault, command, status):
            os.close(fd)
        for fd in (self.stdout, self.stderr):
            _enlarge(fd)
            os.set_blocking(fd, False)

    def launch(self, task: dict, temporary: str, group: Optional[MemoryGroup]) -> int:
        """Starts the task in a session and, where there is one, a control group of its own. Raises CannotStart.

        Returns the pid of its first process, which is another one than ours when the task is isolated.
        """
        order = {"argv": task["argv"], "folder": task["folder"], "cores": task["cores"], "env": task["env"], "isolated": False, "group": None}
        if task["isolation"]:
            self._write_arguments(task, temporary)
            # LD_PRELOAD and its like, meant for the task, must not reach the program that isolates it.
            order.update(argv=[task["isolation"]["bwrap"]], command=task["argv"], env={}, isolated=True)
        if group:
            order["group"] = group.entrance
        try:
            write_all(self._command, line(order))
            self._close("_command")
            fault = os.read(self._fault, 2000).decode(errors="replace")
            if fault:
                os.waitpid(self.pid, 0)
                number, _, words = fault.partition(" ")
                raise CannotStart(f"The program {task['argv'][0]!r} cannot be started: {os.strerror(int(number)) if int(number) else words}.")
            return _await_inner(self.pid, self._status, os.path.realpath(task["isolation"]["bwrap"])) if task["isolation"] else self.pid
        except BrokenPipeError:
            raise CannotStart("It was killed before its program started.") from None
        finally:
            self._close("_command", "_fault", "_arguments")

    def dismiss(self) -> None:
        """It becomes nothing."""
        if is_alive(self.pid):
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        self._close("_command", "_fault", "_arguments", "stdout", "stderr")
        self.end()

    def end(self) -> None:
        """The task has ended; the streams of its output are the caller's to close."""
        self._close("_status")  # not before: bwrap would end of SIGPIPE when it tells the exit code

    def _close(self, *names: str) -> None:
        for name in names:
            if getattr(self, name) != -1:
                os.close(getattr(self, name))
                setattr(self, name, -1)

    def _write_arguments(self, task: dict, temporary: str) -> None:
        """Those of bwrap in a file without a name: on the command line everybody could read the task's environment."""
        arguments = [*task["isolation"]["arguments"], "--bind", temporary, "/tmp", *task["isolation"]["afterTmp"], "--chdir", task["folder"]]
        for name, value in task["env"].items():
            arguments += ["--setenv", name, value]
        write_all(self._arguments, b"\0".join(os.fsencode(argument) for argument in arguments) + b"\0")
        os.lseek(self._arguments, 0, os.SEEK_SET)


class Launchers:
    """Makes a launcher ahead: a fork would keep a task waiting for some milliseconds."""

    def __init__(self, open_files: int) -> None:
        self._open_files = open_files
        self._ahead: Optional[Launcher] = None

    @property
    def is_ready(self) -> bool:
        return self._ahead is not None

    def make_ready(self) -> bool:
        """Whether it is."""
        try:
            self._ahead = self._ahead or Launcher(self._open_files)
        except CannotStart:
            return False  # it is tried again when a task needs one
        return True

    def take(self, group: Optional[MemoryGroup]) -> Launcher:
        """For a task, which may have a group that takes in nobody later."""
        ahead, self._ahead = self._ahead, None
        if ahead and is_alive(ahead.pid) and not (group and group.takes_at_fork):
            os.kill(ahead.pid, signal.SIGCONT)  # a task of the same user may have stopped it
            return ahead
        if ahead:
            ahead.dismiss()
        return Launcher(self._open_files, group)


def _take_leave(supervisor: int, stdout: int, stderr: int, open_files: int) -> None:
    """In the new process: what is the same for all tasks."""
    os.setsid()
    if not signal_at_parents_death(signal.SIGKILL, supervisor):
        os._exit(127)
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGPIPE, signal.SIGXFSZ, signal.SIGTERM, signal.SIGINT, signal.SIGCHLD):
        signal.signal(number, signal.SIG_DFL)  # Python ignores or handles them, and what is ignored stays so after exec
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    null = os.open(os.devnull, os.O_RDONLY)
    for fd, target in ((null, 0), (stdout, 1), (stderr, 2)):
        os.dup2(fd, target)
    os.umask(0o022)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (open_files, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
    os.nice(NICENESS)


def _become(command: int, status: int, arguments: int) -> None:
    """What cannot be undone, up to exec."""
    with open(command, "rb") as file:
        text = file.read()
    if not text:
        os._exit(0)  # the supervisor has ended
    order = json.loads(text)
    if ON_LINUX:
        if order["cores"]:
            os.sched_setaffinity(0, order["cores"])
        with open("/proc/self/oom_score_adj", "w", encoding="ascii") as file:
            file.write(OOM_SCORE)
    if order["group"]:
        enter(order["group"])
    argv = order["argv"]
    if order["isolated"]:
        for fd in (status, arguments):
            os.set_inheritable(fd, True)
        argv += ["--json-status-fd", str(status), "--args", str(arguments), "--", *order["command"]]
    os.chdir(order["folder"])
    os.execvpe(argv[0], argv, order["env"])


def _enlarge(pipe: int) -> None:
    """A larger pipe lets a task that writes much go on while we write."""
    try:
        fcntl.fcntl(pipe, F_SETPIPE_SZ, PIPE_BYTES)
    except OSError:
        pass  # the user's limit is reached, or another system: the usual size does


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

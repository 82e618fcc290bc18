"""Forks a supervisor for each task, passes orders and events on, and ends everything when the engine is gone or silent."""

import os
import resource
import select
import signal
import time
from typing import Optional

from .gang import Gang, Supervised
from .kernel import adopt_orphans, now
from .launcher import ISOLATION_SECONDS
from .lines import LineReader, line
from .log_writer import mark_end
from .memory_groups import MemoryGroups
from .processes import children, descendants, kill, send
from .supervisor import TIME_LIMIT_GRACE
from .supervisors import SupervisorProcess, Supervisors

LEASE_SECONDS = 10.0  # the queue gives the work of a silent worker to another one after 12 seconds
STEP_IN_SECONDS = 1.0  # after that the server ends tasks itself whose supervisors do not, e.g. for a disk that hangs
GIVE_UP_SECONDS = 5.0  # and after that their supervisors, with what they have not yet written
MOST_PENDING = 4 << 20
FORK_AFTER_MS = 20  # of quiet: a fork keeps the start of a task waiting


class Server:
    def __init__(self, requests: int, events: int, scratch: str, groups: Optional[MemoryGroups]) -> None:
        self._scratch, self._groups = scratch, groups
        self._requests = LineReader(requests)
        self._events = events
        self._pending = bytearray()
        self._tasks = {}
        self._poll = select.poll()
        self._wakeup, self._wakeup_write = os.pipe()
        self._heard = time.monotonic()
        self._lease_over = False
        self._closing = False
        self._sweeping = False
        # Each task takes two descriptors of ours; the tasks themselves get the usual number.
        open_files, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
        self._supervisors = Supervisors(self._poll, events, (requests, self._wakeup, self._wakeup_write), open_files)

    def run(self, facts: dict) -> None:
        """`facts` is told with the readiness."""
        adopt_orphans()
        os.set_blocking(self._events, False)
        os.set_blocking(self._wakeup_write, False)
        signal.set_wakeup_fd(self._wakeup_write, warn_on_full_buffer=False)
        for number in (signal.SIGCHLD, signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: None)
        self._poll.register(self._requests.fd, select.POLLIN)
        self._poll.register(self._wakeup, select.POLLIN)
        self._supervisors.refill()
        self._say({"event": "ready", **facts})
        while not self._is_done():
            ready = self._poll.poll(5 if self._sweeping else FORK_AFTER_MS if self._supervisors.wants_fork else 500)
            if not ready and not self._closing:
                self._supervisors.refill()
            self._check_lease()
            self._insist()
            for fd, _ in ready:
                self._attend(fd)
            self._settle_lost()

    def _attend(self, fd: int) -> None:
        if fd == self._wakeup:
            if set(os.read(fd, 4096)) & {signal.SIGTERM, signal.SIGINT}:
                self._close()
            self._reap()
        elif fd == self._events:
            self._flush()
        elif fd == self._requests.fd:
            messages = self._requests.read()
            if messages is None:
                self._poll.unregister(fd)
                self._close()
            for message in messages or []:
                self._heard = time.monotonic()
                self._lease_over = False
                self._carry_out(message)
        elif fd in self._supervisors.by_fd:
            self._hear(self._supervisors.by_fd[fd])

    # --- the engine

    def _carry_out(self, message: dict) -> None:
        if message["op"] == "beat":
            self._say({"event": "beat"})
        elif message["op"] == "start":
            gang = Gang()
            gang.members += [self._entrust(task, gang) for task in message["tasks"]]
            if len(gang.members) == 1:
                self._go(gang)  # it waits for nobody
        elif message["op"] == "stop" and message["id"] in self._tasks:
            task = self._tasks[message["id"]]
            task.doomed(message["graceMs"] / 1000)
            task.order({"op": "stop", "graceMs": message["graceMs"]})

    def _check_lease(self) -> None:
        if not self._lease_over and time.monotonic() - self._heard > LEASE_SECONDS:
            self._lease_over = True
            self._kill_all(f"The worker was silent for {LEASE_SECONDS:g} seconds.")

    def _close(self) -> None:
        if not self._closing:
            self._closing = True
            self._supervisors.dismiss_spare()
            self._kill_all("The worker ended.")

    def _kill_all(self, message: str) -> None:
        for task in self._tasks.values():
            task.doomed(0)
            task.order({"op": "kill", "message": message})

    def _insist(self) -> None:
        """Ends what was to be ended and is still there."""
        moment = time.monotonic()
        for task in self._tasks.values():
            if task.process.exited or moment < task.over_at + STEP_IN_SECONDS:
                continue
            kill(lambda pid=task.process.pid: descendants(pid))
            if moment > task.over_at + GIVE_UP_SECONDS:
                send([task.process.pid], signal.SIGKILL)
        self._supervisors.insist()

    def _is_done(self) -> bool:
        return self._closing and not self._supervisors.by_fd and not self._sweeping

    def _say(self, message: dict) -> None:
        # An engine that is stopped reads nothing. Its samples can be spared; nothing may keep us from watching the lease.
        if len(self._pending) > MOST_PENDING and message["event"] == "sample":
            return
        self._pending += line(message)
        self._flush()

    def _flush(self) -> None:
        try:
            while self._pending:
                del self._pending[:os.write(self._events, self._pending)]
            self._poll_events(0)
        except BlockingIOError:
            self._poll_events(select.POLLOUT)
        except OSError:
            self._pending.clear()  # the engine is gone; its request stream says so too
            self._poll_events(0)

    def _poll_events(self, mask: int) -> None:
        try:
            if mask:
                self._poll.register(self._events, mask)
            else:
                self._poll.unregister(self._events)
        except KeyError:
            pass

    # --- the supervisors

    def _entrust(self, task: dict, gang: Gang) -> Supervised:
        group = self._groups.group(task["memoryBytes"]) if self._groups and task["memoryBytes"] else None
        supervised = self._tasks[task["id"]] = Supervised(task, gang, group)
        supervised.process = self._supervisors.take(supervised)
        self._sweeping = self._sweeping or supervised.process.is_gone
        supervised.order({"op": "task", "task": {**task, "scratch": self._scratch}, "group": group and [*group.place]})
        return supervised

    def _hear(self, process: SupervisorProcess) -> None:
        messages = process.reports.read()
        if messages is None:
            self._supervisors.forget(process)
            self._sweeping = self._sweeping or process.task is not None
            return
        for message in messages:
            self._hear_one(self._tasks[message["id"]], message)

    def _hear_one(self, task: Supervised, message: dict) -> None:
        gang, event = task.gang, message["event"]
        if event == "prepared":
            gang.prepared += 1
            if gang.prepared == len(gang.members) > 1 and not gang.fault:
                self._go(gang)
            return
        if event == "started":
            gang.started += 1
            task.limited(TIME_LIMIT_GRACE)
        elif event == "ended":
            self._end(task)
            if not gang.is_started and not gang.fault and message["reason"] != "EXITED":
                gang.fault = {
                    "reason": message["reason"] if message["reason"] in ("LOST", "STOPPED") else "FAILED_TO_START",
                    "message": f"{task.name}, which starts with it, did not start: {message['message']}",
                }
                self._order_all(gang, {"op": "abort", **gang.fault})
        gang.held.append(message)
        if gang.is_started:
            self._release(gang)
        elif gang.fault:
            gang.held = [each for each in gang.held if each["event"] == "ended"]
            for each in gang.held:
                if each["reason"] == "EXITED":  # it was quicker than the failure of the other one
                    each.update(gang.fault)
            self._release(gang)

    def _end(self, task: Supervised) -> None:
        task.told_end = True
        del self._tasks[task.id]
        self._supervisors.put_back(task.process, not self._closing)

    def _release(self, gang: Gang) -> None:
        held, gang.held = gang.held, []
        for message in held:
            self._say(message)

    def _go(self, gang: Gang) -> None:
        # A task may stop its supervisor before that tells of the start.
        for each in gang.members:
            each.limited(ISOLATION_SECONDS + TIME_LIMIT_GRACE)
        self._order_all(gang, {"op": "go"})

    def _order_all(self, gang: Gang, message: dict) -> None:
        for each in gang.members:
            if not each.told_end:
                each.order(message)

    def _reap(self) -> None:
        while True:
            try:
                pid, _ = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            self._supervisors.note_exit(pid)

    def _settle_lost(self) -> None:
        """A supervisor that ended without a report left its task to us, who adopt orphans: that is ended first."""
        if not self._sweeping:
            return
        self._reap()
        supervisors = {process.pid for process in self._supervisors.by_fd.values()} | {task.process.pid for task in self._tasks.values()}
        orphans = [pid for pid in children(os.getpid()) if pid not in supervisors]
        if orphans:
            kill(lambda: [pid for pid in children(os.getpid()) if pid not in supervisors])
        lost = [task for task in self._tasks.values() if task.process.exited and task.process.is_gone]
        if orphans or not lost:
            self._sweeping = bool(orphans) or any(task.process.is_gone for task in self._tasks.values())
            return
        for task in lost:
            if task.group:
                task.group.remove()
            at = now()
            reason, message = task.loss()
            mark_end(task.log_folder, at, reason)
            self._hear_one(task, {
                "event": "ended", "id": task.id, "reason": reason, "message": message, "exitCode": None, "signal": None,
                "startedAt": None, "finishedAt": at, "userSeconds": 0, "systemSeconds": 0, "maxMemoryBytes": None,
            })

"""Where this process may make control groups that limit memory, by version 1 or 2 of the kernel's interface."""

import os
from typing import NamedTuple

from .kernel import ON_LINUX

LEAF = "rungraph-processes"
MOST_ROUNDS = 20


class Unusable(Exception):
    """Groups cannot be made; the message says why, for operators."""


class Place(NamedTuple):
    version: int
    folder: str


def find_place() -> Place:
    """The group in which groups for tasks may be made: below our own, so that every limit that holds for us goes on to hold for
    them. Raises Unusable."""
    if not ON_LINUX:
        raise Unusable("only Linux has control groups")
    own = own_group(_read("/proc/self/cgroup"), _read("/proc/self/mountinfo"))
    place = own if own.version == 1 else Place(2, delegated(own.folder))
    if not os.access(place.folder, os.W_OK):
        raise Unusable(f"the control group {place.folder} is not writable")
    if place.version == 1 and _read(f"{place.folder}/memory.use_hierarchy").strip() == "0":
        raise Unusable(f"limits of {place.folder} would not hold for groups below it (memory.use_hierarchy)")
    if place.version == 2 and "memory" not in controllers(place.folder):
        raise Unusable(f"the memory controller is not delegated to the control group {place.folder}")
    return place


def own_group(memberships: str, mounts: str) -> Place:
    """The folder of our group, from what the kernel says in /proc/self/cgroup and /proc/self/mountinfo. Raises Unusable."""
    paths = {}
    for row in memberships.splitlines():
        _, names, path = row.split(":", 2)
        if names == "" or "memory" in names.split(","):
            paths[2 if names == "" else 1] = path
    version = 1 if 1 in paths else 2
    for row in mounts.splitlines():
        left, _, right = row.partition(" - ")
        root, point = left.split()[3:5]
        kind, _, options = right.split(" ", 2)
        if kind == ("cgroup2" if version == 2 else "cgroup") and (version == 2 or "memory" in options.split(",")):
            own = paths.get(version, "/")
            shown = os.path.relpath(own, root)
            # A path that begins with /.. lies outside of our namespace.
            if ".." not in shown.split("/") + own.split("/") + root.split("/"):
                return Place(version, os.path.normpath(os.path.join(point, shown)))
    raise Unusable("no control groups for memory are mounted")


def delegated(own: str) -> str:
    """Version 2: our group or the one above it, whichever was handed over to be divided. Raises Unusable."""
    for folder in (own, os.path.dirname(own)):
        if _is_delegated(folder):
            return folder
    raise Unusable(f"the control group {own} is not delegated to us; with systemd: a unit with Delegate=memory")


def _is_delegated(folder: str) -> bool:
    for name in ("user.delegate", "trusted.delegate"):  # systemd's marks; the second is for privileged eyes only
        try:
            if os.getxattr(folder, name) == b"1":
                return True
        except OSError:
            pass
    # The root of a container, which has what the root of the machine lacks.
    return os.path.ismount(folder) and os.path.exists(f"{folder}/cgroup.events")


def controllers(folder: str, file: str = "cgroup.controllers") -> list:
    """Version 2: those that a group has, or, by cgroup.subtree_control, hands on."""
    return _read(f"{folder}/{file}").split()


def hands_on_memory(place: Place) -> bool:
    return place.version == 1 or "memory" in controllers(place.folder, "cgroup.subtree_control")


def hand_on_memory(folder: str) -> None:
    """Version 2: a group can limit those below it only when no process is in itself, so what is there goes into a leaf. Raises OSError."""
    leaf = f"{folder}/{LEAF}"
    for _ in range(MOST_ROUNDS):
        pids = _read(f"{folder}/cgroup.procs").split()
        if not pids:
            break
        os.makedirs(leaf, exist_ok=True)
        for pid in pids:
            try:
                write(f"{leaf}/cgroup.procs", pid)
            except ProcessLookupError:
                pass
    write(f"{folder}/cgroup.subtree_control", "+memory")


def write(path: str, text: str) -> None:
    """Raises OSError; never makes a file, which these folders would refuse with other words."""
    fd = os.open(path, os.O_WRONLY)
    try:
        os.write(fd, text.encode())
    finally:
        os.close(fd)


def _read(path: str) -> str:
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except OSError:
        return ""

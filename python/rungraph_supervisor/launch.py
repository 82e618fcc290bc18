"""The folders of a task: what is there before its process starts, and their end."""

import base64
import os
import shutil
import subprocess
import tempfile


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

"""The folder for temporary files, which tasks have one after the other as long as none leaves a trace in it: a file system that
does not use the numbers of removed folders at once can need milliseconds to make another one."""

import os
import shutil
import subprocess
import tempfile
from typing import Optional

from .kernel import ON_LINUX


class Temporary:
    def __init__(self) -> None:
        self._path: Optional[str] = None
        self._as_made = None

    def take(self, parent: str) -> str:
        """An empty folder that only its owner may enter. Raises OSError."""
        if not self._path:
            self._path = tempfile.mkdtemp(dir=parent)
            self._as_made = _facts(self._path)
        return self._path

    def clean(self) -> None:
        """The task has ended. What it did to the folder is not for the next one."""
        if self._path and _facts(self._path) != self._as_made:
            self.remove()

    def remove(self) -> None:
        if self._path:
            remove(self._path)
            self._path = None


def _facts(folder: str):
    """Everything that somebody else could learn from a folder."""
    try:
        stat = os.lstat(folder)
        return stat.st_dev, stat.st_ino, stat.st_mode, stat.st_uid, stat.st_gid, os.listdir(folder), os.listxattr(folder, follow_symlinks=False) if ON_LINUX else []
    except OSError:
        return None


def remove(folder: str) -> None:
    """Removes what tasks have written there, without following links; raises nothing for what cannot be removed."""
    try:
        shutil.rmtree(folder)
    except (OSError, RecursionError):
        # These go to any depth, and into folders that may not be read.
        for command in (["chmod", "-R", "u+rwX"], ["rm", "-rf"]):
            subprocess.run([*command, "--", folder], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)

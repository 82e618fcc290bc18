"""Makes the environment of plan.json in the folder ENVIRONMENT_FOLDER, unless it is there already.

Runs alone, as a file in the folder of a task, with nothing but the standard library and pip. plan.json:
{"channels": [...], "conda": [...], "pip": [...]}. With "conda", ENVIRONMENT_CONDA is the program that installs packages of Conda.

In the folder: `lock`, held while somebody builds; `environment`, to be used when `ready.json` is there, which is written last.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
import sys
import time

# Wheels only: a package that has to be built would run its own code here.
PIP = ["install", "--no-input", "--no-cache-dir", "--disable-pip-version-check", "--only-binary", ":all:", "--"]


def main() -> int:
    folder = os.environ["ENVIRONMENT_FOLDER"]
    target, ready = os.path.join(folder, "environment"), os.path.join(folder, "ready.json")
    with open("plan.json", encoding="utf-8") as file:
        plan = json.load(file)
    with open(os.path.join(folder, "lock"), "a") as lock:
        _take(lock)
        if os.path.exists(ready):
            with open(ready, encoding="utf-8") as file:
                print(f"It is there already, made at {json.load(file)['madeAt']}: {target}")
            return 0
        if os.path.exists(target):
            print("An earlier attempt did not finish; it is removed.")
            shutil.rmtree(target)
        code = _build(plan, target)
        if code:
            print(f"The environment was not made: exit code {code}.")
            shutil.rmtree(target, ignore_errors=True)
            return code
        _write(ready, {"madeAt": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()), **plan})
        print(f"Made: {target}")
        return 0


def _take(lock) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        print("Another component makes the same environment; this one waits for it.")
        fcntl.flock(lock, fcntl.LOCK_EX)


def _build(plan: dict, target: str) -> int:
    python = os.path.join(target, "bin", "python")
    if plan["conda"]:
        channels = [word for channel in plan["channels"] for word in ("--channel", channel)]
        packages = [*plan["conda"], *(["pip"] if plan["pip"] else [])]
        code = _run([os.environ["ENVIRONMENT_CONDA"], "create", "--yes", "--prefix", target, *channels, *packages])
        return code or (_run([python, "-I", "-m", "pip", *PIP, *plan["pip"]]) if plan["pip"] else 0)
    # pip is ours: the environment needs none, and Debian's venv has none to give.
    code = _run([sys.executable, "-I", "-m", "venv", "--without-pip", target])
    return code or _run([sys.executable, "-I", "-m", "pip", "--python", python, *PIP, *plan["pip"]])


def _run(argv: list) -> int:
    print("+", " ".join(argv), flush=True)
    return subprocess.run(argv, check=False).returncode % 256


def _write(path: str, value: dict) -> None:
    with open(path + ".new", "w", encoding="utf-8") as file:
        json.dump(value, file)
        file.flush()
        os.fsync(file.fileno())
    os.replace(path + ".new", path)


sys.exit(main())

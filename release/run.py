"""Running other programs, and saying what is done and how long it takes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# What would lead a program back into the checkout.
LEADS_BACK = ("PYTHONPATH", "PYTHONHOME", "NODE_PATH", "VIRTUAL_ENV", "CARGO_MANIFEST_DIR")


@contextmanager
def step(what: str) -> Iterator[None]:
    """Says what begins, and how long it took."""
    print(f"== {what}", flush=True)
    began = time.monotonic()
    yield
    print(f"   {time.monotonic() - began:.0f} s", flush=True)


def run(*command: str | Path, cwd: Path, **environment: str) -> str:
    """Runs a program; returns what it printed, and ends this one where it fails."""
    # On Windows, npm and npx are batch files, which need their full path.
    program = shutil.which(str(command[0])) or str(command[0])
    kept = {name: value for name, value in os.environ.items() if name not in LEADS_BACK}
    done = subprocess.run(
        [program, *map(str, command[1:])],
        cwd=cwd,
        env={**kept, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if done.returncode != 0:
        print(done.stdout)
        sys.exit(f"failed with {done.returncode}: {' '.join(map(str, command))}")
    return done.stdout

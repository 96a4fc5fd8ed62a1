"""The sandbox as a server in its own process, started from its optimized build."""

from __future__ import annotations

import re
import subprocess
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
NAME = "webex-broadworks-sandbox"
TOKEN = "sandbox-token"
HEADERS = {"Authorization": f"Bearer {TOKEN}"}


def binary() -> Path:
    """Where cargo leaves it with an explicit target, and without one."""
    for built in [*ROOT.glob(f"target/*/release/{NAME}"), ROOT / "target" / "release" / NAME]:
        if built.exists():
            return built
    message = f"build it first: cargo build --release --package {NAME}"
    raise FileNotFoundError(message)


@contextmanager
def sandbox(count: int, of: str = "enterprises") -> Iterator[str]:
    """Serves so many enterprises or subscribers; gives the base URL."""
    command = [str(binary()), f"--{of}", str(count), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            yield address(server)
        finally:
            server.terminate()


def address(server: subprocess.Popen[str]) -> str:
    """Reads the base URL out of what the sandbox says when it is up."""
    for line in server.stdout or ():
        if found := re.search(r"http://127\.0\.0\.1:\d+/v1", line):
            return found[0]
    message = "the sandbox did not start"
    raise RuntimeError(message)

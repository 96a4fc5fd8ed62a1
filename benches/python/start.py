"""How long `wxbw --version` takes: the native command, those of the packages, bare programs.

Run by itself: python benches/python/start.py. The native command is looked for where
`cargo build --release` puts it, and left out if it is not there.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
TARGET = os.environ.get("BENCH_TARGET", "")
NATIVE = ROOT / "target" / TARGET / "release" / "wxbw"
ROUNDS = 40

COMMANDS = {
    "curl --version": ["curl", "--version"],
    "wxbw, native": [str(NATIVE), "--version"],
    "python, bare": [sys.executable, "-c", "pass"],
    "wxbw of pip": [str(Path(sys.executable).parent / "wxbw"), "--version"],
    "python -m webex_broadworks": [sys.executable, "-m", "webex_broadworks", "--version"],
    "node, bare": ["node", "-e", "0"],
    "wxbw of npm": ["node", str(ROOT / "bindings-node/dist/wxbw.js"), "--version"],
}


def measure(command: list[str]) -> float:
    """Starts a command once; returns how long it took in milliseconds."""
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return (time.perf_counter() - start) * 1e3


def main() -> None:
    """Prints a line for each command."""
    commands = {name: it for name, it in COMMANDS.items() if shutil.which(it[0])}
    samples: dict[str, list[float]] = {name: [] for name in commands}
    # In turns, so that all are slowed down alike by whatever else the machine does.
    for _ in range(ROUNDS):
        for name, command in commands.items():
            samples[name].append(measure(command))
    for name, times in samples.items():
        print(f"{name:28} median {statistics.median(times):6.1f} ms  best {min(times):6.1f} ms")


if __name__ == "__main__":
    main()

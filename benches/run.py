"""Runs every bench in one go and says what machine it was: `make bench`.

`python benches/run.py subscribers` runs only those with this word in their titles.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
LISTS = [sys.executable, "benches/python/lists.py"]

BENCHES = [
    ("Python: import", [sys.executable, "benches/python/import_time.py"]),
    ("Node: require", ["node", "benches/node/require.mjs"]),
    ("wxbw: start", [sys.executable, "benches/python/start.py"]),
    ("Python: page bytes to dicts", [sys.executable, "benches/python/decode.py"]),
    ("Python: list 100,000 enterprises", [*LISTS, "enterprises"]),
    ("Python: list 100,000 subscribers", [*LISTS, "subscribers"]),
    ("Python: 5,000 status calls", [sys.executable, "benches/python/calls.py"]),
    ("Python: the event loop while a page arrives", [sys.executable, "benches/python/loop.py"]),
    ("Node: list 100,000 enterprises", ["node", "benches/node/list.mjs", "enterprises"]),
    ("Node: list 100,000 subscribers", ["node", "benches/node/list.mjs", "subscribers"]),
    ("Node: 5,000 status calls", ["node", "benches/node/calls.mjs"]),
    ("Node: the event loop while a page arrives", ["node", "benches/node/loop.mjs"]),
    ("Node: installed size", ["node", "benches/node/size.mjs"]),
]


def wheel_size() -> None:
    """Builds the wheel and prints its size."""
    with tempfile.TemporaryDirectory() as folder:
        maturin = str(Path(sys.executable).parent / "maturin")
        target = os.environ.get("BENCH_TARGET")
        command = [maturin, "build", "--release", "--locked", "--quiet", "--out", folder]
        subprocess.run([*command, *(["--target", target] if target else [])], cwd=ROOT, check=True)
        for wheel in Path(folder).glob("*.whl"):
            print(f"{wheel.name}: {wheel.stat().st_size / 1e6:.2f} MB")


def main() -> None:
    """Prints the machine, then every bench that was asked for under its title."""
    words = sys.argv[1:]
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    for title, command in BENCHES:
        if all(word in title for word in words):
            print(f"\n## {title}\n", flush=True)
            subprocess.run(command, cwd=ROOT, check=True)
    if not words:
        print("\n## Python: wheel\n", flush=True)
        wheel_size()


if __name__ == "__main__":
    main()

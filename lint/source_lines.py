"""Counts hand-written lines without tests, and refuses files that are too long.

python lint/source_lines.py    # prints the numbers, and fails if a file is above the limit
"""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path

from rust_imports import TEST_FILES, TEST_ITEM

ROOT = Path(__file__).resolve().parents[1]
MAX_FILE_LINES = 500
SUFFIXES = {".rs", ".py", ".cjs", ".mjs", ".cts", ".mts", ".ts", ".css", ".sql"}
# What other tools generate, and what is longer for a reason.
GENERATED = {
    "bindings-node/ts/native.d.ts",
    "bindings-python/python/webex_broadworks/_core.pyi",
}
# The head of what `api/generate.py` writes.
GENERATED_HEAD = "Written by `make generate`"
LONGER: dict[str, str] = {}


def is_test(path: Path) -> bool:
    """Whether a file is made for tests alone."""
    names = {*path.parts, path.stem.split("_")[0]}
    return bool(names & {"tests", "test", "fuzz", "benches", "examples"} | TEST_FILES & names)


def own_lines(path: Path, text: str) -> int:
    """The lines of a file without the items that only Rust's tests compile."""
    return len((TEST_ITEM.sub("", text) if path.suffix == ".rs" else text).splitlines())


def sources() -> dict[Path, str]:
    """The hand-written files that git knows, with their texts."""
    command = ["git", "ls-files"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    paths = [Path(line) for line in listed.stdout.splitlines() if line not in GENERATED]
    paths = [path for path in paths if "generated" not in path.parts]
    paths = [path for path in paths if path.suffix in SUFFIXES and (ROOT / path).is_file()]
    texts = {path: (ROOT / path).read_text(encoding="utf-8") for path in paths}
    return {path: text for path, text in texts.items() if GENERATED_HEAD not in text[:500]}


def main() -> None:
    """Prints the lines of each folder and of all, and fails if a file is too long."""
    texts = {path: text for path, text in sources().items() if not is_test(path)}
    lines = {path: own_lines(path, text) for path, text in texts.items()}
    totals: Counter[str] = Counter()
    for path, count in lines.items():
        totals[path.parts[0]] += count
    shown = ", ".join(f"{folder} {total}" for folder, total in totals.most_common())
    print(f"lines without tests: {totals.total()} ({shown})")
    long = {path: count for path, count in lines.items() if count > MAX_FILE_LINES}
    refused = [path for path in long if path.as_posix() not in LONGER]
    for path in refused:
        print(f"{path}: {long[path]} lines, at most {MAX_FILE_LINES}")
    sys.exit(bool(refused))


if __name__ == "__main__":
    main()

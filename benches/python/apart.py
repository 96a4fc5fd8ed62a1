"""Measures contenders in a process of their own each round, so that their memory is seen too."""

from __future__ import annotations

import json
import resource
import statistics
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    Prepare = Callable[[], Callable[[str], Any]]


def peak() -> int:
    """The most memory this process ever took, in bytes."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def one(prepare: Prepare, base_url: str) -> None:
    """Does it once and says how long it took, how much memory, and how many there were."""
    work = prepare()
    before, start = peak(), time.perf_counter()
    done = work(base_url)
    took = time.perf_counter() - start
    print(json.dumps([took, peak() - before, done if isinstance(done, int) else len(done)]))


def measured(program: Sequence[str], name: str, base_url: str, count: int) -> tuple[float, float]:
    command = [sys.executable, "-W", "ignore", *program, name, base_url]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    seconds, memory, rows = json.loads(done.stdout)
    assert rows == count, (name, rows)
    return seconds, memory


def compare(
    title: str,
    program: Sequence[str],
    contenders: Iterable[str],
    base_url: str,
    *,
    count: int,
    rounds: int,
) -> None:
    """Runs the contenders in turns and prints a table; ratios are to the last, the peer.

    `program` is a script and its arguments. It gets the name of a contender and the base URL too.
    """
    runs = [
        {name: measured(program, name, base_url, count) for name in contenders}
        for _ in range(rounds)
    ]
    medians = {
        name: [statistics.median(run[name][what] for run in runs) for what in (0, 1)]
        for name in contenders
    }
    *_, theirs = medians.values()
    print(f"\n{title} (median of {rounds})")
    for name, (seconds, memory) in medians.items():
        print(
            f"  {name:<34}{seconds:>8.2f} s  {seconds / theirs[0]:>5.2f} x"
            f"{memory / 1e6:>10.0f} MB  {memory / theirs[1]:>5.2f} x",
            flush=True,
        )

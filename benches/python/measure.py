"""How the benchmarks measure: turn by turn in one process, medians, ratios to the first."""

from __future__ import annotations

import statistics
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def compare(title: str, contenders: dict[str, Callable[[], object]], rounds: int) -> None:
    """Runs the contenders in turn, so that a busy machine is busy for all, and prints a table."""
    times: dict[str, list[float]] = {name: [] for name in contenders}
    for run in contenders.values():
        run()
    for _ in range(rounds):
        for name, run in contenders.items():
            start = time.perf_counter()
            run()
            times[name].append(time.perf_counter() - start)
    medians = {name: statistics.median(taken) for name, taken in times.items()}
    own = next(iter(medians.values()))
    print(f"\n{title} (median of {rounds})")
    for name, median in medians.items():
        print(f"  {name:<42}{median * 1000:>10.2f} ms  {median / own:>6.2f} x")

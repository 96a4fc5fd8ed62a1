"""The longest time that the event loop is blocked while a page of 1,000 enterprises arrives."""

from __future__ import annotations

import asyncio
import json
import statistics
import sys
import time
from typing import TYPE_CHECKING, Any

import aiohttp
from server import HEADERS, TOKEN, sandbox

from webex_broadworks import AsyncClient

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

ROUNDS = 105


async def longest_gap(work: Callable[[], Awaitable[Any]]) -> float:
    """The longest that a timer of a millisecond is late while something goes on, in seconds."""
    gaps = [0.0]

    async def watch() -> None:
        last = time.perf_counter()
        while True:
            await asyncio.sleep(0.001)
            now = time.perf_counter()
            gaps.append(now - last - 0.001)
            last = now

    watching = asyncio.create_task(watch())
    await asyncio.sleep(0.003)
    gaps.clear()
    await work()
    # The gap that the last of the work made is seen by the next turn of the watch.
    await asyncio.sleep(0.003)
    watching.cancel()
    return max(gaps)


async def measure(base_url: str, rounds: int) -> None:
    url = f"{base_url}/broadworks/enterprises?max=1000"
    async with (
        AsyncClient(TOKEN, base_url=base_url) as webex,
        aiohttp.ClientSession(headers=HEADERS) as session,
    ):

        async def ours() -> Any:
            return await webex.enterprises.list(limit=1000)

        async def by_hand() -> Any:
            async with session.get(url) as response:
                return json.loads(await response.read())

        contenders = {"webex-broadworks": ours, "aiohttp + json.loads": by_hand}
        gaps: dict[str, list[float]] = {name: [] for name in contenders}
        for _ in range(rounds):
            for name, work in contenders.items():
                gaps[name].append(await longest_gap(work))
    medians = {name: statistics.median(seen) for name, seen in gaps.items()}
    *_, theirs = medians.values()
    print(f"\nThe longest gap of the event loop while a page arrives (median of {rounds})")
    for name, median in medians.items():
        print(f"  {name:<34}{median * 1000:>8.2f} ms  {median / theirs:>5.2f} x")


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    with sandbox(1_000) as base_url:
        asyncio.run(measure(base_url, rounds))


if __name__ == "__main__":
    main()

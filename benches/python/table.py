"""100,000 enterprises as a polars frame, beside what a script with requests and orjson does.

Each contender has a process of its own for each round, for its memory to be seen: the most that the
process took, less what it took once everything was imported. The server is the sandbox, as in
`list_enterprises.py`.
"""

from __future__ import annotations

import json
import resource
import statistics
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

from list_enterprises import BUILT, TOKEN, address

if TYPE_CHECKING:
    from collections.abc import Callable

COUNT = 100_000
ROUNDS = 5
TIMES = ["lastSyncStartTime", "lastSyncEndTime"]


def own() -> Callable[[str], Any]:
    import polars as pl

    from webex_broadworks import Client

    def read(base_url: str) -> Any:
        with Client(TOKEN, base_url=base_url) as webex:
            return pl.DataFrame(webex.list_enterprises())

    return read


def by_hand() -> Callable[[str], Any]:
    import orjson
    import polars as pl
    import requests

    def read(base_url: str) -> Any:
        session = requests.Session()
        session.headers["Authorization"] = f"Bearer {TOKEN}"
        items: list[Any] = []
        url: str | None = f"{base_url}/broadworks/enterprises?max=1000"
        while url:
            response = session.get(url)
            response.raise_for_status()
            items += orjson.loads(response.content)["items"]
            url = response.links.get("next", {}).get("url")
        frame = pl.DataFrame(items, infer_schema_length=None)
        frame = frame.unnest("broadworksDirectorySync").unnest("directorySyncStatus")
        return frame.with_columns(pl.col(TIMES).str.to_datetime(time_zone="UTC"))

    return read


CONTENDERS = {"webex-broadworks": own, "requests + orjson + polars": by_hand}


def peak() -> int:
    """The most memory this process ever took, in bytes."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def one(name: str, base_url: str) -> None:
    """Does it once and says how long it took and how much memory."""
    read = CONTENDERS[name]()
    before, start = peak(), time.perf_counter()
    frame = read(base_url)
    print(json.dumps([time.perf_counter() - start, peak() - before, len(frame)]))


def measured(name: str, base_url: str) -> tuple[float, float]:
    command = [sys.executable, "-W", "ignore", __file__, name, base_url]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    seconds, memory, rows = json.loads(done.stdout)
    assert rows == COUNT
    return seconds, memory


def main() -> None:
    command = [str(BUILT[0]), "--enterprises", str(COUNT), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            base_url = address(server)
            runs = [{name: measured(name, base_url) for name in CONTENDERS} for _ in range(ROUNDS)]
        finally:
            server.terminate()
    print(f"\n{COUNT:,} enterprises to a polars frame (median of {ROUNDS})")
    medians = {
        name: [statistics.median(run[name][what] for run in runs) for what in (0, 1)]
        for name in CONTENDERS
    }
    *_, theirs = medians.values()
    for name, (seconds, memory) in medians.items():
        print(
            f"  {name:<30}{seconds:>8.2f} s  {seconds / theirs[0]:>5.2f} x"
            f"{memory / 1e6:>10.0f} MB  {memory / theirs[1]:>5.2f} x"
        )


if __name__ == "__main__":
    if len(sys.argv) > 1:
        one(*sys.argv[1:])
    else:
        main()

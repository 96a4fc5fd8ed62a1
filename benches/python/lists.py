"""Listing 100,000 enterprises: one after the other, into a list, and into a polars frame.

Beside what a script does by hand: no checks, no retries, and the token goes wherever Link says.
"""

from __future__ import annotations

import asyncio
import re
import sys
from typing import TYPE_CHECKING, Any

import apart
from server import HEADERS, TOKEN, sandbox

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

COUNT = 100_000
ROUNDS = 7
TIMES = ["lastSyncStartTime", "lastSyncEndTime"]


def own_stream() -> Callable[[str], int]:
    from webex_broadworks import AsyncClient

    async def count(base_url: str) -> int:
        async with AsyncClient(TOKEN, base_url=base_url) as webex:
            return len([None async for _ in webex.enterprises.list()])

    return lambda base_url: asyncio.run(count(base_url))


def own_list() -> Callable[[str], list[Any]]:
    from webex_broadworks import AsyncClient

    async def read(base_url: str) -> list[Any]:
        async with AsyncClient(TOKEN, base_url=base_url) as webex:
            return await webex.enterprises.list()

    return lambda base_url: asyncio.run(read(base_url))


def blocking_list() -> Callable[[str], list[Any]]:
    from webex_broadworks import Client

    def read(base_url: str) -> list[Any]:
        with Client(TOKEN, base_url=base_url) as webex:
            return webex.enterprises.list().all()

    return read


def by_hand() -> Callable[[str], AsyncIterator[list[Any]]]:
    """The pages of a loop with aiohttp and orjson."""
    import aiohttp
    import orjson

    async def pages(base_url: str) -> AsyncIterator[list[Any]]:
        url: str | None = f"{base_url}/broadworks/enterprises?max=1000"
        async with aiohttp.ClientSession(headers=HEADERS) as session:
            while url:
                async with session.get(url) as response:
                    response.raise_for_status()
                    yield orjson.loads(await response.read())["items"]
                    link = re.search('<([^>]+)>; *rel="next"', response.headers.get("Link", ""))
                    url = link[1] if link else None

    return pages


def hand_stream() -> Callable[[str], int]:
    pages = by_hand()

    async def count(base_url: str) -> int:
        return sum([1 async for page in pages(base_url) for _ in page])

    return lambda base_url: asyncio.run(count(base_url))


def hand_list() -> Callable[[str], list[Any]]:
    pages = by_hand()

    async def read(base_url: str) -> list[Any]:
        return [item async for page in pages(base_url) for item in page]

    return lambda base_url: asyncio.run(read(base_url))


def own_frame() -> Callable[[str], Any]:
    import polars as pl

    from webex_broadworks import Client

    def read(base_url: str) -> Any:
        with Client(TOKEN, base_url=base_url) as webex:
            return pl.DataFrame(webex.enterprises.list())

    return read


def hand_frame() -> Callable[[str], Any]:
    import orjson
    import polars as pl
    import requests

    def read(base_url: str) -> Any:
        session = requests.Session()
        session.headers.update(HEADERS)
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


WORK: dict[str, dict[str, apart.Prepare]] = {
    "100,000 enterprises, one after the other": {
        "webex-broadworks, AsyncClient": own_stream,
        "aiohttp + orjson": hand_stream,
    },
    "100,000 enterprises into a list": {
        "webex-broadworks, AsyncClient, list": own_list,
        "webex-broadworks, Client, list": blocking_list,
        "aiohttp + orjson, list": hand_list,
    },
    "100,000 enterprises into a polars frame": {
        "webex-broadworks, frame": own_frame,
        "requests + orjson + polars, frame": hand_frame,
    },
}


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) == 2 else ROUNDS
    with sandbox(COUNT) as base_url:
        for title, contenders in WORK.items():
            apart.compare(title, __file__, contenders, base_url, count=COUNT, rounds=rounds)


if __name__ == "__main__":
    if len(sys.argv) == 3:
        every = {name: prepare for work in WORK.values() for name, prepare in work.items()}
        apart.one(every[sys.argv[1]], sys.argv[2])
    else:
        main()

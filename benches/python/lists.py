"""Listing 100,000 enterprises or subscribers: by iterating, into a list, and into a polars frame.

Beside what a script does by hand: no checks, no retries, and the token goes wherever Link says.
"""

from __future__ import annotations

import argparse
import asyncio
import re
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import apart
from server import HEADERS, TOKEN, sandbox

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    Prepare = Callable[["Resource"], Callable[[str], Any]]


class Resource(NamedTuple):
    """What is listed; clients and paths have the same name for it."""

    name: str
    page_size: int
    nested: list[str]
    """The keys of objects in objects."""
    times: list[str]

    @property
    def first_page(self) -> str:
        """Path and query of the first page."""
        return f"/broadworks/{self.name}?max={self.page_size}"

    def list_of(self, webex: Any) -> Any:
        """The list of a client."""
        return getattr(webex, self.name).list()


RESOURCES = {
    "enterprises": Resource(
        "enterprises",
        1000,
        ["broadworksDirectorySync", "directorySyncStatus"],
        ["lastSyncStartTime", "lastSyncEndTime"],
    ),
    "subscribers": Resource("subscribers", 100, [], ["created", "lastStatusChange"]),
}


def own_stream(resource: Resource) -> Callable[[str], int]:
    from webex_broadworks import AsyncClient

    async def count(base_url: str) -> int:
        async with AsyncClient(TOKEN, base_url=base_url) as webex:
            return len([None async for _ in resource.list_of(webex)])

    return lambda base_url: asyncio.run(count(base_url))


def own_list(resource: Resource) -> Callable[[str], list[Any]]:
    from webex_broadworks import AsyncClient

    async def read(base_url: str) -> list[Any]:
        async with AsyncClient(TOKEN, base_url=base_url) as webex:
            items: list[Any] = await resource.list_of(webex)
            return items

    return lambda base_url: asyncio.run(read(base_url))


def blocking_list(resource: Resource) -> Callable[[str], list[Any]]:
    from webex_broadworks import Client

    def read(base_url: str) -> list[Any]:
        with Client(TOKEN, base_url=base_url) as webex:
            items: list[Any] = resource.list_of(webex).all()
            return items

    return read


def by_hand(resource: Resource) -> Callable[[str], AsyncIterator[list[Any]]]:
    """The pages of a loop with aiohttp and orjson."""
    import aiohttp
    import orjson

    async def pages(base_url: str) -> AsyncIterator[list[Any]]:
        url: str | None = base_url + resource.first_page
        async with aiohttp.ClientSession(headers=HEADERS) as session:
            while url:
                async with session.get(url) as response:
                    response.raise_for_status()
                    yield orjson.loads(await response.read())["items"]
                    link = re.search('<([^>]+)>; *rel="next"', response.headers.get("Link", ""))
                    url = link[1] if link else None

    return pages


def hand_stream(resource: Resource) -> Callable[[str], int]:
    pages = by_hand(resource)

    async def count(base_url: str) -> int:
        return sum([1 async for page in pages(base_url) for _ in page])

    return lambda base_url: asyncio.run(count(base_url))


def hand_list(resource: Resource) -> Callable[[str], list[Any]]:
    pages = by_hand(resource)

    async def read(base_url: str) -> list[Any]:
        return [item async for page in pages(base_url) for item in page]

    return lambda base_url: asyncio.run(read(base_url))


def own_frame(resource: Resource) -> Callable[[str], Any]:
    import polars as pl

    from webex_broadworks import Client

    def read(base_url: str) -> Any:
        with Client(TOKEN, base_url=base_url) as webex:
            return pl.DataFrame(resource.list_of(webex))

    return read


def hand_frame(resource: Resource) -> Callable[[str], Any]:
    import orjson
    import polars as pl
    import requests

    def read(base_url: str) -> Any:
        session = requests.Session()
        session.headers.update(HEADERS)
        items: list[Any] = []
        url: str | None = base_url + resource.first_page
        while url:
            response = session.get(url)
            response.raise_for_status()
            items += orjson.loads(response.content)["items"]
            url = response.links.get("next", {}).get("url")
        frame = pl.DataFrame(items, infer_schema_length=None)
        for key in resource.nested:
            frame = frame.unnest(key)
        return frame.with_columns(pl.col(resource.times).str.to_datetime(time_zone="UTC"))

    return read


WORK: dict[str, dict[str, Prepare]] = {
    "one after the other": {
        "webex-broadworks, AsyncClient": own_stream,
        "aiohttp + orjson": hand_stream,
    },
    "into a list": {
        "webex-broadworks, AsyncClient, list": own_list,
        "webex-broadworks, Client, list": blocking_list,
        "aiohttp + orjson, list": hand_list,
    },
    "into a polars frame": {
        "webex-broadworks, frame": own_frame,
        "requests + orjson + polars, frame": hand_frame,
    },
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("resource", choices=RESOURCES)
    parser.add_argument("contender", nargs="?", help="measure only this one, and only once")
    parser.add_argument("base_url", nargs="?", help="the server that it lists from")
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=7)
    given = parser.parse_args()
    if given.contender:
        every = {name: prepare for work in WORK.values() for name, prepare in work.items()}
        apart.one(partial(every[given.contender], RESOURCES[given.resource]), given.base_url)
        return
    with sandbox(given.count, given.resource) as base_url:
        for how, contenders in WORK.items():
            title = f"{given.count:,} {given.resource} {how}"
            program = [__file__, given.resource]
            apart.compare(
                title, program, contenders, base_url, count=given.count, rounds=given.rounds
            )


if __name__ == "__main__":
    main()

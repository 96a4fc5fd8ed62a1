"""The status of 5,000 enterprises: 32 at once, and one after the other."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import aiohttp
import orjson
import requests
from server import HEADERS, TOKEN, sandbox

from webex_broadworks import AsyncClient, Client

from measure import compare

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

CALLS = 5_000
AT_ONCE = 32
ROUNDS = 7


async def each(ids: list[str], call: Callable[[str], Awaitable[Any]]) -> None:
    """Makes a call for each id, so many at once."""
    left = iter(ids)

    async def work() -> None:
        for each in left:
            await call(each)

    await asyncio.gather(*(work() for _ in range(AT_ONCE)))


def url_of(base_url: str, enterprise: str) -> str:
    return f"{base_url}/broadworks/enterprises/{quote(enterprise, safe='')}/broadworksDirectorySync"


def many(base_url: str, ids: list[str], rounds: int) -> None:
    async def in_bulk() -> None:
        async with AsyncClient(TOKEN, base_url=base_url) as webex:
            run = webex.bulk.directory_sync.get_status(ids, concurrency=AT_ONCE)
            assert len([outcome async for outcome in run]) == CALLS

    async def awaited() -> None:
        async with AsyncClient(TOKEN, base_url=base_url) as webex:
            await each(ids, webex.directory_sync.get_status)

    async def by_hand() -> None:
        connector = aiohttp.TCPConnector(limit=AT_ONCE)
        async with aiohttp.ClientSession(headers=HEADERS, connector=connector) as session:

            async def call(enterprise: str) -> Any:
                async with session.get(url_of(base_url, enterprise)) as response:
                    response.raise_for_status()
                    return orjson.loads(await response.read())

            await each(ids, call)

    compare(
        f"{CALLS:,} status calls, {AT_ONCE} at once",
        {
            "webex-broadworks, bulk": lambda: asyncio.run(in_bulk()),
            "webex-broadworks, awaited": lambda: asyncio.run(awaited()),
            "aiohttp + orjson": lambda: asyncio.run(by_hand()),
        },
        rounds,
    )


def one_by_one(base_url: str, ids: list[str], rounds: int) -> None:
    webex, session = Client(TOKEN, base_url=base_url), requests.Session()
    session.headers.update(HEADERS)

    def ours() -> None:
        for enterprise in ids:
            webex.directory_sync.get_status(enterprise)

    def by_hand() -> None:
        for enterprise in ids:
            response = session.get(url_of(base_url, enterprise))
            response.raise_for_status()
            response.json()

    title = f"{CALLS:,} status calls, one after the other"
    compare(title, {"webex-broadworks, Client": ours, "requests": by_hand}, rounds)


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    with sandbox(CALLS) as base_url:
        with Client(TOKEN, base_url=base_url) as webex:
            ids = [enterprise["id"] for enterprise in webex.enterprises.list()]
        many(base_url, ids, rounds)
        one_by_one(base_url, ids, rounds)


if __name__ == "__main__":
    main()

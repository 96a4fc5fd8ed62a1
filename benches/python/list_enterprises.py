"""Listing 10,000 enterprises, beside the loop over `requests` that scripts have today.

The server is the sandbox in a process of its own: build it with
`cargo build --release -p webex-broadworks-sandbox`.
"""

from __future__ import annotations

import asyncio
import re
import subprocess
from pathlib import Path
from typing import Any

import requests

from webex_broadworks import AsyncClient, Client

from measure import compare

ROOT = Path(__file__).resolve().parents[2]
NAME = "webex-broadworks-sandbox"
# Where cargo leaves it with an explicit target, and without one.
BUILT = [*ROOT.glob(f"target/*/release/{NAME}"), *ROOT.glob(f"target/release/{NAME}")]
TOKEN = "sandbox-token"
COUNT = 10_000


def by_hand(base_url: str) -> list[Any]:
    """What a script does today: no checks, no retries, and the token goes wherever Link says."""
    session = requests.Session()
    session.headers["Authorization"] = f"Bearer {TOKEN}"
    items: list[Any] = []
    url: str | None = f"{base_url}/broadworks/enterprises?max=1000"
    while url:
        response = session.get(url)
        response.raise_for_status()
        items += response.json()["items"]
        url = response.links.get("next", {}).get("url")
    return items


def blocking(base_url: str) -> list[Any]:
    with Client(TOKEN, base_url=base_url) as webex:
        return webex.list_enterprises().all()


def waiting(base_url: str) -> list[Any]:
    async def run() -> list[Any]:
        async with AsyncClient(TOKEN, base_url=base_url) as webex:
            return await webex.list_enterprises()

    return asyncio.run(run())


def address(server: subprocess.Popen[str]) -> str:
    """Reads the base URL out of what the sandbox says when it is up."""
    for line in server.stdout or ():
        if found := re.search(r"http://127\.0\.0\.1:\d+/v1", line):
            return found[0]
    message = "the sandbox did not start"
    raise RuntimeError(message)


def main() -> None:
    command = [str(BUILT[0]), "--enterprises", str(COUNT), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            base_url = address(server)
            assert len(blocking(base_url)) == len(by_hand(base_url)) == COUNT
            compare(
                f"Listing {COUNT:,} enterprises",
                {
                    "webex-broadworks, blocking": lambda: blocking(base_url),
                    "webex-broadworks, async": lambda: waiting(base_url),
                    "requests, by hand": lambda: by_hand(base_url),
                },
                11,
            )
        finally:
            server.terminate()


if __name__ == "__main__":
    main()

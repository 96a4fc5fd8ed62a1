"""A fleet in a sandbox for the tests of bulk runs, and helpers that read a run."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from webex_broadworks.testing import Sandbox

from conftest import STATUS, Face

IDS = [f"E{number}" for number in range(40)]


def fleet(count: int = 40, clusters: int = 4) -> list[dict[str, Any]]:
    return [
        {
            "id": f"E{number}",
            "spEnterpriseId": f"Reseller1+{number}",
            "provisioningId": f"template-{number % clusters}",
            "broadworksDirectorySync": STATUS,
            "sandbox": {"cluster": number % clusters, "runSeconds": 30},
        }
        for number in range(count)
    ]


def client_of(face: Face, sandbox: Sandbox, **options: Any) -> Any:
    return face.client(sandbox, token=sandbox.token, _clock_speed=3600, **options)


def drain(face: Face, run: Any) -> tuple[list[Any], Exception | None]:
    """Reads a run or its lines; what it raises at the end beside it."""
    read: list[Any] = []

    async def iterate() -> None:
        async for one in run:
            read.append(one)  # noqa: PERF401 - what was read before an exception counts

    try:
        if face.blocking:
            read.extend(run)
        else:
            asyncio.run(iterate())
    except Exception as error:  # noqa: BLE001 - it is what is asked for
        return read, error
    return read, None


def ids(outcomes: list[Any], kind: str = "ok") -> list[str]:
    named = [outcome["enterpriseId"] for outcome in outcomes if outcome["outcome"] == kind]
    return sorted(named, key=lambda name: int(name[1:]))


class OwnError(Exception):
    pass


async def async_items() -> AsyncIterator[str]:
    yield "E1"

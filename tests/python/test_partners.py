"""Several partners in one process: no token strays, and every event says whose it is."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from webex_broadworks import AsyncClient, Client, Event
from webex_broadworks.testing import Sandbox

PARTNERS = ["East", "West", "North"]


@pytest.fixture
def sandboxes() -> Iterator[dict[str, Sandbox]]:
    """One for each partner, with a token and enterprises of its own."""
    sandboxes = {
        partner: Sandbox(enterprises=30, clamp_max=10, token=f"token-of-{partner}", seed=seed)
        for seed, partner in enumerate(PARTNERS)
    }
    yield sandboxes
    for sandbox in sandboxes.values():
        sandbox.stop()


def check(sandboxes: dict[str, Sandbox], told: list[tuple[str, Event]]) -> None:
    """Each sandbox saw its own token alone, and each client told of its own partner alone."""
    seen: Counter[str] = Counter()
    for partner, sandbox in sandboxes.items():
        for request in sandbox.requests():
            assert request["headers"]["authorization"] == f"Bearer token-of-{partner}"
            seen[partner] += 1
    assert all(event.partner == partner for partner, event in told)
    assert Counter(partner for partner, _ in told) == seen
    assert all(count > 20 for count in seen.values())


def clients(
    kind: type[Any], sandboxes: dict[str, Sandbox], told: list[tuple[str, Event]]
) -> dict[str, Any]:
    return {
        partner: kind(
            sandbox.token,
            base_url=sandbox.base_url,
            partner=partner,
            on_request=lambda event, partner=partner: told.append((partner, event)),
        )
        for partner, sandbox in sandboxes.items()
    }


def test_partners_in_threads(sandboxes: dict[str, Sandbox]) -> None:
    told: list[tuple[str, Event]] = []
    webex: dict[str, Client] = clients(Client, sandboxes, told)
    own = {
        name: {each["id"] for each in sandbox.enterprises()} for name, sandbox in sandboxes.items()
    }

    def work(number: int) -> None:
        # Every thread turns from partner to partner.
        for step in range(len(PARTNERS)):
            partner = PARTNERS[(number + step) % len(PARTNERS)]
            everything = webex[partner].enterprises.list(page_size=10).all()
            assert {each["id"] for each in everything} == own[partner]
            webex[partner].directory_sync.get_status(everything[number])

    with ThreadPoolExecutor(9) as pool:
        list(pool.map(work, range(9)))
    check(sandboxes, told)


async def test_partners_in_tasks(sandboxes: dict[str, Sandbox]) -> None:
    told: list[tuple[str, Event]] = []
    webex: dict[str, AsyncClient] = clients(AsyncClient, sandboxes, told)
    own = {
        name: {each["id"] for each in sandbox.enterprises()} for name, sandbox in sandboxes.items()
    }

    async def work(number: int) -> None:
        partner = PARTNERS[number % len(PARTNERS)]
        everything = await webex[partner].enterprises.list(page_size=10)
        assert {each["id"] for each in everything} == own[partner]
        await webex[partner].directory_sync.get_status(everything[number])

    await asyncio.gather(*map(work, range(27)))
    check(sandboxes, told)

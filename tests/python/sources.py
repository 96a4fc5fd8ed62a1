"""Functions that pickle stores by name, like functions of a user's module."""

from __future__ import annotations

import os
from typing import Any

from webex_broadworks import Event

EVENTS: list[Event] = []
KEPT: dict[str, Any] = {}


def bring() -> str:
    return os.environ["TOKEN_OF_A_FUNCTION"]


async def bring_later() -> str:
    return os.environ["TOKEN_OF_A_FUNCTION"]


def note(event: Event) -> None:
    EVENTS.append(event)


class Vault:
    """Keeps tokens as a class, so that no object holds them."""

    @classmethod
    def load(cls) -> dict[str, Any] | None:
        return KEPT or None

    @classmethod
    def save(cls, tokens: dict[str, Any]) -> None:
        KEPT.update(tokens)


class Memory:
    """Keeps tokens in an object, and notes the order of things."""

    def __init__(self) -> None:
        self.tokens: dict[str, Any] | None = None
        self.notes: list[str] = []

    def load(self) -> dict[str, Any] | None:
        self.notes.append("load")
        return self.tokens

    def save(self, tokens: dict[str, Any]) -> None:
        self.notes.append("save")
        self.tokens = tokens


class LaterMemory(Memory):
    """The same with coroutines."""

    async def load(self) -> dict[str, Any] | None:  # type: ignore[override]
        return super().load()

    async def save(self, tokens: dict[str, Any]) -> None:  # type: ignore[override]
        super().save(tokens)

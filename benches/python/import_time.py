"""Importing: how long a fresh interpreter takes longer because of an import."""

from __future__ import annotations

import importlib.util
import subprocess
import sys

from measure import compare

MODULES = ["webex_broadworks", "asyncio", "requests", "httpx", "aiohttp"]


def interpreter(program: str) -> None:
    subprocess.run([sys.executable, "-W", "ignore", "-c", program], check=True)


def main() -> None:
    installed = [name for name in MODULES if importlib.util.find_spec(name)]
    compare(
        "Starting Python and importing",
        {
            "nothing": lambda: interpreter("pass"),
            **{name: lambda name=name: interpreter(f"import {name}") for name in installed},  # type: ignore[misc]
        },
        15,
    )


if __name__ == "__main__":
    main()

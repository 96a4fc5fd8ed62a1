"""What the classes of test servers share."""

from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any

from .generated._sandbox import SandboxRun


def moment(text: str) -> datetime:
    """Reads a time of a server's clock."""
    whole, _, fraction = text.rstrip("Z").partition(".")
    read = datetime.fromisoformat(f"{whole}.{fraction or '0':0<6}")
    return read.replace(tzinfo=timezone.utc)


def run_of(run: dict[str, Any]) -> SandboxRun:
    """Reads a sync."""
    made: Any = {**run, "start": moment(run["start"]), "end": moment(run["end"])}
    return made


def with_text_keys(value: Any) -> Any:
    """Options with integer keys converted to strings, as in JSON."""
    if not isinstance(value, Mapping):
        return value
    return {
        str(key) if isinstance(key, int) else key: with_text_keys(inner)
        for key, inner in value.items()
    }

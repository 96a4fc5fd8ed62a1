"""Reads constants from the sources of the Rust crates, so that nothing repeats their values."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

CONSTANT = re.compile(r"const ([A-Z_]+): (?:Duration|usize|u64|f64) =\s+([^;]+);")
CRATES = ("core", "bulk", "audit")
HOUR, DAY = 3_600, 86_400


def read(root: Path) -> dict[str, float]:
    """The numbers that constants have, and the seconds of durations."""
    sources = [path for crate in CRATES for path in (root / crate / "src").rglob("*.rs")]
    found: dict[str, str] = {}
    for path in sources:
        found.update(CONSTANT.findall(path.read_text("utf-8")))
    values = {name: _value(expression, found) for name, expression in found.items()}
    return {name: value for name, value in values.items() if value is not None}


def in_words(seconds: float) -> str:
    """A number, or a duration of hours or days in words."""
    for unit, length in (("days", DAY), ("hours", HOUR)):
        if seconds >= length and seconds % length == 0:
            return f"{seconds // length:g} {unit}"
    return f"{seconds:g}"


def _value(expression: str, found: dict[str, str]) -> float | None:
    """The value of a product of numbers and constants; None for any other expression."""
    product = 1.0
    for factor in re.sub(r"Duration::from_secs|[()]|(?<=\d)_", "", expression).split("*"):
        name = factor.strip()
        known = _value(found[name], found) if name in found else _number(name)
        if known is None:
            return None
        product *= known
    return product


def _number(text: str) -> float | None:
    return float(text) if re.fullmatch(r"[\d.]+", text) else None

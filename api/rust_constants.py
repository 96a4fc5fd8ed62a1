"""Reads constants from the sources of the Rust crates, so that nothing repeats their values."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

CONSTANT = re.compile(r"const ([A-Z_]+): (Duration|usize|u64|f64) =\s+([^;]+);")
CRATES = ("transport", "core", "bulk", "audit")
UNITS = (("day", 86_400), ("hour", 3_600), ("minute", 60))
# Shorter durations are written in seconds.
IN_LARGER_UNITS = 600


class Seconds(float):
    """The value of a duration."""

    __slots__ = ()


def read(root: Path) -> dict[str, float]:
    """The numbers and the durations that are constants in Rust."""
    sources = [path for crate in CRATES for path in (root / crate / "src").rglob("*.rs")]
    found = [one for path in sources for one in CONSTANT.findall(path.read_text("utf-8"))]
    expressions = {name: expression for name, _, expression in found}
    values: dict[str, float] = {}
    for name, kind, expression in found:
        value = _value(expression, expressions)
        if value is not None:
            values[name] = Seconds(value) if kind == "Duration" else value
    return values


def fill_in(text: str, constants: dict[str, float], language: str = "") -> str:
    """The text with numbers and durations in place of constants in braces."""
    form = describe_for_node if language == "node" else describe
    return re.sub(r"\{([A-Z_]+)\}", lambda found: form(constants[found[1]]), text)


def describe_for_node(value: float) -> str:
    """A number in digits, or a duration in milliseconds; long ones also in the largest unit."""
    if not isinstance(value, Seconds):
        return describe(value)
    milliseconds = f"{value * 1000:,.12g}"
    return f"{milliseconds} ({describe(value)})" if value >= IN_LARGER_UNITS else milliseconds


def describe(value: float) -> str:
    """A number in digits, or a duration in the largest unit that fits; short ones in seconds."""
    if isinstance(value, Seconds) and value >= IN_LARGER_UNITS:
        unit, seconds = next(unit for unit in UNITS if value % unit[1] == 0)
        count = int(value // seconds)
        return f"{count} {unit}" if count == 1 else f"{count} {unit}s"
    return f"{value:,.12g}"


def _value(expression: str, expressions: dict[str, str]) -> float | None:
    """The value of a product of numbers and constants; None for any other expression."""
    product = 1.0
    for factor in re.sub(r"Duration::from_secs|[()]|(?<=\d)_", "", expression).split("*"):
        name = factor.strip()
        if name in expressions:
            value = _value(expressions[name], expressions)
        else:
            value = float(name) if re.fullmatch(r"[\d.]+", name) else None
        if value is None:
            return None
        product *= value
    return product

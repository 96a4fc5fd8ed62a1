"""What is generated for the Node package alone: types of arguments, and its platforms."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from text import camel, pascal

if TYPE_CHECKING:
    from pathlib import Path

    from generate import Parameter

# The types of arguments that have another name in Node.
NODE_TYPES = {
    "text": "string",
    "flag": "boolean",
    "count": "number",
    "query": "Query",
    "time": "Date | number | string",
    "extra_body": "Record<string, unknown>",
    "completion": "'auto' | 'off'",
}
# The parts of Rust's targets, and how napi writes them.
ARCHITECTURES = {"aarch64": "arm64", "x86_64": "x64"}
SYSTEMS = {
    "darwin": "darwin-{}",
    "gnu": "linux-{}-gnu",
    "musl": "linux-{}-musl",
    "msvc": "win32-{}-msvc",
}


def platforms(root: Path) -> list[str]:
    """The platforms that the Node package is built for, as napi names them."""
    targets = json.loads((root / "package.json").read_text("utf-8"))["napi"]["targets"]
    parts = [target.split("-") for target in targets]
    return sorted(SYSTEMS[part[-1]].format(ARCHITECTURES[part[0]]) for part in parts)


def node_type(argument: Parameter) -> str:
    """The type of an argument in Node."""
    if argument.is_subject:
        return f"{pascal(argument.type)}Ref"
    item = argument.type.removeprefix("list of ")
    item = " | ".join(f"'{camel(name)}'" for name in argument.of) or NODE_TYPES.get(item, item)
    return f"{item} | Iterable<{item}>" if argument.is_list else item

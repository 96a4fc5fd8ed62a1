"""What is generated for the Python package alone: its exports, its blocking files and its types."""

from __future__ import annotations

import ast
import json
import re
from typing import TYPE_CHECKING

from text import pascal

if TYPE_CHECKING:
    from pathlib import Path

    from generate import Parameter

PYTHON = "bindings-python/python/webex_broadworks"

# Python's blocking files, each made of the asynchronous one beside it.
BLOCKING = [
    *("_audits.py", "_bulk.py", "_bulk_run.py", "_client.py", "_download.py", "_item_list.py"),
    *("generated/_lists.py", "generated/_resources.py"),
]
# What makes an asynchronous file a blocking one. Texts that say "an `AsyncClient`" mean just that.
UNASYNC = [
    (r"\b(async|await) ", ""),
    (r"(\b[Aa]n\s+`Async\w+)|\bAsync(?=[A-Z])", r"\1"),
    (r"\b_async_", "_"),
    (r"\bpoll_async\b", "poll"),
    (r"\.send(?=\()", ".wait"),
    (r"\baclose\b", "close"),
    (r"__a(iter|enter|exit)__", r"__\1__"),
    (r",? for `asyncio`", ""),
    (r"An asynchronous iterator", "An iterator"),
    (r"for (\w+) in (.+):\n +yield \1\n", r"yield from \2\n"),
]

# The types of fields and arguments that have another name in Python.
PYTHON_TYPES = {
    **dict.fromkeys(("text", "time"), "str"),
    **dict.fromkeys(("integer", "counter", "count"), "int"),
    "flag": "bool",
    "number": "float",
    "any": "Any",
    "duration": "float | timedelta",
    "elapsed": "timedelta",
    "moment": "datetime",
    "Metadata": "ResponseMetadata",
    "text or several": "str | Sequence[str]",
    "integer or text": "int | str",
    "query": "Query",
    "extra_body": "Mapping[str, object]",
    "completion": 'Literal["auto", "off"]',
}


def python_type(name: str) -> str:
    """The type of a field or an argument in Python."""
    if name.startswith("list of "):
        return f"list[{python_type(name.removeprefix('list of '))}]"
    if name.startswith("several "):
        return f"tuple[{name.removeprefix('several ')}, ...]"
    if name.startswith("count by "):
        return f"dict[{name.removeprefix('count by ')}, int]"
    if name.endswith(" by name"):
        return f"dict[str, {python_type(name.removesuffix(' by name'))}]"
    return PYTHON_TYPES.get(name, name)


def argument_type(argument: Parameter) -> str:
    """The type of an argument in Python, and its default."""
    item = argument.type.removeprefix("list of ")
    kind = "Instant" if argument.type == "time" else python_type(item)
    if argument.is_subject:
        kind = f"{pascal(argument.type)}Argument"
    elif argument.is_list:
        item = kind if argument.of == [] else f"Literal[{', '.join(map(json.dumps, argument.of))}]"
        kind = f"{item} | Iterable[{item}]"
    if argument.required:
        return kind
    return f"{kind} | None = None" if argument.default is None else f"{kind} = {argument.default!r}"


def unasync(text: str, source: str) -> str:
    """An asynchronous file of Python made blocking."""
    for pattern, replacement in UNASYNC:
        text = re.sub(pattern, replacement, text)
    header = f'\n\nWritten by `make generate` from `{source}`.\n"""\n'
    return re.sub(r'(?<=\.)"""\n', header, text, count=1) if "Written by" not in text else text


def exports(package: Path, texts: dict[Path, str]) -> dict[str, list[str]]:
    """The modules of the package with the public names that they define in `__all__`."""
    # What else is public is a module of its own: `testing`, `tokens`.
    files = sorted({*package.glob("_[a-z]*.py"), *package.glob("generated/_[a-z]*.py"), *texts})
    found = {}
    for path in files:
        if not path.is_relative_to(package):
            continue
        if path.name in {"_compat.py", "testing.py", "tokens.py"}:
            continue
        tree = ast.parse(texts.get(path) or path.read_text("utf-8"))
        for node in tree.body:
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
                module = ".".join(path.relative_to(package).with_suffix("").parts)
                found[module] = ast.literal_eval(node.value)
    return found

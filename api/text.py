"""Formats names and texts for each language."""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING

import sandbox

if TYPE_CHECKING:
    from collections.abc import Collection

# Alternatives of a text by language that have a name.
ALTERNATIVES = {
    "unit": "{in seconds or as a timedelta|in milliseconds}",
    "no_limit": "{`math.inf`|`null`}",
}


def snake(name: str) -> str:
    """`spEnterpriseId` to `sp_enterprise_id`, `totalUsersInCI` to `total_users_in_ci`."""
    name = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", name)
    name = re.sub(r"([A-Z]+)([A-Z][a-z])", r"\1_\2", name)
    return name.lower()


def pascal(name: str) -> str:
    """`directory_sync.get_status` to `DirectorySyncGetStatus`, `NOT_SYNCED` to `NotSynced`."""
    return "".join(part.capitalize() for part in re.split(r"[._]", name.lower()))


def camel(name: str) -> str:
    """`enable_dir_sync` to `enableDirSync`; parts between dots each on their own."""
    return ".".join(part[:1].lower() + pascal(part)[1:] for part in name.split("."))


def for_language(text: str, language: str) -> str:
    """A text with the first of the alternatives `{a|b}` for Python, and the second for Node."""
    for name, alternatives in ALTERNATIVES.items():
        text = text.replace(f"{{{name}}}", alternatives)
    return re.sub(r"\{([^{}|]*)\|([^{}|]*)\}", r"\1" if language == "python" else r"\2", text)


def js(text: str, values: Collection[str] = ()) -> str:
    """A text whose names in backticks are spelled as in Node; those of values stay as they are."""
    return re.sub(
        r"(?<=`)[a-z]+(_[a-z]+)*(\.[a-z_]+)*(?=`)",
        lambda name: name[0] if name[0] in values else camel(name[0]),
        text,
    )


def node_text(text: str, values: Collection[str]) -> str:
    """A text about data for Node, in which null is code."""
    text = js(for_language(text, "node"), values)
    return re.sub(r"\bnull\b(?!`)", "`null`", text)


def sandbox_js(text: str) -> str:
    """A text of the sandbox, whose options and methods are spelled as in Node."""
    names = sandbox.names() | {"advance", "grant_consent"}
    return re.sub(
        r"(?<=`)\w+(?=`)", lambda name: camel(name[0]) if name[0] in names else name[0], text
    )


def constant(text: str) -> str:
    """`/broadworks/subscribers/{id}` to `SUBSCRIBERS_ID`: a route or an operation as a constant."""
    words = re.sub(r"[^A-Za-z]+", "_", text.removeprefix("/broadworks")).strip("_")
    return snake(words).upper()


def fill(text: str, prefix: str, width: int = 100, hanging: str = "") -> str:
    """Breaks a paragraph into lines that begin with a prefix; lines after the first also hang."""
    return textwrap.fill(
        text,
        width,
        initial_indent=prefix,
        subsequent_indent=prefix + hanging,
        break_long_words=False,
        break_on_hyphens=False,
    )


def tsdoc(text: str, indent: str = "", width: int = 100) -> str:
    """A comment of TypeScript, on one line if it fits."""
    return comment(js(text), indent, width)


def comment(text: str, indent: str = "", width: int = 100) -> str:
    """A comment of a text as it is."""
    line = f"{indent}/** {text} */"
    if len(line) <= width:
        return line
    return "\n".join([f"{indent}/**", fill(text, f"{indent} * ", width), f"{indent} */"])


def python_text(text: str) -> str:
    """Python's constants, and its quotes: names have single backticks, other code double ones."""
    constants = {"true": "True", "false": "False", "null": "None"}
    text = for_language(text, "python")
    text = re.sub(r"\b(true|false|null)\b", lambda found: constants[found[0]], text)
    is_name = re.compile(r"[a-z_]+(\.[a-z_]+)*|([A-Z][a-z]+)+").fullmatch
    return re.sub(r"`([^`]*)`", lambda code: code[0] if is_name(code[1]) else f"`{code[0]}`", text)


def docstring(text: str, indent: str) -> str:
    """The first sentence of a text on a line of its own, and the others as a paragraph."""
    first, _, others = python_text(text).partition(". ")
    return f"{first}.\n\n{fill(others, indent)}" if others else first

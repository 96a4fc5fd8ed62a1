"""Separates prose from code: comments, string literals, and the text of Markdown pages.

`prose` returns a text of the same length, in which line breaks stay where they are. Prose is kept.
Markers of comments and quotes are spaces, so that a phrase can span lines. Code is `BREAK`, so that
it can't. Code in backticks is `WORD`: part of the sentence, but not of a phrase.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

BREAK = "\ue000"
WORD = "\ue001"

# A lexer is a pattern whose named groups start with the kind of a token.
LINE, BLOCK = r"(?P<line>//[^\n]*)", r"(?P<block>/\*.*?\*/)"
DOUBLE, SINGLE = r'"(?:\\.|[^"\\\n])*"', r"'(?:\\.|[^'\\\n])*'"
RUST = "|".join(
    (
        LINE,
        BLOCK,
        r'(?P<raw>\bb?r(?P<hashes>#*)".*?"(?P=hashes))',
        r'(?P<string>(?:\bb)?"(?:\\.|[^"\\])*")',
        r"(?P<skip>'(?:\\.[^']*|[^'\\\n])')",
    )
)
TEMPLATE = r"`(?:\\.|\$\{[^{}]*\}|[^`\\])*`"
EXPRESSION = r"(?<=[(,=:\[!&|?])\s*/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n])+/"
JAVASCRIPT = f"{LINE}|{BLOCK}|(?P<string>{DOUBLE}|{SINGLE}|{TEMPLATE})|(?P<skip>{EXPRESSION})"
TRIPLE = r'"""(?:\\.|[^\\])*?"""|' + r"\'\'\'(?:\\.|[^\\])*?\'\'\'"
PYTHON = rf"(?P<line>#[^\n]*)|(?P<string>(?:\b[A-Za-z]{{1,2}})?(?:{TRIPLE}|{DOUBLE}|{SINGLE}))"
HASH = r"(?P<line>(?<!\S)#[^\n]*)"
YAML = rf"{HASH}|(?P<string>(?<=name: )[^\n]+)"
SQL = r"(?P<line>--[^\n]*)"
XML = r"(?P<string>(?<=>)[^<>{}]+(?=<))"
LEXERS = {
    **dict.fromkeys((".rs",), RUST),
    **dict.fromkeys((".js", ".cjs", ".mjs", ".ts", ".cts", ".mts", ".c"), JAVASCRIPT),
    **dict.fromkeys((".py", ".pyi"), PYTHON),
    **dict.fromkeys((".toml",), PYTHON),
    **dict.fromkeys((".yml", ".yaml"), YAML),
    **dict.fromkeys((".sh", "Makefile", "run"), HASH),
    **dict.fromkeys((".sql",), SQL),
    **dict.fromkeys((".css",), BLOCK),
    **dict.fromkeys((".svg",), XML),
}
# The languages of fenced blocks.
FENCED = {"js": ".js", "python": ".py", "py": ".py", "rust": ".rs", "sh": ".sh", "sql": ".sql"}
FENCED |= {"console": ".sh", "toml": ".toml", "yaml": ".yml", "ts": ".ts"}

FENCE = re.compile(r"^( *)```(\w*)[^\n]*\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"(`+)(?!`)(?:[^`\n]|\n(?!\s*\n))+?\1(?!`)")
# What the reader of a page doesn't see, or doesn't read as a sentence.
HIDDEN = re.compile(r"<!--.*?-->|<[a-z/][^>\n]*>|(?<=\])\([^)\s]*\)|https?://[^\s)>]+", re.DOTALL)
MARKERS = re.compile(r"^[ \t]*(?:///|//!|//|/\*+!?|\*+/?|#+:?!?|>+)", re.MULTILINE)
ESCAPE = re.compile(r"\\(?:\n\s*|[nrt\"'`]|u\{?\w+\}?|x\w\w)")


def blank(text: str, fill: str = " ") -> str:
    """Replaces everything but line breaks."""
    return re.sub(r"[^\n]", fill, text)


def _code(text: str) -> str:
    return re.sub(r"\S", BREAK, text)


def _comment(text: str) -> str:
    text = MARKERS.sub(lambda it: blank(it[0]), text)
    return _inline(re.sub(r"\*/$", "  ", text))


def _inline(text: str) -> str:
    """Prose without code in backticks, addresses and markup."""
    text = CODE.sub(lambda it: blank(it[0], WORD), text)
    return HIDDEN.sub(lambda it: blank(it[0]), text)


def _string(text: str) -> str:
    inner = re.sub(r"^\w*(?:#*)(\"\"\"|'''|[\"'`])", lambda it: blank(it[0]), text)
    inner = re.sub(r"(\"\"\"|'''|[\"'`])#*$", lambda it: blank(it[0]), inner)
    inner = ESCAPE.sub(lambda it: blank(it[0]), inner)
    # What is filled in is a word of the sentence.
    inner = re.sub(r"\$?\{[^{}\n]*\}", lambda it: blank(it[0], WORD), inner)
    return _inline(inner)


def source_prose(text: str, pattern: str) -> str:
    """The comments and string literals of a source file."""
    parts, end = [], 0
    for token in re.finditer(pattern, text, re.DOTALL):
        parts.append(_code(text[end : token.start()]))
        kinds: dict[str, Callable[[str], str]] = {
            "line": _comment,
            "block": _comment,
            "string": _string,
            "raw": _string,
        }
        kind = next(
            name for name in ("line", "block", "string", "raw", "skip") if _has(token, name)
        )
        parts.append(kinds.get(kind, _code)(token[0]))
        end = token.end()
    parts.append(_code(text[end:]))
    return "".join(parts)


def _has(token: re.Match[str], name: str) -> bool:
    return token.groupdict().get(name) is not None


def markdown_prose(text: str) -> str:
    """The text of a page, with the comments of its snippets."""
    parts, end = [], 0
    for fence in FENCE.finditer(text):
        parts.append(_page(text[end : fence.start()]))
        start, stop = fence.span(3)
        suffix = FENCED.get(fence[2])
        inner = text[start:stop]
        inner = source_prose(inner, LEXERS[suffix]) if suffix else _code(inner)
        parts.append(_code(text[fence.start() : start]) + inner + _code(text[stop : fence.end()]))
        end = fence.end()
    parts.append(_page(text[end:]))
    return "".join(parts)


def _page(text: str) -> str:
    text = _inline(text)
    # Cells, items and headings are texts of their own.
    text = re.sub(r"^[ \t]*(?:[*+-]|\d+\.)(?= )|^#+(?= )|\|", _breaks, text, flags=re.MULTILINE)
    return re.sub(r"^>", " ", text, flags=re.MULTILINE)


def _breaks(match: re.Match[str]) -> str:
    return blank(match[0], BREAK)


def prose(path: str, text: str) -> str | None:
    """Returns the prose of a file, or None if the file isn't in a language that is checked."""
    suffix = Path(path).suffix or Path(path).name
    if suffix == ".md":
        return markdown_prose(text)
    if suffix in {".jinja", ".hbs"}:
        return _inline(
            re.sub(r"\{[{%#].*?[}%#]\}", lambda it: blank(it[0], WORD), text, flags=re.DOTALL)
        )
    return source_prose(text, LEXERS[suffix]) if suffix in LEXERS else None

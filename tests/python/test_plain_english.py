"""The check of prose, `make lint-text`: each rule finds what it is for, and nothing else."""

from __future__ import annotations

import sys

import pytest

from conftest import ROOT
from test_lint import script

sys.path.insert(0, str(ROOT / "lint"))
plain_english = script("plain_english")
RULES = plain_english.read_rules((ROOT / "lint" / "plain_english.toml").read_text("utf-8"))


def found(path: str, text: str) -> list[tuple[int, str]]:
    """Lines and quotes, or corrections, of the findings in a file."""
    findings = plain_english.check(RULES, [(path, text)])
    return [(finding.line, finding.message.split(": ")[0].strip('"')) for finding in findings]


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("a.md", "So nobody can tell.", [(1, "nobody")]),
        ("a.md", "| a | it is\nno limit |", [(1, "is no limit")]),
        ("a.md", "```python\nx = 1  # told again\n```", [(2, "told again")]),
        ("a.rs", "/// What is\n/// written down.\nfn f() {}", [(2, "written down")]),
        (
            "a.rs",
            'let a = \'"\'; // anew\nlet b = "it has to \\\n    be so";',
            [(1, "anew"), (2, "has to be")],
        ),
        ("a.rs", 'let a = r#"a "gravest" one"#;', [(1, "gravest")]),
        ("a.py", 'def f():\n    """Whoever asks."""\n', [(2, "Whoever")]),
        ("a.py", 'a = f"{x} is no "\nb = ("is no " "limit")\n', [(2, "is no limit")]),
        (
            "a.mjs",
            "/** Goes on\n * with it. */\nconst a = `nobody ${b} anew`",
            [(1, "Goes on with"), (3, "anew"), (3, "nobody")],
        ),
        ("a.toml", '# as wanted\na = "look-alike"', [(1, "as wanted"), (2, "look-alike")]),
        ("Makefile", "a: b ## Heals by itself", [(1, "Heals")]),
        ("a.yml", "- name: Tell whoever\n  run: nobody", [(1, "whoever")]),
        ("a.sql", "SELECT 1 -- for ever", [(1, "for ever")]),
        ("a.svg", '<text x="1">likewise</text>', [(1, "likewise")]),
        (
            "a.jinja",
            "/// It is no {{ name }}.\n/// {{ x }} behind the last",
            [(2, "behind the last")],
        ),
        ("a.py", "# the behaviour", [(1, "behaviour ==> behavior")]),
    ],
)
def test_a_bad_phrase_is_found(path: str, text: str, expected: list[tuple[int, str]]) -> None:
    assert found(path, text) == expected


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.md", "There is no next page, and it is no longer read. See `nobody`."),
        ("a.md", "One of none of them is [named](nobody.md). <!-- nobody -->"),
        ("a.md", "It is no\n\nlimit"),
        ("a.rs", "fn nobody(anew: u8) -> Whoever { behind(it) }"),
        ("a.py", "nobody = cancelled()  # calls it"),
        ("a.py", 'a = ["is no", "limit"]'),
        ("a.py", "# `x` is None"),
        ("a.bin", "nobody"),
        ("core/src/generated/models.rs", "// a code word"),
    ],
)
def test_what_is_right_is_left_alone(path: str, text: str) -> None:
    assert found(path, text) == []


def test_a_long_sentence_of_a_page_is_found() -> None:
    words = " ".join(["word"] * 25)
    text = f"# Title\n\nShort. {words}.\n\n* {words} `and more`. Short.\n"
    [(line, message)] = found("docs/how-to/page.md", text)
    assert (line, message) == (5, 'word word word word word word …" has 26 words')
    assert found("SUPPORT.md", text) == []


def test_every_rule_and_exception_is_used() -> None:
    names = [rule.name for rule in RULES.phrases]
    assert sorted(set(names)) == sorted(names)
    assert [name for _, name in RULES.exceptions if name not in names] == []

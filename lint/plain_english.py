"""Checks prose: phrases that are never right, long sentences of pages, and US spelling.

python lint/plain_english.py            # checks the files that git knows, and fails on a finding
python lint/plain_english.py PATH ...   # checks these files

`lint/plain_english.toml` has the phrases and the exceptions.
Prose is what `prose.py` finds: pages, comments, docstrings, and string literals such as messages.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import NamedTuple

import tomli

from prose import BREAK, WORD, prose

ROOT = Path(__file__).resolve().parents[1]
RULES = ROOT / "lint" / "plain_english.toml"
SPACE = r"(?:[ \t]+|[ \t]*\n[ \t]*)"
SENTENCE_END = re.compile(r"[.!?][*_\"')\]]*(?=\s|$)")
PARAGRAPH = re.compile(rf"\n[ \t]*\n|{BREAK}+")


class Rule(NamedTuple):
    """A phrase that is forbidden, and what to write instead."""

    name: str
    pattern: re.Pattern[str]
    instead: str


class Rules(NamedTuple):
    """The contents of the data file."""

    phrases: list[Rule]
    exceptions: list[tuple[str, str]]
    pages: list[str]
    max_words: int
    long: list[tuple[str, str]]
    ignored_words: list[str]
    skipped: list[str]


class Finding(NamedTuple):
    """A place that must be edited."""

    path: str
    line: int
    message: str


def read_rules(text: str) -> Rules:
    """Reads the data from TOML."""
    data = tomli.loads(text)
    sentences, spelling = data["sentences"], data["spelling"]
    return Rules(
        [_rule(entry) for entry in data["phrase"]],
        [(path, entry["phrase"]) for entry in data.get("exception", []) for path in entry["paths"]],
        sentences["pages"],
        sentences["max_words"],
        [(entry["path"], entry["starts"]) for entry in data.get("long_sentence", [])],
        spelling["ignored_words"],
        data["skipped"]["paths"],
    )


def _rule(entry: dict[str, str]) -> Rule:
    """A literal phrase, or a regular expression whose group `ok` excuses a match."""
    if "pattern" in entry:
        source = entry["pattern"]
    else:
        source = rf"(?<![\w-]){re.escape(entry['phrase'])}(?![\w-])".replace(r"\ ", " ")
    source = source.replace(" ", SPACE)
    return Rule(entry["phrase"], re.compile(source, re.IGNORECASE), entry["instead"])


def _matches(path: str, patterns: Iterable[str]) -> bool:
    return any(fnmatchcase(path, pattern) for pattern in patterns)


def phrases(rules: Rules, path: str, text: str) -> Iterator[Finding]:
    """Finds forbidden phrases in prose."""
    for rule in rules.phrases:
        if any(name == rule.name and fnmatchcase(path, at) for at, name in rules.exceptions):
            continue
        for found in rule.pattern.finditer(text):
            if not found.groupdict().get("ok"):
                shown = " ".join(found[0].replace(WORD, "`").split())
                yield Finding(path, _line(text, found.start()), f'"{shown}": {rule.instead}')


def long_sentences(rules: Rules, path: str, text: str) -> Iterator[Finding]:
    """Finds sentences of a page that have too many words."""
    if not _matches(path, rules.pages):
        return
    for start, sentence in sentences(text):
        words = [word for word in sentence.split() if re.search(rf"[\w{WORD}]", word)]
        is_excused = any(
            at == path and " ".join(sentence.split()).startswith(begins)
            for at, begins in rules.long
        )
        if len(words) > rules.max_words and not is_excused:
            shown = re.sub(f"{WORD}+", "`…`", " ".join(words[:6]))
            message = f'"{shown} …" has {len(words)} words: write at most {rules.max_words}'
            yield Finding(path, _line(text, start), message)


def sentences(text: str) -> Iterator[tuple[int, str]]:
    """The sentences of prose, each with the place where it starts."""
    at = 0
    ends = [*((it.start(), it.end()) for it in PARAGRAPH.finditer(text)), (len(text), len(text))]
    for stop, after in ends:
        for end in [*(it.end() for it in SENTENCE_END.finditer(text, at, stop)), stop]:
            sentence = text[at:end]
            if sentence.strip():
                yield at + len(sentence) - len(sentence.lstrip()), sentence.strip()
            at = end
        at = after


def _line(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1


def misspellings(rules: Rules, proses: dict[str, str]) -> Iterator[Finding]:
    """Runs codespell on the prose of files, with a US dictionary."""
    command = [sys.executable, "-m", "codespell_lib", "--builtin", "clear,en-GB_to_en-US"]
    command += ["--check-hidden", "--ignore-words-list", ",".join(rules.ignored_words)]
    with tempfile.TemporaryDirectory() as folder:
        for path, text in proses.items():
            copy = Path(folder, "prose", path)  # not where codespell looks for its configuration
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_text(re.sub(f"[{BREAK}{WORD}]", " ", text), encoding="utf-8")
        done = subprocess.run(
            [*command, "prose"], cwd=folder, check=False, capture_output=True, text=True
        )
    if done.stderr:
        sys.exit(done.stderr)
    for path, line, message in re.findall(r"^prose/(.+?):(\d+): (.+)$", done.stdout, re.MULTILINE):
        yield Finding(path, int(line), message)


def check(rules: Rules, files: Iterable[tuple[str, str]]) -> list[Finding]:
    """Returns the findings of files, each given by its path and text."""
    proses = {path: found for path, text in files if (found := prose(path, text)) is not None}
    findings = [*misspellings(rules, proses)]
    for path, text in proses.items():
        findings += [*phrases(rules, path, text), *long_sentences(rules, path, text)]
    return sorted(findings)


def known(rules: Rules) -> Iterator[tuple[str, str]]:
    """The files that git knows, or is about to know, with their texts."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    for path in sorted(set(listed.stdout.splitlines())):
        if not _matches(path, rules.skipped) and (ROOT / path).is_file():
            yield path, (ROOT / path).read_bytes().decode(errors="replace")


def main() -> None:
    """Prints what must be edited, and fails if there is anything."""
    rules = read_rules(RULES.read_text(encoding="utf-8"))
    paths = sys.argv[1:]
    findings = check(rules, (it for it in known(rules) if not paths or it[0] in paths))
    for finding in findings:
        print(f"{finding.path}:{finding.line}: {finding.message}")
    print(f"plain English: {len(findings)} findings")
    sys.exit(bool(findings))


if __name__ == "__main__":
    main()

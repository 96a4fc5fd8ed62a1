"""The one version, and what has to agree with it.

python release/versions.py              # prints it, or says what is missing
python release/versions.py --tag v1.2.3 # also that it may be published under this tag
python release/versions.py --notes      # prints what the changelog says of it
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
HEADING = re.compile(r"^## \[(?P<version>[^\]]+)\](?: - (?P<date>\S+))?$", re.MULTILINE)
DATE = re.compile(r"\d{4}-\d\d-\d\d")


class DisagreementError(Exception):
    """What does not agree, and what to write where."""


def version(manifest: str) -> str:
    """The version that the workspace's Cargo.toml gives to every package."""
    found = re.search(r'^\[workspace\.package\]\nversion = "(.+)"$', manifest, re.MULTILINE)
    if found is None:
        message = "Cargo.toml: `version` must be the first line of [workspace.package]"
        raise DisagreementError(message)
    return found[1]


def check_crates(manifest: str) -> None:
    """Crates ask each other for the version that they are published with."""
    wanted = version(manifest)
    for name, asked in re.findall(r'^(webex\S+) = .*?version = "(.+?)"', manifest, re.MULTILINE):
        if asked != wanted:
            message = f"Cargo.toml: {name} is asked for as {asked} and published as {wanted}"
            raise DisagreementError(message)


def entry(changelog: str, wanted: str) -> tuple[str | None, str]:
    """The date and the text of a version's section of the changelog."""
    headings = list(HEADING.finditer(changelog))
    for heading, after in zip(headings, [*headings[1:], None], strict=True):
        if heading["version"] == wanted:
            end = after.start() if after else len(changelog)
            return heading["date"], changelog[heading.end() : end].strip()
    message = (
        f"CHANGELOG.md has no section for {wanted}, the version in Cargo.toml. Write the heading\n"
        f"    ## [{wanted}] - Unreleased\n"
        "below `## [Unreleased]`, over what has changed since the version before"
    )
    raise DisagreementError(message)


def check_changelog(changelog: str, wanted: str) -> None:
    """The version has a section in the changelog, with something in it."""
    _, text = entry(changelog, wanted)
    if not re.search(r"^- \S", text, re.MULTILINE):
        message = f"CHANGELOG.md: the section of {wanted} has no entry; write what has changed"
        raise DisagreementError(message)


def check_tag(changelog: str, wanted: str, tag: str) -> None:
    """What is published is what the tag says, and has a date."""
    if tag != f"v{wanted}":
        message = f"the tag {tag} is not v{wanted}, the version in Cargo.toml"
        raise DisagreementError(message)
    date, _ = entry(changelog, wanted)
    if date is None or not DATE.fullmatch(date):
        message = f"CHANGELOG.md: write the day of the release, `## [{wanted}] - YYYY-MM-DD`"
        raise DisagreementError(message)


def check_repository(manifest: str) -> None:
    """What is published names the repository where it is developed."""
    if "OWNER/REPOSITORY" in manifest:
        message = (
            "replace OWNER and REPOSITORY in Cargo.toml, pyproject.toml and package.json,"
            " then run `python release/readme.py`"
        )
        raise DisagreementError(message)


def checked(tag: str | None = None) -> str:
    """The version, when all agree."""
    manifest = (ROOT / "Cargo.toml").read_text(encoding="utf-8")
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    wanted = version(manifest)
    check_crates(manifest)
    check_changelog(changelog, wanted)
    if tag is not None:
        check_repository(manifest)
        check_tag(changelog, wanted, tag)
    return wanted


def main() -> None:
    """Prints the version, or what does not agree."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tag")
    parser.add_argument("--notes", action="store_true")
    arguments = parser.parse_args()
    try:
        wanted = checked(arguments.tag)
        changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
        print(entry(changelog, wanted)[1] if arguments.notes else wanted)
    except DisagreementError as error:
        sys.exit(f"{error}.")


if __name__ == "__main__":
    main()

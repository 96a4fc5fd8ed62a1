"""Makes the README of PyPI and npm from README.md, with absolute links.

python release/readme.py            # writes release/registry-readme.md
python release/readme.py --check    # fails if that file isn't current
"""

from __future__ import annotations

import re
import sys
from posixpath import normpath

from versions import ROOT, DisagreementError, checked

MADE = ROOT / "release" / "registry-readme.md"
REPOSITORY = re.compile(r'^repository = "https://github\.com/([^"/]+/[^"/]+)"$', re.MULTILINE)
LINK = re.compile(r"(!?)\[((?:[^\[\]]|\[[^\]]*\])*)\]\(([^)\s]+)\)")
ABSOLUTE = re.compile(r"[a-z]+:|#")
FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)


def repository(manifest: str) -> str:
    """Returns owner and name of the repository that the workspace's Cargo.toml names."""
    found = REPOSITORY.search(manifest)
    if found is None:
        message = 'Cargo.toml: expected `repository = "https://github.com/OWNER/REPOSITORY"`'
        raise DisagreementError(message)
    return found[1]


def absolute(text: str, home: str, tag: str) -> str:
    """Makes links to files of the repository absolute, as of a tag."""

    def turned(match: re.Match[str]) -> str:
        image, title, target = match.groups()
        if not ABSOLUTE.match(target):
            path, hash_, anchor = target.partition("#")
            start = f"https://raw.githubusercontent.com/{home}/{tag}"
            start = start if image else f"https://github.com/{home}/blob/{tag}"
            target = f"{start}/{normpath(path)}{hash_}{anchor}"
        return f"{image}[{title}]({target})"

    return LINK.sub(turned, text)


def relative_links(text: str) -> list[str]:
    """Returns the links that lead nowhere on the page of a registry."""
    prose = FENCE.sub("", text)
    targets = [target for *_, target in LINK.findall(prose)]
    targets += re.findall(r'(?:src|href)="([^"]*)"', prose)
    targets += re.findall(r"^\[[^\]]+\]: (\S+)", prose, re.MULTILINE)
    return [target for target in targets if not ABSOLUTE.match(target)]


def registry_readme() -> str:
    """Returns what release/registry-readme.md must be."""
    home = repository((ROOT / "Cargo.toml").read_text(encoding="utf-8"))
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    return absolute(text, home, f"v{checked()}")


def check() -> None:
    """Checks the README of every package that a registry shows."""
    if not MADE.is_file() or MADE.read_text(encoding="utf-8") != registry_readme():
        message = f"{MADE.relative_to(ROOT)} isn't current: run `python release/readme.py`"
        raise DisagreementError(message)
    for path in (MADE, *sorted(ROOT.glob("*/README.md"))):
        is_published = path == MADE or 'readme = "README.md"' in _manifest(path.parent.name)
        links = relative_links(path.read_text(encoding="utf-8")) if is_published else []
        if links:
            message = (
                f"{path.relative_to(ROOT)}: {links[0]} is relative, and a registry can't show it"
            )
            raise DisagreementError(message)


def _manifest(crate: str) -> str:
    path = ROOT / crate / "Cargo.toml"
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def main() -> None:
    """Writes the file, or checks all of them."""
    try:
        if "--check" in sys.argv:
            check()
        else:
            MADE.write_text(registry_readme(), encoding="utf-8", newline="\n")
    except DisagreementError as error:
        sys.exit(f"{error}.")


if __name__ == "__main__":
    main()

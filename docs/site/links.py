"""Checks a built site: every link inside it leads somewhere, and nothing is loaded from elsewhere.

Called as ``python docs/site/links.py build/site``.
"""

from __future__ import annotations

import sys
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

LOADED = {("script", "src"), ("img", "src"), ("link", "href"), ("iframe", "src")}


class Links(HTMLParser):
    """The links and the anchors of one page."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[tuple[str, str]] = []
        self.anchors: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Notes what a tag names."""
        given = {name: value or "" for name, value in attrs}
        self.anchors |= {given[name] for name in ("id", "name") if name in given}
        for name in ("href", "src"):
            if name in given and given.get("rel") != "canonical":
                self.links.append((given[name], f"{tag} {name}"))


@cache
def read(page: Path) -> Links:
    """Reads a page once."""
    links = Links()
    links.feed(page.read_text(encoding="utf-8"))
    return links


def faults(site: Path, page: Path) -> list[str]:
    """Tells what is wrong with the links of one page."""
    found = []
    for link, where in read(page).links:
        parts = urlsplit(link)
        if parts.scheme or parts.netloc:
            if tuple(where.split()) in LOADED and parts.scheme != "data":
                found.append(f"loads {link}")
            continue
        path = unquote(parts.path)
        # The page for what is not found is shown at any address, so its links begin at the root.
        start = site if path.startswith("/") else page.parent
        target = (start / path.lstrip("/")).resolve() if path else page
        if target.is_dir():
            target /= "index.html"
        is_page = target.suffix == ".html" and "__" not in parts.fragment
        if not target.is_relative_to(site) or not target.exists():
            found.append(f"leads nowhere: {link}")
        elif parts.fragment and is_page and unquote(parts.fragment) not in read(target).anchors:
            found.append(f"no such place: {link}")
    return [f"{page.relative_to(site)}: {fault}" for fault in found]


def main() -> int:
    """Checks all pages but those of rustdoc, which checks its own."""
    site = Path(sys.argv[1]).resolve()
    rust = site / "reference" / "rust"
    pages = [page for page in site.rglob("*.html") if not page.is_relative_to(rust)]
    wrong = [fault for page in sorted(pages) for fault in faults(site, page)]
    print(*wrong, f"{len(pages)} pages, {len(wrong)} dead links", sep="\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

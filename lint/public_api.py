"""Lists what the Rust crates make public, as rustdoc shows it, to see each change in a review.

python lint/public_api.py DOC            # writes lint/public_api/CRATE.txt
python lint/public_api.py DOC --check    # fails if one of them is not current

DOC is what `cargo doc` has written: target/TARGET/doc.
"""

from __future__ import annotations

import argparse
import html
import re
import sys
from pathlib import Path

LISTINGS = Path(__file__).resolve().parent / "public_api"
CRATES = [f"webex_broadworks{suffix}" for suffix in ("", "_audit", "_bulk", "_tables")]

ITEM = re.compile(r'<a href="([\w./]+\.html)">')
DECLARATION = re.compile(r'<pre class="rust item-decl"><code>(.*?)</code></pre>', re.DOTALL)
MEMBER = re.compile(r'<h[34] class="code-header">(.*?)</h[34]>', re.DOTALL)
# Methods of a trait stand in its declaration, so those of its implementations say nothing new.
OWN = ("pub ", "impl", "type ")
# What every type has, and what the compiler derives of a type's parts.
DERIVED = '<h2 id="synthetic-implementations"'
# Files of another crate whose types are shown again.
FOREIGN = ("reexports/",)


def text_of(markup: str) -> str:
    """The text of a piece of a page, in one line."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", "", markup)).split())


def listing(folder: Path) -> str:
    """The public items of a crate with their members, one a line."""
    pages = ITEM.findall((folder / "all.html").read_text(encoding="utf-8"))
    lines = []
    for page in sorted(page for page in set(pages) if (folder / page).is_file()):
        if page == "all.html" or page.startswith(FOREIGN):
            continue
        text = (folder / page).read_text(encoding="utf-8").split(DERIVED)[0]
        name = page.removesuffix(".html").replace("/", "::")
        members = [text_of(found) for found in MEMBER.findall(text)]
        shown = [text_of(found) for found in DECLARATION.findall(text)]
        shown += [member for member in members if member.startswith(OWN)]
        lines += [f"{name}: {line}" for line in shown]
    return "\n".join(dict.fromkeys(lines)) + "\n"


def main() -> None:
    """Writes the listings, or checks them."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("doc", type=Path)
    parser.add_argument("--check", action="store_true")
    arguments = parser.parse_args()
    LISTINGS.mkdir(exist_ok=True)
    stale = []
    for crate in CRATES:
        file = LISTINGS / f"{crate}.txt"
        current = listing(arguments.doc / crate)
        if arguments.check:
            if not file.is_file() or file.read_text(encoding="utf-8") != current:
                stale.append(crate)
        else:
            file.write_text(current, encoding="utf-8", newline="\n")
    if stale:
        print(f"the public API of {', '.join(stale)} changed: run `make public-api`, and review it")
    sys.exit(bool(stale))


if __name__ == "__main__":
    main()

"""Hooks of mkdocs: generated pages, links that leave docs/, and llms.txt."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from posixpath import dirname, normpath, relpath
from typing import TYPE_CHECKING, Any

from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.pages import Page

ROOT = Path(__file__).resolve().parents[2]
NODE = ROOT / "build" / "reference" / "node"
RUST = ROOT / "build" / "reference" / "rust"
CLI = ROOT / "build" / "reference" / "cli"
# With what the search works from a folder; the theme would load it from the network.
SHIM = ROOT / "node_modules" / "iframe-worker" / "shim" / "index.js"
SHIM_ELSEWHERE = "https://unpkg.com/iframe-worker/shim"
SHIM_HERE = "assets/javascripts/iframe-worker.js"

# Documents at the root, and the pages that show them.
PROJECT = {
    "SUPPORT.md": "project/support.md",
    "SECURITY.md": "project/security-policy.md",
    "CHANGELOG.md": "project/changelog.md",
    "CONTRIBUTING.md": "project/contributing.md",
    "RELEASING.md": "project/releasing.md",
    "README.md": "index.md",
    "LICENSE": "project/license.md",
}
FENCES = {".py": "python", ".mjs": "js", ".toml": "toml"}
# The page that explains the errors in the table of the retry policy.
ERRORS = "reference/errors.md#errors"
LINK = re.compile(r"(\]\()([^)#\s:]+)((?:#[^)\s]*)?\))")

_navigation: list[Navigation] = []


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Adds what stands elsewhere: documents of the root, examples, references of Node and wxbw."""
    if not all(folder.is_dir() for folder in (NODE, RUST, CLI)):
        message = "build/reference is not there: `make docs` makes it"
        raise PluginError(message)
    for source, page in PROJECT.items():
        if page != "index.md":
            text = (ROOT / source).read_text(encoding="utf-8")
            _add(files, config, page, text if source.endswith(".md") else f"# License\n\n{text}")
    for example in sorted(_examples()):
        page = f"{example.relative_to(ROOT).as_posix()}.md"
        _add(files, config, page, _shown(example))
    reference = (CLI / "command-line.md").read_text(encoding="utf-8")
    _add(files, config, "reference/command-line.md", reference)
    for page in sorted(NODE.glob("*.md")):
        text = _fixed(page.read_text(encoding="utf-8"))
        if page.name != "README.md":
            _add(files, config, f"reference/node/{page.name}", text)
    return files


def on_page_markdown(markdown: str, *, page: Page, **_: Any) -> str:
    """Makes links that leave docs/ lead to the page that shows the same."""
    source = page.file.src_uri
    # Where the file stands in the checkout: links are written for that.
    origin = next((name for name, shown in PROJECT.items() if shown == source), f"docs/{source}")
    if source == "index.md":
        origin = "docs/index.md"
    if source.startswith("examples/"):
        return markdown
    if source == "retry-policy.md":
        markdown = re.sub(r"\b\w+Error\b", rf"[\g<0>]({ERRORS})", markdown)

    def turned(match: re.Match[str]) -> str:
        target = normpath(f"{dirname(origin)}/{match[2]}").lstrip("/")
        shown = PROJECT.get(target)
        if shown is None and target.startswith("examples/"):
            shown = f"{target}.md"
        if shown is None and target.startswith("docs/"):
            shown = target.removeprefix("docs/")
        if shown is None:
            return match[0]
        return match[1] + relpath(shown, dirname(source) or ".") + match[3]

    return LINK.sub(turned, markdown)


def on_nav(nav: Navigation, **_: Any) -> Navigation:
    """Keeps the navigation for llms.txt."""
    _navigation[:] = [nav]
    return nav


def on_post_page(output: str, *, page: Page, **_: Any) -> str:
    """Loads nothing from the network."""
    return output.replace(SHIM_ELSEWHERE, relpath(SHIM_HERE, dirname(page.url) or "."))


def on_post_template(output: str, **_: Any) -> str:
    """Loads nothing from the network in the page for what is not found."""
    return output.replace(SHIM_ELSEWHERE, f"/{SHIM_HERE}")


def on_post_build(config: MkDocsConfig) -> None:
    """Puts the reference of Rust and the man pages beside the pages, and writes llms.txt."""
    site = Path(config.site_dir)
    shutil.copyfile(SHIM, site / SHIM_HERE)
    shutil.copytree(RUST, site / "reference" / "rust", dirs_exist_ok=True)
    shutil.copytree(CLI / "man", site / "reference" / "man", dirs_exist_ok=True)
    (site / "llms.txt").write_text(_llms(config), encoding="utf-8")


def _llms(config: MkDocsConfig) -> str:
    lines = [f"# {config.site_name}", "", f"> {config.site_description}", ""]
    for section in _navigation[0].items:
        lines += [f"## {section.title}", ""]
        lines += [f"- [{title}]({page.url}){_about(page)}" for title, page in _pages(section)]
        lines.append("")
    return "\n".join(lines)


def _pages(item: Any, above: str = "") -> list[tuple[str, Page]]:
    if item.is_page:
        return [(f"{above}{item.title}", item)]
    inner = f"{above}{item.title}: " if item.parent else above
    return [found for child in item.children for found in _pages(child, inner)]


def _about(page: Page) -> str:
    """The first sentence of a page, as what it is about."""
    text = re.sub(r"```.*?```", "", page.markdown or "", flags=re.DOTALL)
    for paragraph in re.split(r"\n\s*\n", text):
        if re.match(r"[A-Z`*\[]", paragraph):
            plain = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", " ".join(paragraph.split()))
            return ": " + re.split(r"(?<=[.])\s", plain.replace("**", ""))[0]
    return ""


def _fixed(text: str) -> str:
    """A page of TypeDoc's: titled, and without the numbers that it gives to anchors needlessly."""

    def turned(match: re.Match[str]) -> str:
        return match[0] if f'id="{match[1]}-1"' in text else f"(#{match[1]})"

    text = re.sub(r"\A# (\w+)", r"# Node: \1", text)
    return re.sub(r"\(#([\w-]+)-1\)", turned, text)


def _examples() -> list[Path]:
    found = [path for path in (ROOT / "examples").rglob("*") if path.suffix in {*FENCES, ".ipynb"}]
    return [path for path in found if "node_modules" not in path.parts]


def _shown(example: Path) -> str:
    title = f"# {example.relative_to(ROOT).as_posix()}\n\n"
    text = example.read_text(encoding="utf-8")
    if example.suffix != ".ipynb":
        return f"{title}```{FENCES[example.suffix]}\n{text}```\n"
    cells = []
    for cell in json.loads(text)["cells"]:
        source = "".join(cell["source"])
        is_code = cell["cell_type"] == "code"
        cells.append(f"```python\n{source}\n```" if is_code else re.sub(r"^#", "##", source))
    return title + "\n\n".join(cells) + "\n"


def _add(files: Files, config: MkDocsConfig, page: str, text: str) -> None:
    files.append(File.generated(config, page, content=text))

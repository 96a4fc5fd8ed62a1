"""Types the lines by which the documents have things installed, and looks whether they then work.

python release/installs.py dist

pip and npm find what is in the folder as if it were published; everything else comes from the
registries.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import os
import re
import sys
import tarfile
import tempfile
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from run import run, step
from tryout import SAYS_WHERE, compiled_before, expect, python_of
from versions import ROOT, checked

FENCE = re.compile(r"^```(?:sh|console)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINE = re.compile(r"^(?:\$ )?((?:pip|npm|cargo) install .+)$", re.MULTILINE)

Packument = dict[str, Any]


def lines() -> list[str]:
    """The lines of all documents, each once."""
    documents = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    texts = [document.read_text(encoding="utf-8") for document in documents]
    found = [
        line for text in texts for block in FENCE.findall(text) for line in LINE.findall(block)
    ]
    return list(dict.fromkeys(found))


def packument(file: Path) -> Packument:
    """What a registry says of a package of which it has this one version."""
    with tarfile.open(file) as archive:
        member = archive.extractfile("package/package.json")
        assert member is not None
        manifest: Packument = json.load(member)
    digest = base64.b64encode(hashlib.sha512(file.read_bytes()).digest()).decode()
    manifest["dist"] = {"integrity": f"sha512-{digest}"}
    version = manifest["version"]
    return {
        "name": manifest["name"],
        "dist-tags": {"latest": version},
        "versions": {version: manifest},
    }


@contextmanager
def registry(folder: Path) -> Iterator[str]:
    """A registry of npm packages; those of other platforms are not there."""
    files = {packument(file)["name"]: file for file in folder.glob("*.tgz")}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            name, _, tarball = self.path.strip("/").partition("/-/")
            if name not in files:
                self.send_error(404)
                return
            body = files[name].read_bytes() if tarball else self.document(name)
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def document(self, name: str) -> bytes:
            document = packument(files[name])
            for manifest in document["versions"].values():
                manifest["dist"]["tarball"] = f"{address}/{name}/-/{files[name].name}"
            return json.dumps(document).encode()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - their name
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    address = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield address
    server.shutdown()


def pip(line: str, dist: Path, folder: Path) -> None:
    """Into an empty environment."""
    python = python_of(folder)
    path = f"{python.parent}{os.pathsep}{os.environ['PATH']}"
    shell(line, folder, PATH=path, PIP_FIND_LINKS=found_too(dist))
    told = run(python, "-c", SAYS_WHERE, cwd=folder)
    expect(told, f"^{re.escape(str(folder.resolve()))}", f"^{re.escape(checked())}$")
    installed = next((folder / "environment").rglob("webex_broadworks/_core*"))
    with zipfile.ZipFile(next(dist.glob("*.whl"))) as wheel:
        name = next(name for name in wheel.namelist() if name.endswith(installed.name))
        if wheel.read(name) != installed.read_bytes():
            sys.exit("pip has installed a package that was published, not the one in dist")
    for wanted in re.findall(
        r"[\w-]+", line.partition(" install ")[2].replace("[plot]", " altair")
    ):
        run(python, "-m", "pip", "show", "--quiet", wanted, cwd=folder)


def found_too(dist: Path) -> str:
    """Returns the folders that pip searches in addition to the registry; a URL has no spaces."""
    return f"{dist.as_uri()} {os.environ.get('PIP_FIND_LINKS', '')}".strip()


def npm(line: str, dist: Path, folder: Path) -> None:
    """Into an empty project."""
    (folder / "package.json").write_text('{ "private": true }\n', encoding="utf-8")
    with registry(dist) as address:
        told = {"npm_config_registry": address, "npm_config_cache": str(folder / "cache")}
        shell(line, folder, **told)
    run("node", "--eval", "require('webex-broadworks/testing')", cwd=folder)
    version = run("npx", "--no-install", "wxbw", "--version", cwd=folder)
    expect(version, re.escape(checked()))


def cargo(line: str, _: Path, folder: Path) -> None:
    """From the checkout; unoptimised, since its speed is not what is looked at."""
    fast = {"CARGO_PROFILE_RELEASE_LTO": "off", "CARGO_PROFILE_RELEASE_OPT_LEVEL": "0"}
    shell(line, ROOT, CARGO_INSTALL_ROOT=str(folder), **fast, **compiled_before())
    expect(run(folder / "bin" / "wxbw", "--version", cwd=folder), re.escape(checked()))


def shell(line: str, folder: Path, **environment: str) -> None:
    """Types a line."""
    run("sh", "-eu", "-c", line, cwd=folder, **environment)


def main() -> None:
    """Types them all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("dist", type=Path)
    dist = parser.parse_args().dist.resolve()
    found = lines()
    if not found:
        sys.exit("no document has anything installed: this program does not find what it is for")
    for line in found:
        with step(line), tempfile.TemporaryDirectory() as folder:
            {"pip": pip, "npm": npm, "cargo": cargo}[line.split()[0]](line, dist, Path(folder))


if __name__ == "__main__":
    main()

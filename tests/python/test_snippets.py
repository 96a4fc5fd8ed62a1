"""The snippets of the documents: each is run against a sandbox, or at least read by its language.

A comment `<!-- setup ... -->` just before a snippet has commands of a shell that run before it, for
example to write its files. Snippets of content tabs are indented.

Those in Rust are doctests of the core: `core/src/lib.rs` names the documents too. Those in SQL are
asked of a ledger; what those of `docs/ledger.md` answer is looked at by the core's tests.
"""

from __future__ import annotations

import os
import re
import signal
import sqlite3
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path

import pytest
import yaml

from webex_broadworks.testing import Sandbox

from conftest import ROOT

DOCUMENTS = [
    "README.md",
    *sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").rglob("*.md")),
]

SETUP = r"(?:^ *<!-- setup\n(?P<setup>(?:(?!-->).)*?)-->\n\s*?)?"
FENCE = re.compile(
    SETUP + r"^(?P<indent> *)```(?P<language>\S*)\n(?P<text>.*?)^(?P=indent)```$",
    re.MULTILINE | re.DOTALL,
)

# Packages that might be missing, because this Python has no version of them.
WITH = re.compile(r"^(?:import|from) (polars|pandas|pyarrow|duckdb|dask)\b", re.MULTILINE)

# A snippet may await without a function around it, as in a notebook.
RUN = """
import ast, asyncio, inspect, sys, warnings
warnings.filterwarnings("ignore", message="webex_broadworks was built without optimization")
code = compile(sys.stdin.read(), "snippet", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
awaits = code.co_flags & inspect.CO_COROUTINE
names = {"__name__": "__main__"}
asyncio.run(eval(code, names)) if awaits else exec(code, names)
"""

# Airflow in the size of a snippet: tasks run at once, each under the name of the DAG run.
AIRFLOW = """
def task(**options):
    class Task:
        def __init__(self, work): self.work = work
        def expand(self, **lists):
            for name, values in lists.items():
                for value in values:
                    print(self.work(**{name: value}, run_id="scheduled__2026-11-21"))
    return Task

def dag(**options):
    return lambda body: body
"""

# jq in the size of a snippet: prints the field of an object in a file.
JQ = "import json, sys; print(json.load(open(sys.argv[3]))[sys.argv[2][1:]])"


# What is run by `make dist`, from what it has built; or is this project's own, as `make test`.
ELSEWHERE = re.compile(r"(make|pip install|npm install|cargo add|cargo install) ")


@dataclass(frozen=True)
class Snippet:
    """A fenced block of a document."""

    where: str
    language: str
    text: str
    setup: str = ""


def snippets(*languages: str) -> list[Snippet]:
    found = []
    for document in DOCUMENTS:
        text = (ROOT / document).read_text(encoding="utf-8")
        for block in FENCE.finditer(text):
            line = text.count("\n", 0, block.start("language")) + 1
            code, setup = textwrap.dedent(block["text"]), textwrap.dedent(block["setup"] or "")
            language = block["language"].split(",")[0]
            found.append(Snippet(f"{document}:{line}", language, code, setup))
    return [it for it in found if not languages or it.language in languages]


def of(*languages: str) -> pytest.MarkDecorator:
    found = snippets(*languages)
    return pytest.mark.parametrize("snippet", found, ids=[it.where for it in found])


@pytest.fixture
def environment(tmp_path: Path) -> Iterator[dict[str, str]]:
    """A sandbox in the place of Webex, and a home folder as the documents describe one."""
    secrets = tmp_path / ".secrets"
    configuration = tmp_path / ".config" / "webex-broadworks"
    for folder in (secrets, configuration):
        folder.mkdir(parents=True)
    # Every enterprise is healthy; syncs and provisioning are short.
    with Sandbox(
        enterprises=40,
        clusters=40,
        all_synced=True,
        run_seconds=(1, 1),
        billing_report_seconds=1,
        provisioning_log_normal={"median": 1, "sigma": 0.1},
    ) as sandbox:
        for name in ("east-token", "webex-refresh"):
            (secrets / name).write_text(sandbox.token)
            (secrets / name).chmod(0o600)
        profiles = "".join(it.text for it in snippets("toml"))
        (configuration / "profiles.toml").write_text(profiles)
        (configuration / "profiles.toml").chmod(0o600)
        airflow = tmp_path / "stand-ins" / "airflow"
        airflow.mkdir(parents=True)
        (airflow / "sdk.py").write_text(AIRFLOW)
        modules = tmp_path / "node_modules"
        (modules / ".bin").mkdir(parents=True)
        (modules / "webex-broadworks").symlink_to(ROOT)
        (modules / "@opentelemetry").symlink_to(ROOT / "node_modules" / "@opentelemetry")
        (modules / ".bin" / "esbuild").symlink_to(ROOT / "node_modules" / ".bin" / "esbuild")
        (tmp_path / "app.mjs").write_text(
            "import { Client } from 'webex-broadworks'\nnew Client()\n"
        )
        binaries = tmp_path / "bin"
        binaries.mkdir()
        program(binaries / "python", f'exec {sys.executable} "$@"')
        program(binaries / "wxbw", f'exec {sys.executable} -m webex_broadworks "$@"')
        program(binaries / "jq", f"exec {sys.executable} -c '{JQ}' \"$@\"")
        program(binaries / "pass", f"echo {sandbox.token}")
        kept = {name: value for name, value in os.environ.items() if "WEBEX" not in name}
        yield {
            **kept,
            "HOME": str(tmp_path),
            "PATH": f"{binaries}:{os.environ['PATH']}",
            "XDG_CONFIG_HOME": str(tmp_path / ".config"),
            "XDG_CACHE_HOME": str(tmp_path / ".cache"),
            "WEBEX_BASE_URL": sandbox.base_url,
            "WEBEX_ACCESS_TOKEN": sandbox.token,
            "WEBEX_CLIENT_SECRET": "sandbox-client-secret",
            "NEW_TOKEN": sandbox.token,
            "PYTHONPATH": str(tmp_path / "stand-ins"),
            "PYTHONWARNINGS": "ignore:webex_broadworks was built without optimization",
        }


def program(file: Path, body: str) -> None:
    file.write_text(f"#!/bin/sh\n{body}\n")
    file.chmod(0o755)


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("ledger") / "syncs.sqlite"
    with Sandbox(enterprises=3) as sandbox, sandbox.client() as webex:
        webex.bulk.directory_sync.get_status(sandbox.enterprises(), ledger=path).finish()
    return path


def run(command: list[str], text: str, environment: dict[str, str] | None = None) -> str:
    done = subprocess.run(
        command,
        input=text,
        env=environment,
        # Files that a snippet writes don't belong in the checkout.
        cwd=environment["HOME"] if environment else None,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stderr or done.stdout
    return done.stdout


def prepare(snippet: Snippet, environment: dict[str, str]) -> None:
    if snippet.setup:
        run(["sh", "-eu"], snippet.setup, environment)


@of("python", "py")
def test_python_runs(snippet: Snippet, environment: dict[str, str]) -> None:
    for module in WITH.findall(snippet.text):
        pytest.importorskip(module)
    prepare(snippet, environment)
    printed = run([sys.executable, "-c", RUN], snippet.text, environment)
    # A comment after `print` shows what is printed.
    for promised in re.findall(r"^ *print\(.*\)  # (.+)$", snippet.text, re.MULTILINE):
        assert promised in printed.splitlines()


def test_python_type_checks(tmp_path: Path) -> None:
    files = []
    for number, snippet in enumerate(snippets("python", "py")):
        text = snippet.text
        if not compiles(text):  # as in a notebook, it awaits without a function around it
            text = "async def notebook() -> None:\n" + textwrap.indent(text, "    ")
        files.append(tmp_path / f"snippet_{number}.py")
        files[-1].write_text(f"# {snippet.where}\n{text}")
    configuration = ["--config-file", str(ROOT / "pyproject.toml"), "--ignore-missing-imports"]
    # Those of a library that is not installed.
    configuration.append("--allow-untyped-decorators")
    run([sys.executable, "-m", "mypy", "--strict", *configuration, *map(str, files)], "")


# Stands before a snippet: the time is given, and so is the zone, by `TZ`.
AT = """
import datetime as module
class At(module.datetime):
    @classmethod
    def now(cls, tz=None): return cls.fromisoformat({now!r})
module.datetime = At
"""


# What a snippet does with dates until its window ends.
WINDOW = r"^(?:from datetime .*|(?:now|day|morning| *half_past_five) \+?= .*|if half.*)$"


@pytest.mark.parametrize("document", ["docs/how-to/window.md", "docs/how-to/nightly.md"])
@pytest.mark.parametrize(
    ("now", "end"),
    [
        ("2026-03-28T22:00", "2026-03-29T05:30:00+02:00"),
        ("2026-10-24T22:00", "2026-10-25T05:30:00+01:00"),
        ("2026-10-25T01:00", "2026-10-25T05:30:00+01:00"),
        ("2026-07-01T22:00", "2026-07-02T05:30:00+02:00"),
    ],
)
def test_a_window_ends_at_half_past_five_by_the_clocks_of_that_morning(
    document: str, now: str, end: str
) -> None:
    text = (ROOT / document).read_text(encoding="utf-8")
    [fence] = [it["text"] for it in FENCE.finditer(text) if "half_past_five" in it["text"]]
    lines = re.findall(WINDOW, textwrap.dedent(fence), re.MULTILINE)
    shown = f"{AT.format(now=now)}\n{chr(10).join(lines)}\nprint(half_past_five.isoformat())"
    berlin = {**os.environ, "TZ": "Europe/Berlin"}
    assert run([sys.executable, "-c", shown], "", berlin).strip() == end


def compiles(text: str) -> bool:
    try:
        compile(text, "snippet", "exec")
    except SyntaxError:
        return False
    return True


@of("js", "javascript", "mjs")
def test_javascript_runs(snippet: Snippet, environment: dict[str, str]) -> None:
    prepare(snippet, environment)
    run(["node", "--input-type=module", "-"], snippet.text, environment)


@of("sh", "bash", "console")
def test_a_shell_runs(snippet: Snippet, environment: dict[str, str], tmp_path: Path) -> None:
    lines = commands(snippet)
    assert lines
    prepare(snippet, environment)
    for line in lines:
        run(["sh", "-n"], line)
    # One shell for all of them: a line may set what the next one needs.
    script = []
    for line in lines:
        if line.startswith("wxbw sandbox"):
            assert serves(f"exec {line} --port 0", environment, tmp_path)
        elif not ELSEWHERE.match(line):
            script.append(line)
    done = subprocess.run(
        ["sh", "-eu", "-c", "\n".join(script)],
        stdin=subprocess.DEVNULL,
        env=environment,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, f"{snippet.text}\n{done.stdout}\n{done.stderr}"


@of("sh", "bash", "console")
def test_make_has_the_targets(snippet: Snippet) -> None:
    for line in commands(snippet):
        if line.startswith("make "):
            targets = line.split("#")[0].split()[1:]
            run(["make", "--dry-run", "--directory", str(ROOT), *targets], "", {**os.environ})


def commands(snippet: Snippet) -> list[str]:
    """The lines that are typed."""
    if snippet.language == "console":
        return re.findall(r"^\$ (.+)$", snippet.text, re.MULTILINE)
    return snippet.text.splitlines()


def scheduled() -> list[Snippet]:
    """The configurations of cron and systemd."""
    found = [it for it in snippets("text") if "/srv/syncs" in it.text]
    assert len(found) == 2
    return found


@pytest.mark.parametrize("snippet", scheduled(), ids=lambda it: it.where)
def test_cron_and_systemd_start_a_night(
    snippet: Snippet, environment: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    program(tmp_path / ".venv" / "bin" / "python", f'exec {sys.executable} "$@"')
    (tmp_path / "nightly_sync.py").write_bytes((ROOT / "examples/nightly_sync.py").read_bytes())
    text = snippet.text.replace("/srv/syncs", str(tmp_path))
    if "ExecStart" in text:
        # systemd's own signs; the condition is looked at before each start.
        text = text.replace("$$", "$").replace("%%", "%")
        lines = re.findall(r"^Exec(?:Condition|Start)=(.+)$", text, re.MULTILINE)
    else:
        lines = re.findall(r"^(?:\S+ +){5}(.+)$", text, re.MULTILINE)
    # Where it is eleven in the evening now.
    hours = (datetime.now(timezone.utc).hour - 23 + 11) % 24 - 11
    run(["sh", "-eu", "-c", "\n".join(lines)], "", {**environment, "TZ": f"XXX{hours:+}"})
    with closing(sqlite3.connect(tmp_path / "syncs.sqlite")) as connection:
        [(state,)] = connection.execute("SELECT state FROM runs").fetchall()
    assert state == "complete"


def serves(line: str, environment: dict[str, str], folder: Path) -> bool:
    """Whether a command serves until it is interrupted, and then exits with 0."""
    with subprocess.Popen(
        ["sh", "-c", line], env=environment, cwd=folder, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        is_up = any("WEBEX_BASE_URL" in says for says in process.stdout)
        process.send_signal(signal.SIGINT)
        process.communicate()
    return is_up and process.returncode == 0


@of("sql")
def test_sql_can_be_asked(snippet: Snippet, ledger: Path) -> None:
    with closing(sqlite3.connect(ledger)) as connection:
        connection.executescript(snippet.text)


@of("toml")
def test_toml_can_be_read(snippet: Snippet) -> None:
    pytest.importorskip("tomllib").loads(snippet.text)


@of("yaml")
def test_yaml_can_be_read(snippet: Snippet) -> None:
    assert yaml.safe_load(snippet.text)


def test_every_language_is_looked_at() -> None:
    known = {"python", "py", "js", "javascript", "mjs", "sh", "bash", "console", "toml", "rust"}
    known |= {"json", "sql", "text", "ts", "yaml"}
    known |= {"dockerfile"}  # tests start no containers
    assert [it for it in snippets() if it.language not in known] == []
    rust = {it.where.split(":")[0] for it in snippets("rust")}
    tested = (ROOT / "core" / "src" / "lib.rs").read_text(encoding="utf-8")
    assert [it for it in rust if f'include_str!("../../{it}")' not in tested] == []

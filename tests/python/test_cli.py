"""The command that the packages carry: the same bytes, the same exits, Ctrl-C heard."""

from __future__ import annotations

import json
import os
import re
import runpy
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from webex_broadworks import Client
from webex_broadworks.testing import Sandbox

from conftest import ROOT

PYTHON = [sys.executable, "-W", "ignore", "-m", "webex_broadworks"]
NODE = ["node", str(ROOT / "bindings-node/dist/wxbw.js")]
SHIMS = pytest.mark.parametrize("command", [PYTHON, NODE], ids=["python", "node"])


def environment(sandbox: Sandbox) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if "WEBEX" not in name}
    kept |= {"WEBEX_BASE_URL": sandbox.base_url, "WEBEX_ACCESS_TOKEN": sandbox.token}
    return kept


def run(
    command: list[str], sandbox: Sandbox, *arguments: str
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*command, *arguments],
        env=environment(sandbox),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=120,
        check=False,
    )


def test_a_list_has_the_same_bytes_in_every_language() -> None:
    module = json.dumps(str(ROOT / "bindings-node/dist/index.mjs"))
    program = f"""
import {{ Client }} from {module}
for await (const line of new Client().enterprises.list().ndjson()) process.stdout.write(line)
"""
    with Sandbox(enterprises=1100) as sandbox:
        client = Client(sandbox.token, base_url=sandbox.base_url)
        python = "".join(client.enterprises.list().ndjson()).encode()
        node = run(["node", "--input-type=module", "-e", program], sandbox)
        assert (node.returncode, node.stderr) == (0, b"")
        shell = [run(command, sandbox, "enterprise", "list") for command in (PYTHON, NODE)]
    assert python.count(b"\n") == 1100
    assert [node.stdout, *(done.stdout for done in shell)] == [python] * 3


@pytest.mark.parametrize("document", ["docs/how-to/resume.md", "docs/cli.md"])
def test_the_recorded_session_is_what_the_commands_print(document: str) -> None:
    session = runpy.run_path(str(ROOT / "examples" / "session.py"))
    recorded = (ROOT / document).read_text(encoding="utf-8")
    assert session["steady"](session["record"](document)) in recorded


@SHIMS
def test_it_ends_with_the_same_numbers(command: list[str], sandbox: Sandbox) -> None:
    assert run(command, sandbox, "--version").stdout.startswith(b"wxbw ")
    assert run(command, sandbox, "enterprise", "get", "Nobody").returncode == 1
    assert run(command, sandbox, "sync", "disable", "--all").returncode == 2
    refused = run(command, sandbox, "enterprise", "list", "--token", "canary")
    assert refused.returncode == 2
    assert b"canary" not in refused.stdout + refused.stderr


@SHIMS
@pytest.mark.parametrize(
    ("shell", "separator", "position"),
    [
        ("bash", "\v", {"_CLAP_COMPLETE_INDEX": "2", "_CLAP_COMPLETE_COMP_TYPE": "9"}),
        ("zsh", "\n", {"_CLAP_COMPLETE_INDEX": "2"}),
        ("fish", "\n", {}),
    ],
)
def test_every_candidate_reaches_the_shell(
    command: list[str], shell: str, separator: str, position: dict[str, str]
) -> None:
    done = subprocess.run(
        [*command, "--", "wxbw", "sync", ""],
        env=os.environ | position | {"WXBW_COMPLETE": shell, "_CLAP_IFS": separator},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    candidates = done.stdout.decode().rstrip("\n").split(separator)
    verbs = [re.split(r"[\t: ]", candidate)[0] for candidate in candidates]
    # The last one has no line break after it.
    assert (verbs[0], verbs[-1]) == ("status", "--help"), done.stdout


@SHIMS
@pytest.mark.parametrize(("name", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_stops_it_cleanly(
    command: list[str], name: signal.Signals, code: int, tmp_path: Path
) -> None:
    with (
        Sandbox(enterprises=3, all_synced=True, manual=True) as sandbox,
        subprocess.Popen(
            [*command, "sync", "run", "--all", "--yes", "--ledger", str(tmp_path / "l.sqlite")],
            env=environment(sandbox),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        ) as process,
    ):
        assert sandbox.wait_for_requests(3, timeout=60)
        process.send_signal(name)
        out, err = process.communicate(timeout=60)
    assert process.returncode == code, err.decode()
    assert b"To resume within 12 hours" in err
    assert b"Traceback" not in err
    assert all(json.loads(line) for line in out.splitlines())

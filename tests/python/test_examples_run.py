"""The examples of Python against a sandbox, started as their users start them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from webex_broadworks.testing import Sandbox

from conftest import ROOT

EXAMPLES = ROOT / "examples"


@pytest.fixture
def fleet() -> Iterator[Sandbox]:
    with Sandbox(enterprises=60, seed=5, speed=3600, run_seconds=(2, 20)) as sandbox:
        yield sandbox


def start(
    example: str, *arguments: str, folder: Path, sandbox: Sandbox | None = None, **more: str
) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if "WEBEX" not in name}
    if sandbox is not None:
        environment |= {"WEBEX_BASE_URL": sandbox.base_url, "WEBEX_ACCESS_TOKEN": sandbox.token}
    return subprocess.run(
        [sys.executable, "-W", "ignore", str(EXAMPLES / example), *arguments],
        cwd=folder,
        env={**environment, **more},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )


def test_provisioning_changes_what_the_file_wants_and_nothing_else(
    fleet: Sandbox, tmp_path: Path
) -> None:
    with fleet.client() as webex:
        before = webex.enterprises.list().all()
    on = [e for e in before if e["broadworksDirectorySync"]["enableDirSync"]][:2]
    off = [e for e in before if not e["broadworksDirectorySync"]["enableDirSync"]][:1]
    rows = [
        f"{on[0]['spEnterpriseId']},false",
        f"{on[1]['spEnterpriseId']},true",
        f"{off[0]['spEnterpriseId']},True",
        "Reseller1+unknown,true",
    ]
    file = tmp_path / "wanted.csv"
    file.write_text("\n".join(["enterprise,enable_dir_sync", *rows]))

    dry = start("provision.py", str(file), "--dry-run", folder=tmp_path, sandbox=fleet)
    assert sorted(line.split()[1] for line in dry.stdout.splitlines()) == [
        "planned",
        "planned",
        "unchanged",
    ]
    assert {request["method"] for request in fleet.requests()} == {"GET"}

    done = start("provision.py", str(file), folder=tmp_path, sandbox=fleet)
    assert sorted(line.split()[1] for line in done.stdout.splitlines()) == ["ok", "ok", "unchanged"]
    assert done.stderr == "Reseller1+unknown: there is no such enterprise\n"
    assert (dry.returncode, done.returncode) == (1, 1)
    assert sum(request["method"] == "PUT" for request in fleet.requests()) == 2


def test_the_nightly_sync_goes_on_where_it_was_and_tells_what_failed(tmp_path: Path) -> None:
    with Sandbox(enterprises=30, seed=5, speed=3600, run_seconds=(2, 20)) as sandbox:
        until = datetime.now().astimezone() + timedelta(hours=2)
        command = ["nightly_sync.py", "--stop-starting-after", until.strftime("%H:%M")]
        first = start(*command, folder=tmp_path, sandbox=sandbox)
        triggers = sandbox.accepted_triggers()
        second = start(*command, folder=tmp_path, sandbox=sandbox)
        assert sandbox.accepted_triggers() == triggers
    assert "'ok'" in first.stdout
    assert first.stdout.splitlines()[-1] == second.stdout.splitlines()[-1]
    assert first.stdout.splitlines()[-1].endswith("to its end")
    assert first.returncode == second.returncode


def test_users_are_synced_line_by_line(fleet: Sandbox, tmp_path: Path) -> None:
    file = tmp_path / "users.csv"
    file.write_text(
        "enterprise,user\nReseller1+acme,john.anderson@acme.example\nReseller1+unknown,x\n"
    )
    done = start("users_from_csv.py", str(file), folder=tmp_path, sandbox=fleet)
    assert done.stdout.splitlines() == [
        "enterprise,user,outcome,what",
        "Reseller1+acme,john.anderson@acme.example,ok,ADD",
    ]
    assert done.stderr == "Reseller1+unknown: there is no such enterprise\n"


def test_partners_are_listed_on_a_cluster_of_workers(tmp_path: Path) -> None:
    pytest.importorskip("distributed")
    pytest.importorskip("pyarrow")
    folder = tmp_path / "webex-broadworks"
    folder.mkdir()
    lines = []
    with ExitStack() as stack:
        # One base URL for all, as Webex has one: the tokens tell the partners apart.
        sandboxes = [stack.enter_context(Sandbox(enterprises=5 + n, seed=n)) for n in range(4)]
        for number, sandbox in enumerate(sandboxes):
            file = tmp_path / f"token-{number}"
            file.write_text(sandbox.token)
            file.chmod(0o600)
            lines += [f"[profiles.partner{number}]", f'token = {{ file = "{file}" }}']
        profiles = folder / "profiles.toml"
        profiles.write_text("\n".join(lines))
        profiles.chmod(0o600)
        done = start(
            "partners_on_dask.py",
            *[f"partner{number}" for number in range(4)],
            folder=tmp_path,
            XDG_CONFIG_HOME=str(tmp_path),
            WEBEX_BASE_URL=sandboxes[0].base_url,
        )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [f"partner{n}: 5 enterprises" for n in range(4)]


def test_the_notebook_runs_in_a_kernel_and_draws(
    fleet: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nbformat = pytest.importorskip("nbformat")
    nbclient = pytest.importorskip("nbclient")
    pytest.importorskip("polars")
    monkeypatch.setenv("WEBEX_BASE_URL", fleet.base_url)
    monkeypatch.setenv("WEBEX_ACCESS_TOKEN", fleet.token)
    monkeypatch.setenv("PYTHONWARNINGS", "ignore")
    monkeypatch.chdir(tmp_path)
    notebook = nbformat.read(EXAMPLES / "audit.ipynb", as_version=4)
    nbclient.NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
    shown: list[dict[str, Any]] = [
        dict(output.get("data", {}))
        for cell in notebook.cells
        if cell.cell_type == "code"
        for output in cell.outputs
    ]
    assert sum("vegaEmbed" in each.get("text/html", "") for each in shown) == 3
    assert sum("text/html" in each for each in shown) >= 4
    report = (tmp_path / "audit.html").read_text()
    assert fleet.token not in report
    assert fleet.token not in nbformat.writes(notebook)
    if kept := os.environ.get("KEEP_NOTEBOOK"):
        nbformat.write(notebook, kept)

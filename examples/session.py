"""The main job from a shell: the commands of docs/cli.md, run against the sandbox.

python examples/session.py            # prints commands and what they print
python examples/session.py --write    # puts that into docs/cli.md
"""

import os
import re
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path

warnings.filterwarnings("ignore", message="webex_broadworks was built without optimisation")

from webex_broadworks.testing import Sandbox  # noqa: E402

DOCUMENT = Path(__file__).resolve().parents[1] / "docs" / "cli.md"
MARKS = ("<!-- recorded by examples/session.py -->\n", "<!-- end of what is recorded -->")
WXBW = [sys.executable, "-W", "ignore", "-m", "webex_broadworks"]

COMMANDS = [
    "wxbw enterprise list --limit 6 --output table",
    "wxbw enterprise get Reseller1+acm",
    "wxbw sync disable --starts-with Reseller1",
    "wxbw sync disable --starts-with Reseller1 --dry-run --concurrency 1 --output table",
    "wxbw sync run Reseller1+acme --ledger runs.sqlite --run tonight --output table",
    "wxbw sync user Reseller1+acme john.anderson@acme.com --output table",
    "wxbw report --ledger runs.sqlite --run tonight --output markdown",
    "wxbw explain 600014 --output table",
]


def run(command: str, environment: dict[str, str], folder: str) -> str:
    """Runs a command; returns what a person would see of it."""
    done = subprocess.run(
        [*WXBW, *command.split()[1:]],
        env=environment,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    ended = f"(exit code {done.returncode})\n" if done.returncode else ""
    return f"$ {command}\n{done.stdout}{ended}"


def steady(text: str) -> str:
    """What differs from one recording to the next, made the same."""
    text = re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ", "2026-11-21 22:00:00Z", text)
    return re.sub(r"\d+ (s|min|h|d) ago *", lambda it: "3 h ago".ljust(len(it[0])), text)


def record() -> str:
    """The whole session."""
    with (
        Sandbox(enterprises=12, seed=3, run_seconds=(2, 2), odd_ids=False) as sandbox,
        tempfile.TemporaryDirectory() as folder,
    ):
        kept = {name: value for name, value in os.environ.items() if "WEBEX" not in name}
        environment = {
            **kept,
            "WEBEX_BASE_URL": sandbox.base_url,
            "WEBEX_ACCESS_TOKEN": sandbox.token,
        }
        return "\n".join(run(command, environment, folder) for command in COMMANDS)


def main() -> None:
    """Prints the session, or writes it down."""
    if "--write" not in sys.argv:
        print(record(), end="")
        return
    text = DOCUMENT.read_text(encoding="utf-8")
    before, rest = text.split(MARKS[0])
    after = rest.split(MARKS[1])[1]
    session = f"\n```text\n{steady(record())}```\n\n"
    DOCUMENT.write_text(f"{before}{MARKS[0]}{session}{MARKS[1]}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()

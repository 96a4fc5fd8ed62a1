"""The main job from a shell: the commands of two pages, run against the sandbox.

python examples/session.py            # prints commands and what they print
python examples/session.py --write    # puts that into the two documents
"""

import os
import re
import signal
import subprocess
import sys
import tempfile
import warnings
from datetime import timedelta
from pathlib import Path

warnings.filterwarnings("ignore", message="webex_broadworks was built without optimization")

from webex_broadworks.testing import Sandbox  # noqa: E402

ROOT = Path(__file__).resolve().parents[1]
MARKS = ("<!-- recorded by examples/session.py -->\n", "<!-- end of what is recorded -->")
WXBW = [sys.executable, "-W", "ignore", "-m", "webex_broadworks"]

# Interrupted when the second enterprise has started. Its sync doesn't end before that.
INTERRUPTED = "  # Ctrl-C"
SECOND = "SP0+linden-energy"
SECOND_TAKES = timedelta(minutes=1)
NIGHT = (
    "wxbw sync run --starts-with SP0 --status COMPLETE --concurrency 1 --yes"
    " --ledger runs.sqlite --output table"
)

SESSIONS = {
    "docs/how-to/resume.md": [
        "wxbw enterprise list --starts-with SP0 --output table",
        f"{NIGHT}{INTERRUPTED}",
        NIGHT,
        "wxbw audit --starts-with SP0 --output table",
    ],
    "docs/cli.md": [
        "wxbw enterprise list --limit 6 --output table",
        "wxbw enterprise get Reseller1+acm",
        "wxbw sync disable --starts-with Reseller1",
        "wxbw sync disable --starts-with Reseller1 --dry-run --concurrency 1 --output table",
        "wxbw sync run Reseller1+acme --ledger runs.sqlite --run-name tonight --output table",
        "wxbw sync user Reseller1+acme john.anderson@acme.example --output table",
        "wxbw report --ledger runs.sqlite --run-name tonight --output markdown",
        "wxbw code explain 600014 --output table",
    ],
}


def interrupt(process: subprocess.Popen[str], sandbox: Sandbox) -> None:
    """Does what Ctrl-C does, in the middle of the second enterprise's sync, which ends later."""
    second = next(it["id"] for it in sandbox.enterprises() if it["spEnterpriseId"] == SECOND)
    sandbox.set_next_run(second, length=SECOND_TAKES)
    seen = 0
    while second not in sandbox.accepted_triggers() and process.poll() is None:
        sandbox.wait_for_requests(seen + 1)
        seen = len(sandbox.requests())
    process.send_signal(signal.SIGINT)
    process.wait()
    sandbox.advance(SECOND_TAKES)


def run(command: str, environment: dict[str, str], folder: str, sandbox: Sandbox) -> str:
    """Runs a command; returns what a person would see of it."""
    with subprocess.Popen(
        [*WXBW, *command.removesuffix(INTERRUPTED).split()[1:]],
        env=environment,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        if command.endswith(INTERRUPTED):
            interrupt(process, sandbox)
        printed, _ = process.communicate()
    ended = f"(exit code {process.returncode})\n" if process.returncode else ""
    return f"$ {command}\n{printed}{ended}"


def steady(text: str) -> str:
    """What differs from one recording to the next, made the same."""
    text = re.sub(r"\d{4}-\d\d-\d\d([ T])\d\d:\d\d:\d\dZ", r"2026-11-21\g<1>22:00:00Z", text)
    return re.sub(r"\d+ (s|min|h|d) ago *", lambda it: "3 h ago".ljust(len(it[0])), text)


def record(document: str) -> str:
    """The whole session of a document."""
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
        commands = SESSIONS[document]
        return "\n".join(run(command, environment, folder, sandbox) for command in commands)


def write(document: str) -> None:
    """Puts the session into its document."""
    path = ROOT / document
    before, rest = path.read_text(encoding="utf-8").split(MARKS[0])
    after = rest.split(MARKS[1])[1]
    session = f"\n```text\n{steady(record(document))}```\n\n"
    path.write_text(f"{before}{MARKS[0]}{session}{MARKS[1]}{after}", encoding="utf-8")


def main() -> None:
    """Prints the sessions, or writes them into the pages."""
    for document in SESSIONS:
        if "--write" in sys.argv:
            write(document)
        else:
            print(record(document))


if __name__ == "__main__":
    main()

"""Runs the tests that read the clock on other dates: `make test-dates`.

libfaketime moves the wall clock of the test programs and of all processes that they start. The
monotonic clock, which timeouts use, doesn't change. Build everything first (`make dev` does that
for Python and Node), so that no compiler runs on another date.

A test that reads the clock, or whose outcome depends on a date, belongs in `SELECTION`.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[1]

# What runs on every date, by language: nextest's filterset, files of pytest, files of node --test.
SELECTION = {
    "rust": [
        "binary(sandbox_clock)",
        "binary(ledger)",
        "test(/^every_scenario/)",
        "test(/clock|moment|window|audit|state|retry_after|token|stopping|resuming/)",
        "package(webex-broadworks-cli) and test(/audit|exits|writing/)",
        "package(webex-broadworks-audit)",
        "package(webex-broadworks-sandbox) and not binary(over_http)",
    ],
    "python": [
        "test_audit.py",
        "test_audit_subscribers.py",
        "test_bulk_ledger.py",
        "test_bulk_runs.py",
        "test_examples_run.py",
        "test_oauth.py",
        "test_sandbox.py",
        "test_sandbox_clock.py",
        "test_snippets.py",
        "test_tables.py",
        "test_tokens.py",
        "test_waits.py",
    ],
    "node": [
        "bulk-ledger.test.mjs",
        "bulk-runs.test.mjs",
        "bulk-stops.test.mjs",
        "examples-node.test.mjs",
        "oauth.test.mjs",
        "sandbox.test.mjs",
        "sandbox-clock.test.mjs",
        "token-function.test.mjs",
        "tokens.test.mjs",
        "waits.test.mjs",
    ],
}

# Not among them: these start compilers and type checkers, which hang under libfaketime.
NOT_IN_PYTHON = "make_has_the_targets or type_checks"

LIBRARIES = ("/usr/lib/*/faketime/libfaketimeMT.so.1", "/usr/lib*/faketime/libfaketimeMT.so.1")
# A change of daylight saving time comes this long after a run has started.
BEFORE_A_CHANGE = timedelta(seconds=10)
ZONE = "Europe/Berlin"


def leap_day(now: datetime) -> datetime:
    """The next 29 February, in the evening."""
    year = now.year + 1
    while year % 4 or (year % 100 == 0 and year % 400):
        year += 1
    return datetime(year, 2, 29, 23, 30, tzinfo=timezone.utc)


def changes(zone: str, now: datetime) -> Iterator[datetime]:
    """The next two changes of a zone's offset: one to and one from daylight saving time."""
    there = ZoneInfo(zone)
    hour = now.replace(minute=0, second=0, microsecond=0)
    for _ in range(2):
        before = hour.astimezone(there).utcoffset()
        while hour.astimezone(there).utcoffset() == before:
            hour += timedelta(hours=1)
        yield hour


def dates(now: datetime) -> list[tuple[str, datetime, str]]:
    """The dates to run on: a name, when the clock starts, and the time zone."""
    found = [
        ("in 400 days", now + timedelta(days=400), "UTC"),
        ("on 29 February", leap_day(now), "UTC"),
        ("after 32-bit time", datetime(2038, 1, 20, 12, tzinfo=timezone.utc), "UTC"),
    ]
    found.extend(
        (f"{change:%Y-%m-%d} in {ZONE}", change - BEFORE_A_CHANGE, ZONE)
        for change in changes(ZONE, now)
    )
    return found


def find_library() -> str:
    """The library that fakes the time."""
    for pattern in LIBRARIES:
        for library in sorted(Path("/").glob(pattern[1:])):
            return str(library)
    sys.exit(
        "make test-dates: libfaketime was not found: it replaces the clock of the test programs. "
        "Install it with `apt-get install faketime`."
    )


def compile_sleep(folder: str) -> str:
    """The library that keeps sleeping out of libfaketime's hands."""
    library = f"{folder}/dates_sleep.so"
    source = ROOT / "tests" / "dates_sleep.c"
    subprocess.run(["cc", "-shared", "-fPIC", "-o", library, str(source)], check=True)
    return library


def fake(libraries: str, start: datetime, zone: str) -> dict[str, str]:
    """The variables under which a program's clock starts then, and those of its children."""
    offset = round((start - datetime.now(timezone.utc)).total_seconds())
    return {
        "LD_PRELOAD": libraries,
        # An offset and not a start: processes that are started later have the same clock.
        "FAKETIME": f"{offset:+d}",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "DONT_FAKE_MONOTONIC": "1",
        "TZ": zone,
    }


def command(language: str, target: str) -> list[str]:
    """What runs the selected tests of a language."""
    selected = SELECTION[language]
    if language == "rust":
        nextest = ["cargo", "nextest", "run", "--workspace", "--no-fail-fast", "--locked"]
        filters = [f"--filterset={one}" for one in selected]
        return [*nextest, "--target", target, *filters]
    if language == "python":
        files = [f"tests/python/{file}" for file in selected]
        pytest = [sys.executable, "-m", "pytest", "--quiet", "--numprocesses", "auto"]
        return [*pytest, "-k", f"not ({NOT_IN_PYTHON})", *files]
    return ["node", "--test", *(f"tests/node/{file}" for file in selected)]


def run(language: str, target: str, variables: dict[str, str]) -> bool:
    """Runs the selected tests of a language; cargo itself stays on today's date."""
    environment = dict(os.environ)
    if language == "rust":
        runner = " ".join(["env", *(f"{name}={value}" for name, value in variables.items())])
        environment[f"CARGO_TARGET_{target.replace('-', '_').upper()}_RUNNER"] = runner
    else:
        environment |= variables
    done = subprocess.run(command(language, target), cwd=ROOT, env=environment, check=False)
    return done.returncode == 0


def main() -> int:
    """Runs everything; returns the exit code."""
    parser = argparse.ArgumentParser(description="Runs tests that read the clock on other dates.")
    parser.add_argument("--target", required=True, help="the target that cargo builds for")
    parser.add_argument("--date", help="run only on dates whose name contains this")
    parser.add_argument("--language", choices=SELECTION, help="run only this language")
    arguments = parser.parse_args()
    library = find_library()
    try:
        all_dates = dates(datetime.now(timezone.utc))
    except ZoneInfoNotFoundError as error:
        sys.exit(f"make test-dates: {error}: install it with `apt-get install tzdata`.")
    with tempfile.TemporaryDirectory() as folder:
        libraries = f"{compile_sleep(folder)}:{library}"
        return run_all(all_dates, libraries, arguments)


def run_all(
    all_dates: list[tuple[str, datetime, str]], libraries: str, arguments: argparse.Namespace
) -> int:
    """Runs what was asked for, one language after the other, and says how each ended."""
    results = []
    for name, start, zone in all_dates:
        if arguments.date and arguments.date not in name:
            continue
        for language in SELECTION:
            if arguments.language not in {None, language}:
                continue
            print(f"\n== {language}, {name}: {start:%Y-%m-%d %H:%M:%S} UTC, TZ={zone}", flush=True)
            began = time.monotonic()
            passed = run(language, arguments.target, fake(libraries, start, zone))
            results.append((passed, language, name, time.monotonic() - began))
    print()
    for passed, language, name, seconds in results:
        print(f"{'passed' if passed else 'FAILED'}  {language:7} {seconds:5.0f} s  {name}")
    return 0 if results and all(passed for passed, *_ in results) else 1


if __name__ == "__main__":
    sys.exit(main())

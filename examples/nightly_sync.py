"""The nightly sync: every enterprise without a successful sync for a week.

Syncs run in parallel across clusters, until the maintenance window closes. Rerunning the script in
the same night resumes the run. Ctrl-C and SIGTERM start nothing more, record the state and end.

    WEBEX_ACCESS_TOKEN=... python examples/nightly_sync.py --stop-starting-after 05:30

It shows a progress bar if tqdm is installed.
"""

from __future__ import annotations

import argparse
import signal
import sys
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from webex_broadworks import BulkError, Client

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import NoReturn

    from webex_broadworks import BulkRun, Outcome


def end_of_night(clock: str) -> datetime:
    """Returns the end of this night in local time. A night lasts from noon to noon."""
    morning = (datetime.now().astimezone() + timedelta(hours=12)).date()
    return datetime.combine(morning, time.fromisoformat(clock)).astimezone()


def with_progress(run: BulkRun) -> Iterable[Outcome]:
    """Shows a progress bar, if tqdm is installed."""
    try:
        from tqdm import tqdm
    except ImportError:
        return run
    bar: Iterable[Outcome] = tqdm(run, unit=" enterprises", disable=None)
    return bar


def stop(*_: object) -> NoReturn:
    """Ends like Ctrl-C."""
    raise KeyboardInterrupt


def main() -> int:
    """Runs the syncs, and returns the exit code."""
    parser = argparse.ArgumentParser(description="Syncs enterprises without a success for a week.")
    parser.add_argument("--ledger", type=Path, default=Path("syncs.sqlite"))
    parser.add_argument("--stop-starting-after", default="05:30", help="a local time")
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, stop)
    until = end_of_night(arguments.stop_starting_after)
    with Client(user_agent_suffix="nightly-sync/1.0") as webex:
        run = webex.bulk.directory_sync.run(
            webex.enterprises.list(),
            only_if={"enabled": True, "stale_after": timedelta(days=7)},
            ledger=arguments.ledger,
            # One name per night, also for a rerun after midnight or in the morning.
            run_name=until.date().isoformat(),
            stop_starting_after=until,
        )
        try:
            with run:
                for outcome in with_progress(run):
                    if outcome["outcome"] in {"failed", "partial", "ambiguous"}:
                        print(outcome["spEnterpriseId"], outcome["outcome"], outcome["reason"])
            run.raise_for_failures()
        except BulkError as failures:
            for error in failures.errors:
                print(error, file=sys.stderr)
            return 1
        except KeyboardInterrupt:
            print("stopped; run it again to resume", file=sys.stderr)
            return 130
        finally:
            told = {kind: count for kind, count in run.summary["outcomes"].items() if count}
            print(told, run.summary["stopReason"] or "to its end")
    return 0


if __name__ == "__main__":
    sys.exit(main())

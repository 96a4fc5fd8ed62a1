"""The nightly sync: every enterprise that has not succeeded for a week.

As many run at once as their clusters bear, until the maintenance window closes. Killed and run
again in the same night, it triggers nothing twice. Ctrl-C begins nothing more, writes down what is
on its way and ends; so does SIGTERM.

    WEBEX_ACCESS_TOKEN=... python examples/nightly_sync.py --ledger syncs.sqlite --until 05:30

It shows a progress bar where tqdm is installed.
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
    """Returns when it is so late here in this night, which goes from noon to noon."""
    morning = (datetime.now().astimezone() + timedelta(hours=12)).date()
    return datetime.combine(morning, time.fromisoformat(clock)).astimezone()


def with_progress(run: BulkRun) -> Iterable[Outcome]:
    """Shows a bar, if there is something to draw it with and somebody to see it."""
    try:
        from tqdm import tqdm
    except ImportError:
        return run
    bar: Iterable[Outcome] = tqdm(run, unit=" enterprises", disable=None)
    return bar


def stop(*_: object) -> NoReturn:
    """Ends as Ctrl-C does."""
    raise KeyboardInterrupt


def main() -> int:
    """Does it; returns the exit code."""
    parser = argparse.ArgumentParser(description="Syncs what has not succeeded for a week.")
    parser.add_argument("--ledger", type=Path, default=Path("syncs.sqlite"))
    parser.add_argument("--until", default="05:30", help="start nothing after; local time")
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, stop)
    until = end_of_night(arguments.until)
    with Client(user_agent_suffix="nightly-sync/1.0") as webex:
        run = webex.bulk.directory_sync.run(
            webex.enterprises.list(),
            only_if={"enabled": True, "stale_after": timedelta(days=7)},
            ledger=arguments.ledger,
            # A night has one name, also where it is gone on with behind midnight or in the morning.
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
                print(f"{error} {error.remedy or ''}", file=sys.stderr)
            return 1
        except KeyboardInterrupt:
            print("stopped; run it again to go on", file=sys.stderr)
            return 130
        finally:
            told = {kind: count for kind, count in run.summary["outcomes"].items() if count}
            print(told, run.summary["stopReason"] or "to its end")
    return 0


if __name__ == "__main__":
    sys.exit(main())

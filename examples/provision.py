"""A provisioning tool: switches directory sync as a file wants it, and changes nothing else.

The file is a CSV with the columns enterprise and enable_dir_sync (true or false):

    WEBEX_ACCESS_TOKEN=... python examples/provision.py wanted.csv --dry-run
    WEBEX_ACCESS_TOKEN=... python examples/provision.py wanted.csv
"""

from __future__ import annotations

import argparse
import csv
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from webex_broadworks import Client

if TYPE_CHECKING:
    from collections.abc import Iterator

    from webex_broadworks import BulkItem, EnterpriseList

TRUE_OR_FALSE = {"true": True, "false": False}


def read(path: Path) -> dict[str, bool]:
    """Reads the requested states; a word that is neither true nor false ends the program."""
    wanted = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            word = row["enable_dir_sync"].strip().lower()
            if word not in TRUE_OR_FALSE:
                sys.exit(f"{path}: {row['enterprise']}: {word!r} is neither true nor false")
            wanted[row["enterprise"]] = TRUE_OR_FALSE[word]
    return wanted


def wishes(listed: EnterpriseList, wanted: dict[str, bool]) -> Iterator[BulkItem]:
    """Gives the enterprises that are wanted, as they are listed, each with its wish."""
    for enterprise in listed:
        wish = wanted.pop(enterprise.get("spEnterpriseId", ""), None)
        if wish is not None:
            yield {**enterprise, "enableDirSync": wish}


def main() -> int:
    """Does it; returns the exit code."""
    parser = argparse.ArgumentParser(description="Switches directory sync as a file wants it.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--dry-run", action="store_true")
    arguments = parser.parse_args()
    wanted = read(arguments.file)
    with Client() as webex:
        run = webex.bulk.directory_sync.ensure(
            wishes(webex.enterprises.list(), wanted), dry_run=arguments.dry_run
        )
        for outcome in run:
            error = outcome["error"]
            print(outcome["spEnterpriseId"], outcome["outcome"], error["message"] if error else "")
    for name in wanted:
        print(f"{name}: there is no such enterprise", file=sys.stderr)
    return 1 if run.failures or wanted else 0


if __name__ == "__main__":
    sys.exit(main())

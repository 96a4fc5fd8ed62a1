"""Syncs the users of a CSV file after a change on BroadWorks, and says line by line what that did.

The file has the columns enterprise and user, as for `wxbw sync user --file`, and may be as long as
it likes: it is read while its users are synced.

    WEBEX_ACCESS_TOKEN=... python examples/users_from_csv.py users.csv > done.csv
"""

from __future__ import annotations

import asyncio
import csv
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from webex_broadworks import AsyncClient, EnterpriseNotFoundError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from webex_broadworks import BulkItem

HEADING = ["enterprise", "user", "outcome", "what"]


async def users(webex: AsyncClient, path: Path, missing: list[str]) -> AsyncIterator[BulkItem]:
    """Gives the users of the file; each enterprise is looked up once."""
    ids: dict[str, str | None] = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            name = row["enterprise"]
            if name not in ids:
                try:
                    ids[name] = (await webex.enterprises.get(sp_enterprise_id=name))["id"]
                except EnterpriseNotFoundError:
                    ids[name] = None
                    missing.append(name)
            enterprise_id = ids[name]
            if enterprise_id is not None:
                yield {
                    "enterpriseId": enterprise_id,
                    "spEnterpriseId": name,
                    "userId": row["user"],
                }


async def main() -> int:
    """Does it; returns the exit code."""
    missing: list[str] = []
    lines = csv.writer(sys.stdout)
    lines.writerow(HEADING)
    async with AsyncClient() as webex:
        source = users(webex, Path(sys.argv[1]), missing)
        async with webex.bulk.directory_sync.trigger_user(source, concurrency=8) as run:
            async for outcome in run:
                error, result = outcome["error"], outcome["result"] or {}
                what = error["code"] if error else result.get("status")
                user = outcome.get("userId")
                lines.writerow([outcome["spEnterpriseId"], user, outcome["outcome"], what])
    for name in missing:
        print(f"{name}: there is no such enterprise", file=sys.stderr)
    return 1 if run.failures or missing else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))

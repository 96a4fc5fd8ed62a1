"""Many partners at once on Dask: one worker for each, because limits hold for each token.

A profile names where the token of each partner comes from, so none travels to a worker; what comes
back is an Arrow table of each partner's enterprises:

    pip install webex-broadworks "dask[distributed]" pyarrow
    python examples/partners_on_dask.py east west

Profiles stand in ~/.config/webex-broadworks/profiles.toml; with a cluster of several machines each
of them needs the file.
"""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

import pyarrow as pa
from dask.distributed import Client as Dask
from dask.distributed import LocalCluster

from webex_broadworks import Client

if TYPE_CHECKING:
    from collections.abc import Sequence


def enterprises(profile: str) -> pa.Table:
    """Lists the enterprises of one partner; runs on a worker."""
    with Client(profile=profile) as webex:
        table = pa.table(webex.enterprises.list().table())
    return table.append_column("partner", pa.repeat(profile, len(table)))


def gather(dask: Dask, profiles: Sequence[str]) -> pa.Table:
    """Lists the enterprises of all partners; one that fails ends it with its own error."""
    # What went wrong is not done again: the client has tried as often as makes sense.
    calls = dask.map(enterprises, profiles, pure=False, retries=0)
    return pa.concat_tables(dask.gather(calls))


def main() -> None:
    """Does it on this machine."""
    parser = argparse.ArgumentParser(description="Lists the enterprises of many partners.")
    parser.add_argument("profiles", nargs="+")
    profiles = parser.parse_args().profiles
    cluster = LocalCluster(n_workers=len(profiles), threads_per_worker=1, dashboard_address=":0")
    with cluster, Dask(cluster) as dask:
        everything = gather(dask, profiles)
    counts = everything.group_by("partner").aggregate([("id", "count")]).to_pylist()
    for each in sorted(counts, key=lambda each: each["partner"]):
        print(f"{each['partner']}: {each['id_count']} enterprises")


if __name__ == "__main__":
    sys.exit(main())

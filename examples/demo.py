"""The main job from Python: list, switch on, sync and watch, sync a fleet, sync one user.

Runs against the sandbox, whose clock is a hundred times as fast as ours:

    python examples/demo.py
"""

import asyncio
import warnings
from datetime import timedelta

warnings.filterwarnings("ignore", message="webex_broadworks was built without optimization")

from webex_broadworks import Enterprise, directory_sync_state  # noqa: E402
from webex_broadworks.testing import Sandbox  # noqa: E402

ROW = "{:<28} {:<8} {:<12} {:>9} {:>7} {:>8}"


def show(enterprises: list[Enterprise]) -> None:
    """Prints enterprises as a table."""
    print(ROW.format("enterprise", "sync", "state", "last run", "users", "errors"))
    for enterprise in enterprises:
        state = directory_sync_state(enterprise)
        took = f"{state.duration.total_seconds():.0f} s" if state.duration else "-"
        users = state.total_external_users_in_ci
        codes = ", ".join(str(error.code) for error in state.errors)
        print(
            ROW.format(
                enterprise.get("spEnterpriseId", "?"),
                "on" if state.enabled else "off",
                state.status,
                took,
                "-" if users is None else users,
                codes or "-",
            )
        )


async def main() -> None:
    """Does it."""
    with Sandbox(enterprises=2500, speed=100, run_seconds=(60, 90)) as sandbox:
        async with sandbox.async_client() as webex:
            everything = await webex.enterprises.list()
            print(f"Python: {len(everything)} enterprises; the first ten:\n")
            show(everything[:10])

            off = next(e for e in everything if directory_sync_state(e).enabled is False)
            print(f"\nSwitching directory sync on for {off['spEnterpriseId']} and syncing it:")
            await webex.directory_sync.ensure(off, enable_dir_sync=True)
            final = directory_sync_state(await webex.directory_sync.run(off))
            print(
                f"  {final.status}: {final.users_added} users and {final.machines_added} machines"
                " added"
            )

            stale = webex.bulk.directory_sync.run(
                everything[:150], only_if={"enabled": True, "stale_after": timedelta(days=8)}
            )
            await stale.finish()
            counts = {kind: count for kind, count in stale.summary["outcomes"].items() if count}
            print("\nSyncing what is stale of the first 150, in parallel across the clusters:")
            print(f"  {', '.join(f'{count} {kind}' for kind, count in counts.items())}")
            for failure in stale.failures:
                error = failure["error"]
                print(f"  {failure['spEnterpriseId']}: {error['remedy'] if error else ''}")

            acme = await webex.enterprises.get(sp_enterprise_id="Reseller1+acme")
            user = await webex.directory_sync.trigger_user(acme, "john.anderson@acme.example")
            print(
                f"\nOne user of Reseller1+acme: {user['userResponse']['userId']}: {user['status']}"
            )


asyncio.run(main())

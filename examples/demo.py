"""The main job from Python: list, switch on, trigger, watch, sync one user.

Runs against the sandbox, whose clock is a hundred times as fast as ours:

    python examples/demo.py
"""

import asyncio
import warnings

warnings.filterwarnings("ignore", message="webex_broadworks was built without optimisation")

from webex_broadworks import AsyncClient, Enterprise, directory_sync_state  # noqa: E402
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
        async with AsyncClient(sandbox.token, base_url=sandbox.base_url) as webex:
            everything = await webex.list_enterprises()
            print(f"Python: {len(everything)} enterprises; the first ten:\n")
            show(everything[:10])

            off = next(e for e in everything if directory_sync_state(e).enabled is False)
            print(f"\nSwitching directory sync on for {off['spEnterpriseId']} and syncing it:")
            await webex.update_directory_sync(off, enable_dir_sync=True)
            await webex.trigger_directory_sync(off)
            shown = None
            while True:
                status = await webex.get_directory_sync_status(off)
                state = directory_sync_state(status)
                if state.status != shown:
                    print(f"  {state.status}")
                    shown = state.status
                if state.status not in {"IN_PROGRESS", "NOT_SYNCED"}:
                    break
                await asyncio.sleep(0.05)
            print(f"  {state.users_added} users added, {state.machines_added} machines added")

            acme = await webex.get_enterprise(sp_enterprise_id="Reseller1+acme")
            user = await webex.trigger_user_directory_sync(acme, "john.anderson@acme.com")
            print(
                f"\nOne user of Reseller1+acme: {user['userResponse']['userId']}: {user['status']}"
            )


asyncio.run(main())

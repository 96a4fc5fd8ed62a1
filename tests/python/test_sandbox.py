"""The whole story against the sandbox, as a provisioning script would go through it."""

from __future__ import annotations

import asyncio
import gc
import http.client
import time
from datetime import timedelta
from typing import Any

import pytest

from webex_broadworks import (
    AuthenticationError,
    ConflictError,
    DirectorySyncBusyError,
    InvalidArgumentError,
    PermissionDeniedError,
    directory_sync_state,
)
from webex_broadworks.testing import Sandbox, ScriptedServer

TINY_STEP = 0.01
TIMEOUT = 30.0


def user_of(sandbox: Sandbox, enterprise_id: str) -> str:
    """A user who is on BroadWorks, but was not there when its enterprise was synced."""
    truth: Any = next(each for each in sandbox.enterprises() if each["id"] == enterprise_id)
    return f"new.user@{truth['sandbox']['domain']}"


def test_from_the_list_to_a_synced_user(sandbox: Sandbox) -> None:
    with sandbox.client() as webex:
        enterprises = webex.enterprises.list(page_size=5).all()
        assert len(enterprises) == 12
        acme = webex.enterprises.get(sp_enterprise_id=enterprises[3]["spEnterpriseId"])
        assert acme["id"] == enterprises[3]["id"]

        assert webex.directory_sync.update(acme, enable_dir_sync=True)["enableDirSync"] is True
        started = webex.directory_sync.trigger(acme)
        assert directory_sync_state(started).status == "IN_PROGRESS"
        with pytest.raises(DirectorySyncBusyError) as refused:
            webex.directory_sync.trigger(acme)
        assert refused.value.subject == {
            "kind": "enterprise",
            "id": acme["id"],
            "name": acme["spEnterpriseId"],
        }

        deadline = time.monotonic() + TIMEOUT
        state = directory_sync_state(webex.directory_sync.get_status(acme))
        while state.status == "IN_PROGRESS" and time.monotonic() < deadline:
            sandbox.advance(timedelta(minutes=5))
            state = directory_sync_state(webex.directory_sync.get_status(acme))
        assert state.status == "COMPLETE"
        assert state.last_success is not None
        assert state.users_added is not None

        jane = user_of(sandbox, acme["id"])
        user = webex.directory_sync.trigger_user(acme, jane)
        assert user["status"] == "ADD"
        sandbox.touch_user(acme["id"], jane)
        again = webex.directory_sync.trigger_user(acme["id"], jane)
        assert again["status"] == "UPDATE"


async def test_from_the_list_to_a_synced_user_with_asyncio(sandbox: Sandbox) -> None:
    async with sandbox.async_client() as webex:
        enterprises = await webex.enterprises.list(page_size=5)
        assert [each["id"] async for each in webex.enterprises.list()] == [
            each["id"] for each in enterprises
        ]
        acme = await webex.enterprises.get(org_id=enterprises[3]["orgId"])

        updated = await webex.directory_sync.update(acme, enable_dir_sync=True)
        assert updated["enableDirSync"] is True
        await webex.directory_sync.trigger(acme)
        deadline = time.monotonic() + TIMEOUT
        state = directory_sync_state(await webex.directory_sync.get_status(acme))
        while state.status == "IN_PROGRESS" and time.monotonic() < deadline:
            sandbox.advance(timedelta(minutes=5))
            state = directory_sync_state(await webex.directory_sync.get_status(acme))
        assert state.status == "COMPLETE"
        user = await webex.directory_sync.trigger_user(acme, user_of(sandbox, acme["id"]))
        assert user["status"] == "ADD"
        statuses = await asyncio.gather(
            *(webex.directory_sync.get_status(each) for each in enterprises)
        )
        assert len(statuses) == 12


def test_tokens_that_may_not(sandbox: Sandbox) -> None:
    with sandbox.client("wrong") as webex, pytest.raises(AuthenticationError):
        webex.enterprises.list().first()
    with sandbox.client(sandbox.read_only_token) as webex:
        enterprise = webex.enterprises.list().first()
        assert enterprise is not None
        with pytest.raises(PermissionDeniedError, match="broadworks_enterprises_write"):
            webex.directory_sync.update(enterprise, enable_dir_sync=True)


def test_a_refusal_is_explained(sandbox: Sandbox) -> None:
    with sandbox.client() as webex:
        enterprise = webex.enterprises.list().first()
        assert enterprise is not None
        webex.directory_sync.update(enterprise, enable_dir_sync=False)
        with pytest.raises(ConflictError) as refused:
            webex.directory_sync.trigger(enterprise)
        assert refused.value.remedy is not None
        assert "`directory_sync.update`" in str(refused.value)


def test_a_large_list_without_links_is_read_to_its_end() -> None:
    with Sandbox(enterprises=2500, link_paging=False) as sandbox, sandbox.client() as webex:
        pages = list(webex.enterprises.list().pages())
        assert pages[0].possibly_truncated
        ids = [enterprise["id"] for page in pages for enterprise in page.items]
        assert len(ids) == len(set(ids)) == 2500


@pytest.mark.parametrize("clamp", [10, 37, 64, 99, 119])
def test_a_list_that_is_clamped_without_a_word_is_completed(clamp: int) -> None:
    server = Sandbox(enterprises=120, link_paging=False, clamp_max=clamp)
    with server as sandbox, sandbox.client() as webex:
        ids = [enterprise["id"] for enterprise in webex.enterprises.list().all()]
        assert len(ids) == len(set(ids)) == 120
        sandbox.clear_requests()
        assert len(webex.enterprises.list(completion="off").all()) == clamp
        assert len(sandbox.requests()) == 1


@pytest.mark.parametrize("count", [100, 200, 250, 500, 1000])
def test_a_whole_list_costs_one_request_more(count: int) -> None:
    with Sandbox(enterprises=count) as sandbox, sandbox.client() as webex:
        assert len(webex.enterprises.list().all()) == count
        assert len(sandbox.requests()) == 2


def test_an_identifier_that_begins_others_is_found_in_any_case() -> None:
    names = [f"Acme-{number:04}" for number in range(1000)]
    items = [{"id": name, "spEnterpriseId": name} for name in [*names, "acme-"]]
    switches: Any = {"case_insensitive_prefix": True}
    server = Sandbox(items=items, link_paging=False, switches=switches)
    with server as sandbox, sandbox.client() as webex:
        assert len(webex.enterprises.list().all()) == 1001


def test_the_sandbox_can_be_watched_and_broken(sandbox: Sandbox) -> None:
    with sandbox.client() as webex:
        sandbox.set_faults([{"name": "status", "status": 503, "first": 2, "label": "two"}])
        sandbox.clear_requests()
        webex.enterprises.list(completion="off").all()
        assert [request["status"] for request in sandbox.requests()] == [503, 503, 200]
        assert sandbox.fault_counts() == {"two": 2}
        assert sandbox.wait_for_requests(3, timeout=0)
        assert not sandbox.wait_for_requests(4, timeout=TINY_STEP)
        before = sandbox.now()
        sandbox.advance(timedelta(hours=2))
        assert sandbox.now() - before >= timedelta(hours=2)
        truth = sandbox.enterprises()
        assert len(truth) == 12
        with Sandbox(items=truth) as twin:
            assert len(twin.enterprises()) == 12
        sandbox.remove_user(truth[0]["id"], "jane@acme.example")
        with pytest.raises(InvalidArgumentError, match="no enterprise"):
            sandbox.touch_user("no-such-id", "x")


def enterprise(name: str, cluster: int) -> dict[str, Any]:
    return {
        "id": name,
        "spEnterpriseId": f"Reseller1+{name}",
        "broadworksDirectorySync": {"enableDirSync": True},
        "sandbox": {"cluster": cluster},
    }


def test_a_fleet_is_made_as_it_was_described() -> None:
    with Sandbox(
        enterprises=400,
        cluster_sizes=[300, 75, 25],
        provisioning_ids={"random": 7},
        run_log_normal={"median": 60, "sigma": 1.5},
        run_seconds=(10, 600),
        switches={"refusal_status": {600011: 400}},
    ) as sandbox:
        truth: Any = sandbox.enterprises()
        clusters = [each["sandbox"]["cluster"] for each in truth]
        assert [clusters.count(cluster) for cluster in range(3)] == [300, 75, 25]
        assert len({each["provisioningId"] for each in truth}) == 7
        lengths = [each["sandbox"]["runSeconds"] for each in truth]
        assert min(lengths) == 10
        assert max(lengths) == 600
    with Sandbox(provisioning_ids="absent") as sandbox:
        assert not any("provisioningId" in each for each in sandbox.enterprises())


def test_runs_of_all_kinds_are_told_afterwards() -> None:
    items = [enterprise("acme", 0), enterprise("sibling", 0), enterprise("stranger", 1)]
    with (
        Sandbox(items=items, manual=True, scheduled_runs=True, run_seconds=(60, 60)) as sandbox,
        sandbox.client() as webex,
    ):
        start = sandbox.now()
        sandbox.set_next_run("acme", length=timedelta(seconds=5), codes=[600013])
        webex.directory_sync.trigger("acme")
        for _ in range(2):
            with pytest.raises(DirectorySyncBusyError):
                webex.directory_sync.trigger("sibling")
        sandbox.hold_cluster(1, 30)
        with pytest.raises(DirectorySyncBusyError):
            webex.directory_sync.trigger("stranger")
        assert sandbox.accepted_triggers() == {"acme": 1}
        assert sandbox.refusals() == {"cluster_busy": 2, "held_by_external_client": 1}
        assert sandbox.throttled() == 0

        sandbox.advance(5)
        assert directory_sync_state(webex.directory_sync.get_status("acme")).status == "FAILED"
        sandbox.occupy("sibling")
        sandbox.advance(timedelta(days=8))
        runs = sandbox.runs()
        assert runs[0] == {
            "enterprise_id": "acme",
            "cluster": 0,
            "kind": "on_demand",
            "start": start,
            "end": start + timedelta(seconds=5),
            "tracking_id": runs[0]["tracking_id"],
            "codes": [600013],
        }
        assert [run["enterprise_id"] for run in runs[:3]] == ["acme", None, "sibling"]
        assert {run["kind"] for run in runs[1:3]} == {"external_client"}
        scheduled = [run for run in runs if run["kind"] == "scheduled"]
        assert {run["enterprise_id"] for run in scheduled} == {"acme", "sibling", "stranger"}


def test_external_clients_and_codes_come_as_often_as_asked() -> None:
    with Sandbox(
        enterprises=20,
        manual=True,
        external_client_share=0.5,
        fail_share=1,
        fail_codes={600002: 1},
        partial_codes={},
    ) as sandbox:
        sandbox.advance(timedelta(days=3))
        runs = sandbox.runs()
        assert {run["kind"] for run in runs} == {"external_client"}
        assert {tuple(run["codes"]) for run in runs} <= {(600002,), (600029,)}
        with pytest.raises(InvalidArgumentError, match="no cluster 9"):
            sandbox.hold_cluster(9, 1)
        with pytest.raises(InvalidArgumentError, match="no enterprise"):
            sandbox.set_next_run("unknown")
        with pytest.raises(InvalidArgumentError, match="no enterprise"):
            sandbox.occupy("unknown")


def test_misspelt_options_and_faults_are_refused(sandbox: Sandbox) -> None:
    with pytest.raises(InvalidArgumentError, match="enterprisez"):
        Sandbox(enterprisez=3)  # type: ignore[call-arg]
    with pytest.raises(InvalidArgumentError, match="throttling"):
        sandbox.set_faults([{"name": "throttling"}])


def test_a_sandbox_serves_for_as_long_as_its_clients_live() -> None:
    webex = Sandbox(enterprises=3).client()
    gc.collect()
    assert len(webex.enterprises.list().all()) == 3
    quick = webex.with_options(timeout=30)
    del webex
    gc.collect()
    assert len(quick.enterprises.list().all()) == 3


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"speed": 0}, "`speed`: expected a number above 0"),
        ({"run_seconds": (9, 2)}, "`run_seconds`: expected the shortest and the longest"),
        ({"fail_share": 3}, "`fail_share`: expected a share from 0 to 1"),
        ({"faults": [{"name": "throttle", "share": 20}]}, "0.2 is 20 %"),
        ({"faults": [{"name": "boom"}]}, "unknown name `boom`"),
        ({"enterprises": "3"}, "`enterprises`: invalid type: string"),
        ({"no_such_option": 1}, "unknown key `no_such_option`"),
        ({"items": [7]}, "items[0]"),
    ],
)
def test_options_that_make_no_sense_are_refused_by_name(
    options: dict[str, object], reason: str
) -> None:
    with pytest.raises(InvalidArgumentError) as refused:
        Sandbox(**options)  # type: ignore[arg-type]
    assert reason in str(refused.value)
    assert "line 1" not in str(refused.value)
    assert "usize" not in str(refused.value)


def test_an_unknown_enterprise_and_a_port_in_use_are_refused_by_name() -> None:
    with Sandbox(enterprises=1) as sandbox:
        with pytest.raises(InvalidArgumentError, match="no enterprise"):
            sandbox.set_next_run("unknown-id")
        port = int(sandbox.base_url.rsplit(":", 1)[1].split("/")[0])
        with pytest.raises(OSError, match=f"port {port} .*Port 0 takes a free one"):
            Sandbox(port=port)


def test_what_a_sandbox_shows_of_an_enterprise_is_typed() -> None:
    with Sandbox(enterprises=2) as sandbox:
        enterprise = sandbox.enterprises()[0]
        cluster: int = enterprise["sandbox"]["cluster"]
        domain: str = enterprise["sandbox"]["domain"]
        sandbox.hold_cluster(cluster, 1)
        assert domain


def test_workspaces_are_shown_although_webex_has_no_list_of_them() -> None:
    with Sandbox(enterprises=1) as sandbox, sandbox.client() as webex:
        enterprise = sandbox.enterprises()[0]["spEnterpriseId"]
        workspace = webex.workspaces.provision(
            provisioning_id=sandbox.subscribers()[0]["provisioningId"],
            user_id="lobby@sp.example",
            sp_enterprise_id=enterprise,
            display_name="Lobby",
            extension="4711",
        )
        assert sandbox.workspaces() == [workspace]
        webex.workspaces.remove(workspace)
        assert sandbox.workspaces() == []


def test_repeated_headers_of_a_logged_request_are_joined() -> None:
    with ScriptedServer([{}]) as server:
        connection = http.client.HTTPConnection(server.origin.removeprefix("http://"))
        connection.putrequest("GET", "/v1/any")
        connection.putheader("Accept", "text/plain")
        connection.putheader("Accept", "text/html")
        connection.endheaders()
        connection.getresponse().close()
        connection.close()
        [request] = server.requests()
        assert request["headers"]["accept"] == "text/plain, text/html"

"""A user's program as a type checker sees it; `test_types` reads it, and no test runs it."""

from __future__ import annotations

import math
from collections.abc import AsyncIterator
from datetime import datetime, timedelta, timezone

from webex_broadworks import (
    APIStatusError,
    AsyncBulkRun,
    AsyncClient,
    BillingReport,
    BillingReportDownload,
    BulkError,
    BulkRun,
    BulkSummary,
    Client,
    DirectorySync,
    DirectorySyncErrorCode,
    EnsuredDirectorySync,
    Enterprise,
    EnterpriseList,
    MultipleEnterprisesFoundError,
    OnlyIf,
    Outcome,
    OutcomeKind,
    Page,
    ResponseMetadata,
    Subscriber,
    SubscriberAudit,
    SubscriberFindingKind,
    SubscriberList,
    UserDirectorySync,
    WaitTimeoutError,
    WebexError,
    directory_sync_error_code,
    directory_sync_error_codes,
    directory_sync_state,
    subscriber_state,
)
from webex_broadworks.testing import Sandbox, ScriptedServer


def blocking() -> None:
    with Client(timeout=timedelta(minutes=2), attempt_timeout=30) as webex:
        listing: EnterpriseList = webex.enterprises.list(starts_with="R", extra_query={"a": 1})
        for enterprise in listing:
            identifier: str = enterprise["spEnterpriseId"]
            added: int = enterprise["broadworksDirectorySync"]["directorySyncStatus"]["usersAdded"]
            age: timedelta | None = directory_sync_state(enterprise).age
            print(identifier, added, age)
        pages: list[Page[Enterprise]] = list(webex.enterprises.list(page_size=100).pages())
        everything: list[Enterprise] = webex.enterprises.list().all()
        first: Enterprise | None = webex.enterprises.list().first()
        if first is not None:
            sync: DirectorySync = webex.directory_sync.update(first, enable_dir_sync=True)
            print(sync, pages, everything)
        result, metadata = webex.with_response().directory_sync.get_status("id", timeout=math.inf)
        known: tuple[DirectorySync, ResponseMetadata] = (result, metadata)
        print(known)


def watching(webex: Client) -> None:
    ensured: EnsuredDirectorySync = webex.directory_sync.ensure("id", enable_dir_sync=True)
    if ensured["after"] is not None:
        print(ensured["changed"], ensured["after"]["enableDirSync"])
    seen: list[DirectorySync] = []
    end: DirectorySync = webex.directory_sync.run("id", timeout=60, on_progress=seen.append)
    webex.directory_sync.run("id", on_waiting=lambda waiting: print(waiting["reason"]))
    try:
        webex.directory_sync.wait("id", timeout=timedelta(hours=1), on_progress=print)
    except WaitTimeoutError as error:
        print(error.last_status, end)
    codes: list[DirectorySyncErrorCode] = directory_sync_error_codes()
    known: DirectorySyncErrorCode | None = directory_sync_error_code(600_014)
    if known is not None:
        print(codes[0]["class"], known["healsByItself"], known["remedy"])
    everyone: SubscriberList = webex.subscribers.list(status=["error"], after="2026-11-30T08:00Z")
    for page in everyone.pages():
        subscriber: Subscriber = page.items[0]
        print(subscriber["userId"])
    reports: list[BillingReport] = webex.billing_reports.list(sort_by="status").all()
    print(reports)
    steps: list[Subscriber] = []
    settled = webex.subscribers.wait("id", wait_for_person=True, on_progress=steps.append)
    report: BillingReport = webex.billing_reports.wait(reports[0], timeout=timedelta(minutes=5))
    print(settled["status"], report["id"])
    download: BillingReportDownload = webex.billing_reports.download(report, max_bytes=1_000_000)
    size: int = download.save("report.csv")
    content: bytes = download.bytes()
    print(size, content, download.table().rows)
    webex.billing_reports.download(report, max_bytes="all")  # type: ignore[arg-type]
    webex.subscribers.wait("id", on_progress=seen.append)  # type: ignore[arg-type]
    since: timedelta | None = subscriber_state(webex.subscribers.get("id")).age
    print(since)


def auditing(webex: Client) -> None:
    earlier = SubscriberAudit.from_subscribers("subscribers.ndjson", stuck_after=timedelta(hours=1))
    audit: SubscriberAudit = webex.audit_subscribers(package=["premium"], previous=earlier)
    for finding in audit.findings:
        kind: SubscriberFindingKind = finding["kind"]
        print(kind, finding["change"], finding["subscriberId"])
    print([row["days"] for row in audit.waiting], audit.summary["packages"][0]["count"])
    webex.audit_subscribers(previous=webex.audit())  # type: ignore[arg-type]


def over_many(webex: Client) -> None:
    stale: OnlyIf = {"enabled": True, "stale_after": timedelta(days=8)}
    for outcome in webex.bulk.directory_sync.get_status(webex.enterprises.list(), only_if=stale):
        word: OutcomeKind = outcome["outcome"]
        if outcome["error"] is not None:
            print(word, outcome["error"]["directorySyncCodes"], outcome.get("userId"))
    run: BulkRun = webex.bulk.directory_sync.run(
        ["id", {"enterpriseId": "other"}],
        ledger="runs.sqlite",
        retry={"failed", "ambiguous"},
        stop_starting_after=datetime.now(timezone.utc) + timedelta(hours=2),
        on_progress=lambda summary: print(summary["done"], summary["outcomes"]["ok"]),
    ).finish()
    outcomes: list[Outcome] = run.outcomes
    summary: BulkSummary = run.summary
    try:
        run.raise_for_failures()
    except BulkError as error:
        first: WebexError = error.errors[0]
        print(first, outcomes, summary, len(run))
    webex.bulk.directory_sync.run(["id"], retry=["bad"])  # type: ignore[list-item]
    webex.bulk.directory_sync.run(["id"], 5)  # type: ignore[call-arg]


async def over_many_at_once(webex: AsyncClient) -> None:
    async def source() -> AsyncIterator[str]:
        yield "id"

    async with webex.bulk.directory_sync.ensure(source(), enable_dir_sync=True) as run:
        async for outcome in run:
            print(outcome["result"])
    again: AsyncBulkRun = await webex.bulk.directory_sync.run(webex.enterprises.list()).finish()
    async for line in webex.bulk.directory_sync.get_status(["id"]).ndjson():
        print(line.rstrip(), again.failures)


async def waiting() -> None:
    async with AsyncClient("token", base_url="http://127.0.0.1:1/v1") as webex:
        everything: list[Enterprise] = await webex.enterprises.list()
        async for enterprise in webex.enterprises.list():
            user: UserDirectorySync = await webex.directory_sync.trigger_user(enterprise, "u")
            print(user["status"], user["userResponse"]["firstName"])
        async for page in webex.enterprises.list().pages():
            print(page.cursor, page.metadata.tracking_id, everything)

        async def report(status: DirectorySync) -> None:
            print(status["directorySyncStatus"]["syncStatus"])

        await webex.directory_sync.run("id", timeout=None, on_progress=report)


def failing(webex: Client) -> None:
    try:
        webex.enterprises.get(org_id="O")
    except MultipleEnterprisesFoundError as error:
        print([candidate["id"] for candidate in error.candidates])
    except APIStatusError as error:
        status: int | None = error.status_code
        print(status, error.errors[0]["description"])
    except WebexError as error:
        code: str = error.code
        print(code, error.safe_to_retry)


def mistaken(webex: Client) -> None:
    webex.enterprises.list(max=10)  # type: ignore[arg-type]
    webex.directory_sync.get_status(7)  # type: ignore[arg-type]
    webex.directory_sync.update("id", True)  # type: ignore[call-arg]
    webex.directory_sync.ensure("id", enable_dir_sync=None)  # type: ignore[arg-type]
    webex.directory_sync.run("id", on_progress=5)  # type: ignore[arg-type]
    webex.enterprises.list().first()["id"]  # type: ignore[index]
    for _ in AsyncClient().enterprises.list():  # type: ignore[attr-defined]
        pass


def testing() -> None:
    with Sandbox(enterprises=5, run_seconds=(1, 2)) as sandbox, sandbox.client() as webex:
        print(webex.enterprises.list().all(), sandbox.requests()[0]["target"])
    fleet = Sandbox(
        cluster_sizes=[5, 3.5],
        provisioning_ids={"random": 4},
        run_log_normal={"median": 120, "sigma": 1.2},
        fail_codes={600013: 1},
        switches={"busy_code": None, "never_synced": "absent"},
    )
    kind: str = fleet.runs()[0]["kind"]
    fleet.set_next_run("id", length=timedelta(minutes=5), codes=(600013,))
    print(kind, fleet.refusals()["cluster_busy"] + fleet.throttled())
    Sandbox(enterprise=5)  # type: ignore[call-arg]
    Sandbox(cluster_sizes="odd")  # type: ignore[arg-type]
    Sandbox(switches={"busy_cod": 1})  # type: ignore[typeddict-unknown-key]
    with ScriptedServer([{"status": 503}]) as server:
        print(server.base_url)

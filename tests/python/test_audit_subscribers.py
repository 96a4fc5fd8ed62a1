"""Audits of subscribers against a sandbox: what is found, compared, written and shown."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any, get_args

import pytest

from webex_broadworks import (
    AsyncClient,
    Audit,
    AuditDuplicate,
    AuditSubscriber,
    AuditSubscriberError,
    AuditSubscriberFinding,
    AuditWaiting,
    Client,
    IncompleteListError,
    InvalidArgumentError,
    SubscriberAudit,
    SubscriberAuditSummary,
    SubscriberChange,
    SubscriberFindingKind,
)
from webex_broadworks.testing import Sandbox

from conftest import Face, Serve

NOW = datetime(2026, 11, 21, 12, tzinfo=timezone.utc)
HOSTILE = "<script>alert('x')</script>\"\u202e"


def subscriber(name: str, **fields: Any) -> dict[str, Any]:
    return {
        "id": name,
        "userId": f"{name}@sp.example",
        "spEnterpriseId": "Reseller1+acme",
        "firstName": "Ann",
        "lastName": "Lee",
        "email": f"{name}@acme.example",
        "primaryPhoneNumber": "+12405550100",
        "extension": "100",
        "package": "standard",
        "status": "provisioned",
        "lastStatusChange": (NOW - timedelta(days=30)).isoformat(),
        **fields,
    }


# What is found, and only found, in which list of subscribers.
FINDINGS: dict[str, list[dict[str, Any]]] = {
    "error": [subscriber("failed", status="error", errors=[{"errorCode": 10022}])],
    "stuck": [subscriber("new", status="provisioning"), subscriber("old", status="updating")],
    "waiting": [
        subscriber("input", status="pending_email_input"),
        subscriber("migration", status="pending_user_migration"),
        subscriber("validation", status="pending_email_validation"),
    ],
    "duplicateEmail": [
        subscriber("one", email="x@acme.example"),
        subscriber("other", email="X@ACME.example"),
    ],
    "noNumberOrExtension": [subscriber("silent", primaryPhoneNumber=None, extension=None)],
    "onPackage": [subscriber("premium", package="premium")],
}

ONE_OF_EACH = [item for items in FINDINGS.values() for item in items]


def audited(subscribers: Any = ONE_OF_EACH, **options: Any) -> SubscriberAudit:
    return SubscriberAudit.from_subscribers(subscribers, now=NOW, **options)


def found(audit: SubscriberAudit) -> list[tuple[str | None, str]]:
    return [(row["subscriberId"], row["kind"]) for row in audit.findings]


@pytest.mark.parametrize("kind", FINDINGS)
def test_a_kind_is_found_where_it_is_and_nowhere_else(kind: str) -> None:
    audit = audited([*FINDINGS[kind], subscriber("healthy")], package="premium")
    assert sorted(found(audit)) == [(item["id"], kind) for item in FINDINGS[kind]]
    counts = {count["name"]: count["count"] for count in audit.summary["findings"]}
    kinds = get_args(SubscriberFindingKind)
    assert counts == {**dict.fromkeys(kinds, 0), kind: len(FINDINGS[kind])}
    [healthy] = [row for row in audit.subscribers if row["subscriberId"] == "healthy"]
    assert healthy["findings"] == []


def test_every_kind_of_finding_is_tested() -> None:
    assert set(FINDINGS) | {"drift"} == set(get_args(SubscriberFindingKind))


def test_errors_and_those_who_wait_are_counted() -> None:
    audit = audited(FINDINGS["error"] + FINDINGS["waiting"])
    [error] = audit.errors.rows
    assert (error["code"], error["name"], error["examples"]) == (
        10022,
        "USER_ID_IN_USE",
        ["failed@sp.example"],
    )
    [failed] = [row for row in audit.findings if row["kind"] == "error"]
    assert failed["remedy"] == error["remedy"]
    waiting = {(row["status"], row["days"], row["subscribers"]) for row in audit.waiting}
    assert waiting == {(item["status"], "16\N{EN DASH}32", 1) for item in FINDINGS["waiting"]}
    assert audit.summary["waiting"] == 3
    assert repr(audit) == "<SubscriberAudit: 4 subscribers, findings: 1 high, 3 medium>"


def test_duplicates_have_the_users_of_an_address() -> None:
    [row] = audited(FINDINGS["duplicateEmail"]).duplicates.rows
    assert (row["email"], row["subscribers"]) == ("x@acme.example", 2)
    assert row["userIds"] == ["one@sp.example", "other@sp.example"]
    assert row["spEnterpriseIds"] == ["Reseller1+acme"]


def test_limits_and_packages_are_arguments() -> None:
    items = FINDINGS["stuck"] + FINDINGS["waiting"] + FINDINGS["onPackage"]
    month = timedelta(days=30)
    assert found(audited(items, stuck_after=month, waiting_after=month)) == []
    assert len(found(audited(items, stuck_after=month.total_seconds() - 1))) == 5
    several = audited(items, stuck_after=month, waiting_after=month, package=["basic", "PREMIUM"])
    assert found(several) == [("premium", "onPackage")]


def test_a_client_audits_what_it_lists_with_one_walk_over_the_list(face: Face) -> None:
    with Sandbox(enterprises=4, subscribers=130, seed=3) as sandbox:
        truth = sandbox.subscribers()
        client = face.client(sandbox, token=sandbox.token, partner="East")
        audit = face.call(client, "audit_subscribers", package="premium")
        requests = sandbox.requests()
        one = face.call(client, "audit_subscribers", sp_enterprise_id=truth[0]["spEnterpriseId"])
        none = face.call(client, "audit_subscribers", provisioning_id="no-such-template")
    assert [row["subscriberId"] for row in audit.subscribers] == [it["id"] for it in truth]
    assert {row["partner"] for row in audit.subscribers} == {"East"}
    assert [request["target"].split("?")[0] for request in requests] == [
        "/v1/broadworks/subscribers"
    ] * 2
    kinds = {kind for _, kind in found(audit)}
    assert {"error", "stuck", "waiting", "onPackage"} <= kinds
    on_premium = {it["id"] for it in truth if it["package"] == "premium"}
    assert {name for name, kind in found(audit) if kind == "onPackage"} == on_premium
    assert {row["spEnterpriseId"] for row in one.subscribers} == {truth[0]["spEnterpriseId"]}
    assert len(none.subscribers) == 0


def test_a_short_list_is_not_audited_in_silence(face: Face, serve: Serve) -> None:
    # A full page that names no next one, and neither does a page of one.
    pages = [{"json": {"items": [subscriber(f"S{n}") for n in range(size)]}} for size in (100, 1)]
    with pytest.raises(IncompleteListError):
        face.call(face.client(serve(*pages)), "audit_subscribers")
    client = face.client(serve(*pages))
    audit = face.call(client, "audit_subscribers", allow_incomplete=True)
    assert len(audit.subscribers) == 100


CHANGES: dict[SubscriberChange, dict[str, Any]] = {
    "statusChanged": {"status": "updating", "lastStatusChange": NOW.isoformat()},
    "packageChanged": {"package": "premium"},
    "emailChanged": {"email": None},
    "numberChanged": {"extension": "200"},
    "nameChanged": {"lastName": "Kim"},
    "renamed": {"userId": "other@sp.example"},
    "moved": {"spEnterpriseId": "Reseller1+other"},
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_since_an_earlier_audit_is_drift(change: SubscriberChange) -> None:
    before = SubscriberAudit.from_subscribers([subscriber("a")], now=NOW - timedelta(days=1))
    [drift] = audited([subscriber("a", **CHANGES[change])], previous=before).findings.rows
    assert (drift["kind"], drift["change"]) == ("drift", change)
    assert drift["since"] == "2026-11-20T12:00:00.000000Z"
    assert found(audited([subscriber("a")], previous=before)) == []


def test_an_earlier_audit_shows_what_came_and_went() -> None:
    before = audited([subscriber("old"), subscriber("kept")])
    after = audited([subscriber("kept"), subscriber("new")], previous=before)
    changes = {(row["subscriberId"], row["change"]) for row in after.findings}
    assert changes == {("old", "disappeared"), ("new", "appeared")}
    assert {*CHANGES, "disappeared", "appeared"} == set(get_args(SubscriberChange))


def test_a_provisioned_subscriber_is_drift_since_the_audit_before(face: Face) -> None:
    with Sandbox(enterprises=2, subscribers=30, manual=True) as sandbox:
        client = face.client(sandbox, token=sandbox.token)
        first = face.call(client, "audit_subscribers")
        known = sandbox.subscribers()[0]
        face.call(
            client,
            "subscribers.provision",
            provisioning_id=known["provisioningId"],
            user_id="new@sp.example",
            sp_enterprise_id=known["spEnterpriseId"],
            first_name="New",
            last_name="Person",
            package="basic",
            extension="999",
            email="new@acme.example",
        )
        later = face.call(client, "audit_subscribers", previous=first)
    appeared = [row["userId"] for row in later.findings if row["change"] == "appeared"]
    assert appeared == ["new@sp.example"]


def test_partners_are_put_together() -> None:
    both = SubscriberAudit.concat([audited(partner="East"), audited(partner="West")])
    assert both.summary["partners"] == ["East", "West"]
    assert len(both.subscribers) == 2 * len(ONE_OF_EACH)
    assert [row["partner"] for row in both.duplicates] == ["East", "West"]
    assert len(SubscriberAudit.concat([]).subscribers) == 0


@pytest.mark.parametrize("form", ["ndjson", "array", "page", "text_path"])
def test_a_saved_listing_is_audited_like_the_listing(tmp_path: Path, form: str) -> None:
    path = tmp_path / "list.json"
    text = {
        "array": json.dumps(ONE_OF_EACH, indent=1),
        "page": json.dumps({"items": ONE_OF_EACH}),
    }.get(form, "\n".join(map(json.dumps, ONE_OF_EACH)))
    path.write_text(text, encoding="utf-8")
    audit = audited(str(path) if form == "text_path" else path)
    assert audit.findings.rows == audited().findings.rows


def test_a_list_is_audited_as_it_is_read() -> None:
    with Sandbox(enterprises=2, subscribers=120) as sandbox, sandbox.client() as webex:
        audit = SubscriberAudit.from_subscribers(webex.subscribers.list(status=["error"]))
    assert {row["status"] for row in audit.subscribers} == {"error"}


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({"stuck_after": -1}, "stuck_after"),
        ({"waiting_after": "soon"}, "waiting_after"),
        ({"package": 5}, "package"),
        ({"package": [5]}, "package"),
        ({"previous": {}}, "a `SubscriberAudit`"),
        ({"previous": Audit.from_enterprises([])}, "of subscribers, got one of enterprises"),
    ],
)
def test_limits_that_are_none_are_refused_before_anything_is_sent(
    face: Face, sandbox: Sandbox, arguments: dict[str, Any], told: str
) -> None:
    with pytest.raises(InvalidArgumentError, match=told):
        face.call(face.client(sandbox), "audit_subscribers", **arguments)
    with pytest.raises(InvalidArgumentError, match=told):
        audited(**arguments)
    assert sandbox.requests() == []


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda: audited(subscriber("a")), "subscribers.list"),
        (lambda: audited(5), "subscribers.list"),
        (lambda: audited(["an-id"]), "subscribers"),
        (lambda: audited("no-such-file"), "no-such-file"),
        (lambda: audited([{"spEnterpriseId": "R+a"}]), "not a listing of subscribers"),
        (lambda: SubscriberAudit.concat([Audit.from_enterprises([])]), "audit of subscribers"),  # type: ignore[list-item]
        (lambda: Audit.concat([audited([])]), "audit of enterprises"),  # type: ignore[list-item]
        (lambda: audited(previous=5), "previous"),
    ],
)
def test_what_holds_no_subscribers_is_refused(make: Callable[[], object], told: str) -> None:
    with pytest.raises(InvalidArgumentError, match=told):
        make()


ROWS = {
    "subscribers": AuditSubscriber,
    "errors": AuditSubscriberError,
    "findings": AuditSubscriberFinding,
    "waiting": AuditWaiting,
    "duplicates": AuditDuplicate,
}


@pytest.mark.parametrize("table", ROWS)
def test_rows_have_the_keys_that_their_types_say(table: str) -> None:
    audit = audited(package="premium")
    columns = getattr(audit, table).columns
    assert set(columns) == set(ROWS[table].__annotations__)
    rows = getattr(audit, table).rows
    assert len(rows) == len(getattr(audit, table)) > 0
    assert [list(row) for row in rows] == [columns] * len(rows)
    assert [json.loads(line) for line in getattr(audit, table).ndjson()] == rows
    assert set(audit.summary) == set(SubscriberAuditSummary.__annotations__)


def test_tables_are_frames_with_typed_columns() -> None:
    polars = pytest.importorskip("polars")
    pyarrow = pytest.importorskip("pyarrow")
    audit = audited()
    frame = polars.DataFrame(audit.subscribers)
    assert frame["userId"].to_list() == [row["userId"] for row in audit.subscribers]
    assert frame.schema["lastStatusChange"] == polars.Datetime("us", "UTC")
    assert frame.schema["age"] == polars.Float64
    by_status = {row["status"]: row["len"] for row in frame.group_by("status").len().to_dicts()}
    assert by_status == {it["name"]: it["count"] for it in audit.summary["statuses"]}
    assert str(pyarrow.table(audit.waiting).schema.field("oldest").type) == "timestamp[us, tz=UTC]"
    pytest.importorskip("pandas")
    kinds = pyarrow.table(audit.findings).to_pandas()["kind"].tolist()
    assert kinds == [kind for _, kind in found(audit)]


def test_hostile_names_do_nothing_in_html() -> None:
    hostile = dict.fromkeys(subscriber("x"), HOSTILE)
    audit = audited([hostile, {**hostile, "id": "another"}], partner=HOSTILE)
    for html in (audit.report_html, audit._repr_html_(), audit.findings._repr_html_()):
        assert "<script" not in html
        assert "\u202e" not in html
        assert "&lt;script&gt;" in html
        assert "[U+202E]" in html


def test_a_report_is_one_document(tmp_path: Path) -> None:
    path = tmp_path / "audit.html"
    audited().to_html(path)
    written = path.read_text(encoding="utf-8")
    assert written == audited().report_html
    assert "<h1>Subscriber audit</h1>" in written
    audited().to_html(path, rows=3)
    assert f"{len(ONE_OF_EACH) - 3} more rows are not shown." in path.read_text(encoding="utf-8")
    assert "<!DOCTYPE" not in audited()._repr_html_()
    assert "Subscriber audit" not in audited().waiting._repr_html_()


def test_defaults_are_those_of_the_core() -> None:
    methods = (
        Client.audit_subscribers,
        AsyncClient.audit_subscribers,
        SubscriberAudit.from_subscribers,
    )
    for method in methods:
        parameters = inspect.signature(method).parameters
        assert parameters["stuck_after"].default == 2 * 3600
        assert parameters["waiting_after"].default == 7 * 24 * 3600

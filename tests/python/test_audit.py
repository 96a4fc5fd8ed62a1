"""Audits against a sandbox: what is found, compared, written, shown and drawn."""

from __future__ import annotations

import inspect
import io
import json
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any, get_args

import pytest

from webex_broadworks import (
    AsyncClient,
    Audit,
    AuditEnterprise,
    AuditError,
    AuditFinding,
    AuditSummary,
    AuditTrend,
    Client,
    FindingKind,
    IncompleteListError,
    InvalidArgumentError,
    LedgerError,
    PlotKind,
    _core,
)
from webex_broadworks.testing import Sandbox

from conftest import Face, Serve

NOW = datetime(2026, 11, 21, 12, tzinfo=timezone.utc)
HOSTILE = "<script>alert('x')</script>\"\u202e"


def enterprise(name: str, status: dict[str, Any] | None, enabled: bool = True) -> dict[str, Any]:
    sync: dict[str, Any] = {"enableDirSync": enabled}
    if status is not None:
        sync["directorySyncStatus"] = status
    return {"id": name, "spEnterpriseId": f"R+{name}", "broadworksDirectorySync": sync}


def ended(status: str, ago: timedelta, **more: Any) -> dict[str, Any]:
    end = (NOW - ago).isoformat()
    return {"syncStatus": status, "lastSyncStartTime": end, "lastSyncEndTime": end, **more}


ONE_OF_EACH = [
    enterprise("failing", ended("FAILED", timedelta(hours=1), errors=[{"errorCode": 600014}])),
    enterprise(
        "stuck",
        {"syncStatus": "IN_PROGRESS", "lastSyncStartTime": (NOW - timedelta(hours=4)).isoformat()},
    ),
    enterprise(
        "massDeletion",
        ended("COMPLETE", timedelta(hours=1), usersDeleted=50, totalExternalUsersInCI=50),
    ),
    enterprise("stale", ended("COMPLETE", timedelta(days=9))),
    enterprise("neverSynced", None),
    enterprise("partial", ended("COMPLETE", timedelta(hours=1), errors=[{"errorCode": 600018}])),
    enterprise("disabled", None, enabled=False),
    enterprise("healthy", ended("COMPLETE", timedelta(hours=1), totalExternalUsersInCI=7)),
]


def audited(enterprises: Any = ONE_OF_EACH, **options: Any) -> Audit:
    return Audit.from_enterprises(enterprises, now=NOW, **options)


def found(audit: Audit) -> list[tuple[str, str]]:
    return [(str(row["enterpriseId"]), row["kind"]) for row in audit.findings]


def test_every_kind_is_found_where_it_is_and_nowhere_else() -> None:
    audit = audited()
    kinds = [kind for kind in get_args(FindingKind) if kind != "drift"]
    assert sorted(found(audit)) == sorted((kind, kind) for kind in kinds)
    counts = {count["name"]: count["count"] for count in audit.summary["findings"]}
    assert counts == {**dict.fromkeys(kinds, 1), "drift": 0}
    [error, other] = audit.errors.rows
    assert (error["code"], error["examples"], error["class"]) == (
        600014,
        ["R+failing"],
        "failed_run",
    )
    assert other["code"] == 600018
    [failing] = [row for row in audit.findings if row["kind"] == "failing"]
    assert failing["remedy"] == error["remedy"]
    assert repr(audit) == "<Audit: 8 enterprises, findings: 3 high, 3 medium, 1 low>"


def test_a_client_audits_what_it_lists_with_one_walk_over_the_list(face: Face) -> None:
    with Sandbox(enterprises=40, seed=3) as sandbox:
        truth = sandbox.enterprises()
        client = face.client(sandbox, token=sandbox.token, partner="East")
        audit = face.call(client, "audit")
        requests = sandbox.requests()
    assert {row["enterpriseId"] for row in audit.enterprises} == {it["id"] for it in truth}
    assert {row["partner"] for row in audit.enterprises} == {"East"}
    assert {(request["method"], request["target"].split("?")[0]) for request in requests} == {
        ("GET", "/v1/broadworks/enterprises")
    }
    off = [it for it in truth if not it.get("broadworksDirectorySync", {}).get("enableDirSync")]
    assert len([kind for _, kind in found(audit) if kind == "disabled"]) == len(off) > 0
    failed = [row for row in audit.enterprises if row["status"] == "FAILED"]
    failing = {
        row["enterpriseId"] for row in audit.findings if row["kind"] in {"failing", "partial"}
    }
    assert {row["enterpriseId"] for row in failed} <= failing


def test_all_synced_is_all_well_and_ten_days_later_all_stale() -> None:
    with (
        Sandbox(enterprises=20, all_synced=True, manual=True) as sandbox,
        sandbox.client() as webex,
    ):
        listed = webex.enterprises.list().all()
        sandbox.advance(timedelta(days=20))
        later = sandbox.now()
    assert {kind for _, kind in found(Audit.from_enterprises(listed, now=later))} >= {"stale"}
    stale = [
        kind for _, kind in found(Audit.from_enterprises(listed, now=later)) if kind == "stale"
    ]
    assert len(stale) == 20


def test_a_short_list_is_not_audited_in_silence(face: Face, serve: Serve) -> None:
    # Full pages that name no next one, whatever prefix is asked for.
    full = {"items": [{"id": f"E{n}", "spEnterpriseId": "R"} for n in range(1000)]}
    client = face.client(serve(*[{"json": full}] * 60))
    with pytest.raises(IncompleteListError):
        face.call(client, "audit")


def test_a_ledger_remembers_what_drifts_and_what_ran(tmp_path: Path, face: Face) -> None:
    ledger = tmp_path / "audit.ledger"
    with Sandbox(enterprises=6, all_synced=True) as sandbox:
        client = face.client(sandbox, token=sandbox.token)
        first = face.call(client, "audit", ledger=ledger)
        assert "drift" not in {kind for _, kind in found(first)}
        with sandbox.client() as other:
            victim = other.enterprises.list().all()[0]
            other.directory_sync.update(victim, enable_dir_sync=False)
        looked = face.call(client, "audit", ledger=ledger, record=False)
        again = face.call(client, "audit", ledger=ledger)
        after = face.call(client, "audit", ledger=ledger)
    for audit in (looked, again):
        [drift] = [row for row in audit.findings if row["kind"] == "drift"]
        assert (drift["enterpriseId"], drift["change"]) == (victim["id"], "switchedOff")
        assert drift["since"] is not None
    assert "drift" not in {kind for _, kind in found(after)}
    assert sum(day["runs"] for day in first.trends) == 6
    offline = Audit.from_enterprises([], ledger=ledger)
    assert len(offline.trends) == 0


def test_what_a_bulk_run_changed_is_no_drift(tmp_path: Path) -> None:
    ledger = tmp_path / "bulk.ledger"
    with Sandbox(enterprises=3, all_synced=True) as sandbox, sandbox.client() as webex:
        webex.audit(ledger=ledger)
        ids = webex.enterprises.list().all()[:1]
        webex.bulk.directory_sync.ensure(ids, enable_dir_sync=False, ledger=ledger).finish()
        audit = webex.audit(ledger=ledger)
    assert "drift" not in {kind for _, kind in found(audit)}


def test_an_earlier_audit_shows_what_came_and_went() -> None:
    before = audited(ONE_OF_EACH[:-1])
    after = audited(ONE_OF_EACH[1:], previous=before)
    changes = {
        (row["enterpriseId"], row["change"]) for row in after.findings if row["kind"] == "drift"
    }
    assert changes == {("failing", "disappeared"), ("healthy", "appeared")}


def test_a_list_that_may_be_short_says_of_no_enterprise_that_it_is_gone() -> None:
    with Sandbox(enterprises=150, all_synced=True) as sandbox, sandbox.client() as webex:
        full = webex.audit()
        again = Audit.from_enterprises(webex.enterprises.list(limit=149).all(), previous=full)
    changes = [row["change"] for row in again.findings if row["kind"] == "drift"]
    assert changes == ["disappeared"]
    short = Sandbox(enterprises=150, all_synced=True, link_paging=False, clamp_max=100)
    with short as sandbox, sandbox.client() as webex:
        audit = webex.audit(allow_incomplete=True, previous=full)
    assert "drift" not in {kind for _, kind in found(audit)}


def test_partners_are_put_together() -> None:
    both = Audit.concat([audited(partner="East"), audited(partner="West")])
    assert both.summary["partners"] == ["East", "West"]
    assert len(both.enterprises) == 2 * len(ONE_OF_EACH)
    assert [row["partner"] for row in both.errors] == ["East", "West", "East", "West"]
    assert len(Audit.concat([]).enterprises) == 0


@pytest.mark.parametrize("form", ["ndjson", "array", "page", "text_path"])
def test_a_saved_listing_is_audited_like_the_listing(tmp_path: Path, form: str) -> None:
    path = tmp_path / "list.json"
    text = {
        "array": json.dumps(ONE_OF_EACH, indent=1),
        "page": json.dumps({"items": ONE_OF_EACH}),
    }.get(form, "\n".join(map(json.dumps, ONE_OF_EACH)))
    path.write_text(text, encoding="utf-8")
    assert (
        audited(str(path) if form == "text_path" else path).findings.rows == audited().findings.rows
    )


def test_outcomes_of_a_bulk_run_are_audited_too() -> None:
    with Sandbox(enterprises=5, all_synced=True) as sandbox, sandbox.client() as webex:
        listed = webex.enterprises.list().all()
        outcomes = webex.bulk.directory_sync.get_status(listed).finish().outcomes
    audit = Audit.from_enterprises(outcomes)
    ends = {row["enterpriseId"]: row["lastEnd"] for row in audit.enterprises}
    assert ends == {
        row["enterpriseId"]: row["lastEnd"] for row in Audit.from_enterprises(listed).enterprises
    }


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({"stale_after": -1}, "stale_after"),
        ({"stuck_after": "soon"}, "stuck_after"),
        ({"mass_deletion_share": 0}, "mass_deletion_share"),
        ({"mass_deletion_share": 1.5}, "more than 0 and up to 1"),
        ({"mass_deletion_minimum": 2.5}, "whole number"),
        ({"mass_deletion_minimum": -1}, "expected a non-negative number, got -1"),
        ({"previous": {}}, "an `Audit`"),
        ({"ledger": 5}, "ledger"),
    ],
)
def test_limits_that_are_none_are_refused_before_anything_is_sent(
    face: Face, sandbox: Sandbox, arguments: dict[str, Any], told: str
) -> None:
    with pytest.raises(InvalidArgumentError, match=told):
        face.call(face.client(sandbox), "audit", **arguments)
    with pytest.raises(InvalidArgumentError, match=told):
        audited(**arguments)
    assert sandbox.requests() == []


@pytest.mark.parametrize(
    ("enterprises", "told"),
    [
        (ONE_OF_EACH[0], "enterprises.list"),
        (5, "enterprises.list"),
        (["an-id"], "enterprises"),
        ("no-such-file", "no-such-file"),
    ],
)
def test_what_holds_no_enterprises_is_refused(enterprises: Any, told: str) -> None:
    with pytest.raises(InvalidArgumentError, match=told):
        Audit.from_enterprises(enterprises)


def test_a_broken_file_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "cut-off.ndjson"
    path.write_text('{"id": "a"}\n{"id": "b"')
    with pytest.raises(InvalidArgumentError, match=r"line 2 of .*cut-off.ndjson"):
        Audit.from_enterprises(path)
    with pytest.raises(InvalidArgumentError, match="time zone"):
        Audit.from_enterprises([], now=datetime(2026, 1, 1))  # noqa: DTZ001
    with pytest.raises(LedgerError, match="does not exist"):
        Audit.from_enterprises([], ledger=tmp_path / "none.ledger")


def test_lines_are_rows(tmp_path: Path) -> None:
    audit = audited()
    for table in (audit.enterprises, audit.errors, audit.findings, audit.trends):
        lines = list(table.ndjson())
        assert [json.loads(line) for line in lines] == table.rows
        file = io.StringIO()
        table.ndjson(file)
        path = tmp_path / "rows.ndjson"
        table.ndjson(path)
        assert file.getvalue() == path.read_text(encoding="utf-8") == "".join(lines)
        assert len(table) == len(lines)


ROWS = {
    "enterprises": AuditEnterprise,
    "errors": AuditError,
    "findings": AuditFinding,
    "trends": AuditTrend,
}


@pytest.mark.parametrize("table", ROWS)
def test_rows_have_the_keys_that_their_types_say(table: str) -> None:
    audit = audited()
    columns = getattr(audit, table).columns
    assert set(columns) == set(ROWS[table].__annotations__)
    for row in getattr(audit, table):
        assert list(row) == columns
    assert set(audit.summary) == set(AuditSummary.__annotations__)


def test_tables_speak_arrow() -> None:
    pyarrow = pytest.importorskip("pyarrow")
    table = pyarrow.table(audited().findings)
    assert table.column("kind").to_pylist() == [row["kind"] for row in audited().findings]
    assert str(table.schema.field("since").type) == "timestamp[us, tz=UTC]"


def test_hostile_names_do_nothing_in_html() -> None:
    hostile = {**ONE_OF_EACH[0], "spEnterpriseId": HOSTILE, "id": HOSTILE}
    audit = audited([hostile], partner=HOSTILE)
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
    assert written.startswith("<!DOCTYPE html>")
    audited().to_html(path, rows=3)
    assert "5 more rows are not shown." in path.read_text(encoding="utf-8")
    assert "<!DOCTYPE" not in audited()._repr_html_()
    with pytest.raises(InvalidArgumentError, match="rows"):
        audited().to_html(path, rows=-1)


def test_defaults_are_those_of_the_core() -> None:
    for method in (Client.audit, AsyncClient.audit, Audit.from_enterprises):
        parameters = inspect.signature(method).parameters
        assert parameters["stale_after"].default == 8 * 24 * 3600
        assert parameters["stuck_after"].default == 3 * 3600
        assert parameters["mass_deletion_share"].default == 0.2
        assert parameters["mass_deletion_minimum"].default == 10
    rows = inspect.signature(Audit.to_html).parameters["rows"]
    assert rows.default == _core.DEFAULT_DOCUMENT_ROWS


KINDS = get_args(PlotKind)


@pytest.mark.parametrize("kind", [*KINDS, None])
@pytest.mark.parametrize("enterprises", [ONE_OF_EACH, []], ids=["some", "none"])
def test_plots_can_be_drawn(kind: Any, enterprises: Any, tmp_path: Path) -> None:
    pytest.importorskip("altair")
    pytest.importorskip("vl_convert")
    path = tmp_path / "plot.png"
    audited(enterprises).plot(kind).save(path)
    assert path.read_bytes().startswith(b"\x89PNG")


def test_plots_have_the_colors_of_the_report() -> None:
    pytest.importorskip("altair")
    drawn = json.dumps(audited().plot("age").to_dict())
    known, _ = _core.audit_colors()
    used = {"COMPLETE", "FAILED", "IN_PROGRESS", "NOT_SYNCED"}
    for status, color in known:
        assert status in used
        assert color in drawn
        assert color in audited().report_html


def test_changes_are_drawn_from_the_ledger(tmp_path: Path) -> None:
    pytest.importorskip("altair")
    with Sandbox(enterprises=6, all_synced=True) as sandbox, sandbox.client() as webex:
        audit = webex.audit(ledger=tmp_path / "audit.ledger")
    drawn = audit.plot("changes").to_dict()
    values = drawn["data"]["values"]
    assert sum(row["runs"] for row in values if row["what"] == "added") == 6


def test_without_altair_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "altair", None)
    with pytest.raises(ImportError, match=r'pip install "webex-broadworks\[plot\]"'):
        audited().plot()


def test_a_plot_that_there_is_not_is_refused() -> None:
    pytest.importorskip("altair")
    with pytest.raises(InvalidArgumentError, match="'age', 'errors', 'duration', 'changes'"):
        audited().plot("pie")  # type: ignore[arg-type]

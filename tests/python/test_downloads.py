"""Billing reports, downloaded into files, memory and tables."""

from __future__ import annotations

import asyncio
import csv
import inspect
import io
import pickle
from pathlib import Path
from typing import Any

import pytest

import webex_broadworks
from webex_broadworks import (
    APIConnectionError,
    AsyncClient,
    BillingReportNotCompletedError,
    Event,
    InvalidArgumentError,
    ResponseDecodeError,
)
from webex_broadworks.testing import Sandbox, ScriptedServer

from conftest import TOKEN, Face, Serve

CSV = 'spEnterpriseId,USER ID,count\n"A, ""B""",é,007\n,x,\n'
SECRET = "s1gned-l1nk-secret"
REPORT = {
    "json": {
        "id": "R1",
        "status": "COMPLETED",
        "tempDownloadURL": "{{origin}}/report.csv?Signature=" + SECRET,
    }
}


def download(face: Face, server: ScriptedServer, **options: Any) -> Any:
    return face.client(server, _clock_speed=50.0).billing_reports.download("R1", **options)


def test_nothing_is_sent_before_a_method_is_called(serve: Serve, face: Face) -> None:
    server = serve(REPORT, {"text": CSV})
    made = download(face, server)
    assert server.requests() == []
    assert "download" in repr(made).lower()
    with pytest.raises(TypeError):
        pickle.dumps(made)
    assert face.call(made, "bytes") == CSV.encode()


@pytest.mark.parametrize("kind", [str, Path])
def test_a_file_is_saved_and_its_size_returned(
    serve: Serve, face: Face, tmp_path: Path, kind: Any
) -> None:
    server = serve(REPORT, {"text": CSV})
    path = tmp_path / "report.csv"
    path.write_text("old")
    assert face.call(download(face, server), "save", kind(path)) == len(CSV.encode())
    assert path.read_text("utf-8") == CSV
    assert [file.name for file in tmp_path.iterdir()] == ["report.csv"]
    with pytest.raises(InvalidArgumentError):
        face.call(download(face, server), "save", 7)


def test_a_body_that_is_cut_leaves_the_file_as_it_is(
    serve: Serve, face: Face, tmp_path: Path
) -> None:
    cut = {"text": CSV * 1000, "cut": "in_body"}
    server = serve(REPORT, cut, cut, cut, cut)
    path = tmp_path / "report.csv"
    path.write_text("old")
    with pytest.raises(APIConnectionError) as raised:
        face.call(download(face, server), "save", path)
    assert path.read_text("utf-8") == "old"
    assert [file.name for file in tmp_path.iterdir()] == ["report.csv"]
    assert SECRET not in f"{raised.value} {raised.value!r} {vars(raised.value)}"


def test_a_table_has_the_columns_of_the_file_as_text(serve: Serve, face: Face) -> None:
    polars = pytest.importorskip("polars")
    pyarrow = pytest.importorskip("pyarrow")
    server = serve(REPORT, {"text": "\ufeff" + CSV}, REPORT, {"text": "\x00no csv\n1,2\n"})
    table = face.call(download(face, server), "table")
    expected: list[dict[str, Any]] = [
        {"spEnterpriseId": 'A, "B"', "USER ID": "é", "count": "007"},
        {"spEnterpriseId": None, "USER ID": "x", "count": None},
    ]
    assert table.rows == expected
    assert table.columns == ["spEnterpriseId", "USER ID", "count"]
    assert polars.DataFrame(table).to_dicts() == expected
    assert pyarrow.table(table).schema.types == [pyarrow.string()] * 3
    read = [{k: v or None for k, v in row.items()} for row in csv.DictReader(io.StringIO(CSV))]
    assert table.rows == read
    with pytest.raises(ResponseDecodeError, match="read as CSV"):
        face.call(download(face, server), "table")


def test_a_report_of_the_sandbox_is_waited_for_and_saved(face: Face, tmp_path: Path) -> None:
    events: list[Event] = []
    day = 86_400
    with Sandbox(enterprises=2, subscribers=30, billing_report_seconds=day) as sandbox:
        client = face.client(sandbox, token=sandbox.token, on_response=events.append)
        report = face.call(client, "billing_reports.create", "2026-10")
        with pytest.raises(BillingReportNotCompletedError, match=r"billing_reports\.wait") as early:
            face.call(client.billing_reports.download(report), "bytes")
        last: Any = early.value.last_status
        assert last["status"] == "IN_PROGRESS"
        sandbox.advance(day)
        report = face.call(client, "billing_reports.wait", report)
        path = tmp_path / "report.csv"
        size = face.call(client.billing_reports.download(report), "save", path)
        rows = list(csv.DictReader(io.StringIO(path.read_text("utf-8"))))
        table = face.call(client.billing_reports.download(report), "table")
        requests = sandbox.requests()
    assert path.stat().st_size == size
    provisioned = [each for each in sandbox.subscribers() if each["status"] == "provisioned"]
    assert len(rows) == len(table) == len(provisioned)
    files = [request for request in requests if not request["target"].startswith("/v1/")]
    assert len(files) == 2
    assert not any({"authorization", "cookie"} & set(request["headers"]) for request in files)
    of_files = [event for event in events if event.operation == "billing_reports.download"]
    assert {event.route for event in of_files} == {"(signed link)"}
    signature = report["tempDownloadURL"].partition("Signature=")[2]
    assert signature
    assert signature not in repr(events)


def test_a_link_that_expires_at_once_is_asked_for_once_more(face: Face) -> None:
    with Sandbox(enterprises=1, speed=3600, switches={"signed_link_seconds": 0}) as sandbox:
        client = face.client(sandbox, token=sandbox.token)
        report = face.call(client, "billing_reports.create", "2026-10")
        face.call(client, "billing_reports.wait", report)
        sandbox.clear_requests()
        with pytest.raises(webex_broadworks.APIStatusError) as refused:
            face.call(client.billing_reports.download(report), "bytes")
        assert refused.value.status_code == 403
        targets = [request["target"][:4] == "/v1/" for request in sandbox.requests()]
    assert targets == [True, False, True, False]


def test_a_canceled_download_leaves_no_file(serve: Serve, tmp_path: Path) -> None:
    server = serve(REPORT, {"text": CSV, "hold": True})

    async def cancel() -> None:
        client = AsyncClient(TOKEN, base_url=server.base_url)
        saving = asyncio.ensure_future(
            client.billing_reports.download("R1").save(tmp_path / "report.csv")
        )
        await asyncio.to_thread(server.wait_for_requests, 2)
        saving.cancel()
        with pytest.raises(asyncio.CancelledError):
            await saving
        await asyncio.to_thread(server.wait_for_disconnects, 1)

    asyncio.run(cancel())
    assert list(tmp_path.iterdir()) == []


def test_the_documented_defaults_are_those_of_the_core() -> None:
    docstring = inspect.getdoc(webex_broadworks.BillingReportsResource.download) or ""
    assert "10 minutes" in docstring
    assert f"{512 * 1024 * 1024:,}" in docstring

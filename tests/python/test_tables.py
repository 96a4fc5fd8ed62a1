"""Lists and bulk runs as tables: what polars, pandas, pyarrow and DuckDB make of them."""

from __future__ import annotations

import asyncio
import gc
import io
import json
import os
import signal
import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timezone
from typing import Any

import pytest

import webex_broadworks
from webex_broadworks import (
    AsyncClient,
    AuthenticationError,
    Client,
    IncompleteListError,
    PermissionDeniedError,
    Table,
    _core,
)
from webex_broadworks.testing import Sandbox

from conftest import STATUS, TOKEN, Face, Serve

pyarrow = pytest.importorskip("pyarrow")
polars = pytest.importorskip("polars")
duckdb = pytest.importorskip("duckdb")

END = datetime(2021, 4, 7, 15, 26, 40, 704911, tzinfo=timezone.utc)
RUN = {
    "syncStatus": "COMPLETE",
    "lastSyncStartTime": "2021-04-07T15:26:38.704911Z",
    "lastSyncEndTime": "2021-04-07T15:26:40.704911Z",
    "usersAdded": 44,
    "usersDeleted": 2,
}
ACME = {
    "id": "E1",
    "spEnterpriseId": "Reseller1+acmé 東京",
    "broadworksDirectorySync": {"enableDirSync": True, "directorySyncStatus": RUN},
}
ODD = {
    "id": "E2",
    "segment": {"new": [1]},
    "broadworksDirectorySync": {
        "enableDirSync": True,
        "directorySyncStatus": {**RUN, "lastSyncEndTime": "yesterday", "usersAdded": "many"},
    },
}


def page(*items: dict[str, Any]) -> dict[str, Any]:
    return {"json": {"items": items}}


@pytest.fixture
def acme(serve: Serve) -> Iterator[Table]:
    with Client(TOKEN, base_url=serve(page(ACME, ODD)).base_url) as webex:
        yield webex.enterprises.list().table()


def test_polars_takes_a_list_as_it_is(sandbox: Sandbox) -> None:
    with Client(sandbox.token, base_url=sandbox.base_url) as webex:
        frame = polars.DataFrame(webex.enterprises.list(page_size=5))
        everything = webex.enterprises.list().all()
    assert frame["id"].to_list() == [enterprise["id"] for enterprise in everything]
    assert frame.schema["lastSyncStartTime"] == polars.Datetime("us", "UTC")
    assert frame.schema["usersAdded"] == polars.Int64
    assert frame.schema["enableDirSync"] == polars.Boolean
    assert frame.schema["duration"] == polars.Float64
    assert frame["unparsed"].null_count() == frame["extra"].null_count() == 12


def test_polars_reads_values_and_nulls(acme: Table) -> None:
    frame = polars.DataFrame(acme)
    assert frame["spEnterpriseId"].to_list() == ["Reseller1+acmé 東京", None]
    assert frame["lastSyncEndTime"].to_list() == [END, None]
    assert frame["lastSuccess"].to_list() == [END, None]
    assert frame["duration"].to_list() == [2.0, None]
    assert frame["usersAdded"].to_list() == [44, None]
    assert frame["usersDeleted"].to_list() == [2, 2]


def test_pandas_takes_a_list_as_it_is(serve: Serve) -> None:
    pandas = pytest.importorskip("pandas", "3.0")
    with Client(TOKEN, base_url=serve(page(ACME, ODD)).base_url) as webex:
        frame = pandas.DataFrame.from_arrow(webex.enterprises.list())
    assert str(frame.dtypes["lastSyncEndTime"]) == "datetime64[us, UTC]"
    assert str(frame.dtypes["usersDeleted"]) == "int64"
    assert frame["lastSyncEndTime"][0] == END
    assert pandas.isna(frame["lastSyncEndTime"][1])


def test_pandas_keeps_whole_numbers_beside_nulls_if_told_to(acme: Table) -> None:
    pandas = pytest.importorskip("pandas", "3.0")
    frame = pyarrow.table(acme).to_pandas(types_mapper=pandas.ArrowDtype)
    assert str(frame.dtypes["usersAdded"]) == "int64[pyarrow]"
    assert frame["usersAdded"][0] == 44
    assert frame["usersAdded"][1] is pandas.NA


def test_pyarrow_takes_a_list_as_it_is(serve: Serve) -> None:
    with Client(TOKEN, base_url=serve(page(ACME)).base_url) as webex:
        table = pyarrow.table(webex.enterprises.list())
    assert table.schema.field("lastSyncEndTime").type == pyarrow.timestamp("us", "UTC")
    assert table.schema.field("usersAdded").type == pyarrow.int64()
    assert table.schema.field("id").type == pyarrow.string()
    assert table["usersAdded"].to_pylist() == [44]
    table.validate(full=True)


def test_duckdb_takes_a_table(acme: Table) -> None:
    rows = duckdb.sql(
        "SELECT id, usersAdded, extra->>'$.segment.new[0]', unparsed->>'usersAdded' FROM acme"
    ).fetchall()
    assert rows == [("E1", 44, None, None), ("E2", None, "1", "many")]
    types = duckdb.sql("SELECT DISTINCT typeof(lastSyncEndTime), typeof(usersAdded) FROM acme")
    assert types.fetchall() == [("TIMESTAMP WITH TIME ZONE", "BIGINT")]


def test_what_does_not_fit_and_what_is_unknown_is_kept(acme: Table) -> None:
    plain, odd = acme.rows
    assert (plain["unparsed"], plain["extra"]) == (None, None)
    assert json.loads(odd["unparsed"]) == {"lastSyncEndTime": "yesterday", "usersAdded": "many"}
    assert json.loads(odd["extra"]) == {"segment": {"new": [1]}}


def test_rows_and_lines_have_every_column(acme: Table) -> None:
    assert [json.loads(line) for line in acme.ndjson()] == acme.rows
    assert [list(row) for row in acme.rows] == [acme.columns] * 2
    assert acme.rows[0]["lastSyncEndTime"] == "2021-04-07T15:26:40.704911Z"
    assert acme.rows[0]["enableDirSync"] is True
    assert len(acme) == 2
    assert repr(acme) == f"<Table: 2 rows, {len(acme.columns)} columns>"


def test_lists_of_subscribers_and_reports_are_tables(sandbox: Sandbox) -> None:
    with Client(sandbox.token, base_url=sandbox.base_url) as webex:
        frame = polars.DataFrame(webex.subscribers.list())
        subscribers = webex.subscribers.list().all()
        webex.billing_reports.create("2026-10")
        reports = polars.DataFrame(webex.billing_reports.list())
    assert frame["userId"].to_list() == [it["userId"] for it in subscribers]
    times = dict.fromkeys(["created", "lastStatusChange"], polars.Datetime("us", "UTC"))
    typed = {**times, "selfActivated": polars.Boolean}
    assert dict(frame.schema) == {name: typed.get(name, polars.String) for name in frame.columns}
    listed = {key for it in subscribers for key in it}
    assert listed <= {*frame.columns}
    created = [datetime.fromisoformat(it["created"].replace("Z", "+00:00")) for it in subscribers]
    assert frame["created"].to_list() == created
    assert frame["unparsed"].null_count() == len(subscribers)
    assert reports["billingPeriod"].to_list() == ["2026-10"]


def test_an_empty_list_has_its_columns(serve: Serve) -> None:
    with Client(TOKEN, base_url=serve(page()).base_url) as webex:
        table = webex.enterprises.list().table()
    assert (len(table), table.rows, list(table.ndjson())) == (0, [], [])
    read = pyarrow.table(table)
    assert read.num_rows == 0
    assert read.column_names == pyarrow.schema(table).names == table.columns
    assert polars.DataFrame(table).schema["usersAdded"] == polars.Int64


def test_a_table_outlives_its_client_and_can_be_read_again(acme: Table) -> None:
    before = pyarrow.table(acme)
    frame = polars.DataFrame(acme)
    assert pyarrow.table(acme).equals(before)
    stream = acme.__arrow_c_stream__(requested_schema=before.schema.__arrow_c_schema__())
    del acme, stream
    gc.collect()
    assert before["id"].to_pylist() == frame["id"].to_list() == ["E1", "E2"]


HOSTILE = [
    '{"items":[{"id":{"a":[]},"broadworksDirectorySync":[]}]}',
    '{"items":[{"id":"E1","id":7,"broadworksDirectorySync":{"directorySyncStatus":"x"}}]}',
    (
        '{"items":[{"id":"\\ud800","broadworksDirectorySync":{"directorySyncStatus":{"errors":7,'
        '"usersAdded":1e999,"lastSyncStartTime":9e18,"lastSyncEndTime":"+999999-01-01T00:00:00Z"'
        "}}}]}"
    ),
    '{"items":[{"": {"": null}, "id":"\\u0000\\"\\\\"}]}',
    '{"items":[{"id":' + "9" * 300 + "}]}",
]


@pytest.mark.parametrize("body", HOSTILE)
def test_a_hostile_page_is_a_row_and_loses_nothing(serve: Serve, body: str) -> None:
    [item] = json.loads(body)["items"]
    with Client(TOKEN, base_url=serve({"text": body}).base_url) as webex:
        table = webex.enterprises.list().table()
    read = pyarrow.table(table)
    read.validate(full=True)
    assert read.num_rows == 1
    [row] = table.rows
    kept = {**json.loads(row["unparsed"] or "{}"), **json.loads(row["extra"] or "{}")}
    # What is inside an object with columns is there under its own name.
    inside = item.get("broadworksDirectorySync")
    while isinstance(inside, dict) and "broadworksDirectorySync" not in kept:
        item = {**item, **inside}
        inside = inside.get("directorySyncStatus")
    for name in item.keys() - {"broadworksDirectorySync", "directorySyncStatus"}:
        assert row.get(name) is not None or name in kept


def test_a_list_that_may_be_short_is_no_table(face: Face, serve: Serve) -> None:
    full = [{"id": f"E{number}", "spEnterpriseId": "Reseller1"} for number in range(2)]
    options = {"page_size": 2, "sp_enterprise_id": "Reseller1"}
    client = face.client(serve(page(*full), page(*full)))
    with pytest.raises(IncompleteListError):
        face.call(client.enterprises.list(**options), "table")
    table = face.call(client.enterprises.list(**options, allow_incomplete=True), "table")
    assert len(table) == 2


def test_a_table_ends_at_the_limit(face: Face, sandbox: Sandbox) -> None:
    client = face.client(sandbox, token=sandbox.token)
    table = face.call(client.enterprises.list(limit=7, page_size=5), "table")
    assert isinstance(table, Table)
    assert len(table) == len(polars.DataFrame(table)) == 7


def test_an_error_of_the_service_is_raised_as_it_is(face: Face, serve: Serve) -> None:
    refusal = {"status": 403, "json": {"message": "no"}}
    with pytest.raises(PermissionDeniedError):
        face.call(face.client(serve(refusal)).enterprises.list(), "table")
    with (
        Client(TOKEN, base_url=serve(refusal).base_url) as webex,
        pytest.raises(PermissionDeniedError),
    ):
        pyarrow.table(webex.enterprises.list())


def test_ctrl_c_ends_the_reading(serve: Serve) -> None:
    server = serve({"hold": True})

    def press() -> None:
        server.wait_for_requests(1)
        os.kill(os.getpid(), signal.SIGINT)

    presser = threading.Thread(target=press)
    with Client(TOKEN, base_url=server.base_url) as webex:
        presser.start()
        with pytest.raises(KeyboardInterrupt):
            webex.enterprises.list().table()
        presser.join()
        assert server.wait_for_disconnects(1)


def test_no_dicts_are_made_on_the_way(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    # Neither pages nor items come to Python: what would make them is not there.
    monkeypatch.delattr(webex_broadworks._item_list.ItemList, "pages")
    monkeypatch.delattr(webex_broadworks._item_list.ItemList, "all")
    with Client(sandbox.token, base_url=sandbox.base_url) as webex:
        gc.collect()
        gc.disable()
        try:
            before = len([it for it in gc.get_objects() if type(it) is dict])
            table = webex.enterprises.list().table()
            after = len([it for it in gc.get_objects() if type(it) is dict])
        finally:
            gc.enable()
    assert len(table) == 12
    assert after - before < len(table)


def test_lines_of_a_list_are_what_webex_sent(face: Face, serve: Serve) -> None:
    spread = '{\n "items": [ {"id":"E1",\r\n "n": 44.0, "t":"a\\nb", "é":null} , {"id":"E2"} ]}'
    client = face.client(serve({"text": spread}))
    lines: list[str] = []

    async def read() -> None:
        lines.extend([line async for line in client.enterprises.list().ndjson()])

    if face.blocking:
        lines.extend(client.enterprises.list().ndjson())
    else:
        asyncio.run(read())
    assert lines == ['{"id":"E1", "n": 44.0, "t":"a\\nb", "é":null}\n', '{"id":"E2"}\n']


def test_a_file_takes_the_lines(sandbox: Sandbox) -> None:
    file = io.StringIO()
    with Client(sandbox.token, base_url=sandbox.base_url) as webex:
        file.writelines(webex.enterprises.list(page_size=5).ndjson())
        everything = webex.enterprises.list().all()
    assert [json.loads(line) for line in file.getvalue().splitlines()] == everything


def run_of(client: Any, ids: Any) -> Any:
    return client.bulk.directory_sync.get_status(ids)


def test_a_bulk_run_is_a_table_of_its_outcomes(face: Face, sandbox: Sandbox) -> None:
    client = face.client(sandbox, token=sandbox.token)
    ids = [it["id"] for it in face.read(client.enterprises.list(limit=5))]
    run = run_of(client, [*ids, "unknown"])
    table = face.call(run, "table")
    frame = polars.DataFrame(table).sort("index")
    assert frame["enterpriseId"].to_list() == [*ids, "unknown"]
    assert frame["outcome"].to_list() == ["ok"] * 5 + ["failed"]
    assert frame["errorCode"].to_list() == [None] * 5 + ["NOT_FOUND"]
    assert frame["statusCode"].to_list() == [None] * 5 + [404]
    assert frame.schema["endedAt"] == polars.Datetime("us", "UTC")
    assert frame["enableDirSync"].null_count() == 1
    assert frame["unparsed"].null_count() == frame["extra"].null_count() == 6
    assert [outcome["enterpriseId"] for outcome in run.failures] == ["unknown"]
    assert run.summary["done"] == 6
    # Once more, and nothing is run.
    assert face.call(run, "table") is table


def test_a_blocking_run_is_taken_as_it_is(sandbox: Sandbox) -> None:
    with Client(sandbox.token, base_url=sandbox.base_url) as webex:
        run = run_of(webex, webex.enterprises.list())
        assert len(polars.DataFrame(run)) == 12
        assert duckdb.sql("SELECT DISTINCT outcome FROM run").fetchall() == [("ok",)]
        assert run.outcomes == []


def test_after_run_a_table_has_the_outcomes_that_were_kept(face: Face, sandbox: Sandbox) -> None:
    client = face.client(sandbox, token=sandbox.token)
    ids = [it["id"] for it in face.read(client.enterprises.list(limit=3))]
    run = face.call(run_of(client, ids), "finish")
    table = face.call(run, "table")
    assert [row["enterpriseId"] for row in table.rows] == [
        outcome["enterpriseId"] for outcome in run.outcomes
    ]
    other = face.call(run_of(client, ids), "table")
    same = ["enterpriseId", "syncStatus", "usersAdded", "lastSyncEndTime", "extra"]
    pick: Callable[[Table], Any] = lambda it: sorted(  # noqa: E731
        [row[name] for name in same] for row in it.rows
    )
    assert pick(table) == pick(other)
    empty = face.call(run_of(client, []), "finish")
    assert len(face.call(empty, "table")) == 0


def test_a_run_that_kept_nothing_is_no_table(serve: Serve) -> None:
    with Client(TOKEN, base_url=serve({"json": STATUS}).base_url) as webex:
        run = run_of(webex, ["E1"])
        assert len(list(run)) == 1
        for _ in range(2):
            with pytest.raises(RuntimeError, match="can be read once"):
                run.table()
            with pytest.raises(RuntimeError, match="can be read once"):
                pyarrow.table(run)


def test_what_stops_a_run_is_raised_and_its_outcomes_stay(face: Face, serve: Serve) -> None:
    refusal = {"status": 401, "json": {"message": "no"}}
    client = face.client(serve({"json": STATUS}, *[refusal] * 3))
    run = client.bulk.directory_sync.get_status(["E1", "E2", "E3"], concurrency=1)
    with pytest.raises(AuthenticationError):
        face.call(run, "table")
    outcomes = {row["enterpriseId"]: row["outcome"] for row in face.call(run, "table").rows}
    assert outcomes["E1"] == "ok"
    assert outcomes["E3"] == "not_started"


def test_async_objects_are_no_tables_by_themselves(sandbox: Sandbox) -> None:
    async def run() -> None:
        async with AsyncClient(sandbox.token, base_url=sandbox.base_url) as webex:
            listed = webex.enterprises.list()
            assert not hasattr(listed, "__arrow_c_stream__")
            assert not hasattr(run_of(webex, listed), "__arrow_c_stream__")
            assert len(await listed.table()) == 12

    asyncio.run(run())


def test_the_capsules_are_called_as_the_interface_says(acme: Table) -> None:
    assert '"arrow_array_stream"' in repr(acme.__arrow_c_stream__())
    assert '"arrow_schema"' in repr(acme.__arrow_c_schema__())
    assert isinstance(acme._core, _core.Table)

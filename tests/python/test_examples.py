"""The examples run, and tell the story that they promise."""

from __future__ import annotations

import importlib.util
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import StatusCode

from webex_broadworks import NotFoundError

from conftest import ENTERPRISE, ROOT, STATUS, Face, Serve

EXAMPLES = ROOT / "examples"


def run(*command: str | Path) -> str:
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_the_demo_does_the_main_job() -> None:
    story = run(sys.executable, EXAMPLES / "demo.py")
    heading, table, job, fleet, user = story.strip().split("\n\n")
    assert heading == "Python: 2500 enterprises; the first ten:"
    rows = table.splitlines()
    assert rows[0].split() == ["enterprise", "sync", "state", "last", "run", "users", "errors"]
    assert len(rows) == 11
    assert {state for row in rows[1:] for state in row.split() if state.isupper()} <= {
        "NOT_SYNCED",
        "IN_PROGRESS",
        "COMPLETE",
        "FAILED",
    }
    switching, end = job.splitlines()
    assert re.fullmatch(r"Switching directory sync on for .+ and syncing it:", switching)
    assert re.fullmatch(r"  COMPLETE: \d+ users and \d+ machines added", end)
    syncing, counts, *failures = fleet.splitlines()
    assert syncing.startswith("Syncing what is stale of the first 150")
    told = re.fullmatch(r"  (\d+) ok, (\d+) failed, (\d+) skipped", counts)
    assert told
    assert sum(map(int, told.groups())) == 150
    assert len(failures) == int(told[2])
    assert user == "One user of Reseller1+acme: john.anderson@acme.example: ADD"


def test_the_spans_are_printed() -> None:
    printed = run(sys.executable, EXAMPLES / "spans.py")
    spans = [json.loads(span) for span in re.split(r"(?<=^})\n", printed, flags=re.MULTILINE)[:-1]]
    names = ["GET /broadworks/enterprises", "GET /broadworks/enterprises", "nightly audit"]
    assert [span["name"] for span in spans] == names
    assert spans[0]["parent_id"] == spans[1]["parent_id"] == spans[2]["context"]["span_id"]
    assert [span["attributes"].get("http.response.status_code") for span in spans] == [
        503,
        200,
        None,
    ]


@pytest.fixture
def example() -> Any:
    spec = importlib.util.spec_from_file_location("spans", EXAMPLES / "spans.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_each_attempt_is_a_span_below_the_callers(face: Face, serve: Serve, example: Any) -> None:
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    tracer = provider.get_tracer("test")
    server = serve({"status": 503}, {"json": STATUS}, {"status": 404})
    client = face.client(
        server, partner="East", on_response=example.Spans(tracer), _clock_speed=50.0
    )
    with tracer.start_as_current_span("parent") as parent:
        face.call(client, "directory_sync.get_status", ENTERPRISE)
        with pytest.raises(NotFoundError):
            face.call(client, "directory_sync.get_status", ENTERPRISE)
    *spans, _ = exporter.get_finished_spans()
    statuses = [span.attributes["http.response.status_code"] for span in spans if span.attributes]
    assert statuses == [503, 200, 404]
    for span in spans:
        assert span.parent is not None
        assert span.parent.span_id == parent.get_span_context().span_id
        assert span.start_time is not None
        assert span.end_time is not None
        assert span.start_time < span.end_time
        assert span.attributes is not None
        assert span.attributes["webex.partner"] == "East"
    assert [span.status.status_code for span in spans] == [
        StatusCode.ERROR,
        StatusCode.UNSET,
        StatusCode.ERROR,
    ]
    assert spans[0].attributes["webex.tracking_id"] == spans[1].attributes["webex.tracking_id"]  # type: ignore[index]

"""What comes out of a response is what `json.loads` makes of its body, to the last digit."""

from __future__ import annotations

import gc
import json
import random
from typing import Any

import pytest

from webex_broadworks import Client, _core

from conftest import TOKEN, Face, Serve

DOCUMENTS = [
    "null",
    "true",
    "[]",
    "{}",
    '{"a": null, "b": {"c": []}, "d": ""}',
    '{"b": 1, "a": 2, "b": 3}',
    "[0, -0, -0.0, 0.0, 1, -1, 1.0, 1e2, 1E-2]",
    f"[{2**63 - 1}, {-(2**63)}, {2**64 - 1}, {2**63}]",
    f"[{2**64}, {-(2**63) - 1}, {10**40}, 1e30, -1e30]",
    "[1e400, -1e400, 1e-400]",
    "[0.1, 0.30000000000000004, 2.2250738585072014e-308, 1.7976931348623157e308, 5e-324]",
    "[123456789012345678.9, 9007199254740993.0]",
    r'["\ud83d\ude00", "\u00e9\u6771\n\t\"\\\/", "\u0000"]',
    r'["\ud800", "\udc00\ud800"]',
    '["é東京😀"]',
    '{"é": {"é": 1}, "😀": 2, "": 3}',
    '[{"a": 1, "b": 2}, {"b": 1, "a": 2}, {"a": 1}, {"c": {"a": 1}}, {"a": 1, "b": 2}]',
    "  [1 , 2]\n",
]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_document_is_read_as_json_reads_it(document: str) -> None:
    body = document.encode()
    # repr tells 1 from 1.0, 0.0 from -0.0 and one order of keys from another.
    assert repr(_core._decode_for_tests(body)) == repr(json.loads(body))


def test_numbers_keep_their_last_digit() -> None:
    thirds = [random.Random(1).uniform(-1e6, 1e6) / 3 for _ in range(2000)]
    numbers = [random.Random(seed).random() * 10 ** (seed % 600 - 300) for seed in range(3000)]
    body = json.dumps(thirds + numbers).encode()
    assert _core._decode_for_tests(body) == thirds + numbers


def test_made_up_documents_are_read_as_json_reads_them() -> None:
    chance = random.Random(20261121)

    def value(depth: int) -> Any:
        kind = chance.randrange(9 if depth else 6)
        if kind == 0:
            return chance.choice([None, True, False])
        if kind == 1:
            return chance.randrange(-(2**70), 2**70)
        if kind == 2:
            return chance.choice([chance.random(), chance.gauss(0, 1e12), 1e300])
        if kind <= 5:
            letters = 'ab"\\/\n\u0000é東😀\ud800'
            return "".join(chance.choice(letters) for _ in range(chance.randrange(6)))
        if kind == 6:
            return [value(depth - 1) for _ in range(chance.randrange(4))]
        keys = ["id", "a", "é", "b"]
        return {chance.choice(keys): value(depth - 1) for _ in range(chance.randrange(5))}

    for _ in range(2000):
        body = json.dumps(value(4), ensure_ascii=chance.random() < 0.5).encode(errors="replace")
        assert repr(_core._decode_for_tests(body)) == repr(json.loads(body))


def test_deep_documents_are_read() -> None:
    body = b"[" * 500 + b"]" * 500
    assert _core._decode_for_tests(body) == json.loads(body)


def test_results_keep_null_and_absent_apart_and_unknown_fields(face: Face, serve: Serve) -> None:
    sent = {"enableDirSync": None, "new": {"z": 1, "a": [1.5, None]}}
    server = serve({"json": sent}, {"json": {"items": [sent, {}], "next": 1}})
    client = face.client(server)
    assert repr(face.call(client, "directory_sync.get_status", "E1")) == repr(sent)
    assert repr(face.read(client.enterprises.list())) == repr([sent, {}])


def test_an_empty_body_of_a_request_is_none(face: Face, serve: Serve) -> None:
    client = face.client(serve({"status": 204}, {"text": " \n"}, {"json": None}))
    for _ in range(3):
        assert face.call(client, "request", "DELETE", "/people/1") is None


def test_a_body_that_json_cannot_hold_is_refused_unsent(face: Face, serve: Serve) -> None:
    server = serve()
    client = face.client(server)
    itself: list[Any] = []
    itself.append(itself)
    for body, why in [
        ({"a": float("nan")}, "NaN"),
        ({"a": {1, 2}}, "type set"),
        ({1: 2}, "key of type int"),
        ({"a": 2**64}, "64 bits"),
        (["\ud800"], "surrogate"),
        (itself, "levels"),
    ]:
        with pytest.raises(ValueError, match=why) as refused:
            face.call(client, "request", "POST", "/people", body=body)
        assert "`body`" in str(refused.value)
    assert server.requests() == []


def test_a_body_arrives_as_it_was_given(face: Face, serve: Serve) -> None:
    server = serve({"json": 1})
    body = {"b": [1, 2.5, True, None, "é", (1,)], "a": {"x": -(2**63), "y": 2**64 - 1}}
    face.call(face.client(server), "request", "POST", "/x", body=body)
    [request] = server.requests()
    assert repr(json.loads(request["body"])) == repr(json.loads(json.dumps(body)))


@pytest.mark.parametrize("is_enabled", [True, False])
def test_the_cyclic_collector_is_left_as_it_was(serve: Serve, is_enabled: bool) -> None:
    server = serve({"json": {"items": [{"id": "A"}]}}, {"json": {"items": [{"id": "B"}]}})
    before = gc.isenabled()
    (gc.enable if is_enabled else gc.disable)()
    try:
        with Client(TOKEN, base_url=server.base_url) as webex:
            for _ in range(2):
                assert webex.enterprises.list().first()
                assert gc.isenabled() is is_enabled
    finally:
        (gc.enable if before else gc.disable)()

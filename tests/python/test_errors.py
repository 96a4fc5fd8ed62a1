"""Errors are typed, carry what is known, say what to do, and survive pickling."""

from __future__ import annotations

import copy
import pickle
from datetime import timedelta
from typing import Any

import pytest

import webex_broadworks
from webex_broadworks import (
    APIConnectionError,
    APIStatusError,
    APITimeoutError,
    AuthenticationError,
    Client,
    ClientClosedError,
    ConfigurationError,
    InvalidArgumentError,
    MultipleEnterprisesFoundError,
    NotFoundError,
    ResponseDecodeError,
    UntrustedLinkError,
    WaitTimeoutError,
    WebexError,
    _core,
)
from webex_broadworks.generated import _errors

from conftest import ENTERPRISE, STATUS, TOKEN, Face, Serve

CLASSES: list[type[WebexError]] = [getattr(_errors, name) for name in _errors.__all__]


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.__name__)
def test_an_error_survives_pickling_with_every_field(kind: type[WebexError]) -> None:
    fields: dict[str, Any] = {
        "operation": "enterprises.get",
        "subject": {"kind": "enterprise", "id": "E1", "name": "R+acme"},
        "status_code": 404,
        "errors": [{"errorCode": 600_009, "description": "x"}],
        "tracking_id": "T1",
        "retry_after": 1.5,
        "attempts": 3,
        "elapsed": 2.5,
        "accepted": False,
        "request_sent": True,
        "safe_to_retry": False,
        "retry_budget_exhausted": True,
        "meaning": "m",
        "remedy": "r",
        "body": "b",
        "last_status": STATUS,
        "causes": [{"message": "Connection refused", "code": "ECONNREFUSED"}],
    }
    if kind is MultipleEnterprisesFoundError:
        fields["candidates"] = [{"id": "E1"}]
    error = kind("what happened", **fields)
    for again in (pickle.loads(pickle.dumps(error)), copy.deepcopy(error)):
        assert type(again) is kind
        assert str(again) == again.message == "what happened"
        assert {name: getattr(again, name) for name in fields} == fields


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.__name__)
def test_an_error_that_says_nothing_is_not_safe_to_retry(kind: type[WebexError]) -> None:
    assert kind("x").safe_to_retry is False


def test_every_class_is_public_and_has_a_code_of_its_own() -> None:
    public = [kind for kind in CLASSES if not kind.__name__.startswith("_")]
    kinds = {(kind.__name__, kind.code, kind.is_transient) for kind in public}
    assert kinds == set(_core._kinds_for_tests())
    assert webex_broadworks.RateLimitError.is_transient
    assert not webex_broadworks.NotFoundError.is_transient
    assert {kind.__name__ for kind in public} <= set(webex_broadworks.__all__)
    assert len({kind.code for kind in public}) == len(public)
    assert all(kind.__module__ == "webex_broadworks" for kind in public)


def test_classes_are_also_what_python_programs_catch() -> None:
    assert issubclass(APITimeoutError, TimeoutError)
    assert issubclass(APITimeoutError, APIConnectionError)
    assert issubclass(WaitTimeoutError, TimeoutError)
    assert issubclass(InvalidArgumentError, ValueError)
    assert issubclass(NotFoundError, APIStatusError)


def test_a_wrong_token_says_whose_it_must_be(face: Face, serve: Serve) -> None:
    client = face.client(serve({"status": 401, "json": {"message": "no"}}))
    with pytest.raises(AuthenticationError, match="partner administrator") as refused:
        face.call(client, "directory_sync.get_status", ENTERPRISE)
    assert (refused.value.status_code, refused.value.attempts) == (401, 1)
    assert TOKEN not in f"{refused.value!r} {vars(refused.value)}"


def test_an_unknown_enterprise_is_named_with_both_its_ids(face: Face, serve: Serve) -> None:
    client = face.client(serve({"status": 404, "headers": {"TrackingID": "T1"}}))
    with pytest.raises(NotFoundError, match=r"`enterprises\.list`") as refused:
        face.call(
            client, "directory_sync.get_status", {"id": ENTERPRISE, "spEnterpriseId": "R+acme"}
        )
    assert ENTERPRISE in str(refused.value)
    assert refused.value.subject == {"kind": "enterprise", "id": ENTERPRISE, "name": "R+acme"}
    assert refused.value.tracking_id == "T1"
    assert refused.value.operation == "directory_sync.get_status"


@pytest.mark.parametrize(
    ("method", "args", "kwargs", "says"),
    [
        ("directory_sync.get_status", ["../people"], {}, "`enterprise` holds the character /"),
        ("directory_sync.get_status", [""], {}, "`enterprise` is empty"),
        ("directory_sync.get_status", [7], {}, "`enterprise`: expected the `id` .*, got int"),
        ("directory_sync.get_status", [{"orgId": "x"}], {}, "without an `id`"),
        ("directory_sync.get_status", [{"id": None}], {}, "got NoneType"),
        ("directory_sync.get_status", ["E1"], {"timeout": -1}, "`timeout`: .*, got -1"),
        ("directory_sync.get_status", ["E1"], {"timeout": float("nan")}, "`timeout`: .*, got nan"),
        ("directory_sync.get_status", ["E1"], {"timeout": "3"}, "seconds .* or a timedelta"),
        ("directory_sync.get_status", ["E1"], {"timeout": True}, "`timeout`: .*, got bool"),
        ("directory_sync.update", ["E1"], {"enable_dir_sync": "no"}, "True or False, got str"),
        ("directory_sync.ensure", ["E1"], {"enable_dir_sync": 1}, "`enable_dir_sync`: expected"),
        (
            "directory_sync.ensure",
            ["E1"],
            {"enable_dir_sync": True, "dry_run": "x"},
            "`dry_run`: expected True or False, got str",
        ),
        ("directory_sync.run", ["../people"], {}, "`enterprise` holds the character /"),
        ("directory_sync.run", ["E1"], {"timeout": -1}, "`timeout`: .*, got -1"),
        ("directory_sync.wait", ["E1"], {"timeout": "3h"}, "seconds .* or a timedelta"),
        ("directory_sync.trigger_user", ["E1", ""], {}, "`user_id` is empty"),
        ("directory_sync.trigger_user", ["E1", None], {}, "`user_id`: .*, got NoneType"),
        ("enterprises.get", [], {}, "exactly one of `sp_enterprise_id` and `org_id`"),
        ("enterprises.get", [], {"sp_enterprise_id": "a", "org_id": "b"}, "exactly one"),
        ("request", ["HEAD", "/people"], {}, "`method`.*got HEAD"),
        ("request", ["G E T", "/people"], {}, "`method`"),
        ("request", ["GET", "https://evil.example/"], {}, "`path`"),
        ("request", ["GET", "/people"], {"query": "a=b"}, "`query`: .*, got str"),
        ("request", ["GET", "/people"], {"query": {"a": None}}, "`query`: .*got NoneType"),
        ("enterprises.list", [], {"page_size": 0}, "`page_size`: expected 1 to 1000, got 0"),
        ("enterprises.list", [], {"page_size": -1}, "`page_size`: .*, got -1"),
        ("enterprises.list", [], {"page_size": "10"}, "whole number"),
        ("enterprises.list", [], {"limit": 0}, "`limit`: expected at least 1, got 0"),
        ("enterprises.list", [], {"max": 10}, "`page_size`.*`limit`"),
        ("enterprises.list", [], {"cursor": "x"}, "`cursor`"),
        ("enterprises.list", [], {"starts_with": 1}, "`starts_with`: .*, got int"),
        ("enterprises.list", [], {"extra_query": {"max": "1"}}, "`page_size`"),
        ("enterprises.list", [], {"allow_incomplete": 1}, "`allow_incomplete`"),
    ],
)
def test_what_cannot_be_sent_is_refused_with_what_to_pass(
    method: str, args: list[Any], kwargs: dict[str, Any], says: str, face: Face, serve: Serve
) -> None:
    server = serve()
    client = face.client(server)
    with pytest.raises(InvalidArgumentError, match=says) as refused:
        face.call_or_make(client, method, *args, **kwargs)
    assert "Nothing was sent." in str(refused.value)
    assert server.requests() == []


def test_other_unknown_arguments_are_a_type_error_as_usual(face: Face, serve: Serve) -> None:
    client = face.client(serve())
    with pytest.raises(TypeError, match="unexpected keyword argument 'startswith'"):
        client.enterprises.list(startswith="R")


def test_a_login_page_is_no_empty_list(face: Face, serve: Serve) -> None:
    client = face.client(serve({"text": "<html>Sign in</html>"}))
    with pytest.raises(ResponseDecodeError, match="proxy or a login page") as refused:
        face.read(client.enterprises.list())
    assert refused.value.attempts == 1


def test_a_redirect_is_not_followed(face: Face, serve: Serve) -> None:
    server = serve({"status": 307, "headers": {"Location": "{{elsewhere}}/v1/steal"}})
    with pytest.raises(APIStatusError) as refused:
        face.call(face.client(server), "directory_sync.trigger", ENTERPRISE)
    assert refused.value.status_code == 307
    assert server.elsewhere_requests() == []
    assert len(server.requests()) == 1


def test_a_link_to_another_host_is_not_followed(face: Face, serve: Serve) -> None:
    link = '<{{elsewhere}}/v1/broadworks/enterprises?after=1>; rel="next"'
    server = serve({"json": {"items": [{"id": "E1"}]}, "headers": {"Link": link}})
    items: list[Any] = []
    with pytest.raises(UntrustedLinkError):
        face.iterate(face.client(server).enterprises.list(), "items:9", items.append)
    assert server.elsewhere_requests() == []


def test_several_matches_are_shown(face: Face, serve: Serve) -> None:
    twins = [{"id": "E1", "orgId": "O"}, {"id": "E2", "orgId": "O"}]
    client = face.client(serve({"json": {"items": twins}}))
    with pytest.raises(MultipleEnterprisesFoundError) as refused:
        face.call(client, "enterprises.get", org_id="O")
    assert refused.value.candidates == twins


def test_no_answer_in_time_is_a_timeout(face: Face, serve: Serve) -> None:
    server = serve(*[{"json": STATUS, "hold": True}] * 9)
    client = face.client(server, timeout=timedelta(milliseconds=200))
    with pytest.raises(TimeoutError) as late:
        face.call(client, "directory_sync.get_status", ENTERPRISE)
    assert isinstance(late.value, APITimeoutError)


def test_no_server_there(face: Face, serve: Serve) -> None:
    server = serve()
    client = face.client(server, timeout=0.2)
    server.stop()
    with pytest.raises(APIConnectionError) as refused:
        face.call(client, "directory_sync.trigger", ENTERPRISE)
    assert not refused.value.request_sent
    assert refused.value.safe_to_retry


def test_a_closed_client_says_so(face: Face, serve: Serve) -> None:
    server = serve()
    client = face.client(server)
    face.call(client, "close" if face.blocking else "aclose")
    with pytest.raises(ClientClosedError):
        face.call(client, "directory_sync.get_status", ENTERPRISE)
    assert server.requests() == []


def test_no_token_names_the_variable(face: Face, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WEBEX_ACCESS_TOKEN", raising=False)
    with pytest.raises(ConfigurationError, match="WEBEX_ACCESS_TOKEN"):
        face.kind()


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"token": "with space"}, "`token`"),
        ({"token": 7}, "`token`: .*, got int"),
        ({"base_url": "http://example.com"}, "http"),
        ({"timeout": 0}, "`timeout`"),
        ({"attempt_timeout": None}, "`attempt_timeout`: .*, got None"),
        ({"read_timeout": -1}, "`read_timeout`: .*, got -1"),
        ({"connect_timeout": "5"}, "`connect_timeout`: .*, got str"),
        ({"trust_env": "no"}, "`trust_env`: expected True or False, got str"),
        ({"max_in_flight": 0}, "`max_in_flight`"),
        ({"max_in_flight": 1.5}, "`max_in_flight`: .*, got float"),
        ({"max_requests_per_second": "5"}, "`max_requests_per_second`: .*, got str"),
        ({"max_requests_per_second": 0.0005}, "`max_requests_per_second`.* 0.001 to 1,000,000"),
        ({"max_requests_per_second": 2_000_000}, "`max_requests_per_second`.* 0.001 to 1,000,000"),
        ({"ca_file": "/no/such/file.pem"}, "`ca_file` names /no/such/file.pem"),
        ({"proxy": "nonsense"}, "`proxy` cannot be used"),
        ({"proxy": "htp://proxy.example:3128"}, "`proxy` cannot be used"),
        ({"proxy": "http://user:with space@:1"}, "`proxy` cannot be used"),
        ({"user_agent_suffix": "a\nb"}, "user_agent_suffix"),
    ],
)
def test_options_that_cannot_be_used(options: dict[str, Any], says: str) -> None:
    with pytest.raises((ConfigurationError, InvalidArgumentError), match=says) as refused:
        Client(**{"token": TOKEN, **options})
    assert "with space" not in str(refused.value)


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("HTTPS_PROXY", "htp://proxy.example:3128"),
        ("ALL_PROXY", '"http://proxy.example:3128"'),
        ("SSL_CERT_FILE", "/nonexistent/ca.pem"),
        ("SSL_CERT_DIR", "/nonexistent/certs"),
        ("WEBEX_BASE_URL", "https://example.com"),
        ("WEBEX_LOG", "loud"),
    ],
)
def test_variables_that_cannot_be_used_are_named_and_empty_ones_count_as_unset(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy", "WEBEX_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv(variable, value)
    with pytest.raises(ConfigurationError, match=variable):
        Client(TOKEN)
    Client(TOKEN, trust_env=False).close()
    monkeypatch.setenv(variable, "")
    Client(TOKEN).close()


def test_a_failure_of_the_network_has_its_causes_as_data(face: Face, serve: Serve) -> None:
    server = serve()
    server.stop()
    client = face.client(server, timeout=60)
    with pytest.raises(APIConnectionError, match=r"to 127\.0\.0\.1:") as refused:
        face.call(client, "directory_sync.get_status", ENTERPRISE)
    causes = refused.value.causes
    assert causes, refused.value
    assert {cause["code"] for cause in causes} == {"ECONNREFUSED"}
    assert pickle.loads(pickle.dumps(refused.value)).causes == causes

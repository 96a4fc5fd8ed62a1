"""Secrets that sing: none may be seen in anything that a program shows, or on a foreign wire."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
import urllib.parse
from pathlib import Path

import pytest

import webex_broadworks

from conftest import ROOT, run_file
from test_scenarios import SCENARIOS

PROGRAM = ROOT / "tests" / "python" / "canary" / "program.py"

SECRETS = {
    "CANARY_TOKEN": "Tok3n-cAnAry+Sings/0f1e2d3c4b5a",
    "CANARY_CLIENT_SECRET": "cl13nt-cAnAry+S3cret/9a8b7c6d5e",
    "CANARY_REFRESH_TOKEN": "r3fresh-cAnAry+T0ken/1122334455",
    "CANARY_PROXY_PASSWORD": "pr0xy-cAnAry-Passw0rd-66778899",
    # In the links of the scenarios of downloads.
    "CANARY_SIGNED_LINK": "S1gned-cAnAry-L1nk-2718281828",
}


def forms(secret: str) -> list[str]:
    """The secret in plaintext, URL-encoded, as a bytes literal, and in base64 at any offset."""
    raw = secret.encode()
    encoded = [base64.b64encode(b"x" * shift + raw)[4:-4].decode() for shift in range(3)]
    return [secret, urllib.parse.quote(secret, safe=""), repr(raw)[2:-1], *encoded]


def leaks(text: str) -> set[str]:
    return {name for name, secret in SECRETS.items() for form in forms(secret) if form in text}


def sing(leak: str = "") -> subprocess.CompletedProcess[str]:
    environment = {
        **SECRETS,
        "CANARY_WITH_A_LINE_END": SECRETS["CANARY_TOKEN"] + "\n",
        "WEBEX_LOG": "debug",
        "RUST_BACKTRACE": "1",
    }
    done = run_file(PROGRAM, leak, **environment)
    assert done.returncode == 0, done.stderr[-4000:]
    return done


def test_no_secret_is_seen_anywhere() -> None:
    done = sing()
    assert leaks(done.stdout) == set(), excerpt(done.stdout)
    assert leaks(done.stderr) == set(), excerpt(done.stderr)
    # And there was something to see.
    seen = json.loads(done.stdout.splitlines()[-1])
    assert seen["scenarios"] == 2 * len(SCENARIOS)
    assert seen["records"] > 1000
    assert seen["events"] > 1000
    assert seen["proxied"] >= 2
    values = [getattr(webex_broadworks, name) for name in webex_broadworks.__all__]
    errors = {
        value.__name__
        for value in values
        if isinstance(value, type) and issubclass(value, webex_broadworks.WebexError)
    }
    assert errors - set(seen["errors"]) == set()
    assert "webex_broadworks response GET" in done.stderr
    assert "LookupError" in done.stderr


def excerpt(text: str) -> list[str]:
    lines = [line for line in text.splitlines() if leaks(line)]
    return [line[:2000] for line in lines[:5]]


@pytest.mark.parametrize(
    ("leak", "name"),
    [
        ("handler", "CANARY_TOKEN"),
        ("hook", "CANARY_PROXY_PASSWORD"),
        ("local", "CANARY_CLIENT_SECRET"),
        ("last status", "CANARY_SIGNED_LINK"),
    ],
)
def test_a_leak_is_found(leak: str, name: str) -> None:
    done = sing(leak)
    assert leaks(done.stdout + done.stderr) == {name}


@pytest.mark.parametrize("name", SECRETS)
def test_every_form_of_a_secret_is_found(name: str) -> None:
    secret = SECRETS[name]
    for wrapped in (
        f"Bearer {secret}",
        urllib.parse.urlencode({"a": secret}),
        base64.b64encode(f"user:{secret}".encode()).decode(),
        str(json.dumps({"a": secret}).encode()),
    ):
        assert leaks(wrapped) == {name}
    assert leaks(str(Path(sys.executable))) == set()

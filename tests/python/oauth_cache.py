"""Integrations of the tests of OAuth: their secrets, and cache files in the states they need."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from webex_broadworks import (
    Client,
    tokens,
)
from webex_broadworks.testing import Sandbox

SECRETS: dict[str, Any] = {
    "client_id": "sandbox-client-id",
    "client_secret": "sandbox-client-secret",
    "refresh_token": "sandbox-refresh-token",
}


def keep(issuer: Sandbox, file: Path, **changes: Any) -> Path:
    """Has a run before this one keep tokens in a file, and changes what it kept."""
    Client(
        tokens.oauth(**SECRETS, cache_file=file), base_url=issuer.base_url
    ).enterprises.list().all()
    file.write_text(json.dumps({**json.loads(file.read_text()), **changes}))
    issuer.clear_requests()
    return file


NEARLY_EXPIRED = {"refreshAt": 0}


def due(server: Any, file: Path) -> Path:
    """Keeps a token that is to be refreshed and still good."""
    kept = {
        "accessToken": "old",
        "refreshToken": "sandbox-refresh-token",
        "refreshAt": 0,
        "expiresAt": 2**40,
        "baseUrl": server.base_url,
        "clientId": "sandbox-client-id",
        "authorizedWith": "sandbox-refresh-token",
    }
    file.write_text(json.dumps(kept))
    file.chmod(0o600)
    return file


def environment() -> tokens.TokenSource:
    """The secrets where pickle can leave them."""
    for name in ("client_secret", "refresh_token"):
        os.environ[f"TEST_{name.upper()}"] = SECRETS[name]
    return tokens.oauth(
        client_id=SECRETS["client_id"],
        client_secret=tokens.environment("TEST_CLIENT_SECRET"),
        refresh_token=tokens.environment("TEST_REFRESH_TOKEN"),
    )

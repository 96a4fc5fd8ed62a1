"""Decoding: the bytes of a page of 1000 enterprises to dicts."""

from __future__ import annotations

import importlib.util
import json
import urllib.request
from typing import TYPE_CHECKING

from webex_broadworks import _core
from webex_broadworks.testing import Sandbox

from measure import compare

if TYPE_CHECKING:
    from collections.abc import Callable


def main() -> None:
    with Sandbox(enterprises=1000) as sandbox:
        request = urllib.request.Request(
            f"{sandbox.base_url}/broadworks/enterprises?max=1000",
            headers={"Authorization": f"Bearer {sandbox.token}"},
        )
        with urllib.request.urlopen(request) as response:
            body: bytes = response.read()
    contenders: dict[str, Callable[[], object]] = {
        "webex-broadworks": lambda: _core._decode_for_tests(body),
        "json.loads": lambda: json.loads(body),
    }
    if importlib.util.find_spec("orjson"):
        import orjson

        contenders["orjson.loads"] = lambda: orjson.loads(body)
    compare(f"Decoding a page of 1000 enterprises, {len(body) // 1024} KiB", contenders, 51)


if __name__ == "__main__":
    main()

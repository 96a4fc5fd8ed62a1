"""A server that answers what Webex's description of the API shows, and refuses what it forbids."""

from __future__ import annotations

import json
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from typing_extensions import Self

from description import Description, Operation, Request

VERSION = "/v1"


class DescribedMock:
    """The mock; `answer` makes the results."""

    def __init__(self, description: Description, answer: Callable[[Operation], Any]) -> None:
        self._description = description
        self._answer = answer
        self.requests: list[Request] = []
        """Those that came, without the version in their path."""

    def __enter__(self) -> Self:
        mock = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def __getattr__(self, name: str) -> Any:
                if name.startswith("do_"):
                    return self.handle_any
                raise AttributeError(name)

            def handle_any(self) -> None:
                length = int(self.headers.get("Content-Length", 0))
                target = self.path.removeprefix(VERSION)
                content_type = self.headers.get("Content-Type")
                request = Request(self.command, target, content_type, self.rfile.read(length))
                status, result = mock.respond(request)
                body = b"" if result is None else json.dumps(result).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def base_url(self) -> str:
        """The base URL for a client."""
        return f"http://127.0.0.1:{self._server.server_port}{VERSION}"

    def respond(self, request: Request) -> tuple[int, Any]:
        """Gives the status and the body for a request."""
        self.requests.append(request)
        operation = self._description.find(request)
        if operation is None:
            return 404, {"message": f"There is no {request.method} {request.target}."}
        if faults := operation.faults(request):
            return 400, {"message": "; ".join(faults)}
        if operation.response is None:
            return 204, None
        return 200, self._answer(operation)

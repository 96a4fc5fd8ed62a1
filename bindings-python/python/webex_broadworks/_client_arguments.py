"""The arguments of `Client` and `AsyncClient`.

Written by `make generate` from `api/arguments.toml`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from os import PathLike
from typing import Any

from webex_broadworks import _core
from webex_broadworks._hooks import check_hooks
from webex_broadworks._response import Event
from webex_broadworks._token_source import source_of
from webex_broadworks._types import Timeout, Token


class ClientArguments:
    """A client that is made of its arguments."""

    __slots__ = ("_core",)

    def __init__(
        self,
        token: Token | None = None,
        *,
        profile: str | None = None,
        profiles_file: str | PathLike[str] | None = None,
        partner: str | None = None,
        base_url: str | None = None,
        timeout: Timeout = 180,
        attempt_timeout: float | timedelta = 60,
        connect_timeout: float | timedelta = 5,
        read_timeout: float | timedelta = 30,
        proxy: str | None = None,
        trust_env: bool = True,
        ca_file: str | PathLike[str] | None = None,
        user_agent_suffix: str | None = None,
        max_in_flight: int | None = None,
        max_requests_per_second: float | None = None,
        on_request: Callable[[Event], object] | None = None,
        on_response: Callable[[Event], object] | None = None,
        on_retry: Callable[[Event], object] | None = None,
        _clock_speed: float | None = None,
        _clock: datetime | _core.TestServer | None = None,
    ) -> None:
        """Builds a client; sends nothing.

        Args:
            token: The access token of a partner administrator, with the scopes
                ``spark-admin:broadworks_enterprises_read`` and, to change anything,
                ``spark-admin:broadworks_enterprises_write``. Text; a source created by
                `webex_broadworks.tokens`; or a callable that returns the token, or the token and
                its expiry (an aware datetime, or None). The client calls a callable on a separate
                thread: at first use, when the token expires, and once when Webex refuses it. A
                coroutine function runs on the event loop that an `AsyncClient` was last called on,
                or, for a `Client`, on its own loop. The callable sees the context variables of the
                client's latest call, because concurrent calls share one result. Default: the token
                of `profile`, else of the environment: ``WEBEX_PROFILE``, ``WEBEX_ACCESS_TOKEN``, or
                ``WEBEX_CLIENT_ID``, ``WEBEX_CLIENT_SECRET`` and ``WEBEX_REFRESH_TOKEN`` together.
            profile: The profile that names token and partner, used if `token` is not set. Default:
                the environment variable ``WEBEX_PROFILE``.
            profiles_file: The file of profiles. Default: ``webex-broadworks/profiles.toml`` in the
                user's configuration folder (``XDG_CONFIG_HOME``, ``%APPDATA%`` or ``~/.config``).
            partner: A label for the partner of this client, which events and log records show.
                Default: the profile's, else none.
            base_url: The base URL of the API, with or without a path; https only, or http for a
                loopback address. Default: ``https://webexapis.com/v1``, or a loopback address in
                the environment variable ``WEBEX_BASE_URL``.
            timeout: Timeout of a call, including pauses and retries, in seconds or as a timedelta.
                None: no deadline. Default: 180.
            attempt_timeout: Timeout of one attempt, in seconds or as a timedelta. Default: 60.
            connect_timeout: Connect timeout, in seconds or as a timedelta. Default: 5.
            read_timeout: How long to wait for the next bytes of a response, in seconds or as a
                timedelta. Default: 30.
            proxy: The proxy, such as ``http://proxy.example:3128``. Default: from the environment
                (``HTTPS_PROXY``, ``ALL_PROXY``, ``NO_PROXY``). Requests to a loopback address never
                go through one.
            trust_env: Whether the environment's proxies, its certificate stores (``SSL_CERT_FILE``,
                ``SSL_CERT_DIR``), ``WEBEX_BASE_URL`` and ``WEBEX_LOG`` are used. An empty variable
                counts as unset; one that can't be used is a `ConfigurationError`. Default: True.
            ca_file: A file of certificate authorities to trust in addition to the system's, in PEM
                or DER form; a leading ``~`` is the home directory. Default: none.
            user_agent_suffix: Text to append to the User-Agent header, such as
                ``nightly-sync/1.2``.
            max_in_flight: Maximum number of requests in flight at the same time, at least 1. The
                client starts with 8 and allows more while Webex answers without errors. Default:
                100.
            max_requests_per_second: Maximum number of requests per second, 0.001 to 1,000,000.
                Default: no limit.
            on_request: Called with an `Event` for each request that is sent. The three hooks run in
                the thread, or on the event loop, of the call that the event belongs to, before that
                call returns. Exceptions that they raise go to `sys.unraisablehook`, once, and the
                call continues. Hooks aren't called for calls that they make.
            on_response: Called with an `Event` for each response, and for each request that got
                none.
            on_retry: Called with an `Event` before a request is retried. Also called if a refresh
                fails while the token is still valid; the client then keeps using that token.

        Raises:
            ConfigurationError: There is no token, it is invalid, or an option can't be used.
            InvalidArgumentError: An argument is out of bounds or of the wrong type.
        """
        options: dict[str, Any] = {
            "profile": profile,
            "profiles_file": profiles_file,
            "partner": partner,
            "base_url": base_url,
            "timeout": timeout,
            "attempt_timeout": attempt_timeout,
            "connect_timeout": connect_timeout,
            "read_timeout": read_timeout,
            "proxy": proxy,
            "trust_env": trust_env,
            "ca_file": ca_file,
            "user_agent_suffix": user_agent_suffix,
            "max_in_flight": max_in_flight,
            "max_requests_per_second": max_requests_per_second,
            "on_request": on_request,
            "on_response": on_response,
            "on_retry": on_retry,
        }
        options.update(clock_speed=_clock_speed, clock=_clock)
        try:
            options["token"] = source_of(token)
            check_hooks(options)
            self._core = _core.Client(options)
        finally:
            # Tools that print the locals of a traceback's frames must not find secrets here.
            del token, base_url, proxy, options

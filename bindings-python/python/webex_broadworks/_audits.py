"""The audits of a client.

Written by `make generate` from `api/arguments.toml`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from os import PathLike
from typing import Literal

from webex_broadworks import _core
from webex_broadworks._audit import Audit
from webex_broadworks._subscriber_audit import SubscriberAudit
from webex_broadworks._types import Timeout


class Audits:
    """The audits of a client."""

    __slots__ = ()
    _core: _core.Client

    def audit(
        self,
        *,
        starts_with: str | None = None,
        completion: Literal["auto", "off"] = "auto",
        allow_incomplete: bool = False,
        stale_after: float | timedelta = 691200,
        stuck_after: float | timedelta = 10800,
        mass_deletion_share: float = 0.2,
        mass_deletion_minimum: int = 10,
        previous: Audit | None = None,
        ledger: str | PathLike[str] | None = None,
        record: bool = True,
        timeout: Timeout = None,
    ) -> Audit:
        """Lists enterprises and finds those that are stale, failing, stuck or changed.

        ``GET /broadworks/enterprises``

        The list shows the last sync of every enterprise, so the client doesn't read each status
        again. It changes nothing.

        Args:
            starts_with: Only enterprises whose identifier starts with this text. Default: all.
            completion: How `enterprises.list` makes sure that no enterprise is missing. Default:
                ``"auto"``.
            allow_incomplete: Whether to continue if the list may be incomplete. Default: False.
            stale_after: The maximum age of the last success, in seconds or as a timedelta. Default:
                8 days, because Webex syncs weekly.
            stuck_after: The maximum duration of a sync, in seconds or as a timedelta. Default: 3
                hours; syncs of 1 h 12 min are documented.
            mass_deletion_share: The share of all users, or of all machine accounts, from which a
                sync's deletions count as a mass deletion: more than 0, up to 1. Default: 0.2.
            mass_deletion_minimum: The number of deletions that a mass deletion must also reach.
                Default: 10.
            previous: An earlier audit, to find what has changed since.
            ledger: The path of a ledger, for ``Audit.trends``, and to find what has changed since
                the ledger last recorded an enterprise, unless `previous` is given.
            record: Whether to record the list in the ledger for later audits. The ledger is created
                if it doesn't exist. False: it is only read, and can be in use.
            timeout: Timeout of each page, including pauses and retries, in seconds or as a
                timedelta; `math.inf`: no limit. Default: the client's own.

        Returns:
            The audit, with `Audit.enterprises`, `Audit.errors` and `Audit.findings`.

        Raises:
            InvalidArgumentError: Immediately, if an argument is out of bounds.
            IncompleteListError: Webex might have more enterprises than it listed.
            LedgerInUseError: Another process has the ledger open, and `record` is true.
            LedgerError: The ledger can't be opened, read or written.
            WebexError: Any of the errors of `enterprises.list`.
        """
        options = {
            "starts_with": starts_with,
            "completion": completion,
            "allow_incomplete": allow_incomplete,
            "stale_after": stale_after,
            "stuck_after": stuck_after,
            "mass_deletion_share": mass_deletion_share,
            "mass_deletion_minimum": mass_deletion_minimum,
            "previous": previous,
            "ledger": ledger,
            "record": record,
            "timeout": timeout,
        }
        return Audit(self._core.audit(options).wait())

    def audit_subscribers(
        self,
        *,
        sp_enterprise_id: str | None = None,
        provisioning_id: str | None = None,
        allow_incomplete: bool = False,
        stuck_after: float | timedelta = 7200,
        waiting_after: float | timedelta = 604800,
        package: str | Iterable[str] | None = None,
        previous: SubscriberAudit | None = None,
        timeout: Timeout = None,
    ) -> SubscriberAudit:
        """Lists subscribers and finds those in error, stuck, waiting for a person, or duplicated.

        ``GET /broadworks/subscribers``

        The list shows the state of every subscriber, so the client doesn't read each one again. It
        changes nothing. The audit contains names, e-mail addresses and phone numbers.

        Args:
            sp_enterprise_id: Only subscribers of the enterprise with this identifier. Default: all.
            provisioning_id: Only subscribers of the onboarding template with this id. Default: all.
            allow_incomplete: Whether to continue if the list may be incomplete. Default: False.
            stuck_after: The maximum duration of provisioning or an update, in seconds or as a
                timedelta. Default: 2 hours.
            waiting_after: The maximum time that a subscriber waits for a person, in seconds or as a
                timedelta. Default: 7 days.
            package: Reports subscribers on this package, or on one of several. Default: none.
            previous: An earlier audit, to find what has changed since.
            timeout: Timeout of each page, including pauses and retries, in seconds or as a
                timedelta; `math.inf`: no limit. Default: the client's own.

        Returns:
            The audit, with `SubscriberAudit.subscribers`, `SubscriberAudit.errors`,
            `SubscriberAudit.findings`, `SubscriberAudit.waiting` and `SubscriberAudit.duplicates`.

        Raises:
            InvalidArgumentError: Immediately, if an argument is out of bounds.
            IncompleteListError: Webex might have more subscribers than it listed.
            WebexError: Any of the errors of `subscribers.list`.
        """
        options = {
            "sp_enterprise_id": sp_enterprise_id,
            "provisioning_id": provisioning_id,
            "allow_incomplete": allow_incomplete,
            "stuck_after": stuck_after,
            "waiting_after": waiting_after,
            "package": package,
            "previous": previous,
            "timeout": timeout,
        }
        return SubscriberAudit(self._core.audit_subscribers(options).wait())

"""Audits of lists that were saved in a file.

Written by `make generate` from `api/arguments.toml`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from os import PathLike

from webex_broadworks import _core
from webex_broadworks._audit_report import AuditReport
from webex_broadworks._compat import Self


class AuditOfEnterprises(AuditReport):
    """An audit of enterprises, which can be made of a saved list."""

    __slots__ = ()

    @classmethod
    def from_enterprises(
        cls,
        enterprises: Iterable[Mapping[str, object]] | str | PathLike[str],
        *,
        stale_after: float | timedelta = 691200,
        stuck_after: float | timedelta = 10800,
        mass_deletion_share: float = 0.2,
        mass_deletion_minimum: int = 10,
        previous: Self | None = None,
        ledger: str | PathLike[str] | None = None,
        partner: str | None = None,
        now: datetime | None = None,
    ) -> Self:
        """Audits a saved list of enterprises, without a client or token.

        Args:
            enterprises: Enterprises as `enterprises.list` shows them, or outcomes of
                `bulk.directory_sync.get_status`: dicts; or the path of a file that contains them:
                NDJSON, a JSON array, or a saved response of Webex.
            stale_after: The maximum age of the last success, in seconds or as a timedelta. Default:
                8 days, because Webex syncs weekly.
            stuck_after: The maximum duration of a sync, in seconds or as a timedelta. Default: 3
                hours; syncs of 1 h 12 min are documented.
            mass_deletion_share: The share of all users, or of all machine accounts, from which a
                sync's deletions count as a mass deletion: more than 0, up to 1. Default: 0.2.
            mass_deletion_minimum: The number of deletions that a mass deletion must also reach.
                Default: 10.
            previous: An earlier audit, to find what has changed since.
            ledger: The path of a ledger, for `trends`, and to find what has changed since the
                ledger last recorded an enterprise, unless `previous` is given. It is only read.
            partner: The label of the partner whose enterprises they are. Default: that of the
                outcomes, else none.
            now: What ages count from, such as the time at which the file was written: an aware
                datetime. Default: the present.

        Returns:
            The audit.

        Raises:
            InvalidArgumentError: The file can't be read (the error names the line); an enterprise
                isn't a dict; or another argument is out of bounds.
            LedgerError: The ledger can't be read.
        """
        options = {
            "stale_after": stale_after,
            "stuck_after": stuck_after,
            "mass_deletion_share": mass_deletion_share,
            "mass_deletion_minimum": mass_deletion_minimum,
            "previous": previous,
            "ledger": ledger,
            "partner": partner,
            "now": now,
        }
        return cls(_core.Audit.of_items(enterprises, options).wait())


class AuditOfSubscribers(AuditReport):
    """An audit of subscribers, which can be made of a saved list."""

    __slots__ = ()

    @classmethod
    def from_subscribers(
        cls,
        subscribers: Iterable[Mapping[str, object]] | str | PathLike[str],
        *,
        stuck_after: float | timedelta = 7200,
        waiting_after: float | timedelta = 604800,
        package: str | Iterable[str] | None = None,
        previous: Self | None = None,
        partner: str | None = None,
        now: datetime | None = None,
    ) -> Self:
        """Audits a saved list of subscribers, without a client or token.

        Args:
            subscribers: Subscribers as `subscribers.list` returns them: dicts; or the path of a
                file that contains them: NDJSON, a JSON array, or a saved response of Webex.
            stuck_after: The maximum duration of provisioning or an update, in seconds or as a
                timedelta. Default: 2 hours.
            waiting_after: The maximum time that a subscriber waits for a person, in seconds or as a
                timedelta. Default: 7 days.
            package: Reports subscribers on this package, or on one of several. Default: none.
            previous: An earlier audit, to find what has changed since.
            partner: The label of the partner whose subscribers they are. Default: none.
            now: What ages count from, such as the time at which the file was written: an aware
                datetime. Default: the present.

        Returns:
            The audit.

        Raises:
            InvalidArgumentError: The file can't be read (the error names the line); a subscriber
                isn't a dict; or another argument is out of bounds.
        """
        options = {
            "stuck_after": stuck_after,
            "waiting_after": waiting_after,
            "package": package,
            "previous": previous,
            "partner": partner,
            "now": now,
        }
        return cls(_core.Audit.of_subscriber_items(subscribers, options).wait())

"""Events as records of `logging`.

The core imports this module only in a program that uses `logging`.
"""

import logging

from ._events import Event

LOGGER = logging.getLogger("webex_broadworks")


def log(level: int, what: str, event: Event) -> None:
    """Logs an event; the record has its fields, and ``event``, its kind.

    Kinds: request, response, retry, list check, list completion.
    """
    known = {
        "partner": event.partner,
        event.subject_kind: event.subject_id,
        "status": event.status,
        "error": event.error,
        "duration": event.duration,
        "tracking_id": event.tracking_id,
    }
    shown = {name: value for name, value in known.items() if value is not None}
    details = "".join(f" {name}={_line(str(value))}" for name, value in shown.items())
    LOGGER.log(
        level,
        "%s %s %s attempt=%d%s",
        what,
        event.method,
        event.route,
        event.attempt,
        details,
        extra={**vars(event), "event": what},
    )


def _line(text: str) -> str:
    """Text that cannot begin a line of its own in a log."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)

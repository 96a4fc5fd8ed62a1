"""Events as records of `logging`.

The core imports this module only in a program that uses `logging`.
"""

import logging

from ._response import Event

LOGGER = logging.getLogger("webex_broadworks")


def log(level: int, text: str, kind: str, event: Event) -> None:
    """Logs an event; the record has its fields, and ``event``, its kind.

    Kinds: request, response, retry, list check, list completion.
    """
    LOGGER.log(level, text, extra={**vars(event), "event": kind})

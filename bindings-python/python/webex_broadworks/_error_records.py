"""Makes errors of the records with which the core describes them."""

from typing import Any

from .generated import _errors
from .generated._errors import BulkError, ConfigurationError, WebexError


class UnpicklableClientError(ConfigurationError, TypeError):
    """A pickled client would contain its token. `pickle` and `copy` raise TypeError."""


def from_record(record: dict[str, Any]) -> WebexError:
    """Makes the error that a record of the core describes."""
    fields = {_snake(key): value for key, value in record.items()}
    name, message, _ = fields.pop("class"), fields.pop("message"), fields.pop("code")
    if not fields["candidates"]:
        del fields["candidates"]
    if name == UnpicklableClientError.__name__:
        return UnpicklableClientError(message, **fields)
    if name == BulkError.__name__:
        fields["errors"] = [from_record(error) for error in record["errors"]]
    kind: type[WebexError] = getattr(_errors, name)
    return kind(message, **fields)


def _snake(name: str) -> str:
    return "".join("_" + c.lower() if c.isupper() else c for c in name)

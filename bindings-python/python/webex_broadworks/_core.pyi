from _typeshed import Incomplete, SupportsGetItem
from datetime import datetime
from typing import Any, Final, SupportsIndex, final

__all__ = ["DEBUG_BUILD", "DEFAULT_DOCUMENT_ROWS", "HOOKS", "INTERRUPTED_CLOSE_TIMEOUT", "ITEM_KEYS", "ITEM_LABELS", "VERSION", "Audit", "BulkRun", "CallbackResult", "Client", "Download", "List", "PageIterator", "PendingCall", "Table", "TestServer", "TokenSource", "Waiter", "_cli", "_decode_for_tests", "_kinds_for_tests", "_panic_for_tests", "_shut_down", "age_buckets", "audit_colors", "error_code", "error_codes", "invalid_argument", "json_of", "outcomes_table", "refuse_max", "state", "unpicklable"]

DEBUG_BUILD: Final[bool]
"""
Whether the library was built without optimization.
"""

DEFAULT_DOCUMENT_ROWS: Final[int]
"""
Default number of rows in a table of a report.
"""

HOOKS: Final[list[str]]
"""
The arguments of a client that are hooks.
"""

INTERRUPTED_CLOSE_TIMEOUT: Final[int]
"""
How many seconds an interrupted bulk run with a ledger waits for what is in flight.
"""

ITEM_KEYS: Final[list[str]]
"""
The keys of an item of a bulk run whose values are checked.
"""

ITEM_LABELS: Final[list[str]]
"""
The keys of labels, whose values are ignored if they can't be read.
"""

VERSION: Final[str]
"""
The version of the package.
"""

@final
class Audit:
    """
    An audit of enterprises or of subscribers.
    """
    def ages(self, /) -> Any:
        """
        Number of enterprises by the age of their last success and by state.
        """
    @staticmethod
    def concat(audits: SupportsGetItem[int, Audit]) -> Audit:
        """
        Puts audits of enterprises together.
        """
    @staticmethod
    def concat_subscribers(audits: SupportsGetItem[int, Audit]) -> Audit:
        """
        Puts audits of subscribers together.
        """
    def html(self, /, rows: Any) -> str:
        """
        The report as one document, with up to `rows` rows in each table. `None`: all.
        """
    def html_fragment(self, /) -> str:
        """
        The report as a fragment of a document.
        """
    def length(self, /, table: str) -> int:
        """
        Number of rows in a table.
        """
    def ndjson(self, /, table: str) -> str:
        """
        The rows of a table, as lines of JSON in one text.
        """
    @staticmethod
    def of_items(items: Any, options: Any) -> PendingCall:
        """
        Audits enterprises that were listed before: an iterable of dicts, or the path of a file.
        """
    @staticmethod
    def of_subscriber_items(items: Any, options: Any) -> PendingCall:
        """
        Audits subscribers that were listed before: an iterable of dicts, or the path of a file.
        """
    def rows(self, /, table: "str") -> "list[Any]":
        """
        The rows of a table, as dicts.
        """
    def summary(self, /) -> Any:
        """
        The figures that matter first.
        """
    def table(self, /, table: str) -> Table:
        """
        A table for any Arrow consumer.
        """
    def table_html(self, /, table: str) -> str:
        """
        One table as a fragment of a document.
        """

@final
class BulkRun:
    """
    A run over many enterprises; nothing is sent before its first step.
    """
    def close(self, /, timeout: Incomplete) -> PendingCall:
        """
        Starts no more items, and waits up to `timeout` until those in flight are recorded.
        """
    def end_items(self, /) -> None:
        """
        Declares that there are no more items.
        """
    def fail_items(self, /) -> None:
        """
        Declares that there are no more items because of an exception.
        """
    def failures(self, /) -> "list[Any]":
        """
        The outcomes of the first items that failed.
        """
    def feed(self, /, items: "Any", wanted: SupportsIndex | None) -> None:
        """
        Passes as many items as are needed, without waiting: `wanted`, or what the run needs now. An
        exception of the iterator is raised after the items before it were passed.
        """
    def push_item(self, /, item: Any) -> None:
        """
        Passes one item.
        """
    def raise_for_failures(self, /) -> None:
        """
        Raises the error that summarizes the failures, if there are any.
        """
    def step(self, /, format: str, feeds: bool) -> PendingCall:
        """
        The next step: outcomes; or, if the caller also feeds the run, how many items are wanted; or
        `None` after the last outcome. With `"lines"` outcomes are texts; with `"dicts"` they are
        dicts; with `"rows"` none are returned, but `table` has them.
        """
    def stop(self, /) -> None:
        """
        Starts no more items.
        """
    def summary(self, /) -> Any:
        """
        The current summary of the run.
        """
    def table(self, /) -> Table:
        """
        The outcomes that were read as `"rows"`. Can be called once.
        """
    def wanted(self, /) -> PendingCall:
        """
        How many items are needed, once any are; 0 if no more are.
        """

@final
class CallbackResult:
    """
    Receives the result of a user's function. If it is dropped first, the call gets no result.
    """
    def raised(self, /, exception: BaseException) -> None:
        """
        This was raised.
        """
    def returned(self, /, value: Any) -> None:
        """
        This was returned.
        """

@final
class Client:
    """
    A client: its options, and its sessions.
    """
    def __new__(cls, /, options: "dict[str, Any]") -> Client:
        """
        Creates a client with the source of a token among its options, or with the one in the
        environment.
        """
    def audit(self, /, options: Any) -> PendingCall:
        """
        See `webex_broadworks.Client.audit`.
        """
    def audit_subscribers(self, /, options: Any) -> PendingCall:
        """
        See `webex_broadworks.Client.audit_subscribers`.
        """
    def bulk(self, /, operation: str, items: Any, options: Any) -> BulkRun:
        """
        See `webex_broadworks.Bulk`.
        """
    def call(self, /, operation: str, arguments: "tuple[Any, ...]", timeout: Incomplete) -> PendingCall:
        """
        An operation that isn't called yet: its id, and its arguments in order.
        """
    def close(self, /) -> None:
        """
        Refuses all further calls.
        """
    def download(self, /, operation: str, arguments: "tuple[Any, ...]", timeout: Incomplete) -> Download:
        """
        A download that is still to be made: the id of its operation, and its arguments in order.
        """
    def list(self, /, operation: str, filters: "tuple[Any, ...]", paging: "dict[str, Any]", timeout: Incomplete) -> List:
        """
        A list that isn't read yet: the id of its operation, its filters in order, and its paging
        arguments by name.
        """
    def now(self, /) -> datetime:
        """
        See `webex_broadworks.Client.now`.
        """
    def options(self, /) -> "dict[str, Any]":
        """
        The options, by the names of the arguments.
        """
    def request(self, /, method: Any, path: Any, query: Any, body: Any, timeout: Incomplete) -> PendingCall:
        """
        See `webex_broadworks.Client.request`.
        """
    def wait(self, /, operation: str, arguments: "tuple[Any, ...]", timeout: Incomplete) -> Waiter:
        """
        A wait without a check so far: the id of its operation, and its arguments in order.
        """
    def with_options(self, /, limits: "dict[str, Any]") -> Client:
        """
        See `webex_broadworks.Client.with_options`.
        """

@final
class Download:
    """
    What to download; each of the methods downloads it once.
    """
    def bytes(self, /) -> PendingCall:
        """
        Reads it into memory.
        """
    def save(self, /, path: Any) -> PendingCall:
        """
        Writes it to a file; the result is its size in bytes.
        """
    def table(self, /) -> PendingCall:
        """
        Reads it into a table.
        """

@final
class List:
    """
    A list; each iteration starts at its beginning.
    """
    def pages(self, /, purpose: str) -> PageIterator:
        """
        Starts at the beginning: for `"each"` page, for the `"whole"` list, for the
        `"first"` item, or for a `"bulk"` run.
        """
    def table(self, /) -> PendingCall:
        """
        Reads the whole list into a table.
        """

@final
class PageIterator:
    """
    An iteration over the pages of a list.
    """
    def next_lines(self, /) -> PendingCall:
        """
        The lines of the next page; `None` after the last.
        """
    def next_page(self, /) -> PendingCall:
        """
        The next page; `None` after the last.
        """

@final
class PendingCall:
    """
    A call. The first of the methods below sends it.
    """
    async def send(self, /, *, with_metadata: bool = False) -> Any:
        """
        Awaits the result, or a pair of the result and its metadata.
        """
    def wait(self, /, *, with_metadata: bool = False) -> Any:
        """
        Waits for the result, or for a pair of the result and its metadata.
        """

@final
class Table:
    """
    Rows with named columns, stored in Arrow's format.
    """
    def columns(self, /) -> list[str]:
        """
        The names of its columns.
        """
    def dicts(self, /, batch: SupportsIndex) -> "list[Any] | None":
        """
        The rows of one batch as dicts; `None` after the last batch.
        """
    def length(self, /) -> int:
        """
        How many rows it has.
        """
    def lines(self, /, batch: SupportsIndex) -> list[str] | None:
        """
        The rows of one batch as lines of JSON; `None` after the last batch.
        """
    def schema(self, /) -> "object":
        """
        The columns as an `arrow_schema`.
        """
    def stream(self, /) -> "object":
        """
        An `arrow_array_stream` of the rows, which the consumer owns.
        """

@final
class TestServer:
    """
    A server for tests, whose methods are called by name.
    """
    def change(self, /, name: str, arguments: "dict[str, Any]") -> None:
        """
        Calls a method that changes the state.
        """
    @staticmethod
    def sandbox(options: Any) -> TestServer:
        """
        Starts a stateful simulator of Webex.
        """
    @staticmethod
    def scripted_server(responses: Any) -> TestServer:
        """
        Starts a server that answers from a script.
        """
    def stop(self, /) -> None: ...
    def value(self, /, name: str) -> Any:
        """
        Calls a method that returns a value.
        """
    def wait(self, /, name: str, count: SupportsIndex, timeout: Incomplete) -> bool:
        """
        Calls a method that waits for a count.
        """

@final
class TokenSource:
    """
    The source of an access token, a client secret or a refresh token.
    """
    @staticmethod
    def callable(function: Any) -> TokenSource:
        """
        A function that returns the token.
        """
    def describe(self, /) -> str:
        """
        Describes it in words that contain no secret.
        """
    @staticmethod
    def described(kind: str, arguments: "dict[str, Any]") -> TokenSource:
        """
        A source by the name of its function in `webex_broadworks.tokens`, and its arguments.
        """
    @staticmethod
    def literal(name: str, secret: Any) -> TokenSource:
        """
        A secret that is the value of the argument `name`.
        """
    @staticmethod
    def oauth(client_id: Any, client_secret: TokenSource, refresh_token: TokenSource, cache_file: Any, store: tuple[Any, Any] | None) -> TokenSource:
        """
        See `webex_broadworks.tokens.oauth`. A store is its methods `load` and `save`.
        """

@final
class Waiter:
    """
    Something that is waited for.
    """
    def next_step(self, /) -> PendingCall:
        """
        The next step as a pair of a reason to wait, or None, and the status; None after the last
        one.
        """

def _cli(arguments: SupportsGetItem[int, str]) -> int:
    """
    Runs the command, its name among the arguments; returns its exit status.

    Other Python threads can run during the command, which handles Ctrl-C and SIGTERM itself.
    """

def _decode_for_tests(document: bytes) -> Any:
    """
    Decodes the bytes of a response, to compare the result with that of `json.loads`.
    """

def _kinds_for_tests() -> list[tuple[str, str, bool]]:
    """
    The name and the code of each error class, and whether it is transient, to check that Python has
    them all.
    """

def _panic_for_tests() -> PendingCall:
    """
    A call that panics, to test that Python survives it.
    """

def _shut_down() -> None:
    """
    Ends the runtime before the interpreter. Later calls are refused.
    """

def age_buckets() -> list[str]:
    """
    The names of the age buckets, in order.
    """

def audit_colors() -> tuple[list[tuple[str, str]], str]:
    """
    The colors of states: those that have their own, and that of all others.
    """

def error_code(kind: str, code: Any) -> Any:
    """
    The catalog's entry for one code; `None` if it isn't listed.
    """

def error_codes(kind: str) -> Any:
    """
    The catalog of the error codes of directory sync, or of subscribers.
    """

def invalid_argument(reason: str) -> "Exception":
    """
    Creates the error for an argument that can't be used.
    """

def json_of(value: Any) -> str | None:
    """
    Converts a value to JSON text; `None` for a value that JSON doesn't support.
    """

def outcomes_table(outcomes: Any) -> Table:
    """
    Creates the table of outcomes that are dicts.
    """

def refuse_max(operation: str) -> None:
    """
    Why a list has no argument called `max`.
    """

def state(kind: str, value: Any, now: "Any") -> Any:
    """
    The state of directory sync, or of a subscriber, as a dict with times as text. `now` is an aware
    datetime.
    """

def unpicklable(reason: str) -> "Exception":
    """
    Creates the error for an object that can't be pickled: a configuration error that is also of the
    type that `pickle` and `copy` raise.
    """

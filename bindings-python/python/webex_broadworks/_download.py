"""Downloads, which send nothing until a method is called.

Written by `make generate` from `_async_download.py`.
"""

from __future__ import annotations

from os import PathLike

from ._core import Download
from ._tables import Table

__all__ = ["BillingReportDownload"]


class BillingReportDownload:
    """The file of a billing report, before its download.

    It sends nothing until you call a method, and each call downloads the file again::

        report = webex.billing_reports.wait(report)
        webex.billing_reports.download(report).save("2026-10.csv")
        frame = pl.DataFrame(webex.billing_reports.download(report).table())

    All methods raise the errors of `BillingReportsResource.download`. No error shows the link,
    which is a secret.
    """

    __slots__ = ("_core",)

    def __init__(self, core: Download) -> None:
        self._core = core

    def save(self, path: str | PathLike[str]) -> int:
        """Downloads the report to a file.

        The file is written under another name in the same folder, and renamed when it is complete.
        Until then, and after an error, a file at `path` stays as it is.

        Args:
            path: The file to write. An existing file is replaced.

        Returns:
            The size of the file in bytes.

        Raises:
            InvalidArgumentError: The file can't be written.
            WebexError: Any of the errors of `billing_reports.download`.
        """
        size: int = self._core.save(path).wait()
        return size

    def bytes(self) -> bytes:
        """Downloads the report into memory.

        Returns:
            The content of the file as Webex sent it: CSV.

        Raises:
            WebexError: Any of the errors of `billing_reports.download`.
        """
        content: bytes = self._core.bytes().wait()
        return content

    def table(self) -> Table:
        """Downloads the report into a table.

        Returns:
            A row for each line of the file, and the columns that the file names. All values are
            text, because Webex documents no columns. An empty cell is null.

        Raises:
            ResponseDecodeError: The file isn't CSV in UTF-8 with one name for each column.
            WebexError: Any of the errors of `billing_reports.download`.
        """
        return Table(self._core.table().wait())

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: call .save(path), .bytes() or .table()>"

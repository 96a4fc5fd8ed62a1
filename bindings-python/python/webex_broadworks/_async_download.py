"""Downloads, which send nothing until a method is called, for `asyncio`."""

from __future__ import annotations

from os import PathLike

from ._core import Download
from ._tables import Table

__all__ = ["AsyncBillingReportDownload"]


class AsyncBillingReportDownload:
    """The file of a billing report, before its download.

    It sends nothing until you call a method, and each call downloads the file again::

        report = await webex.billing_reports.wait(report)
        await webex.billing_reports.download(report).save("2026-10.csv")
        frame = pl.DataFrame(await webex.billing_reports.download(report).table())

    All methods raise the errors of `AsyncBillingReportsResource.download`. No error shows the link,
    which is a secret.
    """

    __slots__ = ("_core",)

    def __init__(self, core: Download) -> None:
        self._core = core

    async def save(self, path: str | PathLike[str]) -> int:
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
        size: int = await self._core.save(path).send()
        return size

    async def bytes(self) -> bytes:
        """Downloads the report into memory.

        Returns:
            The content of the file as Webex sent it: CSV.

        Raises:
            WebexError: Any of the errors of `billing_reports.download`.
        """
        content: bytes = await self._core.bytes().send()
        return content

    async def table(self) -> Table:
        """Downloads the report into a table.

        Returns:
            A row for each line of the file, and the columns that the file names. All values are
            text, because Webex documents no columns. An empty cell is null.

        Raises:
            ResponseDecodeError: The file isn't CSV in UTF-8 with one name for each column.
            WebexError: Any of the errors of `billing_reports.download`.
        """
        return Table(await self._core.table().send())

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: call .save(path), .bytes() or .table()>"

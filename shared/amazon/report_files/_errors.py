"""The ways in which a file, a column of it or a row is refused."""

from typing import Literal

from shared.texts import Text

Code = Literal["file-empty", "file-rejected", "file-truncated", "json-invalid"]


class ReportFileError(Exception):
    """A file that cannot be read, or only up to here; `text` says why in a sentence without its contents.

    file-empty        no bytes, or no header row
    file-rejected     not what its name says, broken, encrypted, an old or foreign format, over a limit
    file-truncated    it ends in the middle: a download that broke off
    json-invalid      not a JSON array of records
    """

    def __init__(self, code: Code, text: Text) -> None:
        super().__init__(code, text)
        self.code = code
        self.text = text

    @property
    def detail(self) -> str:
        """The English sentence."""
        return self.text.en

    def __str__(self) -> str:
        return f"{self.code}: {self.detail}"


class ColumnMissingError(LookupError):
    """A report has no such column. Its rows must not be read: what nobody has told would pass for zero."""


class RowError(ValueError):
    """A row of a report lacks something or says something impossible; the text is the reason, without its values."""


class ForeignRowError(RowError):
    """A row is whole, but of a marketplace or an account that is not read."""

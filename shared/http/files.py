"""Files as answers and as parts of a form."""

from typing import Annotated, Any

from fastapi import File, Response, UploadFile

from shared.sheets import SheetFormat

_MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_BINARY = {"schema": {"type": "string", "format": "binary"}, "example": "(the bytes of a workbook)"}
SheetFile = Annotated[
    UploadFile,
    File(description="A .csv (UTF-8 or GB18030, comma, semicolon or tab) or an .xlsx, its first sheet with a header"),
]


def sheet(content: bytes, name: str, form: SheetFormat) -> Response:
    """A table as a file to be kept under this name."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.{form}"'}
    return Response(content, media_type=_MEDIA[form], headers=headers)


def workbook_described() -> dict[int | str, dict[str, Any]]:
    """The 200 of a route that answers a workbook."""
    return {200: {"description": "The file", "content": {_MEDIA["xlsx"]: _BINARY}}}


def sheet_described(example: str) -> dict[int | str, dict[str, Any]]:
    """The 200 of a route that answers a table, for its `responses=`."""
    text = {"schema": {"type": "string", "maxLength": 10_000_000}, "example": example}
    return {200: {"description": "The file", "content": {"text/csv": text, _MEDIA["xlsx"]: _BINARY}}}

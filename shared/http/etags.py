"""Optimistic locking over HTTP: `ETag` out, `If-Match` in (RFC 9110, sections 8.8.3 and 13.1.1)."""

from typing import Annotated

from fastapi import Header

from shared.problems import Problem
from shared.texts import Text

IfMatch = Annotated[str | None, Header(alias="If-Match", max_length=20, pattern='^["0-9*]{1,20}$')]


class PreconditionFailedError(Problem):
    """Somebody else changed the resource since it was read."""

    code, status = "precondition-failed", 412
    title = Text(en="The resource has changed meanwhile", zh="资源已被修改")


def etag_of(version: int) -> str:
    """The entity tag of a version."""
    return f'"{version}"'


def check_match(if_match: str | None, version: int) -> None:
    """Raise PreconditionFailedError when `If-Match` names another version; none given means any."""
    if if_match not in (None, "*", etag_of(version)):
        raise PreconditionFailedError

"""Optimistic locking over HTTP: `ETag` out, `If-Match` in (RFC 9110, sections 8.8.3 and 13.1.1)."""

from typing import Annotated

from fastapi import Header

from shared.fields import explained
from shared.problems import Problem
from shared.texts import Text

_FORM = explained(
    r'^(W/)?"[0-9]{1,10}"$|^[0-9]{1,10}$|^\*$',
    en='The version in double quotes, as its ETag has it: "3"',
    zh='应为加双引号的版本号，与 ETag 相同："3"',
)
IfMatch = Annotated[
    str | None,
    Header(
        alias="If-Match",
        max_length=20,
        pattern=_FORM,
        description="The ETag of what you have read; refused with 412 if it has changed since",
        examples=['"3"'],
    ),
]
_VERSION = Text(en="The present version is {version}: read it again.", zh="当前版本为 {version}：请重新读取。")


class PreconditionFailedError(Problem):
    """Somebody else changed the resource since it was read."""

    code, status = "precondition-failed", 412
    title = Text(en="The resource has changed meanwhile", zh="资源已被修改")


def etag_of(version: int) -> str:
    """The entity tag of a version."""
    return f'"{version}"'


def check_match(if_match: str | None, version: int) -> None:
    """Raise PreconditionFailedError when `If-Match` names another version; none given means any.

    A version without quotes counts, and one that a proxy has made weak as it compressed the answer.
    """
    if if_match not in (None, "*") and if_match.removeprefix("W/").strip('"') != str(version):
        raise PreconditionFailedError(
            _VERSION.filled(version=version), headers={"ETag": etag_of(version)}, members={"version": version}
        )

"""Who takes a finding or a case: an actor who may see its seller account, given by somebody, asked for by anybody."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Protocol, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field
from pydantic.json_schema import SkipJsonSchema
from sqlalchemy import ColumnElement
from sqlalchemy.orm import Mapped

from shared.auth import Principal
from shared.fields import explained
from shared.problems import Problem, field_error
from shared.texts import Text

ME, NOBODY = "me", "none"
"""Words for whoever asks, and of the filter for nobody."""

_ACTOR_ID = explained(
    "^[A-Za-z0-9_-]{1,36}$",
    en="The id of an actor, as /v1/actors has them, me for yourself, or null for nobody",
    zh="应为 /v1/actors 中的操作者编号，或以 me 表示自己，以 null 表示无人",
)
_OUT_OF_REACH = Text(en="This actor may not see the seller account", zh="该操作者无权查看此卖家账户")

AssigneeFilter = Annotated[
    str | SkipJsonSchema[None],
    Field(max_length=36, description="The id of an actor; `me` is whoever asks, `none` finds what nobody has taken"),
]


class Assignment(BaseModel):
    """Who takes it: the id of an actor who may see its seller account, `me` for the caller, or null for nobody."""

    model_config = ConfigDict(extra="forbid")

    assignee: str | None = Field(max_length=36, pattern=_ACTOR_ID)


class AssigneeUnknownError(Problem):
    """Who shall take it is nobody of the tenant, is deactivated, or may not see the seller account."""

    code, status = "assignee-unknown", 404
    title = Text(en="This actor cannot take it", zh="该操作者无法接手")
    hint = Text(
        en="GET /v1/actors?active=true lists the people and systems of your tenant, with their seller accounts.",
        zh="GET /v1/actors?active=true 列出您租户的操作者及其卖家账户。",
    )


class _Assigned(Protocol):
    """A query with the filter."""

    @property
    def assignee(self) -> str | None: ...

    def model_copy(self, *, update: Mapping[str, Any]) -> Self: ...


Q = TypeVar("Q", bound=_Assigned)


@dataclass(frozen=True, slots=True)
class Assignee:
    """An active actor, and the seller accounts that it is limited to; None is no limit."""

    actor_id: str
    seller_ids: frozenset[str] | None


def require_reach(assignee: Assignee | None, seller_id: str) -> None:
    """Raises AssigneeUnknownError for an actor who may not see the seller account of what it shall take."""
    if assignee is not None and assignee.seller_ids is not None and seller_id not in assignee.seller_ids:
        raise refused(_OUT_OF_REACH)


def asked_by(query: Q, principal: Principal) -> Q:
    """The query with the caller in place of `me`: its cursors then belong to whom they were given."""
    return query.model_copy(update={"assignee": principal.actor_id}) if query.assignee == ME else query


def is_of(column: Mapped[str | None], assignee: str) -> ColumnElement[bool]:
    """What the filter asks for, of a column of assignees."""
    return column.is_(None) if assignee == NOBODY else column == assignee


def refused(why: Text) -> AssigneeUnknownError:
    """The refusal that says why at the member."""
    return AssigneeUnknownError(errors=[field_error("/assignee", AssigneeUnknownError.code, why)])

"""Syncs on the wire: what all lists of them are filtered by."""

from typing import Annotated, Literal

from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from shared.http.moments import Moment
from shared.pages import PageQuery


class SyncQuery(PageQuery):
    """Filters of a list of syncs; a service's subclass gives its cursors, which hold the name, to that list alone."""

    seller_id: Annotated[str | SkipJsonSchema[None], Field(max_length=20)] = None
    status: Literal["waiting", "running", "completed", "failed"] | None = None
    updated_after: Annotated[Moment | SkipJsonSchema[None], Field()] = None

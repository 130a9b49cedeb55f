"""A request's transaction, opened and ended at the edge."""

from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, Request
from sqlmodel import Session

from shared.auth import Principal
from shared.auth.caller import SCOPE_KEY
from shared.db.engine import Database


def database_of(request: Request) -> Database:
    """The database of the app that serves this request, limited to the seller accounts of its caller."""
    database: Database = request.app.state.database
    principal: Principal | None = request.scope.get(SCOPE_KEY)
    return database if principal is None else database.within(principal.seller_ids)


def _reading(request: Request) -> Iterator[Session]:
    with database_of(request).read() as session:
        yield session


def _writing(request: Request) -> Iterator[Session]:
    with database_of(request).write() as session:
        yield session


# scope="function": the commit happens before the answer leaves, so a failed commit cannot answer 201.
ReadSession = Annotated[Session, Depends(_reading, scope="function")]
WriteSession = Annotated[Session, Depends(_writing, scope="function")]

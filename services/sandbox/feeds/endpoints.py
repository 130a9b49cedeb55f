"""/feeds/2021-06-30/feeds. Looking at a feed may process it, so every call writes."""

from typing import Annotated, Any

from fastapi import Path, Query

from services.sandbox.feeds import operations
from services.sandbox.feeds.schemas import FeedCreate, FeedSearch
from services.sandbox.settings import Settings
from services.sandbox.tokens.endpoints import CallingSeller
from services.sandbox.usage_plans import selling_partner_router
from shared.db import WriteSession

router = selling_partner_router()

_PATH, _API = "/feeds/2021-06-30/feeds", "feeds_2021-06-30."
_Id = Annotated[str, Path(max_length=60, pattern=r"^[^\x00]*$")]


@router.post(_PATH, operation_id=_API + "createFeed", status_code=202)
def create_sandbox_feed(session: WriteSession, caller: CallingSeller, data: FeedCreate) -> dict[str, Any]:
    """Hand in a feed."""
    return operations.create_feed(session, caller, data)


@router.get(_PATH, operation_id=_API + "getFeeds")
def list_sandbox_feeds(
    session: WriteSession, settings: Settings, caller: CallingSeller, query: Annotated[FeedSearch, Query()]
) -> dict[str, Any]:
    """The caller's feeds, newest first."""
    return operations.list_feeds(session, settings, caller, query)


@router.get(_PATH + "/{feed_id}", operation_id=_API + "getFeed")
def get_sandbox_feed(
    session: WriteSession, settings: Settings, caller: CallingSeller, feed_id: _Id
) -> dict[str, Any]:
    """How far a feed is."""
    return operations.get_feed(session, settings, caller, feed_id)


@router.delete(_PATH + "/{feed_id}", operation_id=_API + "cancelFeed")
def cancel_sandbox_feed(session: WriteSession, settings: Settings, caller: CallingSeller, feed_id: _Id) -> None:
    """Cancel a feed that waits in the queue."""
    operations.cancel_feed(session, settings, caller, feed_id)

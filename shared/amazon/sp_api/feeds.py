"""Feeds API version 2021-06-30: many changes in one file.

A feed is created in three steps (document, upload, feed) and tells its outcome in a result document. Usage
plans: developer-docs.amazon.com/sp-api/docs/feeds-api-v2021-06-30-reference.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any

from sp_api.api import FeedsV20210630
from sp_api.base import fill_query_params

from shared.amazon.sp_api.connection import Connection
from shared.amazon.sp_api.operations import Operation
from shared.amazon.sp_api.payloads import CamelStruct, Moment
from shared.throttle import Rate


class _Library(FeedsV20210630):  # type: ignore[misc]
    def get_feed_document(self, feed_document_id: str) -> Any:
        """The library's own method downloads the document at once, by its own rules."""
        return self._request(fill_query_params("/feeds/2021-06-30/documents/{}", feed_document_id))


_CREATE_DOCUMENT = Operation("feeds.createFeedDocument", _Library, "create_feed_document", Rate(0.5, 15))
_CREATE = Operation("feeds.createFeed", _Library, "create_feed", Rate(0.0083, 15))
_GET = Operation("feeds.getFeed", _Library, "get_feed", Rate(2.0, 15))
_DOCUMENT = Operation("feeds.getFeedDocument", _Library, "get_feed_document", Rate(0.0222, 10))


class UploadPlace(CamelStruct, frozen=True):
    """Where the contents of a feed are to be put; the link lives for five minutes."""

    feed_document_id: str
    url: str


class Feed(CamelStruct, frozen=True):
    """How far a feed is: `processing_status` is IN_QUEUE, IN_PROGRESS, DONE, CANCELLED or FATAL."""

    feed_id: str
    feed_type: str
    created_time: Moment
    processing_status: str
    marketplace_ids: tuple[str, ...] = ()
    processing_start_time: Moment | None = None
    processing_end_time: Moment | None = None
    result_feed_document_id: str | None = None


class FeedDocument(CamelStruct, frozen=True):
    """Where the outcome of a feed lies; the link lives for five minutes."""

    feed_document_id: str
    url: str
    compression_algorithm: str | None = None


class _Created(CamelStruct, frozen=True):
    feed_id: str


class Feeds:
    """The Feeds API of one seller account. Methods raise what `Connection.call` does."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def create_feed_document(self, content_type: str) -> UploadPlace:
        """A place for contents of this type, such as "application/json; charset=UTF-8"."""
        return self._connection.call(_CREATE_DOCUMENT, UploadPlace, None, content_type)

    def upload(self, place: UploadPlace, content: bytes, *, content_type: str) -> None:
        """Put the contents there; the type must be the one that the place was made for."""
        self._connection.upload(place.url, content, content_type=content_type)

    def create_feed(
        self,
        feed_type: str,
        marketplace_ids: Sequence[str],
        feed_document_id: str,
        *,
        feed_options: Mapping[str, str] | None = None,
    ) -> str:
        """Start the work on uploaded contents; the feed's id."""
        return self._connection.call(
            _CREATE,
            _Created,
            feed_type,
            feed_document_id,
            marketplaceIds=list(marketplace_ids),
            feedOptions=feed_options,
        ).feed_id

    def get_feed(self, feed_id: str) -> Feed:
        """How far a feed is."""
        return self._connection.call(_GET, Feed, feed_id)

    def get_feed_document(self, feed_document_id: str) -> FeedDocument:
        """Where the outcome of a feed lies."""
        return self._connection.call(_DOCUMENT, FeedDocument, feed_document_id)

    def open_document(self, document: FeedDocument) -> AbstractContextManager[Iterator[bytes]]:
        """The outcome as it arrives; see `Connection.open_document`."""
        return self._connection.open_document(document.url, gzipped=document.compression_algorithm == "GZIP")

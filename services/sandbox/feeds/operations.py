"""Handing in feeds and looking how far they are. A feed is processed when it is first looked at after its time."""

import json
from datetime import datetime, timedelta
from typing import Any

from pydantic import ValidationError

from services.sandbox import page_tokens
from services.sandbox.feeds import rules
from services.sandbox.feeds.repository import FeedRepository
from services.sandbox.feeds.schemas import FeedCreate, FeedMessage, FeedSearch, ListingsFeed
from services.sandbox.listings import operations as listings
from services.sandbox.listings.rules.payloads import moment_text
from services.sandbox.listings.schemas import DeletionQuery, ListingPatch, ListingPut, SubmissionQuery
from services.sandbox.models import Feed, FeedDocument
from services.sandbox.refusals import SellingPartnerRefusal, invalid_input, not_found
from services.sandbox.sellers.operations import require_shelves
from services.sandbox.settings import SandboxSettings
from services.sandbox.tokens.rules import Caller
from shared.db import Session
from shared.ids import uuid7

_KEPT = timedelta(days=90)
Answer = dict[str, Any]


def create_feed(session: Session, caller: Caller, data: FeedCreate) -> Answer:
    """Accept a feed. Raises SellingPartnerRefusal (400) without a document that has been uploaded."""
    require_shelves(caller.seller, data.marketplaceIds)
    if data.feedType != rules.LISTINGS:
        raise invalid_input("Invalid feedType.", f"feedType {data.feedType[:100]}")
    feeds = FeedRepository(session)
    document = feeds.find_document(data.inputFeedDocumentId)
    if document is None or document.seller_id != caller.seller.seller_id or document.content is None:
        raise invalid_input("Invalid inputFeedDocumentId.", "inputFeedDocumentId")
    feed = Feed(
        feed_id=uuid7(),
        seller_id=caller.seller.seller_id,
        seed=caller.seller.seed,
        size=caller.seller.size,
        feed_type=data.feedType,
        marketplace_ids=json.dumps(data.marketplaceIds),
        document_id=document.document_id,
        result_document_id=None,
        outcome=None,
        moment=caller.moment,
        requested_at=caller.now,
        cancelled_at=None,
    )
    feeds.add(feed)
    return {"feedId": feed.feed_id}


def get_feed(session: Session, settings: SandboxSettings, caller: Caller, feed_id: str) -> Answer:
    """How far a feed is. Raises SellingPartnerRefusal (404)."""
    return _read(session, settings, caller, _require(session, caller, feed_id))


def list_feeds(session: Session, settings: SandboxSettings, caller: Caller, query: FeedSearch) -> Answer:
    """A page of the caller's feeds, newest first. Raises SellingPartnerRefusal (400)."""
    start = 0
    if query.nextToken:
        text, (start,) = page_tokens.opened(query.nextToken)
        try:
            query = FeedSearch.model_validate_json(text)
        except ValueError as error:
            raise invalid_input("The page token is invalid.") from error
    if not query.feedTypes:
        raise invalid_input("Either feedTypes or nextToken is required.", "feedTypes")
    since, until = query.createdSince or caller.moment - _KEPT, query.createdUntil or caller.moment
    every = FeedRepository(session).list_between(caller.seller.seller_id, since, until)
    reads = [_read(session, settings, caller, each) for each in every if each.feed_type in query.feedTypes]
    found = [each for each in reads if _is_meant(each, query)]
    end = start + query.pageSize
    answer: Answer = {"feeds": found[start:end]}
    if end < len(found):
        answer["nextToken"] = page_tokens.sealed(query.model_dump_json(exclude={"nextToken"}), [end])
    return answer


def cancel_feed(session: Session, settings: SandboxSettings, caller: Caller, feed_id: str) -> None:
    """Cancel a feed that waits in the queue. Raises SellingPartnerRefusal: 400 for any other, 404."""
    feed = _require(session, caller, feed_id)
    if _status_of(feed, settings, caller.now) != "IN_QUEUE":
        raise invalid_input("Only feeds that are IN_QUEUE can be cancelled.", f"feedId {feed_id}")
    feed.cancelled_at = caller.now
    FeedRepository(session).add(feed)


def _require(session: Session, caller: Caller, feed_id: str) -> Feed:
    feed = FeedRepository(session).find(feed_id)
    if feed is None or feed.seller_id != caller.seller.seller_id:
        raise not_found(f"Feed {feed_id[:60]} not found")
    return feed


def _status_of(feed: Feed, settings: SandboxSettings, now: datetime) -> str:
    """IN_QUEUE, IN_PROGRESS, CANCELLED, or that its time has come: the outcome, or DUE before that is known."""
    if feed.cancelled_at is not None:
        return "CANCELLED"
    elapsed = (now - feed.requested_at).total_seconds()
    if elapsed < settings.pending_seconds:
        return "IN_QUEUE"
    if elapsed < settings.pending_seconds + settings.processing_seconds:
        return "IN_PROGRESS"
    return feed.outcome or "DUE"


def _read(session: Session, settings: SandboxSettings, caller: Caller, feed: Feed) -> Answer:
    """A feed in Amazon's shape, by the seller's clock; processed first if its time has come."""
    status = _status_of(feed, settings, caller.now)
    if status == "DUE":
        status = _process(session, caller, feed)
    answer: Answer = {
        "feedId": feed.feed_id,
        "feedType": feed.feed_type,
        "marketplaceIds": json.loads(feed.marketplace_ids),
        "createdTime": moment_text(feed.moment),
        "processingStatus": status,
    }
    started = feed.moment + timedelta(seconds=settings.pending_seconds)
    if status in ("IN_PROGRESS", "DONE", "FATAL"):
        answer["processingStartTime"] = moment_text(started)
    if status in ("DONE", "FATAL"):
        answer["processingEndTime"] = moment_text(started + timedelta(seconds=settings.processing_seconds))
    if feed.result_document_id:
        answer["resultFeedDocumentId"] = feed.result_document_id
    return answer


def _process(session: Session, caller: Caller, feed: Feed) -> str:
    """Do what a feed says, message by message; a document that cannot be read is FATAL."""
    feeds = FeedRepository(session)
    document = feeds.find_document(feed.document_id)
    try:
        content = ListingsFeed.model_validate_json(document.content or b"" if document else b"")
    except ValidationError:
        feed.outcome = "FATAL"
    else:
        results = rules.Results()
        for message in content.messages:
            is_accepted, issues = _apply(session, caller, feed, content.header.sellerId, message)
            results.take(message.messageId, message.sku, is_accepted, issues)
        result = FeedDocument(
            document_id=uuid7(),
            seller_id=feed.seller_id,
            content_type="application/json;charset=UTF-8",
            content=results.text(feed.seller_id, feed.feed_id),
        )
        feeds.add(result)
        feed.outcome, feed.result_document_id = "DONE", result.document_id
    feeds.add(feed)
    return feed.outcome


def _apply(
    session: Session, caller: Caller, feed: Feed, seller_id: str, message: FeedMessage
) -> tuple[bool, list[dict[str, Any]]]:
    """One message on every marketplace of the feed: whether all took it, and what they said."""
    is_accepted, issues = True, []
    for marketplace_id in json.loads(feed.marketplace_ids):
        try:
            answer = _submit(session, caller, seller_id, marketplace_id, message)
        except SellingPartnerRefusal as refusal:
            error = json.loads(refusal.body)["errors"][0]
            issues.append({"code": error["code"], "severity": "ERROR", "message": error["message"]})
            is_accepted = False
        else:
            issues += answer["issues"]
            is_accepted = is_accepted and answer["status"] == "ACCEPTED"
    return is_accepted, issues


def _submit(session: Session, caller: Caller, seller_id: str, marketplace_id: str, message: FeedMessage) -> Answer:
    product_type = message.productType or "PRODUCT"
    if message.operationType == "DELETE":
        deletion = DeletionQuery(marketplaceIds=[marketplace_id])
        return listings.delete_item(session, caller, seller_id, message.sku, deletion)
    query = SubmissionQuery(marketplaceIds=[marketplace_id])
    if message.operationType == "PATCH":
        if not message.patches:
            raise invalid_input("patches are required.", "patches")
        patch = ListingPatch(productType=product_type, patches=message.patches)
        return listings.patch_item(session, caller, seller_id, message.sku, query, patch)
    put = ListingPut(productType=product_type, requirements=message.requirements, attributes=message.attributes)
    return listings.put_item(session, caller, seller_id, message.sku, query, put)


def _is_meant(read: Answer, query: FeedSearch) -> bool:
    in_status = not query.processingStatuses or read["processingStatus"] in query.processingStatuses
    return in_status and (not query.marketplaceIds or bool(set(read["marketplaceIds"]) & set(query.marketplaceIds)))

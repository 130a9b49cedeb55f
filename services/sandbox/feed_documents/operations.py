"""Making room for documents, taking them in and giving results out."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from services.sandbox.documents.operations import link_to, no_such_document, require_link
from services.sandbox.documents.rules.files import gzipped
from services.sandbox.feed_documents.repository import FeedDocumentRepository
from services.sandbox.feed_documents.schemas import FeedDocumentCreate
from services.sandbox.models import FeedDocument
from services.sandbox.refusals import LinkRefusal, not_found
from services.sandbox.settings import SandboxSettings
from services.sandbox.tokens.rules import Caller
from shared.db import Session
from shared.ids import uuid7

MOST_BYTES = 10_000_000
"""How large an upload may be."""


def create_feed_document(
    session: Session, settings: SandboxSettings, caller: Caller, data: FeedDocumentCreate, base_url: str
) -> dict[str, Any]:
    """Room for a document, and the link to put it there."""
    document = FeedDocument(
        document_id=uuid7(), seller_id=caller.seller.seller_id, content_type=data.contentType, content=None
    )
    FeedDocumentRepository(session).add(document)
    url = _link(settings, base_url, f"upload {document.document_id}", document.document_id, caller.now)
    return {"feedDocumentId": document.document_id, "url": url}


def get_feed_document(
    session: Session, settings: SandboxSettings, caller: Caller, document_id: str, base_url: str
) -> dict[str, Any]:
    """The link to a document. Raises SellingPartnerRefusal (404)."""
    document = FeedDocumentRepository(session).find(document_id)
    if document is None or document.content is None or document.seller_id != caller.seller.seller_id:
        raise not_found(f"Feed document {document_id[:60]} not found")
    url = _link(settings, base_url, f"download {document_id}", document_id, caller.now)
    return {"feedDocumentId": document_id, "url": url, "compressionAlgorithm": "GZIP"}


def put_feed_document(
    session: Session,
    settings: SandboxSettings,
    document_id: str,
    query: Mapping[str, str],
    content_type: str,
    content: bytes,
    *,
    now: datetime,
) -> None:
    """Take a document in; what was announced must come. Raises LinkRefusal: 400 when too large, 403, 404."""
    require_link(settings, f"upload {document_id}", query, now=now)
    if len(content) > MOST_BYTES:
        raise LinkRefusal(400, "EntityTooLarge", "Your proposed upload exceeds the maximum allowed size")
    documents = FeedDocumentRepository(session)
    document = documents.find(document_id)
    if document is None:
        raise no_such_document()
    if _plain(content_type) != _plain(document.content_type):
        raise LinkRefusal(403, "SignatureDoesNotMatch", "The signature does not match the one calculated here")
    document.content = content
    documents.add(document)


def open_feed_document(
    session: Session, settings: SandboxSettings, document_id: str, query: Mapping[str, str], *, now: datetime
) -> tuple[Iterator[bytes], str]:
    """A document as a gzip file, and what is in it. Raises LinkRefusal: 403, 404."""
    require_link(settings, f"download {document_id}", query, now=now)
    document = FeedDocumentRepository(session).find(document_id)
    if document is None or document.content is None:
        raise no_such_document()
    return gzipped([document.content]), document.content_type


def _plain(content_type: str) -> str:
    return content_type.replace(" ", "").lower()


def _link(settings: SandboxSettings, base_url: str, name: str, document_id: str, now: datetime) -> str:
    return link_to(settings, f"{base_url.rstrip('/')}/feed-documents/{document_id}", name, now=now)

"""/feeds/2021-06-30/documents, and the file store that keeps them."""

from typing import Annotated, Any

from fastapi import Depends, Header, Path, Request
from fastapi.responses import StreamingResponse

from services.sandbox.feed_documents import operations
from services.sandbox.feed_documents.schemas import FeedDocumentCreate
from services.sandbox.settings import Settings
from services.sandbox.tokens.endpoints import CallingSeller
from services.sandbox.usage_plans import selling_partner_router
from shared.clock import Now
from shared.db import ReadSession, WriteSession

router = selling_partner_router()

_PATH, _API = "/feeds/2021-06-30/documents", "feeds_2021-06-30."
_Id = Annotated[str, Path(max_length=60, pattern=r"^[^\x00]*$")]


async def _content(request: Request) -> bytes:
    """The body, read no further than just past the largest that is taken."""
    content = bytearray()
    async for chunk in request.stream():
        content += chunk
        if len(content) > operations.MOST_BYTES:
            break
    return bytes(content)


@router.post(_PATH, operation_id=_API + "createFeedDocument", status_code=201)
def create_sandbox_feed_document(
    session: WriteSession, settings: Settings, caller: CallingSeller, data: FeedDocumentCreate, request: Request
) -> dict[str, Any]:
    """Room for a document."""
    return operations.create_feed_document(session, settings, caller, data, str(request.base_url))


@router.get(_PATH + "/{document_id}", operation_id=_API + "getFeedDocument")
def get_sandbox_feed_document(
    session: ReadSession, settings: Settings, caller: CallingSeller, document_id: _Id, request: Request
) -> dict[str, Any]:
    """Where a document can be downloaded."""
    return operations.get_feed_document(session, settings, caller, document_id, str(request.base_url))


@router.put("/feed-documents/{document_id}")
def put_sandbox_feed_document(
    session: WriteSession,
    settings: Settings,
    document_id: _Id,
    request: Request,
    content: Annotated[bytes, Depends(_content)],
    now: Now,
    content_type: Annotated[str, Header()] = "",
) -> None:
    """Upload a document. The link is all it takes."""
    operations.put_feed_document(session, settings, document_id, request.query_params, content_type, content, now=now)


@router.get("/feed-documents/{document_id}")
def download_sandbox_feed_document(
    session: ReadSession, settings: Settings, document_id: _Id, request: Request, now: Now
) -> StreamingResponse:
    """Download a document: a gzip file. The link is all it takes."""
    chunks, media_type = operations.open_feed_document(session, settings, document_id, request.query_params, now=now)
    return StreamingResponse(chunks, headers={"Content-Type": media_type})
